"""`screener leak`: the leaks on record from the terminal: their clock, their report, their end, with the same guards as at the desk."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from screener.cli.language import pair
from screener.cli.service_options import add_common, add_person, open_named, signed_in
from screener.config import Config
from screener.errors import UsageError

if TYPE_CHECKING:
    from reports.cases.models import Incident

KINDS = ("state-secret", "personal-data")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "leak", help=pair("泄密和个人信息泄露事件：列出、登记、报告、结案", "leaks on record: list, open, report, conclude")
    )
    add_common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)
    listing = actions.add_parser("list", help=pair("列出未结的", "list those that are open"))
    listing.add_argument("--all", action="store_true", help=pair("已结案的也列出", "the concluded ones too"))
    show = actions.add_parser("show", help=pair("查看一起：时限、报告、各栏", "one leak: clock, reports, fields"))
    opening = actions.add_parser("open", help=pair("登记一起，开始 24 小时计时", "put one on record; 24 hours run from now"))
    opening.add_argument("number", metavar="NUMBER", help=pair("已送出的审查件的编号", "number of the released case"))
    opening.add_argument("--kind", choices=KINDS, required=True, help=pair("泄露了什么", "what leaked"))
    opening.add_argument(
        "--how", required=True, metavar="TEXT", help=pair("怎样发现的（不写涉密内容）", "how it was discovered (no content)")
    )
    fill = actions.add_parser("fill-in", help=pair("填写报告的栏目", "write into the fields of the report"))
    fill.add_argument(
        "--field",
        action="append",
        required=True,
        metavar="KEY=TEXT",
        help=pair("栏目，可写多次（键见 show）", "may be repeated (keys: see show)"),
    )
    told = actions.add_parser("reported", help=pair("记下已报告谁", "note who has heard of it"))
    told.add_argument("--to", required=True, metavar="WHO", help="peer superior authority persons")
    told.add_argument("--at", default="", metavar="TIME", help=pair("时间（2026-11-24T09:30；默认现在）", "when (default: now)"))
    untold = actions.add_parser("untold", help=pair("记下不通知个人及其理由", "note that the persons are not told, and why"))
    untold.add_argument("--because", required=True, metavar="TEXT", help=pair("理由", "why"))
    end = actions.add_parser("conclude", help=pair("结案", "conclude it"))
    for action in (show, fill, told, untold, end):
        action.add_argument("id", type=int, metavar="ID", help=pair("事件号", "number of the leak"))
    for action in (opening, fill, told, untold, end):
        add_person(action)
    for action in (listing, show, opening, fill, told, untold, end):
        add_common(action)


def run(args: argparse.Namespace, _config: Config) -> int:
    open_named(args)
    if args.action == "list":
        return _list(args)
    if args.action == "show":
        _show(_incident(args.id))
        return 0
    incident = _open(args) if args.action == "open" else _step(args)
    _show(incident)
    return 0


def _list(args: argparse.Namespace) -> int:
    """1: something is overdue."""
    from reports.cases import incidents
    from reports.cases.models import Incident

    now = datetime.now(UTC)
    rows = Incident.objects.select_related("case").order_by("due_at", "pk") if args.all else incidents.still_open()
    for one in rows:
        _say(f"{one.pk}\t{one.case.number}\t{one.kind}\t{one.due_at:%Y-%m-%d %H:%M}Z\t{pair(*incidents.STATES[incidents.state(one, now)])}")
    if not rows:
        _say(pair("没有。", "none."))
    return 1 if incidents.overdue(now) else 0


def _show(incident: Incident) -> None:
    """No name of a document: it stands in the papers, for whom it may."""
    from reports.cases import incidents
    from reports.cases.incident_forms import COLUMNS, form_of

    form = form_of(incident)
    state = incidents.STATES[incidents.state(incident, datetime.now(UTC))]
    _say(f"{incident.pk}  {incident.case.number}  {pair(*form.title)}  {pair(*state)}")
    _say(
        f"  {pair('发现', 'discovered')}  {incident.discovered_at:%Y-%m-%d %H:%M}Z  {pair('时限', 'due')}  {incident.due_at:%Y-%m-%d %H:%M}Z"
    )
    for key, words in form.addressees.items():
        at = getattr(incident, COLUMNS[key])
        untold = key == "persons" and incident.not_notified_because
        said = f"{at:%Y-%m-%d %H:%M}Z" if at else pair("不通知", "not told") if untold else pair("未报告", "not yet")
        _say(f"  {key}  {pair(*words)}  {said}")
    missing = set(incidents.missing(incident))
    for key, words in form.fields.items():
        _say(f"  {key}  {pair(*words)}  {pair('未填', 'empty') if key in missing else _printable(str(incident.report.get(key, '')))}")


def _open(args: argparse.Namespace) -> Incident:
    from reports.cases import incidents
    from reports.cases.models import Case, Custody

    case = Case.objects.filter(number=args.number).first()
    if case is None or case.custody != Custody.DELIVERED or not args.how.strip():
        raise UsageError(
            "只有已送出的审查件才登记泄露事件，并须写明怎样发现的。", "only a released case can have leaked; and say how it was discovered."
        )
    return incidents.open_incident(case, signed_in(args), args.how.strip(), kind=args.kind)


def _step(args: argparse.Namespace) -> Incident:
    from reports.cases import incidents
    from reports.cases.incident_forms import form_of

    incident = _incident(args.id)
    form = form_of(incident)
    if args.action == "fill-in":
        fields = dict(_field(one, form.fields) for one in args.field)
        return incidents.fill_in(incident, signed_in(args), fields)
    if args.action == "reported":
        if args.to not in form.addressees:
            raise UsageError(f"这起事件报告给：{' '.join(form.addressees)}。", f"this leak is reported to: {' '.join(form.addressees)}.")
        at = _moment(args.at)
        return incidents.reported(incident, signed_in(args), args.to, at)
    if args.action == "untold":
        return incidents.leave_untold(incident, signed_in(args), args.because)
    return incidents.conclude(incident, signed_in(args))


def _field(text: str, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or key not in known:
        raise UsageError(f"写成 栏目=内容，栏目有：{' '.join(known)}。", f"write KEY=TEXT; keys: {' '.join(known)}.")
    return key, value


def _moment(text: str) -> datetime | None:
    from reports.cases.incidents import moment_written

    try:
        return moment_written(text) if text else None
    except ValueError:
        raise UsageError(f"时间写成 2026-11-24T09:30 这样，而不是 {text}。", f"write the time like 2026-11-24T09:30, not {text}.") from None


def _incident(number: int) -> Incident:
    from reports.cases.models import Incident

    incident = Incident.objects.select_related("case").filter(pk=number).first()
    if incident is None:
        raise UsageError(f"没有事件 {number}：见 screener leak list。", f"there is no leak {number}: see `screener leak list`.")
    return incident


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _printable(text: str) -> str:
    """What somebody typed may hold what moves a terminal's cursor."""
    return "".join(character if character.isprintable() else "�" if character != "\n" else " " for character in text)
