"""Old Windows metafiles: strings in the charset of their font, bitmaps, and drawing that stays unread."""

from __future__ import annotations

import struct

import pytest

from screener.errors import CorruptError
from screener.extract.picture.metafile import extract_metafile
from screener.extract.picture.wmf import read_wmf
from screener.extract.source import Source
from screener.model import Place
from tests.extract.office_files import children, codes, places


def record(kind: int, body: bytes) -> bytes:
    body += b"\0" * (len(body) % 2)
    return struct.pack("<IH", 3 + len(body) // 2, kind) + body


def wmf(*records: bytes) -> bytes:
    return struct.pack("<HHHIHIH", 1, 9, 0x300, 0, 1, 0, 0) + b"".join(records) + record(0, b"")


def font(charset: int) -> bytes:
    return record(0x02FB, b"\0" * 13 + bytes((charset,)) + b"\0" * 8)


def text(value: bytes, row: int = 5, options: int = 0) -> bytes:
    return record(0x0A32, struct.pack("<hhHH", row, 0, len(value), options) + value)


def read(data: bytes):
    return list(read_wmf(Source.of_bytes(data, "a.wmf")))


@pytest.mark.parametrize(("charset", "encoding"), [(134, "gb18030"), (136, "big5"), (0, "gb18030")])
def test_strings_are_read_in_the_charset_of_their_font(charset, encoding):
    made = wmf(font(charset), record(0x012D, b"\0\0"), text("青松字".encode(encoding)))
    assert places(read(made), "青松字") == {Place.IMAGE}
    assert codes(read(made)) == set()


def test_a_line_drawn_in_pieces_is_one_segment():
    pieces = [text(character.encode("gb18030")) for character in "机密"]
    assert places(read(wmf(*pieces, text(b"below", row=9))), "机密") == {Place.IMAGE}


@pytest.mark.parametrize(("kind", "before"), [(0x0F43, 22), (0x0B41, 20), (0x0940, 16), (0x0D33, 18)])
def test_a_bitmap_is_a_file_of_its_own(kind, before):
    dib = struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\0\0\xff\0"
    (found,) = children(read(wmf(record(kind, b"\0" * before + dib)))).values()
    assert found[0] is Place.IMAGE
    assert found[1].startswith(b"BM")
    assert found[1].endswith(dib)


# [MS-EMF] 2.3.1: where each record of a bitmap says where its header and its pixels lie.
@pytest.mark.parametrize(("kind", "before"), [(76, 84), (77, 84), (78, 84), (80, 48), (81, 48), (114, 84), (116, 84)])
def test_a_bitmap_of_a_newer_metafile_is_a_file_of_its_own(kind, before):
    dib, at = struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0), before + 16
    body = bytes(before - 8) + struct.pack("<IIII", at, 40, at + 40, 4) + dib + b"\1\2\3\0"
    made = struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(64) + struct.pack("<II", kind, 8 + len(body)) + body
    items = list(extract_metafile(Source.of_bytes(made + struct.pack("<II", 14, 8), "a.emf")))
    assert [data[-4:] for _, data in children(items).values()] == [b"\1\2\3\0"]
    assert codes(items) == set()


@pytest.mark.parametrize("made", [record(0x0324, b"\2\0" + b"\0" * 8), text(b"\1\0", options=0x10)], ids=["polygon", "glyph numbers"])
def test_other_drawing_is_held(made):
    assert codes(read(wmf(made))) == {("image-not-read", "WMF")}


def test_what_breaks_off_is_corrupt():
    with pytest.raises(CorruptError):
        read(wmf(text(b"abc"))[:-6])
