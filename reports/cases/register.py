"""Takes documents in, gives them out to be screened, and writes the verdicts down: what the program does to a case without a person.

Every function is one transaction under the chain's lock, and does nothing when it was done before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
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
    cases = []
    for arrival in arrivals:
        origin = arrival.relative.hex()
        open_case = Case.objects.filter(
            channel=channel.name, ledger_key=arrival.ledger_key, origin=origin, state=State.RECEIVED, custody=Custody.INBOX
        ).first()
        if open_case is not None:
            cases.append(open_case)
            continue
        case = Case.objects.create(
            number=next_number(received.astimezone(timezone.get_current_timezone()).strftime("%Y%m%d")),
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
    return cases


def next_number(day: str) -> str:
    """The day and a running number; unique because the chain's lock is held."""
    last = Case.objects.filter(number__startswith=f"{day}-").order_by("-pk").values_list("number", flat=True).first()
    return f"{day}-{int(last.rpartition('-')[2]) + 1 if last else 1:06d}"


def taken(case: Case) -> Case:
    """The file was renamed out of the inbox and is ours."""
    return taken_all([case])[0]


@transaction.atomic
def taken_all(cases: Iterable[Case]) -> list[Case]:
    """The same for many, in one transaction."""
    audit.lock()
    now = [Case.objects.get(pk=case.pk) for case in cases]
    return [case if case.custody != Custody.INBOX else states.move(case, "take", INTAKE) for case in now]


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


@transaction.atomic
def record(case: Case, screened: Screened) -> Case:
    """Write the verdict down, with all that follows from it. `case` is as `claim` gave it: without its lease nothing is written."""
    audit.lock()
    now = Case.objects.get(pk=case.pk)
    if (now.state, now.lease_owner, now.attempts) != (State.SCREENING, case.lease_owner, case.attempts):
        return now
    now.sha256, now.size = screened.sha256, screened.size or now.size
    now.media_type = verdicts.storable(screened.media_type)[:128]
    now.elapsed_ms = screened.elapsed_ms
    _judge(now, screened.verdict)
    crash_point("recorded-not-committed")
    return now


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
    case.screened_at = now
    case.lease_owner, case.lease_until = "", None
    # Judged again: what the earlier look found is in the chain, and the queue shows what holds now.
    case.findings.all().delete()
    case.unscanned.all().delete()
    kept = sorted(verdict.findings, key=lambda finding: -finding.score)[: verdicts.KEPT]
    FindingRow.objects.bulk_create(verdicts.finding_row(case, finding) for finding in kept)
    UnscannedRow.objects.bulk_create(verdicts.unscanned_row(case, unscanned) for unscanned in verdict.unscanned[: verdicts.KEPT])
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
    kinds = [Effect.Kind.ISOLATE if case.state_secret else Effect.Kind.SEAL]
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
