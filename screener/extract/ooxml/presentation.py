"""PresentationML slides: shapes with their places on the page, groups, tables; what lies off the page or is switched off is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from screener.extract.ooxml.drawing import PARAGRAPH, A, integer, is_tiny, other_readings, paragraph_layout, paragraph_text
from screener.extract.ooxml.parts import Part
from screener.model import Place, Segment

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SHAPE, GROUP, FRAME, TABLE = P + "sp", P + "grpSp", P + "graphicFrame", A + "tbl"
TRANSFORMS = frozenset({A + "xfrm", P + "xfrm"})
TITLES = frozenset({"title", "ctrTitle"})
PRINTED = {"hdr": Place.HEADER, "ftr": Place.FOOTER}
# English Metric Units in a point; slides are 10 by 7.5 inches unless they say.
EMU = 12700
DEFAULT_SIZE = (9144000, 6858000)
# The upper part of a slide where a mark stands.
HEADER_SHARE = 0.15

Box = tuple[float, float, float, float]
Placeholder = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """From a group's own coordinates to the slide's."""

    left: float = 0
    top: float = 0
    wide: float = 1
    high: float = 1

    def box(self, transform: etree._Element) -> Box | None:
        offset, extent = transform.find(A + "off"), transform.find(A + "ext")
        if offset is None or extent is None:
            return None
        left = self.left + integer(offset.get("x")) * self.wide
        top = self.top + integer(offset.get("y")) * self.high
        return left, top, left + integer(extent.get("cx")) * self.wide, top + integer(extent.get("cy")) * self.high

    def inside(self, transform: etree._Element) -> Scale:
        box, offset, extent = self.box(transform), transform.find(A + "chOff"), transform.find(A + "chExt")
        if box is None or offset is None or extent is None:
            return self
        wide = (box[2] - box[0]) / (integer(extent.get("cx")) or 1)
        high = (box[3] - box[1]) / (integer(extent.get("cy")) or 1)
        return Scale(box[0] - integer(offset.get("x")) * wide, box[1] - integer(offset.get("y")) * high, wide, high)


@dataclass(frozen=True)
class Stage:
    """What the shapes of one part are read against."""

    place: Place
    size: tuple[int, int] = DEFAULT_SIZE
    inherited: Mapping[Placeholder, Box] | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A shape as it stands: on the slide, or hidden with all it holds."""

    place: Place
    box: Box | None
    header_zone: bool


class SlideReader:
    """Reads the shapes of a slide, a layout, a master or a notes page in drawing order."""

    def __init__(self, part: Part, stage: Stage) -> None:
        self._part, self._stage = part, stage
        self._number = 0
        self._tables = 0

    def read(self) -> Iterator[Segment]:
        yield from self._shapes(self._part.root, Scale(), self._stage.place)

    def _shapes(self, element: etree._Element, scale: Scale, place: Place) -> Iterator[Segment]:
        for child in element.iterchildren(etree.Element):
            if child.tag == PARAGRAPH:
                yield from self._paragraph(child, Frame(place, None, header_zone=False))
            elif child.tag in (SHAPE, FRAME):
                yield from self._shape(child, scale, place)
            elif child.tag == GROUP:
                transform = child.find(f"{P}grpSpPr/{A}xfrm")
                inner = scale.inside(transform) if transform is not None else scale
                yield from self._shapes(child, inner, Place.HIDDEN if _is_switched_off(child) else place)
            else:
                yield from self._shapes(child, scale, place)

    def _shape(self, shape: etree._Element, scale: Scale, place: Place) -> Iterator[Segment]:
        transform = next((child for child in shape.iter(*TRANSFORMS)), None)
        box = scale.box(transform) if transform is not None else None
        placeholder = placeholder_of(shape)
        if box is None and placeholder is not None and self._stage.inherited is not None:
            box = _inherited(self._stage.inherited, placeholder)
        if place is not Place.MASTER and (_is_switched_off(shape) or (box is not None and self._is_off(box))):
            place = Place.HIDDEN
        elif place in (Place.BODY, Place.NOTES) and placeholder is not None and placeholder[0] in PRINTED:
            place = PRINTED[placeholder[0]]
        elif place is Place.BODY and shape.find(f"{P}nvSpPr/{P}cNvSpPr[@txBox='1']") is not None:
            place = Place.TEXT_BOX
        title = self._stage.first and placeholder is not None and placeholder[0] in TITLES
        upper = box is not None and box[1] < self._stage.size[1] * HEADER_SHARE
        frame = Frame(place, box, header_zone=title or upper)
        tables = list(shape.iter(TABLE))
        for table in tables:
            yield from self._table(table, frame)
        if not tables:
            for paragraph in shape.iter(PARAGRAPH):
                yield from self._paragraph(paragraph, frame)

    def _table(self, table: etree._Element, frame: Frame) -> Iterator[Segment]:
        self._tables += 1
        inner = Frame(Place.TABLE if frame.place is Place.BODY else frame.place, frame.box, frame.header_zone)
        for row_number, row in enumerate(table.iter(A + "tr"), 1):
            for column, cell in enumerate(row.iter(A + "tc"), 1):
                for paragraph in cell.iter(PARAGRAPH):
                    yield from self._paragraph(paragraph, inner, f"T{self._tables}!R{row_number}C{column}")

    def _paragraph(self, paragraph: etree._Element, frame: Frame, cell: str | None = None) -> Iterator[Segment]:
        self._number += 1
        text = paragraph_text(paragraph)
        if not text.strip():
            return
        place = Place.HIDDEN if is_tiny(paragraph) and frame.place is not Place.MASTER else frame.place
        box = tuple(round(edge / EMU, 1) for edge in frame.box) if frame.box is not None else None
        layout = paragraph_layout(paragraph, header_zone=frame.header_zone)
        yield self._part.segment(text, place, paragraph=self._number, cell=cell, box=box, layout=layout)  # type: ignore[arg-type]
        for other in other_readings(paragraph, text):
            yield self._part.segment(other, Place.HIDDEN, paragraph=self._number, cell=cell, box=box, layout=layout)  # type: ignore[arg-type]

    def _is_off(self, box: Box) -> bool:
        left, top, right, bottom = box
        return right <= 0 or bottom <= 0 or left >= self._stage.size[0] or top >= self._stage.size[1]


def placeholder_boxes(root: etree._Element) -> dict[Placeholder, Box]:
    """Where a layout or a master puts what stands in its placeholders."""
    boxes: dict[Placeholder, Box] = {}
    for shape in root.iter(SHAPE):
        placeholder, transform = placeholder_of(shape), shape.find(f"{P}spPr/{A}xfrm")
        box = Scale().box(transform) if transform is not None else None
        if placeholder is not None and box is not None:
            boxes.setdefault(placeholder, box)
    return boxes


def placeholder_of(shape: etree._Element) -> Placeholder | None:
    """Type and index; a title of either kind is a title."""
    found = next(shape.iter(P + "ph"), None)
    if found is None:
        return None
    kind = found.get("type", "body")
    return "title" if kind in TITLES else kind, found.get("idx", "0")


def _inherited(boxes: Mapping[Placeholder, Box], wanted: Placeholder) -> Box | None:
    same_kind = (box for (kind, _), box in boxes.items() if kind == wanted[0])
    same_index = (box for (_, index), box in boxes.items() if index == wanted[1] != "0")
    return boxes.get(wanted) or next(same_index, None) or next(same_kind, None)


def _is_switched_off(shape: etree._Element) -> bool:
    own = next((child for holder in shape.iterchildren(etree.Element) for child in holder.iterchildren(P + "cNvPr")), None)
    return own is not None and own.get("hidden", "0") not in ("0", "false")
