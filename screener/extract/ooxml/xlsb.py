"""Binary Excel workbooks (.xlsb): an Office package whose sheets, strings, names and comments are records instead of XML."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.package import is_xml
from screener.extract.media_type import begins_like_a_file
from screener.extract.ooxml.attributes import TELLING
from screener.extract.ooxml.biff12 import Record, loose_strings, records, rich_string, wide_string
from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Reader, read_parts
from screener.extract.ooxml.properties import PROPERTY_READERS
from screener.extract.ooxml.spreadsheet import SharedStrings, Sheet
from screener.extract.ooxml.spreadsheet_styles import shown_format
from screener.extract.ooxml.workbook_parts import TAKEN, WORKBOOK_READERS
from screener.extract.ooxml.xlsb_sheets import SheetReader
from screener.extract.source import Item, Source
from screener.model import Place, Segment

STRING_ITEM, NAME, FORMAT, SHEET, COMMENT, COMMENT_TEXT = 19, 39, 44, 156, 635, 637
# Whose strings are worth reading all; elsewhere only what is telling, for programs write much for each other.
KINDS = {
    "comments": Place.COMMENT,
    "externalLink": Place.EXTERNAL_CACHE,
    "externalLinkPath": Place.EXTERNAL_CACHE,
    "pivotCacheDefinition": Place.HIDDEN,
    "pivotCacheRecords": Place.HIDDEN,
    "table": Place.TABLE,
    "tableSingleCells": Place.TABLE,
    "userNames": Place.METADATA,
}
# Parts that end in .bin and hold no records.
OTHERS = frozenset({"printerSettings", "vbaProject", "oleObject", "package", "control", "activeXControlBinary", "image", "font"})
SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
HANDLED = frozenset({*DRAWN, *TAKEN, *PROPERTY_READERS})


def extract_xlsb(source: Source) -> Iterator[Item]:
    with Package(source) as package:
        workbook = _Workbook(package)
        yield from workbook.read()
        readers: dict[str, Reader] = {**PROPERTY_READERS, **DRAWING_READERS, **WORKBOOK_READERS}
        yield from read_parts(package, readers, HANDLED, done=workbook.done)
        for index, text in enumerate(workbook.strings.texts):
            if index not in workbook.strings.used and text.strip():
                yield source.segment(text, Place.ORPHAN, workbook.strings_part, paragraph=index + 1)


class _Workbook:
    """The binary parts. `done` are those that were read; whatever else the package holds is left to `read_parts`."""

    def __init__(self, package: Package) -> None:
        self.package, self.done = package, set[str]()
        self.strings, self.strings_part = SharedStrings(), ""
        self.sheets: dict[str, Sheet] = {}

    def read(self) -> Iterator[Item]:
        package = self.package
        main = next((one.target for one in package.related("", "officeDocument")), "")
        named = (one.target for one in package.related(main, "sharedStrings"))
        self.strings_part = next((name for name in (*named, "xl/sharedStrings.bin") if name in package.parts), "")
        for name in (main, self.strings_part):
            yield from self._part(name)
        for name in dict.fromkeys((*self.sheets, *package.parts)):
            if name not in self.done and name.casefold().endswith((".bin", ".bin~local", ".bin~unlisted")):
                yield from self._part(name)

    def _part(self, name: str) -> Iterator[Item]:
        package = self.package
        if name not in package.parts or package.kinds.get(name, frozenset()) & OTHERS:
            return
        try:
            data = package.read(name)
        except TooLargeError:
            raise
        except UnreadableError as error:
            self.done.add(name)
            yield package.source.unscanned(error.code, error.reason, inner=name)
            return
        if begins_like_a_file(data) or is_xml(data):
            return
        self.done.add(name)
        if not name.isascii():
            yield package.source.segment(name, Place.FILE_NAME, name)
        try:
            yield from self._records(name, records(data))
        except (ValueError, struct.error, IndexError):
            yield package.source.unscanned("corrupt", "records", inner=name)

    def _records(self, name: str, found: Iterator[Record]) -> Iterator[Item]:
        kinds = self.package.kinds.get(name, frozenset())
        if name in self.sheets or kinds & SHEETS or name.casefold().startswith("xl/worksheets/sheet"):
            sheet = self.sheets.get(name, Sheet(name, hidden=True))
            yield from SheetReader(self.package, name, sheet, self.strings).read(found)
        elif name == self.strings_part:
            self._read_strings(found)
        elif "styles" in kinds:
            for record in found:
                if record.number == FORMAT and (text := shown_format(wide_string(record.data, 2)[0])):
                    yield self._segment(name, text, Place.NUMBER_FORMAT)
        else:
            yield from self._others(name, found, next((KINDS[kind] for kind in sorted(kinds) if kind in KINDS), None))

    def _read_strings(self, found: Iterator[Record]) -> None:
        for record in found:
            if record.number == STRING_ITEM:
                text, aid = rich_string(record.data, 0)
                if aid.strip():
                    self.strings.asides[len(self.strings.texts)] = [aid]
                self.strings.texts.append(text)

    def _others(self, name: str, found: Iterator[Record], place: Place | None) -> Iterator[Item]:
        """The workbook itself, comments, tables, caches, and parts that nobody knows."""
        cell = ""
        for record in found:
            if record.number == SHEET:
                yield from self._sheet(name, record.data)
            elif record.number == COMMENT:
                row, _, column = struct.unpack_from("<III", record.data, 4)
                cell = f"{get_column_letter(column + 1)}{row + 1}"
            elif record.number == COMMENT_TEXT:
                yield self._segment(name, rich_string(record.data, 0)[0], Place.COMMENT, cell)
            else:
                where = Place.DEFINED_NAME if record.number == NAME else place
                for text in loose_strings(record.data):
                    if where is not None or TELLING.search(text):
                        yield self._segment(name, text, where or Place.MARKUP)

    def _sheet(self, owner: str, data: bytes) -> Iterator[Item]:
        relation, at = wide_string(data, 8)
        title, _ = wide_string(data, at)
        hidden = data[:4] != bytes(4)
        yield self._segment(owner, title, Place.SHEET_NAME)
        target = next((one.target for one in self.package.related(owner) if one.id == relation and not one.external), "")
        if target in self.package.parts:
            self.sheets[target] = Sheet(title, hidden)
        else:
            yield self.package.source.unscanned("corrupt", "sheet", inner=owner)

    def _segment(self, part: str, text: str, place: Place, cell: str | None = None) -> Segment:
        return self.package.source.segment(text, Place.ORPHAN if part in self.package.orphans else place, part, cell=cell)
