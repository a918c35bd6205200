"""What a corrected document shows against its predecessor: which findings are gone, which are new, which are there still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.cases.models import FindingRow
from reports.desk import words
from reports.formats.printable import printable
from screener.model import Place
from screener.wording import PLACES

QUOTES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One rule in one kind of place: how many findings went, came and stayed, with their masked quotes (none where none may be shown)."""

    title: str
    place: str
    gone: int
    new: int
    same: int
    gone_quotes: tuple[str, ...] = field(repr=False)
    new_quotes: tuple[str, ...] = field(repr=False)
    same_quotes: tuple[str, ...] = field(repr=False)


def changes(before: Iterable[FindingRow], now: Iterable[FindingRow], *, quoted: bool) -> list[Change]:
    """Two findings are the same that quote the same within one rule and place: lines and pages move. What changed stands first."""
    was, found = _by_rule_and_place(before), _by_rule_and_place(now)
    table = []
    for rule, place in sorted(set(was) | set(found)):
        old, new = was.get((rule, place), Counter()), found.get((rule, place), Counter())
        gone, came, stayed = old - new, new - old, old & new
        title = PLACES[Place(place)][0] if place in set(Place) else printable(place)
        table.append(
            Change(
                words.rule_title(rule),
                title,
                gone.total(),
                came.total(),
                stayed.total(),
                _listed(gone) if quoted else (),
                _listed(came) if quoted else (),
                _listed(stayed) if quoted else (),
            )
        )
    return sorted(table, key=lambda change: (not (change.gone or change.new), change.title))


def _by_rule_and_place(rows: Iterable[FindingRow]) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        found.setdefault((row.rule, row.place), Counter())[words.quote(row)] += 1
    return found


def _listed(quotes: Counter[str]) -> tuple[str, ...]:
    """Each quote once, with how often it stands there."""
    listed = tuple(f"{text}（{count} 处）" if count > 1 else text for text, count in quotes.items() if text)
    return (*listed[:QUOTES_SHOWN], "…") if len(listed) > QUOTES_SHOWN else listed
