"""Characters with boxes become the lines that a reader sees, in the order in which they are read. Pure geometry, no PDF library."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from screener.extract.page_character import Box, Character
from screener.extract.page_noise import without_noise
from screener.model import NO_LAYOUT, Layout, Place

# Measured against GB/T 9704-2012 pages: the heading of page 1 lies in the top fifth, the page number below 93 % of the height.
HEADER_ZONE, HEADER_ZONE_LINES = 0.20, 8
HEADER_EDGE, FOOTER_EDGE = 0.07, 0.93
HEADER_CHARACTERS = 40
# Pages with more lines than this are plots and maps; pairing every piece with every other is not worth its time there.
MOST_PIECES = 3_000


@dataclass(frozen=True, slots=True)
class Line:
    text: str = field(repr=False)
    box: Box | None
    size: float = 0.0
    color: str | None = None
    place: Place = Place.BODY
    unreadable: int = 0
    """how many of its characters no reader could make sense of: private use, control characters, no mapping to Unicode"""
    layout: Layout = NO_LAYOUT

    @property
    def top(self) -> float:
        return self.box[1] if self.box else 0.0


def lines_of(rows: Iterable[Sequence[Character]]) -> list[Line]:
    """One line for each row; where a row mixes seen and unseen characters, the seen ones alone, then all of it as what is hidden.

    Unseen characters between seen ones (`机xx密`) must not tear the word that is read, and seen ones must not tear what is copied out.
    """
    seen: list[Line] = []
    hidden: list[Line] = []
    marks: list[Character] = []
    for row in (part for whole in _apart(rows, marks) for part in _split_at_jumps(whole)):
        row = without_noise(row)
        visible = [character for character in row if character.place is Place.BODY]
        places = {character.place for character in row if character.place is not Place.BODY and character.text.strip()}
        if visible and (line := _line(visible, Place.BODY)):
            seen.append(line)
        if places and (line := _line(row, min(places))):
            hidden.append(line)
    return _in_reading_order(_join_columns(_join_neighbours(seen))) + _join_columns(hidden) + _watermarks(marks)


def _apart(rows: Iterable[Sequence[Character]], marks: list[Character]) -> Iterator[Sequence[Character]]:
    """The rows without the characters of watermarks, which go to `marks`: they stand over the lines of a page, not in them."""
    for row in rows:
        if any(character.place is Place.WATERMARK for character in row):
            marks += [character for character in row if character.place is Place.WATERMARK]
            row = [character for character in row if character.place is not Place.WATERMARK]
        if row:
            yield row


def _watermarks(marks: list[Character]) -> list[Line]:
    """Slanted or spread, and often drawn glyph by glyph: what follows within the breadth of some characters belongs together."""
    groups: list[list[Character]] = []
    last: Character | None = None
    for mark in marks:
        if not groups or (last is not None and mark.box is not None and not _follows(last, mark)):
            groups.append([])
        groups[-1].append(mark)
        last = mark if mark.box is not None else last
    return [line for group in groups if (line := _line(group, Place.WATERMARK))]


def _follows(one: Character, other: Character) -> bool:
    if one.box is None or other.box is None:
        return False
    across = (other.box[0] + other.box[2] - one.box[0] - one.box[2]) / 2
    down = (other.box[1] + other.box[3] - one.box[1] - one.box[3]) / 2
    return math.hypot(across, down) < 3 * max(one.size, other.size) and 0.6 < (one.size + 0.01) / (other.size + 0.01) < 1.7


def _split_at_jumps(row: Sequence[Character]) -> Iterator[Sequence[Character]]:
    """Cut where the writing jumps up or down the page: pdfium gives all columns of a page set vertically as one row."""
    start, last = 0, None
    for index, character in enumerate(row):
        if character.box is None:
            continue
        if last is not None and abs(character.box[1] + character.box[3] - last[1] - last[3]) / 2 > 3 * max(
            character.size, last[3] - last[1]
        ):
            yield row[start:index]
            start = index
        last = character.box
    yield row[start:]


def lay_out(lines: list[Line], width: float, height: float) -> list[Line]:
    """Tell each line where it stands: header zone, alignment, and whether it is the page's header or footer."""
    ranks = {id(line): rank for rank, line in enumerate(sorted((line for line in lines if line.box), key=lambda line: line.top))}
    return [_laid_out(line, ranks.get(id(line)), width, height) for line in lines]


def _laid_out(line: Line, rank: int | None, width: float, height: float) -> Line:
    if line.box is None or rank is None or width <= 0 or height <= 0:
        return line
    left, top, right, bottom = line.box
    place = line.place
    if place is Place.BODY and top > FOOTER_EDGE * height:
        place = Place.FOOTER
    elif place is Place.BODY and bottom < HEADER_EDGE * height and len(line.text) <= HEADER_CHARACTERS:
        place = Place.HEADER
    in_zone = rank == 0 or (rank < HEADER_ZONE_LINES and top < HEADER_ZONE * height)
    size = round(line.size, 1) or None
    return replace(line, place=place, layout=Layout(in_zone, _alignment(left, right, width), size, line.color))


def _alignment(left: float, right: float, width: float) -> str:
    if abs(left - (width - right)) < 0.06 * width and left > 0.16 * width:
        return "center"
    return "right" if left > 0.5 * width else "left"


def _line(characters: Sequence[Character], place: Place) -> Line | None:
    text = "".join(character.text for index, character in enumerate(characters) if not _is_typographic(characters, index)).strip()
    if not text:
        return None
    solid = [character for character in characters if character.text.strip()]
    # The largest size: in a line set mostly small the big characters are what is read first.
    largest = max(solid, key=lambda character: character.size)
    unreadable = sum(not character.readable for character in solid)
    return Line(text, _union(character.box for character in solid), largest.size, solid[0].color, place, unreadable)


def _is_typographic(row: Sequence[Character], index: int) -> bool:
    """Whether a space is the quarter em that word processors set between Han and Latin (`10 年`): a gap that the text does not hold."""
    if row[index].box is not None or not 0 < index < len(row) - 1:
        return False
    before, after = row[index - 1], row[index + 1]
    if before.box is None or after.box is None or not any(unicodedata.category(text) == "Lo" for text in (before.text[-1], after.text[0])):
        return False
    return 0 <= after.box[0] - before.box[2] < 0.45 * after.size


def _union(boxes: Iterable[Box | None]) -> Box | None:
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    return min(box[0] for box in known), min(box[1] for box in known), max(box[2] for box in known), max(box[3] for box in known)


def _merged(lines: Sequence[Line], glue: str = "") -> Line:
    return replace(
        lines[0],
        text=glue.join(line.text for line in lines),
        box=_union(line.box for line in lines),
        size=max(line.size for line in lines),
        unreadable=sum(line.unreadable for line in lines),
    )


def _join_neighbours(lines: list[Line]) -> list[Line]:
    """Join pieces that touch on one baseline although they were drawn far apart in the file (`机`, a page of text, `密`)."""
    if len(lines) > MOST_PIECES:
        return lines
    order = {id(line): index for index, line in enumerate(lines)}
    rows: list[list[Line]] = []
    for line in sorted((line for line in lines if line.box), key=_middle):
        if rows and line.box and _middle(line) - _middle(rows[-1][0]) < 0.35 * (line.box[3] - line.box[1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    joined: list[Line] = [line for line in lines if line.box is None]
    for row in rows:
        group: list[Line] = []
        for line in sorted(row, key=lambda piece: piece.box[0] if piece.box else 0.0):
            if group and not _touches(group[-1], line):
                order[id(merged := _merged(group))] = min(order[id(piece)] for piece in group)
                joined.append(merged)
                group = []
            group.append(line)
        order[id(merged := _merged(group))] = min(order[id(piece)] for piece in group)
        joined.append(merged)
    return sorted(joined, key=lambda line: order[id(line)])


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2 if line.box else 0.0


def _touches(one: Line, other: Line) -> bool:
    if one.box is None or other.box is None:
        return False
    # The size too, for a line of vertical writing is as high as it is long.
    size = min(one.box[3] - one.box[1], other.box[3] - other.box[1], one.size, other.size)
    gap = other.box[0] - one.box[2]
    return -0.3 * size < gap < 0.9 * size and 0.6 < (one.size + 0.01) / (other.size + 0.01) < 1.7


def _join_columns(lines: list[Line]) -> list[Line]:
    """Join a column of single characters into the word it is: text set one character under the other, level with no line of its own."""
    if len(lines) > MOST_PIECES:
        return lines
    pieces = [line for line in lines if line.box and _is_column_piece(line.text)]
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda line: line.top):
        home = next((column for column in columns if _stands_under(column[-1], piece)), None)
        if home is None:
            columns.append([piece])
        else:
            home.append(piece)
    joined: dict[int, Line] = {}
    dropped: set[int] = set()
    for column in columns:
        # Digits alone are a column of a table, not a word.
        if len(column) > 1 and sum(unicodedata.category(line.text[0]) == "Lo" for line in column) > 1:
            joined[id(column[0])] = _merged(column)
            dropped.update(id(line) for line in column[1:])
    return [joined.get(id(line), line) for line in lines if id(line) not in dropped]


def _is_column_piece(text: str) -> bool:
    return len(text) == 1 or (len(text) == 2 and text.isdigit())


def _stands_under(upper: Line, lower: Line) -> bool:
    if upper.box is None or lower.box is None:
        return False
    size = max(upper.size, upper.box[3] - upper.box[1], upper.box[2] - upper.box[0])
    across = abs((upper.box[0] + upper.box[2]) - (lower.box[0] + lower.box[2])) / 2
    return across < 0.5 * size and -0.5 * size < lower.box[1] - upper.box[3] < 1.5 * size


def _in_reading_order(lines: list[Line]) -> list[Line]:
    """From top to bottom where no two lines stand side by side; else as the file has them, which keeps columns and tables whole."""
    placed = [line for line in lines if line.box]
    downward = sorted(placed, key=lambda line: line.top)
    for upper, lower in pairwise(downward):
        if upper.box and lower.box and upper.box[3] - lower.box[1] > 0.4 * (lower.box[3] - lower.box[1]):
            return lines
    return downward + [line for line in lines if line.box is None]


@cache
def is_readable(character: str) -> bool:
    """False for private use, unassigned, replacement and control characters: glyphs whose meaning the file does not tell."""
    code = ord(character)
    if 0xF000 <= code <= 0xF0FF:  # where symbol fonts keep their bullets and arrows
        return True
    return character != "\ufffd" and unicodedata.category(character) not in {"Co", "Cn", "Cc", "Cs"}


@cache
def is_usual_han(character: str) -> bool:
    """Whether a Han character is of GB 2312 or of the first level of Big5, which hold everyday writing. True for all that is not Han."""
    if not "\u3400" <= character <= "\u9fff":
        return True
    return bool(character.encode("gb2312", "ignore")) or b"\xa4\x40" <= character.encode("big5", "ignore") <= b"\xc6\x7e"


def is_legible(lines: Sequence[Line]) -> bool:
    """Whether a page's text says what its glyphs show, as far as the text alone can tell.

    A font without a mapping to Unicode yields private-use or control characters; a lying one rare Han, or Latin letters with accents
    where a Chinese page stands (`È«ÊÀ½ç`). One whole line of that is enough: it may be the line with the mark.
    """
    texts = ["".join(line.text.split()) for line in lines]
    total, bad = sum(map(len, texts)), sum(line.unreadable for line in lines)
    if bad * 5 > total:
        return False
    if any(line.unreadable * 2 > len(text) > 3 for line, text in zip(lines, texts, strict=True)):
        return False
    han = [character for text in texts for character in text if "\u3400" <= character <= "\u9fff"]
    if len(han) >= 10 and sum(not is_usual_han(character) for character in han) * 5 > len(han):
        return False
    accented = sum("\x80" <= character <= "\xff" for text in texts for character in text)
    return accented * 3 <= total or total < 4
