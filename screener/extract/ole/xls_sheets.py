"""Sheets of an Excel binary file: cells in order, what is hidden, comments, text boxes, what is printed round them, links, charts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.extract.ole.biff import Dialect, Reader, Record, literals, rk_number
from screener.extract.ole.office_art import modern_shapes, shape_texts
from screener.extract.ole.ole import attempt
from screener.extract.ole.round_trip import read_round_trip
from screener.extract.ooxml.spreadsheet import HEADER_ROWS, number_text, printed_texts
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.extract.vertical import VerticalRuns
from screener.model import NO_LAYOUT, Layout, Place, Segment

FORMULA, LABEL, NUMBER, STRING, RK, MULRK, LABELSST, RSTRING = 0x06, 0x204, 0x203, 0x207, 0x27E, 0xBD, 0xFD, 0xD6
SHARED, ARRAY = 0x4BC, 0x221
ROW, COLINFO, NOTE, TXO, OBJ, HEADER, FOOTER, DRAWING = 0x208, 0x7D, 0x1C, 0x1B6, 0x5D, 0x14, 0x15, 0xEC
SERIES_TEXT, VALIDATION, LINK, LINK_TIP, CONDITION = 0x100D, 0x1BE, 0x1B8, 0x800, 0x1B1
COMMENT_OBJECT = 0x19
HIDDEN_ROW = 0x20
# A formula whose value is a string: the string follows in a record of its own.
STRING_VALUE = b"\xff\xff"
# Records swept for text, with the place it stands in.
SWEPT = {VALIDATION: Place.FORM_FIELD, LINK: Place.LINK, LINK_TIP: Place.LINK, CONDITION: Place.FORM_FIELD}
HEADER_ZONE = Layout(header_zone=True)
# A string longer than this is said once.
REPEATED = 1000


@dataclass
class Workbook:
    """What the sheets need of the workbook. `hiding` are the cell formats that show nothing."""

    dialect: Dialect
    strings: list[str] = field(default_factory=list, repr=False)
    used: set[int] = field(default_factory=set, repr=False)
    hiding: frozenset[int] = frozenset()


class SheetReader:
    """Reads the records of one sheet. Visible cells come as they are met; `finish` gives what stands beside them."""

    def __init__(self, source: Source, book: Workbook, name: str, *, hidden: bool) -> None:
        self._source, self._book, self._name, self._hidden = source, book, name, hidden
        self._rows: set[int] = set()
        self._columns: list[tuple[int, int]] = []
        self._beside: list[Segment] = []
        self._formulas: dict[str, str] = {}
        self._drawing: list[bytes] = []
        self._object = self._object_id = 0
        self._comments: dict[int, str] = {}
        self._awaited: tuple[int, int, int] | None = None
        self._note: tuple[int, int] | None = None
        self._runs = VerticalRuns()

    def read(self, record: Record) -> Iterator[Item] | None:
        """The segments of a record; `None` for one that sheets do not know."""
        reader = READERS.get(record.kind)
        return None if reader is None else reader(self, record)

    def finish(self) -> Iterator[Item]:
        for text in self._comments.values():
            self._say(text, Place.COMMENT, "")
        yield from self._runs.joined()
        yield from self._beside
        for formula, cell in self._formulas.items():
            yield self._segment(formula, Place.FORMULA, cell)
        drawing = b"".join(self._drawing)
        for place, text in shape_texts(drawing):
            yield self._segment(text, place, "")
        for package in modern_shapes(drawing):
            yield from attempt(self._source, read_round_trip(self._source, package, Place.TEXT_BOX))

    def _row(self, record: Record) -> Iterator[Item]:
        row, height, flags = struct.unpack_from("<H4xH4xH", record.data)
        if flags & HIDDEN_ROW or height & 0x7FFF == 0:
            self._rows.add(row)
        return iter(())

    def _column(self, record: Record) -> Iterator[Item]:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", record.data)
        if flags & 1 or not width:
            self._columns.append((first, last))
        return iter(())

    def _label(self, record: Record) -> Iterator[Item]:
        row, column, style = struct.unpack_from("<HHH", record.data)
        yield from self._cell(row, column, style, self._text_of(record))

    def _text_of(self, record: Record) -> str:
        if self._book.dialect.is_8:
            reader = Reader(record.pieces, 6)
            return reader.string(reader.number("<H"))[0]
        return self._book.dialect.text(record.data, 6)

    def _shared(self, record: Record) -> Iterator[Item]:
        row, column, style, index = struct.unpack_from("<HHHI", record.data)
        if index >= len(self._book.strings):
            return
        text = self._book.strings[index]
        if index in self._book.used:
            if len(text) > REPEATED:
                return
            self._source.budget.spend(len(text))
        self._book.used.add(index)
        yield from self._cell(row, column, style, text)

    def _number(self, record: Record) -> Iterator[Item]:
        row, column, style, value = struct.unpack_from("<HHHd", record.data)
        yield from self._cell(row, column, style, number_text(repr(value)))

    def _rk(self, record: Record) -> Iterator[Item]:
        row, column, style, value = struct.unpack_from("<HHHI", record.data)
        yield from self._cell(row, column, style, number_text(repr(rk_number(value))))

    def _rks(self, record: Record) -> Iterator[Item]:
        row, first = struct.unpack_from("<HH", record.data)
        for index, (style, value) in enumerate(struct.iter_unpack("<HI", record.data[4 : 4 + (len(record.data) - 6) // 6 * 6])):
            yield from self._cell(row, first + index, style, number_text(repr(rk_number(value))))

    def _formula(self, record: Record) -> Iterator[Item]:
        row, column, style = struct.unpack_from("<HHH", record.data)
        value = record.data[6:14]
        if text := literals(record.data[20:]):
            self._formulas.setdefault(f"={text}", at(row, column))
        if value[6:] != STRING_VALUE:
            yield from self._cell(row, column, style, number_text(repr(struct.unpack("<d", value)[0])))
        elif value[0] == 0:
            self._awaited = row, column, style

    def _other_formula(self, record: Record) -> Iterator[Item]:
        if text := literals(record.data[8:]):
            row, column = struct.unpack_from("<HxxB", record.data)
            self._formulas.setdefault(f"={text}", at(row, column))
        return iter(())

    def _string(self, record: Record) -> Iterator[Item]:
        if self._book.dialect.is_8:
            reader = Reader(record.pieces)
            text = reader.string(reader.number("<H"))[0]
        else:
            text = self._book.dialect.text(record.data, 0)
        awaited, self._awaited = self._awaited or (0, 0, 0), None
        yield from self._cell(*awaited, text)

    def _cell(self, row: int, column: int, style: int, text: str) -> Iterator[Item]:
        if not text.strip() or text == "nan":
            return
        layout = HEADER_ZONE if row < HEADER_ROWS else NO_LAYOUT
        hidden = self._hidden or row in self._rows or style in self._book.hiding
        if hidden or any(first <= column <= last for first, last in self._columns):
            self._beside.append(segment := self._segment(text, Place.HIDDEN, at(row, column), layout))
        else:
            yield (segment := self._segment(text, Place.TABLE, at(row, column), layout))
        self._runs.add((column, segment.location.place), row, segment)

    def _note_record(self, record: Record) -> Iterator[Item]:
        row, column = struct.unpack_from("<HH", record.data)
        if self._book.dialect.is_8:
            (number,) = struct.unpack_from("<H", record.data, 6)
            for text in (self._comments.pop(number, ""), self._book.dialect.text(record.data, 8)):
                self._say(text, Place.COMMENT, at(row, column))
            return iter(())
        if row == 0xFFFF and self._note:
            row, column = self._note
        self._note = row, column
        self._say(record.data[6:].decode(self._book.dialect.encoding, "replace"), Place.COMMENT, at(row, column))
        return iter(())

    def _object_record(self, record: Record) -> Iterator[Item]:
        if record.data[:2] == b"\x15\x00" and len(record.data) >= 8:
            self._object, self._object_id = struct.unpack_from("<HH", record.data, 4)
        for text in swept_texts(record.whole):
            self._say(text, Place.FORM_FIELD, "")
        self._drawing += record.pieces[1:]
        return iter(())

    def _text_box(self, record: Record) -> Iterator[Item]:
        (length,) = struct.unpack_from("<H", record.data, 10)
        if length and len(record.pieces) > 1:
            reader = Reader(record.pieces[1:])
            text = reader.characters(length, wide=bool(reader.number("<B") & 1))
            if self._object == COMMENT_OBJECT:  # the note that says its cell follows
                self._comments[self._object_id] = text
            else:
                self._say(text, Place.TEXT_BOX, "")
        self._drawing += record.pieces[3:]
        return iter(())

    def _printed(self, record: Record) -> Iterator[Item]:
        if record.data:
            text = self._book.dialect.text(record.data, 0, short=not self._book.dialect.is_8)
            for part in printed_texts(text):
                self._say(part, Place.HEADER if record.kind == HEADER else Place.FOOTER, "")
        return iter(())

    def _draw(self, record: Record) -> Iterator[Item]:
        self._drawing += record.pieces
        return iter(())

    def _series(self, record: Record) -> Iterator[Item]:
        self._say(self._book.dialect.text(record.data, 2, short=True), Place.CHART, "")
        return iter(())

    def _swept(self, record: Record) -> Iterator[Item]:
        for text in swept_texts(record.whole, sure=True):
            self._say(text, SWEPT[record.kind], "")
        return iter(())

    def _say(self, text: str, place: Place, cell: str) -> None:
        if text.strip():
            self._beside.append(self._segment(text, place, cell))

    def _segment(self, text: str, place: Place, cell: str, layout: Layout = NO_LAYOUT) -> Segment:
        return self._source.segment(text, place, cell=f"{self._name}!{cell}" if cell else self._name, layout=layout)


READERS = {
    ROW: SheetReader._row,
    COLINFO: SheetReader._column,
    LABEL: SheetReader._label,
    RSTRING: SheetReader._label,
    LABELSST: SheetReader._shared,
    NUMBER: SheetReader._number,
    RK: SheetReader._rk,
    MULRK: SheetReader._rks,
    FORMULA: SheetReader._formula,
    SHARED: SheetReader._other_formula,
    ARRAY: SheetReader._other_formula,
    STRING: SheetReader._string,
    NOTE: SheetReader._note_record,
    OBJ: SheetReader._object_record,
    TXO: SheetReader._text_box,
    HEADER: SheetReader._printed,
    FOOTER: SheetReader._printed,
    DRAWING: SheetReader._draw,
    SERIES_TEXT: SheetReader._series,
    **dict.fromkeys(SWEPT, SheetReader._swept),
}


def at(row: int, column: int) -> str:
    """Zero-based -> `B2`."""
    letters, column = "", column + 1
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
