"""SpreadsheetML sheets: cells row by row, what is hidden, formulas, and what is printed round them. A sheet is never held whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from screener.extract.archive.package import has_doctype
from screener.extract.ooxml.drawing import integer
from screener.extract.ooxml.formula import formula_text
from screener.extract.ooxml.opc import STRICT, Package, to_transitional
from screener.extract.ooxml.parts import Part, read_loose
from screener.extract.ooxml.rich_string import asides, string_text
from screener.extract.ooxml.spreadsheet_styles import CellStyles, rendered
from screener.extract.source import Item
from screener.extract.vertical import VerticalRuns
from screener.model import NO_LAYOUT, Layout, Place, Segment

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
STRICT_X = f"{{{STRICT}spreadsheetml/main}}"
CELL, VALUE, FORMULA, INLINE, ROW, COLUMNS = (X + name for name in ("c", "v", "f", "is", "row", "cols"))
WORKSHEETS = frozenset({X + "worksheet", X + "chartsheet", X + "dialogsheet", X + "macrosheet"})
# A1 and the lines under it are where a mark on a sheet stands.
HEADER_ROWS = 3
HEADER_ZONE = Layout(header_zone=True)
# A string in a formula that shows text no cell need hold: ="机"&"密".
LITERAL = re.compile(r'"[^"]*[^\W\d_][^"]*"')
SECTION = re.compile(r"&([LCR])")
# Codes of a print header: font, colour, size, the picture, page numbers, style switches.
CODES = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Z])')
PRINTED = {
    f"{which}{what}": place for which in ("odd", "even", "first") for what, place in (("Header", Place.HEADER), ("Footer", Place.FOOTER))
}
# Formulas of validations and conditional formats; a list of choices is a literal in one.
RULES = frozenset({X + "formula", X + "formula1", X + "formula2", XM + "f"})
# A string longer than this is said once: twelve thousand cells that show one megabyte are a bomb of 200 KB.
REPEATED = 1000
DIGITS = re.compile(r"-?\d+")
# What a cell of the kinds error and boolean holds.
SIGNALS = re.compile(r"#[A-Z/0_!?]+|[01]|true|false", re.IGNORECASE)
# A character by a number that is worked out: without its value such a formula may spell anything.
SPELT = re.compile(r"CHAR\((?!\s*\d+\s*\))", re.IGNORECASE)
# Cells short enough to be pieces of a word, kept for the formulas that join them.
PIECE, MOST_PIECES = 4, 20_000


@dataclass
class SharedStrings:
    """The strings of a workbook and which of them a cell has shown."""

    texts: list[str] = field(default_factory=list, repr=False)
    asides: dict[int, list[str]] = field(default_factory=dict, repr=False)
    used: set[int] = field(default_factory=set, repr=False)


@dataclass(frozen=True)
class Sheet:
    name: str = field(repr=False)
    hidden: bool = False


def read_shared_strings(root: etree._Element) -> SharedStrings:
    strings = SharedStrings()
    for index, item in enumerate(root.iter(X + "si")):
        strings.texts.append(string_text(item))
        if beside := list(asides(item)):
            strings.asides[index] = beside
    return strings


def number_text(raw: str) -> str:
    """A number as its digits: 1.3800138E10 is a telephone number. Binary noise past 15 digits is dropped, written digits are kept."""
    if DIGITS.fullmatch(raw):
        return raw
    try:
        short = format(float(raw), ".15g")
        return format(Decimal(short), "f") if "e" in short and abs(float(short)) < 1e21 else short
    except (ValueError, InvalidOperation, OverflowError):
        return raw


def printed_texts(code: str) -> Iterator[str]:
    """The left, centre and right part of a print header without its codes."""
    pieces = SECTION.split(code.replace("&&", "\0"))
    for text in pieces[::2]:
        if bare := CODES.sub("", text).replace("\0", "&").strip():
            yield bare


class SheetReader:
    """Reads one sheet part. Visible cells come first, in order; what is hidden follows, so that neither tears the other apart."""

    def __init__(self, package: Package, name: str, sheet: Sheet, strings: SharedStrings, styles: CellStyles) -> None:
        self._package, self._name, self._sheet, self._strings, self._styles = package, name, sheet, strings, styles
        self._hidden_columns: list[tuple[int, int]] = []
        self._beside: list[Segment] = []
        self._formulas: dict[str, tuple[str, str | None]] = {}
        self._pieces: dict[str, str] = {}
        self._rendered: set[str] = set()
        self._row = 0
        self._runs = VerticalRuns()

    def read(self, data: bytes) -> Iterator[Item]:
        tags = tuple(uri + name for uri in (X, STRICT_X) for name in ("row", "cols"))
        rows = etree.iterparse(
            io.BytesIO(data),
            events=("end",),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in rows:
                if str(element.tag).startswith(STRICT_X):
                    to_transitional(element)
                if element.tag == ROW:
                    yield from self._cells(element)
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                else:
                    self._columns(element)
        except etree.XMLSyntaxError:
            self._package.suspect(
                *(("suspicious-structure", "doctype") if has_doctype(data) else ("corrupt", "XMLSyntaxError")), self._name
            )
        yield from self._aside()
        for comment in re.findall(rb"<!--(.*?)-->", data, re.DOTALL):
            yield self._segment(comment.decode("utf-8", "replace").strip(), Place.MARKUP, "", NO_LAYOUT)
        if (root := getattr(rows, "root", None)) is not None:
            self._package.clean(self._name, root)
            yield from self._rest(root)

    def read_tree(self, root: etree._Element) -> Iterator[Item]:
        """The same for a sheet that has been parsed already."""
        for element in root.iter(COLUMNS, ROW):
            if element.tag == ROW:
                yield from self._cells(element)
            else:
                self._columns(element)
        yield from self._aside()

    def _aside(self) -> Iterator[Item]:
        yield from self._runs.joined()
        yield from self._beside
        for formula, (cell, value) in self._formulas.items():
            yield self._segment(formula, Place.FORMULA, cell, NO_LAYOUT)
            shown = formula_text(formula, self._pieces)
            if shown and shown != value and not shown.isascii():
                yield self._segment(shown, Place.FORMULA, cell, NO_LAYOUT)
            elif not shown and value is None and SPELT.search(formula):
                yield self._package.source.unscanned("no-text", "formula", inner=self._name)

    def _columns(self, element: etree._Element) -> None:
        for column in element.iter(X + "col"):
            if column.get("hidden", "0") not in ("0", "false") or column.get("width") == "0":
                self._hidden_columns.append((integer(column.get("min")), integer(column.get("max"))))

    def _cells(self, row: etree._Element) -> Iterator[Segment]:
        self._row = integer(row.get("r"), self._row + 1)
        hidden_row = self._sheet.hidden or row.get("hidden", "0") not in ("0", "false") or row.get("ht") == "0"
        layout = HEADER_ZONE if self._row <= HEADER_ROWS else NO_LAYOUT
        column = 0
        for cell in row.iter(CELL):
            reference = cell.get("r")
            column = column_number(reference) if reference else column + 1
            at = reference or f"R{self._row}C{column}"
            text = self._text(cell, at, layout)
            if not text.strip():
                continue
            if len(text) <= PIECE and len(self._pieces) < MOST_PIECES:
                self._pieces[at] = text
            if code := self._styles.telling(cell.get("s")):
                self._say_rendered(rendered(code, text), text, at, layout)
            hidden = hidden_row or any(first <= column <= last for first, last in self._hidden_columns)
            if hidden or self._styles.hides(cell.get("s")):
                self._beside.append(segment := self._segment(text, Place.HIDDEN, at, layout))
            else:
                yield (segment := self._segment(text, Place.TABLE, at, layout))
            self._runs.add((column, segment.location.place), self._row, segment)

    def _text(self, cell: etree._Element, at: str, layout: Layout) -> str:
        kind = cell.get("t", "n")
        values, formula, inline = _content(cell)
        value = values[-1] if values else None
        if formula and (value is None or LITERAL.search(formula)):
            self._formulas.setdefault(formula, (at, value))
        if inline is not None:
            if values or len(inline) > 1:
                self._say_beside((*asides(inline), *values), Place.HIDDEN, at, layout)
            return string_text(inline)
        if len(values) > 1:
            self._say_beside(values[:-1], Place.HIDDEN, at, layout)
        if kind == "s":
            return self._shared(integer(value, -1), at, layout)
        if kind == "n":
            return number_text(value or "")
        return "" if value is None or (kind in ("e", "b") and SIGNALS.fullmatch(value)) else value

    def _say_rendered(self, shown: str, text: str, at: str, layout: Layout) -> None:
        if shown != text and shown not in self._rendered:
            self._package.source.budget.spend(len(shown))
            self._rendered.add(shown)
            self._say_beside((shown,), Place.NUMBER_FORMAT, at, layout)

    def _say_beside(self, texts: Iterable[str], place: Place, at: str, layout: Layout) -> None:
        self._beside.extend(self._segment(text, place, at, layout) for text in texts if text.strip())

    def _shared(self, index: int, at: str, layout: Layout) -> str:
        strings = self._strings
        if not 0 <= index < len(strings.texts):
            return ""
        text = strings.texts[index]
        if index in strings.used:
            if len(text) > REPEATED:
                return ""
            self._package.source.budget.spend(len(text))
        strings.used.add(index)
        if index in strings.asides:
            self._say_beside(strings.asides[index], Place.HIDDEN, at, layout)
        return text

    def _rest(self, root: etree._Element) -> Iterator[Item]:
        part = Part(self._package, self._name, root)
        for element in root.iter(*(X + name for name in PRINTED)):
            place = PRINTED[str(element.tag)[len(X) :]]
            for text in printed_texts(element.text or ""):
                yield part.segment(text, place)
        for text in dict.fromkeys(element.text or "" for element in root.iter(*RULES)):
            if LITERAL.search(text):
                yield part.segment(text, Place.FORM_FIELD)
        yield from read_loose(part, frozenset({ROW, *RULES, *(X + name for name in PRINTED)}))

    def _segment(self, text: str, place: Place, cell: str, layout: Layout) -> Segment:
        if self._name in self._package.orphans:
            place = Place.ORPHAN
        return self._package.source.segment(text, place, self._name, cell=f"{self._sheet.name}!{cell}", layout=layout)


def _content(cell: etree._Element) -> tuple[list[str], str | None, etree._Element | None]:
    """Values (one, unless somebody hides another), formula and string of its own."""
    values: list[str] = []
    formula = inline = None
    for child in cell:
        if child.tag == VALUE:
            if child.text:
                values.append(child.text)
        elif child.tag == FORMULA:
            formula = child.text
        elif child.tag == INLINE:
            inline = child
    return values, formula, inline


def column_number(reference: str) -> int:
    """`AB12` -> 28."""
    number = 0
    for character in reference:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - 64
    return number
