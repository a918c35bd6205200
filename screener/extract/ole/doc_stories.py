"""Paragraphs of the stories of a Word binary file as a reader sees them, and beside them what is hidden, deleted, or a field's code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.extract.ole.doc_file import HEADERS, Piece, WordFile
from screener.extract.ole.doc_formats import FLOWING, Form, Formats, Look
from screener.extract.source import Source
from screener.model import NO_LAYOUT, Layout, Place, Segment

SIGN = re.compile("([\x00-\x08\x0b-\x1f])")
PARAGRAPH, CELL, PAGE_BREAK, LINE, COLUMN = "\r", "\x07", "\x0c", "\x0b", "\x0e"
FIELD_BEGIN, FIELD_SEPARATOR, FIELD_END = "\x13", "\x14", "\x15"
SIGNS = {LINE: "\n", COLUMN: "\n", "\x1e": "-", "\x1f": "\u00ad", "\x06": ""}
INSERTED, DELETED, HIDDEN = 1, 2, 4
# A mark stands in the first lines (GB/T 9704: line 2 of page 1).
HEADER_ZONE = 8
FOOTERS = (2, 3, 5)
# The first six stories of the headers are separators of notes.
SEPARATORS, PER_SECTION = 6, 6


@dataclass
class _Line:
    pieces: list[tuple[str, int]] = field(default_factory=list, repr=False)
    look: Look | None = None

    def text(self, wanted: int = 0, unwanted: int = 0) -> str:
        text = "".join(text for text, state in self.pieces if state & wanted == wanted and not state & unwanted)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if not text.isascii() else text


class StoryReader:
    """Reads one story: what belongs to the flow of text comes first, what stands beside it after."""

    def __init__(self, source: Source, file: WordFile, formats: Formats, place: Place) -> None:
        self._source, self._file, self._formats, self._place = source, file, formats, place
        self._starts = [piece.start for piece in file.pieces]
        self._flow: list[Segment] = []
        self._beside: list[Segment] = []
        self._codes: dict[str, int] = {}
        self._fields: list[list[str] | None] = []
        self._line = _Line()
        self._number = 0
        self._lines = 0 if place is Place.BODY else HEADER_ZONE
        self._table, self._row, self._column, self._in_table = 0, 1, 1, False
        self.pictures: set[int] = set()

    def read(self, start: int, end: int) -> Iterator[Segment]:
        headers = self._file.positions(HEADERS, 0) if self._place is Place.HEADER else []
        first = start
        for piece, begin, stop in self._pieces(start, end):
            for at, following, look in self._formats.looks(piece, begin, stop):
                if look.picture is not None:
                    self.pictures.add(look.picture)
                self._run(piece, at, self._file.text[at:following], look, headers, first)
        self._end(FLOWING, self._place)
        while self._fields:
            self._end_field()
        yield from self._flow
        yield from sorted(self._beside, key=lambda segment: segment.location.place)
        for code, number in self._codes.items():
            yield self._source.segment(code, Place.FIELD, paragraph=number)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        for piece in self._file.pieces[max(0, bisect_right(self._starts, start) - 1) :]:
            if piece.start >= end:
                return
            if piece.end > start:
                yield piece, max(start, piece.start), min(end, piece.end)

    def _run(self, piece: Piece, at: int, text: str, look: Look, headers: list[int], first: int) -> None:
        state = INSERTED * look.inserted | DELETED * look.deleted | HIDDEN * look.hidden
        for mark in SIGN.split(text):
            if len(mark) != 1 or mark >= " " or mark in "\t\n":
                self._text(mark, state, look)
            elif mark in (PARAGRAPH, CELL, PAGE_BREAK):
                place = _header_place(headers, at - first) if headers else self._place
                self._end(self._formats.form(piece, at), place, cell=mark == CELL)
            elif mark == FIELD_BEGIN:
                self._fields.append([])
            elif mark == FIELD_SEPARATOR:
                self._end_code()
            elif mark == FIELD_END:
                self._end_field()
            else:
                self._text(SIGNS.get(mark, ""), state, look)
            at += len(mark)

    def _text(self, text: str, state: int, look: Look) -> None:
        if look.symbol and text in ("(", "\u0028"):
            text = look.symbol
        if not text:
            return
        if self._fields and (code := self._fields[-1]) is not None:
            code.append(text)
            return
        self._line.pieces.append((text, state))
        if self._line.look is None and text.strip() and not state & (DELETED | HIDDEN):
            self._line.look = look

    def _end_code(self) -> None:
        if self._fields and (code := self._fields[-1]) is not None:
            text = "".join(code).strip()
            self._fields[-1] = None
            if text:
                self._codes.setdefault(text, self._number + 1)

    def _end_field(self) -> None:
        self._end_code()
        if self._fields:
            self._fields.pop()

    def _end(self, form: Form, place: Place, *, cell: bool = False) -> None:
        if self._fields and self._fields[-1] is not None:
            self._fields[-1].append("\n")
            return
        line, self._line = self._line, _Line()
        in_table = form.in_table or cell
        if in_table and not self._in_table:
            self._table, self._row, self._column = self._table + 1, 1, 1
        self._in_table = in_table
        at = f"T{self._table}!R{self._row}C{self._column}" if in_table else None
        if form.row_end:
            self._row, self._column = self._row + 1, 1
            self._lines += self._lines < HEADER_ZONE
        elif cell or form.cell_end:
            self._column += 1
        self._number += 1
        where = Place.TABLE if in_table and place is Place.BODY else place
        self._say(line, where, at, form)

    def _say(self, line: _Line, place: Place, cell: str | None, form: Form) -> None:
        header_zone = self._lines < HEADER_ZONE
        layout = line.look.layout(form.alignment, header_zone=header_zone) if line.look else Layout(header_zone, form.alignment)
        visible = line.text(unwanted=DELETED | HIDDEN)
        if visible.strip():
            self._flow.append(self._segment(visible, place, cell, layout))
            if cell is None and header_zone:
                self._lines += 1
        if (hidden := line.text(HIDDEN, unwanted=DELETED)).strip():
            self._beside.append(self._segment(hidden, Place.HIDDEN, cell, layout))
            if visible.strip():  # a mark may be half hidden
                self._beside.append(self._segment(line.text(unwanted=DELETED), Place.HIDDEN, cell, layout))
        if (deleted := line.text(DELETED)).strip():
            self._beside.append(self._segment(deleted, Place.DELETED, cell, layout))
            if (original := line.text(unwanted=INSERTED)) != deleted:
                self._beside.append(self._segment(original, Place.DELETED, cell, layout))

    def _segment(self, text: str, place: Place, cell: str | None, layout: Layout = NO_LAYOUT) -> Segment:
        return self._source.segment(text, place, paragraph=self._number, cell=cell, layout=layout)


def _header_place(positions: list[int], at: int) -> Place:
    """Headers and footers follow one another: even, odd and first of each section."""
    index = bisect_right(positions, at) - 1
    if index < SEPARATORS:
        return Place.FOOTNOTE
    return Place.FOOTER if (index - SEPARATORS) % PER_SECTION in FOOTERS else Place.HEADER
