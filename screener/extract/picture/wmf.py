"""Old Windows metafiles ([MS-WMF]): strings in the charset of their font, bitmaps as files; other drawing is held unread."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from screener.errors import CorruptError
from screener.extract.ole.office_art import bitmap_file
from screener.extract.rtf.story import decoded
from screener.extract.rtf.tokens import CHARSETS
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

PLACEABLE, PLACEABLE_SIZE, HEADER_SIZE = b"\xd7\xcd\xc6\x9a", 22, 18
EOF, TEXT_OUT, EXT_TEXT_OUT, ESCAPE, FONT, SELECT, DELETE = 0, 0x0521, 0x0A32, 0x0626, 0x02FB, 0x012D, 0x01F0
# What makes an object takes the lowest free number.
MAKERS = frozenset({0x02FA, FONT, 0x02FC, 0x00F7, 0x01F9, 0x06FF, 0x0142})
STATE = frozenset(
    {
        0x001E, 0x0127, 0x0103, 0x0102, 0x0201, 0x0209, 0x012E, 0x020B, 0x020C, 0x020D, 0x020E, 0x020F, 0x0211, 0x0104, 0x0106, 0x0107,
        0x0416, 0x0415, 0x012C, 0x0220, 0x0234, 0x0035, 0x0037, 0x0139, 0x0231, 0x020A, 0x0108, 0x0149, 0x0410, 0x0412, 0x0436,
    }
)  # fmt: skip
# Single lines, boxes, filled grounds. Polygons and curves may be letters.
LINES = frozenset({0x0213, 0x0214, 0x041B, 0x061C, 0x061D, 0x0228, 0x012A, 0x012B})
# Bitmaps: how far into the parameters they begin.
BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0940: 16, 0x0D33: 18}
GLYPHS, BOXED = 0x10, 0x06


def read_wmf(source: Source) -> Iterator[Item]:
    data = bytes(source.data)
    reader, lines = _Reader(), dict[int, list[str]]()
    pictures = 0
    for kind, body in _records(data):
        if kind in BITMAPS:
            if len(body) > BITMAPS[kind] + 12:
                pictures += 1
                yield source.child(f"bitmap{pictures}.bmp", bitmap_file(body[BITMAPS[kind] :]), Place.IMAGE)
        elif kind == ESCAPE:
            for text in swept_texts(body):
                yield source.segment(text, Place.IMAGE)
        elif (found := reader.text(kind, body)) is not None:
            row, text = found
            lines.setdefault(row, []).append(text)
    for pieces in lines.values():  # programs draw a line in many pieces
        if (text := "".join(pieces)).strip():
            yield source.segment(text, Place.IMAGE)
    if reader.drawn:
        yield source.unscanned("image-not-read", "WMF")


class _Reader:
    """Keeps the objects, for a font says which charset its strings are in."""

    def __init__(self) -> None:
        self._objects: list[int | None] = []
        self._charset = 0
        self.drawn = False

    def text(self, kind: int, body: bytes) -> tuple[int, str] | None:
        """The row and the string of a text record; other records change what is known."""
        if kind in MAKERS:
            charset = body[13] if kind == FONT and len(body) > 13 else -1
            free = self._objects.index(None) if None in self._objects else len(self._objects)
            self._objects[free : free + 1] = [charset]
        elif kind in (SELECT, DELETE) and len(body) >= 2:
            self._change(kind, struct.unpack_from("<H", body)[0])
        elif kind == EXT_TEXT_OUT:
            row, _, count, options = struct.unpack_from("<hhHH", body)
            at = 16 if options & BOXED else 8
            if not options & GLYPHS:
                return row, self._decoded(body[at : at + count])
            self.drawn |= count > 0
        elif kind == TEXT_OUT:
            (count,) = struct.unpack_from("<H", body)
            (row,) = struct.unpack_from("<h", body, 2 + count + count % 2)
            return row, self._decoded(body[2 : 2 + count])
        elif kind not in STATE and kind not in LINES:
            self.drawn = True
        return None

    def _change(self, kind: int, index: int) -> None:
        if index < len(self._objects):
            charset = self._objects[index]
            if kind == DELETE:
                self._objects[index] = None
            elif charset is not None and charset >= 0:
                self._charset = charset

    def _decoded(self, raw: bytes) -> str:
        return decoded(raw, CHARSETS.get(self._charset, ""), "gb18030")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = HEADER_SIZE + (PLACEABLE_SIZE if data.startswith(PLACEABLE) else 0)
    while at + 6 <= len(data):
        size, kind = struct.unpack_from("<IH", data, at)
        if kind == EOF:
            return
        if size < 3 or at + size * 2 > len(data):
            break
        yield kind, data[at + 6 : at + size * 2]
        at += size * 2
    raise CorruptError("record")
