"""Words written one character a cell, down a column or from slide to slide."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import docx
import openpyxl
import pptx
import pytest
from pptx.util import Inches

from screener.extract.vertical import LONGEST, VerticalRuns
from screener.model import Layout, Location, Place, Segment
from tests.extract import test_odf, test_xls
from tests.extract.legacy_files import read as read_legacy
from tests.extract.legacy_files import record as biff
from tests.extract.office_files import first_sheet, read, saved, segments
from tests.extract.readings import items
from tests.extract.xlsb_files import inline, row, sheet, xlsb

MARK = "机密★1年"


def runs(*cells: tuple[int, int, str]) -> list[str]:
    found = VerticalRuns()
    for column, line, text in cells:
        found.add(column, line, Segment(text, Location(cell=f"S!{'ABC'[column]}{line}")))
    return [segment.text for segment in found.joined()]


def down(*texts: str) -> list[tuple[int, int, str]]:
    return [(0, number, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (down(*MARK), [MARK]),
        (down("机", "密", "★", "10年"), ["机密★10年"]),
        (down("机", "密", "正文"), ["机密"]),
        (down("机", "正文", "密"), []),
        ([(0, 1, "机"), (0, 3, "密")], ["机密"]),
        ([(0, 1, "机"), (0, 4, "密")], []),
        ([(0, 1, "机"), (1, 1, "公"), (0, 2, "密"), (1, 2, "告")], ["机密", "公告"]),
        (down("1", "2", "3", "是"), []),
    ],
)
def test_single_characters_one_under_the_other_are_a_word(cells, expected) -> None:
    assert runs(*cells) == expected


@pytest.mark.parametrize("before", [LONGEST - 2, LONGEST - 1, LONGEST])
def test_a_long_run_is_told_in_portions_that_cut_no_word(before: int) -> None:
    found = runs(*down(*"甲" * before, *MARK))
    assert any(MARK in text for text in found)
    assert max(map(len, found)) <= LONGEST


def joined(found: Sequence[object]) -> list[tuple[str, Place, str | None, Layout]]:
    return [(item.text, item.location.place, item.location.cell, item.layout) for item in found if isinstance(item, Segment) and item.text == MARK]  # fmt: skip


def excel() -> list[object]:
    book = openpyxl.Workbook()
    for number, text in enumerate(MARK, 1):
        first_sheet(book).cell(number, 1).value = text
        first_sheet(book).cell(number, 2).value = "正文"
    return list(read("xlsx", saved(book)))


def binary_excel() -> list[object]:
    cells = [piece for number, text in enumerate(MARK) for piece in (row(number), inline(0, text), inline(1, "正文"))]
    return list(items(xlsb({"Sheet": sheet(*cells)}), "a.xlsb"))


def old_excel() -> list[object]:
    labels = (record(number, text) for number, text in enumerate(MARK))
    return list(read_legacy("xls", test_xls.book(b"", b"".join(labels))))


def record(number: int, text: str) -> bytes:
    return biff(0x204, struct.pack("<HHH", number, 0, 0) + test_xls.wide(text))


def calc() -> list[object]:
    rows = "".join(f"<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>" for text in MARK)
    return list(test_odf.read(test_odf.with_body("ods", f'<table:table table:name="Sheet">{rows}</table:table>'), "a.ods"))


@pytest.mark.parametrize("made", [excel, binary_excel, old_excel, calc])
def test_a_column_of_a_sheet_is_read_downward(made) -> None:
    ((text, place, cell, _),) = joined(made())
    assert (text, place, (cell or "").rpartition("!")[2]) == (MARK, Place.TABLE, "A1:A5")


def test_it_stands_where_its_first_character_does() -> None:
    ((*_, layout),) = joined(excel())
    assert layout.header_zone


def test_a_column_of_a_table_in_a_letter_is_read_downward() -> None:
    document = docx.Document()
    table = document.add_table(len(MARK), 2)
    for line, text in zip(table.rows, MARK, strict=True):
        line.cells[0].text, line.cells[1].text = text, "正文"
    ((_, place, cell, _),) = joined(read("docx", saved(document)))
    assert (place, cell) == (Place.TABLE, "T1!R1C1:R5C1")
    rows = "".join(f"<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>" for text in MARK)
    assert joined(test_odf.read(test_odf.with_body("odt", f"<table:table>{rows}</table:table>")))


@pytest.mark.parametrize("alone", [True, False])
def test_one_character_a_slide_is_read_by_turning_the_slides(alone: bool) -> None:
    presentation = pptx.Presentation()
    for number, text in enumerate(MARK):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        slide.shapes.add_textbox(Inches(1 + number * alone), Inches(3), Inches(1), Inches(1)).text_frame.text = text
        if not alone:
            slide.shapes.add_textbox(Inches(1), Inches(5), Inches(1), Inches(1)).text_frame.text = f"第{number}页的正文"
    found = [segment for segment in segments(read("pptx", saved(presentation))) if segment.text == MARK]
    assert [(segment.location.place, segment.location.page) for segment in found] == [(Place.TEXT_BOX, 1)]


def test_one_character_a_slide_is_read_in_an_open_presentation_too() -> None:
    shapes = "<draw:page>{}</draw:page>"
    box = '<draw:frame svg:width="3cm" svg:height="1cm"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    xml = "".join(shapes.format(box.format(text)) for text in MARK)
    found = joined(test_odf.read(test_odf.with_body("odp", xml), "a.odp"))
    assert [place for _, place, *_ in found] == [Place.TEXT_BOX]
