"""A paper as a Word document, on A4, in the fonts that offices use."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from reports.papers.paper import Grid, Paper, Table, written

BODY_FONT, TITLE_FONT = "宋体", "黑体"
# A4 with the margins of ordinary office forms, in centimetres.
SHORT_SIDE, LONG_SIDE, MARGIN = 21.0, 29.7, 2.0
LABEL_WIDTH = 4.2


def as_docx(paper: Paper) -> bytes:
    document = Document()
    page = document.sections[0]
    width, height = (LONG_SIDE, SHORT_SIDE) if paper.landscape else (SHORT_SIDE, LONG_SIDE)
    if paper.landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(width), Cm(height)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    _font(document.styles["Normal"], BODY_FONT, 10.5)
    _line(document, paper.title, TITLE_FONT, 18, centred=True)
    if paper.subtitle:
        _line(document, paper.subtitle, BODY_FONT, 10.5, centred=True)
    for section in paper.sections:
        if section.heading:
            _line(document, section.heading, TITLE_FONT, 12)
        if isinstance(section, Grid):
            _rows(document, section.rows, (LABEL_WIDTH, width - 2 * MARGIN - LABEL_WIDTH), labelled=True)
        else:
            _table(document, section, width - 2 * MARGIN)
    footer = page.footer.paragraphs[0]
    footer.text = written(paper.footing)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.core_properties.title = written(paper.title)
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(document: WordDocument, section: Table, width: float) -> None:
    shares = section.widths or (1,) * len(section.columns)
    widths = tuple(width * share / sum(shares) for share in shares)
    _rows(document, (section.columns, *section.rows), widths, headed=True)


def _rows(
    document: WordDocument, rows: tuple[tuple[str, ...], ...], widths: tuple[float, ...], *, labelled: bool = False, headed: bool = False
) -> None:
    table = document.add_table(rows=len(rows), cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for line, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for index, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(written(text))
            if (labelled and index == 0) or (headed and line == 0):
                _font(run, TITLE_FONT, 10.5)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if headed and rows:
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph()


def _line(document: WordDocument, text: str, font: str, size: float, *, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(written(text)), font, size)


def _font(styled: object, name: str, size: float) -> None:
    """Word takes the font of Chinese characters from an attribute of its own."""
    styled.font.name, styled.font.size = name, Pt(size)  # type: ignore[attr-defined]
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # type: ignore[attr-defined]
