"""PowerPoint presentations: slides in the order they are shown, then notes, masters, comments and all other parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN, integer
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Part, Reader, read_parts
from screener.extract.ooxml.presentation import DEFAULT_SIZE, Box, P, Placeholder, SlideReader, Stage, placeholder_boxes
from screener.extract.ooxml.properties import PROPERTY_READERS
from screener.extract.ooxml.template_parts import Memory
from screener.extract.source import Item, Source
from screener.extract.vertical import VerticalRuns
from screener.model import Place, Segment

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
P188 = "{http://schemas.microsoft.com/office/powerpoint/2018/8/main}"
OLD_COMMENT, TAG = P + "text", P + "tag"
HANDLED = frozenset({*DRAWN, *PROPERTY_READERS, OLD_COMMENT})
# What a slide refers to without owning it.
SHARED = frozenset({"slide", "slideLayout", "slideMaster", "notesMaster", "theme", "presProps", "tableStyles"})
STAGES = {
    "notes": Place.NOTES,
    "sldMaster": Place.MASTER,
    "sldLayout": Place.MASTER,
    "notesMaster": Place.MASTER,
    "handoutMaster": Place.MASTER,
}
# Where layouts put things, by the content of a layout and its masters.
BOXES: Memory[Mapping[Placeholder, Box]] = Memory()


def extract_pptx(source: Source) -> Iterator[Item]:
    with Package(source) as package:
        main = next((one.target for one in package.related("", "officeDocument") if one.target in package.parts), "")
        root = package.parse(main, package.read(main)) if main else None
        slides, size = _slides(package, main, root), _size(root)
        pages = _pages(package, slides)
        boxes: dict[str, Mapping[Placeholder, Box]] = {}
        runs = VerticalRuns()

        def read_slide(part: Part) -> Iterator[Segment]:
            shown = part.root.get("show", "1") not in ("0", "false")
            inherited = _inherited(package, part.name, boxes)
            stage = Stage(Place.BODY if shown else Place.HIDDEN, size, inherited, first=part.page == 1)
            segments = list(SlideReader(part, stage).read())
            yield from segments
            if part.page is not None:
                _follow(runs, part.page, segments)

        readers: dict[str, Reader] = {**PROPERTY_READERS, **DRAWING_READERS, P + "sld": read_slide}
        for name, place in STAGES.items():
            readers[P + name] = _stage_reader(place, size)
        readers.update({P + "cmLst": _read_comments, P188 + "cmLst": _read_comments, P + "tagLst": _read_tags})
        yield from read_parts(package, readers, HANDLED, slides, pages)
        for segment in dict.fromkeys(runs.joined()):
            where = segment.location
            yield replace(segment, location=replace(where, place=Place.TEXT_BOX)) if where.place is Place.BODY else segment


def _follow(runs: VerticalRuns, page: int, segments: list[Segment]) -> None:
    """One character on each slide, at the same place or alone on it, is read by whoever turns the slides."""
    if len(segments) == 1:
        runs.add("alone", page, segments[0])
    for segment in segments:
        runs.add(segment.location.box, page, segment)


@lru_cache(maxsize=64)
def _stage_reader(place: Place, size: tuple[int, int]) -> Reader:
    """The same one each time, so that what it read of a template is known again."""
    return lambda part: SlideReader(part, Stage(place, size)).read()


def _slides(package: Package, main: str, root: etree._Element | None) -> list[str]:
    targets = {one.id: one.target for one in package.related(main, "slide")}
    listed = root.iter(P + "sldId") if root is not None else ()
    return [targets[identifier] for element in listed if (identifier := element.get(R_ID, "")) in targets]


def _pages(package: Package, slides: list[str]) -> dict[str, int]:
    """The page of each slide and of what hangs on it, the workbook of a chart included."""
    pages = {name: number for number, name in enumerate(slides, 1)}
    waiting = list(pages)
    while waiting:
        owner = waiting.pop()
        for one in package.related(owner):
            if not one.external and one.kind not in SHARED and one.target not in pages:
                pages[one.target] = pages[owner]
                waiting.append(one.target)
    return pages


def _size(root: etree._Element | None) -> tuple[int, int]:
    found = root.find(P + "sldSz") if root is not None else None
    if found is None:
        return DEFAULT_SIZE
    return integer(found.get("cx"), DEFAULT_SIZE[0]), integer(found.get("cy"), DEFAULT_SIZE[1])


def _inherited(package: Package, slide: str, known: dict[str, Mapping[Placeholder, Box]]) -> Mapping[Placeholder, Box]:
    """Places of the placeholders of a slide's layout, over those of its master."""
    layout = next((one.target for one in package.related(slide, "slideLayout") if one.target in package.parts), None)
    if layout is None:
        return {}
    if layout not in known:
        masters = [one.target for one in package.related(layout, "slideMaster") if one.target in package.parts]
        known[layout] = _boxes(package, (layout, *masters))
    return known[layout]


def _boxes(package: Package, names: tuple[str, ...]) -> Mapping[Placeholder, Box]:
    key = tuple(map(package.fingerprint, names))
    if (known := BOXES.recall(key)) is not None:
        for name in names:
            package.pass_over(name)
        return known
    remarks = len(package.remarks)
    boxes: dict[Placeholder, Box] = {}
    for root in [package.parse(name, package.read(name)) for name in names][::-1]:
        boxes.update(placeholder_boxes(root) if root is not None else {})
    if None not in key and len(package.remarks) == remarks:
        BOXES.remember(key, boxes)
    return boxes


def _read_comments(part: Part) -> Iterator[Segment]:
    """Old comments hold plain text, modern ones and their answers paragraphs."""
    for comment in part.root.iter(OLD_COMMENT):
        if (comment.text or "").strip():
            yield part.segment(comment.text or "", Place.COMMENT)
    yield from SlideReader(part, Stage(Place.COMMENT)).read()


def _read_tags(part: Part) -> Iterator[Segment]:
    for tag in part.root.iter(TAG):
        yield part.segment(f"{tag.get('name', '')}：{tag.get('val', '')}", Place.METADATA)
