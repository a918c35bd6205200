"""VBA projects ([MS-OVBA]): the source text of every module, and what its forms and its compiled cache say."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from screener.errors import CorruptError, TooLargeError
from screener.extract.ole.compound import Compound, Path
from screener.extract.ole.properties import encoding_of
from screener.extract.source import Budget, Item
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

CODEPAGE, MODULE_NAME, STREAM_NAME, STREAM_NAME_WIDE, OFFSET, VERSION = 0x03, 0x19, 0x1A, 0x32, 0x31, 0x09
# A compressed container that begins with the first attribute of a module: found where `dir` does not say where, or lies.
ATTRIBUTE = re.compile(rb"\x01.[\xb0-\xbf]\x00Attribut", re.DOTALL)
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class _Module:
    name: str
    stream: str
    offset: int


def read_projects(compound: Compound) -> Iterator[Item]:
    """Every VBA project of a compound file, wherever its storage is."""
    for path in compound.streams:
        if len(path) >= 2 and path[-1].casefold() == "dir" and path[-2].casefold() == "vba":
            yield from _read_project(compound, path)


def _read_project(compound: Compound, directory: Path) -> Iterator[Item]:
    source, folder = compound.source, directory[:-1]
    codepage, modules = 1252, list[_Module]()
    try:
        codepage, modules = _parse(decompress(compound.read(directory), source.budget))
    except (CorruptError, struct.error):
        yield source.unscanned("corrupt", "VBA directory", Place.MACRO)
    encoding = encoding_of(codepage)
    named = {module.stream.casefold(): module for module in modules}
    for path in compound.streams:
        if path[: len(folder) - 1] == folder[:-1] and path not in compound.taken:
            module = named.get(path[-1].casefold()) if path[:-1] == folder else None
            yield from _read_stream(compound, path, module, encoding)


def _read_stream(compound: Compound, path: Path, module: _Module | None, encoding: str) -> Iterator[Item]:
    source, data, inner = compound.source, compound.read(path), "/".join(path)
    lines: dict[str, int] = {}
    for start in dict.fromkeys([*([module.offset] if module else []), *(match.start() for match in ATTRIBUTE.finditer(data))]):
        try:
            text = decompress(data[start:], source.budget).decode(encoding, "replace")
        except CorruptError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                lines.setdefault(line, number)
    if module is not None and not lines:
        yield source.unscanned("corrupt", "VBA module", Place.MACRO)
    for line, number in lines.items():
        if not line.startswith("Attribute VB_") or "VB_Description" in line:
            yield source.segment(line, Place.MACRO, inner, paragraph=number)
    # the compiled cache keeps what was cut out of the source; forms keep their captions
    for text in swept_texts(data):
        if text not in lines:
            yield source.segment(text, Place.MACRO, inner)


def _parse(data: bytes) -> tuple[int, list[_Module]]:
    codepage, modules, at = 1252, list[_Module](), 0
    name = stream = ""
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        size += 2 if kind == VERSION else 0
        value = data[at + 6 : at + 6 + size]
        at += 6 + size
        if kind == CODEPAGE and size == 2:
            (codepage,) = struct.unpack("<H", value)
        elif kind == MODULE_NAME:
            name = value.decode(encoding_of(codepage), "replace")
        elif kind == STREAM_NAME:
            stream = value.decode(encoding_of(codepage), "replace")
        elif kind == STREAM_NAME_WIDE:
            stream = value.decode("utf-16-le", "replace") or stream
        elif kind == OFFSET and size == 4:
            modules.append(_Module(name, stream, struct.unpack("<I", value)[0]))
    return codepage, modules


def decompress(data: bytes, budget: Budget) -> bytes:
    """A compressed container ([MS-OVBA] 2.4.1). Raises `CorruptError` where it is none."""
    if not data.startswith(b"\x01"):
        raise CorruptError("VBA container")
    out, at = bytearray(), 1
    while at + 2 <= len(data):
        (header,) = struct.unpack_from("<H", data, at)
        if header & 0x7000 != 0x3000:
            break
        end = min(at + (header & 0x0FFF) + 3, len(data))
        chunk = data[at + 2 : end]
        out += _chunk(chunk) if header & 0x8000 else chunk
        if len(out) > budget.limits.part_bytes:
            raise TooLargeError(f"part_bytes {budget.limits.part_bytes}")
        at = end
    if not out:
        raise CorruptError("VBA container")
    budget.spend(len(out))
    return bytes(out)


def _chunk(data: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(data) and len(out) <= CHUNK:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > len(data) or not out:
                return bytes(out)
            (token,) = struct.unpack_from("<H", data, at)
            at += 2
            bits = max(4, (len(out) - 1).bit_length())
            back, length = (token >> 16 - bits) + 1, (token & 0xFFFF >> bits) + 3
            if back > len(out):
                raise CorruptError("VBA container")
            for _ in range(length):
                out.append(out[-back])
    return bytes(out)
