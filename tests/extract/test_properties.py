"""Property sets: each known property is told with its name, a thumbnail is a picture."""

from __future__ import annotations

import struct

import pytest

from screener.extract.ole.properties import read_property_set
from screener.extract.source import Item, Source
from screener.model import Place, Segment

SUMMARY, DOCUMENT = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9"), bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
# [MS-OSHARED] 2.3.3.2
NAMES = [
    *((SUMMARY, 2, "title"), (SUMMARY, 3, "subject"), (SUMMARY, 4, "author"), (SUMMARY, 5, "keywords"), (SUMMARY, 6, "comments")),
    *((SUMMARY, 7, "template"), (SUMMARY, 8, "last author"), (SUMMARY, 18, "application"), (SUMMARY, 99, "99")),
    *(
        (DOCUMENT, 2, "category"),
        (DOCUMENT, 3, "presentation"),
        (DOCUMENT, 13, "part"),
        (DOCUMENT, 14, "manager"),
        (DOCUMENT, 15, "company"),
    ),
    *((DOCUMENT, 26, "content type"), (DOCUMENT, 27, "status"), (DOCUMENT, 28, "language")),
]


def read(kind: bytes, key: int, value: bytes) -> list[Item]:
    """One property, in a set of one section."""
    section = struct.pack("<IIIIII", 32 + len(value), 2, 1, 24, key, 32) + struct.pack("<IHH", 2, 936, 0) + value
    data = struct.pack("<HHI16sI", 0xFFFE, 0, 0, b"", 1) + kind + struct.pack("<I", 48) + section
    return list(read_property_set(Source.of_bytes(b"", "a.doc"), "x", data))


@pytest.mark.parametrize(("kind", "key", "name"), NAMES)
def test_a_property_is_told_with_its_name(kind: bytes, key: int, name: str) -> None:
    text = "青松密件".encode("gb18030") + b"\0"
    (found,) = read(kind, key, struct.pack("<II", 30, len(text)) + text + b"\0" * 8)
    assert isinstance(found, Segment)
    assert (found.text, found.location.place) == (f"{name}：青松密件", Place.METADATA)


@pytest.mark.parametrize("form", [3, 8, 14], ids=["metafile", "bitmap", "another"])
def test_a_thumbnail_is_a_picture(form: int) -> None:
    (found,) = read(SUMMARY, 17, struct.pack("<IIiI", 71, 48, -1, form) + struct.pack("<IiiHHI", 40, 1, 1, 1, 24, 0) + b"\0" * 24)
    assert isinstance(found, Source)
    assert found.place is Place.IMAGE
