"""What went out and should not have: the leaks on record with their 24 hours, and what a later look found in released documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.cases import incidents, recheck, rulings
from reports.cases.incident_forms import COLUMNS, FORMS, MAY_BE_OMITTED, form_of
from reports.cases.models import Case, Custody, Decision, Incident, Person, State
from reports.cases.states import RefusedError
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.downloads import FORM_LAYOUTS, paper_file
from reports.desk.visible import case_of, visible
from reports.papers import incident_papers
from reports.papers.incident_papers import papers_of
from screener.model import Action

LONGEST_FIELD, LONGEST_REASON = 4_000, 2_000
CONCLUDED_SHOWN = 50
# The fields that take a line; the others take a paragraph.
SHORT_FIELDS = frozenset({"level", "quantity", "carrier", "kinds", "contact", "way"})
SOON = timedelta(hours=6)
_WHEN = "没有记下：报告时间须在发现之后、现在之前；已记下的报告不能再改。"
CONDITIONS = dict.fromkeys(COLUMNS, _WHEN) | {
    "conclude": "不能结案：须都已报告，且各项填写齐全。",
    "untold": "没有记下：须写明理由，并先填写已采取的补救措施。",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the time, in words."""

    words: str
    late: bool
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Leak:
    """A line of the list."""

    incident: Incident
    name: str = field(repr=False)
    heard: tuple[tuple[str, datetime | None], ...]
    """who must hear of it, and since when they have"""
    state: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A document that is public and would not pass today."""

    case: Case
    name: str = field(repr=False)
    verdict: tuple[str, str, str]
    reason: str
    first: str
    """who has said that it may stay, while a second person is awaited"""


def clock(incident: Incident, now: datetime) -> Clock:
    state = incidents.state(incident, now)
    if state in {"to-report", "overdue"}:
        left = incidents.remaining(incident, now)
        told = _hours(abs(left))
        return Clock(f"还剩 {told}", late=False, soon=left < SOON) if left >= timedelta(0) else Clock(f"逾期 {told}", late=True)
    if state == "concluded":
        return Clock("", late=False)
    due = incidents.conclusion_due(incident)
    if due is None:
        return Clock("待结案", late=False)
    return Clock(f"{timezone.localtime(due):%Y-%m-%d} 前报查处结果", late=now > due, soon=due - now < timedelta(days=14))


def _hours(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    return f"{days} 天 {hours} 小时" if days else f"{hours} 小时 {minutes % 60} 分"


def theirs(person: Person) -> QuerySet[Incident]:
    return Incident.objects.filter(case__in=visible(person)).select_related("case")


def follow_ups(person: Person) -> QuerySet[Case]:
    return (
        visible(person).filter(state=State.HELD, custody=Custody.DELIVERED).select_related("predecessor").order_by("-action", "received_at")
    )


@require_GET
def leaks(request: HttpRequest) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    going = [_leak(one, now) for one in theirs(person).filter(concluded_at=None).order_by("due_at", "pk")]
    over = [_leak(one, now) for one in theirs(person).exclude(concluded_at=None).order_by("-concluded_at")[:CONCLUDED_SHOWN]]
    waiting = [_follow_up(case) for case in follow_ups(person)]
    return render(request, "desk/leaks.html", {"going": going, "over": over, "follow_ups": waiting})


def _leak(incident: Incident, now: datetime) -> Leak:
    state = incidents.STATES[incidents.state(incident, now)][0]
    return Leak(incident, _name(incident), tuple((zh, at) for _, zh, _, at in _heard(incident)), state, clock(incident, now))


def _name(incident: Incident) -> str:
    """Of a document that leaked a state secret, the name is not shown; of others it is, as in every list."""
    return words.shown_name(incident.case, withheld=True if incident.kind == Incident.Kind.STATE_SECRET else None)


def _heard(incident: Incident) -> list[tuple[str, str, str, datetime | None]]:
    return [(key, zh, en, getattr(incident, COLUMNS[key])) for key, (zh, en) in form_of(incident).addressees.items()]


def _follow_up(case: Case) -> FollowUp:
    told = words.reasons(case)
    first = rulings.waiting(case, Decision.RELEASE)
    reason = told[0][0] + (f" 等 {len(told)} 项" if len(told) > 1 else "") if told else ""
    return FollowUp(case, words.shown_name(case), words.verdict_words(case), reason, first.reviewer_name if first else "")


@require_POST
def leak_open(request: HttpRequest, number: str) -> HttpResponse:
    """Puts a leak on record that a person discovered: from now on there are 24 hours."""
    person = signed_in(request)
    case = case_of(person, number)
    how = _text(request.POST.get("how", ""), LONGEST_REASON)
    kind = request.POST.get("kind", Incident.Kind.STATE_SECRET)
    if case.custody != Custody.DELIVERED or not how or kind not in FORMS:
        messages.error(request, "只有已送出的文件才登记泄密事件，并须写明怎样发现的。")
        return redirect("case", number=number)
    try:
        incident = incidents.open_incident(case, person, how, kind=kind)
    except RefusedError as error:
        messages.error(request, error.sentence)
        return redirect("case", number=number)
    addressees = "、".join(zh for zh, _ in FORMS[kind].addressees.values())
    messages.success(request, f"已登记。24 小时内须报告：{addressees}。")
    return redirect("leak", pk=incident.pk)


@require_http_methods(["GET", "POST"])
def leak(request: HttpRequest, pk: int) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    incident = get_object_or_404(theirs(person), pk=pk)
    if request.method == "POST":
        try:
            messages.success(request, _step(request, incident, person))
        except NotDoneError as error:
            messages.error(request, str(error))
        return redirect("leak", pk=pk)
    form, missing = form_of(incident), set(incidents.missing(incident))
    return render(
        request,
        "desk/leak.html",
        {
            "incident": incident,
            "name": _name(incident),
            "form": form,
            "personal": incident.kind == Incident.Kind.PERSONAL_DATA,
            "may_be_omitted": MAY_BE_OMITTED,
            "state": incidents.STATES[incidents.state(incident, now)],
            "clock": clock(incident, now),
            "conclusion_due": incidents.conclusion_due(incident),
            "fields": [
                (key, zh, en, incident.report.get(key, ""), key in SHORT_FIELDS, key in missing) for key, (zh, en) in form.fields.items()
            ],
            "missing": [zh for key, (zh, _) in form.fields.items() if key in missing],
            "addressees": [(key, zh, en, at, at is not None and at > incident.due_at) for key, zh, en, at in _heard(incident)],
            "may_conclude": not missing and not incidents.unreported(incident),
            "now": now,
        },
    )


@require_GET
def leak_paper(request: HttpRequest, pk: int, paper: str, layout: str) -> HttpResponse:
    """The report to the authorities, or the notice to the persons concerned, to be printed."""
    incident = get_object_or_404(theirs(signed_in(request)), pk=pk)
    if paper not in papers_of(incident) or layout not in FORM_LAYOUTS:
        raise Http404
    name = f"{incident_papers.NAMES[paper]}-{incident.case.number}"
    return paper_file(request, lambda: papers_of(incident)[paper](incident), name, layout, f"/leaks/{pk}/", incident.case)


class NotDoneError(Exception):
    """Why nothing was done, as a sentence."""


def _step(request: HttpRequest, incident: Incident, person: Person) -> str:
    """Carry out what was asked for; the sentence that says so."""
    step = request.POST.get("step", "")
    try:
        if step == "save":
            given = {key: _text(request.POST[key], LONGEST_FIELD) for key in form_of(incident).fields if key in request.POST}
            incidents.fill_in(incident, person, given)
            return "已保存。"
        if step in form_of(incident).addressees:
            incidents.reported(incident, person, step, _moment(request.POST.get("at", "")))
            return f"已记下：已{'通知' if step == 'persons' else '报告'}{form_of(incident).addressees[step][0]}。"
        if step == "untold":
            incidents.leave_untold(incident, person, _text(request.POST.get("because", ""), LONGEST_REASON))
            return "已记下：不通知个人及其理由。"
        if step == "conclude":
            incidents.conclude(incident, person)
            return "已结案。记录不能再改。"
    except RefusedError as error:
        raise NotDoneError(CONDITIONS[step] if error.why == "guard" else error.sentence) from None
    raise NotDoneError("没有这样的操作。")


def _moment(text: str) -> datetime | None:
    """The time of the browser's field, in the office's zone; none: now."""
    try:
        return incidents.moment_written(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a released document that would not pass today stays public."""
    person = signed_in(request)
    case = get_object_or_404(follow_ups(person), number=number)
    if request.method == "POST":
        stays = request.POST.get("decision") == Decision.RELEASE
        reason_code = request.POST.get(f"{Decision.RELEASE if stays else Decision.REJECT}-reason", "")
        try:
            ruling = recheck.settle(
                case, person, stays=stays, reason_code=reason_code, reason=_text(request.POST.get("text", ""), LONGEST_REASON)
            )
        except RefusedError as error:
            messages.error(request, f"没有作出决定：{error.sentence}")
            return redirect("follow-up", number=number)
        if not ruling.effective:
            messages.success(request, "已作出第一人决定：可以继续公开。等待第二人确认后生效。")
            return redirect("follow-up", number=number)
        messages.success(request, "已决定：可以继续公开。" if stays else "已决定：须撤下。请立即从发布处撤下，并检查其他渠道。")
        return redirect("leaks")
    first = rulings.waiting(case, Decision.RELEASE)
    return render(
        request,
        "desk/follow_up.html",
        {
            "case": case,
            "name": words.shown_name(case),
            "verdict": words.verdict_words(case),
            "reasons": words.reasons(case),
            "incident": theirs(person).filter(case__in=[case.pk, case.predecessor_id]).order_by("-pk").first(),
            "personal": not case.state_secret,
            "two_persons": case.action == Action.BLOCK,
            "first": first,
            "may_keep": _may_keep(case, person, first is not None),
            "own": case.submitter_id == person.pk,
            "already": first is not None and first.reviewer_id == person.pk,
            "stay_reasons": _reasons(Decision.RELEASE),
            "down_reasons": _reasons(Decision.REJECT),
        },
    )


def _may_keep(case: Case, person: Person, confirms: bool) -> bool:
    who = rulings.RULES[Decision.RELEASE, Action(case.action or Action.REVIEW)]
    return person.role in (who.second if confirms else who.first)


def _reasons(decision: Decision) -> list[tuple[str, str]]:
    return [(code, zh) for code, (zh, _, allowed) in rulings.REASONS.items() if decision in allowed]


def _text(text: str, longest: int) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:longest]
