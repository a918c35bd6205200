"""Binary workbooks: every sheet and whatever stands beside the cells."""

from __future__ import annotations

import struct

import pytest

from screener.config import Limits
from screener.extract.ooxml.biff12 import loose_strings, records, rk_number
from screener.model import Place
from tests.extract.archive_samples import held, read, texts
from tests.extract.xlsb_files import (
    OFFICE,
    RELATIONS,
    cell,
    columns,
    formula,
    header_footer,
    inline,
    link,
    real,
    record,
    rich,
    rk,
    row,
    shared,
    sheet,
    wide,
    xlsb,
)

MARKED = "机密★10年"


def book(*rows, **more):
    return read(xlsb({"首页": sheet(*rows)}, **more), "a.xlsb")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (inline(0, MARKED), MARKED),
        (real(0, 13800138000.0), "13800138000"),
        (rk(0, 2026), "2026"),
        (cell(0, 9, struct.pack("<d", 2026.0) + bytes(10)), "2026"),
        (rk(0, -5), "-5"),
        (record(62, bytes(8) + rich(MARKED)), MARKED),
    ],
)
def test_cells_of_every_kind_are_read(cell, text):
    document = book(row(4), cell)
    assert document.media_type == "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
    assert not document.unscanned
    assert texts(document, Place.TABLE) == [text]
    assert next(segment for segment in document.segments if segment.location.place is Place.TABLE).location.cell == "首页!A5"


def test_shared_strings_are_shown_where_a_cell_shows_them_and_the_rest_are_orphans():
    document = book(row(0), shared(0, 1), strings=["没有人用", MARKED])
    assert texts(document, Place.TABLE) == [MARKED]
    assert texts(document, Place.ORPHAN) == ["没有人用"]


def test_a_formula_shows_its_value_and_its_literals():
    document = book(row(0), formula(0, "机密", ["机", "密"]))
    assert texts(document, Place.TABLE) == ["机密"]
    assert texts(document, Place.FORMULA) == ["机", "密"]


@pytest.mark.parametrize(("kind", "size"), [(9, 8), (10, 1), (11, 1)], ids=["number", "boolean", "error"])
def test_a_formula_whose_value_is_no_text_shows_its_literals(kind, size):
    raw = "机密".encode("utf-16-le")
    value = bytes(size) + struct.pack("<HI", 0, len(raw) + 3) + b"\x17" + struct.pack("<H", 2) + raw + bytes(4)
    assert texts(book(row(0), cell(0, kind, value)), Place.FORMULA) == ["机密"]


KINDS = {
    "externalLink": Place.EXTERNAL_CACHE,
    "externalLinkPath": Place.EXTERNAL_CACHE,
    "pivotCacheDefinition": Place.HIDDEN,
    "pivotCacheRecords": Place.HIDDEN,
    "table": Place.TABLE,
    "tableSingleCells": Place.TABLE,
    "userNames": Place.METADATA,
}


@pytest.mark.parametrize(("kind", "place"), KINDS.items())
def test_every_string_of_another_part_is_read_in_its_place(kind, place):
    extra = {
        "xl/worksheets/_rels/sheet1.bin.rels": RELATIONS.format(f'<Relationship Id="rId1" Type="{OFFICE}{kind}" Target="../part.bin"/>'),
        "xl/part.bin": record(2000, wide("PLAIN WORDS")),
    }
    assert texts(book(row(0), inline(0, "公开"), extra=extra), place)[-1:] == ["PLAIN WORDS"]


@pytest.mark.parametrize("state", [1, 2])
def test_a_hidden_sheet_is_read_as_hidden(state):
    document = read(
        xlsb({"首页": sheet(row(0), inline(0, "公开")), "表二": sheet(row(0), inline(0, MARKED))}, states={"表二": state}), "a.xlsb"
    )
    assert texts(document, Place.HIDDEN) == [MARKED]
    assert texts(document, Place.TABLE) == ["公开"]


def test_hidden_rows_and_columns_are_read_as_hidden():
    data = sheet(
        row(0), inline(0, "公开"), inline(5, "隐藏列"), row(1, hidden=True), inline(0, "隐藏行"), before=columns(5, 5, hidden=True)
    )
    document = read(xlsb({"首页": data}), "a.xlsb")
    assert texts(document, Place.HIDDEN) == ["隐藏列", "隐藏行"]


@pytest.mark.parametrize(
    ("place", "more"),
    [
        (Place.SHEET_NAME, {"sheets": {MARKED: sheet()}}),
        (Place.DEFINED_NAME, {"names": [("名称", MARKED)]}),
        (Place.NUMBER_FORMAT, {"style": f'"{MARKED}"0'}),
        (Place.COMMENT, {"comment": ("张三", MARKED)}),
        (Place.COMMENT, {"comment": (MARKED, "批注")}),
        (Place.HEADER, {"sheets": {"首页": sheet(after=header_footer(f"&C{MARKED}"))}}),
        (Place.FOOTER, {"sheets": {"首页": sheet(after=header_footer(None, f"&L{MARKED}"))}}),
        (Place.LINK, {"sheets": {"首页": sheet(after=link(MARKED))}}),
        (Place.FORM_FIELD, {"sheets": {"首页": sheet(after=record(64, bytes(12) + wide(MARKED)))}}),
        (Place.MARKUP, {"sheets": {"首页": sheet(after=record(2000, b"\1\2" + wide(MARKED) + b"\3"))}}),
    ],
)
def test_what_stands_beside_the_cells_is_read(place, more):
    sheets = more.pop("sheets", {"首页": sheet()})
    assert any(MARKED in text for text in texts(read(xlsb(sheets, **more), "a.xlsb"), place))


def test_a_sheet_that_the_workbook_does_not_list_is_read_as_an_orphan():
    document = book(row(0), inline(0, "公开"), extra={"xl/worksheets/sheet9.bin": sheet(row(0), inline(0, MARKED))})
    assert texts(document, Place.ORPHAN) == [MARKED]


def test_a_file_that_only_says_it_is_binary_goes_to_its_own_reader():
    document = book(row(0), inline(0, "公开"), extra={"xl/embeddings/object1.bin": b"{\\rtf1\\ansi\\ansicpg936 \\'bb\\'fa\\'c3\\'dc}"})
    assert any("机密" in text for text in texts(document))


def test_a_sheet_that_breaks_off_is_read_as_far_as_it_goes_and_held():
    data = sheet(row(0), inline(0, MARKED), row(1), inline(0, "完"))
    document = read(xlsb({"首页": data[:-12]}), "a.xlsb")
    assert MARKED in texts(document, Place.TABLE)
    assert held(document) == [("corrupt", "a.xlsb!xl/worksheets/sheet1.bin")]


def test_a_part_that_is_no_records_is_held():
    assert ("corrupt", "a.xlsb!xl/worksheets/sheet1.bin") in held(read(xlsb({"首页": b"\xff" * 40}), "a.xlsb"))


def test_a_string_shown_a_thousand_times_is_counted_a_thousand_times():
    cells = b"".join(shared(column, 0) for column in range(1_000))
    data = xlsb({"首页": sheet(row(0), cells)}, strings=["长" * 900])
    assert [code for code, _ in held(read(data, "a.xlsb", limits=Limits(total_bytes=200_000)))] == ["too-large"]


@pytest.mark.parametrize(("raw", "number"), [(0x3FF00000, 1.0), (0x3FF00001, 0.01), (26, 6.0), (27, 0.06), (0xFFFFFFFE, -1.0)])
def test_short_numbers(raw, number):
    assert rk_number(raw) == number


def test_strings_are_found_wherever_they_stand_in_a_record():
    assert list(loose_strings(b"\x01\x02" + wide("机密") + b"\x17\x02\x00" + "绝密".encode("utf-16-le") + b"\x00")) == ["机密", "绝密"]


def test_what_is_no_record_stops_the_reading():
    with pytest.raises(ValueError, match="not BIFF12"):
        list(records(record(0, b"1234") + b"\xff\x7f\x04"))
