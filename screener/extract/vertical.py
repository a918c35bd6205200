"""Writing that runs across cells or slides one character each (`机`, `密`, `★` in A1, A2, A3), joined into the word it is."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace

from screener.model import Segment

PIECE = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff★☆*]|\d{1,4}年?")
HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# One row may be left blank between two characters, or be covered by a merged cell.
FARTHEST = 2
# A run is told in portions of so many pieces, the last ones once more in the next, so that no word is cut.
LONGEST, OVERLAP = 64, 16


@dataclass
class VerticalRuns:
    """Takes texts row by row, each with the column it stands in, and gives the runs of single characters down a column."""

    _open: dict[Hashable, list[tuple[int, Segment]]] = field(default_factory=dict, repr=False)
    _done: list[Segment] = field(default_factory=list, repr=False)

    def add(self, column: Hashable, row: int, segment: Segment) -> None:
        run = self._open.get(column)
        if run and not 0 < row - run[-1][0] <= FARTHEST:
            self._close(column)
            run = None
        if not PIECE.fullmatch(segment.text.strip()):
            self._close(column)
            return
        run = self._open.setdefault(column, [])
        run.append((row, segment))
        if len(run) == LONGEST:
            self._close(column)
            self._open[column] = run[-OVERLAP:]

    def joined(self) -> Iterator[Segment]:
        """One segment for each run, where its first character stands; a cell becomes a range. Forgets what it gave."""
        for column in list(self._open):
            self._close(column)
        done, self._done = self._done, []
        yield from done

    def _close(self, column: Hashable) -> None:
        segments = [segment for _, segment in self._open.pop(column, ())]
        if sum(HAN.match(segment.text.strip()) is not None for segment in segments) < 2:
            return
        first, last = segments[0], segments[-1]
        cell = first.location.cell
        if cell is not None and last.location.cell is not None:
            cell = f"{cell}:{last.location.cell.rpartition('!')[2]}"
        text = "".join(segment.text.strip() for segment in segments)
        self._done.append(replace(first, text=text, location=replace(first.location, cell=cell)))
