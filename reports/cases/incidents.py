"""A leak on record: a document that had been released is found marked, or to hold personal data. Its clock, its report, its end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from reports.cases import audit
from reports.cases.incident_forms import COLUMNS, FORMS, form_of
from reports.cases.models import Case, FindingRow, Incident, Person, Role
from reports.cases.states import DECIDERS, RefusedError
from screener.errors import UsageError

TIME_TO_REPORT = timedelta(hours=24)
PERSONAL = Incident.Kind.PERSONAL_DATA

STATES: dict[str, tuple[str, str]] = {
    "to-report": ("待报告", "to be reported"),
    "overdue": ("报告逾期", "the report is overdue"),
    "to-conclude": ("已报告，待结案", "reported, to be concluded"),
    "conclusion-overdue": ("查处结果逾期", "the result is overdue"),
    "concluded": ("已结案", "concluded"),
}


@transaction.atomic
def open_incident(
    case: Case, actor: Person | str, how: str, now: datetime | None = None, kind: str = Incident.Kind.STATE_SECRET
) -> Incident:
    """Start the clock for `case`; one of that kind that is open already goes on, with its own clock: discovery happens once.

    `how` says how it came to light, in words of the person or of the program, never in those of the document.
    """
    name = _name(actor, case)
    audit.lock()
    discovered = now or timezone.now()
    going = case.incidents.filter(concluded_at=None, kind=kind).first()
    if going is not None:
        return going
    incident = Incident.objects.create(
        case=case,
        kind=kind,
        discovered_at=discovered,
        due_at=discovered + TIME_TO_REPORT,
        how_discovered=how,
        report=dict.fromkeys(FORMS[kind].fields, "") | {"discovery": how} | _known(case, kind),
    )
    audit.append(name, "open-incident", case, "incidents", incident=incident.pk, kind=kind, due=incident.due_at.isoformat())
    return incident


def _known(case: Case, kind: str) -> dict[str, str]:
    """What the program can fill in by itself."""
    if kind != PERSONAL:
        return {"quantity": "1", "carrier": "电子文件"}
    found = FindingRow.objects.filter(Q(case=case) | Q(case__predecessor=case), entity__startswith="personal.")
    rules = set(found.values_list("rule", flat=True))
    titles = _titles() if rules else {}
    unit = settings.CONFIG.unit
    return {
        "kinds": "、".join(sorted({titles.get(rule, rule) for rule in rules})),
        "contact": "　".join((*unit.names[:1], *unit.phones, *unit.emails)),
    }


def _titles() -> dict[str, str]:
    """The rules' names for people. A folder of the organisation's that does not load must not keep a leak off the record."""
    from screener.dictionary import load_dictionaries  # read for a leak alone
    from screener.screening import every_rule

    try:
        dictionaries = load_dictionaries(settings.CONFIG.dictionaries)
    except UsageError:
        dictionaries = load_dictionaries()
    return {name: rule.title for name, rule in every_rule(dictionaries).items()}


@transaction.atomic
def fill_in(incident: Incident, person: Person, fields: Mapping[str, str]) -> Incident:
    """Write into the fields of the report. What is written is not audited word for word, only that and by whom; a digest holds it."""
    name = _name(person, incident.case)
    audit.lock()
    row = _current(incident)
    if unknown := set(fields) - set(form_of(row).fields):
        raise ValueError(f"{len(unknown)} fields are not in the report")
    row.report = row.report | {key: value.strip() for key, value in fields.items()}
    row.save(update_fields=["report"])
    audit.append(name, "fill-in-incident", row.case, "incidents", incident=row.pk, fields=sorted(fields))
    return row


@transaction.atomic
def reported(incident: Incident, person: Person, addressee: str, at: datetime | None = None) -> Incident:
    """Note that `addressee`, one of the form's, has heard of it. Once noted it stays: a second time is refused."""
    name = _name(person, incident.case)
    audit.lock()
    row = _current(incident)
    column = COLUMNS[addressee]
    now = timezone.now()
    when = at or now
    known = addressee in form_of(row).addressees
    if not known or getattr(row, column) is not None or not row.discovered_at <= when <= now:
        raise RefusedError("guard")
    setattr(row, column, when)
    row.save(update_fields=[column])
    late = when > row.due_at
    audit.append(name, "report-incident", row.case, "incidents", incident=row.pk, addressee=addressee, at=when.isoformat(), late=late)
    return row


@transaction.atomic
def leave_untold(incident: Incident, person: Person, because: str) -> Incident:
    """Put down why the persons concerned are not told: measures avoid the harm, and what they are is written in the record (PIPL 57 ¶2).

    They may still be told afterwards: the authority can demand it.
    """
    name = _name(person, incident.case)
    audit.lock()
    row = _current(incident)
    told = row.kind != PERSONAL or row.notified_persons_at is not None or row.not_notified_because
    if told or not because.strip() or not str(row.report.get("measures", "")).strip():
        raise RefusedError("guard")
    row.not_notified_because = because.strip()
    row.save(update_fields=["not_notified_because"])
    audit.append(name, "leave-untold", row.case, "incidents", incident=row.pk)
    return row


@transaction.atomic
def conclude(incident: Incident, person: Person) -> Incident:
    """Close the record: both addressees have the report, or are rightly not told, and every field of it is filled in."""
    name = _name(person, incident.case)
    audit.lock()
    row = _current(incident)
    if unreported(row) or missing(row):
        raise RefusedError("guard")
    row.concluded_at = timezone.now()
    row.save(update_fields=["concluded_at"])
    due = conclusion_due(row)
    late = due is not None and row.concluded_at > due
    audit.append(name, "conclude-incident", row.case, "incidents", incident=row.pk, late=late)
    return row


def missing(incident: Incident) -> list[str]:
    """The fields of the report that nobody has filled in."""
    form = form_of(incident)
    needless = form.only_when_told if incident.not_notified_because and incident.notified_persons_at is None else frozenset()
    return [key for key in form.fields if key not in needless and not str(incident.report.get(key, "")).strip()]


def unreported(incident: Incident) -> list[str]:
    """The addressees who have not heard of it and should have."""
    needless = {"persons"} if incident.not_notified_because else set()
    return [key for key in form_of(incident).addressees if key not in needless and getattr(incident, COLUMNS[key]) is None]


def conclusion_due(incident: Incident) -> datetime | None:
    """Three months after discovery, by the calendar of the office; the last of the month where the day does not exist. `None`: no law says."""
    months = form_of(incident).concluded_in_months
    if not months:
        return None
    found = timezone.localtime(incident.discovered_at)
    years, month = divmod(found.month - 1 + months, 12)
    year, month = found.year + years, month + 1
    return found.replace(year=year, month=month, day=min(found.day, monthrange(year, month)[1]))


def state(incident: Incident, now: datetime) -> str:
    """A key of `STATES`."""
    if incident.concluded_at is not None:
        return "concluded"
    if unreported(incident):
        return "overdue" if now > incident.due_at else "to-report"
    due = conclusion_due(incident)
    return "conclusion-overdue" if due is not None and now > due else "to-conclude"


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
    late = [Q(**{f"{column}__gt": F("due_at")}) for column in COLUMNS.values()]
    return Incident.objects.filter(reduce(or_, late)).order_by("pk")


def moment_written(text: str) -> datetime:
    """The time that somebody wrote, in the office's zone where it names none. Raises `ValueError`."""
    at = datetime.fromisoformat(text)
    return timezone.make_aware(at) if at.tzinfo is None else at


def _current(incident: Incident) -> Incident:
    row = Incident.objects.select_related("case").get(pk=incident.pk)
    if row.concluded_at is not None:
        raise RefusedError("wrong-state")
    return row


def _name(actor: Person | str, case: Case) -> str:
    """The program may open an incident; whatever a person does needs a role that decides, and a head's own department."""
    if isinstance(actor, str):
        return actor
    person = Person.objects.get(pk=actor.pk)
    if not person.is_active:
        raise RefusedError("inactive")
    if person.role not in DECIDERS:
        raise RefusedError("wrong-role")
    if person.role == Role.HEAD and person.department != case.department:
        raise RefusedError("other-department")
    return person.username
