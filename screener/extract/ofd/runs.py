"""Runs of an OFD page become lines: those of one direction by the geometry that PDF pages use, arcs and slants by themselves."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from screener.extract.page_character import Box, Character
from screener.extract.page_lines import MOST_PIECES, Line, is_readable, lines_of
from screener.model import Place

POINTS = 72 / 25.4
# Two pieces stand on one line when their base lines are this close: 1.5 mm, and never more than half of the letters' height.
ONE_LINE = 1.5 * POINTS
# A gap of so many letters is a column or a cell, not a space.
COLUMN_GAP, WORD_GAP, LATIN_GAP = 3.0, 0.9, 0.25
# Bold by printing twice: the copies lie closer than a tenth of a letter.
OVERPRINT = 0.12
ASCENT, DESCENT = 0.86, 0.14
SHORTEST_ARC = 3
# Directions that differ by less than this are one.
DEGREES = 3


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on its base line, in points from the top left of the page."""

    text: str = field(repr=False)
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Run:
    """The characters of one TextCode. `angle` is the direction of its base line, clockwise; `downward` when it runs from top to bottom."""

    glyphs: tuple[Glyph, ...] = field(repr=False)
    size: float
    angle: float
    color: str | None
    place: Place
    downward: bool = False

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)


def page_lines(runs: Iterable[Run]) -> list[Line]:
    """Upright lines in reading order, then those of other directions. What is written on a slant or an arc is a watermark or a stamp."""
    arcs, kept = _arcs(list(_without_overprints(runs)))
    found: list[Line] = []
    straight = [run for run in kept if not run.downward]
    for direction in sorted({_direction(run) for run in straight}):
        group = [run for run in straight if _direction(run) == direction]
        lines = _turned_lines(group, math.radians(direction))
        found += lines if direction % 90 == 0 else [_stamped(line) for line in lines]
    for run in kept:
        if run.downward:
            found += lines_of([list(_characters(run, 0.0))])
    return found + [_stamped(line) for row in arcs for line in lines_of([row])]


def _direction(run: Run) -> int:
    nearest = round(run.angle / 90) * 90
    return (nearest if abs(run.angle - nearest) <= DEGREES else round(run.angle / DEGREES) * DEGREES) % 360


def _stamped(line: Line) -> Line:
    return replace(line, place=Place.WATERMARK) if line.place is Place.BODY else line


def _without_overprints(runs: Iterable[Run]) -> Iterator[Run]:
    """Each run once, where a program prints it again and again to make it bold."""
    seen: set[tuple[str, int, int]] = set()
    for run in runs:
        if not run.glyphs:
            continue
        cell = max(OVERPRINT * run.size, 0.01)
        column, row, text = round(run.glyphs[0].x / cell), round(run.glyphs[0].y / cell), run.text
        if any((text, column + across, row + down) in seen for across in (-1, 0, 1) for down in (-1, 0, 1)):
            continue
        seen.add((text, column, row))
        yield run


def _turned_lines(runs: list[Run], angle: float) -> list[Line]:
    """Lines of runs in one direction: read in a frame that is turned with them, placed on the page as it is."""
    if not runs:
        return []
    rows = list(_rows(runs, angle))
    if len(rows) > MOST_PIECES:
        # Characters thrown on the page in any order: by their place, not by that of the file.
        rows = list(_rows(sorted(runs, key=lambda run: _in_frame(run, angle)), angle))
    rows += list(_interleaved(rows))
    return [replace(line, box=_turned_box(line.box, angle)) for line in lines_of(rows)]


def _in_frame(run: Run, angle: float) -> tuple[int, float]:
    first = run.glyphs[0]
    across, down = _turned(first.x, first.y, angle)
    return round(down / ONE_LINE), across


def _rows(runs: Iterable[Run], angle: float) -> Iterator[list[Character]]:
    """Runs that follow each other on one base line, with the spaces between words that only a gap shows."""
    row: list[Character] = []
    end = base = 0.0
    for run in runs:
        for index, character in enumerate(_characters(run, angle)):
            left, _, right, bottom = _box(character)
            gap = (left - end) / run.size
            if row and (abs(bottom - base) > min(ONE_LINE, 0.5 * run.size) or not -0.6 < gap < COLUMN_GAP):
                yield row
                row = []
            elif row and _is_gap(row[-1].text, character.text, gap, between_runs=not index):
                row.append(replace(character, text=" ", box=None))
            row.append(character)
            end, base = right, bottom
    if row:
        yield row


def _is_gap(before: str, after: str, gap: float, *, between_runs: bool) -> bool:
    if before.isspace() or after.isspace():
        return False
    letters = before.isascii() and after.isascii() and not (before.isdigit() and after.isdigit())
    return gap > WORD_GAP or (between_runs and letters and gap > LATIN_GAP)


def _interleaved(rows: list[list[Character]]) -> Iterator[list[Character]]:
    """Rows that run through one another on one base line: first every other character, then those in between. By place they are one."""
    placed = [(_box(row[0]), _box(row[-1])[2], row) for row in rows]
    placed.sort(key=lambda item: (round(item[0][3] / (ONE_LINE / 2)), item[0][0]))
    group: list[list[Character]] = []
    end = base = 0.0
    for (left, _, _, bottom), right, row in placed:
        size = row[0].size
        alike = bool(group) and row[0].place is group[0][0].place and 0.8 < size / group[0][0].size < 1.25
        if group and (not alike or abs(bottom - base) > ONE_LINE / 2 or left > end - 0.8 * size):
            if len(group) > 1:
                yield _by_place(group)
            group, end = [], right
        group.append(row)
        end, base = max(end, right), bottom
    if len(group) > 1:
        yield _by_place(group)


def _by_place(rows: list[list[Character]]) -> list[Character]:
    solid = [character for row in rows for character in row if character.box is not None and character.text.strip()]
    return sorted(solid, key=lambda character: _box(character)[0])


def _box(character: Character) -> Box:
    assert character.box is not None
    return character.box


def _characters(run: Run, angle: float) -> Iterator[Character]:
    for glyph in run.glyphs:
        across, down = _turned(glyph.x, glyph.y, angle)
        box = (across, down - ASCENT * run.size, across + glyph.width, down + DESCENT * run.size)
        yield Character(glyph.text, box, run.size, run.color, run.place, all(map(is_readable, glyph.text)) or glyph.text.isspace())


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    if not angle:
        return x, y
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def _turned_box(box: Box | None, angle: float) -> Box | None:
    if box is None or not angle:
        return box
    corners = [_turned(x, y, -angle) for x in box[::2] for y in box[1::2]]
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(across), min(down), max(across), max(down)


def _arcs(runs: list[Run]) -> tuple[list[list[Character]], list[Run]]:
    """Letters along a curve, as on a seal: single ones, each turned otherwise than the one before and standing by it. And the rest."""
    arcs: list[list[Run]] = []
    rest: list[Run] = []
    chain: list[Run] = []
    for run in [*runs, None]:
        if run is not None and chain and _goes_on(chain[-1], run):
            chain.append(run)
            continue
        if len(chain) >= SHORTEST_ARC:
            arcs.append(chain)
        else:
            rest.extend(chain)
        chain = [run] if run is not None else []
    return [[character for run in arc for character in _characters(run, 0.0)] for arc in arcs], rest


def _goes_on(last: Run, run: Run) -> bool:
    if len(last.glyphs) != 1 or len(run.glyphs) != 1 or _direction(last) == _direction(run):
        return False
    return math.dist((last.glyphs[0].x, last.glyphs[0].y), (run.glyphs[0].x, run.glyphs[0].y)) < COLUMN_GAP * run.size


def advance(text: str) -> float:
    """How wide a character is, in sizes, where the file does not say it."""
    return 1.0 if unicodedata.east_asian_width(text[0]) in "WFA" else 0.5
