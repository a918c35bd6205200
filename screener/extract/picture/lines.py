"""Lines found in a picture -> rows in reading order, each with what the marking recogniser wants to know about how it stands."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

from screener.extract.picture.ocr import Line
from screener.model import Layout

# Pieces of one row nearer than this many character heights read on: 机 密, or a name and its value.
NEAR = 2.5
# A mark, a copy number and the urgency stand in the upper fifth and among the first lines: of the page, or of what is written on it, for
# a scan or a page within a page has margins of any width.
ZONE, ZONE_ROWS = 0.2, 8
# Lines turned further than this against the page (a slanted stamp) do not stand in its rows.
ASKEW = 12.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """`box` is in the picture as it is; `upright` in the page turned so that it can be read."""

    text: str = field(repr=False)
    box: Box
    upright: Box
    height: float
    askew: bool = False
    colour: str | None = None

    def is_piece(self) -> bool:
        return len(self.text) == 1 and "\u4e00" <= self.text <= "\u9fff"


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page lies in its picture: the direction of its text, where it then begins and ends, and where its text does."""

    angle: float
    box: Box
    written: tuple[float, float]

    @classmethod
    def of(cls, lines: Iterable[Line], width: int, height: int) -> Frame:
        lines = [line for line in lines if line.text]
        angle = _page_angle(lines)
        corners = [_rotate(point, angle) for point in ((0, 0), (width, 0), (width, height), (0, height))]
        heights = [y for line in lines for _, y in (_rotate(corner, angle) for corner in line.corners)]
        return cls(angle, _around(corners), (min(heights, default=0.0), max(heights, default=0.0)))

    def upright(self, line: Line) -> Box:
        return _around([_rotate(corner, self.angle) for corner in line.corners])

    def layout(self, row: Row, number: int, points: float | None) -> Layout:
        """`number` counts rows from 0; `points` is the size of a pixel, where it is known."""
        header = number < ZONE_ROWS and self.in_head(row.upright)
        size = round(row.height * points, 1) if points else None
        return Layout(header, _alignment(row.upright, self.box[0], self.box[2]), size, row.colour)

    def in_head(self, upright: Box) -> bool:
        """In the upper fifth of the page, or of what is written on it."""
        middle = (upright[1] + upright[3]) / 2
        return any(middle < first + ZONE * (last - first) for first, last in ((self.box[1], self.box[3]), self.written))


def rows(lines: Iterable[Line], frame: Frame) -> list[Row]:
    """The lines joined into rows and columns of characters, from the top of the page to its end."""
    straight: list[Row] = []
    found: list[Row] = []
    for line in lines:
        if not line.text:
            continue
        off = abs((line.angle - frame.angle + 180) % 360 - 180)
        row = Row(line.text, line.bounds, frame.upright(line), line.height, off > ASKEW and not line.stacked, line.colour)
        (found if row.askew or line.stacked else straight).append(row)
    for group in _grouped(straight):
        found.extend(_joined(group))
    found = list(_columns(found))
    return sorted(found, key=lambda row: (row.upright[1] + row.upright[3], row.upright[0]))


def _page_angle(lines: list[Line]) -> float:
    """The quarter turn that most characters have, corrected by how far the longer lines lean from it."""
    votes: dict[int, float] = defaultdict(float)
    for line in lines:
        if not line.stacked:
            # What only reads one way up counts; the rest decides where there is nothing else.
            votes[round(line.angle / 90) % 4] += line.weight + 0.001 * len(line.text) * line.score
    if not votes:
        return 0.0
    quarter = max(votes, key=lambda key: votes[key]) * 90.0
    leans = [(line.angle - quarter + 180) % 360 - 180 for line in lines if math.dist(*line.corners[:2]) > 5 * line.height]
    leans = [lean for lean in leans if abs(lean) <= 45]
    return quarter + (median(leans) if leans else 0.0)


def _rotate(point: tuple[float, float], angle: float) -> tuple[float, float]:
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return point[0] * cosine + point[1] * sine, point[1] * cosine - point[0] * sine


def _around(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _grouped(straight: list[Row]) -> Iterator[list[Row]]:
    """Those whose middles are nearer than half the height of the lower one stand side by side."""
    group: list[Row] = []
    for row in sorted(straight, key=lambda row: row.upright[1] + row.upright[3]):
        if group and abs(_middle(row) - _middle(group[-1])) > 0.5 * min(row.height, group[-1].height):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _middle(row: Row) -> float:
    return (row.upright[1] + row.upright[3]) / 2


def _joined(group: list[Row]) -> Iterator[Row]:
    held: Row | None = None
    for row in sorted(group, key=lambda row: row.upright[0]):
        if held is not None and row.upright[0] - held.upright[2] < NEAR * min(row.height, held.height):
            height = max(held.height, row.height)
            colour = held.colour if held.colour == row.colour else None
            held = Row(f"{held.text} {row.text}", _union(held.box, row.box), _union(held.upright, row.upright), height, colour=colour)
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _columns(found: list[Row]) -> Iterator[Row]:
    """Single Han characters one below the other are a column of text."""
    column: list[Row] = []
    singles = sorted((row for row in found if row.is_piece()), key=lambda row: (round(row.upright[0] / max(row.height, 1)), row.upright[1]))
    yield from (row for row in found if not row.is_piece())
    for row in singles:
        if column and not _follows(column[-1], row):
            yield _column(column)
            column = []
        column.append(row)
    if column:
        yield _column(column)


def _follows(above: Row, row: Row) -> bool:
    beside = abs(above.upright[0] + above.upright[2] - row.upright[0] - row.upright[2]) / 2
    return beside < 0.5 * row.height and 0 < row.upright[1] - above.upright[1] < NEAR * row.height


def _column(column: list[Row]) -> Row:
    box, upright = column[0].box, column[0].upright
    for row in column[1:]:
        box, upright = _union(box, row.box), _union(upright, row.upright)
    return Row("".join(row.text for row in column), box, upright, column[0].height, colour=column[0].colour)


def _alignment(box: Box, left: float, right: float) -> str:
    before, after = box[0] - left, right - box[2]
    width = right - left
    if abs(before - after) < 0.06 * width and before > 0.15 * width:
        return "center"
    return "right" if before > 0.5 * width else "left"
