"""Looks again at what went out: a document that passed under older rules and would not pass today is a case, and a mark in it a leak."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from reports.cases import audit, handles, incidents, places, register, rulings, states, verdicts
from reports.cases.models import AuditEntry, Case, Custody, Decision, Effect, FindingRow, Incident, Person, RulingRow, State, UnscannedRow
from reports.cases.outbox import NOTICES
from reports.cases.rulings import REASONS
from screener.errors import ScreenerError
from screener.isolation import Task, screen_all
from screener.model import Action, Screened
from screener.screening import Screener

ACTOR = "recheck"
# How a look at a released document may end.
OUTCOMES: dict[str, tuple[str, str]] = {
    "still-passes": ("仍可公开", "would go out today too"),
    "known": ("已有复查案件", "has a case from an earlier look"),
    "would-not-pass": ("按现在的规则不能放行", "would not pass today"),
    "changed": ("送出后内容已变", "its content changed after it went out"),
    "gone": ("已不在送出目录", "no longer in the released folder"),
    "unknown-channel": ("渠道已不在配置中", "its channel is no longer configured"),
}


@dataclass
class Report:
    """What a run found."""

    outcomes: Counter[str] = field(default_factory=Counter)
    follow_ups: list[Case] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """case numbers"""


def recheck(screen: Callable[[Screener, Sequence[Task]], Iterable[Screened]] = screen_all, *, everything: bool = False) -> Report:
    """Screen again, in isolated processes, each released document that was judged by other versions than today's.

    A run that was stopped goes on where it was: what was looked at under these versions is in the chain. `everything`: whatever the versions.
    `screen` is what gives the verdicts, in the order of the tasks.
    """
    report = Report()
    config = settings.CONFIG
    by_policy: dict[str, list[str]] = {}
    for channel in config.channels:
        by_policy.setdefault(channel.policy or config.policy, []).append(channel.name)
    for policy, channels in by_policy.items():
        screener = Screener.build(config, policy)
        due = list(_due(screener, channels, everything=everything))
        if not due:
            continue
        versions = _versions(screener)
        screener.warm()
        present = []
        for case in due:
            path = released_path(case)
            if path is None:
                _note(case, "gone", versions, report)
            else:
                present.append((case, path))
        tasks = [Task(path, case.number, case.untrusted_name) for case, path in present]
        connections.close_all()  # what is forked now has no database
        for (case, path), screened in zip(present, screen(screener, tasks), strict=True):
            if not screened.sha256 and not path.exists():
                _note(case, "gone", versions, report)  # fetched from the folder meanwhile
            else:
                _compare(case, screened, versions, report)
    known = {channel.name for channel in config.channels}
    report.outcomes["unknown-channel"] = Case.objects.filter(state=State.RELEASED).exclude(channel__in=known).count()
    return report


def _due(screener: Screener, channels: Iterable[str], *, everything: bool) -> Iterator[Case]:
    versions = _versions(screener)
    seen = set(AuditEntry.objects.filter(action="recheck", detail__contains=versions).values_list("case_number", flat=True))
    for case in Case.objects.filter(state=State.RELEASED, channel__in=channels).order_by("pk").iterator(500):
        same = (case.policy, case.dictionaries) == (screener.policy.label, list(screener.dictionaries))
        if everything or not (same or case.number in seen):
            yield case


def _versions(screener: Screener) -> str:
    """One word for the policy and all dictionaries as they are now."""
    return hashlib.sha256("\n".join((screener.policy.label, *screener.dictionaries)).encode()).hexdigest()


def released_path(case: Case) -> Path | None:
    """Where it went, while a regular file is there and no link is on the way."""
    try:
        released, relative = places.channel_named(case.channel).released, bytes.fromhex(case.released_as)
        with handles.folder(released) as root, handles.parent(root, relative) as (here, name):
            found = handles.status(here, name)
        if found is not None and handles.is_file(found):
            return released / os.fsdecode(relative)
    except (OSError, ValueError, ScreenerError):
        return None
    return None


def _compare(case: Case, screened: Screened, versions: str, report: Report) -> None:
    changed = screened.sha256 not in {"", case.sha256}
    # A corrected version that was handed in anew is a successor too; it is RELEASED when it is outside.
    latest = case.successors.filter(custody=Custody.DELIVERED, state__in=[State.HELD, State.CLOSED]).order_by("-pk").first()
    worse = _worse(latest or case, screened)
    if worse:
        outcome = "would-not-pass"
    elif changed:
        outcome = "changed"
    else:
        outcome = "known" if latest is not None and screened.verdict.action > Action.PASS else "still-passes"
    with transaction.atomic():
        _note(case, outcome, versions, report, changed=changed)
        if worse:
            report.follow_ups.append(_follow_up(case, screened))
            if report.follow_ups[-1].state_secret:
                how = f"词典或规则更新后复查发现密级标志（{case.number}）"
                report.incidents.append(incidents.open_incident(case, ACTOR, how))
            if verdicts.personal_leak(screened.verdict, case.channel):
                how = f"词典或规则更新后复查发现大量个人信息（{case.number}）"
                report.incidents.append(incidents.open_incident(case, ACTOR, how, kind=Incident.Kind.PERSONAL_DATA))
    if changed:
        report.changed.append(case.number)


def _worse(before: Case, screened: Screened) -> bool:
    """Whether something speaks against it that nobody has seen yet. A person's decision covered what that person saw, no more."""
    if screened.verdict.action <= Action.PASS:
        return False
    known = {reason["rule"] for reason in before.reasons}
    now = {reason.rule for reason in screened.verdict.reasons}
    return screened.verdict.action > (before.action or 0) or not now <= known or screened.sha256 not in {"", before.sha256}


def _note(case: Case, outcome: str, versions: str, report: Report, *, changed: bool = False) -> None:
    report.outcomes[outcome] += 1
    with transaction.atomic():
        audit.lock()
        audit.append(ACTOR, "recheck", case, outcome=outcome, versions=versions, changed=changed)


def _follow_up(case: Case, screened: Screened) -> Case:
    """A case of its own, held: its bytes are already outside, so there is nothing to seal, isolate or deliver."""
    now = timezone.now()
    verdict = screened.verdict
    audit.lock()
    new = Case.objects.create(
        number=register.next_number(timezone.localtime(now).strftime("%Y%m%d")),
        state=State.HELD,
        custody=Custody.DELIVERED,
        storage=secrets.token_hex(16),
        channel=case.channel,
        department=case.department,
        submitter=case.submitter,
        untrusted_name=case.untrusted_name,
        origin=case.origin,
        sha256=screened.sha256 or case.sha256,
        size=screened.size or case.size,
        received_at=now,
        action=int(verdict.action),
        state_secret=verdicts.state_secret(verdict, case.channel),
        media_type=verdicts.storable(screened.media_type)[:128],
        reasons=[asdict(reason) | {"action": int(reason.action)} for reason in verdict.reasons],
        coverage=asdict(verdict.coverage) | {"findings": len(verdict.findings), "unscanned": len(verdict.unscanned)},
        policy=verdict.policy,
        dictionaries=list(verdict.dictionaries),
        elapsed_ms=screened.elapsed_ms,
        screened_at=now,
        predecessor=case,
        released_as=case.released_as,
    )
    kept = sorted(verdict.findings, key=lambda finding: -finding.score)[: verdicts.KEPT]
    FindingRow.objects.bulk_create(verdicts.finding_row(new, finding) for finding in kept)
    UnscannedRow.objects.bulk_create(verdicts.unscanned_row(new, one) for one in verdict.unscanned[: verdicts.KEPT])
    for kind in register.effects_of(new):
        if kind in NOTICES:
            Effect.objects.create(case=new, kind=kind, created_at=now, not_before=now)
    audit.append(
        ACTOR, "follow-up", new, "found", "effects", predecessor=case.number, action=new.action, rules=[one.rule for one in verdict.reasons]
    )
    return new


def settle(follow_up: Case, person: Person, *, stays: bool, reason_code: str, reason: str) -> RulingRow:
    """A person decides whether the document stays public or must be taken down; the publication itself is undone by `withdraw` and by hand.

    What would be blocked today stays only when two persons say so: the first ruling waits. To take it down one person is enough.
    A refused try is put down too. Raises `RefusedError`.
    """
    decision = Decision.RELEASE if stays else Decision.REJECT
    try:
        with transaction.atomic(durable=True):
            audit.lock()
            return _settle(follow_up, person, decision, reason_code, reason.strip())
    except states.RefusedError as error:
        with transaction.atomic(durable=True):
            audit.lock()
            case = Case.objects.filter(pk=follow_up.pk).first()
            audit.append(person.username, "refused", case, why=error.why, decision=decision, role=person.role)
        raise


def _settle(follow_up: Case, person: Person, decision: Decision, reason_code: str, reason: str) -> RulingRow:
    case = Case.objects.get(pk=follow_up.pk)
    reviewer = Person.objects.get(pk=person.pk)
    rulings.refuse_the_person(case, reviewer)
    if why := states.refusal(case, "settle-follow-up", reviewer.role):
        raise states.RefusedError(why)
    who = rulings.RULES.get((decision, Action(case.action or 0)))
    if who is None:
        raise states.RefusedError("wrong-state")
    first = rulings.waiting(case, decision) if who.second else None
    rulings.refuse_the_role(reviewer, who, first)
    if reason_code not in REASONS or decision not in REASONS[reason_code][2]:
        raise states.RefusedError("unknown-reason")
    if first is not None and first.reason_code != reason_code:
        raise states.RefusedError("differs")
    if not reason and (reason_code == "other" or (decision == Decision.RELEASE and (who.second or case.state_secret))):
        raise states.RefusedError("reason-missing")
    ruling = rulings.sign(case, reviewer, decision, reason_code, reason, first, who)
    if not ruling.effective:
        return ruling
    states.move(
        case,
        "settle-follow-up",
        reviewer,
        "rulings",
        decision=decision,
        reason=reason_code,
        ruling=ruling.pk,
        confirms=ruling.confirms_id,
    )
    return ruling
