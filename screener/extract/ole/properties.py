"""Property sets ([MS-OLEPS]): the summary, the document's own and custom properties, each a segment of the form `name：value`."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.extract.source import Item, Source
from screener.model import Place

SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
DOCUMENT = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
NAMES = {
    SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "last author", 18: "application"},
    DOCUMENT: {
        2: "category",
        3: "presentation",
        13: "part",
        14: "manager",
        15: "company",
        26: "content type",
        27: "status",
        28: "language",
    },
}
DICTIONARY, CODEPAGE, THUMBNAIL, REVISION = 0, 1, 17, 9
LPSTR, LPWSTR, BSTR, CLIPBOARD, VECTOR, VARIANT = 30, 31, 8, 71, 0x1000, 12
NUMBERS = {2: "<h", 3: "<i", 5: "<d", 18: "<H", 19: "<I", 20: "<q", 21: "<Q"}
METAFILE, BITMAP = 3, 8
UTF_16 = 1200


@dataclass
class _Section:
    """One property set and the codepage of its strings."""

    data: bytes = field(repr=False)
    kind: bytes
    codepage: int = 1252
    names: dict[int, str] = field(default_factory=dict, repr=False)

    def offsets(self) -> dict[int, int]:
        (count,) = struct.unpack_from("<I", self.data, 4)
        count = min(count, len(self.data) // 8)
        return dict(struct.unpack_from("<II", self.data, 8 + 8 * index) for index in range(count) if 16 + 8 * index <= len(self.data))

    def text(self, raw: bytes) -> str:
        if self.codepage == UTF_16:
            return raw.decode("utf-16-le", "replace").partition("\0")[0]
        return raw.partition(b"\0")[0].decode(encoding_of(self.codepage), "replace")

    def strings(self, at: int, kind: int | None = None) -> tuple[list[str], int]:
        """The texts of a value, and where it ends."""
        if kind is None:
            (kind,) = struct.unpack_from("<I", self.data, at)
            at += 4
        if kind & VECTOR:
            (count,) = struct.unpack_from("<I", self.data, at)
            texts: list[str] = []
            at += 4
            for _ in range(min(count, len(self.data) // 4)):
                inner = kind & ~VECTOR
                more, at = self.strings(at, None if inner == VARIANT else inner)
                texts += more
            return texts, at
        if kind in (LPSTR, BSTR, LPWSTR):
            (size,) = struct.unpack_from("<I", self.data, at)
            size *= 2 if kind == LPWSTR else 1
            raw = self.data[at + 4 : at + 4 + size]
            text = raw.decode("utf-16-le", "replace").partition("\0")[0] if kind == LPWSTR else self.text(raw)
            # in vectors of LPSTR old writers do not pad to four bytes
            return [text], at + 4 + (size + 3 & ~3 if kind == LPWSTR else size)
        if kind in NUMBERS:
            (number,) = struct.unpack_from(NUMBERS[kind], self.data, at)
            return [f"{number:.15g}" if isinstance(number, float) else str(number)], at + max(4, struct.calcsize(NUMBERS[kind]))
        return [], at + 4


def encoding_of(codepage: int) -> str:
    """Windows codepage -> codec; the one of a court's office where it is none that Python knows."""
    for name in (
        f"cp{codepage & 0xFFFF}",
        {10000: "mac-roman", 10008: "gb2312", 65001: "utf-8", 32768: "mac-roman"}.get(codepage & 0xFFFF, ""),
    ):
        try:
            return "gb18030" if codepage == 936 else codecs.lookup(name).name
        except LookupError:
            continue
    return "gb18030"


def read_property_set(source: Source, name: str, data: bytes) -> Iterator[Item]:
    """All sections of one property set stream. Raises `struct.error` when it is broken."""
    (count,) = struct.unpack_from("<I", data, 24)
    for index in range(min(count, 16)):
        kind, offset = struct.unpack_from("<16sI", data, 28 + 20 * index)
        section = _Section(data[offset:], kind)
        yield from _read_section(source, name, section)


def _read_section(source: Source, inner: str, section: _Section) -> Iterator[Item]:
    offsets = section.offsets()
    if CODEPAGE in offsets:
        section.codepage = struct.unpack_from("<H", section.data, offsets[CODEPAGE] + 4)[0]
    if DICTIONARY in offsets:
        section.names = _dictionary(section, offsets[DICTIONARY])
    known = NAMES.get(section.kind)
    for key, at in offsets.items():
        if key in (DICTIONARY, CODEPAGE) or at + 8 > len(section.data):
            continue
        (kind,) = struct.unpack_from("<I", section.data, at)
        if kind == CLIPBOARD and section.kind == SUMMARY and key == THUMBNAIL:
            yield from _thumbnail(source, section.data, at)
            continue
        if known is not None and (kind in NUMBERS or kind == VECTOR | VARIANT):
            continue  # what programs count by themselves
        if section.kind == SUMMARY and key == REVISION:
            continue
        name = section.names.get(key) or (known or {}).get(key, str(key))
        for text in dict.fromkeys(section.strings(at)[0]):
            if text.strip():
                yield source.segment(f"{name}：{text}", Place.METADATA, inner)


def _dictionary(section: _Section, at: int) -> dict[int, str]:
    names: dict[int, str] = {}
    (count,) = struct.unpack_from("<I", section.data, at)
    at += 4
    for _ in range(min(count, len(section.data) // 8)):
        key, size = struct.unpack_from("<II", section.data, at)
        size *= 2 if section.codepage == UTF_16 else 1
        names[key] = section.text(section.data[at + 8 : at + 8 + size])
        at += 8 + (size + 3 & ~3 if section.codepage == UTF_16 else size)
    return names


def _thumbnail(source: Source, data: bytes, at: int) -> Iterator[Item]:
    """A picture of the first page."""
    size, tag, kind = struct.unpack_from("<IiI", data, at + 4)
    content = data[at + 16 : at + 8 + size]
    if tag != -1 or not content:
        yield source.unscanned("image-not-read", "thumbnail", Place.IMAGE)
    elif kind == METAFILE:
        yield source.child("thumbnail.wmf", content[8:], Place.IMAGE)
    elif kind == BITMAP:
        from screener.extract.ole.office_art import bitmap_file

        yield source.child("thumbnail.bmp", bitmap_file(content), Place.IMAGE)
    else:
        yield source.child("thumbnail", content, Place.IMAGE)
