"""Which decisions this person may take on this case now, and what each needs: what the ruling form offers. `rulings` checks it all again."""

from __future__ import annotations

from dataclasses import dataclass

from reports.cases import rulings, states
from reports.cases.models import Case, Decision, Person, Role, RulingRow, State
from screener.model import Action

EXPLAINED: dict[Decision, str] = {
    Decision.RELEASE: "原样送出到发布目录。",
    Decision.RELEASE_REDACTED: "本件不送出；请承办人删减后重新送审，新件与本件关联。",
    Decision.REJECT: "不公开，文件继续封存或隔离。",
    Decision.REFER: "提请定密责任人或保密行政管理部门确定，本件继续等待。",
    Decision.HAND_OVER: "文件移交保密办，本系统不再保留。",
    Decision.DESTROY: "销毁本系统中的文件，记录保留。",
    Decision.WITHDRAW: "撤回已作的决定。已经送出的，须另行从发布处撤下并报告。",
}
ONLY_DECLASSIFIED = "仅限已办解密手续的：填写解密文号、机关和日期，由第二人确认后送出。"


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that may be taken. `first` is the ruling of the person whom this one would confirm."""

    decision: str
    label: str
    explained: str
    two_persons: bool
    first: RulingRow | None
    reasons: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str, bool], ...]


def choices(case: Case, person: Person) -> list[Choice]:
    """What was blocked offers its release last; what may be a state secret goes first to whom it belongs."""
    offered = [choice for decision in Decision if (choice := _choice(case, person, decision)) is not None]
    first = {Decision.REFER, Decision.HAND_OVER} if case.state_secret else set()
    last = {Decision.RELEASE} if case.action == Action.BLOCK else set()
    return sorted(offered, key=lambda choice: (choice.decision in last, choice.decision not in first))


def why_none(case: Case, person: Person) -> str:
    """Why the form offers this person nothing."""
    if case.submitter_id == person.pk:
        return states.REFUSALS["own-submission"][0]
    if case.state in {State.RECEIVED, State.SCREENING}:
        return "机检完成后才能作决定。"
    if person.role == Role.HEAD and person.department != case.department:
        return states.REFUSALS["other-department"][0]
    firsts = [first for decision in Decision if (first := rulings.waiting(case, decision))]
    if any(first.reviewer_id == person.pk for first in firsts):
        return "您已作出决定，等待第二人确认。"
    return "这个状态下，您的角色没有可作的决定。"


def _choice(case: Case, person: Person, decision: Decision) -> Choice | None:
    transition = rulings.STEPS.get(decision) or rulings.WITHDRAWALS.get(case.state, "")
    who = rulings.RULES.get((decision, Action(case.action))) if case.action is not None else None
    own = case.submitter_id == person.pk or (person.role == Role.HEAD and person.department != case.department)
    if own or not transition or who is None or states.refusal(case, transition, person.role):
        return None
    first = rulings.waiting(case, decision) if who.second else None
    roles = who.second if first else who.first
    if person.role not in roles or (first and first.reviewer_id == person.pk):
        return None
    reasons = tuple((code, zh) for code, (zh, _, allowed) in rulings.REASONS.items() if decision in allowed)
    evidence = tuple((key, rulings.EVIDENCE[key][0], key == "date") for key in rulings.evidence_needed(case, decision))
    explained = ONLY_DECLASSIFIED if decision == Decision.RELEASE and case.state_secret else EXPLAINED[decision]
    label = f"确认：{decision.label}" if first else str(decision.label)
    return Choice(str(decision), label, explained, bool(who.second), first, reasons, evidence)
