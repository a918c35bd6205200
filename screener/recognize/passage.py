"""Segments that a reader reads together, folded once, with the way back from any hit to the segment it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from screener.model import Finding, Location, Place, Rule, Segment
from screener.normalize import Normalized, normalize, squeeze

# Long enough that work per passage is worth it, short enough that memory stays flat on any document.
PASSAGE_CHARACTERS = 32_000
# Segments carried over to the next passage of the same text, so that a hit at the cut is seen whole.
OVERLAP_SEGMENTS = 12
OVERLAP_CHARACTERS = 400

# Five digits or more, with the separators people write into numbers, and what may stand right before and after (`+86`, `(010)`, `e`).
NUMERIC = re.compile(r"[0-9](?:[ \t\-.·,/_()\n]{0,2}[0-9a-z]){4,}")
NUMERIC_SLACK = 12


@dataclass(frozen=True)
class Passage:
    """A run of neighbouring segments of one part and one kind of place, joined by line feeds.

    `folded` is the text to recognise in; positions given to `finding`, `segment_at` and `around` are positions in `folded.text`.
    """

    segments: tuple[Segment, ...] = field(repr=False)

    @cached_property
    def folded(self) -> Normalized:
        return normalize("\n".join(segment.text for segment in self.segments))

    @cached_property
    def squeezed(self) -> Normalized:
        """`folded` without separators between Han characters."""
        return squeeze(self.folded)

    @cached_property
    def numeric(self) -> tuple[tuple[int, int], ...]:
        """The stretches of `folded.text` that hold long numbers, with a few characters to either side. They do not overlap."""
        text = self.folded.text
        stretches: list[tuple[int, int]] = []
        for match in NUMERIC.finditer(text):
            start, end = max(0, match.start() - NUMERIC_SLACK), min(len(text), match.end() + NUMERIC_SLACK)
            if stretches and start <= stretches[-1][1]:
                start = stretches.pop()[0]
            stretches.append((start, end))
        return tuple(stretches)

    @cached_property
    def _headings(self) -> dict[str, str]:
        """Column letters -> the folded text of the topmost cell of that column here."""
        headings: dict[str, str] = {}
        for segment in self.segments:
            if segment.location.cell is not None:
                headings.setdefault(segment.location.cell.rstrip("0123456789"), segment.text)
        return {column: normalize(text).text for column, text in headings.items()}

    def heading(self, position: int) -> str:
        """What stands at the head of the table column that `position` is in; empty outside of tables."""
        if not self._headings:
            return ""
        cell = self.segment_at(position).location.cell
        return "" if cell is None else self._headings[cell.rstrip("0123456789")]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each segment begins in the joined source text."""
        return list(accumulate((len(segment.text) + 1 for segment in self.segments[:-1]), initial=0))

    @property
    def place(self) -> Place:
        return self.segments[0].location.place

    def segment_at(self, position: int) -> Segment:
        return self.segments[bisect_right(self._starts, self.folded.origin(position)) - 1]

    def around(self, start: int, end: int, characters: int = 20) -> tuple[str, str]:
        """The folded text just before and just after a hit."""
        text = self.folded.text
        return text[max(0, start - characters) : start], text[end : end + characters]

    def finding(
        self, rule: Rule, start: int, end: int, score: float, evidence: Iterable[str] = (), view: Normalized | None = None
    ) -> Finding:
        """A finding for `view.text[start:end]` (`folded` unless told), placed in the segment where it begins.

        A hit that runs on into the next segments ends, for `end`, with its first segment; the quote is whole.
        """
        first, last = (view or self.folded).span(start, end)
        index = bisect_right(self._starts, first) - 1
        segment = self.segments[index]
        offset = self._starts[index]
        quote = (view or self.folded).source[first:last]
        marks = list(evidence)
        if last - offset > len(segment.text):
            marks.append("across-segments")
        line = segment.text.count("\n", 0, first - offset)
        location = segment.location
        if line and location.paragraph is not None:
            location = replace(location, paragraph=location.paragraph + line)
        return Finding(
            rule.entity,
            rule.id,
            location,
            first - offset,
            min(last - offset, len(segment.text)),
            quote,
            round(score, 3),
            tuple(marks),
            rule.basis,
            rule.advice,
            rule.advice_en,
        )


def passages(segments: Iterable[Segment]) -> Iterator[Passage]:
    """Group a document's segments, in order, into passages. Holds one passage at a time.

    A passage never mixes parts or kinds of place; a long text is cut between segments, with a few of them repeated after the cut.
    """
    held: list[Segment] = []
    size = fresh = 0
    for segment in segments:
        if held and not _belong_together(held[-1].location, segment.location):
            if fresh:
                yield Passage(tuple(held))
            held, size, fresh = [], 0, 0
        elif size + len(segment.text) > PASSAGE_CHARACTERS and fresh:
            yield Passage(tuple(held))
            held = _tail(held)
            size, fresh = sum(len(kept.text) + 1 for kept in held), 0
        held.append(segment)
        size += len(segment.text) + 1
        fresh += 1
    if fresh:
        yield Passage(tuple(held))


def _belong_together(one: Location, other: Location) -> bool:
    return one.part == other.part and one.place == other.place


def _tail(segments: list[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    room = OVERLAP_CHARACTERS
    for segment in reversed(segments[-OVERLAP_SEGMENTS:]):
        room -= len(segment.text)
        if room < 0:
            break
        kept.append(segment)
    return kept[::-1]
