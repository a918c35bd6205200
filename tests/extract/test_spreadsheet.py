"""How cells read: numbers, formats, print headers, rows that are hidden, sheets that are broken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from screener.config import Limits
from screener.errors import TooLargeError
from screener.extract.ooxml.spreadsheet import column_number, number_text, printed_texts
from screener.extract.ooxml.spreadsheet_styles import rendered
from screener.model import Place
from tests.extract.office_files import codes, first_sheet, inject, part, places, read, repack, saved, segments, workbook

SAMPLES = Path(__file__).parents[1] / "samples" / "xlsx"
TOKEN = "密令甲"
SHEET = "xl/worksheets/sheet1.xml"


def book_with(edit) -> bytes:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = "普通单元格"
    edit(book, first_sheet(book))
    return saved(book)


def hidden_column(book, sheet):
    sheet["C1"] = TOKEN
    sheet.column_dimensions["C"].hidden = True


def test_cells_come_row_by_row_with_their_addresses_and_the_first_rows_marked():
    book = openpyxl.Workbook()
    first_sheet(book).title = "名单"
    for row in (["姓名", "电话"], ["甲", 13800138000], ["乙", "010-1"], ["丙", "x"]):
        first_sheet(book).append(row)
    cells = [
        (segment.location.cell, segment.text, segment.layout.header_zone)
        for segment in segments(read("xlsx", saved(book)))
        if segment.location.place is Place.TABLE
    ]
    assert cells[:4] == [("名单!A1", "姓名", True), ("名单!B1", "电话", True), ("名单!A2", "甲", True), ("名单!B2", "13800138000", True)]
    assert cells[7:] == [("名单!B4", "x", False), ("名单!A2:A4", "甲乙丙", True)]


def test_hidden_cells_do_not_tear_a_row_apart():
    def edit(book, sheet):
        sheet.append(["左", "藏", "右"])
        sheet.column_dimensions["B"].hidden = True

    texts = [segment.text for segment in segments(read("xlsx", book_with(edit))) if segment.location.place in (Place.TABLE, Place.HIDDEN)]
    assert texts == ["普通单元格", "左", "右", "藏"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("13800138000", "13800138000"),
        ("1.3800138E10", "13800138000"),
        ("1.3800138000000001E+10", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("110101199003071234", "110101199003071234"),
        ("1.10101199003071E17", "110101199003071000"),
        ("0.1", "0.1"),
        ("-2.5", "-2.5"),
        ("1E300", "1e+300"),
        ("nan", "nan"),
        ("机密", "机密"),
    ],
)
def test_a_number_is_written_in_digits(raw, text):
    assert number_text(raw) == text


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('&L&"宋体,Bold"&12机密★10年&R第 &P 页', ["机密★10年", "第  页"]),
        ("&C&KFF0000秘密&K01+000&G", ["秘密"]),
        ("甲&&乙", ["甲&乙"]),
        ("&L&C&R", []),
    ],
)
def test_a_print_header_loses_its_codes(code, texts):
    assert list(printed_texts(code)) == texts


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"机密★"0"年"', ["机密★0年"]),
        ("\\机\\密0", ["机密0"]),
        ("机密0;[红色]秘密0", ["机密0\n秘密0"]),
        ('yyyy"年"m"月"d"日"', []),
        ('_ "¥"* #,##0.00_ ', []),
        ("0.00E+00", []),
        ("[$-804]General", []),
    ],
)
def test_a_number_format_is_read_where_it_shows_words(code, shown):
    items = read("xlsx", book_with(lambda book, sheet: setattr(sheet["A1"], "number_format", code)))
    assert [segment.text for segment in segments(items) if segment.location.place is Place.NUMBER_FORMAT] == shown


@pytest.mark.parametrize(("reference", "number"), [("A1", 1), ("Z9", 26), ("AB12", 28), ("XFD1", 16384), ("", 0)])
def test_a_column_has_a_number(reference, number):
    assert column_number(reference) == number


def test_strict_names_are_read_like_transitional_ones():
    def strict(data: bytes) -> bytes:
        return data.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    data = repack(book_with(hidden_column), {SHEET: strict, "xl/workbook.xml": strict})
    items = read("xlsx", data)
    assert (places(items, "普通单元格"), places(items, TOKEN)) == ({Place.TABLE}, {Place.HIDDEN})


def test_a_sheet_that_breaks_off_gives_its_first_rows_and_is_reported():
    items = read("xlsx", workbook({SHEET: lambda data: data[: data.index(b"</sheetData>")]}))
    assert places(items, "普通单元格") == {Place.TABLE}
    assert ("corrupt", "XMLSyntaxError") in codes(items)


@pytest.mark.parametrize("text", ["机<!-- 注 -->密", "机<?x y?>密", "<![CDATA[机]]>密"])
def test_what_stands_between_letters_of_a_cell_does_not_part_them(text):
    cell = f'<row r="9"><c r="A9" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'
    items = read("xlsx", workbook({SHEET: lambda data: data.replace(b"</sheetData>", cell.encode())}))
    assert places(items, "机密") == {Place.TABLE}
    assert places(items, "注") == ({Place.MARKUP} if "注" in text else set())


def test_a_long_string_in_many_cells_is_said_once():
    strings = part(f"<x:sst><x:si><x:t>{'长' * 2000}</x:t></x:si><x:si><x:t>短</x:t></x:si></x:sst>")
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{row % 2}</v></c></row>' for row in range(2, 12))
    data = workbook({"xl/sharedStrings.xml": strings, SHEET: lambda sheet: sheet.replace(b"</sheetData>", f"{cells}</sheetData>".encode())})
    texts = [segment.text[0] for segment in segments(read("xlsx", data)) if ":" not in (segment.location.cell or ":")]
    assert (texts.count("长"), texts.count("短")) == (1, 5)
    with pytest.raises(TooLargeError):
        read("xlsx", data, Limits(total_bytes=5000))


def test_a_workbook_by_libreoffice_is_read_in_all_its_places():
    items = read("xlsx", (SAMPLES / "sheets.xlsx").read_bytes())
    expected = {
        "机密★10年": Place.TABLE,
        "藏密字": Place.HIDDEN,
        "批注密字": Place.COMMENT,
        "名单": Place.SHEET_NAME,
        "13800138000": Place.TABLE,
    }
    assert {text: places(items, text) - {Place.METADATA} for text in expected} == {text: {place} for text, place in expected.items()}
    assert codes(items) == set()


@pytest.mark.parametrize(("comparison", "value"), [("<=", "5"), (">=", "5"), ("<>", "4"), ("<", "4"), (">", "6"), ("=", "5")])
def test_a_format_with_a_condition_shows_its_word_where_that_holds(comparison, value):
    assert rendered(f'[{comparison}5]"机密"0;"公开"0', value) == f"机密{value}"
    assert rendered('[=999]"机密"0;"公开"0', value) == f"公开{value}"


@pytest.mark.parametrize("tag", ["x:formula", "x:formula1", "x:formula2", "xm:f"])
def test_a_rule_is_read_as_a_form_field(tag):
    rule = f'<x:dataValidation xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><{tag}>"{TOKEN}"</{tag}></x:dataValidation>'
    assert places(read("xlsx", workbook({SHEET: inject("</worksheet>", rule)})), TOKEN) == {Place.FORM_FIELD}
