"""The properties of an Outlook item ([MS-OXMSG]): texts under their names, whatever code page they are in, and binary values."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from screener.extract.ole.compound import Compound, Path
from screener.normalize.encoding import decodings

STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?", re.IGNORECASE)
FIXED = "__properties_version1.0"
NAMES = "__nameid_version1.0"
STRING8, UNICODE, BINARY, OBJECT = 0x1E, 0x1F, 0x102, 0x0D
MULTIPLE = 0x1000
MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
CODE_PAGES = {
    936: "gb18030",
    54936: "gb18030",
    20936: "gb18030",
    52936: "hz",
    950: "big5hkscs",
    65001: "utf-8",
    20127: "ascii",
    28591: "cp1252",
}
# The fixed values of a message begin behind a header, of an embedded one behind a shorter, of a recipient behind a still shorter.
MESSAGE, EMBEDDED, PART = 32, 24, 8
FIRST_NAMED = 0x8000


@dataclass(frozen=True, slots=True)
class Value:
    """A property of variable length; `name` is what a form calls it, where it has a name."""

    id: int
    kind: int
    path: Path = field(repr=False)
    name: str = field(repr=False)


class Properties:
    """The properties of one storage: the item itself, one of its recipients, one of its attachments."""

    def __init__(self, compound: Compound, folder: Path, header: int, charset: str = "") -> None:
        self._compound, self._folder, self._header, self._charset = compound, folder, header, charset

    @cached_property
    def values(self) -> tuple[Value, ...]:
        found = []
        for path in self._compound.streams:
            if len(path) == len(self._folder) + 1 and path[:-1] == self._folder and (match := STREAM.fullmatch(path[-1])):
                number, kind = int(match[1], 16), int(match[2], 16) & ~MULTIPLE
                found.append(Value(number, kind, path, self.names.get(number, "")))
        return tuple(sorted(found, key=lambda value: (value.id, value.path)))

    @cached_property
    def names(self) -> dict[int, str]:
        """What the named properties of the file are called; a number with no name has none here."""
        entries, strings = (self._raw((NAMES, f"__substg1.0_{number}0102")) for number in ("0003", "0004"))
        found: dict[int, str] = {}
        for offset, kind, index in struct.iter_unpack("<IHH", entries[: len(entries) & ~7]):
            if kind & 1 and offset + 4 <= len(strings):
                (length,) = struct.unpack_from("<I", strings, offset)
                found[FIRST_NAMED + index] = strings[offset + 4 : offset + 4 + length].decode("utf-16-le", "replace")
        return found

    @cached_property
    def charset(self) -> str:
        """The code page of 8-bit texts, in Python's name for it."""
        fixed = self._raw((*self._folder, FIXED))[self._header :]
        numbers: dict[int, int] = {}
        for kind, number, _, value in struct.iter_unpack("<HHIQ", fixed[: len(fixed) & ~15]):
            if kind == 3:
                numbers[number] = value & 0xFFFFFFFF
        page = numbers.get(MESSAGE_CODE_PAGE) or numbers.get(INTERNET_CODE_PAGE) or 0
        return (CODE_PAGES.get(page) or f"cp{page}") if page else self._charset

    def binary(self, number: int) -> bytes:
        """A binary value, or a text as the bytes that stand for it."""
        return next((self._compound.read(value.path) for value in self.values if value.id == number), b"")

    def texts(self, *numbers: int) -> list[str]:
        """What the first of these properties that is there may read."""
        for number in numbers:
            for value in self.values:
                if value.id == number and value.kind in (UNICODE, STRING8):
                    return self.readings(value)
        return []

    def readings(self, value: Value) -> list[str]:
        raw = self._compound.read(value.path)
        return [text for text in self._decoded(raw, value.kind) if text.strip()]

    def _decoded(self, raw: bytes, kind: int) -> Iterator[str]:
        if kind == UNICODE:
            yield raw.decode("utf-16-le", "replace").rstrip("\0")
            return
        raw = raw.rstrip(b"\0")
        texts = [text for text, _ in decodings(raw)]
        try:
            if not raw.isascii() and codecs.lookup(self.charset).name != "cp1252":  # what every program says that does not know
                texts.insert(0, raw.decode(self.charset))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
        yield from dict.fromkeys(texts[:2])

    def _raw(self, path: Path) -> bytes:
        found = self._compound.find(*path)
        return self._compound.read(found) if found is not None else b""
