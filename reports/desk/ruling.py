"""Takes a decision from the form to `rulings`, which alone says whether it holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from reports.cases import register, rulings
from reports.cases.models import Decision, RulingRow
from reports.cases.states import RefusedError
from reports.desk.account import signed_in
from reports.desk.visible import case_of

LONGEST_TEXT = 2_000


@require_POST
def case_ruling(request: HttpRequest, number: str) -> HttpResponse:
    person = signed_in(request)
    case = case_of(person, number)
    posted = request.POST
    decision = posted.get("decision", "")
    keys = rulings.evidence_needed(case, Decision(decision)) if decision in Decision.values else ()
    evidence = {key: _text(posted.get(f"{decision}-{key}", ""), 200) for key in keys}
    try:
        ruling = rulings.rule(
            case.number,
            person,
            decision,
            posted.get(f"{decision}-reason", ""),
            _text(posted.get("text", ""), LONGEST_TEXT),
            {key: value for key, value in evidence.items() if value},
            posted.get("seen_sha256", ""),
            posted.get("seen_policy", ""),
            posted.get("seen_dictionaries", "").replace("\r\n", "\n").split("\n") if posted.get("seen_dictionaries") else [],
        )
    except RefusedError as error:
        messages.error(request, f"没有作出决定：{error.sentence}")
        return redirect("case", number=number)
    messages.success(request, _said(ruling))
    return redirect("case", number=number)


@require_POST
def case_false_alarm(request: HttpRequest, number: str, finding: int) -> HttpResponse:
    """Marks a finding as none. It feeds a proposal; verdict and rules stay."""
    person = signed_in(request)
    case = case_of(person, number)
    row = get_object_or_404(case.findings, pk=finding)
    why = _text(request.POST.get("why", ""), 200)
    if case.submitter_id == person.pk or not why:
        messages.error(request, "请写明理由；自己报送的文件由他人判断。")
        return redirect("case", number=number)
    try:
        register.mark_false_alarm(row, person, why)
    except RefusedError as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, "已记为误报，供修订规则时参考；本件结论不变。")
    return redirect("case", number=number)


def _said(ruling: RulingRow) -> str:
    label = Decision(ruling.decision).label
    return f"已决定：{label}。" if ruling.effective else f"已作出第一人决定：{label}。等待第二人确认后生效。"


def _text(text: str, longest: int) -> str:
    return text.replace("\0", "").strip()[:longest]
