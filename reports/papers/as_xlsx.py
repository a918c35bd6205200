"""A paper as a workbook: a sheet for each table or grid, to sort, filter and hand on."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports.papers.paper import Grid, Paper, written

WRAPPED = Alignment(vertical="top", wrap_text=True)
HEADING = Font(bold=True)
FILL = PatternFill("solid", fgColor="FFEEF1F5")
SHEET_WIDTH = 140
# What Excel would take for a formula. A name from outside must not become one on the desk of who opens the register.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_xlsx(paper: Paper) -> bytes:
    book = Workbook(write_only=True)
    for number, section in enumerate(paper.sections, start=1):
        sheet = book.create_sheet((section.heading or f"{paper.title}{number}")[:31])
        columns = ("项目", "内容") if isinstance(section, Grid) else section.columns
        shares = (1, 3) if isinstance(section, Grid) else section.widths or (1,) * len(columns)
        for column, share in enumerate(shares, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = max(8, SHEET_WIDTH * share / sum(shares))
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, text, heading=True) for text in columns])
        for row in section.rows:
            sheet.append([_cell(sheet, text) for text in row])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(section.rows) + 1}"
        sheet.oddFooter.center.text = written(paper.footing)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, heading: bool = False) -> Cell:
    shown = written(text)
    number = int(shown) if shown.isdecimal() and shown.isascii() and len(shown) < 12 and not (shown[0] == "0" and shown != "0") else None
    cell = WriteOnlyCell(sheet, number if number is not None else shown)
    if number is None and shown.startswith(FORMULA_STARTS):
        cell.data_type = "s"
    cell.alignment = WRAPPED
    if heading:
        cell.font, cell.fill = HEADING, FILL
    return cell
