"""Drawings in binary Office files: every kind of picture, every text of a shape, each written as the specification has it."""

from __future__ import annotations

import struct
import zlib

import pytest

from screener.extract.ole.office_art import pictures, shape_texts
from screener.extract.source import Source
from screener.model import Place
from tests.extract.legacy_files import atom

# [MS-ODRAW] 2.2.23: the record of each kind, its instance with one identifier and with two, and the suffix.
RECORDS = [
    (0xF01A, 0x3D4, 0x3D5, "emf"),
    (0xF01B, 0x216, 0x217, "wmf"),
    (0xF01C, 0x542, 0x543, "pict"),
    (0xF01D, 0x46A, 0x46B, "jpeg"),
    (0xF01D, 0x6E2, 0x6E3, "jpeg"),
    (0xF01E, 0x6E0, 0x6E1, "png"),
    (0xF01F, 0x7A8, 0x7A9, "bmp"),
    (0xF029, 0x6E4, 0x6E5, "tiff"),
    (0xF02A, 0x46A, 0x46B, "jpeg"),
    (0xF02A, 0x6E2, 0x6E3, "jpeg"),
]
CASES = [(kind, instance, 16 * number, suffix) for kind, *both, suffix in RECORDS for number, instance in enumerate(both, 1)]


@pytest.mark.parametrize(("kind", "instance", "identifiers", "suffix"), CASES)
def test_every_kind_of_picture_is_carved(kind: int, instance: int, identifiers: int, suffix: str) -> None:
    content = b"picture of any kind" * 4
    head = b"\0" * 34 if suffix in ("emf", "wmf", "pict") else b"\xff"
    body = b"i" * identifiers + head + (zlib.compress(content) if len(head) > 1 else content)
    (found,) = pictures(b"junk" + atom(kind, body, instance << 4) + b"junk", Source.of_bytes(b"", "").budget)
    assert (found.suffix, (found.data or b"").endswith(content)) == (suffix, True)


# [MS-ODRAW] 2.3: the properties of a shape that hold text.
TEXTS = {
    0x00C0: Place.WATERMARK,
    0x0105: Place.LINK,
    0x0380: Place.ALT_TEXT,
    0x0381: Place.ALT_TEXT,
    0x038D: Place.ALT_TEXT,
    0x0382: Place.LINK,
}


@pytest.mark.parametrize("kind", [0xF00B, 0xF121, 0xF122])
@pytest.mark.parametrize(("key", "place"), TEXTS.items())
def test_every_text_of_a_shape_is_read_in_its_place(kind: int, key: int, place: Place) -> None:
    raw = "青松密件在此".encode("utf-16-le") + b"\0\0"
    assert list(shape_texts(atom(kind, struct.pack("<HI", 0x8000 | key, len(raw)) + raw, 0x13))) == [(place, "青松密件在此")]
