"""Fields of one character each, as a form with boxes for characters has them, put anywhere and in any order."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from screener.model import Place, Segment
from tests.extract.pdf_files import built, segments

MARK = "机密★10年"


def boxes(places: list[tuple[str, float, float]], kind: str = "field") -> bytes:
    def change(pdf: Pdf, page: Dictionary) -> None:
        made = []
        for number, (text, x, y) in enumerate(places):
            box = Dictionary(Type=Name.Annot, Rect=[x, y, x + 20, y + 20])
            if kind == "free text":
                box.Subtype, box.Contents = Name.FreeText, String(text)
            elif kind == "field of a parent":
                box.Subtype, box.Parent = Name.Widget, pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(f"f{number}"), V=String(text)))
            else:
                box.Subtype, box.FT, box.T, box.V = Name.Widget, Name.Tx, String(f"f{number}"), String(text)
            made.append(pdf.make_indirect(box))
        page.Annots = Array(made)
        pdf.Root.AcroForm = Dictionary(Fields=Array(made))

    return built(change)


def joined(data: bytes) -> list[Segment]:
    """Not the names of the fields."""
    return [one for one in segments(data) if one.location.place is Place.FORM_FIELD and len(one.text) > 1 and not one.text.isascii()]


ROW = [(letter, 72.0 + 22 * at, 760.0) for at, letter in enumerate(MARK)]


@pytest.mark.parametrize("kind", ["field", "field of a parent", "free text"])
@pytest.mark.parametrize(
    "places", [ROW, ROW[::-1], [(letter, 72.0, 780.0 - 22 * at) for at, letter in enumerate(MARK)]], ids=["row", "backwards", "column"]
)
def test_boxes_of_one_character_are_read_as_the_line_they_make(places: list[tuple[str, float, float]], kind: str) -> None:
    (found,) = joined(boxes(places, kind))
    assert (found.text, found.layout.header_zone) == (MARK, True)


def test_boxes_far_from_one_another_are_not_one_line() -> None:
    assert joined(boxes([("机", 72, 400), ("密", 300, 400)])) == []
    assert joined(boxes([("机", 72, 400), ("密", 92, 460)])) == []


def test_level_and_term_in_two_boxes_below_the_head_are_one_line() -> None:
    found = [one for one in joined(boxes([("机密", 72, 400), ("★10年", 94, 400)])) if one.text == MARK]
    assert [one.layout.header_zone for one in found] == [False]
