"""Takes documents in, gives them out to be screened, and writes the verdicts down: what the program does to a case without a person.

Every function is one transaction under the chain's lock, and does nothing when it was done before.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from reports.cases import audit, states, verdicts
from reports.cases.arrival import Arrival
from reports.cases.crash import crash_point
from reports.cases.models import Case, Custody, Effect, FindingRow, Person, Role, State, UnscannedRow
from screener.config import Channel
from screener.model import Action, Coverage, Location, Reason, Screened, Unscanned, Verdict

INTAKE, JUDGE = "intake", "screener"
# Names, among the dictionaries of a verdict, which look at the document it is: whoever saw an earlier one has not seen this.
LOOK = "rescreen@"


@transaction.atomic
def receive(
    channel: Channel,
    arrivals: Iterable[Arrival],
    *,
    submitter: Person | None = None,
    form: dict[str, object] | None = None,
    predecessor: Case | None = None,
) -> list[Case]:
    """A case for each settled file; one that has an open case under the same name and ledger key keeps that."""
    audit.lock()
    received = timezone.now()
    arrived = list(arrivals)
    known = {
        (case.ledger_key, case.origin): case
        for case in Case.objects.filter(
            channel=channel.name,
            ledger_key__in=[one.ledger_key for one in arrived],
            state=State.RECEIVED,
            custody=Custody.INBOX,
        )
    }
    numbers = _numbers(received.astimezone(timezone.get_current_timezone()).strftime("%Y%m%d"))
    cases = []
    for arrival in arrived:
        origin = arrival.relative.hex()
        if (open_case := known.get((arrival.ledger_key, origin))) is not None:
            cases.append(open_case)
            continue
        case = Case.objects.create(
            number=next(numbers),
            storage=secrets.token_hex(16),
            channel=channel.name,
            department=submitter.department if submitter and submitter.department else channel.department,
            submitter=submitter,
            untrusted_name=verdicts.storable(arrival.relative.decode("utf-8", "backslashreplace"))[:1024],
            origin=origin,
            ledger_key=arrival.ledger_key,
            size=arrival.size,
            received_at=received,
            form=form or {},
            predecessor=predecessor,
        )
        audit.append(submitter.username if submitter else INTAKE, "receive", case, channel=channel.name, size=arrival.size)
        cases.append(case)
        known[arrival.ledger_key, origin] = case
    return cases


def next_number(day: str) -> str:
    """The day and a running number; unique because the chain's lock is held."""
    return next(_numbers(day))


def _numbers(day: str) -> Iterator[str]:
    last = Case.objects.filter(number__startswith=f"{day}-").order_by("-pk").values_list("number", flat=True).first()
    return (f"{day}-{number:06d}" for number in itertools.count(int(last.rpartition("-")[2]) + 1 if last else 1))


def taken(case: Case) -> Case:
    """The file was renamed out of the inbox and is ours."""
    return taken_all([case])[0]


@transaction.atomic
def taken_all(cases: Iterable[Case]) -> list[Case]:
    """The same for many, in one transaction."""
    audit.lock()
    wanted = [case.pk for case in cases]
    now = Case.objects.in_bulk(wanted)
    return [now[pk] if now[pk].custody != Custody.INBOX else states.move(now[pk], "take", INTAKE) for pk in wanted]


@transaction.atomic
def vanished(case: Case) -> Case:
    """Somebody took the file out of the inbox before we did: nothing was judged, nothing was released."""
    audit.lock()
    now = Case.objects.get(pk=case.pk)
    return now if now.custody != Custody.INBOX else states.move(now, "vanish", INTAKE)


@transaction.atomic
def claim(owner: str, limit: int) -> list[Case]:
    """Up to `limit` cases to screen, oldest first, leased to `owner`. One whose lease ran out too often is given up and not in the list."""
    audit.lock()
    now = timezone.now()
    # The file of a channel that only another host has cannot be reached from here.
    here = [channel.name for channel in settings.CONFIG.channels]
    claimable = Q(state=State.RECEIVED) | Q(state=State.SCREENING, lease_until__lte=now)
    waiting = Case.objects.filter(claimable, custody=Custody.TAKEN, channel__in=here)
    for case in waiting.filter(attempts__gte=settings.CONFIG.records.attempts).order_by("pk"):
        give_up(case)
    claimed = []
    for case in waiting.filter(attempts__lt=settings.CONFIG.records.attempts).order_by("pk")[:limit]:
        case.attempts += 1
        states.move(case, "claim", JUDGE, attempt=case.attempts)
        case.lease_owner, case.lease_until = owner, now + timedelta(seconds=settings.CONFIG.records.lease_seconds)
        case.save(update_fields=["lease_owner", "lease_until"])
        claimed.append(case)
    return claimed


def renew(owner: str) -> int:
    """Keep the leases of `owner`, who is alive and at work. How many there are."""
    until = timezone.now() + timedelta(seconds=settings.CONFIG.records.lease_seconds)
    return Case.objects.filter(state=State.SCREENING, lease_owner=owner).update(lease_until=until)


def owners() -> set[str]:
    """Who holds leases: at the start, those of processes that are no more are given back."""
    return set(Case.objects.filter(state=State.SCREENING).values_list("lease_owner", flat=True))


@transaction.atomic
def give_back(owner: str, *, blameless: bool = True) -> int:
    """Put back what `owner` had claimed. `blameless`: it stopped cleanly, so that the attempt does not count against the document."""
    audit.lock()
    cases = list(Case.objects.filter(state=State.SCREENING, lease_owner=owner).order_by("pk"))
    for case in cases:
        case.attempts -= int(blameless and case.attempts > 0)
        case.lease_owner, case.lease_until = "", None
        states.move(case, "give-back", JUDGE, attempt=case.attempts)
    return len(cases)


def record(case: Case, screened: Screened) -> Case:
    """Write the verdict down, with all that follows from it. `case` is as `claim` gave it: without its lease nothing is written."""
    return record_all([(case, screened)])[0]


@transaction.atomic
def record_all(done: Collection[tuple[Case, Screened]]) -> list[Case]:
    """The same for many, in one transaction."""
    audit.lock()
    now = Case.objects.in_bulk([case.pk for case, _ in done])
    for before, screened in done:
        case = now[before.pk]
        if (case.state, case.lease_owner, case.attempts) != (State.SCREENING, before.lease_owner, before.attempts):
            continue
        case.sha256, case.size = screened.sha256, screened.size or case.size
        case.media_type = verdicts.storable(screened.media_type)[:128]
        case.elapsed_ms = screened.elapsed_ms
        _judge(case, screened.verdict)
        crash_point("recorded-not-committed")
    return [now[case.pk] for case, _ in done]


@transaction.atomic
def give_up(case: Case) -> Case:
    """Hold a document whose screening never came to an end: it took its whole process with it, again and again."""
    audit.lock()
    now = Case.objects.get(pk=case.pk)
    if now.state not in {State.RECEIVED, State.SCREENING} or now.attempts < settings.CONFIG.records.attempts:
        return now
    reason = Reason(Action.REVIEW, "unscanned", "有内容未能读取", "some content could not be read")
    unscanned = (Unscanned(Location(), "extractor-failed", f"attempts {now.attempts}"),)
    now.sha256 = ""
    _judge(now, Verdict(Action.REVIEW, (reason,), (), unscanned, Coverage(parts_unread=1), "", ()), "give-up")
    return now


def judge_again(case: Case, screened: Screened) -> Case:
    """The verdict of another look at a sealed file, in the place of the earlier one. Call inside a transaction, on a case read under the lock."""
    look = f"{LOOK}{len(case.dictionaries) - len(looked_with(case)) + 1}"
    case.media_type = verdicts.storable(screened.media_type)[:128]
    case.elapsed_ms = screened.elapsed_ms
    marks = [mark for mark in case.dictionaries if mark.startswith(LOOK)]
    verdict = replace(screened.verdict, dictionaries=(*screened.verdict.dictionaries, *marks, look))
    _judge(case, verdict, "pass-after-all" if verdict.action == Action.PASS else "hold-on")
    return case


def looked_with(case: Case) -> list[str]:
    """The dictionaries of the verdict, without the marks of the looks."""
    return [name for name in case.dictionaries if not name.startswith(LOOK)]


def rows(case: Case, verdict: Verdict) -> tuple[list[FindingRow], list[UnscannedRow]]:
    """What of the verdict is kept beside the case."""
    kept = sorted(verdict.findings, key=lambda finding: -finding.score)[: verdicts.KEPT]
    unscanned = verdict.unscanned[: verdicts.KEPT]
    return [verdicts.finding_row(case, one) for one in kept], [verdicts.unscanned_row(case, one) for one in unscanned]


def _judge(case: Case, verdict: Verdict, transition: str = "") -> None:
    now = timezone.now()
    case.action = int(verdict.action)
    case.state_secret = verdict.action == Action.BLOCK and verdicts.state_secret(verdict, case.channel)
    case.reasons = [
        {
            "action": int(reason.action),
            "rule": reason.rule,
            "sentence": reason.sentence,
            "sentence_en": reason.sentence_en,
            "count": reason.count,
        }
        for reason in verdict.reasons
    ]
    case.coverage = {**asdict(verdict.coverage), "findings": len(verdict.findings), "unscanned": len(verdict.unscanned)}
    case.policy, case.dictionaries = verdict.policy, list(verdict.dictionaries)
    case.lease_owner, case.lease_until = "", None
    if case.screened_at is not None:
        # Judged again: what the earlier look found is in the chain, and the queue shows what holds now.
        case.findings.all().delete()
        case.unscanned.all().delete()
    case.screened_at = now
    findings, unscanned = rows(case, verdict)
    FindingRow.objects.bulk_create(findings)
    UnscannedRow.objects.bulk_create(unscanned)
    for kind in effects_of(case):
        # The name it goes out under is written down before a byte of it is.
        detail = {"target": case.origin} if kind == Effect.Kind.DELIVER else {}
        Effect.objects.create(case=case, kind=kind, detail=detail, created_at=now, not_before=now)
    states.move(
        case,
        transition or ("pass" if verdict.action == Action.PASS else "hold"),
        JUDGE,
        "found",
        "effects",
        sha256=case.sha256,
        action=case.action,
        rules=[reason.rule for reason in verdict.reasons],
        findings=len(verdict.findings),
        unscanned=len(verdict.unscanned),
        policy=case.policy,
        dictionaries=case.dictionaries,
        state_secret=case.state_secret,
    )


def effects_of(case: Case) -> list[Effect.Kind]:
    """What is to be done outside the database. Mail comes last: nobody is told of a document that still lies open."""
    if case.action == Action.PASS:
        return [Effect.Kind.DELIVER]
    notify = settings.CONFIG.notify
    # What is sealed already stays so, even if it turns out to be a state secret: taking it out to rename it would copy it.
    kinds = [Effect.Kind.ISOLATE if case.state_secret else Effect.Kind.SEAL] if case.custody == Custody.TAKEN else []
    if notify.smtp_host and notify.recipients:
        kinds.append(Effect.Kind.MAIL)
    if notify.webhook:
        kinds.append(Effect.Kind.WEBHOOK)
    return kinds


@transaction.atomic
def mark_false_alarm(finding: FindingRow, person: Person, why: str) -> FindingRow:
    """Note that a reviewer calls this finding none. It changes no verdict and no rule; it feeds a proposal."""
    audit.lock()
    row = FindingRow.objects.select_related("case").get(pk=finding.pk)
    if person.role not in states.DECIDERS:
        raise states.RefusedError("wrong-role")
    if person.role == Role.HEAD and person.department != row.case.department:
        raise states.RefusedError("other-department")
    row.false_alarm, row.false_alarm_by = why, person
    row.save()
    audit.append(person.username, "false-alarm", row.case, "found", rule=row.rule, finding=row.pk)
    return row
