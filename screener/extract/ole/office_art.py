"""Office drawings in binary documents ([MS-ODRAW]): the pictures they hold and the texts in the properties of shapes.

Found by their record headers and not by walking the containers, so that a broken or hidden container hides nothing.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import TooLargeError
from screener.extract.source import Budget, Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

# Record type -> suffix, and its instances with one identifier of 16 bytes (the next higher instance has two).
PICTURES = {
    0xF01A: ("emf", (0x3D4,)),
    0xF01B: ("wmf", (0x216,)),
    0xF01C: ("pict", (0x542,)),
    0xF01D: ("jpeg", (0x46A, 0x6E2)),
    0xF01E: ("png", (0x6E0,)),
    0xF01F: ("bmp", (0x7A8,)),
    0xF029: ("tiff", (0x6E4,)),
    0xF02A: ("jpeg", (0x46A, 0x6E2)),
}
HEADERS = {
    struct.pack("<HH", (instance + extra) << 4, kind): (suffix, 16 * (1 + extra))
    for kind, (suffix, instances) in PICTURES.items()
    for instance in instances
    for extra in (0, 1)
}
PICTURE = re.compile(b"|".join(re.escape(header) for header in HEADERS))
METAFILES = frozenset({"emf", "wmf", "pict"})
DEFLATED = 0
# Property tables of shapes: version 3, as many properties as the instance says.
PROPERTIES = re.compile(
    rb"(?=([\x03\x13\x23\x33\x43\x53\x63\x73\x83\x93\xa3\xb3\xc3\xd3\xe3\xf3][\x00-\x0f](?:\x0b\xf0|\x21\xf1|\x22\xf1)))", re.DOTALL
)
COMPLEX = 0x8000
TEXTS = {
    0x00C0: Place.WATERMARK,  # WordArt
    0x0105: Place.LINK,  # the file a picture was taken from
    0x0380: Place.ALT_TEXT,  # the shape's name
    0x0381: Place.ALT_TEXT,
    0x038D: Place.ALT_TEXT,
    0x0382: Place.LINK,
}
LINK = 0x0382
# A package that holds the shape as newer programs see it, its text once more.
MODERN = 0x03A9


@dataclass(frozen=True, slots=True)
class Picture:
    start: int
    end: int
    suffix: str
    data: bytes | None = field(repr=False)


def pictures(data: bytes, budget: Budget) -> Iterator[Picture]:
    """Each picture in these bytes; `data` is `None` where one is that cannot be unpacked."""
    at = 0
    while match := PICTURE.search(data, at):
        start = match.start()
        suffix, skip = HEADERS[match[0]]
        at = start + 1
        if start + 8 > len(data):
            return
        (size,) = struct.unpack_from("<I", data, start + 4)
        body, end = start + 8 + skip, start + 8 + size
        if size < skip + 9 or size > len(data) * 2:
            continue
        at = min(end, len(data))
        yield Picture(start, at, suffix, _content(data[body:at], suffix, budget, whole=end <= len(data)))


def _content(body: bytes, suffix: str, budget: Budget, *, whole: bool) -> bytes | None:
    if suffix not in METAFILES:
        content = body[1:]
        return bitmap_file(content) if suffix == "bmp" else content
    if not whole or len(body) < 34:
        return None
    if body[32] != DEFLATED:
        return body[34:]
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body[34:], budget.limits.part_bytes)
    except zlib.error:
        return None
    budget.spend(len(content))
    if unpacker.unconsumed_tail:
        raise TooLargeError(f"part_bytes {budget.limits.part_bytes}")
    return content


def bitmap_file(dib: bytes) -> bytes:
    """A bitmap in memory as a BMP file: where its pixels begin follows from its header and its palette."""
    if len(dib) < 16:
        return dib
    (header,) = struct.unpack_from("<I", dib)
    if header == 12:
        (bits,) = struct.unpack_from("<H", dib, 10)
        palette = 3 << bits if bits <= 8 else 0
    else:
        bits, packing = struct.unpack_from("<HI", dib, 14) if len(dib) >= 20 else (24, 0)
        (colors,) = struct.unpack_from("<I", dib, 32) if len(dib) >= 36 else (0,)
        palette = 4 * min(colors or (1 << bits if bits <= 8 else 0), 256) + (12 if packing == 3 and header == 40 else 0)
    return struct.pack("<2sIII", b"BM", 14 + len(dib), 0, 14 + header + palette) + dib


def read_pictures(source: Source, data: bytes, seen: set[bytes], inner: str = "", page: int | None = None) -> Iterator[Item]:
    """Each picture as a file of its own; the same picture is yielded once."""
    for picture in pictures(data, source.budget):
        if picture.data is None:
            yield source.unscanned("image-not-read", picture.suffix, Place.IMAGE, inner)
        elif picture.data not in seen:
            seen.add(picture.data)
            yield source.child(f"image{len(seen)}.{picture.suffix}", picture.data, Place.IMAGE, page=page)


def without_pictures(data: bytes, budget: Budget) -> bytes:
    """The bytes between the pictures."""
    pieces, at = [], 0
    for picture in pictures(data, budget):
        pieces.append(data[at : picture.start])
        at = picture.end
    return b"".join([*pieces, data[at:]])


def shape_texts(data: bytes) -> Iterator[tuple[Place, str]]:
    """WordArt, alternative texts, names and links of the shapes."""
    seen: set[tuple[Place, str]] = set()
    for key, value in _properties(data):
        if key not in TEXTS:
            continue
        for text in swept_texts(value) if key == LINK else (value.decode("utf-16-le", "replace").partition("\0")[0],):
            if text.strip() and (TEXTS[key], text) not in seen:
                seen.add((TEXTS[key], text))
                yield TEXTS[key], text


def modern_shapes(data: bytes) -> Iterator[bytes]:
    """The packages that hold shapes once more; newer programs show these and not the binary shape."""
    yield from dict.fromkeys(value for key, value in _properties(data) if key == MODERN and value.startswith(b"PK"))


def packages(data: bytes) -> Iterator[bytes]:
    """Zip files that stand among other bytes, cut out exactly."""
    at = 0
    while (start := data.find(b"PK\x03\x04", at)) >= 0:
        end = data.find(b"PK\x05\x06", start)
        if end < 0 or end + 22 > len(data):
            return
        at = end + 22 + int.from_bytes(data[end + 20 : end + 22], "little")
        yield data[start:at]


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    for match in PROPERTIES.finditer(data):
        start = match.start()
        if start + 8 > len(data):
            return
        instance, _, size = struct.unpack_from("<HHI", data, start)
        count, end = instance >> 4, start + 8 + size
        if count * 6 > size or end > len(data):
            continue
        at = start + 8 + count * 6
        for index in range(count):
            key, length = struct.unpack_from("<HI", data, start + 8 + index * 6)
            if key & COMPLEX:
                value = data[at : min(at + length, end)]
                at += length
                yield key & 0x3FFF, value
