"""Places of a workbook and of a presentation, made by openpyxl and python-pptx."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pptx
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from pptx.presentation import Presentation
from pptx.util import Pt

from tests.evaluation.spots import Made, Spot, file_name, lines, title
from tests.extract.office_files import first_sheet, saved


def book(body: str, offset: int = 0) -> Workbook:
    made = openpyxl.Workbook()
    sheet = first_sheet(made)
    sheet.title = "统计"
    for row, line in enumerate(lines(body), start=1 + offset):
        for column, text in enumerate(line.split(","), start=1):
            sheet.cell(row, column, text if not text.startswith("=") else f"'{text}")
    return made


def on_sheet(change: Callable[[Workbook, Worksheet, str], object], offset: int = 0) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        made = book(body, offset)
        if put:
            change(made, first_sheet(made), put)
        return file_name(body, "xlsx"), saved(made)

    return make


def hidden_sheet(made: Workbook, sheet: Worksheet, put: str, state: Any = "hidden") -> None:
    other = made.create_sheet("参数")
    other.sheet_state = state
    other["B3"] = put


def hidden_row(made: Workbook, sheet: Worksheet, put: str) -> None:
    sheet["H2"] = put
    sheet.row_dimensions[2].hidden = True


def white_cell(made: Workbook, sheet: Worksheet, put: str) -> None:
    sheet["H3"] = put
    sheet["H3"].font = Font(color="FFFFFFFF")


def commented(made: Workbook, sheet: Worksheet, put: str) -> None:
    sheet["A2"].comment = Comment(put, "审核")


def renamed(made: Workbook, sheet: Worksheet, put: str) -> None:
    sheet.title = put


def print_margin(side: str) -> Callable[[Workbook, Worksheet, str], object]:
    # An ampersand starts a code in a header.
    return lambda made, sheet, put: setattr(getattr(sheet, side).center, "text", put.replace("&", "&&"))


def deck(body: str) -> Presentation:
    made = pptx.Presentation()
    first = made.slides.add_slide(made.slide_layouts[5])
    first.shapes.title.text = title(body)
    second = made.slides.add_slide(made.slide_layouts[1])
    second.shapes.title.text = "主要内容"
    second.placeholders[1].text = "\n".join(lines(body)[1:])
    return made


def on_slide(change: Callable[[Any, str], object]) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        made = deck(body)
        if put:
            change(made, put)
        return file_name(body, "pptx"), saved(made)

    return make


def box(shapes: Any, put: str, left: float = 10, top: float = 10) -> None:
    shapes.add_textbox(Pt(left), Pt(top), Pt(160), Pt(30)).text_frame.text = put


def master_box(made: Any, put: str) -> None:
    master = made.slide_master.shapes
    made.slides[0].shapes.add_textbox(Pt(10), Pt(10), Pt(160), Pt(30)).text_frame.text = put
    element = made.slides[0].shapes[-1]._element
    element.getparent().remove(element)
    master._spTree.append(element)


def noted(made: Any, put: str) -> None:
    made.slides[1].notes_slide.notes_text_frame.text = put


def table_cell(made: Any, put: str) -> None:
    table = made.slides[0].shapes.add_table(2, 2, Pt(50), Pt(300), Pt(300), Pt(60)).table
    for at, text in (((0, 0), "名称"), ((0, 1), "备注"), ((1, 0), "材料"), ((1, 1), put)):
        table.cell(*at).text = text


def hidden_slide(made: Any, put: str) -> None:
    slide = made.slides.add_slide(made.slide_layouts[6])
    box(slide.shapes, put)
    slide._element.set("show", "0")


def sheet(place: str, kind: Any, change: Callable[[Workbook, Worksheet, str], object], offset: int = 0, **more: Any) -> Spot:
    return Spot("xlsx", place, kind, on_sheet(change, offset), **more)


def slide(place: str, kind: Any, change: Callable[[Any, str], object], **more: Any) -> Spot:
    return Spot("pptx", place, kind, on_slide(change), **more)


SPOTS = (
    sheet("first cell", "margin", lambda made, sheet, put: setattr(sheet["A1"], "value", put), offset=1),
    sheet("right of the title", "margin", lambda made, sheet, put: setattr(sheet["F1"], "value", put)),
    sheet("cell", "text", lambda made, sheet, put: setattr(sheet["G9"], "value", put)),
    sheet("sheet name", "inner-name", renamed, longest=31),
    sheet("hidden sheet", "text", hidden_sheet),
    sheet("very hidden sheet", "text", lambda made, sheet, put: hidden_sheet(made, sheet, put, "veryHidden")),
    sheet("hidden row", "text", hidden_row),
    sheet("white cell", "text", white_cell),
    sheet("comment", "text", commented),
    sheet("print header", "margin", print_margin("oddHeader")),
    sheet("print footer", "margin", print_margin("oddFooter")),
    sheet("keywords", "margin", lambda made, sheet, put: setattr(made.properties, "keywords", put)),
    Spot("xlsx", "file name", "name", lambda body, put: (f"{put}-{file_name(body, 'xlsx')}", saved(book(body)))),
    slide("slide corner", "margin", lambda made, put: box(made.slides[0].shapes, put)),
    slide("slide bottom", "margin", lambda made, put: box(made.slides[1].shapes, put, 300, 500)),
    slide("off the slide", "margin", lambda made, put: box(made.slides[1].shapes, put, -400, 20)),
    slide("master", "margin", master_box),
    slide("notes", "text", noted),
    slide("table cell", "text", table_cell),
    slide("hidden slide", "margin", hidden_slide),
    slide("keywords", "margin", lambda made, put: setattr(made.core_properties, "keywords", put)),
    Spot("pptx", "file name", "name", lambda body, put: (f"{put}-{file_name(body, 'pptx')}", saved(deck(body)))),
)
