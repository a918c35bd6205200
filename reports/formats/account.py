"""A result put into words for people, before it is laid out as text, page, table or test case. Every string in it is safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from reports.formats.options import Options
from reports.formats.printable import printable, shorten
from screener.advice import code_advice, reason_words
from screener.model import Action, Finding, Location, Place, Screened, Unscanned
from screener.wording import action_words, code_words, coverage_words, evidence_words, location_words

T = TypeVar("T")

STANDARD_INPUT = "-"
"""the path of what was piped in without a name"""

QUOTE_LENGTH = 120

# What scores less speaks against no document: in one that passes it is a hint.
HINT_BELOW = 0.5

# A file that is a package of parts, and such a part: of interest to programs, not to whoever reads the file.
PACKAGE = re.compile(r".*\.(?:do[ct][xm]|xl[st][xm]|xlsb|xlam|p[po][ts][xm]|od[tspg]|ot[tspg]|fod[tsp]|ofd|wps|et|dps)", re.IGNORECASE)
PACKAGE_PART = re.compile(r"(?!.*embeddings/).*\.(?:xml|rels|vml|bin)", re.IGNORECASE | re.DOTALL)

# A reason that is the name of a Python class: for jsonl and whoever looks for the bug.
CLASS_NAME = re.compile(r"(?:[\w-]+ )?(?:[A-Z]\w*(?:Error|Exception|Warning|File)|error)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: where it is, what stands there (a quote, masked unless asked for), and what speaks for it (evidence, or why unread).

    `times`: so many parts of the package say the same in the same place (the headers of three sections).
    """

    where: str = field(repr=False)
    part: str = field(repr=False)
    quote: str = field(repr=False)
    note: str = field(repr=False)
    times: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """All places of one rule, or of one code of what was not read. `entries` may be the first few of `count`.

    `hint`: nothing that the verdict rests on.
    """

    id: str
    title: str
    count: int
    entries: tuple[Entry, ...]
    basis: str = ""
    advice: str = ""
    hint: bool = False

    @property
    def listed(self) -> int:
        return sum(entry.times for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Account:
    path: str = field(repr=False)
    action: Action
    verdict: str
    reasons: tuple[str, ...]
    findings: tuple[Group, ...]
    unread: tuple[Group, ...]
    coverage: str


def account(screened: Screened, options: Options, listed: int) -> Account:
    """Put `screened` into words, with at most `listed` places for each rule and each code."""
    verdict = screened.verdict
    passed = verdict.action is Action.PASS
    weighty = [finding for finding in verdict.findings if not passed or finding.score >= HINT_BELOW]
    hints = [finding for finding in verdict.findings if passed and finding.score < HINT_BELOW]
    told = [replace(group, basis="", advice="", hint=True) for group in _findings(hints, screened.path, options, listed)]
    return Account(
        shown_path(screened, options),
        verdict.action,
        action_words(verdict.action, options.language),
        reasons(screened, options),
        (*_findings(weighty, screened.path, options, listed), *told),
        tuple(_unread(verdict.unscanned, screened.path, options, listed)),
        coverage_words(verdict.coverage, options.language),
    )


def shown_path(screened: Screened, options: Options) -> str:
    return options.say("（标准输入）", "(standard input)") if screened.path == STANDARD_INPUT else printable(screened.path)


def reasons(screened: Screened, options: Options) -> tuple[str, ...]:
    times = options.say("{}（{:,} 处）", "{} ({:,} places)")
    words = [(options.say(reason.sentence, reason.sentence_en), reason.count) for reason in screened.verdict.reasons]
    return tuple(printable(times.format(sentence, count) if count > 1 else sentence) for sentence, count in words)


def finding_entry(finding: Finding, path: str, options: Options) -> Entry:
    evidence = options.say("；", "; ").join(evidence_words(key, options.language) for key in finding.evidence)
    quote = re.sub(r"\r\n?|\n", "⏎", options.quote(finding))
    where = printable(location_words(finding.location, options.language))
    return Entry(where, _part(finding.location, path), shorten(printable(quote), QUOTE_LENGTH), printable(evidence))


def unread_entry(unscanned: Unscanned, path: str, options: Options) -> Entry:
    location, part = unscanned.location, _part(unscanned.location, path)
    whole = location == Location(location.part, Place.BODY) and part == _inside(location.part, path)
    where = options.say("整个文件", "the whole file") if whole else printable(location_words(location, options.language))
    reason = "" if CLASS_NAME.fullmatch(unscanned.reason) else printable(reason_words(unscanned.reason, options.language))
    return Entry(where, part, "", reason)


def advice(finding: Finding, options: Options) -> str:
    return printable(options.say(finding.advice, finding.advice_en or finding.advice))


def _findings(findings: Iterable[Finding], path: str, options: Options, listed: int) -> Iterator[Group]:
    for same in _alike(findings, lambda finding: (finding.rule, finding.basis, finding.advice)):
        first = same[0]
        entries = tuple(_merged(same, path, options, listed))
        title = printable(options.title(first.rule))
        yield Group(printable(first.rule), title, len(same), entries, printable(first.basis), advice(first, options))


def _merged(findings: Iterable[Finding], path: str, options: Options, listed: int) -> Iterator[Entry]:
    """An entry for what is the same to a reader: said in several parts of a package, in one place of one file."""

    def place(finding: Finding) -> Hashable:
        return finding.quote, _part(finding.location, path), replace(finding.location, part="", box=None)

    for same in list(_alike(findings, place))[:listed]:
        yield replace(finding_entry(same[0], path, options), times=len(same))


def _unread(unscanned: Iterable[Unscanned], path: str, options: Options, listed: int) -> Iterator[Group]:
    for same in _alike(unscanned, lambda item: item.code):
        entries = tuple(unread_entry(item, path, options) for item in same[:listed])
        code = same[0].code
        title, what_to_do = code_words(code, options.language), code_advice(code, options.language)
        yield Group(printable(code), printable(title), len(same), entries, advice=what_to_do)


def _alike(items: Iterable[T], key: Callable[[T], Hashable]) -> Iterable[list[T]]:
    """The items by what they have in common, in the order of each kind's first one."""
    kinds: dict[Hashable, list[T]] = {}
    for item in items:
        kinds.setdefault(key(item), []).append(item)
    return kinds.values()


def _inside(part: str, path: str) -> str:
    """The way through archives and attachments below the submitted file, with whose name (and folder) every way begins."""
    name = "" if path == STANDARD_INPUT else path.rpartition("/")[2]
    match = re.fullmatch(rf"(?:.*?/)?{re.escape(name)}(?:!(.*))?", part, re.DOTALL)
    return part if match is None else match[1] or ""


def _part(location: Location, path: str) -> str:
    """The same without the parts of packages: attachments, members of archives and embedded documents are what a reader can open."""
    before, steps = path if path != STANDARD_INPUT else ".docx", []
    for step in _inside(location.part, path).split("!"):
        if not (PACKAGE.fullmatch(before) and PACKAGE_PART.fullmatch(step)):
            steps.append(step)
        before = step
    return printable("!".join(steps))
