"""What a picture file holds beside its pixels, in whatever block no viewer shows: private chunks, application segments, gaps."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Callable, Iterator

Bytes = bytes | mmap.mmap
# Colour profiles and the notes of a camera are below this, which takes 0.1 s. What is more is previews.
MOST = 1 << 18
PNG_BEGINS, PIECE = b"\x89PNG\r\n\x1a\n", 1 << 20
PNG_PIXELS = frozenset({b"IDAT", b"fdAT", b"PLTE"})
WEBP_PIXELS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
# A TIFF says where its strips and tiles are, and how long.
STRIPS = ((273, 279), (324, 325))


def beside_pixels(data: Bytes, kind: str | None, tags: dict[int, object]) -> bytes:
    """`kind` as Pillow calls it; `tags` of a TIFF."""
    read = BLOCKS.get(kind or "")
    pieces = _outside(data, list(_strips(tags))) if kind == "TIFF" else read(data) if read else iter(())
    found = bytearray()
    for piece in pieces:
        found += piece[: MOST - len(found)] + b"\0\0"
        if len(found) >= MOST:
            break
    return bytes(found)


def _png(data: Bytes) -> Iterator[bytes]:
    at, pixels = 8, zlib.decompressobj()
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        block = bytes(data[at + 8 : at + 8 + size])
        if kind == b"IDAT":
            yield _behind_end(pixels, block)
        elif kind not in PNG_PIXELS:
            yield block
        at += 12 + size
        if kind == b"IEND":
            break


def _behind_end(pixels: zlib._Decompress, block: bytes) -> bytes:
    """What of a block stands behind the end of the compressed pixels; these themselves would give noise that looks like words."""
    if pixels.eof:
        return block
    try:
        while block and not pixels.eof:
            pixels.decompress(block, PIECE)
            block = pixels.unconsumed_tail
    except zlib.error:
        return b""
    return pixels.unused_data


def _jpeg(data: Bytes) -> Iterator[bytes]:
    """Until the scan begins."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xE0 <= data[at + 1] <= 0xFE:
            yield bytes(data[at + 4 : at + 2 + size])
        at += 2 + size


def _gif(data: Bytes) -> Iterator[bytes]:
    at = 13 + _palette(data[10]) if len(data) > 13 else len(data)
    while at < len(data) and data[at] in (0x21, 0x2C):
        extension = data[at] == 0x21
        at += 2 if extension or at + 9 >= len(data) else 11 + _palette(data[at + 9])
        while at < len(data) and data[at]:
            if extension:
                yield bytes(data[at + 1 : at + 1 + data[at]])
            at += data[at] + 1
        at += 1


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _bmp(data: Bytes) -> Iterator[bytes]:
    begin = int.from_bytes(data[10:14], "little")
    yield bytes(data[14:begin])
    width, height = (abs(int.from_bytes(data[at : at + 4], "little", signed=True)) for at in (18, 22))
    compressed = int.from_bytes(data[30:34], "little") not in (0, 3)
    if not compressed:
        yield bytes(data[begin + (width * int.from_bytes(data[28:30], "little") + 31) // 32 * 4 * height :])


def _ico(data: Bytes) -> Iterator[bytes]:
    """The pictures inside, where they are PNG, and what none of them covers."""
    count = int.from_bytes(data[4:6], "little")
    entries = [data[at : at + 16] for at in range(6, 6 + 16 * count, 16)]
    ranges = [
        (begin, begin + int.from_bytes(entry[8:12], "little")) for entry in entries if (begin := int.from_bytes(entry[12:16], "little"))
    ]
    for begin, end in ranges:
        inner = bytes(data[begin:end])
        if inner.startswith(PNG_BEGINS):
            yield from _png(inner)
            yield inner[inner.rfind(b"IEND") + 8 :]
    yield from _outside(data, ranges)


def _webp(data: Bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] not in WEBP_PIXELS:
            yield bytes(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2


def _strips(tags: dict[int, object]) -> Iterator[tuple[int, int]]:
    for begins, sizes in STRIPS:
        one, other = tags.get(begins, ()), tags.get(sizes, ())
        if isinstance(one, tuple) and isinstance(other, tuple):
            yield from ((int(begin), int(begin) + int(size)) for begin, size in zip(one, other, strict=False))


def _outside(data: Bytes, ranges: list[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for begin, end in sorted(ranges):
        yield bytes(data[at:begin])
        at = max(at, end)
    yield bytes(data[at:])


BLOCKS: dict[str, Callable[[Bytes], Iterator[bytes]]] = {
    "PNG": _png,
    "JPEG": _jpeg,
    "MPO": _jpeg,
    "GIF": _gif,
    "BMP": _bmp,
    "WEBP": _webp,
    "ICO": _ico,
}
