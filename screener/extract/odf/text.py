"""OpenDocument text wherever it stands: paragraphs as a reader sees them, and beside them what is hidden, deleted, boxed or noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from screener.extract.odf.styles import DC, DRAW, OFFICE, PRESENTATION, STYLE, SVG, TABLE, TEXT, OdfStyles
from screener.extract.ooxml.drawing import integer
from screener.extract.ooxml.word_styles import Look
from screener.extract.source import Source
from screener.extract.vertical import VerticalRuns
from screener.model import Layout, Place, Segment

PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
MARKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
CHANGES = frozenset({f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end"})
INSERTED, DELETED, HIDDEN, RUBY = 1, 2, 4, 8
# A mark stands in the first lines (GB/T 9704: line 2 of page 1).
HEADER_ZONE = 8
# Read by those who know their place (what was deleted, notes, headers), or as what is loose.
SKIPPED = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{DRAW}enhanced-geometry",
        f"{OFFICE}event-listeners",
        f"{PRESENTATION}notes",
        f"{TEXT}script",
        *(f"{STYLE}{name}" for name in ("header", "header-left", "header-first", "footer", "footer-left", "footer-first")),
    }
)
MOST_SPACES = 1_000
TABLE_PLACES = frozenset({Place.BODY, Place.EMBEDDED})


@dataclass(frozen=True, slots=True)
class Stand:
    """Where blocks stand: their place, the cell and the page around them, whether white text here would be invisible."""

    place: Place
    cell: str | None = None
    page: int | None = None
    on_white: bool = True
    boxed: bool = False


@dataclass(slots=True)
class _Line:
    """One paragraph while its pieces are gathered."""

    look: Look
    stand: Stand
    pieces: list[tuple[str, int]] = field(default_factory=list)
    later: list[tuple[etree._Element, Stand]] = field(default_factory=list)
    seen: Look | None = None

    def text(self, wanted: int = 0, unwanted: int = 0) -> str:
        return "".join(text for text, state in self.pieces if state & wanted == wanted and not state & unwanted)


class OdfStory:
    """Reads the blocks of one part. What belongs to the flow of text comes first, what stands beside it after, by place."""

    def __init__(self, source: Source, name: str, styles: OdfStyles, *, orphan: bool = False, first_page: bool = False) -> None:
        self._source, self._name, self.styles, self._orphan = source, name, styles, orphan
        self._flow: list[Segment] = []
        self._beside: list[Segment] = []
        self._deleted: dict[str, str] = {}
        self._inserting: set[str] = set()
        self._number = 0
        self._tables = 0
        self._lines = 0 if first_page else HEADER_ZONE

    def segments(self) -> Iterator[Segment]:
        """What has been read since the last call."""
        yield from self._flow
        yield from sorted(self._beside, key=lambda segment: segment.location.place)
        self._flow, self._beside = [], []

    def blocks(self, element: etree._Element, stand: Stand) -> None:
        for child in element.iterchildren(etree.Element):
            tag = str(child.tag)
            if tag in PARAGRAPHS:
                self.paragraph(child, stand)
            elif tag == f"{TABLE}table":
                self._table(child, stand)
            elif tag == f"{TEXT}tracked-changes":
                self._changes(child, stand)
            elif tag == f"{TEXT}section":
                hidden = child.get(f"{TEXT}display", "true") != "true" or self.styles.display("section", child.get(f"{TEXT}style-name")).off
                self.blocks(child, replace(stand, place=Place.HIDDEN) if hidden else stand)
            elif tag == f"{OFFICE}annotation":
                self.annotation(child, stand)
            elif tag.startswith(DRAW) and tag != f"{DRAW}page":
                self.shape(child, stand)
            elif tag not in SKIPPED:
                self.blocks(child, stand)

    def say(
        self, text: str, stand: Stand, layout: Layout, *, place: Place | None = None, beside: bool = False, number: int | None = None
    ) -> Segment:
        where = place or stand.place
        segment = self._source.segment(
            text,
            Place.ORPHAN if self._orphan else where,
            self._name,
            page=stand.page,
            paragraph=number,
            cell=stand.cell,
            layout=layout,
        )
        (self._beside if beside or stand.boxed or where is not stand.place else self._flow).append(segment)
        return segment

    def say_runs(self, runs: VerticalRuns) -> None:
        self._beside.extend(runs.joined())

    def paragraph(self, element: etree._Element, stand: Stand) -> None:
        self._number += 1
        number = self._number
        header_zone = self._lines < HEADER_ZONE and not stand.boxed
        line = _Line(self.styles.paragraph(element.get(f"{TEXT}style-name")), stand)
        hidden = HIDDEN if element.find(f"{TEXT}hidden-paragraph") is not None else 0
        self._inline(element, line, hidden | self._hidden(line.look, stand), line.look)
        layout = (line.seen or line.look).layout(header_zone=header_zone)
        visible = line.text(unwanted=DELETED | HIDDEN | RUBY)
        if visible.strip():
            self.say(visible, stand, layout, number=number)
            self._lines += not stand.boxed
        if (ruby := line.text(RUBY)).strip():
            self.say(ruby, stand, layout, beside=True, number=number)
        concealed = line.text(HIDDEN, unwanted=DELETED | RUBY)
        if concealed.strip():
            self.say(concealed, stand, layout, place=Place.HIDDEN, beside=True, number=number)
            if visible.strip():  # a mark may be half hidden
                self.say(line.text(unwanted=DELETED | RUBY), stand, layout, place=Place.HIDDEN, beside=True, number=number)
        if line.text(DELETED).strip():
            self.say(line.text(unwanted=INSERTED | RUBY), stand, layout, place=Place.DELETED, beside=True, number=number)
        elif (before := line.text(unwanted=INSERTED | DELETED | HIDDEN | RUBY)).strip() and before not in visible:
            self.say(before, stand, layout, place=Place.INSERTED, beside=True, number=number)
        for later, where in line.later:
            if later.tag == f"{OFFICE}annotation":
                self.annotation(later, where)
            elif str(later.tag).startswith(DRAW):
                self.shape(later, where)
            else:
                self.blocks(later, where)

    def _hidden(self, look: Look, stand: Stand) -> int:
        return HIDDEN if look.is_hidden(on_white=stand.on_white) else 0

    def _inline(self, element: etree._Element, line: _Line, state: int, look: Look) -> None:
        self._text(element.text, line, state, look)
        for child in element.iterchildren(etree.Element):
            self._piece(child, line, state, look)
            inserted = INSERTED if self._inserting else 0
            self._text(child.tail, line, state | inserted, look)

    def _piece(self, child: etree._Element, line: _Line, state: int, look: Look) -> None:
        tag = str(child.tag)
        state |= INSERTED if self._inserting else 0
        if tag in MARKS:
            line.pieces.append((MARKS[tag], state))
        elif tag == f"{TEXT}s":
            line.pieces.append((" " * min(max(1, integer(child.get(f"{TEXT}c"), 1)), MOST_SPACES), state))
        elif tag == f"{TEXT}span":
            own = self.styles.look("text", child.get(f"{TEXT}style-name")).over(look)
            self._inline(child, line, (state & ~HIDDEN) | self._hidden(own, line.stand) if own != look else state, own)
        elif tag in CHANGES:
            self._change(child, line, state)
        elif tag == f"{TEXT}note":
            place = Place.ENDNOTE if child.get(f"{TEXT}note-class") == "endnote" else Place.FOOTNOTE
            line.later.append((child, replace(line.stand, place=place, boxed=True)))
        elif tag == f"{OFFICE}annotation" or (tag.startswith(DRAW) and tag != f"{DRAW}a"):
            line.later.append((child, line.stand))
        elif tag not in SKIPPED:
            if tag == f"{TEXT}hidden-text":
                line.pieces.append((child.get(f"{TEXT}string-value", ""), state | HIDDEN))
            self._inline(child, line, state | (RUBY if tag == f"{TEXT}ruby-text" else 0), look)

    def _change(self, child: etree._Element, line: _Line, state: int) -> None:
        """A place where text was deleted, or the begin or end of an insertion."""
        key = child.get(f"{TEXT}change-id", "")
        if child.tag == f"{TEXT}change":
            line.pieces.append((self._deleted.get(key, ""), state | DELETED))
        elif child.tag == f"{TEXT}change-start":
            self._inserting.add(key)
        else:
            self._inserting.discard(key)

    def _text(self, text: str | None, line: _Line, state: int, look: Look) -> None:
        if not text:
            return
        line.pieces.append((" ".join(text.split("\n")) if "\n" in text else text, state))
        if line.seen is None and text.strip() and not state & (DELETED | HIDDEN):
            line.seen = look

    def annotation(self, element: etree._Element, stand: Stand) -> None:
        """A comment and who wrote it, in one breath: the author may be the one thing that tells."""
        author = "".join(map(str, (element.findtext(f"{DC}creator") or "", element.findtext(f"{TEXT}sender-initials") or "")))
        inner = replace(stand, place=Place.COMMENT, boxed=True)
        if author.strip():
            self.say(author.strip(), inner, Layout())
        self.blocks(element, inner)

    def shape(self, element: etree._Element, stand: Stand) -> None:
        """A frame, a custom shape, a group: its text in a box of its own. White text on a filled shape can be read."""
        style = element.get(f"{DRAW}style-name") or element.get(f"{PRESENTATION}style-name")
        off = element.get(f"{DRAW}display", "always") == "none"
        filled = any(self.styles.display(family, style).filled for family in ("graphic", "presentation"))
        place = stand.place
        if stand.place is Place.BODY and stand.page is None:
            place = Place.TEXT_BOX
        name, geometry = element.get(f"{DRAW}name", ""), element.find(f"{DRAW}enhanced-geometry")
        if "watermark" in name.casefold() or (geometry is not None and geometry.get(f"{DRAW}text-path") == "true"):
            place = Place.WATERMARK
        if off and place is not Place.ORPHAN:
            place = Place.HIDDEN
        inner = Stand(place, stand.cell, stand.page, stand.on_white and not filled, boxed=stand.page is None or stand.boxed)
        for label in (f"{SVG}title", f"{SVG}desc"):
            if text := (element.findtext(label) or "").strip():
                self.say(text, inner, Layout(), place=Place.ALT_TEXT)
        self.blocks(element, inner)

    def _table(self, table: etree._Element, stand: Stand) -> None:
        self._tables += 1
        index, prefix = self._tables, f"{stand.cell}/" if stand.cell else ""
        place = Place.TABLE if stand.place in TABLE_PLACES else stand.place
        runs = VerticalRuns()
        for row_number, row in enumerate(rows_of(table), 1):
            lines = self._lines
            for column, cell in enumerate(cells_of(row), 1):
                filled = self.styles.display("table-cell", cell.get(f"{TABLE}style-name")).filled
                self._lines = lines  # the cells of a row stand on one line
                before = len(self._flow)
                self.blocks(cell, replace(stand, place=place, cell=f"{prefix}T{index}!R{row_number}C{column}", on_white=not filled))
                if len(self._flow) == before + 1:
                    runs.add(column, row_number, self._flow[-1])
            self._lines = min(lines + 1, HEADER_ZONE)
        self.say_runs(runs)

    def _changes(self, changes: etree._Element, stand: Stand) -> None:
        """What was deleted stands before the text, each deletion by an id that the text refers to."""
        for region in changes:
            for change in region.iterchildren(etree.Element):
                if change.tag != f"{TEXT}deletion":
                    continue
                key = region.get(f"{TEXT}id") or region.get("{http://www.w3.org/XML/1998/namespace}id") or ""
                texts = ["".join(map(str, one.itertext())) for one in change.iter(*PARAGRAPHS)]
                self._deleted[key] = "\n".join(texts)
                self.blocks(change, replace(stand, place=Place.DELETED, boxed=True))


def rows_of(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table through groups and headers, not those of tables in its cells."""
    for child in element.iterchildren(etree.Element):
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in (f"{TABLE}table-row-group", f"{TABLE}table-header-rows", f"{TABLE}table-rows"):
            yield from rows_of(child)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    return row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
