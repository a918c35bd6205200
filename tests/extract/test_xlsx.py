"""Workbooks: every hiding place by itself."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from screener.model import Place
from tests.extract.office_files import children, codes, first_sheet, part, places, read, saved, segments, workbook

SAMPLES = Path(__file__).parents[1] / "samples" / "xlsx"
TOKEN = "密令甲"
SHEET = "xl/worksheets/sheet1.xml"


def book_with(edit) -> bytes:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = "普通单元格"
    edit(book, first_sheet(book))
    return saved(book)


def hidden_sheet(book, sheet):
    book.create_sheet("另页")["A1"] = TOKEN
    book["另页"].sheet_state = "hidden"


def very_hidden_sheet(book, sheet):
    hidden_sheet(book, sheet)
    book["另页"].sheet_state = "veryHidden"


def hidden_row(book, sheet):
    sheet["A2"] = TOKEN
    sheet.row_dimensions[2].hidden = True


def hidden_column(book, sheet):
    sheet["C1"] = TOKEN
    sheet.column_dimensions["C"].hidden = True


def white(book, sheet):
    sheet["A2"] = TOKEN
    sheet["A2"].font = Font(color="FFFFFFFF")


def white_on_blue(book, sheet):
    white(book, sheet)
    sheet["A2"].fill = PatternFill("solid", fgColor="FF1F4E79")


def tiny(book, sheet):
    sheet["A2"] = TOKEN
    sheet["A2"].font = Font(size=1)


def blank_format(book, sheet):
    sheet["A2"] = TOKEN
    sheet["A2"].number_format = ";;;"


def validation(book, sheet):
    rule = DataValidation(type="list", formula1=f'"甲,{TOKEN}"')
    rule.add("A1")
    sheet.add_data_validation(rule)


def prompt(book, sheet):
    rule = DataValidation(type="whole", prompt=TOKEN)
    rule.add("A1")
    sheet.add_data_validation(rule)


def defined_name(book, sheet):
    book.defined_names[TOKEN] = DefinedName(TOKEN, attr_text="Sheet!$A$1")


def chart(book, sheet):
    found = BarChart()
    found.title = TOKEN
    found.add_data(Reference(sheet, min_col=1, min_row=1))
    sheet.add_chart(found, "D4")


def printed(which):
    def edit(book, sheet):
        getattr(sheet, which).center.text = TOKEN

    return edit


def comment(text, author):
    def edit(book, sheet):
        sheet["B2"].comment = Comment(text, author)

    return edit


KINDS = {
    "cell": (lambda book, sheet: sheet.append([TOKEN]), Place.TABLE),
    "sheet name": (lambda book, sheet: book.create_sheet(TOKEN), Place.SHEET_NAME),
    "hidden sheet": (hidden_sheet, Place.HIDDEN),
    "very hidden sheet": (very_hidden_sheet, Place.HIDDEN),
    "hidden row": (hidden_row, Place.HIDDEN),
    "hidden column": (hidden_column, Place.HIDDEN),
    "white letters": (white, Place.HIDDEN),
    "white letters on blue": (white_on_blue, Place.TABLE),
    "tiny letters": (tiny, Place.HIDDEN),
    "format that prints nothing": (blank_format, Place.HIDDEN),
    "formula": (lambda book, sheet: sheet.append([f'=IF(A1="","{TOKEN}","")']), Place.FORMULA),
    "number format": (lambda book, sheet: setattr(sheet["A1"], "number_format", f'"{TOKEN}"0'), Place.NUMBER_FORMAT),
    "comment": (comment(TOKEN, "作者"), Place.COMMENT),
    "comment author": (comment("批注", TOKEN), Place.COMMENT),
    "odd header": (printed("oddHeader"), Place.HEADER),
    "even header": (printed("evenHeader"), Place.HEADER),
    "first header": (printed("firstHeader"), Place.HEADER),
    "odd footer": (printed("oddFooter"), Place.FOOTER),
    "even footer": (printed("evenFooter"), Place.FOOTER),
    "first footer": (printed("firstFooter"), Place.FOOTER),
    "defined name": (defined_name, Place.DEFINED_NAME),
    "list of choices": (validation, Place.FORM_FIELD),
    "prompt": (prompt, Place.FORM_FIELD),
    "chart title": (chart, Place.CHART),
    "property": (lambda book, sheet: setattr(book.properties, "subject", TOKEN), Place.METADATA),
}


@pytest.mark.parametrize(("edit", "place"), KINDS.values(), ids=KINDS)
def test_text_that_openpyxl_can_write_is_found_in_its_place(edit, place):
    found = places(read("xlsx", book_with(edit)), TOKEN) - ({Place.METADATA} if place is Place.SHEET_NAME else set())
    assert found == {place}


THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
PART_KINDS = {
    "threaded comment": (
        "threadedComment",
        f'<ThreadedComments xmlns="{THREADED}"><threadedComment ref="B2"><text>{TOKEN}</text></threadedComment></ThreadedComments>'.encode(),
        Place.COMMENT,
    ),
    "person": ("person", f'<personList xmlns="{THREADED}"><person displayName="{TOKEN}"/></personList>'.encode(), Place.METADATA),
    "shape": (
        "drawing",
        part(f"<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>"),
        Place.TEXT_BOX,
    ),
    "alternative text": ("drawing", part(f'<xdr:wsDr><xdr:sp><xdr:cNvPr descr="{TOKEN}"/></xdr:sp></xdr:wsDr>'), Place.ALT_TEXT),
    "VML box": (
        "vmlDrawing",
        f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><div>{TOKEN}<br></div></v:textbox></xml>'.encode(),
        Place.TEXT_BOX,
    ),
    "pivot cache": (
        "pivotCacheDefinition",
        part(
            f'<x:pivotCacheDefinition><x:cacheField name="n"><x:sharedItems><x:s v="{TOKEN}"/></x:sharedItems></x:cacheField></x:pivotCacheDefinition>'
        ),
        Place.HIDDEN,
    ),
    "pivot record": ("pivotCacheRecords", part(f'<x:pivotCacheRecords><x:r><x:s v="{TOKEN}"/></x:r></x:pivotCacheRecords>'), Place.HIDDEN),
    "external cell": ("externalLink", part(f"<x:externalLink><x:cell><x:v>{TOKEN}</x:v></x:cell></x:externalLink>"), Place.EXTERNAL_CACHE),
    "external sheet": ("externalLink", part(f'<x:externalLink><x:sheetName val="{TOKEN}"/></x:externalLink>'), Place.EXTERNAL_CACHE),
    "connection": ("connections", part(f'<x:connections><x:connection description="{TOKEN}"/></x:connections>'), Place.MARKUP),
    "table column": ("table", part(f'<x:table><x:tableColumn name="{TOKEN}"/></x:table>'), Place.TABLE),
    "unlisted sheet": ("unknown", part(f'<x:worksheet><x:row><x:c t="str"><x:v>{TOKEN}</x:v></x:c></x:row></x:worksheet>'), Place.HIDDEN),
    "orphan sheet": (None, part(f'<x:worksheet><x:row><x:c t="str"><x:v>{TOKEN}</x:v></x:c></x:row></x:worksheet>'), Place.ORPHAN),
}


@pytest.mark.parametrize(("kind", "content", "place"), PART_KINDS.values(), ids=PART_KINDS)
def test_text_in_another_part_is_found_in_its_place(kind, content, place):
    name = "xl/test.vml" if kind == "vmlDrawing" else "xl/test.xml"
    related = [("xl/workbook.xml", kind, name.removeprefix("xl/"))] if kind else []
    items = read("xlsx", workbook({name: content}, related))
    assert places(items, TOKEN) == {place}
    assert codes(items) == set()


def test_phonetics_and_strings_that_no_cell_shows_are_found():
    strings = part(
        f"<x:sst><x:si><x:r><x:t>机</x:t></x:r><x:r><x:t>密</x:t></x:r><x:rPh><x:t>音密</x:t></x:rPh></x:si><x:si><x:t>{TOKEN}</x:t></x:si></x:sst>"
    )
    row = b'<row r="9"><c r="A9" t="s"><v>0</v></c></row></sheetData>'
    items = read("xlsx", workbook({"xl/sharedStrings.xml": strings, SHEET: lambda data: data.replace(b"</sheetData>", row)}))
    assert (places(items, "机密"), places(items, "音密"), places(items, TOKEN)) == ({Place.TABLE}, {Place.HIDDEN}, {Place.ORPHAN})


def test_files_inside_become_sources():
    items = read(
        "xlsx",
        workbook(
            {"xl/media/image1.png": b"\x89PNG", "xl/vbaProject.bin": b"\xd0\xcf"},
            [("xl/workbook.xml", "vbaProject", "vbaProject.bin"), (SHEET, "image", "../media/image1.png")],
        ),
    )
    assert {name: place for name, (place, _) in children(items).items()} == {
        "xl/media/image1.png": Place.IMAGE,
        "xl/vbaProject.bin": Place.MACRO,
    }


@pytest.mark.parametrize("root", ["worksheet", "chartsheet", "dialogsheet", "macrosheet"])
def test_a_sheet_that_the_workbook_does_not_list_is_read_cell_by_cell(root):
    row = '<x:row r="1"><x:c r="B1" t="inlineStr"><x:is><x:r><x:t>机</x:t></x:r><x:r><x:t>密</x:t></x:r></x:is></x:c></x:row>'
    stray = part(f"<x:{root}><x:sheetData>{row}</x:sheetData></x:{root}>")
    found = [one.location.cell for one in segments(read("xlsx", workbook({"xl/stray.xml": stray}))) if one.text == "机密"]
    assert found == ["xl/stray.xml!B1"]


def test_what_a_shared_workbook_remembers_of_a_change_is_read_whole():
    rich = "<x:is><x:r><x:t>机</x:t></x:r><x:r><x:t>密</x:t></x:r></x:is>"
    log = part(f'<x:revisions><x:rcc><x:oc r="A1" t="inlineStr">{rich}</x:oc><x:nc r="A1"><x:v>1</x:v></x:nc></x:rcc></x:revisions>')
    items = read("xlsx", workbook({"xl/revisions/log1.xml": log}))
    assert [one.location.cell for one in segments(items) if one.text == "机密"] == ["A1"]
