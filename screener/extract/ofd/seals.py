"""Electronic seals (GB/T 38540-2020): the names in their DER structures, and the pictures of the stamps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A seal is a few levels deep and holds a few dozen strings, certificates included.
MOST_DEEP, MOST_VALUES = 24, 4_000
SEQUENCE, SET, OCTETS, BITS = 0x30, 0x31, 0x04, 0x03
BMP_STRING = 0x1E
STRINGS = frozenset({0x0C, 0x13, 0x14, 0x16, 0x1A, 0x1B, 0x1C, BMP_STRING})
PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"BM": "bmp", b"PK\x03\x04": "ofd", b"II*\0": "tif", b"MM\0*": "tif"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class SealPart:
    """A string, or a picture by its suffix and bytes. `certified`: it stands inside a certificate or another wrapped structure."""

    text: str = field(default="", repr=False)
    suffix: str = ""
    data: bytes = field(default=b"", repr=False)
    certified: bool = False


def is_der(data: bytes) -> bool:
    """Whether the bytes are one DER sequence from beginning to end."""
    if data[:1] != b"\x30":
        return False
    header = _header(data, 0)
    return (header is not None and header[2] == len(data.rstrip(b"\0\r\n"))) or (header is not None and header[2] == len(data))


def seal_parts(data: bytes) -> Iterator[SealPart]:
    """Everything readable in a seal or a signed value. Unknown structures are walked as they are, within bounds."""
    budget = MOST_VALUES
    waiting: list[tuple[int, int, int, bool]] = [(0, len(data), 0, False)]
    while waiting:
        at, end, depth, certified = waiting.pop()
        inner: list[tuple[int, int, int, bool]] = []
        while at < end and budget > 0:
            budget -= 1
            header = _header(data, at, end)
            if header is None:
                break
            tag, start, at = header
            start += tag == BITS and data[start:at].startswith(b"\0")  # how many bits of the last byte are unused
            content = data[start:at]
            if tag in STRINGS:
                if text := _decoded(tag, content):
                    yield SealPart(text, certified=certified)
            elif tag & 0x20 and depth < MOST_DEEP:
                inner.append((start, at, depth + 1, certified))
            elif tag in (OCTETS, BITS):
                suffix = next((suffix for magic, suffix in PICTURES.items() if content.startswith(magic)), None)
                if suffix is not None:
                    yield SealPart(suffix=suffix, data=content)
                elif depth < MOST_DEEP and is_der(content):
                    inner.append((start, at, depth + 1, True))
        waiting.extend(reversed(inner))


def _header(data: bytes, at: int, end: int | None = None) -> tuple[int, int, int] | None:
    """Tag, begin and end of the value at `at`, or `None` where there is none that ends within its parent."""
    end = len(data) if end is None else end
    if at + 2 > end:
        return None
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7F
        if not 1 <= octets <= 4 or start + octets > end:
            return None
        length = int.from_bytes(data[start : start + octets], "big")
        start += octets
    return (tag, start, start + length) if start + length <= end else None


def _decoded(tag: int, content: bytes) -> str:
    codecs = ("utf-16-be",) if tag == BMP_STRING else ("utf-8", "gb18030")
    for codec in codecs:
        try:
            text = content.decode(codec).strip("\0 ")
        except UnicodeDecodeError:
            continue
        return "" if CONTROL.search(text) else text
    return ""
