"""A row of a table that tells something of a person: found by the heading over it, once a row, where the table names people at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.model import Finding, Rule
from screener.recognize.columns import LETTERED, NUMBERED
from screener.recognize.passage import Passage

SCORE = 0.65
# A heading names a column; what is longer is a sentence between commas.
LONGEST_HEADING = 12


@dataclass(frozen=True)
class TableRecordRecognizer:
    """Finds `value` in columns whose heading matches `column`, in tables with a heading that matches `person`.

    `words` are those without one of which no heading matches: the cheapest way to skip a table.
    """

    rule: Rule
    words: tuple[str, ...]
    column: re.Pattern[str] = field(repr=False)
    value: re.Pattern[str] = field(repr=False)
    person: re.Pattern[str] = field(repr=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        over = passage.over
        if not any(word in over for word in self.words) or not self.column.search(over) or not self.person.search(over):
            return
        seen: set[tuple[str, str | int]] = set()
        for match in self.value.finditer(passage.folded.text):
            heading = passage.heading(match.start(), whole=True)
            if 0 < len(heading) <= LONGEST_HEADING and match[0] != heading and self.column.search(heading):
                row = _row(passage, match.start())
                if row not in seen:
                    seen.add(row)
                    yield passage.finding(self.rule, *match.span(), SCORE, ("record", f"context:{heading}"))


def _row(passage: Passage, position: int) -> tuple[str, str | int]:
    """What the cells of one row have in common."""
    cell = passage.segment_at(position).location.cell
    match = cell and (NUMBERED.match(cell) or LETTERED.match(cell))
    return (match["table"], match["row"]) if match else ("", passage.folded.text.rfind("\n", 0, position))
