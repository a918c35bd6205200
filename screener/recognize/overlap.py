"""Which finding keeps a stretch of text that several recognisers claim: digits, and the words of a mark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from screener.model import Finding, Location

CASE_NUMBER = "public.case-number"
# Numbers that are public by law (法释〔2016〕19号第11条 keeps 组织机构代码; 案号 name the case). What looks like a card or a phone
# inside one of them is not.
PUBLIC_NUMBERS = frozenset({"organisation.unified-credit-code", "organisation.code", "organisation.registration-number", CASE_NUMBER})
# Only numbers of these families compete for digits; an address or a name may well stand over a number, and competes with its kind.
COMPETING = ("personal.", "organisation.", "public.")
SHARING = frozenset({"personal.address", "personal.name"})
# A code of 18 places passes the check of another kind by chance (1 of 11, 1 of 31): the likelier of the two keeps it.
LIKELY = 0.6
CHECKED = frozenset({"check-digit", "check-digit-broken"})
# A state-secret marking takes the words inside it from the marks of weaker kinds: the 密 of 机/密/★, the 商密 of 核心商密★3年.
MARKINGS = frozenset({"secret.marking", "secret.star-misuse"})
WEAKER = ("foreign.", "internal.", "trade.")
# A mark and a title of the dictionaries at the same place are one thing; only kinds that no policy tells apart take from each other.
INTERNAL = frozenset({"internal.marking", "internal.content"})


def _unknown(_: Finding) -> None:
    """For findings that nobody can place but by their location."""


def resolve_overlaps(findings: Iterable[Finding], span_of: Callable[[Finding], tuple[int, int] | None] = _unknown) -> Iterator[Finding]:
    """Of findings on the same digits, the public number if there is one, else the likeliest; of marks on the same words, the strongest.

    All others in the order given. `span_of` says where a finding stands in the text that several segments make, if it is known: a mark
    may run over many of them.
    """
    found = list(findings)
    competing: defaultdict[tuple[Location, str], list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.entity.startswith(COMPETING):
            competing[finding.location, finding.entity if finding.entity in SHARING else ""].append(finding)
    beaten = {id(loser) for rivals in competing.values() if len(rivals) > 1 for loser in _losers(rivals)}
    beaten |= {id(loser) for loser in _weaker_marks(found, span_of)}
    return (finding for finding in found if id(finding) not in beaten)


def _weaker_marks(found: list[Finding], span_of: Callable[[Finding], tuple[int, int] | None]) -> Iterator[Finding]:
    weaker = [finding for finding in found if finding.entity.startswith(WEAKER)]
    markings = [finding for finding in found if finding.entity in MARKINGS] if weaker else []
    for marking in markings:
        yield from (finding for finding in weaker if _inside(finding, marking, span_of))
    best: dict[tuple[object, ...], Finding] = {}
    for finding in weaker:
        kind = "internal" if finding.entity in INTERNAL else finding.entity
        rival = best.setdefault((kind, finding.location, finding.start, finding.end, finding.quote), finding)
        if rival.rule == finding.rule:
            continue
        yield finding if finding.score <= rival.score else rival
        if finding.score > rival.score:
            best[kind, finding.location, finding.start, finding.end, finding.quote] = finding


def _inside(inner: Finding, outer: Finding, span_of: Callable[[Finding], tuple[int, int] | None]) -> bool:
    one, other = span_of(inner), span_of(outer)
    if one is not None and other is not None:
        return other[0] <= one[0] and one[1] <= other[1]
    within = inner.location == outer.location and outer.start <= inner.start and inner.end <= outer.end
    return within and _same_text(inner, outer)


def _losers(rivals: list[Finding]) -> Iterator[Finding]:
    kept: list[Finding] = []
    end = -1
    for finding in sorted(rivals, key=_strength, reverse=True):
        if finding.start < end and any(_same_text(finding, winner) for winner in kept):
            yield finding
        else:
            kept.append(finding)
            end = max(end, finding.end)


def _strength(finding: Finding) -> tuple[int, float, int]:
    if finding.entity == CASE_NUMBER:
        rank = 3
    elif finding.score >= LIKELY and not CHECKED.isdisjoint(finding.evidence):
        rank = 2
    else:
        rank = int(finding.entity in PUBLIC_NUMBERS and any(item.startswith("context:") for item in finding.evidence))
    return rank, finding.score, finding.end - finding.start


def _same_text(one: Finding, other: Finding) -> bool:
    """Overlapping, and the same characters there: two cells without a cell reference share a location but not their text."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start >= end:
        return False
    return one.quote[start - one.start : end - one.start] == other.quote[start - other.start : end - other.start]
