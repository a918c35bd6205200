"""The papers of a leak: the report to those who must hear of it, and the notice to persons whose data leaked. To add one: one line here."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from reports.cases import incidents
from reports.cases.incident_forms import COLUMNS, TOLD_TO_PERSONS, form_of
from reports.cases.models import Incident
from reports.cases.names import is_withheld
from reports.papers.approval_form import NOTHING, day, minute
from reports.papers.paper import Grid, Paper
from reports.papers.withheld import EVERYBODY

NAMES = {"report": "泄露事件报告", "notice": "个人信息泄露告知书"}


def papers_of(incident: Incident) -> dict[str, Callable[[Incident], Paper]]:
    """Those that this kind of leak has, by the key of `NAMES`."""
    return {"report": report, "notice": notice} if incident.kind == Incident.Kind.PERSONAL_DATA else {"report": report}


def report(incident: Incident) -> Paper:
    """The whole record as it stands. Of the document it says number, hash and, where no state secret is in it, the name."""
    form, case = form_of(incident), incident.case
    secret = incident.kind == Incident.Kind.STATE_SECRET
    heard = tuple((f"{'通知' if key == 'persons' else '报告'}{zh}", _heard(incident, key)) for key, (zh, _) in form.addressees.items())
    due = incidents.conclusion_due(incident)
    return Paper(
        title=f"{form.title[0]}报告",
        subtitle="　　".join(filter(None, (_unit(), f"编号：{case.number}-{incident.pk}", f"依据：{form.law}"))),
        sections=(
            Grid(
                "一、文件",
                (
                    ("审查件编号", case.number),
                    ("文件名", EVERYBODY.name_of(case, withheld=secret or is_withheld(case))),
                    ("文件指纹", case.sha256),
                    ("发布渠道", case.channel),
                    ("承办部门", case.department or NOTHING),
                    ("送出时间", minute(case.released_at)),
                ),
            ),
            Grid("二、报告内容", tuple((zh, _written(incident, key)) for key, (zh, _) in form.fields.items())),
            Grid(
                "三、时间",
                (
                    ("发现", minute(incident.discovered_at)),
                    ("报告时限", f"{minute(incident.due_at)}（{form.clock}）"),
                    *heard,
                    *((("查处结果时限", day(due)),) if due else ()),
                    ("结案", minute(incident.concluded_at)),
                ),
            ),
            Grid("四、签署", (("填表人", "签字：　　　　　　年　　月　　日"), ("单位负责人", "签字（盖章）：　　　　　　年　　月　　日"))),
        ),
        footing=f"{case.number}　本表由审查系统生成，只记概况",
    )


def notice(incident: Incident) -> Paper:
    """To the persons concerned: what the law says they must be told, and nothing of the document or of who is at fault."""
    form = form_of(incident)
    return Paper(
        title="个人信息泄露告知书",
        subtitle="　　".join(filter(None, (_unit(), f"依据：{form.law}"))),
        sections=(Grid("", tuple((form.fields[key][0], _written(incident, key)) for key in TOLD_TO_PERSONS)),),
        footing="　　".join(filter(None, (_unit(), day(incident.notified_persons_at) if incident.notified_persons_at else ""))),
    )


def _written(incident: Incident, key: str) -> str:
    return str(incident.report.get(key, "")).strip() or NOTHING


def _heard(incident: Incident, addressee: str) -> str:
    at = getattr(incident, COLUMNS[addressee])
    if at is None and addressee == "persons" and incident.not_notified_because:
        return f"不通知，理由：{incident.not_notified_because}"
    return NOTHING if at is None else f"{minute(at)}{'（逾期）' if at > incident.due_at else ''}"


def _unit() -> str:
    return next(iter(settings.CONFIG.unit.names), "")
