"""OpenDocument spreadsheets: cells under their address, with what hides them, computes them and is pinned to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.utils import get_column_letter

from screener.extract.odf.styles import DRAW, OFFICE, TABLE, TEXT, XLINK
from screener.extract.odf.text import OdfStory, Stand, cells_of, rows_of
from screener.extract.ooxml.drawing import integer
from screener.extract.vertical import VerticalRuns
from screener.model import Layout, Place, Segment

# A sheet has so many rows and columns; a hostile file repeats more.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
OUT_OF_SIGHT = frozenset({"collapse", "filter"})
# A telephone number in a narrow column shows as 1.38E+10 or ###; its value is there in full. An empty format shows nothing at all.
ROUNDED = re.compile(r"\dE[+-]\d|^#+$")
VALUES = ("string-value", "date-value", "time-value", "boolean-value", "value")


def read_sheets(story: OdfStory, body: etree._Element, page: int | None = None) -> Iterator[Segment]:
    """Sheet by sheet, so that a big workbook is not held twice."""
    for table in body.iterchildren(f"{TABLE}table"):
        _sheet(story, table, page)
        yield from story.segments()
    for changes in body.iterchildren(f"{TABLE}tracked-changes"):
        for paragraph in changes.iter(f"{TEXT}p"):
            story.paragraph(paragraph, Stand(Place.DELETED, boxed=True))
    yield from story.segments()


def _sheet(story: OdfStory, table: etree._Element, page: int | None) -> None:
    name = table.get(f"{TABLE}name", "")
    hidden = story.styles.display("table", table.get(f"{TABLE}style-name")).off
    story.say(name, Stand(Place.SHEET_NAME, page=page), Layout(), beside=True)
    shut = _shut_columns(table)
    runs = VerticalRuns()
    row_number = 1
    for row in rows_of(table):
        row_hidden = hidden or row.get(f"{TABLE}visibility") in OUT_OF_SIGHT
        column = 1
        for cell in cells_of(row):
            repeated = _repeated(cell, f"{TABLE}number-columns-repeated", MOST_COLUMNS)
            if len(cell) or cell.attrib:
                last = min(column + repeated, MOST_COLUMNS + 1)
                out = row_hidden or (bool(shut) and all(number in shut for number in range(column, last)))
                shown = _cell(story, cell, f"{name}!{get_column_letter(min(column, MOST_COLUMNS))}{row_number}", page, hidden=out)
                if shown is not None:
                    runs.add((column, shown.location.place), row_number, shown)
            column += repeated
        row_number = min(row_number + _repeated(row, f"{TABLE}number-rows-repeated", MOST_ROWS), MOST_ROWS)
    story.say_runs(runs)
    for shapes in table.iterchildren(f"{TABLE}shapes"):
        story.blocks(shapes, Stand(Place.HIDDEN if hidden else Place.TEXT_BOX, page=page, boxed=True))
    for source in table.iter(f"{TABLE}table-source", f"{TABLE}cell-range-source"):
        if target := source.get(f"{XLINK}href"):
            story.say(target, Stand(Place.LINK, page=page), Layout(), beside=True)


def _shut_columns(table: etree._Element) -> set[int]:
    shut: set[int] = set()
    column = 1
    for element in table.iter(f"{TABLE}table-column"):
        repeated = _repeated(element, f"{TABLE}number-columns-repeated", MOST_COLUMNS)
        if element.get(f"{TABLE}visibility") in OUT_OF_SIGHT:
            shut.update(range(column, min(column + repeated, MOST_COLUMNS + 1)))
        column = min(column + repeated, MOST_COLUMNS + 1)
    return shut


def _cell(story: OdfStory, cell: etree._Element, address: str, page: int | None, *, hidden: bool) -> Segment | None:
    """What the cell shows, if it shows anything."""
    shown = None
    style = cell.get(f"{TABLE}style-name")
    look = story.styles.look("table-cell", style)
    stand = Stand(Place.HIDDEN if hidden else Place.TABLE, address, page)
    text = "\n".join(_plain(paragraph) for paragraph in cell.iterchildren(f"{TEXT}p"))
    if not text.strip() or ROUNDED.search(text):
        text = next((value for name in VALUES if (value := cell.get(f"{OFFICE}{name}"))), text)
    if text.strip():
        unseen = not hidden and look.is_hidden(on_white=True)
        shown = story.say(text, stand, look.layout(header_zone=False), place=Place.HIDDEN if unseen else None, beside=hidden)
    if (formula := cell.get(f"{TABLE}formula", "")) and ('"' in formula or not formula.isascii()):
        story.say(formula, stand, Layout(), place=Place.FORMULA)
    for child in cell.iterchildren(etree.Element):
        if child.tag == f"{OFFICE}annotation":
            story.annotation(child, stand)
        elif str(child.tag).startswith(DRAW):
            story.shape(child, Stand(Place.HIDDEN if hidden else Place.TEXT_BOX, address, page, boxed=True))
        elif child.tag == f"{TEXT}p":
            for shape in child.iterchildren(etree.Element):
                if str(shape.tag).startswith(DRAW):
                    story.shape(shape, Stand(Place.HIDDEN if hidden else Place.TEXT_BOX, address, page, boxed=True))
    return shown


def _plain(element: etree._Element) -> str:
    """The text of a cell's paragraph without that of shapes and notes in it."""
    pieces = [element.text or ""]
    for child in element.iterchildren(etree.Element):
        if child.tag == f"{TEXT}s":
            pieces.append(" " * min(max(1, integer(child.get(f"{TEXT}c"), 1)), 1_000))
        elif child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            pieces.append("\t" if child.tag == f"{TEXT}tab" else "\n")
        elif not str(child.tag).startswith(DRAW) and child.tag != f"{OFFICE}annotation":
            pieces.append(_plain(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _repeated(element: etree._Element, name: str, most: int) -> int:
    return min(max(1, integer(element.get(name), 1)), most)
