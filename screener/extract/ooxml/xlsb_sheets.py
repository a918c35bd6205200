"""The sheets of a binary workbook: cells row by row, then what is hidden, then formulas and whatever else holds words."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from screener.extract.ooxml.attributes import TELLING
from screener.extract.ooxml.biff12 import Record, loose_strings, rich_string, rk_number, wide_string
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.spreadsheet import HEADER_ROWS, HEADER_ZONE, REPEATED, SharedStrings, Sheet, number_text, printed_texts
from screener.extract.vertical import VerticalRuns
from screener.model import NO_LAYOUT, Layout, Place, Segment

ROW, BLANK, NUMBER, ERROR, BOOLEAN, REAL, INLINE, SHARED = range(8)
FORMULA_STRING, FORMULA_NUMBER, FORMULA_BOOLEAN, FORMULA_ERROR, RICH_INLINE = 8, 9, 10, 11, 62
# How long the value is that stands before the formula.
FORMULAS = {FORMULA_NUMBER: 8, FORMULA_BOOLEAN: 1, FORMULA_ERROR: 1}
CELLS = frozenset({BLANK, NUMBER, ERROR, BOOLEAN, REAL, INLINE, SHARED, RICH_INLINE, FORMULA_STRING, *FORMULAS})
COLUMNS, HEADER_FOOTER, HEADER_FOOTER_TEXTS = 60, 479, 6
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x10, 0x01
LAST_COLUMN = 16_383
# Validations, links, and the comments of a sheet; every string of theirs is worth reading.
PLACES = {64: Place.FORM_FIELD, 494: Place.LINK}


@dataclass
class SheetReader:
    """Reads one sheet. Cells that are shown come first, so that what is hidden does not tear them apart."""

    package: Package
    part: str = field(repr=False)
    sheet: Sheet
    strings: SharedStrings
    row: int = 0
    row_hidden: bool = False
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    beside: list[Segment] = field(default_factory=list, repr=False)
    runs: VerticalRuns = field(default_factory=VerticalRuns, repr=False)

    def read(self, found: Iterable[Record]) -> Iterator[Segment]:
        """Raises what `found` raises, once all that came before it has been told."""
        failure: ValueError | None = None
        try:
            for record in found:
                yield from self._record(record)
        except (ValueError, struct.error) as error:
            failure = ValueError(type(error).__name__)
        yield from self.runs.joined()
        yield from self.beside
        if failure is not None:
            raise failure

    def _record(self, record: Record) -> Iterator[Segment]:
        number, data = record.number, record.data
        if number in CELLS:
            yield from self._cell(record)
        elif number == ROW:
            self.row = struct.unpack_from("<I", data)[0] + 1
            self.row_hidden = bool(data[11] & ROW_IS_HIDDEN)
        elif number == COLUMNS:
            first, last, width = struct.unpack_from("<III", data)
            if data[16] & COLUMN_IS_HIDDEN or not width:
                self.hidden_columns.append((first, last))
        elif number == HEADER_FOOTER:
            self.beside.extend(self._printed(data))
        else:
            place = PLACES.get(number, Place.MARKUP)
            self.beside.extend(self._segment(text, place) for text in loose_strings(data) if number in PLACES or TELLING.search(text))

    def _cell(self, record: Record) -> Iterator[Segment]:
        column, value = struct.unpack_from("<I", record.data)[0], record.data[8:]
        at = f"{get_column_letter(min(column, LAST_COLUMN) + 1)}{self.row}"
        text, end = self._text(record.number, value, at)
        if record.number in FORMULAS or record.number == FORMULA_STRING:
            self.beside.extend(self._segment(literal, Place.FORMULA, at) for literal in loose_strings(value[end:]))
        if not text.strip():
            return
        hidden = self.sheet.hidden or self.row_hidden or any(first <= column <= last for first, last in self.hidden_columns)
        layout = HEADER_ZONE if self.row <= HEADER_ROWS else NO_LAYOUT
        if hidden:
            self.beside.append(segment := self._segment(text, Place.HIDDEN, at, layout))
        else:
            yield (segment := self._segment(text, Place.TABLE, at, layout))
        self.runs.add((column, segment.location.place), self.row, segment)

    def _text(self, number: int, value: bytes, at: str) -> tuple[str, int]:
        """What the cell shows, and where its value ends."""
        if number in (INLINE, FORMULA_STRING):
            return wide_string(value, 0)
        if number == RICH_INLINE:
            text, aid = rich_string(value, 0)
            self._aid(aid, at)
            return text, len(value)
        if number == SHARED:
            return self._shared(struct.unpack_from("<I", value)[0], at), 4
        if number == NUMBER:
            return number_text(repr(rk_number(struct.unpack_from("<I", value)[0]))), 4
        if number in (REAL, FORMULA_NUMBER):
            return number_text(repr(struct.unpack_from("<d", value)[0])), 8
        return "", FORMULAS.get(number, 0)

    def _shared(self, index: int, at: str) -> str:
        strings = self.strings
        if index >= len(strings.texts):
            return ""
        text = strings.texts[index]
        if index in strings.used:
            if len(text) > REPEATED:
                return ""
            self.package.source.budget.spend(len(text))
        strings.used.add(index)
        self._aid("\n".join(strings.asides.get(index, ())), at)
        return text

    def _aid(self, text: str, at: str) -> None:
        if text.strip():
            self.beside.append(self._segment(text, Place.HIDDEN, at))

    def _printed(self, data: bytes) -> Iterator[Segment]:
        """Header and footer in turn: of odd pages, of even ones, of the first."""
        at = 2
        for number in range(HEADER_FOOTER_TEXTS):
            code, at = wide_string(data, at)
            for text in printed_texts(code):
                yield self._segment(text, Place.FOOTER if number % 2 else Place.HEADER)

    def _segment(self, text: str, place: Place, cell: str = "", layout: Layout = NO_LAYOUT) -> Segment:
        if self.part in self.package.orphans:
            place = Place.ORPHAN
        return self.package.source.segment(text, place, self.part, cell=f"{self.sheet.name}!{cell}" if cell else None, layout=layout)
