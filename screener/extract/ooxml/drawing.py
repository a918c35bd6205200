"""DrawingML that all Office files share: paragraphs of shapes, charts, diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from screener.extract.ooxml.attributes import WORD
from screener.extract.ooxml.parts import Part, Reader
from screener.model import Layout, Place, Segment

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
DSP = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
VML_TEXT_BOX = "{urn:schemas-microsoft-com:vml}textbox"
PARAGRAPH = A + "p"
CACHES = frozenset({C + "strCache", C + "numCache", C + "strLit", C + "numLit", C + "multiLvlStrCache", CX + "lvl"})
DRAWN = frozenset({PARAGRAPH, VML_TEXT_BOX, *CACHES})
# Text of 2 points or less is not meant to be read (sizes are hundredths of a point).
TINY = 200
# Within a word, letters of 4 points are passed over.
SMALL = 400
ALIGNMENTS = {"l": "left", "ctr": "center", "r": "right", "just": "justify", "dist": "distribute"}


def paragraph_text(paragraph: etree._Element) -> str:
    """The runs of an `a:p` joined; what it holds of unknown kind is text too."""
    pieces: list[str] = []
    for element in paragraph.iter(etree.Element):
        if element.tag == A + "br":
            pieces.append("\n")
        elif element.tag == A + "tab" and element.getparent() is not None and element.get("pos") is None:
            pieces.append("\t")
        pieces.append((element.text or "") if (element.text or "").strip() or element.tag == A + "t" else "")
    return "".join(pieces)


def other_readings(paragraph: etree._Element, text: str) -> Iterator[str]:
    """The paragraph without runs that a reader passes over, and with the word that is its bullet, where it then reads otherwise."""
    runs = list(paragraph.iterchildren(A + "r", A + "fld"))
    if len(runs) > 1 and any(map(_is_slight, runs)):
        rest = "".join(run.findtext(A + "t") or "" for run in runs if not _is_slight(run))
        if rest.strip() and rest not in text:
            yield rest
    bullet = paragraph.find(f"{A}pPr/{A}buChar")
    if bullet is not None and WORD.search(sign := bullet.get("char", "")) and not sign.isascii():
        yield sign + text


def _is_slight(run: etree._Element) -> bool:
    properties = run.find(A + "rPr")
    if properties is None:
        return False
    size = _size(properties)
    return (size is not None and size <= SMALL) or properties.get("strike", "noStrike") != "noStrike"


def is_tiny(paragraph: etree._Element) -> bool:
    """Whether every run of an `a:p` that says its size is too small to be read."""
    sizes = [_size(properties) for properties in paragraph.iter(A + "rPr")]
    return bool(sizes) and all(size is not None and size <= TINY for size in sizes)


def paragraph_layout(paragraph: etree._Element, *, header_zone: bool = False) -> Layout:
    properties = paragraph.find(A + "pPr")
    run = next(paragraph.iter(A + "rPr"), None)
    size = _size(run) if run is not None else None
    color = run.find(f"{A}solidFill/{A}srgbClr") if run is not None else None
    return Layout(
        header_zone,
        ALIGNMENTS.get(properties.get("algn", "")) if properties is not None else None,
        size / 100 if size is not None else None,
        color.get("val") if color is not None else None,
    )


def integer(value: str | None, default: int = 0) -> int:
    """A number from an attribute; a hostile file may write anything there."""
    try:
        return int(value or default)
    except ValueError:
        return default


def _size(properties: etree._Element) -> int | None:
    return integer(properties.get("sz")) or None


def read_paragraphs(part: Part, place: Place) -> Iterator[Segment]:
    """Every paragraph of a part whose shapes all are of one place."""
    for number, paragraph in enumerate(part.root.iter(PARAGRAPH), 1):
        if (text := paragraph_text(paragraph)).strip():
            yield part.segment(text, place, paragraph=number, layout=paragraph_layout(paragraph))


def read_chart(part: Part) -> Iterator[Segment]:
    """Titles and labels, then the cached cells: a chart keeps a copy of the rows it was drawn from."""
    yield from read_paragraphs(part, Place.CHART)
    for cache in part.root.iter(*CACHES):
        values = [str(text).strip() for point in cache.iter(C + "v", CX + "pt") for text in point.itertext()]
        if text := "\n".join(filter(None, values)):
            yield part.segment(text, Place.CHART)


def read_diagram(part: Part) -> Iterator[Segment]:
    return read_paragraphs(part, Place.DIAGRAM)


def read_vml(part: Part) -> Iterator[Segment]:
    """A VML part of a workbook or a presentation: boxes hold a kind of HTML, a line a `div`."""
    for number, box in enumerate(part.root.iter(VML_TEXT_BOX), 1):
        lines = ("".join(map(str, line.itertext())).strip() for line in (*box.iterchildren(etree.Element), box)[: len(box) or 1])
        if text := "\n".join(filter(None, lines)):
            yield part.segment(text, Place.TEXT_BOX, paragraph=number)


DRAWING_READERS: dict[str, Reader] = {
    C + "chartSpace": read_chart,
    CX + "chartSpace": read_chart,
    C + "userShapes": lambda part: read_paragraphs(part, Place.CHART),
    "xml": read_vml,
    DGM + "dataModel": read_diagram,
    DGM + "layoutDef": read_diagram,
    DSP + "drawing": read_diagram,
}
