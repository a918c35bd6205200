"""A result put into words for people, before it is laid out as text, page, table or test case. Every string in it is safe to show."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from reports.formats.options import Options
from reports.formats.printable import printable, shorten
from screener.model import Action, Finding, Location, Screened, Unscanned
from screener.wording import action_words, code_words, coverage_words, evidence_words, location_words

T = TypeVar("T")

QUOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: where it is, what stands there (a quote, masked unless asked for), and what speaks for it (evidence, or why unread)."""

    where: str = field(repr=False)
    part: str = field(repr=False)
    quote: str = field(repr=False)
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Group:
    """All places of one rule, or of one code of what was not read. `entries` may be the first few of `count`."""

    id: str
    title: str
    count: int
    entries: tuple[Entry, ...]
    basis: str = ""
    advice: str = ""


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
    name = screened.path.rpartition("/")[2]
    return Account(
        printable(screened.path),
        verdict.action,
        action_words(verdict.action, options.language),
        reasons(screened, options),
        tuple(_findings(verdict.findings, name, options, listed)),
        tuple(_unread(verdict.unscanned, name, options, listed)),
        coverage_words(verdict.coverage, options.language),
    )


def reasons(screened: Screened, options: Options) -> tuple[str, ...]:
    times = options.say("{}（{:,} 处）", "{} ({:,} places)")
    words = [(options.say(reason.sentence, reason.sentence_en), reason.count) for reason in screened.verdict.reasons]
    return tuple(printable(times.format(sentence, count) if count > 1 else sentence) for sentence, count in words)


def finding_entry(finding: Finding, name: str, options: Options) -> Entry:
    evidence = options.say("；", "; ").join(evidence_words(key, options.language) for key in finding.evidence)
    quote = shorten(printable(options.quote(finding)), QUOTE_LENGTH)
    return Entry(_where(finding.location, options), _part(finding.location, name), quote, printable(evidence))


def unread_entry(unscanned: Unscanned, name: str, options: Options) -> Entry:
    return Entry(_where(unscanned.location, options), _part(unscanned.location, name), "", printable(unscanned.reason))


def advice(finding: Finding, options: Options) -> str:
    return printable(options.say(finding.advice, finding.advice_en or finding.advice))


def _findings(findings: Iterable[Finding], name: str, options: Options, listed: int) -> Iterator[Group]:
    for same in _alike(findings, lambda finding: (finding.rule, finding.basis, finding.advice)):
        first = same[0]
        entries = tuple(finding_entry(finding, name, options) for finding in same[:listed])
        title = printable(options.title(first.rule))
        yield Group(printable(first.rule), title, len(same), entries, printable(first.basis), advice(first, options))


def _unread(unscanned: Iterable[Unscanned], name: str, options: Options, listed: int) -> Iterator[Group]:
    for same in _alike(unscanned, lambda item: item.code):
        entries = tuple(unread_entry(item, name, options) for item in same[:listed])
        yield Group(printable(same[0].code), printable(code_words(same[0].code, options.language)), len(same), entries)


def _alike(items: Iterable[T], key: Callable[[T], Hashable]) -> Iterable[list[T]]:
    """The items by what they have in common, in the order of each kind's first one."""
    kinds: dict[Hashable, list[T]] = {}
    for item in items:
        kinds.setdefault(key(item), []).append(item)
    return kinds.values()


def _where(location: Location, options: Options) -> str:
    return printable(location_words(location, options.language))


def _part(location: Location, name: str) -> str:
    """The way through archives and attachments; the file's own name, with which every way begins, goes without saying."""
    return "" if location.part == name else printable(location.part.removeprefix(f"{name}!"))
