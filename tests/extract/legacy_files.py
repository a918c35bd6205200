"""The committed files of old formats, and edits of them stream by stream where LibreOffice cannot write a kind."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import olefile

from screener.config import Limits
from screener.extract.ole.compound_writer import write_compound
from screener.extract.ole.doc import extract_doc
from screener.extract.ole.ole import extract_ole
from screener.extract.ole.ppt import extract_ppt
from screener.extract.ole.xls import extract_xls
from screener.extract.rtf.rtf import extract_rtf
from screener.extract.source import Item, Source

SAMPLES = Path(__file__).parents[1] / "samples" / "legacy"
EXTRACTORS = {"doc": extract_doc, "xls": extract_xls, "ppt": extract_ppt, "rtf": extract_rtf, "ole": extract_ole, "vba": extract_ole}
Streams = dict[tuple[str, ...], bytes]


def sample(kind: str) -> bytes:
    return (SAMPLES / f"all.{kind}").read_bytes()


def streams(data: bytes) -> Streams:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return {tuple(path): ole.openstream(path).read() for path in ole.listdir()}


def edited(data: bytes, edits: Mapping[tuple[str, ...], bytes | Callable[[bytes], bytes]]) -> bytes:
    """The same compound file with streams added, replaced or changed."""
    found = streams(data)
    for path, edit in edits.items():
        found[path] = edit if isinstance(edit, bytes) else edit(found[path])
    return write_compound(found)


def read(kind: str, data: bytes, passwords: tuple[str, ...] = ()) -> list[Item]:
    source = Source.of_bytes(data, f"a.{kind}", Limits())
    source.budget.passwords = passwords
    return list(EXTRACTORS[kind](source))


def record(kind: int, data: bytes) -> bytes:
    """A BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def atom(kind: int, data: bytes, version: int = 0) -> bytes:
    """A PowerPoint or drawing record."""
    return struct.pack("<HHI", version, kind, len(data)) + data


def packed(text: bytes) -> bytes:
    """A VBA container with nothing but literals ([MS-OVBA] 2.4.1)."""
    out = b"\x01"
    for at in range(0, len(text), 2048):
        part = text[at : at + 2048]
        chunk = b"".join(b"\0" + part[index : index + 8] for index in range(0, len(part), 8))
        out += struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk
    return out


def macros(code: str, name: str = "模块一") -> Streams:
    raw = name.encode("gb18030")
    entries = (
        (0x03, struct.pack("<H", 936)),
        (0x19, raw),
        (0x1A, raw),
        (0x32, name.encode("utf-16-le")),
        (0x31, struct.pack("<I", 4)),
        (0x2B, b""),
    )
    directory = b"".join(struct.pack("<HI", kind, len(value)) + value for kind, value in entries)
    return {("VBA", "dir"): packed(directory), ("VBA", name): b"junk" + packed(code.encode("gb18030"))}
