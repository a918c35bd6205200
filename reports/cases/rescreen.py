"""Looks again at what is held because our side could not read it, when a person asks: the reader was mended, an extra or a limit added.

Nothing happens by itself, and nothing is decided that the first look at a new document would not decide. The verdict takes the place of the
earlier one in the queue; the chain holds both. The sealed file is opened in memory alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

from django.db import transaction

from reports.cases import audit, custody, fresh_screening, places, register, rulings, states
from reports.cases.held_file import CustodyError
from reports.cases.models import Case, FindingRow, Person, State, UnscannedRow
from reports.cases.outbox import NOTICES
from reports.cases.states import RefusedError
from screener.model import Screened

Screen = Callable[[BinaryIO, str, str, str], Screened]

# How a second look may end.
OUTCOMES: dict[str, tuple[str, str]] = {
    "passes": ("现在读得到，审查通过，即将送出", "can be read now and passes: it goes out"),
    "held": ("结果有变，仍待复核", "the verdict changed, it is still held"),
    "same": ("结果未变，仍待复核", "the verdict is the same, it is still held"),
}


def rescreen(number: str, person: Person, screen: Screen = fresh_screening.screen) -> str:
    """Screen the held case again by the program and the rules of today; a key of `OUTCOMES`. Stopped anywhere, it was not done.

    Raises `RefusedError` (put down in the chain), `CustodyError` when the file is not the one that was held, `NotScreenedError`.
    """
    try:
        with transaction.atomic(durable=True):
            audit.lock()
            before = _asked(number, person)
        channel = places.channel_named(before.channel)
        with custody.view(places.sealed(before, channel), before.storage, places.master_key(), before.sha256) as memory:
            screened = screen(memory, before.number, before.untrusted_name, channel.policy)
        if screened.sha256 not in {"", before.sha256}:
            raise CustodyError("changed")
        with transaction.atomic(durable=True):
            audit.lock()
            now = _asked(number, person)
            return _record(now, _seen(before), person, screened)
    except RefusedError as error:
        with transaction.atomic(durable=True):
            audit.lock()
            case = Case.objects.filter(number=number).first()
            audit.append(person.username, "refused", case, why=error.why, decision="rescreen", role=person.role)
        raise


def _asked(number: str, person: Person) -> Case:
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise RefusedError("unknown-case")
    asking = Person.objects.get(pk=person.pk)
    rulings.refuse_the_person(case, asking)
    if why := states.refusal(case, "rescreen", asking.role):
        raise RefusedError("not-unread" if why == "guard" else why)
    if case.effects.filter(done_at=None).exclude(kind__in=NOTICES).exists():
        raise RefusedError("being-done")
    return case


def _seen(case: Case) -> tuple[object, ...]:
    return (case.sha256, case.policy, case.dictionaries, case.screened_at)


def _record(case: Case, seen: tuple[object, ...], person: Person, screened: Screened) -> str:
    if _seen(case) != seen:
        raise RefusedError("stale")
    before = {
        "action": case.action,
        "policy": case.policy,
        "dictionaries": case.dictionaries,
        "rules": [one["rule"] for one in case.reasons],
    }
    if _told(case) == _told_by(case, screened):
        states.move(case, "rescreen", person, outcome="same", verdict=before)
        return "same"
    unread = sorted(set(case.unscanned.values_list("code", flat=True)))
    states.move(case, "rescreen", person, outcome="differs", verdict={**before, "unscanned": unread})
    register.judge_again(case, screened)
    return "passes" if case.state == State.PASSED else "held"


def _told(case: Case) -> list[object]:
    """All that the queue shows of the verdict."""
    found = [_columns(row) for row in case.findings.order_by("pk")]
    unread = [_columns(row) for row in case.unscanned.order_by("pk")]
    rules = [(reason["rule"], reason["action"], reason["count"]) for reason in case.reasons]
    return [case.action, case.policy, register.looked_with(case), rules, found, unread]


def _told_by(case: Case, screened: Screened) -> list[object]:
    verdict = screened.verdict
    findings, unscanned = register.rows(case, verdict)
    rules = [(reason.rule, int(reason.action), reason.count) for reason in verdict.reasons]
    found, unread = [_columns(row) for row in findings], [_columns(row) for row in unscanned]
    return [int(verdict.action), verdict.policy, list(verdict.dictionaries), rules, found, unread]


def _columns(row: FindingRow | UnscannedRow) -> dict[str, Any]:
    # What a reviewer noted on a finding is not part of the verdict.
    left_out = {"id", "case_id", "false_alarm", "false_alarm_by_id"}
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in left_out}
