"""Letters that are shapes make a page a picture; rules, circles and a logo that was seen already do not."""

from __future__ import annotations

import math

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from screener.extract.source import Source
from tests.extract.pdf_files import add_page, built, children, line, one_page, saved

BODY = line("普通正文", y=400)


def shape(x: float, y: float, points: int = 40, size: float = 20, paint: str = "f") -> str:
    """As many corners as a Han character has, one shape for each."""
    corners = [(x + size * (0.3 + 0.2 * (at % 2)) * math.cos(at), y + size * (0.3 + 0.2 * (at % 2)) * math.sin(at)) for at in range(points)]
    return " ".join(f"{a:.2f} {b:.2f} {'l' if at else 'm'}" for at, (a, b) in enumerate(corners)) + f" h {paint}\n"


def word(paint: str = "f") -> str:
    return "".join(shape(100 + 30 * at, 740, 40 + at, paint=paint) for at in range(3))


def names(data: bytes) -> list[str]:
    return [child.name for child in children(data)]


@pytest.mark.parametrize("paint", ["f", "S"])
def test_letters_drawn_as_shapes_beside_text_make_the_page_a_picture(paint):
    assert names(one_page(BODY + word(paint))) == ["page1.png"]


def test_letters_cut_into_bars_make_the_page_a_picture():
    bars = "".join(f"{100 + at % 40} {700 + at} {5 + at % 7} 1 re f\n" for at in range(150))
    assert names(one_page(BODY + bars)) == ["page1.png"]


def test_large_letters_across_text_are_rendered_without_it_too():
    assert names(one_page(BODY + word() + line("文字", 100, 738))) == ["page1.png", "page1-outlines.png"]


@pytest.mark.parametrize(
    "drawing",
    [
        "".join(f"60 {y} 400 0.5 re f {y} 60 0.5 400 re f\n" for y in range(60, 460, 10)),
        "".join(f"60 {y} m 460 {y} l S\n" for y in range(60, 460, 4)),
        shape(100, 740, 13) * 5,
        shape(100, 740, 45),
        shape(100, 300, 45, size=700) * 3,
    ],
    ids=["rules", "lines", "circles", "one shape", "a map"],
)
def test_rules_markers_and_large_drawings_do_not(drawing):
    assert names(one_page(BODY + drawing)) == []


def test_a_logo_on_every_page_is_rendered_once():
    pdf = pikepdf.new()
    for text in ("第一页", "第二页"):
        add_page(pdf, line(text) + word())
    assert names(saved(pdf)) == ["page1.png"]


def as_stamp(pdf: Pdf, page: Dictionary) -> None:
    drawn = pdf.make_stream(word().encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[80, 700, 300, 800])
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[80, 700, 300, 800], F=4, AP=Dictionary(N=drawn))])


def as_pattern(pdf: Pdf, page: Dictionary) -> None:
    tile = pdf.make_stream(word().encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=[80, 700, 300, 800])
    tile.XStep, tile.YStep, tile.Resources = 300, 300, Dictionary()
    page.Resources.Pattern = Dictionary(P=tile)


def as_white_mask(pdf: Pdf, page: Dictionary) -> None:
    mask = pdf.make_stream(b"1 g " + word().encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
    page.Resources.ExtGState = Dictionary(G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))


@pytest.mark.parametrize("hide", [as_stamp, as_pattern, as_white_mask])
def test_shapes_outside_of_a_page_are_rendered_as_large_as_they_are(hide):
    (child,) = children(built(hide))
    assert isinstance(child, Source)
    assert child.name.startswith("form-")
    assert len(child.data) < 20_000
