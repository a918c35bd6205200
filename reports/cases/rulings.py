"""What named persons decide: who may decide what, on which ground, and when a second person must agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from reports.cases import audit, states
from reports.cases.models import Case, Decision, Effect, Person, Role, RulingRow, State
from reports.cases.states import DECIDERS, REVIEWERS, RefusedError
from screener.model import Action

CONFIRMERS = frozenset({Role.LEADER, Role.CLASSIFIER})


@dataclass(frozen=True, slots=True)
class Who:
    """The roles that may decide, and those one of which, as another person, must confirm. `second` empty: one person is enough."""

    first: frozenset[Role]
    second: frozenset[Role] = frozenset()


_ONE, _ANY_ONE, _TWO = Who(REVIEWERS), Who(DECIDERS), Who(REVIEWERS, CONFIRMERS)

RULES: dict[tuple[Decision, Action], Who] = {
    (Decision.RELEASE, Action.REVIEW): _ONE,
    (Decision.RELEASE, Action.BLOCK): _TWO,
    (Decision.RELEASE_REDACTED, Action.REVIEW): _ANY_ONE,
    (Decision.RELEASE_REDACTED, Action.BLOCK): _ANY_ONE,
    (Decision.REJECT, Action.REVIEW): _ANY_ONE,
    (Decision.REJECT, Action.BLOCK): _ANY_ONE,
    (Decision.REFER, Action.REVIEW): _ANY_ONE,
    (Decision.REFER, Action.BLOCK): _ANY_ONE,
    (Decision.HAND_OVER, Action.REVIEW): _TWO,
    (Decision.HAND_OVER, Action.BLOCK): _TWO,
    (Decision.DESTROY, Action.REVIEW): _TWO,
    (Decision.DESTROY, Action.BLOCK): _TWO,
    (Decision.WITHDRAW, Action.PASS): _ANY_ONE,
    (Decision.WITHDRAW, Action.REVIEW): _ANY_ONE,
    (Decision.WITHDRAW, Action.BLOCK): _ANY_ONE,
}

_LET_OUT = frozenset({Decision.RELEASE})
_KEPT_IN = frozenset({Decision.REJECT, Decision.RELEASE_REDACTED, Decision.WITHDRAW})
_AWAY = frozenset({Decision.HAND_OVER, Decision.DESTROY})
_ALL = frozenset(Decision)

REASONS: dict[str, tuple[str, str, frozenset[Decision]]] = {
    "mention-only": ("仅为提及，不是密级标志", "a mention, not a marking", _LET_OUT),
    "sample-or-quotation": ("样式、示例或引用", "a specimen, an example or a quotation", _LET_OUT),
    "declassified": ("已解密，手续齐全", "declassified, with the record of it", _LET_OUT),
    "consent": ("已征得权利人或原发机关同意", "the person or the issuing organ consents", _LET_OUT),
    "public-by-law": ("依法应当公开", "must be public by law", _LET_OUT),
    "read-by-person": ("机器未能读取的内容已由人工逐页查看", "a person looked through what the machine could not read", _LET_OUT),
    "state-secret": ("涉及国家秘密", "concerns a state secret", _KEPT_IN | _AWAY | {Decision.REFER}),
    "work-secret": ("涉及工作秘密或内部事项", "concerns a work secret or an internal matter", _KEPT_IN | _AWAY | {Decision.REFER}),
    "trade-secret": ("涉及商业秘密", "concerns a trade secret", _KEPT_IN | _AWAY | {Decision.REFER}),
    "personal-data": ("涉及个人隐私或个人信息", "concerns privacy or personal data", _KEPT_IN | _AWAY | {Decision.REFER}),
    "unread-content": ("有内容无法读取，不能判断", "content that cannot be read, so nobody can judge", _KEPT_IN | _AWAY | {Decision.REFER}),
    "mark-to-correct": ("标志有误，先由定密责任人纠正", "the marking is wrong: the classification officer corrects it first", _KEPT_IN | {Decision.REFER}),
    "cannot-decide": ("不能确定，提请主管部门或保密行政管理部门确定", "undecidable here: put to the superior or the secrecy department", frozenset({Decision.REFER})),
    "to-secrecy-office": ("交保密办处理", "to be dealt with by the secrecy office", _AWAY | {Decision.REFER}),
    "leak": ("已送出后发现问题，撤回处理", "found wrong after it went out", frozenset({Decision.WITHDRAW})),
    "decided-in-error": ("原决定有误", "the earlier decision was wrong", frozenset({Decision.WITHDRAW})),
    "retention-over": ("保存期满", "the time of keeping is over", frozenset({Decision.DESTROY})),
    "other": ("其他（须写明）", "another, written out", _ALL),
}  # fmt: skip

EVIDENCE: dict[str, tuple[str, str]] = {
    "number": ("解密文件文号", "number of the declassification"),
    "authority": ("解密机关", "declassifying authority"),
    "date": ("日期", "date"),
    "receiver": ("接收人", "received by"),
    "unit": ("接收单位", "receiving unit"),
    "basis": ("销毁依据", "ground of the destruction"),
}

STEPS: dict[Decision, str] = {
    Decision.RELEASE: "approve",
    Decision.RELEASE_REDACTED: "reject",
    Decision.REJECT: "reject",
    Decision.REFER: "refer",
    Decision.HAND_OVER: "order-hand-over",
    Decision.DESTROY: "order-destruction",
}
# A withdrawal takes back what was last done: a publication, an approval, a rejection.
WITHDRAWALS: dict[str, str] = {State.RELEASED: "withdraw", State.PASSED: "revoke", State.REJECTED: "reopen"}
_EFFECTS: dict[Decision, Effect.Kind] = {
    Decision.RELEASE: Effect.Kind.DELIVER,
    Decision.HAND_OVER: Effect.Kind.HAND_OVER,
    Decision.DESTROY: Effect.Kind.DESTROY,
}


def evidence_needed(case: Case, decision: Decision) -> tuple[str, ...]:
    """The keys of `EVIDENCE` that this decision on this case must fill in."""
    if decision == Decision.RELEASE and case.state_secret:
        return ("number", "authority", "date")
    return {Decision.HAND_OVER: ("receiver", "unit", "date"), Decision.DESTROY: ("basis",)}.get(decision, ())


def waiting(case: Case, decision: Decision) -> RulingRow | None:
    """A first ruling on the case as it now is that waits for a second person. Whatever was decided since makes it void."""
    first = case.rulings.filter(decision=decision, effective=False, confirmed_by=None).order_by("-pk").first()
    if first is None or case.rulings.filter(effective=True, pk__gt=first.pk).exists():
        return None
    return first if (first.sha256, first.policy, first.dictionaries) == (case.sha256, case.policy, case.dictionaries) else None


def rule(
    case_number: str,
    reviewer: Person,
    decision: str,
    reason_code: str,
    reason: str,
    evidence: Mapping[str, str],
    seen_sha256: str,
    seen_policy: str,
    seen_dictionaries: Sequence[str],
    still: Callable[[Case], bool] = lambda _: True,
) -> RulingRow:
    """Put a decision down. What `seen_…` say is what the reviewer had before their eyes: a case that changed since is not ruled on,
    nor one that is no longer what `still`, asked inside the transaction, says it must be.

    Where two persons are needed, the first ruling waits (`effective` is false) and the same decision by another person confirms it.
    A refused try is put down too. Raises `RefusedError`.
    """
    try:
        with transaction.atomic(durable=True):
            audit.lock()
            seen = (seen_sha256, seen_policy, list(seen_dictionaries))
            return _rule(case_number, reviewer, decision, reason_code, reason, evidence, seen, still)
    except RefusedError as error:
        with transaction.atomic(durable=True):
            audit.lock()
            case = Case.objects.filter(number=case_number).first()
            known = decision if decision in Decision.values else "unknown"
            audit.append(reviewer.username, "refused", case, why=error.why, decision=known, role=reviewer.role)
        raise


def _rule(
    case_number: str,
    reviewer: Person,
    wanted: str,
    reason_code: str,
    reason: str,
    evidence: Mapping[str, str],
    seen: tuple[str, str, list[str]],
    still: Callable[[Case], bool],
) -> RulingRow:
    case = Case.objects.filter(number=case_number).first()
    if case is None:
        raise RefusedError("unknown-case")
    if wanted not in Decision.values:
        raise RefusedError("no-such-decision")
    decision = Decision(wanted)
    person = Person.objects.get(pk=reviewer.pk)  # the role as it is now, not as it was when the session began
    transition, who = _step(case, decision)
    refuse_the_person(case, person)
    if why := states.refusal(case, transition, person.role):
        raise RefusedError(why)
    _refuse_while_being_done(case, decision)
    if seen != (case.sha256, case.policy, case.dictionaries) or not still(case):
        raise RefusedError("stale")
    first = waiting(case, decision) if who.second else None
    refuse_the_role(person, who, first)
    if first is not None and not evidence:
        evidence = first.evidence
    _refuse_the_ground(case, decision, reason_code, reason, evidence)
    if first is not None and (first.reason_code, first.evidence) != (reason_code, dict(evidence)):
        raise RefusedError("differs")
    ruling = sign(case, person, decision, reason_code, reason.strip(), first, who, evidence)
    if ruling.effective:
        _carry_out(case, transition, person, ruling)
    return ruling


def sign(
    case: Case,
    person: Person,
    decision: str,
    reason_code: str,
    reason: str,
    first: RulingRow | None,
    who: Who,
    evidence: Mapping[str, str] = MappingProxyType({}),
) -> RulingRow:
    """Put a person's name under a decision on the case as it is. One that waits for a second person is audited here; `first` becomes
    effective with the one that confirms it."""
    ruling = RulingRow.objects.create(
        case=case,
        decision=decision,
        reviewer=person,
        reviewer_name=person.display_name,
        reviewer_role=person.role,
        reason_code=reason_code,
        reason=reason,
        evidence=dict(evidence),
        confirms=first,
        effective=not who.second or first is not None,
        sha256=case.sha256,
        policy=case.policy,
        dictionaries=case.dictionaries,
        decided_at=timezone.now(),
    )
    if not ruling.effective:
        audit.append(person.username, "first-ruling", case, "rulings", decision=decision, reason=reason_code, role=person.role)
    elif first is not None:
        first.effective = True
        first.save(update_fields=["effective"])
    return ruling


def _step(case: Case, decision: Decision) -> tuple[str, Who]:
    transition = STEPS.get(decision) or WITHDRAWALS.get(case.state, "")
    who = RULES.get((decision, Action(case.action))) if case.action is not None else None
    if not transition or who is None:
        raise RefusedError("wrong-state")
    return transition, who


def _refuse_while_being_done(case: Case, decision: Decision) -> None:
    """What an earlier decision set going comes first; a delivery that has not begun may be taken back."""
    going = case.effects.filter(kind__in=_EFFECTS.values(), done_at=None)
    if decision == Decision.WITHDRAW:
        going = going.exclude(kind=Effect.Kind.DELIVER, detail={})
    if going.exists():
        raise RefusedError("being-done")


def refuse_the_person(case: Case, person: Person) -> None:
    if not person.is_active:
        raise RefusedError("inactive")
    if case.submitter_id == person.pk:
        raise RefusedError("own-submission")
    if person.role == Role.HEAD and person.department != case.department:
        raise RefusedError("other-department")
    if not audit.agrees(person):
        raise RefusedError("tampered")  # a role, or a department, that nobody gave in the program


def refuse_the_role(person: Person, who: Who, first: RulingRow | None) -> None:
    if first is None:
        if person.role not in who.first:
            raise RefusedError("wrong-role")
    elif first.reviewer_id == person.pk:
        raise RefusedError("second-person")
    elif person.role not in who.second:
        raise RefusedError("second-role")


def _refuse_the_ground(case: Case, decision: Decision, reason_code: str, reason: str, evidence: Mapping[str, str]) -> None:
    if reason_code not in REASONS or decision not in REASONS[reason_code][2]:
        raise RefusedError("unknown-reason")
    if not reason.strip() and (reason_code == "other" or (decision == Decision.RELEASE and case.action == Action.BLOCK)):
        raise RefusedError("reason-missing")
    known = all(key in EVIDENCE and isinstance(value, str) for key, value in evidence.items())
    if not known or not all(evidence.get(key, "").strip() for key in evidence_needed(case, decision)):
        raise RefusedError("evidence-missing")
    if "date" in evidence and not _a_day_until_now(evidence["date"]):
        raise RefusedError("evidence-missing")


def _a_day_until_now(text: str) -> bool:
    try:
        return date.fromisoformat(text) <= timezone.localdate()
    except ValueError:
        return False


def _carry_out(case: Case, transition: str, person: Person, ruling: RulingRow) -> None:
    now = timezone.now()
    decision = Decision(ruling.decision)
    if transition == "refer":
        case.referred_at = now
    if transition == "revoke":
        # Not begun, or this would have been refused: nobody carries it out any more.
        case.effects.filter(kind=Effect.Kind.DELIVER, done_at=None).update(done_at=now, detail={"revoked": True})
    if decision in _EFFECTS:
        Effect.objects.create(case=case, kind=_EFFECTS[decision], detail={}, created_at=now, not_before=now)
    states.move(
        case,
        transition,
        person,
        "rulings",
        "effects",
        decision=decision,
        reason=ruling.reason_code,
        ruling=ruling.pk,
        confirms=ruling.confirms_id,
    )
