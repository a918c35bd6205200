"""The dictionaries as people read them: the words, whom they are from, what is allowed in spite of them; and trying a text on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from reports.cases import proposals
from reports.cases.models import DictionaryProposal
from reports.desk.account import signed_in
from screener.allowance import FILE_NAME, Allowance, load_allowances, today
from screener.dictionary import Dictionary, Term, load_dictionaries
from screener.dictionary_file import SHIPPED, read_dictionary_file
from screener.errors import ScreenerError
from screener.model import Finding
from screener.screening import entities, every_rule
from screener.wording import evidence_words

EXCEPTIONS = Path(FILE_NAME).stem
LONGEST_TEXT = 20_000
TERMS_SHOWN = 2_000
# The families of what a dictionary finds, as people call them.
FAMILIES = {
    "secret": "国家秘密",
    "internal": "内部、工作秘密",
    "trade": "商业秘密",
    "foreign": "境外密级",
    "personal": "个人信息",
    "judgment": "裁判文书隐名",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A dictionary as its line in the list shows it. `files` are those of the organisation that make it or add to it."""

    dictionary: Dictionary
    family: str
    shipped: bool
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the tried text that a dictionary has, and why it counts."""

    word: str = field(repr=False)
    title: str
    score: float
    evidence: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found in a text: the hits, and the text in pieces, those that were hit marked."""

    hits: tuple[Hit, ...] = field(repr=False)
    pieces: tuple[tuple[str, bool], ...] = field(repr=False)


def in_force() -> tuple[Dictionary, ...]:
    return load_dictionaries(settings.CONFIG.dictionaries)


def exceptions() -> tuple[Allowance, ...]:
    return load_allowances(settings.CONFIG.dictionaries, entities(every_rule(in_force())))


def own_files() -> dict[str, str]:
    """The organisation's files by name, each with the dictionary that it makes or adds to. Sealed ones are not changed at the desk."""
    folder = settings.CONFIG.dictionaries
    if folder is None or not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != FILE_NAME and not path.name.startswith("."):
            table = read_dictionary_file(path).table
            found[path.stem] = str(table.get("extend") or table["name"])
    return found


def listed(dictionary: Dictionary, files: dict[str, str]) -> Listed:
    family = "公开用语（不算命中）" if dictionary.kind == "allow" else FAMILIES.get(dictionary.entity.partition(".")[0], dictionary.entity)
    mine = tuple(stem for stem, name in files.items() if name == dictionary.name)
    return Listed(dictionary, family, (SHIPPED / f"{dictionary.name}.toml").is_file(), mine)


@require_GET
def dictionaries(request: HttpRequest) -> HttpResponse:
    """All that are in force, and what was proposed."""
    person = signed_in(request)
    broken = ""
    lists: list[Listed] = []
    allowed: tuple[Allowance, ...] = ()
    try:
        files = own_files()
        lists, allowed = [listed(one, files) for one in in_force()], exceptions()
    except ScreenerError as error:
        broken = error.sentence
    waiting = DictionaryProposal.objects.filter(accepted=None).select_related("proposer").order_by("proposed_at")
    decided = DictionaryProposal.objects.exclude(accepted=None).select_related("proposer", "approver").order_by("-decided_at")[:20]
    return render(
        request,
        "desk/dictionaries.html",
        {
            "broken": broken,
            "lists": lists,
            "allowed": allowed,
            "expired": sum(one.expired(today()) for one in allowed),
            "waiting": waiting,
            "decided": decided,
            "folder": settings.CONFIG.dictionaries is not None,
            "may_approve": person.role in proposals.APPROVERS,
            "exceptions": EXCEPTIONS,
        },
    )


def where_they_load(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A folder with something wrong in it is told about on the page of all dictionaries."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except ScreenerError:
            return redirect("dictionaries")

    return guarded


@require_GET
@where_they_load
def dictionary(request: HttpRequest, name: str) -> HttpResponse:
    """One of them with its words, its conditions and the versions of its files; the exceptions are one too."""
    if name == EXCEPTIONS:
        return _exceptions(request)
    found = next((one for one in in_force() if one.name == name), None)
    if found is None:
        raise Http404
    line = listed(found, own_files())
    shown = [term for term in found.terms if not term.sealed]
    return render(
        request,
        "desk/dictionary.html",
        {
            "line": line,
            "files": [(stem, proposals.history(stem)) for stem in line.files],
            "terms": [_told(term) for term in shown[:TERMS_SHOWN]],
            "hidden": len(found.terms) - len(shown),
            "more": max(0, len(shown) - TERMS_SHOWN),
            "folder": settings.CONFIG.dictionaries is not None,
        },
    )


def _exceptions(request: HttpRequest) -> HttpResponse:
    titles = every_rule(in_force())
    day = today()
    lines = [(one, titles[one.rule].title if one.rule in titles else one.rule, one.expired(day)) for one in exceptions()]
    return render(
        request,
        "desk/exceptions.html",
        {"lines": lines, "name": EXCEPTIONS, "versions": proposals.history(EXCEPTIONS), "folder": settings.CONFIG.dictionaries is not None},
    )


def _told(term: Term) -> tuple[str, str, str]:
    """The word, how sure a hit is, and on what condition it counts."""
    conditions = []
    if term.require_near:
        conditions.append(f"附近须有：{'、'.join(term.require_near)}")
    if term.unless_near:
        conditions.append(f"附近有则不算：{'、'.join(term.unless_near)}")
    if term.whole_word:
        conditions.append("整词")
    if term.note:
        conditions.append(term.note)
    return term.text, f"{term.score:g}", "；".join(conditions)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@where_they_load
def dictionary_try(request: HttpRequest) -> HttpResponse:
    """What the dictionaries find in a text. It is the person's own: nothing of it is masked, kept or logged."""
    shown: dict[str, object] = {"longest": LONGEST_TEXT}
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n")[:LONGEST_TEXT]
        shown |= {"text": text, "tried": try_text(in_force(), text)}
    return render(request, "desk/dictionary_try.html", shown)


def try_text(loaded: Sequence[Dictionary], text: str) -> Tried:
    from screener.model import Location, Segment
    from screener.recognize.keywords import KeywordRecognizer
    from screener.recognize.passage import passages

    recognizer = KeywordRecognizer(loaded)
    lines = text.split("\n")
    segments = [Segment(line, Location(paragraph=number)) for number, line in enumerate(lines, 1)]
    findings = [finding for passage in passages(segments) for finding in recognizer.recognize(passage)]
    titles = every_rule(tuple(loaded))
    hits = tuple(
        Hit(
            finding.quote.replace("\n", "⏎"),
            titles[finding.rule].title if finding.rule in titles else finding.rule,
            finding.score,
            tuple(evidence_words(key, "zh") for key in finding.evidence),
        )
        for finding in findings
    )
    return Tried(hits, tuple(_pieces(lines, findings)))


def _pieces(lines: list[str], findings: Sequence[Finding]) -> list[tuple[str, bool]]:
    """The text cut where hits begin and end."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(lines)
    marked = [False] * len(text)
    for finding in findings:
        offset = starts[(finding.location.paragraph or 1) - 1]
        for at in range(offset + finding.start, min(offset + finding.end, len(text))):
            marked[at] = True
    pieces: list[tuple[str, bool]] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[begin]:
            pieces.append((text[begin:at], marked[begin]))
            begin = at
    return pieces
