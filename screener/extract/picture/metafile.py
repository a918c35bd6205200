"""Windows metafiles: the strings are read; the drawing is not, and is held unread unless it is only lines, boxes and strings."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from screener.errors import CorruptError
from screener.extract.picture.wmf import read_wmf
from screener.extract.source import Item, Source
from screener.model import Place

# Record numbers of MS-EMF 2.1.1.
END, TEXT_A, TEXT_W, SMALL_TEXT = 14, 83, 84, 108
# Header, state, clipping, transforms, pens, brushes, fonts, palettes.
STATE = {1, END, *range(9, 14), *range(16, 41), *range(48, 53), 57, 58, 75, 82, 95, 98, 115}
# Single lines, boxes, filled backgrounds. Polygons and curves may be letters.
LINES = {27, 43, 44, 54}
# Bitmaps: where each record says where its header and its pixels lie.
BITMAPS = {76: 84, 77: 84, 78: 84, 80: 48, 81: 48, 114: 84, 116: 84}
NEED_PIXELS = {80, 81}
GLYPHS, NO_RECT, NARROW = 0x10, 0x100, 0x200
HEADER_SIGNATURE = slice(40, 44)


def extract_metafile(source: Source) -> Iterator[Item]:
    """A WMF or an EMF."""
    data = bytes(source.data)
    if data[HEADER_SIGNATURE] != b" EMF":
        yield from read_wmf(source)
        return
    drawn, kind, offset = False, 0, 0
    while kind != END:
        if offset + 8 > len(data):
            raise CorruptError("record")
        kind, size = struct.unpack_from("<II", data, offset)
        if size < 8 or offset + size > len(data):
            raise CorruptError("record")
        text = _text(kind, data[offset : offset + size])
        if text:
            yield source.segment(text, Place.IMAGE)
        if kind in BITMAPS:
            bitmap = _bitmap(data[offset : offset + size], BITMAPS[kind])
            if bitmap is not None:
                yield source.child(f"bitmap-{offset}.bmp", bitmap, Place.IMAGE)
            # Without a bitmap of its own a block transfer fills an area; a record that is made of one and has none is not understood.
            drawn |= bitmap is None and kind in NEED_PIXELS
        else:
            drawn |= text is None and kind not in STATE and kind not in LINES
        offset += size
    if drawn:
        yield source.unscanned("image-not-read", "EMF")


def _bitmap(record: bytes, position: int) -> bytes | None:
    """The pixels of a record as a BMP file; None where it only fills an area."""
    if len(record) < position + 16:
        return None
    header, header_size, pixels, size = struct.unpack_from("<IIII", record, position)
    if not header_size or not size:
        return None
    if header + header_size > len(record) or pixels + size > len(record):
        raise CorruptError("bitmap record")
    body = record[header : header + header_size] + record[pixels : pixels + size]
    return b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, 14 + header_size) + body


def _text(kind: int, record: bytes) -> str | None:
    """The string of a text record; None where it is none, or holds the numbers of glyphs instead of characters."""
    try:
        if kind in (TEXT_A, TEXT_W):
            count, offset, options = struct.unpack_from("<III", record, 44)
            narrow = kind == TEXT_A
        elif kind == SMALL_TEXT:
            count, options = struct.unpack_from("<II", record, 16)
            offset, narrow = 36 if options & NO_RECT else 52, bool(options & NARROW)
        else:
            return None
    except struct.error as error:
        raise CorruptError("text record") from error
    if options & GLYPHS:
        return None
    text = record[offset : offset + count * (1 if narrow else 2)]
    return text.decode("gb18030" if narrow and kind == TEXT_A else "latin-1" if narrow else "utf-16-le", "replace").strip("\0 ")
