"""Records of an Excel stream (BIFF5 to BIFF8): one after the other, their strings, and the shared strings that run over many records."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

CONTINUE, BIFF_8 = 0x3C, 0x0600
BOF, EOF, FILEPASS, CODEPAGE = 0x809, 0x0A, 0x2F, 0x42
# BOF of versions 2 to 4.
OLD_BOFS = frozenset({0x009, 0x209, 0x409})
WIDE, RICH, PHONETIC = 1, 8, 4


@dataclass(frozen=True, slots=True)
class Record:
    """`pieces`: the record's own data, then that of the CONTINUE records behind it."""

    kind: int
    offset: int
    pieces: tuple[bytes, ...] = field(repr=False)

    @property
    def data(self) -> bytes:
        return self.pieces[0]

    @property
    def whole(self) -> bytes:
        return b"".join(self.pieces)


def records(stream: bytes) -> Iterator[Record]:
    """Every record to the end of the stream; raises `struct.error` where the last one is cut."""
    at, kind, offset = 0, -1, 0
    pieces: list[bytes] = []
    while at + 4 <= len(stream):
        following, size = struct.unpack_from("<HH", stream, at)
        if following == CONTINUE and kind >= 0:
            pieces.append(stream[at + 4 : at + 4 + size])
        else:
            if kind >= 0:
                yield Record(kind, offset, tuple(pieces))
            kind, offset, pieces = following, at, [stream[at + 4 : at + 4 + size]]
            if not following and not size and not stream[at:].strip(b"\0"):
                return  # padding to the end of the stream
        at += 4 + size
    if kind >= 0:
        yield Record(kind, offset, tuple(pieces))
    if at > len(stream):
        raise struct.error("cut")


class Reader:
    """Reads strings from the pieces of a record. Where a string runs into the next piece, that begins with a byte for its width."""

    def __init__(self, pieces: tuple[bytes, ...], at: int = 0) -> None:
        self._pieces, self._index, self._at = pieces, 0, at
        self._settle()

    @property
    def ended(self) -> bool:
        return self._index >= len(self._pieces)

    def take(self, size: int) -> bytes:
        """Plain bytes, over the borders of pieces."""
        taken = b""
        while len(taken) < size and not self.ended:
            piece = self._pieces[self._index][self._at : self._at + size - len(taken)]
            taken += piece
            self._at += len(piece)
            self._settle()
        if len(taken) < size:
            raise struct.error("string")
        return taken

    def number(self, code: str) -> int:
        return int(struct.unpack(code, self.take(struct.calcsize(code)))[0])

    def string(self, length: int) -> tuple[str, str]:
        """A BIFF8 string whose length has been read: its text and its reading aid."""
        flags = self.number("<B")
        runs = self.number("<H") if flags & RICH else 0
        extra = self.number("<I") if flags & PHONETIC else 0
        text = self.characters(length, wide=bool(flags & WIDE))
        self.take(runs * 4)
        aid = self.take(extra)
        return text, aid[14 : 14 + 2 * int.from_bytes(aid[12:14], "little")].decode("utf-16-le", "replace") if len(aid) > 14 else ""

    def characters(self, length: int, *, wide: bool) -> str:
        raw: list[bytes] = []
        while length > 0:
            if self.ended:
                raise struct.error("string")
            width = 2 if wide else 1
            count = min(length, (len(self._pieces[self._index]) - self._at) // width)
            piece = self._pieces[self._index][self._at : self._at + count * width]
            raw.append(piece if wide else piece.decode("latin-1").encode("utf-16-le"))
            length -= count
            self._at += count * width
            if length > 0:
                self._index, self._at = self._index + 1, 0
                if self.ended:
                    raise struct.error("string")
                wide = bool(self.number("<B") & WIDE)
        self._settle()
        return b"".join(raw).decode("utf-16-le", "replace")

    def _settle(self) -> None:
        while not self.ended and self._at >= len(self._pieces[self._index]):
            self._index, self._at = self._index + 1, 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """How strings are written: BIFF8 has Unicode, older ones the codepage."""

    is_8: bool
    encoding: str

    def text(self, data: bytes, at: int, *, short: bool = False) -> str:
        """The string at this place of a record; `short`: its length is one byte."""
        code = "<B" if short else "<H"
        (length,) = struct.unpack_from(code, data, at)
        at += struct.calcsize(code)
        if self.is_8:
            return Reader((data,), at).string(length)[0] if length else ""
        return data[at : at + length].decode(self.encoding, "replace")


def shared_strings(record: Record) -> Iterator[tuple[str, str]]:
    """Text and reading aid of each string of an SST."""
    reader = Reader(record.pieces, 8)
    while not reader.ended:
        yield reader.string(reader.number("<H"))


def rk_number(value: int) -> float:
    if value & 2:
        number = float(value >> 2 if value < 1 << 31 else (value >> 2) - (1 << 30))
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (value & ~3) << 32))
    return number / 100 if value & 1 else number


def literals(tokens: bytes) -> str:
    """The strings that are written in a compiled formula, as they would stand in it: `"机"&"密"`."""
    found, at = [], 0
    while (at := tokens.find(b"\x17", at)) >= 0 and at + 3 <= len(tokens):
        length, flags = tokens[at + 1], tokens[at + 2]
        end = at + 3 + length * (2 if flags & WIDE else 1)
        if length and flags <= 1 and end <= len(tokens):
            text = tokens[at + 3 : end].decode("utf-16-le" if flags & WIDE else "latin-1", "replace")
            if text.isprintable() and any(character.isalpha() or character == "★" for character in text):
                found.append(text)
                at = end
                continue
        at += 1
    return "&".join(f'"{text}"' for text in found)
