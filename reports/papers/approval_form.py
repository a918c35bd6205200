"""信息发布保密审查审批表: one case on paper, with what the program found, who signed what and when, and a code to check it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType

from django.utils import timezone

from reports.cases.form_fields import FORM_FIELDS
from reports.cases.models import AuditEntry, Case, Decision, FindingRow, Role, RulingRow, State, UnscannedRow
from reports.cases.names import is_withheld
from reports.cases.rulings import EVIDENCE, REASONS
from reports.papers.paper import Grid, Paper, Table
from reports.papers.withheld import EVERYBODY, Reader
from screener.model import Action, Coverage, Location, Place
from screener.wording import ACTIONS, code_words, coverage_words, location_words

NOTHING = "——"
# So many places are listed; the workbook has all of them.
LISTED = 60

SIGNATURES: tuple[tuple[Role, str], ...] = (
    (Role.HEAD, "部门负责人意见"),
    (Role.REVIEWER, "保密审查员意见"),
    (Role.LEADER, "分管领导意见"),
    (Role.CLASSIFIER, "定密责任人（保密办）意见"),
)


def approval_form(case: Case, titles: Mapping[str, str] = MappingProxyType({}), reader: Reader = EVERYBODY) -> Paper:
    """The form as the case stands now. Holds no content of the document: places, rules by their `titles`, masked quotes."""
    last = AuditEntry.objects.filter(case_number=case.number).order_by("-sequence").first()
    code = verification_code(last.digest) if last else NOTHING
    withheld = is_withheld(case)
    form = reader.form_of(case, withheld=withheld)
    return Paper(
        title="信息发布保密审查审批表",
        subtitle=f"编号：{case.number}　　填表日期：{day(case.received_at)}",
        sections=(
            Grid("一、拟公开的信息", _submitted(case, form, reader.name_of(case, withheld=withheld))),
            Grid("二、机检结果", _verdict(case)),
            _places(case, titles, reader),
            Grid("三、审查意见", tuple(_opinions(case, form))),
            Grid("四、办理结果", _outcome(case)),
        ),
        footing=f"{case.number}　校验码 {code}（审计第 {last.sequence if last else NOTHING} 条）",
    )


def verification_code(digest: str) -> str:
    """The start of the chain's digest after the case's last step: whoever has the audit export finds it there, under that number."""
    return "-".join(digest[start : start + 4].upper() for start in range(0, 16, 4))


def day(when: datetime | None) -> str:
    return NOTHING if when is None else f"{timezone.localtime(when):%Y年%m月%d日}"


def minute(when: datetime | None) -> str:
    return NOTHING if when is None else f"{timezone.localtime(when):%Y-%m-%d %H:%M}"


def _submitted(case: Case, form: Mapping[str, str], name: str) -> tuple[tuple[str, str], ...]:
    filled = tuple((field.label, str(form.get(field.key) or NOTHING)) for field in FORM_FIELDS if field.key != "opinion")
    return (
        ("文件名", name),
        ("承办部门", case.department or NOTHING),
        ("承办人", case.submitter.display_name if case.submitter else NOTHING),
        ("渠道", case.channel),
        *filled,
        ("大小", f"{case.size:,} 字节"),
        ("格式", case.media_type or NOTHING),
        ("文件指纹", case.sha256 or NOTHING),
        ("前一次报送", case.predecessor.number if case.predecessor else NOTHING),
    )


def _verdict(case: Case) -> tuple[tuple[str, str], ...]:
    reasons = "\n".join(f"{reason['sentence']}（{reason['count']} 处）" for reason in case.reasons) or "未发现应当处理的内容"
    amounts = {one.name: case.coverage[one.name] for one in fields(Coverage) if one.name in case.coverage}
    return (
        ("结论", NOTHING if case.action is None else ACTIONS[Action(case.action)][0]),
        ("缘由", reasons),
        ("读取情况", coverage_words(Coverage(**amounts), "zh") if amounts else NOTHING),
        ("策略与词典", "　".join((case.policy, *case.dictionaries)) or NOTHING),
        ("审查时间", minute(case.screened_at)),
    )


def _places(case: Case, titles: Mapping[str, str], reader: Reader) -> Table:
    findings = list(case.findings.order_by("pk")[: LISTED + 1])
    unread = list(case.unscanned.order_by("pk")[: LISTED + 1])
    rows = [(place_of(row), titles.get(row.rule, row.rule), reader.quote_of(case, row), row.basis) for row in findings[:LISTED]]
    rows += [(place_of(row), "未能读取", code_words(row.code, "zh"), "未读取的内容不得放行") for row in unread[:LISTED]]
    if len(findings) > LISTED or len(unread) > LISTED:
        rows.append(("其余", "见审查系统", "", ""))
    return Table("发现的位置", ("位置", "规则", "内容（已遮盖）", "依据"), tuple(rows) or ((NOTHING,) * 4,), (22, 20, 26, 32))


def place_of(row: FindingRow | UnscannedRow) -> str:
    """Where, in words; the part's name is left out: it may come from outside."""
    cell = row.cell if isinstance(row, FindingRow) else None
    paragraph = row.paragraph if isinstance(row, FindingRow) else None
    return location_words(Location("", Place(row.place), row.page, paragraph, cell), "zh")


def _opinions(case: Case, form: Mapping[str, str]) -> list[tuple[str, str]]:
    rulings = list(case.rulings.order_by("pk"))
    submitter = case.submitter.display_name if case.submitter else NOTHING
    rows = [("承办人意见", f"{form.get('opinion') or NOTHING}\n签字：{submitter}　{day(case.received_at)}")]
    for role, label in SIGNATURES:
        said = [_signed(ruling) for ruling in rulings if ruling.reviewer_role == role]
        rows.append((label, "\n".join(said) or "（未经此环节）\n签字：　　　　　　年　　月　　日"))
    return rows


def _signed(ruling: RulingRow) -> str:
    evidence = "；".join(f"{EVIDENCE[key][0]}：{value}" for key, value in ruling.evidence.items() if value and key in EVIDENCE)
    said = [Decision(ruling.decision).label, REASONS[ruling.reason_code][0], ruling.reason, evidence]
    waiting = "" if ruling.effective or ruling.confirms_id else "（待第二人确认）"
    return f"{'。'.join(part for part in said if part)}{waiting}\n签字：{ruling.reviewer_name}　{minute(ruling.decided_at)}"


def _outcome(case: Case) -> tuple[tuple[str, str], ...]:
    return (
        ("状态", State(case.state).label),
        ("送出时间", minute(case.released_at)),
        ("成品指纹", case.sha256 if case.state == State.RELEASED else NOTHING),
        ("办结时间", minute(case.closed_at)),
    )
