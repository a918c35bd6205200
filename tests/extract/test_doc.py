"""Word binary files: every hiding place by itself, then what breaks a reader."""

from __future__ import annotations

import struct

import pytest

from screener.extract.ole.compound_writer import write_compound
from screener.extract.ole.office_art import pictures
from screener.extract.source import Source
from screener.model import Place
from tests.extract.legacy_files import atom, edited, read, sample, streams
from tests.extract.office_files import children, codes, places, segments

KINDS = {
    "body": ("青松正文", Place.BODY),
    "table": ("青松单元格", Place.TABLE),
    "hidden run": ("隐藏文字", Place.HIDDEN),
    "half hidden": ("青松半隐藏文字", Place.HIDDEN),
    "white run": ("青松白字", Place.HIDDEN),
    "1 pt run": ("青松小字", Place.HIDDEN),
    "deleted": ("青松删去", Place.DELETED),
    "inserted": ("青松插入", Place.BODY),
    "header": ("青松页眉", Place.HEADER),
    "footer": ("青松页脚", Place.FOOTER),
    "footnote": ("青松脚注", Place.FOOTNOTE),
    "endnote": ("青松尾注", Place.ENDNOTE),
    "comment": ("青松批注", Place.COMMENT),
    "comment author": ("青松批注人", Place.COMMENT),
    "revision author": ("青松修订人", Place.METADATA),
    "text box": ("青松文本框", Place.TEXT_BOX),
    "WordArt": ("青松艺术字", Place.WATERMARK),
    "field code": ("青松域代码", Place.FIELD),
    "link": ("青松链接", Place.FIELD),
    "bookmark": ("青松书签", Place.BOOKMARK),
    "title": ("青松标题", Place.METADATA),
    "author": ("青松作者", Place.METADATA),
    "custom property": ("青松自定属性", Place.METADATA),
}


@pytest.fixture(scope="module")
def items():
    return read("doc", sample("doc"))


@pytest.mark.parametrize(("token", "place"), KINDS.values(), ids=KINDS)
def test_each_kind_is_found_in_its_place(items, token, place):
    assert place in places(items, token)


def test_a_clean_document_is_read_without_a_remark(items):
    assert codes(items) == set()


def test_a_picture_is_a_file_of_its_own(items):
    place, data = children(items)["image1.png"]
    assert place is Place.IMAGE
    assert data.startswith(b"\x89PNG")


def test_cells_and_paragraphs_say_where_they_are(items):
    (cell,) = (one for one in segments(items) if one.text == "青松单元格")
    assert (cell.location.cell, cell.location.place) == ("T1!R2C2", Place.TABLE)


def test_the_first_lines_are_the_header_zone(items):
    body = [one for one in segments(items) if one.location.place in (Place.BODY, Place.TABLE)]
    assert body[0].layout.header_zone
    assert not body[-1].layout.header_zone
    assert not any(one.layout.header_zone for one in segments(items) if one.location.place is Place.FOOTNOTE)


def test_text_that_a_quick_save_left_behind_is_found():
    text = "青松旧稿中的一句".encode("utf-16-le")
    made = edited(sample("doc"), {("WordDocument",): lambda data: data + b"\0" * 64 + text + b"\0" * 64})
    assert places(read("doc", made), "青松旧稿") == {Place.EARLIER_VERSION}


def test_both_table_streams_are_read():
    text = "青松另一张表里的一句".encode("utf-16-le")
    assert places(read("doc", edited(sample("doc"), {("0Table",): text})), "青松另一张") == {Place.ORPHAN}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[:40], "corrupt"),
        (lambda data: b"\xec\xa5\x21\x00" + data[4:], "unsupported-format"),
        (lambda data: data[:0x1A2] + b"\xff\xff\xff\x7f" * 2 + data[0x1AA:], ""),
        (lambda data: data[:0x4C] + b"\xff\xff\xff\x7f" * 8 + data[0x6C:], "corrupt"),
    ],
    ids=["short", "Word 2", "no pieces", "endless stories"],
)
def test_a_broken_header_is_a_remark_or_costs_nothing(damage, code):
    items = read("doc", edited(sample("doc"), {("WordDocument",): damage}))
    assert segments(items)
    assert not code or code in {found for found, _ in codes(items)}


def test_a_document_without_its_table_is_corrupt():
    found = streams(sample("doc"))
    made = write_compound({path: data for path, data in found.items() if not path[-1].endswith("Table")})
    assert ("corrupt", "no table stream") in codes(read("doc", made))


def test_an_encrypted_document_is_held():
    def encrypt(data: bytes) -> bytes:
        return data[:10] + struct.pack("<H", struct.unpack_from("<H", data, 10)[0] | 0x100) + data[12:]

    items = read("doc", edited(sample("doc"), {("WordDocument",): encrypt}))
    assert {code for code, _ in codes(items)} == {"password-protected"}
    assert places(items, "青松作者") == {Place.METADATA}
    assert not places(items, "青松正文")


def word_6(text: bytes, language: int = 0x804) -> bytes:
    header = bytearray(0x300)
    struct.pack_into("<HHHH", header, 0, 0xA5DC, 0x68, 0, language)
    struct.pack_into("<II", header, 0x18, 0x300, 0x300 + len(text))
    struct.pack_into("<I", header, 0x34, len(text))
    return bytes(header) + text


def test_word_95_is_read_in_the_codepage_of_its_language():
    items = read("doc", write_compound({("WordDocument",): word_6("第一段\r青松旧格式\r".encode("gb18030"))}))
    assert places(items, "青松旧格式") == {Place.BODY}
    assert codes(items) == set()


def test_pieces_may_stand_in_any_order_and_width():
    header = bytearray(0x600)
    struct.pack_into("<HH", header, 0, 0xA5EC, 0xC1)
    struct.pack_into("<I", header, 0x4C, 8)
    table = struct.pack("<BI", 2, 4 * 4 + 8 * 3)
    table += struct.pack("<4I", 0, 2, 6, 8) + b"".join(
        struct.pack("<HIH", 0, offset, 0) for offset in (0x600, 0x40000000 | 0x604 * 2, 0x608)
    )
    struct.pack_into("<II", header, 0x1A2, 0, len(table))
    main = bytes(header) + "青松".encode("utf-16-le") + b"abcd" + "密\r".encode("utf-16-le")
    items = read("doc", write_compound({("WordDocument",): main, ("0Table",): table}))
    assert [one.text for one in segments(items) if one.location.place is Place.BODY] == ["青松abcd密"]


def test_a_picture_that_cannot_be_unpacked_is_said():
    blip = atom(0xF01A, b"\0" * 16 + b"\0" * 34 + b"not deflated", 0x3D40)
    (picture,) = pictures(b"junk" + blip, Source.of_bytes(b"", "").budget)
    assert picture.data is None
    items = read("doc", edited(sample("doc"), {("Data",): blip}))
    assert ("image-not-read", "emf") in codes(items)
