"""Excel workbooks: every sheet whatever its state, then the parts beside them, then strings that no cell shows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from screener.errors import TooLargeError, UnreadableError
from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Part, Reader, read_parts
from screener.extract.ooxml.properties import PROPERTY_READERS
from screener.extract.ooxml.spreadsheet import WORKSHEETS, SharedStrings, Sheet, SheetReader, X, read_shared_strings
from screener.extract.ooxml.spreadsheet_styles import CellStyles
from screener.extract.ooxml.workbook_parts import TAKEN, WORKBOOK_READERS
from screener.extract.source import Item, Source
from screener.model import Place

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HANDLED = frozenset({*DRAWN, *TAKEN, *PROPERTY_READERS})


def extract_xlsx(source: Source) -> Iterator[Item]:
    with Package(source) as package:
        main = next((one.target for one in package.related("", "officeDocument") if one.target in package.parts), "")
        strings_name, strings = _shared_strings(package, main)
        styles = CellStyles(_related_root(package, main, "styles")[1])
        sheets = dict(_sheets(package, main))
        for name, sheet in sheets.items():
            try:
                yield from SheetReader(package, name, sheet, strings, styles).read(package.read(name))
            except TooLargeError:
                raise
            except UnreadableError as error:
                yield source.unscanned(error.code, error.reason, inner=name)

        def read_stray_sheet(part: Part) -> Iterator[Item]:
            """A sheet that the workbook does not list."""
            yield from SheetReader(package, part.name, Sheet(part.name, hidden=True), strings, styles).read_tree(part.root)

        readers: dict[str, Reader] = {**PROPERTY_READERS, **DRAWING_READERS, **WORKBOOK_READERS}
        readers.update(dict.fromkeys(WORKSHEETS, read_stray_sheet))
        yield from read_parts(package, readers, HANDLED, (main,), done={*sheets, strings_name})
        for index, text in enumerate(strings.texts):
            if index not in strings.used and text.strip():
                yield source.segment(text, Place.ORPHAN, strings_name, paragraph=index + 1)


def _sheets(package: Package, workbook: str) -> Iterator[tuple[str, Sheet]]:
    """The parts of the sheets in the order of their tabs."""
    root = package.parse(workbook, package.read(workbook)) if workbook else None
    targets = {one.id: one.target for one in package.related(workbook) if not one.external}
    for element in root.iter(X + "sheet") if root is not None else ():
        name = targets.get(element.get(R_ID, ""), "")
        if name in package.parts:
            yield name, Sheet(element.get("name", ""), element.get("state", "visible") != "visible")


def _shared_strings(package: Package, workbook: str) -> tuple[str, SharedStrings]:
    name, root = _related_root(package, workbook, "sharedStrings")
    return name, read_shared_strings(root) if root is not None else SharedStrings()


def _related_root(package: Package, workbook: str, kind: str) -> tuple[str, etree._Element | None]:
    """The one part of a kind that the workbook uses; where relationships are lost, the one with the usual name."""
    named = (one.target for one in package.related(workbook, kind))
    name = next((name for name in (*named, f"xl/{kind}.xml") if name in package.parts), "")
    try:
        return name, package.parse(name, package.read(name)) if name else None
    except TooLargeError:
        raise
    except UnreadableError as error:
        package.suspect(error.code, error.reason, name)
        return name, None
