"""Electronic seals: every kind of string that DER has, and every kind of picture that a seal may hold."""

from __future__ import annotations

import pytest

from screener.extract.ofd.seals import seal_parts
from tests.extract.ofd_files import der

SEQUENCE, OCTETS, BITS = 0x30, 0x04, 0x03
STRINGS = {"UTF8": 0x0C, "printable": 0x13, "teletex": 0x14, "IA5": 0x16, "visible": 0x1A, "general": 0x1B, "universal": 0x1C}


@pytest.mark.parametrize("tag", STRINGS.values(), ids=STRINGS)
def test_a_string_is_read_whichever_kind_it_is(tag):
    assert [part.text for part in seal_parts(der(SEQUENCE, der(tag, "某某法院".encode())))] == ["某某法院"]


def test_a_string_of_two_bytes_a_character_is_read():
    assert [part.text for part in seal_parts(der(SEQUENCE, der(0x1E, "某某法院".encode("utf-16-be"))))] == ["某某法院"]


@pytest.mark.parametrize(
    ("begin", "suffix"),
    [
        (b"\x89PNG", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
        (b"PK\x03\x04", "ofd"),
        (b"II*\0", "tif"),
        (b"MM\0*", "tif"),
    ],
)
@pytest.mark.parametrize(("tag", "unused"), [(OCTETS, b""), (BITS, b""), (BITS, b"\0")], ids=["octets", "bits", "bits with their count"])
def test_a_picture_is_told_by_its_first_bytes(tag, unused, begin, suffix):
    found = list(seal_parts(der(SEQUENCE, der(tag, unused + begin + bytes(20)))))
    assert [(part.suffix, part.data) for part in found] == [(suffix, begin + bytes(20))]


@pytest.mark.parametrize("unused", [b"", b"\0"])
def test_a_structure_wrapped_in_bits_is_read_as_certified(unused):
    wrapped = der(BITS, unused + der(SEQUENCE, der(STRINGS["UTF8"], "某某法院".encode())))
    assert [(part.text, part.certified) for part in seal_parts(der(SEQUENCE, wrapped))] == [("某某法院", True)]
