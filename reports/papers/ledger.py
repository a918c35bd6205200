"""登记台账: every document of a period, a line each, in the columns that registers of publication have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from reports.cases.models import Case, Decision, Role, RulingRow, State
from reports.cases.names import withheld as withheld_among
from reports.papers.approval_form import NOTHING, minute
from reports.papers.paper import Paper, Table
from reports.papers.withheld import EVERYBODY, Reader
from screener.model import Action
from screener.wording import ACTIONS

PAGE = 500
COLUMNS = (
    ("序号", 4),
    ("编号", 9),
    ("信息内容（标题）", 18),
    ("文件名", 14),
    ("信息来源", 6),
    ("承办部门", 8),
    ("承办人", 6),
    ("发布途径", 7),
    ("收到时间", 9),
    ("机检结论", 5),
    ("缘由", 16),
    ("部门初审意见", 10),
    ("保密审查意见", 10),
    ("领导签批意见", 10),
    ("状态", 6),
    ("送出时间", 9),
    ("文件指纹", 12),
    ("备注", 8),
)


def ledger(cases: QuerySet[Case], title: str, reader: Reader = EVERYBODY) -> Paper:
    """The register of `cases` in the order they came."""
    chosen = cases.select_related("submitter", "predecessor").order_by("received_at", "pk")
    opinions: dict[int, list[RulingRow]] = defaultdict(list)
    for ruling in RulingRow.objects.filter(case__in=chosen).order_by("pk"):
        opinions[ruling.case_id].append(ruling)
    rows = tuple(
        _row(number, case, opinions[case.pk], reader, withheld=secret)
        for number, (case, secret) in enumerate(_with_secrecy(chosen), start=1)
    )
    columns, widths = zip(*COLUMNS, strict=True)
    return Paper("信息公开保密审查登记台账", title, (Table("台账", columns, rows, widths),), footing=title, landscape=True)


def _with_secrecy(cases: QuerySet[Case]) -> Iterator[tuple[Case, bool]]:
    """Each case, and whether its name is withheld; that is asked for many at a time."""
    rows = cases.iterator(PAGE)
    while page := list(islice(rows, PAGE)):
        secret = withheld_among(page)
        yield from ((case, case.pk in secret) for case in page)


def _row(number: int, case: Case, rulings: Iterable[RulingRow], reader: Reader, *, withheld: bool) -> tuple[str, ...]:
    form = reader.form_of(case, withheld=withheld)
    said = {role: "\n".join(_opinion(ruling) for ruling in rulings if ruling.reviewer_role == role) for role in Role.values}
    return (
        str(number),
        case.number,
        form.get("title") or NOTHING,
        reader.name_of(case, withheld=withheld),
        form.get("source") or NOTHING,
        case.department or NOTHING,
        case.submitter.display_name if case.submitter else form.get("drafter") or NOTHING,
        form.get("way") or case.channel,
        minute(case.received_at),
        NOTHING if case.action is None else ACTIONS[Action(case.action)][0],
        "；".join(reason["sentence"] for reason in case.reasons) or NOTHING,
        said[Role.HEAD] or NOTHING,
        said[Role.REVIEWER] or NOTHING,
        "\n".join(filter(None, (said[Role.LEADER], said[Role.CLASSIFIER]))) or NOTHING,
        State(case.state).label,
        minute(case.released_at),
        case.sha256,
        f"前一次报送 {case.predecessor.number}" if case.predecessor else "",
    )


def _opinion(ruling: RulingRow) -> str:
    waiting = "" if ruling.effective or ruling.confirms_id else "（待第二人确认）"
    return f"{Decision(ruling.decision).label}{waiting}　{ruling.reviewer_name}"
