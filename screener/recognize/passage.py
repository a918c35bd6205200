"""Segments that a reader reads together, folded once, with the way back from any hit to the segment it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Location, Place, Rule, Segment
from screener.normalize import Normalized, normalize, squeeze
from screener.recognize.columns import Columns, Heading

# Long enough that work per passage is worth it, short enough that memory stays flat on any document.
PASSAGE_CHARACTERS = 32_000
# Segments carried over to the next passage of the same text, so that a hit at the cut is seen whole.
OVERLAP_SEGMENTS = 12
OVERLAP_CHARACTERS = 400
# Of a segment that is longer than that (a text file comes in runs of many lines) its last lines, if they are no longer than this.
LONGEST_LINE = 2_000

# Five digits or more, with the separators people write into numbers, and what may stand right before and after (`+86`, `(010)`, `e`).
NUMERIC = lazy_pattern(r"[0-9](?:[ \t\-.·,/_()\n]{0,3}[0-9a-z]){4,}")
NUMERIC_SLACK = 12
SEPARATORS = lazy_pattern(r"[^0-9a-z]+")


@dataclass(frozen=True)
class Passage:
    """A run of neighbouring segments of one part and one kind of place, joined by line feeds.

    `folded` is the text to recognise in; positions given to `finding`, `segment_at` and `around` are positions in `folded.text`.
    """

    segments: tuple[Segment, ...] = field(repr=False)
    headings: tuple[Heading | None, ...] = field(default=(), repr=False)
    """what stands at the head of the table column of each segment, if anything is known of it"""
    skipped: int = 0
    """so many characters of the first segment stand in the passage before, and not in this one"""

    @cached_property
    def folded(self) -> Normalized:
        first, *others = (segment.text for segment in self.segments)
        return normalize("\n".join((first[self.skipped :], *others)))

    @cached_property
    def squeezed(self) -> Normalized:
        """`folded` without separators between Han characters."""
        return squeeze(self.folded)

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The characters of `folded.text`: what it cannot hold, nobody need look for."""
        return frozenset(self.folded.text)

    def holds(self, words: Iterable[str]) -> bool:
        """One of the words or characters stands in `folded.text`, or over it at the head of a table."""
        return any(word in (self.alphabet if len(word) == 1 else self.folded.text) or word in self.over for word in words)

    @cached_property
    def over(self) -> str:
        """All that stands at the heads of its table columns, a line each."""
        over = {text for heading in set(self.headings) if heading is not None for text in heading.fields}
        return "\n".join(sorted(over))

    @cached_property
    def _numbers(self) -> list[tuple[int, int, int]]:
        """Start and end of each long number, and how many digits and letters it has."""
        numbers = []
        for match in NUMERIC.finditer(self.folded.text):
            start, end = match.span()
            numbers.append((start, end, end - start if match[0].isalnum() else len(SEPARATORS.sub("", match[0]))))
        return numbers

    @cached_property
    def _counts(self) -> frozenset[int]:
        return frozenset(count for _, _, count in self._numbers)

    @cached_property
    def _stretches(self) -> dict[int, tuple[tuple[int, int], ...]]:
        return {}

    def numeric(self, places: int) -> tuple[tuple[int, int], ...]:
        """The stretches of `folded.text` that hold numbers of so many places, with a few characters to either side, none twice."""
        # Of what is asked for only the shortest number that is long enough matters: most askers share an answer.
        places = min((count for count in self._counts if count >= places), default=0)
        if not places:
            return ()
        if places not in self._stretches:
            length = len(self.folded.text)
            stretches: list[tuple[int, int]] = []
            begin, end = 0, -1
            for first, last, count in self._numbers:
                if count < places:
                    continue
                if first - NUMERIC_SLACK > end:
                    if end > 0:
                        stretches.append((begin, end))
                    begin = first - NUMERIC_SLACK if first > NUMERIC_SLACK else 0
                end = last + NUMERIC_SLACK
            stretches.append((begin, min(length, end)))
            self._stretches[places] = tuple(stretches)
        return self._stretches[places]

    @cached_property
    def _spans(self) -> dict[Finding, tuple[int, int]]:
        return {}

    def span_of(self, finding: Finding) -> tuple[int, int] | None:
        """Where a finding of this passage stands in the joined source text, the next segments that it runs on into included."""
        return self._spans.get(finding)

    def heading(self, position: int, *, whole: bool = False) -> str:
        """What stands at the head of the table column that `position` is in; empty outside of tables.

        `whole`: only where the row has a field for each heading.
        """
        if not self.over:
            return ""
        at = self.folded.origin(position)
        index = bisect_right(self._starts, at) - 1
        heading, text, within = self.headings[index], self.segments[index].text, at - self._starts[index]
        if heading is None or (whole and not heading.is_whole(text, within)):
            return ""
        return heading.at(text, within)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each segment begins in the joined source text, the first perhaps before it."""
        return list(accumulate((len(segment.text) + 1 for segment in self.segments[:-1]), initial=-self.skipped))

    @property
    def place(self) -> Place:
        return self.segments[0].location.place

    @cached_property
    def has_head(self) -> bool:
        """Some of it stands in the head of a page."""
        return any(segment.layout.header_zone for segment in self.segments)

    def segment_at(self, position: int) -> Segment:
        return self.segment_at_source(self.folded.origin(position))

    def segment_at_source(self, position: int) -> Segment:
        """The same for a position in the joined source text."""
        return self.segments[bisect_right(self._starts, position) - 1]

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
        finding = Finding(
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
        self._spans[finding] = first, last
        return finding


def passages(segments: Iterable[Segment], characters: int = PASSAGE_CHARACTERS) -> Iterator[Passage]:
    """Group a document's segments, in order, into passages of so many characters. Holds one passage at a time.

    A passage never mixes parts or kinds of place; a long text is cut between segments, with a few of them repeated after the cut.
    """
    held: list[tuple[Segment, Heading | None]] = []
    size = fresh = skipped = 0
    columns = Columns()
    for segment in segments:
        if held and not _belong_together(held[-1][0].location, segment.location):
            if fresh:
                yield _passage(held, skipped)
            held, size, fresh, skipped = [], 0, 0, 0
        elif size + len(segment.text) > characters and fresh:
            yield _passage(held, skipped)
            held, skipped = _tail(held)
            size, fresh = sum(len(kept.text) + 1 for kept, _ in held) - skipped, 0
        held.append((segment, columns.over(segment)))
        size += len(segment.text) + 1
        fresh += 1
    if fresh:
        yield _passage(held, skipped)


def _passage(held: list[tuple[Segment, Heading | None]], skipped: int) -> Passage:
    return Passage(tuple(segment for segment, _ in held), tuple(heading for _, heading in held), skipped)


def _belong_together(one: Location, other: Location) -> bool:
    return one.part == other.part and one.place == other.place


def _tail(held: list[tuple[Segment, Heading | None]]) -> tuple[list[tuple[Segment, Heading | None]], int]:
    """The segments to repeat, and how much of the first of them to leave out."""
    kept: list[tuple[Segment, Heading | None]] = []
    room = OVERLAP_CHARACTERS
    for segment, heading in reversed(held[-OVERLAP_SEGMENTS:]):
        room -= len(segment.text)
        if room < 0:
            break
        kept.append((segment, heading))
    if kept:
        return kept[::-1], 0
    text = held[-1][0].text
    # From the beginning of a line: what stands at one is read as standing there.
    begin = text.find("\n", len(text) - OVERLAP_CHARACTERS) + 1 or text.rfind("\n") + 1
    return (held[-1:], begin) if len(text) - begin <= LONGEST_LINE else ([], 0)
