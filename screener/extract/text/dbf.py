"""dBase and FoxPro tables (.dbf): a record a segment, deleted ones too, which stay in the file until it is packed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import CorruptError
from screener.extract.source import Item, Source
from screener.model import Place
from screener.normalize.encoding import SAMPLE, decodings, encodings

HEADER, FIELD = struct.Struct("<B3xIHH17xB2x"), struct.Struct("<11sc4xBB14x")
END_OF_FIELDS, DELETED, END = 0x0D, ord("*"), b"\x1a"
LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs"}
# Values that are no text: integers, money in ten-thousandths, floating point.
NUMBERS = {b"I": struct.Struct("<i"), b"Y": struct.Struct("<q"), b"B": struct.Struct("<d")}
# Bits, times, and numbers of blocks in another file.
SILENT = frozenset({b"L", b"T", b"@", b"M", b"G", b"P", b"0"})


@dataclass(frozen=True, slots=True)
class _Field:
    name: str = field(repr=False)
    kind: bytes
    start: int
    length: int


def extract_dbf(source: Source) -> Iterator[Item]:
    data = source.data
    _, count, begin, size, language = HEADER.unpack(bytes(data[: HEADER.size]))
    fields, rest = _fields(bytes(data[HEADER.size : begin]))
    if not fields or sum(one.length for one in fields) + 1 > size:
        raise CorruptError("fields")
    encoding = LANGUAGES.get(language) or encodings(bytes(data[begin : begin + SAMPLE]).replace(b"\0", b" "), whole=False)[0]
    yield source.segment("\t".join(one.name for one in fields), Place.TABLE, paragraph=1)
    if text := _text(rest.strip(b"\0"), encoding):
        yield source.segment(text, Place.METADATA)
    for number in range(count):
        record = bytes(data[begin + number * size : begin + (number + 1) * size])
        if len(record) < size:
            yield source.unscanned("corrupt", "truncated")
            return
        if text := "\t".join(filter(None, (_value(record, one, encoding) for one in fields))):
            yield source.segment(text, Place.HIDDEN if record[0] == DELETED else Place.TABLE, paragraph=number + 2)
    appended = bytes(data[begin + count * size :]).removeprefix(END)
    if appended.strip(b"\0 "):
        source.budget.spend(len(appended))
        yield source.child("appended", appended, Place.EMBEDDED)


def _fields(data: bytes) -> tuple[list[_Field], bytes]:
    """The columns, and what stands behind their list: in FoxPro the path of the database."""
    found, at, start = [], 0, 1
    while at + FIELD.size <= len(data) and data[at] != END_OF_FIELDS:
        name, kind, length, high = FIELD.unpack_from(data, at)
        length += high << 8 if kind == b"C" else 0
        found.append(_Field(_text(name.partition(b"\0")[0], ""), kind, start, length))
        start, at = start + length, at + FIELD.size
    return found, data[at + 1 :]


def _value(record: bytes, one: _Field, encoding: str) -> str:
    raw = record[one.start : one.start + one.length]
    if one.kind in SILENT:
        return ""
    number = NUMBERS.get(one.kind)
    if number is not None and len(raw) == number.size:
        (value,) = number.unpack(raw)
        return format(value / 10_000 if one.kind == b"Y" else value, ".15g")
    return _text(raw, encoding)


def _text(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding or "ascii").strip("\0 ")
    except UnicodeDecodeError:
        return decodings(raw.strip(b"\0 "))[0][0]
