"""The Word binary file ([MS-DOC]; Word 6 and 95 too): its header, where its tables are, and all characters of all stories in one row."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import CorruptError, PasswordProtectedError, UnsupportedFormatError
from screener.model import Place

WORD_97, WORD_6 = 0x00C1, 0x0065
ENCRYPTED, COMPLEX, SECOND_TABLE, WIDE = 0x0100, 0x0004, 0x0200, 0x1000
# The stories in the order in which their characters follow one another.
STORIES = (
    Place.BODY,
    Place.FOOTNOTE,
    Place.HEADER,
    Place.MACRO,
    Place.COMMENT,
    Place.ENDNOTE,
    Place.TEXT_BOX,
    Place.TEXT_BOX,
)
# Indexes of the pairs (offset, length) in the header that are used here.
HEADERS, CHARACTER_FORMATS, PARAGRAPH_FORMATS, PIECES, DRAWINGS = 11, 12, 13, 33, 50
PAIRS_97, LENGTHS_97 = 0x9A, 0x4C
LENGTHS_6 = 0x34
# The same tables in the header of Word 6.
PAIRS_6 = {HEADERS: 0xB0, CHARACTER_FORMATS: 0xB8, PARAGRAPH_FORMATS: 0xC0, PIECES: 0x160}
# Language -> codec of a text that says none (Word 6 and 95).
LANGUAGES = {0x804: "gb18030", 0x1004: "gb18030", 0x404: "big5hkscs", 0xC04: "big5hkscs", 0x411: "cp932", 0x412: "cp949", 0x419: "cp1251"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` stand at `offset` of the main stream, `width` bytes each. `formats`: changed since the last full save."""

    start: int
    end: int
    offset: int
    width: int
    formats: bytes = b""


@dataclass
class WordFile:
    """What a document says of itself, and its characters: one for each UTF-16 unit, so that positions can be used as they are."""

    main: bytes = field(repr=False)
    table: bytes = field(repr=False)
    is_97: bool
    encoding: str
    lengths: tuple[int, ...]
    pieces: list[Piece] = field(default_factory=list)
    text: str = field(default="", repr=False)

    def pair(self, index: int) -> tuple[int, int]:
        at = PAIRS_97 + 8 * index if self.is_97 else PAIRS_6.get(index)
        if at is None or at + 8 > len(self.main):
            return 0, 0
        offset, length = struct.unpack_from("<II", self.main, at)
        return (offset, length) if offset + length <= len(self.table) else (0, 0)

    def part(self, index: int) -> bytes:
        offset, length = self.pair(index)
        return self.table[offset : offset + length]

    def positions(self, index: int, size: int) -> list[int]:
        """The character positions of a PLC whose entries have this size."""
        data = self.part(index)
        count = (len(data) - 4) // (4 + size)
        return list(struct.unpack_from(f"<{count + 1}I", data)) if count >= 0 and len(data) >= 4 else []

    def stories(self) -> Iterator[tuple[Place, int, int]]:
        at = 0
        for place, length in zip(STORIES, self.lengths, strict=True):
            if length:
                yield place, at, min(at + length, len(self.text))
            at += length
        if at < len(self.text):  # characters that no story counts
            yield Place.ORPHAN, at, len(self.text)


def table_name(main: bytes) -> str:
    """The stream that holds the tables. Raises what makes reading pointless."""
    if len(main) < 0x68:
        raise CorruptError("FIB")
    magic, version = struct.unpack_from("<HH", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    if version < WORD_6:
        raise UnsupportedFormatError("Word 2")
    if magic not in (0xA5EC, 0xA5DC, 0xA5DB):
        raise CorruptError("FIB")
    if flags & ENCRYPTED:
        raise PasswordProtectedError
    if version < WORD_97:
        return ""
    return "1Table" if flags & SECOND_TABLE else "0Table"


def open_word(main: bytes, table: bytes | None) -> WordFile:
    """`table` is `None` for a document of Word 6 or 95, whose tables stand in the main stream."""
    _, _, _, language = struct.unpack_from("<HHHH", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    encoding = LANGUAGES.get(language, "cp1252")
    if table is None:
        lengths = struct.unpack_from("<8I", main, LENGTHS_6)
        file = WordFile(main, main, is_97=False, encoding=encoding, lengths=lengths)
    else:
        file = WordFile(main, table, is_97=True, encoding=encoding, lengths=struct.unpack_from("<8I", main, LENGTHS_97))
    start, end = struct.unpack_from("<II", main, 0x18)
    clx = file.part(PIECES)
    file.pieces = list(_pieces(clx, file, wide=bool(flags & WIDE))) if file.is_97 or flags & COMPLEX else []
    if not file.pieces:
        count = sum(file.lengths)
        width = 2 if count and end - start >= 2 * count - 2 and (file.is_97 or flags & WIDE) else 1
        file.pieces = [Piece(0, max(end - start, 0) // width, start, width)]
    file.text = "".join(_characters(file, piece) for piece in file.pieces)
    return file


def _pieces(clx: bytes, file: WordFile, *, wide: bool) -> Iterator[Piece]:
    at, formats = 0, []
    while at + 3 <= len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        formats.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if at + 5 > len(clx) or clx[at] != 2:
        return
    (size,) = struct.unpack_from("<I", clx, at + 1)
    data = clx[at + 5 : at + 5 + size]
    count = (len(data) - 4) // 12
    if count < 1:
        return
    positions = struct.unpack_from(f"<{count + 1}I", data)
    position = 0
    for index in range(count):
        offset, change = struct.unpack_from("<2xIH", data, 4 * (count + 1) + 8 * index)
        length = positions[index + 1] - positions[index]
        if file.is_97:
            width = 1 if offset & 0x40000000 else 2
            offset = (offset & 0x3FFFFFFF) // (2 if width == 1 else 1)
        else:
            width = 2 if wide else 1
        if length <= 0 or offset >= len(file.main):
            continue
        length = min(length, (len(file.main) - offset) // width)
        own = formats[change >> 1] if change & 1 and change >> 1 < len(formats) else b""
        yield Piece(position, position + length, offset, width, own)
        position += length


def _characters(file: WordFile, piece: Piece) -> str:
    raw = file.main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    if piece.width == 2:
        return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
    if file.is_97 or file.encoding.startswith("cp12"):
        encoding = "cp1252" if file.is_97 else file.encoding
        return raw.decode(encoding, "replace")
    # A character of two bytes counts as two positions: the second is empty.
    return "".join(
        character + "\0" * (len(character.encode(file.encoding, "replace")) - 1) for character in raw.decode(file.encoding, "replace")
    )


def unused_bytes(file: WordFile) -> bytes:
    """What the main stream holds beyond its header and its pieces: text that was cut and that a quick save has left."""
    gaps, at = [], 0x600 if file.is_97 else 0x300
    for offset, end in sorted((piece.offset, piece.offset + (piece.end - piece.start) * piece.width) for piece in file.pieces):
        if offset > at:
            gaps.append(file.main[at:offset])
        at = max(at, end)
    return b"\0\0\0\0".join([*gaps, file.main[at:]])
