"""`screener report`: the paper of the office, from the command line."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from screener.cli.language import pair
from screener.cli.output import unwritable, write_whole
from screener.cli.service_options import add_common, open_named
from screener.config import Config
from screener.errors import UsageError

if TYPE_CHECKING:
    from reports.papers.paper import Paper


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "report", help=pair("审批表、登记台账、月报、检查材料", "approval form, register, monthly report, inspection")
    )
    add_common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)
    form = actions.add_parser("form", help=pair("一件的审批表（.docx 或 .pdf）", "the approval form of a case (.docx or .pdf)"))
    form.add_argument("case", metavar="CASE", help=pair("编号", "number of the case"))
    ledger = actions.add_parser("ledger", help=pair("登记台账（.xlsx、.docx 或 .pdf）", "the register (.xlsx, .docx or .pdf)"))
    monthly = actions.add_parser("monthly", help=pair("月报（.docx、.pdf 或 .xlsx）", "the monthly report (.docx, .pdf or .xlsx)"))
    inspection = actions.add_parser("inspection", help=pair("检查材料（.zip）", "the package for an inspection (.zip)"))
    for action in (ledger, monthly, inspection):
        action.add_argument("--month", metavar="YYYY-MM", default="", help=pair("哪个月（默认本月）", "which month (default: this one)"))
    leak = actions.add_parser(
        "leak",
        help=pair(
            "泄密、个人信息泄露事件的报告或告知书（.docx 或 .pdf）", "the report of a leak, or the notice to persons (.docx or .pdf)"
        ),
    )
    leak.add_argument(
        "id", metavar="ID", type=int, help=pair("事件号（见 screener leak list）", "number of the leak (see screener leak list)")
    )
    leak.add_argument(
        "--notice", action="store_true", help=pair("给个人的告知书，而不是报告", "the notice to the persons concerned, not the report")
    )
    inspection.add_argument("--for-auditor", action="store_true", help=pair("不记载文件名、标题和摘录", "without names, titles and quotes"))
    for action in (form, ledger, monthly, inspection, leak):
        action.add_argument(
            "--output", metavar="FILE", type=Path, required=True, help=pair("写入的文件，按后缀选格式", "file; its suffix says the format")
        )
        add_common(action)
    add_common(
        actions.add_parser("retention", help=pair("保存期满、可提请销毁的", "what is past its time and may be put up for destruction"))
    )


def run(args: argparse.Namespace, _config: Config) -> int:
    open_named(args)
    actions = {"form": _form, "ledger": _ledger, "monthly": _monthly, "inspection": _inspection, "leak": _leak, "retention": _retention}
    return actions[args.action](args)


def _form(args: argparse.Namespace) -> int:
    from reports.cases.models import Case
    from reports.papers.approval_form import approval_form
    from reports.papers.period import rule_titles

    case = Case.objects.select_related("submitter", "predecessor").filter(number=args.case).first()
    if case is None:
        raise UsageError(f"没有编号为 {args.case} 的审查件。", f"there is no case {args.case}.")
    return _write(args.output, approval_form(case, rule_titles()), ("docx", "pdf"))


def _ledger(args: argparse.Namespace) -> int:
    from reports.papers.ledger import ledger
    from reports.papers.period import cases_received, month

    begin, end = month(args.month)
    return _write(args.output, ledger(cases_received(begin, end), f"{begin:%Y年%m月}"), ("xlsx", "docx", "pdf"))


def _monthly(args: argparse.Namespace) -> int:
    from reports.papers.period import month, monthly_report

    return _write(args.output, monthly_report(*month(args.month)), ("docx", "pdf", "xlsx"))


def _leak(args: argparse.Namespace) -> int:
    from reports.cases.models import Incident
    from reports.papers.incident_papers import papers_of

    incident = Incident.objects.select_related("case").filter(pk=args.id).first()
    if incident is None:
        raise UsageError(f"没有事件 {args.id}：见 screener leak list。", f"there is no leak {args.id}: see `screener leak list`.")
    paper = papers_of(incident).get("notice" if args.notice else "report")
    if paper is None:
        raise UsageError("泄露国家秘密事件没有告知书。", "a leak of a state secret has no notice to persons.")
    return _write(args.output, paper(incident), ("docx", "pdf"))


def _inspection(args: argparse.Namespace) -> int:
    from reports.papers.inspection import inspection_package
    from reports.papers.period import cases_received, month, rule_titles
    from reports.papers.withheld import AUDITOR, EVERYBODY

    begin, end = month(args.month)
    try:
        count = inspection_package(
            cases_received(begin, end), f"{begin:%Y年%m月}", args.output, rule_titles(), AUDITOR if args.for_auditor else EVERYBODY
        )
    except FileExistsError:
        raise UsageError(f"{args.output} 已存在：请换一个名字。", f"{args.output} exists already: choose another name.") from None
    except OSError as error:
        raise unwritable(f" {args.output}", str(args.output), error) from error
    print(pair(f"已写入 {args.output}：审查件 {count} 件。", f"wrote {args.output}: {count} cases."))  # noqa: T201
    return 0


def _retention(_args: argparse.Namespace) -> int:
    from reports.cases.retention import proposal

    due = proposal(datetime.now(UTC))
    print(  # noqa: T201
        pair(
            f"保存期满：留存文件 {len(due.files)} 件（须两人销毁），记录 {due.records} 件，日志 {len(due.logs)} 个。",
            f"past their time: {len(due.files)} files kept (two persons destroy them), {due.records} records, {len(due.logs)} logs.",
        )
    )
    for number in due.files:
        print(f"  {number}")  # noqa: T201
    return 1 if due.files or due.logs else 0


def _write(target: Path, paper: Paper, layouts: tuple[str, ...]) -> int:
    from reports.papers.paper import laid_out

    layout = target.suffix.lstrip(".").lower()
    if layout not in layouts:
        known = "、".join(f".{name}" for name in layouts)
        raise UsageError(f"文件名要以 {known} 结尾。", f"the file's name must end in {known.replace('、', ' or ')}.")
    try:
        write_whole(target, laid_out(paper, layout))
    except OSError as error:
        raise unwritable(f" {target}", str(target), error) from error
    print(pair(f"已写入 {target}。", f"wrote {target}."))  # noqa: T201
    return 0
