"""Formatting in Word binary files that decides what a reader sees: hidden, deleted, white or tiny characters; table rows and cells."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from screener.extract.ole.doc_file import CHARACTER_FORMATS, PARAGRAPH_FORMATS, Piece, WordFile
from screener.model import Layout

PAGE = 512
# Length of a modifier's operand by its three top bits; 6: said by the operand's first byte.
OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
TABLE_DEFINITION, TAB_CHANGES = 0xD608, 0xC615
ALIGNMENTS = {0: "left", 1: "center", 2: "right", 3: "justify", 4: "distribute"}
# The fixed palette of Word 97: index -> RGB.
PALETTE = (
    "",
    "000000",
    "0000FF",
    "00FFFF",
    "00FF00",
    "FF00FF",
    "FF0000",
    "FFFF00",
    "FFFFFF",
    "000080",
    "008080",
    "008000",
    "800080",
    "800000",
    "808000",
    "808080",
    "C0C0C0",
)
WHITE = 0xF0
TINY = 2.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a run of characters says of itself; `None` where a style decides."""

    deleted: bool = False
    inserted: bool = False
    vanish: bool = False
    shaded: bool = False
    size: float | None = None
    color: str | None = None
    symbol: str = ""
    picture: int | None = None

    @property
    def hidden(self) -> bool:
        white = bool(self.color) and not self.shaded and all(channel >= WHITE for channel in bytes.fromhex(self.color or "000000"))
        return self.vanish or white or (self.size is not None and self.size <= TINY)

    def layout(self, alignment: str | None, *, header_zone: bool) -> Layout:
        return Layout(header_zone, alignment, self.size, self.color)


@dataclass(frozen=True, slots=True)
class Form:
    """What a paragraph says of itself."""

    in_table: bool = False
    row_end: bool = False
    cell_end: bool = False
    alignment: str | None = None


PLAIN, FLOWING = Look(), Form()


def modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifiers of a list, as (code, operand)."""
    at = 0
    while at + 2 <= len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        size = OPERANDS[code >> 13]
        if size == 0 and at < len(data):
            if code == TABLE_DEFINITION:
                size = struct.unpack_from("<H", data, at)[0] + 1 if at + 2 <= len(data) else 1
            else:
                size = data[at] + 1
                if code == TAB_CHANGES and data[at] == 255:
                    return  # its length is only known by what it holds; nothing of interest follows
        yield code, data[at : at + size]
        at += max(size, 1)


@lru_cache(maxsize=4096)
def look_of(data: bytes, base: Look = PLAIN) -> Look:
    look = base
    for code, operand in modifiers(data):
        reader = LOOKS.get(code)
        if reader is not None and operand:
            look = replace(look, **reader(operand))
    return look


def _color(operand: bytes) -> str | None:
    return None if len(operand) < 4 or operand[3] else operand[:3].hex().upper()


def _symbol(operand: bytes) -> str:
    number = int.from_bytes(operand[2:], "little")
    return chr(0xF000 + number if number < 0x100 else number)


def _is_shaded(operand: bytes) -> bool:
    ground = operand[5:9]
    return len(ground) == 4 and not ground[3] and ground[:3] != b"\xff\xff\xff"


# Modifier -> what it says of a look.
LOOKS: dict[int, Callable[[bytes], dict[str, Any]]] = {
    0x0800: lambda operand: {"deleted": bool(operand[0])},
    0x0801: lambda operand: {"inserted": bool(operand[0])},
    0x083C: lambda operand: {"vanish": bool(operand[0] & 1)},
    0x0818: lambda operand: {"vanish": bool(operand[0] & 1)},
    0x4A43: lambda operand: {"size": int.from_bytes(operand, "little") / 2},
    0x2A42: lambda operand: {"color": PALETTE[operand[0]] or None if operand[0] < len(PALETTE) else None},
    0x6870: lambda operand: {"color": _color(operand)},
    0x2A0C: lambda operand: {"shaded": operand[0] not in (0, 8)},
    0xCA71: lambda operand: {"shaded": _is_shaded(operand)},
    0x4866: lambda operand: {"shaded": int.from_bytes(operand, "little") >> 5 & 0x1F not in (0, 8)},
    0x6A09: lambda operand: {"symbol": _symbol(operand)},
    0x6A03: lambda operand: {"picture": int.from_bytes(operand, "little")},
}


@lru_cache(maxsize=4096)
def form_of(data: bytes) -> Form:
    form = FLOWING
    for code, operand in modifiers(data):
        value = operand[0] if operand else 0
        if code == 0x2416 or (code == 0x6649 and value):
            form = replace(form, in_table=bool(value))
        elif code in (0x2417, 0x244C) and value:
            form = replace(form, row_end=True, in_table=True)
        elif code == 0x244B and value:
            form = replace(form, cell_end=True, in_table=True)
        elif code in (0x2403, 0x2461):
            form = replace(form, alignment=ALIGNMENTS.get(value))
    return form


class Formats:
    """Looks of characters and forms of paragraphs by offset in the main stream. Word 6 has another code; it has no formats here."""

    def __init__(self, file: WordFile) -> None:
        self._runs = sorted(_pages(file, CHARACTER_FORMATS, 1)) if file.is_97 else []
        self._paragraphs = sorted(_pages(file, PARAGRAPH_FORMATS, 13)) if file.is_97 else []
        self._starts = [start for start, _, _ in self._runs]
        self._paragraph_starts = [start for start, _, _ in self._paragraphs]

    def looks(self, piece: Piece, start: int, end: int) -> Iterator[tuple[int, int, Look]]:
        """The positions from `start` to `end` of a piece, cut where the look changes."""
        at = start
        while at < end:
            offset = piece.offset + (at - piece.start) * piece.width
            index = bisect_right(self._starts, offset) - 1
            limit, data = self._starts[index + 1] if index + 1 < len(self._starts) else 1 << 62, b""
            if index >= 0:
                _, stop, own = self._runs[index]
                if offset < stop:
                    limit, data = min(limit, stop), own
            following = max(at + 1, min(end, at + -(-(limit - offset) // piece.width)))
            yield at, following, look_of(piece.formats, look_of(data)) if piece.formats else look_of(data)
            at = following

    def form(self, piece: Piece, position: int) -> Form:
        offset = piece.offset + (position - piece.start) * piece.width
        index = bisect_right(self._paragraph_starts, offset) - 1
        if index < 0 or offset >= self._paragraphs[index][1]:
            return FLOWING
        return form_of(self._paragraphs[index][2] + piece.formats)


def _pages(file: WordFile, which: int, entry: int) -> Iterator[tuple[int, int, bytes]]:
    """Every run in the formatting pages: first offset, end, modifiers."""
    data = file.part(which)
    count = (len(data) - 4) // 8
    for (number,) in struct.iter_unpack("<I", data[4 * (count + 1) : 4 * (count + 1) + 4 * count]) if count > 0 else ():
        at = (number & 0x3FFFFF) * PAGE
        page = file.main[at : at + PAGE]
        if len(page) < PAGE:
            continue
        runs = page[PAGE - 1]
        if 4 * (runs + 1) + entry * runs > PAGE:
            continue
        offsets = struct.unpack_from(f"<{runs + 1}I", page)
        for index in range(runs):
            where = page[4 * (runs + 1) + entry * index] * 2
            yield offsets[index], offsets[index + 1], _modifiers_at(page, where, entry)


def _modifiers_at(page: bytes, where: int, entry: int) -> bytes:
    if not where:
        return b""
    size = page[where]
    if entry == 1:
        return page[where + 1 : where + 1 + size]
    if size:
        return page[where + 3 : where + size * 2]
    size = page[where + 1] * 2 if where + 1 < PAGE else 0
    return page[where + 4 : where + 2 + size]
