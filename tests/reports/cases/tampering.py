"""Somebody changes the database behind the program's back, and what the check says of it."""

from typing import Any

from django.db import connection

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_outbox import again


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def report():
    from reports.cases import verification

    return verification.verify()


def first() -> tuple[str, int | None, str, str] | None:
    found = report().first_bad
    return None if found is None else (found.kind, found.sequence, found.case_number, found.what)


def where() -> tuple[str, int | None]:
    found = report().first_bad
    return ("", None) if found is None else (found.kind, found.sequence)


def last_sequence() -> int:
    from reports.cases.models import AuditTail

    return AuditTail.objects.get().sequence


def some_history(place: Installation) -> dict[str, Any]:
    """Cases of each kind, rulings among them; by name."""
    cases = {kind: samples.held(place, kind, kind.encode(), f"{kind}.txt") for kind in samples.VERDICTS}
    samples.decide(cases["review"], samples.person("reviewer"), "reject")
    return {kind: again(case) for kind, case in cases.items()}
