"""Visio drawings (.vsdx): the texts of the shapes page by page, then masters, comments and every other part."""

from __future__ import annotations

from collections.abc import Iterator

from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Part, Reader, read_parts
from screener.extract.ooxml.properties import PROPERTY_READERS
from screener.extract.source import Item, Source
from screener.model import Place, Segment

V = "{http://schemas.microsoft.com/office/visio/2012/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TEXT, COMMENT = V + "Text", V + "CommentEntry"
HANDLED = frozenset({*DRAWN, *PROPERTY_READERS, TEXT, COMMENT})


def extract_vsdx(source: Source) -> Iterator[Item]:
    with Package(source) as package:
        main = next((one.target for one in package.related("", "document") if one.target in package.parts), "")
        pages = _pages(package, main)
        readers: dict[str, Reader] = {**PROPERTY_READERS, **DRAWING_READERS}
        readers |= {V + "PageContents": _read_page, V + "MasterContents": _read_master, V + "Comments": _read_comments}
        yield from read_parts(package, readers, HANDLED, pages, pages)


def _pages(package: Package, main: str) -> dict[str, int]:
    """The parts of the pages in the order of their tabs."""
    found: list[str] = []
    for listing in package.related(main, "pages"):
        root = package.parse(listing.target, package.read(listing.target)) if listing.target in package.parts else None
        targets = {one.id: one.target for one in package.related(listing.target, "page")}
        identifiers = [element.get(R_ID, "") for element in root.iter(V + "Rel")] if root is not None else []
        found += [targets[identifier] for identifier in identifiers if identifier in targets]
    return {name: number for number, name in enumerate(dict.fromkeys(found), 1)}


def _read_page(part: Part) -> Iterator[Segment]:
    yield from _texts(part, TEXT, Place.BODY)


def _read_master(part: Part) -> Iterator[Segment]:
    yield from _texts(part, TEXT, Place.MASTER)


def _read_comments(part: Part) -> Iterator[Segment]:
    yield from _texts(part, COMMENT, Place.COMMENT)


def _texts(part: Part, tag: str, place: Place) -> Iterator[Segment]:
    for element in part.root.iter(tag):
        if text := "".join(map(str, element.itertext())).strip():
            yield part.segment(text, place)
