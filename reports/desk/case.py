"""The page of one case: the verdict in plain words, what was found and where, what was not read, what was decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports.cases import audit, names, rulings
from reports.cases.form_fields import FORM_FIELDS
from reports.cases.models import Case, Custody, Decision, Person, Role, RulingRow, State
from reports.desk import content, words
from reports.desk.account import signed_in
from reports.desk.case_list import back_to_list
from reports.desk.choices import choices, why_none
from reports.desk.comparison import changes
from reports.desk.models import Remark
from reports.desk.rescreening import may_rescreen
from reports.desk.roles import RULING, SUBMITTING
from reports.desk.visible import case_of, visible
from reports.desk.working_days import clock

FINDINGS_SHOWN = 300
EARLIER_SHOWN = 10
LONGEST_REMARK = 2_000
# What one key chooses in the form; it is sent by another.
BY_KEY: dict[str, tuple[str, str]] = {Decision.RELEASE: ("a", "同意"), Decision.REJECT: ("r", "不予公开")}
UNDER_WAY = frozenset({State.RECEIVED, State.SCREENING})

WHAT_TO_DO_WITH_A_SECRET = (
    "不要打开、复制、转发、打印或另存这份文件，不要在本系统之外谈论其内容。",
    "立即报告定密责任人（保密办）；原件由专人按保密规定取走或处理。",
    "请承办人停止发布，检查同一内容是否已在其他渠道送出；已送出的，发现后 24 小时内报告同级保密行政管理部门和上级主管部门（保密法实施条例第六十一条）。",
    "标志有误的，先由定密责任人纠正标志，再重新送审；本系统不据此放行。",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the case's history."""

    at: datetime
    what: str
    who: str
    note: str = field(default="", repr=False)
    waiting: bool = False


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    person = signed_in(request)
    found = case_of(person, number)
    rows = list(found.findings.order_by("-score", "pk")[:FINDINGS_SHOWN])
    why = content.why_not_shown(found)
    shown: dict[str, object] = {
        **_status(found),
        "groups": words.groups(found, rows),
        "finding_count": int(found.coverage.get("findings", len(rows))),
        "listed": len(rows),
        "unread": words.unread(found, found.unscanned.order_by("pk")),
        "coverage": words.coverage(found),
        "secret_steps": WHAT_TO_DO_WITH_A_SECRET,
        "why_not_shown": why,
        "opened": not why and content.is_open(request, found),
        "history": _history(found),
        "earlier": _earlier(person, found),
        "form": _form(found),
        "may_rule": person.role in RULING,
        "may_rescreen": may_rescreen(found, person),
        "back": back_to_list(request),
        "fix_at": _fix_at(person, found),
        "changes": _changes(person, found),
        "successors": [(one, words.shown_name(one)) for one in visible(person).filter(predecessor=found).order_by("pk")[:EARLIER_SHOWN]],
    }
    if shown["opened"]:
        try:
            shown |= content.content_of(found, request.GET.get("start", ""), request.GET.get("finding", ""))
        except content.NotShownError as error:
            shown["why"] = str(error)
    if person.role in RULING:
        offered = choices(found, person)
        by_key = {choice.decision for choice in offered} & set(BY_KEY)
        if found.state_secret:
            by_key.discard(Decision.RELEASE)  # never by one key
        wanted = request.GET.get("decide", "")
        shown |= {
            "choices": offered,
            "why_none": "" if offered else why_none(found, person),
            "seen": _seen(found),
            "wanted": wanted if wanted in by_key else "",
            "keys": [(key, decision, zh) for decision, (key, zh) in BY_KEY.items() if decision in by_key],
        }
    return render(request, "desk/case.html", shown)


@require_GET
def case_status(request: HttpRequest, number: str) -> HttpResponse:
    """The verdict alone, for the page that waits for it; the whole page anew once there is one."""
    found = case_of(signed_in(request), number)
    response = render(request, "desk/case_status.html", _status(found))
    if found.state not in UNDER_WAY and request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def case_remark(request: HttpRequest, number: str) -> HttpResponse:
    person = signed_in(request)
    found = case_of(person, number)
    text = request.POST.get("text", "").strip().replace("\0", "")
    if not text or len(text) > LONGEST_REMARK:
        messages.error(request, f"意见不能为空，也不能超过 {LONGEST_REMARK} 字。")
        return redirect("case", number=number)
    with transaction.atomic():
        # The text may be corrected by nobody: the chain has its hash.
        audit.append(person.username, "remark", found, text_sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())
        Remark.objects.create(case=found, author=person, author_name=person.display_name, text=text, written_at=timezone.now())
    return redirect("case", number=number)


def _status(found: Case) -> dict[str, object]:
    verdict, verdict_en, verdict_class = words.verdict_words(found)
    today = timezone.localdate()
    return {
        "case": found,
        "name": words.shown_name(found),
        "verdict": verdict,
        "verdict_en": verdict_en,
        "verdict_class": verdict_class,
        "reasons": words.reasons(found),
        "under_way": found.state in UNDER_WAY,
        "sealing": found.state == State.HELD and found.custody == Custody.TAKEN,
        "clock": clock(found.received_at, settings.CONFIG.desk.days_to_rule, today) if found.state == State.HELD else None,
    }


def _fix_at(person: Person, found: Case) -> str:
    """Where a corrected document is submitted; empty for whoever may not."""
    names = [channel.name for channel in settings.CONFIG.channels]
    mine = person.role in SUBMITTING and found.submitter_id == person.pk and found.state in {State.HELD, State.REJECTED}
    return f"{reverse('submit-file', args=[names.index(found.channel)])}?fixes={found.number}" if mine and found.channel in names else ""


def _seen(found: Case) -> dict[str, str]:
    """What the reviewer has before their eyes: the ruling is bound to it."""
    return {"sha256": found.sha256, "policy": found.policy, "dictionaries": "\n".join(map(str, found.dictionaries))}


def _history(found: Case) -> list[Event]:
    events = [Event(found.received_at, "收取", found.submitter.display_name if found.submitter else found.channel)]
    if found.screened_at:
        events.append(Event(found.screened_at, f"机检：{words.verdict_words(found)[0]}", f"规则 {found.policy}"))
    events.extend(_ruling_event(ruling) for ruling in found.rulings.order_by("pk"))
    remarks = Remark.objects.filter(case=found).order_by("pk")
    events.extend(Event(remark.written_at, "意见", remark.author_name, remark.text) for remark in remarks)
    if found.released_at:
        events.append(Event(found.released_at, "送出", ""))
    if found.closed_at:
        events.append(Event(found.closed_at, "办结", ""))
    return sorted(events, key=lambda event: event.at)


def _ruling_event(ruling: RulingRow) -> Event:
    role = Role(ruling.reviewer_role).label if ruling.reviewer_role in Role.values else ruling.reviewer_role
    reason = rulings.REASONS[ruling.reason_code][0] if ruling.reason_code in rulings.REASONS else ruling.reason_code
    evidence = "；".join(f"{rulings.EVIDENCE[key][0]}：{value}" for key, value in ruling.evidence.items() if key in rulings.EVIDENCE)
    note = "。".join(filter(None, (reason, ruling.reason, evidence)))
    what = f"确认：{ruling.get_decision_display()}" if ruling.confirms_id else ruling.get_decision_display()
    return Event(ruling.decided_at, what, f"{ruling.reviewer_name}（{role}）", note, waiting=not ruling.effective)


def _earlier(person: Person, found: Case) -> list[tuple[Case, str, str, str]]:
    """Other cases with the same content or the same name, the newest first: what was decided then."""
    same = Q(sha256=found.sha256) if found.sha256 else Q(pk=None)
    others = visible(person).exclude(pk=found.pk)
    cases = list(others.filter(same).order_by("-received_at")[:EARLIER_SHOWN])
    known = {case.pk for case in cases}
    if not found.state_secret:
        named = others.filter(names.not_withheld(), untrusted_name=found.untrusted_name).order_by("-received_at")[:EARLIER_SHOWN]
        cases += [case for case in named if case.pk not in known]
    cases = sorted(cases, key=lambda case: case.received_at, reverse=True)[:EARLIER_SHOWN]
    return [
        (case, "内容相同" if case.sha256 and case.sha256 == found.sha256 else "名称相同", *words.verdict_words(case)[::2]) for case in cases
    ]


def _form(found: Case) -> list[tuple[str, str]]:
    """The approval form as it was filled in; of a case of state secrets nothing that was written freely."""
    lines = []
    for line in FORM_FIELDS:
        value = str(found.form.get(line.key, "")).strip()
        if value and (line.choices or not found.state_secret):
            lines.append((line.label, value))
    return lines


def _changes(person: Person, found: Case) -> dict[str, object] | None:
    before = found.predecessor
    if before is None or not visible(person).filter(pk=before.pk).exists():
        return None
    quoted = not (before.state_secret or found.state_secret)
    lines = changes(before.findings.order_by("pk"), found.findings.order_by("pk"), quoted=quoted)
    gone, new = sum(line.gone for line in lines), sum(line.new for line in lines)
    return {"case": before, "verdict": words.verdict_words(before), "lines": lines, "gone": gone, "new": new}
