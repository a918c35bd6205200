"""One decision on several cases at once, where each of them is plain and all are alike; why the others are decided one by one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reports.cases import rulings
from reports.cases.models import Case, Custody, Decision, Person, State
from reports.cases.states import RefusedError
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.case_list import back_to_list
from reports.desk.choices import Choice, choices
from reports.desk.ruling import LONGEST_TEXT
from reports.desk.visible import visible
from screener.model import Action

# As many as a person still reads through before putting their name under all of them.
MOST = 20
QUOTES_SHOWN = 3
# What a case alone answers for, needs no evidence and no second person.
TOGETHER = frozenset({Decision.RELEASE, Decision.RELEASE_REDACTED, Decision.REJECT})
NUMBER = re.compile("[0-9]{8}-[0-9]{1,12}", re.ASCII)

ALONE: tuple[tuple[str, Callable[[Case, Person], bool]], ...] = (
    ("自己报送的文件由他人审查。", lambda case, person: case.submitter_id == person.pk),
    ("疑为国家秘密。", lambda case, _: case.state_secret),
    ("不在待复核之中。", lambda case, _: case.state != State.HELD),
    ("机检结论不是“复核”。", lambda case, _: case.action != Action.REVIEW),
    ("文件不在封存之中。", lambda case, _: case.custody != Custody.SEALED),
    ("有没有读到的内容，须由人查看。", lambda case, _: case.unscanned.exists()),
    ("没有记下发现，或发现太多、没有全部记下。", lambda case, _: not 0 < case.coverage.get("findings", 0) <= case.findings.count()),
    ("已提请确定，等待答复。", lambda case, _: case.referred_at is not None),
    ("已有一人作出决定，等待第二人。", lambda case, _: any(rulings.waiting(case, decision) for decision in Decision)),
    ("您不能独自对这一件作出决定。", lambda case, person: not _offered(case, person)),
)
UNLIKE = "发现的种类与其他件不同。"


@dataclass(frozen=True, slots=True)
class Plain:
    """A case that may be decided with the others: (what was found, how often, some masked quotes), and what it is bound to."""

    case: Case
    name: str = field(repr=False)
    found: tuple[tuple[str, int, tuple[str, ...]], ...] = field(repr=False)
    seen: str = field(repr=False)


def why_alone(case: Case, person: Person) -> str:
    """Why the case is decided by itself; empty where it need not be."""
    return next((why for why, holds in ALONE if holds(case, person)), "")


def sorted_out(cases: Iterable[Case], person: Person) -> tuple[list[Case], list[tuple[Case, str]]]:
    """Those that may be decided together, the most that are alike, and the others with why not."""
    alike: dict[frozenset[str], list[Case]] = {}
    alone: list[tuple[Case, str]] = []
    for case in cases:
        if why := why_alone(case, person):
            alone.append((case, why))
        else:
            alike.setdefault(_kinds(case), []).append(case)
    plain = max(alike.values(), key=len, default=[])
    alone += [(case, UNLIKE) for others in alike.values() if others is not plain for case in others]
    return plain, alone


@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Asked, it shows every case before anything is decided; told, it checks all of it again."""
    person = signed_in(request)
    asked = request.POST if request.method == "POST" else request.GET
    numbers = [number for number in dict.fromkeys(asked.getlist("case")) if NUMBER.fullmatch(number)]
    if len(numbers) > MOST:
        messages.error(request, f"一次最多处理 {MOST} 件：其余的没有列入。")
        numbers = numbers[:MOST]
    found = visible(person).filter(number__in=numbers).select_related("submitter").order_by("received_at", "pk")
    plain, alone = sorted_out(found, person)
    if not plain and not alone:
        messages.error(request, "没有选中任何一件。")
        return redirect(back_to_list(request))
    if request.method == "POST":
        return _decide(request, person, plain, alone)
    shown = {
        "plain": [Plain(case, words.shown_name(case), _found(case), _seen(case)) for case in plain],
        "alone": [(case, words.shown_name(case), why) for case, why in alone],
        "others": _asking(*(case for case, why in alone if why == UNLIKE)),
        "choices": _offered_on_all(plain, person),
        "back": back_to_list(request),
    }
    return render(request, "desk/together.html", shown)


def _asking(*cases: Case) -> str:
    return urlencode([("case", case.number) for case in cases])


def _decide(request: HttpRequest, person: Person, plain: list[Case], alone: list[tuple[Case, str]]) -> HttpResponse:
    posted = request.POST
    decision, text = posted.get("decision", ""), posted.get("text", "").replace("\0", "").strip()[:LONGEST_TEXT]
    reason = posted.get(f"{decision}-reason", "")
    if problem := _problem(decision, reason, text):
        messages.error(request, f"没有作出决定：{problem}")
        return redirect(f"{reverse('together')}?{_asking(*plain, *(case for case, _ in alone))}")
    skipped = [(case.number, f"须单独处理：{why}") for case, why in alone]
    kinds = _kinds(plain[0]) if plain else frozenset()
    decided = 0
    for case in plain:
        seen = posted.get(f"seen-{case.number}", "")
        try:
            rulings.rule(
                case.number, person, decision, reason, text, {}, case.sha256, case.policy, case.dictionaries,
                still=lambda now, seen=seen: _still(now, person, decision, seen, kinds),  # type: ignore[misc]
            )  # fmt: skip
        except RefusedError as error:
            skipped.append((case.number, error.sentence))
        else:
            decided += 1
    if decided:
        messages.success(request, f"已对 {decided} 件作出决定：{Decision(decision).label}。")
    for number, why in skipped:
        messages.error(request, f"{number} 没有作出决定：{why}")
    return redirect(back_to_list(request))


def _problem(decision: str, reason: str, text: str) -> str:
    """What the form lacks, before the first case is touched."""
    if decision not in TOGETHER:
        return "请选一种决定。"
    if reason not in rulings.REASONS or decision not in rulings.REASONS[reason][2]:
        return "请从理由表中选一条理由。"
    return "理由为“其他”的，请写明说明。" if reason == "other" and not text else ""


def _still(case: Case, person: Person, decision: str, seen: str, kinds: frozenset[str]) -> bool:
    """Asked under the lock: the case is what was shown, as plain as it was, and one person's to decide."""
    return _seen(case) == seen and not why_alone(case, person) and _kinds(case) == kinds and decision in _offered(case, person)


def _seen(case: Case) -> str:
    at = case.screened_at.isoformat() if case.screened_at else ""
    return json.dumps([case.sha256, case.policy, case.dictionaries, at])


def _kinds(case: Case) -> frozenset[str]:
    return frozenset(case.findings.values_list("rule", flat=True))


def _offered(case: Case, person: Person) -> dict[str, Choice]:
    return {choice.decision: choice for choice in choices(case, person) if choice.decision in TOGETHER and not choice.two_persons}


def _offered_on_all(cases: list[Case], person: Person) -> list[Choice]:
    offers = [_offered(case, person) for case in cases]
    return [choice for decision, choice in offers[0].items() if all(decision in other for other in offers)] if offers else []


def _found(case: Case) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    rows = list(case.findings.order_by("-score", "pk"))
    counted = Counter(row.rule for row in rows)
    return tuple(
        (words.rule_title(rule), count, tuple(dict.fromkeys(words.quote(row) for row in rows if row.rule == rule))[:QUOTES_SHOWN])
        for rule, count in counted.items()
    )
