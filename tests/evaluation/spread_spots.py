"""Places that tear a mark apart: one character a run, a cell, a line, a text box, a slide; tags and entities inside the word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.document import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx.util import Pt

from tests.evaluation.page_spots import drawn, ofd_rows, set_page
from tests.evaluation.sheet_spots import box, deck, on_sheet, on_slide
from tests.evaluation.spots import Made, Spot, file_name, xml
from tests.evaluation.text_spots import page
from tests.evaluation.word_spots import DRAWING, injected, paragraph, runs, simple
from tests.extract.ofd_files import ofd, text
from tests.extract.office_files import saved
from tests.extract.pdf_files import add_page, line
from tests.extract.pdf_files import saved as saved_pdf

__all__ = ["SPOTS"]

# Harmless texts that are torn apart in the same way.
TORN = ("保守国家秘密", "司机密切配合", "侵犯商业秘密罪", "服务★★★★★", "三年级一班", "机器人大赛")


def word_runs(made: Document, put: str) -> None:
    added = made.paragraphs[0].insert_paragraph_before()
    for character in put:
        added.add_run(character)


def word_paragraphs(made: Document, put: str) -> None:
    for character in put:
        made.paragraphs[0].insert_paragraph_before()
        made.paragraphs[0].text = character
    for at, character in enumerate(put):
        made.paragraphs[at].text = character


def word_row(made: Document, put: str) -> None:
    table = made.add_table(1, max(1, len(put)))
    for cell, character in zip(table.rows[0].cells, put, strict=False):
        cell.text = character
    made.element.body.insert(0, table._tbl)


def word_column(made: Document, put: str) -> None:
    table = made.add_table(max(1, len(put)), 1)
    for row, character in zip(table.rows, put, strict=False):
        row.cells[0].text = character
    made.element.body.insert(0, table._tbl)


def word_boxes(put: str) -> str:
    return "".join(DRAWING.format(alt="", inner=paragraph(runs(character))) for character in put)


def field_result(put: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return paragraph(f'{begin}<w:r><w:instrText xml:space="preserve"> QUOTE "{xml(put)}" </w:instrText></w:r>{end}')


def across(made: Workbook, sheet: Worksheet, put: str) -> None:
    for at, character in enumerate(put, start=1):
        sheet.cell(1, at, character)


def downward(made: Workbook, sheet: Worksheet, put: str) -> None:
    for at, character in enumerate(put, start=1):
        sheet.cell(at, 8, character)


def slide_boxes(made: Any, put: str) -> None:
    for at, character in enumerate(put):
        box(made.slides[0].shapes, character, 20 + 24 * at, 10)


def slide_column(made: Any, put: str) -> None:
    for at, character in enumerate(put):
        box(made.slides[0].shapes, character, 20, 10 + 24 * at)


def one_a_slide(body: str, put: str) -> Made:
    made = deck(body)
    for character in put:
        slide = made.slides.add_slide(made.slide_layouts[6])
        slide.shapes.add_textbox(Pt(100), Pt(100), Pt(300), Pt(200)).text_frame.text = character
    return file_name(body, "pptx"), saved(made)


def pdf_objects(body: str, put: str, x: float = 17, y: float = 0) -> Made:
    import pikepdf

    pdf = pikepdf.new()
    content = "".join(line(character, 72 + at * x, 800 - at * y, 16) for at, character in enumerate(put))
    add_page(pdf, content + set_page(body))
    return file_name(body, "pdf"), saved_pdf(pdf)


def ofd_objects(body: str, put: str) -> Made:
    content = "".join(text(xml(character), 25 + 7 * at, 25) for at, character in enumerate(put))
    return file_name(body, "ofd"), ofd(content + ofd_rows(body))


def markup(around: Callable[[str], str]) -> Callable[[str, str], Made]:
    return lambda body, put: _page(body, "".join(around(character) for character in put))


def _page(body: str, content: str) -> Made:
    return page(before=f"<p>{content.replace('@', '＠')}</p>")(body, "")


def spot(suffix: str, place: str, make: Callable[[str, str], Made]) -> Spot:
    return Spot(suffix, place, "margin", make, neutral=TORN)


SPOTS = (
    spot("docx", "one character a run", simple(word_runs)),
    spot("docx", "one character a paragraph", simple(word_paragraphs)),
    spot("docx", "one character a cell of a row", simple(word_row)),
    spot("docx", "one character a cell of a column", simple(word_column)),
    spot("docx", "one character a text box", injected(word_boxes)),
    spot("docx", "quoted by a field", injected(field_result)),
    spot("xlsx", "one character a cell of a row", on_sheet(across, offset=1)),
    spot("xlsx", "one character a cell of a column", on_sheet(downward)),
    spot("pptx", "one character a text box", on_slide(slide_boxes)),
    spot("pptx", "one character a text box, downward", on_slide(slide_column)),
    spot("pptx", "one character a slide", one_a_slide),
    spot("pdf", "one character a text object", pdf_objects),
    spot("pdf", "wide apart", lambda body, put: pdf_objects(body, put, x=40)),
    spot("pdf", "downward", lambda body, put: pdf_objects(body, put, x=0, y=18)),
    spot("pdf", "drawn twice as a shadow", lambda body, put: _shadow(body, put)),
    spot("ofd", "one character a text object", ofd_objects),
    spot("html", "tags inside the word", markup(lambda character: f"<b></b><i>{xml(character)}</i>")),
    spot("html", "comments inside the word", markup(lambda character: f"{xml(character)}<!-- x -->")),
    spot("html", "entities", markup(lambda character: f"&#x{ord(character):x};")),
    spot("html", "entities of entities", markup(lambda character: f"&amp;#{ord(character)};")),
    spot("html", "blocks inside the word", markup(lambda character: f'<span style="display:block">{xml(character)}</span>')),
    spot("html", "hidden noise inside the word", markup(lambda character: f'{xml(character)}<span style="display:none">z</span>')),
    spot("html", "style sheet content", lambda body, put: page(head=f'<style>h1::before{{content:"{xml(put)}"}}</style>')(body, "")),
    spot("html", "script text", lambda body, put: page(head=f'<script>document.write("{xml(put)}")</script>')(body, "")),
)


def _shadow(body: str, put: str) -> Made:
    import io

    import pikepdf

    name, data = drawn(72, 780)(body, put)
    pdf = pikepdf.open(io.BytesIO(data))
    pdf.pages[0].contents_add(line(put.replace("\n", ""), 73, 779, 16).encode(), prepend=True)
    return name, saved_pdf(pdf)
