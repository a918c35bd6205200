"""What a picture file holds beside its pixels, in whatever block no viewer shows: private chunks, application segments, gaps."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator

Bytes = bytes | mmap.mmap
# Colour profiles and the notes of a camera are below this, which takes 0.1 s. What is more is previews.
MOST = 1 << 18
# What stands behind the end of the compressed pixels inside of the last block of them.
TAIL = 4096
PNG_PIXELS = frozenset({b"IDAT", b"fdAT", b"PLTE"})
WEBP_PIXELS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
# A TIFF says where its strips and tiles are, and how long.
STRIPS = ((273, 279), (324, 325))


def beside_pixels(data: Bytes, kind: str | None, tags: dict[int, object]) -> bytes:
    """`kind` as Pillow calls it; `tags` of a TIFF."""
    pieces = _outside(data, list(_strips(tags))) if kind == "TIFF" else BLOCKS.get(kind or "", _tail)(data)
    found = bytearray()
    for piece in pieces:
        found += piece[: MOST - len(found)] + b"\0\0"
        if len(found) >= MOST:
            break
    return bytes(found)


def _png(data: Bytes) -> Iterator[bytes]:
    at, last = 8, b""
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IDAT":
            last = bytes(data[max(at + 8, at + 8 + size - TAIL) : at + 8 + size])
        elif kind not in PNG_PIXELS:
            yield bytes(data[at + 8 : at + 8 + size])
        at += 12 + size
    yield last


def _jpeg(data: Bytes) -> Iterator[bytes]:
    """Until the scan begins, and what stands before its end."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xE0 <= data[at + 1] <= 0xFE:
            yield bytes(data[at + 4 : at + 2 + size])
        at += 2 + size
    yield from _tail(data)


def _gif(data: Bytes) -> Iterator[bytes]:
    """Extensions, wherever the bytes of one begin; pixels that look like one do no harm."""
    at = data.find(b"\x21")
    while at >= 0:
        end = at + 2
        while end < len(data) and data[end]:
            yield bytes(data[end + 1 : end + 1 + data[end]])
            end += data[end] + 1
        at = data.find(b"\x21", end)


def _bmp(data: Bytes) -> Iterator[bytes]:
    yield bytes(data[14 : int.from_bytes(data[10:14], "little")])
    yield from _tail(data)


def _webp(data: Bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] not in WEBP_PIXELS:
            yield bytes(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2


def _tail(data: Bytes) -> Iterator[bytes]:
    yield bytes(data[-TAIL:])


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


BLOCKS: dict[str, Callable[[Bytes], Iterator[bytes]]] = {"PNG": _png, "JPEG": _jpeg, "MPO": _jpeg, "GIF": _gif, "BMP": _bmp, "WEBP": _webp}
