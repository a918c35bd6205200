"""The rows of a case, accounts and proposals as canonical JSON: what an audit row covers by its digest, so that a changed row no longer agrees.

Not covered: whose turn it is, and how often it was tried (`lease_owner`, `lease_until`; of an effect `attempts`, `not_before`, `last_error`,
`done_at`). Changed there, something is done late or looked at twice; nothing goes out by it, since states and outbox look again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from django.db.models import Model
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports.cases.models import Case, DictionaryProposal, Person

UNCOVERED = frozenset({"lease_owner", "lease_until"})
UNCOVERED_OF_EFFECTS = frozenset({"attempts", "not_before", "last_error", "done_at"})
# When somebody was last here: written by Django at every sign-in, whose link says the same.
UNCOVERED_OF_PEOPLE = frozenset({"last_login"})
# What makes the code of a second factor; the counters beside it move at every use.
FACTOR = ("pk", "key", "step", "t0", "digits", "tolerance")
# Columns that came later, each with what it held before anybody wrote into it: links made before they were there still agree.
LATER_OF_INCIDENTS: dict[str, object] = {
    "kind": "state-secret",
    "reported_authority_at": None,
    "notified_persons_at": None,
    "not_notified_because": "",
}


def canonical(data: object) -> str:
    """The one spelling of `data`: keys in order, no blanks, letters as they are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_spelled, allow_nan=False)


def digest(text: str, algorithm: str) -> str:
    """SHA-256 or SM3 of `text`, in hex."""
    return hashlib.new(algorithm, text.encode("utf-8", "surrogatepass")).hexdigest()


def moment(when: datetime) -> str:
    """UTC with microseconds: the same text on every database and in every time zone."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _spelled(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(type(value).__name__)


def _columns(row: Model, uncovered: frozenset[str] = frozenset()) -> dict[str, object]:
    columns = (field.attname for field in row._meta.concrete_fields)
    return {column: _plain(getattr(row, column)) for column in columns if column not in uncovered}


def _plain(value: object) -> object:
    """Choices are words; -0.0 is 0.0, as PostgreSQL says."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value + 0.0
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _rows(rows: Iterable[Model], uncovered: frozenset[str] = frozenset()) -> list[dict[str, object]]:
    return [_columns(row, uncovered) for row in sorted(rows, key=lambda row: int(row.pk))]


def _found(case: Case) -> object:
    return [_rows(case.findings.all()), _rows(case.unscanned.all())]


def _incidents(case: Case) -> list[dict[str, object]]:
    rows = _rows(case.incidents.all())
    return [{name: value for name, value in row.items() if LATER_OF_INCIDENTS.get(name, row) != value} for row in rows]


def _person(person: Person) -> object:
    """The account, its second factors, and who it is outside: all that decides who may sign in, and as what."""
    factors = TOTPDevice.objects.filter(user=person, confirmed=True).order_by("pk")
    seat = getattr(person, "seat", None)  # the desk's, which stands above the records
    outside = [[seat.way, seat.subject, seat.grouped]] if seat is not None and seat.way else []
    return [_columns(person, UNCOVERED_OF_PEOPLE), [{name: getattr(one, name) for name in FACTOR} for one in factors], *outside]


SNAPSHOTS: dict[str, Callable[[Case], object]] = {
    "case": partial(_columns, uncovered=UNCOVERED),
    "found": _found,
    "rulings": lambda case: _rows(case.rulings.all()),
    "effects": lambda case: _rows(case.effects.all(), UNCOVERED_OF_EFFECTS),
    "incidents": _incidents,
}
Record = Person | DictionaryProposal
"""A row that belongs to no case, and of which every change is a link too."""


def key_of(record: Record) -> str:
    """How the chain names it: the number of its row, which nobody can give to another."""
    return f"{'person' if isinstance(record, Person) else 'proposal'}:{record.pk}"


def digest_of_record(record: Record, algorithm: str) -> str:
    """The digest of an account or a proposal, as the database holds it now, whatever of it was saved."""
    if isinstance(record, Person):
        return digest(canonical(_person(Person.objects.get(pk=record.pk))), algorithm)
    return digest(canonical(_columns(DictionaryProposal.objects.get(pk=record.pk))), algorithm)


def digest_of(case: Case, what: str, algorithm: str) -> str:
    """The digest of the named rows of `case`, as the database holds them now."""
    return digest(canonical(SNAPSHOTS[what](case)), algorithm)


def digest_of_none(what: str, algorithm: str) -> str:
    """The digest where there are no such rows; no digest at all where there must be some."""
    nothing: dict[str, list[object]] = {"found": [[], []], "rulings": [], "effects": [], "incidents": []}
    return digest(canonical(nothing[what]), algorithm) if what in nothing else ""
