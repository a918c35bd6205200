"""A leak on record: a document that had been released is found marked. 24 hours to two addressees (条例 61), the result in three months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from reports.cases import audit
from reports.cases.models import Case, Incident, Person
from reports.cases.states import DECIDERS, RefusedError

TIME_TO_REPORT = timedelta(hours=24)
MONTHS_TO_CONCLUDE = 3

# What a report says (报告泄露国家秘密事件的规定 4; the fields have stayed in use under the later rules).
FIELDS: dict[str, tuple[str, str]] = {
    "content": ("泄露内容", "what was leaked"),
    "level": ("密级", "level"),
    "quantity": ("数量", "quantity"),
    "carrier": ("载体形式", "carrier"),
    "discovery": ("发现经过", "how it was discovered"),
    "responsible": ("责任人基本情况", "who is responsible"),
    "course": ("发生的时间、地点及经过", "time, place and course"),
    "harm": ("造成或可能造成的危害", "harm done or possible"),
    "inquiry": ("查处工作情况", "the inquiry"),
    "remedies": ("已采取和拟采取的补救措施", "remedies taken and planned"),
}
# The two addressees, both of whom must hear within the 24 hours.
ADDRESSEES: dict[str, tuple[str, str]] = {
    "peer": ("同级保密行政管理部门", "the secrecy department of the same level"),
    "superior": ("上级主管部门", "the superior department"),
}
STATES: dict[str, tuple[str, str]] = {
    "to-report": ("待报告", "to be reported"),
    "overdue": ("报告逾期", "the report is overdue"),
    "to-conclude": ("已报告，待报查处结果", "reported, the result is to follow"),
    "conclusion-overdue": ("查处结果逾期", "the result is overdue"),
    "concluded": ("已结案", "concluded"),
}


@transaction.atomic
def open_incident(case: Case, actor: Person | str, how: str, now: datetime | None = None) -> Incident:
    """Start the clock for `case`; one that is open already goes on, with its own clock: discovery happens once.

    `how` says how it came to light, in words of the person or of the program, never in those of the document.
    """
    name = _name(actor)
    audit.lock()
    discovered = now or timezone.now()
    going = case.incidents.filter(concluded_at=None).first()
    if going is not None:
        return going
    incident = Incident.objects.create(
        case=case,
        discovered_at=discovered,
        due_at=discovered + TIME_TO_REPORT,
        how_discovered=how,
        report=dict.fromkeys(FIELDS, "") | {"quantity": "1", "carrier": "电子文件", "discovery": how},
    )
    audit.append(name, "open-incident", case, "incidents", incident=incident.pk, due=incident.due_at.isoformat())
    return incident


@transaction.atomic
def fill_in(incident: Incident, person: Person, fields: Mapping[str, str]) -> Incident:
    """Write into the fields of the report. What is written is not audited word for word, only that and by whom; a digest holds it."""
    name = _name(person)
    audit.lock()
    row = _current(incident)
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"{len(unknown)} fields are not in the report")
    row.report = row.report | {key: value.strip() for key, value in fields.items()}
    row.save(update_fields=["report"])
    audit.append(name, "fill-in-incident", row.case, "incidents", incident=row.pk, fields=sorted(fields))
    return row


@transaction.atomic
def reported(incident: Incident, person: Person, addressee: str, at: datetime | None = None) -> Incident:
    """Note that `addressee` (a key of `ADDRESSEES`) has the report. Once noted it stays: a second time is refused."""
    name = _name(person)
    audit.lock()
    row = _current(incident)
    column = {"peer": "reported_peer_at", "superior": "reported_superior_at"}[addressee]
    now = timezone.now()
    when = at or now
    if getattr(row, column) is not None or not row.discovered_at <= when <= now:
        raise RefusedError("guard")
    setattr(row, column, when)
    row.save(update_fields=[column])
    late = when > row.due_at
    audit.append(name, "report-incident", row.case, "incidents", incident=row.pk, addressee=addressee, at=when.isoformat(), late=late)
    return row


@transaction.atomic
def conclude(incident: Incident, person: Person) -> Incident:
    """Close the record: both addressees have the report and every field of it is filled in."""
    name = _name(person)
    audit.lock()
    row = _current(incident)
    if row.reported_peer_at is None or row.reported_superior_at is None or missing(row):
        raise RefusedError("guard")
    row.concluded_at = timezone.now()
    row.save(update_fields=["concluded_at"])
    late = row.concluded_at > conclusion_due(row)
    audit.append(name, "conclude-incident", row.case, "incidents", incident=row.pk, late=late)
    return row


def missing(incident: Incident) -> list[str]:
    """The fields of the report that nobody has filled in."""
    return [key for key in FIELDS if not str(incident.report.get(key, "")).strip()]


def conclusion_due(incident: Incident) -> datetime:
    """Three months after discovery, by the calendar of the office; the last of the month where the day does not exist."""
    found = timezone.localtime(incident.discovered_at)
    years, month = divmod(found.month - 1 + MONTHS_TO_CONCLUDE, 12)
    year, month = found.year + years, month + 1
    return found.replace(year=year, month=month, day=min(found.day, monthrange(year, month)[1]))


def state(incident: Incident, now: datetime) -> str:
    """A key of `STATES`."""
    if incident.concluded_at is not None:
        return "concluded"
    if incident.reported_peer_at is None or incident.reported_superior_at is None:
        return "overdue" if now > incident.due_at else "to-report"
    return "conclusion-overdue" if now > conclusion_due(incident) else "to-conclude"


def remaining(incident: Incident, now: datetime) -> timedelta:
    """What is left of the 24 hours; negative when they are over."""
    return incident.due_at - now


def still_open() -> QuerySet[Incident]:
    """Most urgent first."""
    return Incident.objects.filter(concluded_at=None).select_related("case").order_by("due_at", "pk")


def overdue(now: datetime) -> list[Incident]:
    """What should have been reported or concluded by `now`, and what was reported too late."""
    return [one for one in still_open() if state(one, now) in {"overdue", "conclusion-overdue"}]


def reported_late() -> QuerySet[Incident]:
    """For the yearly statistics."""
    return Incident.objects.filter(Q(reported_peer_at__gt=F("due_at")) | Q(reported_superior_at__gt=F("due_at"))).order_by("pk")


def _current(incident: Incident) -> Incident:
    row = Incident.objects.select_related("case").get(pk=incident.pk)
    if row.concluded_at is not None:
        raise RefusedError("wrong-state")
    return row


def _name(actor: Person | str) -> str:
    """The program may open an incident; whatever a person does needs a role that decides."""
    if isinstance(actor, str):
        return actor
    person = Person.objects.get(pk=actor.pk)
    if not person.is_active:
        raise RefusedError("inactive")
    if person.role not in DECIDERS:
        raise RefusedError("wrong-role")
    return person.username
