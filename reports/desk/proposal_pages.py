"""Changing the organisation's words: what is proposed, how it differs, what it would change, and a second person's word."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.cases import proposals
from reports.cases.models import DictionaryProposal, FindingRow, Person
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.dictionaries import EXCEPTIONS, LONGEST_TEXT, Tried, own_files, try_text
from reports.desk.trials import TRIALS
from reports.desk.visible import visible
from screener.allowance import STATE_SECRET, today
from screener.dictionary import load_dictionaries
from screener.dictionary_file import SHIPPED
from screener.errors import ScreenerError
from screener.model import Action
from screener.wording import ACTIONS

# How long the exception that a false alarm suggests holds: long enough to be of use, short enough to be looked at again.
EXCEPTION_DAYS = 180
LONGEST_WHY = 2_000
CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """What the person is writing. `problems` are the sentences that keep it from being proposed."""

    name: str
    content: str = field(repr=False)
    why: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    problems: tuple[str, ...] = ()
    holds: bool = False
    tried: Tried | None = None


@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if request.method == "GET":
        draft = _begun(request, person)
        return render(request, "desk/propose.html", _shown(draft))
    posted = request.POST
    draft = Draft(
        posted.get("name", "").strip()[:80],
        posted.get("content", "").replace("\r\n", "\n"),
        posted.get("why", "").replace("\0", "").strip()[:LONGEST_WHY],
        posted.get("text", "").replace("\r\n", "\n")[:LONGEST_TEXT],
    )
    try:
        if posted.get("step") == "propose":
            made = proposals.propose(person, draft.name, draft.content, draft.why)
            messages.success(request, "已提交，等待另一人批准。批准之前，词典不变。")
            return redirect("proposal", pk=made.pk)
        with proposals.tried(draft.name, draft.content) as folder:
            proposals.prove_folder(folder)
            found = try_text(load_dictionaries(folder), draft.text) if draft.text.strip() else None
    except ScreenerError as error:
        return render(request, "desk/propose.html", _shown(draft, problems=tuple(error.sentence.split("\n"))), status=422)
    return render(request, "desk/propose.html", _shown(draft, holds=True, tried=found))


def _shown(draft: Draft, **more: object) -> dict[str, object]:
    shipped = (SHIPPED / f"{draft.name}.toml").is_file()
    return {"draft": draft, "exceptions": draft.name == EXCEPTIONS, "shipped": shipped, "longest": LONGEST_TEXT, **more}


def _begun(request: HttpRequest, person: Person) -> Draft:
    """The file as it is now; a beginning where there is none; with an exception added where a false alarm asks for one."""
    name = request.GET.get("name", "").strip()[:80]
    row = _false_alarm(request.GET.get("finding", ""), person)
    if row is not None:
        name = EXCEPTIONS
    try:
        content = proposals.current(name)[0]
    except ScreenerError as error:
        return Draft(name, "", problems=(error.sentence,))
    if row is None:
        return Draft(name, content or _beginning(name))
    until = (today() + timedelta(days=EXCEPTION_DAYS)).isoformat()
    added = proposals.false_alarm_exception(row.rule, row.case.sha256, row.false_alarm, person.display_name, until)
    why = f"{row.case.number}：{words.rule_title(row.rule)}经审查为误报：{row.false_alarm}"
    return Draft(name, "\n".join(filter(None, (content.rstrip("\n") + "\n" if content else "", added))), why[:LONGEST_WHY])


def _false_alarm(finding: str, person: Person) -> FindingRow | None:
    if not (finding.isascii() and finding.isdigit() and len(finding) < 18):
        return None
    rows = FindingRow.objects.filter(case__in=visible(person)).exclude(false_alarm="").exclude(entity__startswith=STATE_SECRET)
    return rows.select_related("case").filter(pk=int(finding)).first()


def _beginning(name: str) -> str:
    day = f"{today():%Y.%m.%d}"
    if name == EXCEPTIONS:
        return ""
    if (SHIPPED / f"{name}.toml").is_file():
        return f'extend = "{name}"\nversion = "{day}"\nowner = "保密办公室"\nterms = """\n\n"""\n'
    return (
        f'name = "{name}"\nversion = "{day}"\nowner = "保密办公室"\ntitle = ""\nbasis = ""\nentity = "internal.listed-word"\nscore = 0.6\n'
        'examples = [""]\nnon_examples = [""]\nterms = """\n\n"""\n'
    )


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line that stays, comes or goes; `gap` stands for those left out."""

    kind: str
    text: str = field(repr=False)


def difference(before: str, after: str) -> list[DiffLine]:
    lines: list[DiffLine] = []
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=CONTEXT_LINES):
        if line.startswith(("---", "+++")) and not lines:
            continue
        kind = {"+": "added", "-": "removed", "@": "gap"}.get(line[:1], "same")
        lines.append(DiffLine(kind, "" if kind == "gap" else line[1:]))
    return lines[1:] if lines and lines[0].kind == "gap" else lines


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    person = signed_in(request)
    row = get_object_or_404(DictionaryProposal.objects.select_related("proposer", "approver"), pk=pk)
    before, stale = _before(row)
    return render(
        request,
        "desk/proposal.html",
        {
            "proposal": row,
            "lines": difference(before, row.content),
            "stale": stale,
            "affects": _affected(row),
            "may_decide": person.role in proposals.APPROVERS and row.proposer_id != person.pk,
            "own": row.proposer_id == person.pk,
            **_trial(row),
        },
    )


def _before(row: DictionaryProposal) -> tuple[str, bool]:
    """What it was proposed against, and whether that is no longer what lies there."""
    if row.accepted is None:
        try:
            text, version = proposals.current(row.dictionary)
        except ScreenerError:
            return "", True
        return text, version != row.base_version
    earlier = DictionaryProposal.objects.filter(dictionary=row.dictionary, accepted=True, decided_at__lt=row.decided_at)
    last = earlier.order_by("-decided_at").first()
    return (last.content if last else ""), False


def _affected(row: DictionaryProposal) -> str:
    """The page of the dictionary that the file makes or adds to, where it is in force."""
    if row.dictionary == EXCEPTIONS:
        return EXCEPTIONS
    try:
        return own_files().get(row.dictionary, "")
    except ScreenerError:
        return ""


@require_http_methods(["GET", "POST"])
def proposal_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Which released documents would be judged otherwise. POST begins to look, in processes of their own; GET tells how far it is."""
    row = get_object_or_404(DictionaryProposal, pk=pk)
    if request.method == "POST":
        if row.accepted is None and not TRIALS.start(row.pk, signed_in(request).username):
            messages.error(request, "正在试算另一份提案，请稍后再试。")
        return redirect("proposal", pk=pk)
    return render(request, "desk/proposal_changes.html", {"proposal": row, **_trial(row)})


def _trial(row: DictionaryProposal) -> dict[str, object]:
    trial = TRIALS.of(row.pk)
    told = (
        [(number, ACTIONS[Action(before)][0], ACTIONS[Action(after)][0], after > before) for number, before, after in trial.found]
        if trial
        else []
    )
    return {"trial": trial, "changed": told, "most": TRIALS.most}


@require_POST
def proposal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DictionaryProposal, pk=pk)
    accept = request.POST.get("step") == "accept"
    remark = request.POST.get("remark", "").replace("\0", "").strip()[:LONGEST_WHY]
    if not accept and not remark:
        messages.error(request, "不同意的，请写明理由。")
        return redirect("proposal", pk=pk)
    try:
        proposals.decide(row, signed_in(request), accept=accept, remark=remark)
    except ScreenerError as error:
        messages.error(request, f"没有作出决定：{error.sentence}")
        return redirect("proposal", pk=pk)
    words.rules.cache_clear()
    messages.success(
        request,
        "已批准，词典已更新，几秒内对新收到的文件生效。已公开的文件请安排复查（screener recheck）。" if accept else "已退回，词典不变。",
    )
    return redirect("proposal", pk=pk)
