"""Which finding keeps a stretch of text that several recognisers claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

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


def resolve_overlaps(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of findings on the same digits, the public number if there is one, else the likeliest; all others in the order given."""
    found = list(findings)
    competing: defaultdict[tuple[Location, str], list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.entity.startswith(COMPETING):
            competing[finding.location, finding.entity if finding.entity in SHARING else ""].append(finding)
    beaten = {id(loser) for rivals in competing.values() if len(rivals) > 1 for loser in _losers(rivals)}
    return (finding for finding in found if id(finding) not in beaten)


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
