"""Bytes and escapes -> text -> folded text that knows where each character came from.

Each step says what one character becomes; together they are one look-up per character, filled as characters are met, so that the
whole text is folded in a single pass. To add one: one file, one line here; the order is meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from screener.lazy_pattern import lazy_pattern
from screener.normalize.compatibility import fold_compatibility
from screener.normalize.fold_table import FoldTable
from screener.normalize.invisible import fold_invisible
from screener.normalize.separators import LONGEST_RUN, SEPARATORS, without_separators
from screener.normalize.symbols import fold_symbols
from screener.normalize.traditional import fold_traditional

STEPS: tuple[Callable[[str], str], ...] = (
    fold_invisible,
    fold_compatibility,
    fold_symbols,
    fold_traditional,
)

# Two code points that Unicode promises never to assign stand for "nothing here" and "several characters here", so that the first
# pass keeps every position and the second one only visits the exceptions.
DROPPED, EXPANDED = "\uffff", "\ufffe"
EXCEPTION = lazy_pattern("[\ufffe\uffff]")

# Separators that a reader's eye joins across: spaces and small marks between two Han characters. A hard edge (punctuation, a bracket,
# a line end) is never one of them.
SQUEEZED = lazy_pattern(rf"[{re.escape(SEPARATORS)}]{{1,{LONGEST_RUN}}}(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A folded text and the way back: `text[i]` came from `source[origin(i)]`.

    `marks` are positions in `text` where the distance to the source changes and `origins` the source positions there.
    """

    source: str = field(repr=False)
    text: str = field(repr=False)
    marks: tuple[int, ...] = field(default=(0,), repr=False)
    origins: tuple[int, ...] = field(default=(0,), repr=False)

    def origin(self, position: int) -> int:
        """Where the folded character at `position` stands in the source."""
        at = bisect_right(self.marks, position) - 1
        return self.origins[at] + position - self.marks[at]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that folded to `text[start:end]`; characters dropped inside it are part of it."""
        if end <= start:
            return self.origin(start), self.origin(start)
        return self.origin(start), self.origin(end - 1) + 1


class _Folds(dict[int, str]):
    """Code point -> what the first pass writes for it."""

    def __init__(self) -> None:
        super().__init__()
        self.expansions: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        character = folded = chr(code)
        for step in STEPS:
            folded = "".join(map(step, folded))
        if len(folded) > 1:
            self.expansions[character] = folded
        self[code] = result = folded if len(folded) == 1 else EXPANDED if folded else DROPPED
        return result


_FOLDS = _Folds()
_TABLE = FoldTable(_FOLDS)


def warm() -> None:
    """Load what makes long texts fast, before processes are forked that would each load it."""
    _TABLE.warm()


def normalize(text: str) -> Normalized:
    """Fold width, case, compatibility forms, radicals, traditional characters, stars, digits and dashes; drop what cannot be seen."""
    folded = _TABLE.translate(text)
    if DROPPED not in folded and EXPANDED not in folded:
        return Normalized(text, folded)
    pieces, marks, origins, done, length = [], [0], [0], 0, 0
    for match in EXCEPTION.finditer(folded):
        at = match.start()
        pieces.append(folded[done:at])
        length += at - done
        expansion = _FOLDS.expansions[text[at]] if match[0] == EXPANDED else ""
        for _ in expansion:
            marks.append(length)
            origins.append(at)
            length += 1
        pieces.append(expansion)
        marks.append(length)
        origins.append(at + 1)
        done = at + 1
    pieces.append(folded[done:])
    return Normalized(text, "".join(pieces), tuple(marks), tuple(origins))


def squeeze(normalized: Normalized) -> Normalized:
    """The same text with separators between Han characters taken out, for terms that were pulled apart (`机 密`)."""
    text = normalized.text
    if _TABLE.reads_at_once(text):
        left = without_separators(text, normalized.marks, normalized.origins)
        return normalized if left is None else Normalized(normalized.source, left[0], tuple(left[1]), tuple(left[2]))
    # A pattern that begins by looking back at every character is three times as slow.
    cuts = [(start, end) for start, end in map(re.Match.span, SQUEEZED.finditer(text)) if "\u3400" <= text[start - 1 : start] <= "\u9fff"]
    if not cuts:
        return normalized
    pieces, marks, origins, done, length = [], [0], [normalized.origin(0)], 0, 0
    inner = iter(zip(normalized.marks, normalized.origins, strict=True))
    pending = next(inner, None)

    def copy(upto: int) -> None:
        nonlocal pending, length
        while pending is not None and pending[0] < upto:
            if pending[0] >= done:
                marks.append(length + pending[0] - done)
                origins.append(pending[1])
            pending = next(inner, None)
        pieces.append(text[done:upto])
        length += upto - done

    for start, end in cuts:
        copy(start)
        done = end
        marks.append(length)
        origins.append(normalized.origin(end))
    copy(len(text))
    return Normalized(normalized.source, "".join(pieces), tuple(marks), tuple(origins))
