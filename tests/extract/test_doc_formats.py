"""Modifiers of characters in Word binary files ([MS-DOC] 2.6.1), each by itself."""

from __future__ import annotations

import struct

import pytest

from screener.extract.ole.doc_formats import look_of

SPRMS = {
    "deleted": (0x0800, b"\1", "deleted", True),
    "inserted": (0x0801, b"\1", "inserted", True),
    "hidden": (0x083C, b"\1", "vanish", True),
    "hidden on the web": (0x0818, b"\1", "vanish", True),
    "size": (0x4A43, b"\x02\0", "size", 1.0),
    "colour of the palette": (0x2A42, b"\x08", "color", "FFFFFF"),
    "colour": (0x6870, b"\xff\xff\xfe\0", "color", "FFFFFE"),
    "highlight": (0x2A0C, b"\x07", "shaded", True),
    "shading": (0xCA71, b"\x0a" + b"\0\0\0\xff" + b"\x10\x20\x30\0" + b"\0\0", "shaded", True),
    "shading of Word 97": (0x4866, struct.pack("<H", 7 << 5), "shaded", True),
    "symbol": (0x6A09, b"\1\0\x05\x26", "symbol", "★"),
    "picture": (0x6A03, b"\4\3\0\0", "picture", 0x304),
}


@pytest.mark.parametrize(("code", "operand", "name", "value"), SPRMS.values(), ids=SPRMS)
def test_a_modifier_says_how_characters_look(code: int, operand: bytes, name: str, value: object) -> None:
    assert getattr(look_of(struct.pack("<H", code) + operand), name) == value
