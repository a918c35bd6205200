"""Where a RAR archive ends by its own blocks. Programs stop there; what stands behind is in the file all the same."""

from __future__ import annotations

import mmap
import struct
import zlib

RAR_5 = b"Rar!\x1a\x07\x01\x00"
FIRST_3, FIRST_5 = 7, 8
MAIN, FILE, SERVICE, END_3 = 0x73, 0x74, 0x7A, 0x7B
HEADERS_ENCRYPTED, LONG, LARGE = 0x80, 0x8000, 0x100
# Their check value leaves out a comment that stands in the header.
COMMENTED = frozenset({MAIN, FILE, SERVICE})
EXTRA, DATA = 1, 2
ENCRYPTION, END_5 = 4, 5


def archive_end(data: bytes | mmap.mmap) -> int:
    """The offset behind the last block; the length of the file where that cannot be known."""
    try:
        return _end_5(data) if data[: len(RAR_5)] == RAR_5 else _end_3(data)
    except (struct.error, IndexError):
        return len(data)


def _end_5(data: bytes | mmap.mmap) -> int:
    at = FIRST_5
    while at < len(data):
        size, head = _vint(data, at + 4)
        kind, field = _vint(data, head)
        flags, field = _vint(data, field)
        _, field = _vint(data, field) if flags & EXTRA else (0, field)
        packed, _ = _vint(data, field) if flags & DATA else (0, field)
        if kind == ENCRYPTION or not size:
            return len(data)
        at = head + size + packed
        if kind == END_5:
            return at
    return len(data)


def _end_3(data: bytes | mmap.mmap) -> int:
    at: int = FIRST_3
    while at < len(data):
        check, kind, flags, size = struct.unpack("<HBHH", data[at : at + 7])
        if size < FIRST_3 or (kind not in COMMENTED and zlib.crc32(data[at + 2 : at + size]) & 0xFFFF != check):
            return at  # old archives have no end block
        if kind == MAIN and flags & HEADERS_ENCRYPTED:
            return len(data)
        packed = 0
        if flags & LONG or kind in (FILE, SERVICE):
            (packed,) = struct.unpack("<I", data[at + 7 : at + 11])
        if kind in (FILE, SERVICE) and flags & LARGE:
            packed += struct.unpack("<I", data[at + 32 : at + 36])[0] << 32
        at += int(size + packed)
        if kind == END_3:
            return at
    return len(data)


def _vint(data: bytes | mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, at
