"""Word 97-2003 documents and Word 6 and 95 ones: every story, the tables beside them, pictures, and text that a quick save has left."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from screener.errors import CorruptError
from screener.extract.ole.compound import Compound
from screener.extract.ole.doc_file import DRAWINGS, WordFile, open_word, table_name, unused_bytes
from screener.extract.ole.doc_formats import Formats
from screener.extract.ole.doc_stories import StoryReader
from screener.extract.ole.office_art import modern_shapes, packages, pictures, read_pictures, shape_texts, without_pictures
from screener.extract.ole.ole import attempt, read_compound
from screener.extract.ole.round_trip import read_round_trip
from screener.extract.source import Item, Source
from screener.extract.style_names import is_mark
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

# String tables in the table stream: where in the header, what they hold.
BOOKMARKS, COMMENT_AUTHORS, LISTS = 21, 36, 73
STRINGS = {
    BOOKMARKS: Place.BOOKMARK,
    32: Place.METADATA,  # associated strings: title, template, ...
    51: Place.METADATA,  # authors of revisions
    60: Place.METADATA,  # document variables
    71: Place.METADATA,  # who saved it, and where
    72: Place.LINK,  # files it refers to
}
# Styles and fonts.
SILENT = (0, 1, 15)
# A picture in the Data stream: length, length of its header, kind of picture.
IN_SHAPE = (0x64, 0x66)


def extract_doc(source: Source) -> Iterator[Item]:
    yield from read_compound(source, _read)


def _read(compound: Compound) -> Iterator[Item]:
    source = compound.source
    path = compound.find("WordDocument")
    if path is None:
        raise CorruptError("no WordDocument")
    main = compound.read(path)
    name = table_name(main)
    # A document may hold both table streams; the one that is not in use is an earlier one and is swept with the rest.
    table_path = compound.find(name) if name else None
    if name and table_path is None:
        raise CorruptError("no table stream")
    file = open_word(main, compound.read(table_path) if table_path else None)
    if sum(file.lengths) > len(file.text) + 1:
        yield source.unscanned("corrupt", "missing characters")
    formats = Formats(file)
    places: set[int] = set()
    for place, start, end in file.stories():
        reader = StoryReader(source, file, formats, place)
        yield from reader.read(start, end)
        places |= reader.pictures
    yield from attempt(source, _tables(source, file))
    seen: set[bytes] = set()
    data_path = compound.find("Data")
    if data_path is not None:
        data = compound.read(data_path)
        yield from _inline_pictures(source, data, places, seen)
        yield from _shapes(source, without_pictures(data, source.budget), "Data")
        for text in swept_texts(without_pictures(data, source.budget)):
            yield source.segment(text, Place.FORM_FIELD, "Data")
    left = unused_bytes(file)
    yield from read_pictures(source, left, seen, "WordDocument")
    for text in swept_texts(without_pictures(left, source.budget)):
        yield source.segment(text, Place.EARLIER_VERSION, "WordDocument")


def _tables(source: Source, file: WordFile) -> Iterator[Item]:
    """The named string tables, drawings, then whatever else is written in the table stream: list names, form data, printers."""
    if not file.is_97:
        return
    known: set[str] = set()
    for place, text in _named_strings(file):
        if text.strip() and text not in known:
            known.add(text)
            yield source.segment(text, place, "Table")
    yield from _shapes(source, file.part(DRAWINGS), "Table")
    rest = bytearray(file.table)
    for index in SILENT:
        at, length = file.pair(index)
        rest[at : at + length] = bytes(length)
        known.update(names := set(filter(is_mark, swept_texts(file.part(index)))))
        yield from (source.segment(text, Place.METADATA, "Table") for text in sorted(names))
    for package in packages(bytes(rest)):  # the theme
        yield from attempt(source, read_round_trip(source, package, Place.MARKUP))
    for text in swept_texts(bytes(rest)):
        if text not in known:
            yield source.segment(text, Place.METADATA, "Table")


def _named_strings(file: WordFile) -> Iterator[tuple[Place, str]]:
    for index, place in STRINGS.items():
        yield from ((place, text) for text in string_table(file.part(index)))
    yield from ((Place.COMMENT, text) for text in _counted_strings(file.part(COMMENT_AUTHORS)))
    yield from ((Place.FIELD, text) for text in _list_labels(file) if any(map(str.isalnum, text)))


def _shapes(source: Source, data: bytes, inner: str) -> Iterator[Item]:
    for place, text in shape_texts(data):
        yield source.segment(text, place, inner)
    for package in modern_shapes(data):
        yield from attempt(source, read_round_trip(source, package, Place.TEXT_BOX))


def _inline_pictures(source: Source, data: bytes, places: set[int], seen: set[bytes]) -> Iterator[Item]:
    yield from read_pictures(source, data, seen, "Data")
    for at in sorted(places):
        if at + 14 > len(data):
            continue
        length, header, kind = struct.unpack_from("<IHH", data, at)
        body = data[at + header : at + length]
        if kind in IN_SHAPE or length <= header or not body or next(pictures(body, source.budget), None) is not None:
            continue
        if kind == 8:  # a metafile without a shape around it, as Word 6 wrote it
            yield source.child(f"picture{at}.wmf", body, Place.IMAGE)
        elif kind != 0:
            yield source.unscanned("image-not-read", f"kind {kind}", Place.IMAGE, "Data")


def string_table(data: bytes) -> Iterator[str]:
    """An STTB: UTF-16 strings with a count before each, or one-byte ones of old."""
    if len(data) < 6:
        return
    wide = data[:2] == b"\xff\xff"
    at = 2 if wide else 0
    count, extra = struct.unpack_from("<HH", data, at)
    at += 4
    for _ in range(count):
        if at + 2 > len(data):
            return
        size = struct.unpack_from("<H", data, at)[0] if wide else data[at]
        at += 2 if wide else 1
        raw = data[at : at + size * (2 if wide else 1)]
        yield raw.decode("utf-16-le" if wide else "gb18030", "replace")
        at += len(raw) + extra


def _list_labels(file: WordFile) -> Iterator[str]:
    """What automatic numbering writes before its numbers; the levels follow the table of lists."""
    at, length = file.pair(LISTS)
    if length < 2:
        return
    (count,) = struct.unpack_from("<H", file.table, at)
    levels = sum(1 if file.table[at + 2 + 28 * index + 26] & 1 else 9 for index in range(count))
    at += length
    for _ in range(levels):
        at += 28 + sum(file.table[at + 24 : at + 26])
        (size,) = struct.unpack_from("<H", file.table, at)
        text = file.table[at + 2 : at + 2 + size * 2].decode("utf-16-le", "replace")
        yield "".join(character for character in text if character >= " ")
        at += 2 + size * 2


def _counted_strings(data: bytes) -> Iterator[str]:
    at = 0
    while at + 2 <= len(data):
        (size,) = struct.unpack_from("<H", data, at)
        yield data[at + 2 : at + 2 + size * 2].decode("utf-16-le", "replace")
        at += 2 + size * 2
