"""Packages that newer Office programs leave in binary documents: a shape, a theme or a layout once more, in XML."""

from __future__ import annotations

from collections.abc import Iterator

from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN, read_paragraphs
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Part, Reader, read_parts
from screener.extract.source import Item, Source
from screener.model import Place

MAIN = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# Roots of a shape as each program writes it, and of what a presentation keeps of its layouts.
ROOTS = (
    *(
        f"{MAIN}{name}"
        for name in ("sp", "grpSp", "pic", "graphicFrame", "cxnSp", "sldLayout", "sldMaster", "notesMaster", "handoutMaster")
    ),
    *(f"{SHEET}{name}" for name in ("sp", "grpSp", "pic", "graphicFrame", "cxnSp", "anchor", "wsDr")),
)


def read_round_trip(source: Source, package: bytes, place: Place, page: int | None = None) -> Iterator[Item]:
    """The texts of one package, as those of any Office package."""

    def read_shape(part: Part) -> Iterator[Item]:
        yield from read_paragraphs(part, place)

    readers: dict[str, Reader] = {**DRAWING_READERS, **dict.fromkeys(ROOTS, read_shape)}
    with Package(source.child("round-trip.zip", package, place, page=page)) as parts:
        yield from read_parts(parts, readers, DRAWN)
