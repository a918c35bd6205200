"""What may become of a case, and who may make it so: one table. Whatever is not in the table is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from reports.cases import audit
from reports.cases.models import Case, Custody, Decision, Person, Role, RulingRow, State
from screener.errors import ScreenerError
from screener.model import Action

SYSTEM = "system"
REVIEWERS = frozenset({Role.REVIEWER, Role.LEADER, Role.CLASSIFIER})
DECIDERS = REVIEWERS | {Role.HEAD}
IN_CUSTODY = frozenset({Custody.ISOLATED, Custody.SEALED})

# What lies with the program, its extras and its limits, and may be read another day; a password or a broken file is the document's own.
UNREAD_BY_US = frozenset(
    {
        "extractor-failed", "image-not-read", "no-text", "page-not-legible", "recognizer-failed", "timed-out", "too-deep", "too-large",
        "unsupported-format", "worker-died",
    }
)  # fmt: skip

REFUSALS: dict[str, tuple[str, str]] = {
    "no-such-transition": ("没有这样的操作。", "there is no such step."),
    "wrong-state": (
        "案件现在的状态不允许这样做：请刷新后再看。",
        "the case is not in a state that allows this: look at it again.",
    ),
    "wrong-role": ("您的角色不能作这个决定。", "your role may not decide this."),
    "not-in-custody": (
        "文件还没有封存或隔离好，请稍候再试。",
        "the file is not sealed or isolated yet: try again in a moment.",
    ),
    "guard": ("不具备作这一步的条件。", "the conditions for this step are not met."),
    "own-submission": ("承办人不能审查自己报送的文件。", "nobody rules on a document of their own."),
    "inactive": ("这个账号已停用。", "this account is not active."),
    "other-department": ("只能处理本部门的文件。", "a head of department rules on the department's own documents only."),
    "unknown-case": ("没有这个编号的审查件。", "there is no case of this number."),
    "unknown-reason": ("请从理由表中选一条理由。", "choose one of the listed reasons."),
    "reason-missing": ("请写明说明。", "write down the reason."),
    "evidence-missing": (
        "材料不全：请填齐这个决定需要的依据（如解密文号、机关、日期，或接收人、单位、日期）。",
        "evidence is missing: fill in what this decision needs (number, authority and date of declassification, or receiver, unit and date).",
    ),
    "stale": (
        "您看到的内容或审查结果已经变了：请重新打开后再决定。",
        "the content or the verdict changed since you looked at it: open it again before deciding.",
    ),
    "second-person": ("须由另一人确认：同一人不能作两次决定。", "another person must confirm: nobody decides twice."),
    "second-role": (
        "已有一人决定，须由有权确认的人（分管领导或定密责任人）确认。",
        "one person has decided; a leader or the classification officer must confirm.",
    ),
    "no-such-decision": ("没有这样的决定。", "there is no such decision."),
    "differs": (
        "与第一人所填的依据或理由不一致，不能确认。",
        "this differs from what the first person put down: it confirms nothing.",
    ),
    "not-unread": (
        "只有因程序未能读取而留置、且还没有人作过决定的文件可以重新审查。",
        "only what is held because the program could not read it, and on which nobody has decided, is screened again.",
    ),
    "tampered": (
        "数据库里的记录与审计链不符，不予送出：请运行 screener audit verify。",
        "the records do not agree with the audit chain, nothing goes out: run `screener audit verify`.",
    ),
    "being-done": ("上一个决定正在执行，请稍候。", "an earlier decision is being carried out: wait a moment."),
}


class RefusedError(ScreenerError):
    """A step that the rules do not allow. `why` is a key of `REFUSALS`."""

    code = "refused"

    def __init__(self, why: str) -> None:
        super().__init__(*REFUSALS[why])
        self.why = why


def _always(_case: Case) -> bool:
    return True


def _lease_over(case: Case) -> bool:
    """A case being screened is taken up by another only when its lease ran out."""
    return case.state == State.RECEIVED or case.lease_until is None or case.lease_until <= timezone.now()


def _judged_clean(case: Case) -> bool:
    return case.action == Action.PASS and case.sha256 != ""


def _judged_unclean(case: Case) -> bool:
    return case.action in {Action.REVIEW, Action.BLOCK}


def _secret(case: Case) -> bool:
    return case.state_secret


def _not_secret(case: Case) -> bool:
    return not case.state_secret


def _unread_by_us(case: Case) -> bool:
    """Another look may tell more; and no person has decided on it: what a person began, persons end."""
    unread = case.unscanned.filter(code__in=UNREAD_BY_US).exists()
    return not case.state_secret and unread and not case.rulings.filter(effective=True).exists()


def _may_go_out(case: Case) -> bool:
    """The one door out: a pass of the machine, or an effective ruling on these very bytes and this very verdict."""
    return _judged_clean(case) or approval(case) is not None


def approval(case: Case) -> RulingRow | None:
    """The last effective ruling on the case, when that releases it as it now is."""
    last = case.rulings.filter(effective=True).order_by("-pk").first()
    if last is None or last.decision != Decision.RELEASE:
        return None
    now = (case.sha256, case.policy, case.dictionaries)
    return last if case.sha256 and (last.sha256, last.policy, last.dictionaries) == now else None


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from which states and custody, to which, by whom, on what condition. `keeps` is the custody afterwards, `None` the same."""

    before: frozenset[State]
    after: State | None
    who: frozenset[str]
    custody: frozenset[Custody]
    keeps: Custody | None = None
    guard: Callable[[Case], bool] = _always


_BY_SYSTEM = frozenset({SYSTEM})


def _system(
    before: set[State], after: State | None, custody: set[Custody], keeps: Custody | None = None, guard: Callable[[Case], bool] = _always
) -> Transition:
    return Transition(frozenset(before), after, _BY_SYSTEM, frozenset(custody), keeps, guard)


def _person(
    before: set[State], after: State | None, who: frozenset[Role], custody: frozenset[Custody], guard: Callable[[Case], bool] = _always
) -> Transition:
    return Transition(frozenset(before), after, frozenset(who), custody, None, guard)


TRANSITIONS: dict[str, Transition] = {
    # taking in
    "take": _system({State.RECEIVED}, State.RECEIVED, {Custody.INBOX}, Custody.TAKEN),
    "vanish": _system({State.RECEIVED}, State.CLOSED, {Custody.INBOX}, Custody.VANISHED),
    # judging
    "claim": _system({State.RECEIVED, State.SCREENING}, State.SCREENING, {Custody.TAKEN}, guard=_lease_over),
    "give-back": _system({State.SCREENING}, State.RECEIVED, {Custody.TAKEN}),
    "pass": _system({State.SCREENING}, State.PASSED, {Custody.TAKEN}, guard=_judged_clean),
    "hold": _system({State.SCREENING}, State.HELD, {Custody.TAKEN}, guard=_judged_unclean),
    "give-up": _system({State.RECEIVED, State.SCREENING}, State.HELD, {Custody.TAKEN}, guard=_judged_unclean),
    # judging again what was held unread: a person asks, the program judges
    "rescreen": _person({State.HELD}, State.HELD, REVIEWERS, frozenset({Custody.SEALED}), _unread_by_us),
    "pass-after-all": _system({State.HELD}, State.PASSED, {Custody.SEALED}, guard=_judged_clean),
    "hold-on": _system({State.HELD}, State.HELD, {Custody.SEALED}, guard=_judged_unclean),
    # where the bytes lie
    "isolate": _system({State.HELD}, State.HELD, {Custody.TAKEN}, Custody.ISOLATED, _secret),
    "seal": _system({State.HELD}, State.HELD, {Custody.TAKEN}, Custody.SEALED, _not_secret),
    # going out
    "deliver": _system({State.PASSED}, State.RELEASED, {Custody.TAKEN, Custody.SEALED, Custody.ISOLATED}, Custody.DELIVERED, _may_go_out),
    # The bytes are not those that were judged.
    "judge-again": _system({State.PASSED, State.HELD}, State.RECEIVED, {Custody.TAKEN}),
    "hold-again": _system({State.PASSED}, State.HELD, {Custody.SEALED, Custody.ISOLATED}),
    # what persons decide
    "approve": _person({State.HELD}, State.PASSED, REVIEWERS, IN_CUSTODY),
    "reject": _person({State.HELD}, State.REJECTED, DECIDERS, IN_CUSTODY),
    "refer": _person({State.HELD}, State.HELD, DECIDERS, IN_CUSTODY),
    "order-hand-over": _person({State.HELD, State.REJECTED}, None, REVIEWERS, IN_CUSTODY),
    "order-destruction": _person({State.HELD, State.REJECTED}, None, REVIEWERS, IN_CUSTODY),
    "revoke": _person({State.PASSED}, State.HELD, DECIDERS, IN_CUSTODY),
    "reopen": _person({State.REJECTED}, State.HELD, REVIEWERS, IN_CUSTODY),
    "withdraw": _person({State.RELEASED}, State.RELEASED, DECIDERS, frozenset({Custody.DELIVERED})),
    # what `recheck` opened about a document that is already outside
    "settle-follow-up": _person({State.HELD}, State.CLOSED, DECIDERS, frozenset({Custody.DELIVERED})),
    # and what becomes of it
    "hand-over": _system({State.HELD, State.REJECTED}, State.HANDED_OVER, {Custody.ISOLATED, Custody.SEALED}, Custody.HANDED_OVER),
    "destroy": _system({State.HELD, State.REJECTED}, State.CLOSED, {Custody.ISOLATED, Custody.SEALED}, Custody.DESTROYED),
}


def refusal(case: Case, transition: str, role: str) -> str:
    """Why `role` may not take this step on the case now: a key of `REFUSALS`; empty when it may. Changes nothing."""
    step = TRANSITIONS.get(transition)
    if step is None:
        return "no-such-transition"
    if role not in step.who:
        return "wrong-role"
    if case.state not in step.before:
        return "wrong-state"
    if case.custody not in step.custody:
        return "not-in-custody"
    return "" if step.guard(case) else "guard"


def move(case: Case, transition: str, actor: Person | str, /, *covers: str, **facts: object) -> Case:
    """Take one step: check it, save it, append it to the chain. Call inside a transaction, on a case read under `audit.lock()`.

    `actor` is a person, or the name of a part of the program (`SYSTEM` rights). `facts` go into the audit row.

    Raises `RefusedError` where the table does not allow it.
    """
    role = actor.role if isinstance(actor, Person) else SYSTEM
    if why := refusal(case, transition, role):
        raise RefusedError(why)
    step = TRANSITIONS[transition]
    before = case.state
    case.state = step.after or case.state
    case.custody = step.keeps or case.custody
    now: datetime = timezone.now()
    if case.state == State.CLOSED and case.closed_at is None:
        case.closed_at = now
    if case.state == State.RELEASED and case.released_at is None:
        case.released_at = now
    case.save()
    name = actor.username if isinstance(actor, Person) else actor
    audit.append(name, transition, case, *covers, role=role, before=before, after=case.state, custody=case.custody, **facts)
    return case
