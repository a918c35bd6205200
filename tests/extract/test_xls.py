"""Excel binary files: every hiding place by itself, then strings and records that break a reader."""

from __future__ import annotations

import struct

import pytest

from screener.extract.ole.biff import Reader, literals, rk_number
from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract.legacy_files import edited, read, record, sample
from tests.extract.office_files import children, codes, places, segments

KINDS = {
    "cell": ("青松单元格", Place.TABLE),
    "hidden row": ("青松隐藏行", Place.HIDDEN),
    "hidden column": ("青松隐藏列", Place.HIDDEN),
    "hidden sheet": ("青松隐藏表", Place.HIDDEN),
    "very hidden sheet": ("青松深藏表", Place.HIDDEN),
    "white cell": ("青松白字", Place.HIDDEN),
    "formula value": ("青松公式字", Place.TABLE),
    "formula literal": ('"青松"&"公式字"', Place.FORMULA),
    "comment": ("青松批注", Place.COMMENT),
    "header": ("青松页眉", Place.HEADER),
    "footer": ("青松页脚", Place.FOOTER),
    "sheet name": ("青松表名", Place.SHEET_NAME),
    "hidden sheet's name": ("青松深藏表名", Place.SHEET_NAME),
    "defined name": ("青松名称", Place.DEFINED_NAME),
    "number format": ("青松格式★0年", Place.NUMBER_FORMAT),
    "list of choices": ("青松选项", Place.FORM_FIELD),
    "prompt": ("青松输入提示", Place.FORM_FIELD),
    "link": ("qingsonglink", Place.LINK),
    "chart title": ("青松图表", Place.CHART),
    "author": ("青松作者", Place.METADATA),
}


@pytest.fixture(scope="module")
def items():
    return read("xls", sample("xls"))


@pytest.mark.parametrize(("token", "place"), KINDS.values(), ids=KINDS)
def test_each_kind_is_found_in_its_place(items, token, place):
    assert place in places(items, token)


def test_a_clean_workbook_is_read_without_a_remark(items):
    assert codes(items) == set()


def test_a_telephone_number_is_written_in_digits(items):
    found = {one.location.cell: one.text for one in segments(items) if one.location.place is Place.TABLE}
    assert found["青松表名!A2"] == "13800138000"
    assert found["青松表名!B2"] == "11010519491231000"


def test_a_comment_says_its_cell(items):
    assert {one.location.cell for one in segments(items) if one.text == "青松批注"} == {"青松表名!A4"}


def test_a_picture_is_a_file_of_its_own(items):
    place, data = children(items)["image1.png"]
    assert place is Place.IMAGE
    assert data.startswith(b"\x89PNG")


def bof(kind: int, version: int = 0x600) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0)[: 16 if version == 0x600 else 8])


def book(globals_: bytes, sheet: bytes, version: int = 0x600, state: int = 0) -> bytes:
    def bound(offset: int) -> bytes:
        return record(0x85, struct.pack("<IBB", offset, state, 0) + (b"\x01\x00S" if version == 0x600 else b"\x01S"))

    begin = bof(5, version)
    offset = len(begin + globals_ + bound(0) + record(0x0A, b""))
    name = "Workbook" if version == 0x600 else "Book"
    stream = begin + globals_ + bound(offset) + record(0x0A, b"") + bof(0x10, version) + sheet + record(0x0A, b"")
    return write_compound({(name,): stream})


def wide(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def label(text: bytes) -> bytes:
    return record(0x204, struct.pack("<HHH", 1, 1, 0) + text)


RECORDS = {
    "label": ("", label(wide("青松标签")), Place.TABLE),
    "text box": (
        "",
        record(0x5D, struct.pack("<HHHH", 0x15, 0x12, 6, 1)) + record(0x1B6, struct.pack("<10xH4x", 4)) + record(0x3C, b"\1" + "青松标签".encode("utf-16-le")),
        Place.TEXT_BOX,
    ),
    "comment's author": ("", record(0x1C, struct.pack("<HHHH", 0, 0, 0, 1) + wide("青松标签")), Place.COMMENT),
    "unused shared string": (record(0xFC, struct.pack("<II", 1, 1) + wide("青松标签")), b"", Place.ORPHAN),
    "external value": (record(0x5A, struct.pack("<BBHB", 0, 0, 0, 2) + wide("青松标签")), b"", Place.EXTERNAL_CACHE),
    "external book": (record(0x1AE, struct.pack("<H", 1) + wide("青松标签.xls")), b"", Place.LINK),
    "last user": (record(0x5C, wide("青松标签").ljust(112)), b"", Place.METADATA),
    "who shares the file": (record(0x5B, struct.pack("<HHH", 0, 0, 4) + wide("青松标签")[2:]), b"", Place.METADATA),
    "name in another book": (record(0x23, bytes(6) + b"\x04" + wide("青松标签")[2:]), b"", Place.DEFINED_NAME),
    "sheet of another book": (record(0x17, b"\4\3" + "青松标签".encode("gb18030")), b"", Place.LINK),
    "source of a consolidation": ("", record(0x51, bytes(6) + wide("青松标签")), Place.LINK),
    "rich label": ("", record(0xD6, struct.pack("<HHH", 1, 1, 0) + wide("青松标签")), Place.TABLE),
    "formula of many cells": ("", record(0x4BC, bytes(10) + b"\x17\x04" + wide("青松标签")[2:]), Place.FORMULA),
    "formula of an array": ("", record(0x221, bytes(14) + b"\x17\x04" + wide("青松标签")[2:]), Place.FORMULA),
    "unknown record": ("", record(0x7777, b"\0\0\0\0" + "青松标签在此".encode("utf-16-le")), Place.MARKUP),
}  # fmt: skip


@pytest.mark.parametrize(("globals_", "sheet", "place"), RECORDS.values(), ids=RECORDS)
def test_text_in_a_record_is_found(globals_, sheet, place):
    items = read("xls", book(globals_ or b"", sheet))
    assert places(items, "青松标签") == {place}
    assert codes(items) == set()


@pytest.mark.parametrize(("codepage", "encoding"), [(936, "gb18030"), (950, "big5")])
def test_excel_95_is_read_in_its_codepage(codepage, encoding):
    text = "青松格式".encode(encoding)
    items = read("xls", book(record(0x42, struct.pack("<H", codepage)), label(struct.pack("<H", len(text)) + text), version=0x500))
    assert places(items, "青松格式") == {Place.TABLE}


@pytest.mark.parametrize("kind", [0x7F, 0xE9], ids=["picture of the clipboard", "background"])
def test_a_bitmap_in_a_record_is_a_file_of_its_own(kind):
    dib = struct.pack("<IHHHH", 12, 1, 1, 1, 24) + b"\1\2\3\0"
    items = read("xls", book(record(kind, struct.pack("<HHI", 9, 1, len(dib)) + dib), b""))
    assert [data[-16:] for _, data in children(items).values()] == [dib]
    assert ("image-not-read", "kind 2") in codes(read("xls", book(record(kind, struct.pack("<HHI", 2, 1, 4) + b"1234"), b"")))


def test_a_shared_string_runs_over_records():
    text = "青松" * 3000
    raw = text.encode("utf-16-le")
    sst = record(0xFC, struct.pack("<IIHB", 1, 1, len(text), 1) + raw[:8000]) + record(0x3C, b"\1" + raw[8000:])
    cell = record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0))
    assert places(read("xls", book(sst, cell)), text) == {Place.TABLE}


def test_a_continued_string_may_change_its_width():
    assert Reader((b"\0ab", b"\1" + "机密".encode("utf-16-le"))).string(4)[0] == "ab机密"


@pytest.mark.parametrize(
    ("value", "number"), [(0x3FF00000, 1.0), (0x3FF00001, 0.01), (0x004B5646, 1234321), (0xFFFFFFFE, -1.0), (0x004B5647, 12343.21)]
)
def test_short_numbers_are_unpacked(value, number):
    assert rk_number(value) == number


def test_literals_of_a_formula_are_joined_as_they_stand():
    tokens = b"\x17\x01\x01" + "机".encode("utf-16-le") + b"\x17\x01\x01" + "密".encode("utf-16-le") + b"\x08"
    assert literals(tokens) == '"机"&"密"'


def test_an_encrypted_workbook_is_held():
    stream = bof(5) + record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\x55" * 48) + record(0x0A, b"")
    items = read("xls", write_compound({("Workbook",): stream}))
    assert {code for code, _ in codes(items)} == {"password-protected"}


@pytest.mark.parametrize("size", [3, 20, 700, 3000, 5000])
def test_a_cut_stream_is_corrupt(size):
    assert "corrupt" in {code for code, _ in codes(read("xls", edited(sample("xls"), {("Workbook",): lambda data: data[:size]})))}


def test_sheets_of_version_4_are_said():
    items = read("xls", write_compound({("Book",): record(0x409, struct.pack("<HHH", 0, 0x10, 0))}))
    assert ("unsupported-format", "BIFF2-4") in codes(items)
