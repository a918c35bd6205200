"""BIFF12 ([MS-XLSB]): the records of a binary part, and the strings in them, those of records that nobody here knows included."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

# The highest record number is below 5000; a greater one is not BIFF12.
HIGHEST = 1 << 13
RICH, PHONETIC = 1, 2
FORMULA_STRING = 0x17


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    data: bytes = field(repr=False)


def records(part: bytes) -> Iterator[Record]:
    """The records from the beginning. Raises `ValueError` where the bytes are none, or break off."""
    at = 0
    while at < len(part):
        number, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        if number > HIGHEST or at + size > len(part):
            raise ValueError("not BIFF12")
        yield Record(number, part[at : at + size])
        at += size


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first."""
    value = 0
    for shift in range(0, 7 * most, 7):
        if at >= len(part):
            raise ValueError("truncated")
        byte = part[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value, at


def wide_string(data: bytes, at: int) -> tuple[str, int]:
    """A counted string in UTF-16, and where it ends."""
    (count,) = struct.unpack_from("<I", data, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(data):
        raise ValueError("string")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def rich_string(data: bytes, at: int) -> tuple[str, str]:
    """The text of a rich string, and the reading aid beside it."""
    flags = data[at]
    text, at = wide_string(data, at + 1)
    if flags & RICH:
        at += 4 + 4 * struct.unpack_from("<I", data, at)[0]
    return text, wide_string(data, at)[0] if flags & PHONETIC else ""


def rk_number(raw: int) -> float:
    """A number in 30 bits: an integer or the high half of a double, a hundredth of it or not."""
    if raw & 2:
        value = float((raw >> 2) - (1 << 30 if raw & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", bytes(4) + struct.pack("<I", raw & 0xFFFFFFFC))
    return value / 100 if raw & 1 else value


def loose_strings(data: bytes) -> Iterator[str]:
    """Whatever in a record is a counted string: as the format counts them, or as a formula does."""
    at = 0
    while at + 3 < len(data):
        for begin, size in _counted(data, at):
            text = data[begin : begin + size].decode("utf-16-le", "replace")
            if len(text) * 2 == size and text.isprintable():
                yield text
                at = begin + size - 1
                break
        at += 1


def _counted(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from("<I", data, at) if at + 4 <= len(data) else (0,)
    if 1 < count <= 0x7FFF and at + 4 + 2 * count <= len(data):
        yield at + 4, 2 * count
    if data[at] == FORMULA_STRING:
        (count,) = struct.unpack_from("<H", data, at + 1)
        if 0 < count <= 0xFF and at + 3 + 2 * count <= len(data):
            yield at + 3, 2 * count
