"""Excel 5 to 2003 workbooks: what the workbook says of itself, every sheet whatever its state, and strings that no cell shows."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import CorruptError, PasswordProtectedError, UnreadableError, UnsupportedFormatError
from screener.extract.ole.biff import (
    BIFF_8,
    BOF,
    CODEPAGE,
    EOF,
    FILEPASS,
    OLD_BOFS,
    Dialect,
    Reader,
    Record,
    literals,
    records,
    shared_strings,
)
from screener.extract.ole.compound import BROKEN, Compound
from screener.extract.ole.office_art import bitmap_file, read_pictures, shape_texts
from screener.extract.ole.ole import read_compound
from screener.extract.ole.properties import encoding_of
from screener.extract.ole.xls_sheets import SheetReader, Workbook
from screener.extract.ooxml.spreadsheet_styles import shown_format
from screener.extract.source import Item, Source
from screener.extract.style_names import is_mark
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

SST, BOUNDSHEET, FORMAT, FONT, XF, NAME = 0xFC, 0x85, 0x41E, 0x31, 0xE0, 0x18
WRITE_ACCESS, FILE_SHARING, SUPBOOK, EXTERN_NAME, CRN, DRAWING_GROUP, IMAGE, BACKGROUND = 0x5C, 0x5B, 0x1AE, 0x23, 0x5A, 0xEB, 0x7F, 0xE9
CACHED_STRING = 0xCD
# Records of numbers and switches, some by the thousand, in which no text stands; and names of styles and fonts.
# fmt: off
SILENT = frozenset({
    XF, 0xA, 0xFF, 0x20B, 0x201, 0xBE, 0x205, 0xD7, 0x225, 0x200, 0x1B0, 0xE5, 0x31, 0x92, 0x3D, 0x22, 0xE, 0x16, BOF, 0x293, 0x892, EOF,
    CODEPAGE, 0x87D, 0x87C,
})
# fmt: on
STYLE_NAMES = frozenset({FONT, 0x293, 0x892})
PLACES = {
    WRITE_ACCESS: Place.METADATA,
    FILE_SHARING: Place.METADATA,
    EXTERN_NAME: Place.DEFINED_NAME,
    SUPBOOK: Place.LINK,
    0x17: Place.LINK,
    0x51: Place.LINK,
}
# Excel's fixed palette: 1, 9 and 65 are white.
WHITE = frozenset({1, 9, 65})
TINY = 40


@dataclass
class _Styles:
    fonts: list[bool] = field(default_factory=list)
    formats: set[int] = field(default_factory=set)
    hiding: set[int] = field(default_factory=set)
    count: int = 0


def extract_xls(source: Source) -> Iterator[Item]:
    yield from read_compound(source, _read)


def _read(compound: Compound) -> Iterator[Item]:
    paths = [path for name in ("Workbook", "Book") if (path := compound.find(name)) is not None]
    if not paths:
        raise CorruptError("no Workbook")
    for path in paths:  # a double-stream file holds the book twice, and not always the same
        try:
            yield from WorkbookReader(compound.source).read(compound.read(path))
        except (PasswordProtectedError, UnsupportedFormatError):
            raise
        except (*BROKEN, UnreadableError) as error:
            compound.remarks.append(compound.source.unscanned("corrupt", type(error).__name__, inner=path[0]))
            for text in swept_texts(compound.read(path)):
                yield compound.source.segment(text, Place.ORPHAN, path[0])
    for path in compound.streams:
        if path[0].startswith("_SX_DB") and path not in compound.taken:
            yield from _pivot_cache(compound, path)


def _pivot_cache(compound: Compound, path: tuple[str, ...]) -> Iterator[Item]:
    try:
        for record in records(compound.read(path)):
            if record.kind == CACHED_STRING:
                reader = Reader(record.pieces)
                yield compound.source.segment(reader.string(reader.number("<H"))[0], Place.EXTERNAL_CACHE, "/".join(path))
            else:
                for text in swept_texts(record.whole):
                    yield compound.source.segment(text, Place.EXTERNAL_CACHE, "/".join(path))
    except BROKEN:
        compound.taken.discard(path)
        compound.remarks.append(compound.source.unscanned("corrupt", "pivot cache", Place.EXTERNAL_CACHE, "/".join(path)))


class WorkbookReader:
    """Reads the workbook stream: globals first, then the substreams of sheets and charts in the order of the file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._dialect = Dialect(is_8=True, encoding="gb18030")
        self._book = Workbook(self._dialect)
        self._sheets: dict[int, tuple[str, bool]] = {}
        self._styles = _Styles()
        self._drawings: list[bytes] = []
        self._pictures: set[bytes] = set()
        self._depth, self._begun = 0, False

    def read(self, stream: bytes) -> Iterator[Item]:
        sheet: SheetReader | None = None
        for record in records(stream):
            if not record.offset:
                self._begin(record)
            if record.kind == BOF:
                self._depth += 1
                if self._depth == 1 and (record.offset or self._sheets):
                    sheet = self._open(record)
            elif record.kind == EOF:
                self._depth = max(0, self._depth - 1)
                if not self._depth and sheet is not None:
                    yield from sheet.finish()
                    sheet = None
            else:
                yield from self._record(record, sheet)
        yield from sheet.finish() if sheet is not None else ()
        yield from self._finish()
        if self._depth or not self._begun:
            raise CorruptError("cut")

    def _begin(self, record: Record) -> None:
        if record.kind in OLD_BOFS:
            raise UnsupportedFormatError("BIFF2-4")
        if record.kind != BOF:
            raise CorruptError("BOF")
        self._begun = True
        version, kind = struct.unpack_from("<HH", record.data)
        self._dialect = Dialect(is_8=version == BIFF_8, encoding="gb18030")
        self._book = Workbook(self._dialect)
        if kind != 5:  # a sheet without a workbook
            self._sheets[0] = ("", False)

    def _open(self, record: Record) -> SheetReader:
        self._book.hiding = frozenset(self._styles.hiding)
        name, hidden = self._sheets.get(record.offset, ("?", True))  # a sheet that the workbook does not list
        return SheetReader(self._source, self._book, name, hidden=hidden)

    def _record(self, record: Record, sheet: SheetReader | None) -> Iterator[Item]:
        if record.kind == FILEPASS:
            raise PasswordProtectedError
        items = sheet.read(record) if sheet is not None else None
        if items is None:
            items = self._global(record)
        if items is None:
            place = PLACES.get(record.kind, Place.METADATA if record.kind in STYLE_NAMES else Place.MARKUP)
            items = (self._source.segment(text, place) for text in self._swept(record))
        yield from items

    def _swept(self, record: Record) -> Iterator[str]:
        if len(record.data) >= 4 and (record.kind not in SILENT or record.kind in STYLE_NAMES):
            found = swept_texts(record.whole, sure=record.kind in PLACES)
            yield from filter(is_mark, found) if record.kind in STYLE_NAMES else found

    def _global(self, record: Record) -> Iterator[Item] | None:
        reader = READERS.get(record.kind)
        return None if reader is None else reader(self, record)

    def _codepage(self, record: Record) -> Iterator[Item]:
        (codepage,) = struct.unpack_from("<H", record.data)
        if not self._dialect.is_8:
            self._dialect = self._book.dialect = Dialect(is_8=False, encoding=encoding_of(codepage))
        return iter(())

    def _strings(self, record: Record) -> Iterator[Item]:
        self._source.budget.spend(len(record.whole))
        for text, aid in shared_strings(record):
            self._book.strings.append(text)
            if aid.strip():
                yield self._source.segment(aid, Place.HIDDEN)

    def _sheet(self, record: Record) -> Iterator[Item]:
        offset, state = struct.unpack_from("<IB", record.data)
        name = self._dialect.text(record.data, 6, short=True)
        self._sheets[offset] = name, state & 3 != 0
        yield self._source.segment(name, Place.SHEET_NAME)

    def _format(self, record: Record) -> Iterator[Item]:
        code = self._dialect.text(record.data, 2, short=not self._dialect.is_8)
        if code.strip('"') == ";;;":
            self._styles.formats.add(struct.unpack_from("<H", record.data)[0])
        if text := shown_format(code):
            yield self._source.segment(text, Place.NUMBER_FORMAT)

    def _font(self, record: Record) -> Iterator[Item]:
        height, _, color = struct.unpack_from("<HHH", record.data)
        self._styles.fonts.append(color in WHITE or height <= TINY)
        if len(self._styles.fonts) == 4:
            self._styles.fonts.append(False)  # number 4 does not exist
        return iter(())

    def _style(self, record: Record) -> Iterator[Item]:
        font, format_ = struct.unpack_from("<HH", record.data)
        at, shift = (17, 2) if self._dialect.is_8 else (12, 0)
        filled = bool(record.data[at] >> shift) if self._dialect.is_8 and len(record.data) > at else False
        unseen = font < len(self._styles.fonts) and self._styles.fonts[font] and not filled
        if unseen or format_ in self._styles.formats:
            self._styles.hiding.add(self._styles.count)
        self._styles.count += 1
        return iter(())

    def _name(self, record: Record) -> Iterator[Item]:
        if self._dialect.is_8:
            name = Reader(record.pieces, 14).string(record.data[3])[0] if record.data[3] else ""
            if len(name) > 1:  # one character: a built-in name
                yield self._source.segment(name, Place.DEFINED_NAME)
            if text := literals(record.data[14:]):
                yield self._source.segment(f"={text}", Place.DEFINED_NAME)
        for text in swept_texts(record.data[14:], sure=True):
            yield self._source.segment(text, Place.DEFINED_NAME)

    def _cached(self, record: Record) -> Iterator[Item]:
        """Values that a link to another workbook has brought in."""
        last, first = record.data[:2]
        reader = Reader(record.pieces, 4)
        for _ in range(last - first + 1):
            kind = reader.number("<B")
            if kind == 2:
                text = reader.string(reader.number("<H"))[0] if self._dialect.is_8 else self._old_text(reader)
                if text.strip():
                    yield self._source.segment(text, Place.EXTERNAL_CACHE)
            else:
                (value,) = struct.unpack("<d", reader.take(8))
                if kind == 1:
                    yield self._source.segment(f"{value:.15g}", Place.EXTERNAL_CACHE)

    def _old_text(self, reader: Reader) -> str:
        return reader.take(reader.number("<B")).decode(self._dialect.encoding, "replace")

    def _drawing(self, record: Record) -> Iterator[Item]:
        self._drawings += record.pieces
        return iter(())

    def _image(self, record: Record) -> Iterator[Item]:
        kind, _, size = struct.unpack_from("<HHI", record.whole)
        if kind != 9:
            yield self._source.unscanned("image-not-read", f"kind {kind}", Place.IMAGE)
        else:
            yield self._source.child("image.bmp", bitmap_file(record.whole[8 : 8 + size]), Place.IMAGE)

    def _finish(self) -> Iterator[Item]:
        drawings = b"".join(self._drawings)
        yield from read_pictures(self._source, drawings, self._pictures)
        for place, text in shape_texts(drawings):
            yield self._source.segment(text, place)
        for index, text in enumerate(self._book.strings):
            if index not in self._book.used and text.strip():
                yield self._source.segment(text, Place.ORPHAN, paragraph=index + 1)


READERS = {
    CODEPAGE: WorkbookReader._codepage,
    SST: WorkbookReader._strings,
    BOUNDSHEET: WorkbookReader._sheet,
    FORMAT: WorkbookReader._format,
    FONT: WorkbookReader._font,
    XF: WorkbookReader._style,
    NAME: WorkbookReader._name,
    CRN: WorkbookReader._cached,
    DRAWING_GROUP: WorkbookReader._drawing,
    IMAGE: WorkbookReader._image,
    BACKGROUND: WorkbookReader._image,
}
