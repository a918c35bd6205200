"""Fonts that say something else than they show."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from screener.extract.pdf.fonts import Doubt, mapped
from screener.extract.pdf.page_fonts import PageFonts
from tests.extract.pdf_files import children, codes, line, one_page, saved

SAMPLES = Path(__file__).parents[1] / "samples"
LETTER = SAMPLES / "pdf" / "letter.pdf"
INSTALLED = importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None
needs_ocr = pytest.mark.skipif(not INSTALLED, reason="the extra `ocr` is not installed: pip install -e '.[ocr]'")


def relabelled(**labels: str) -> bytes:
    """The letter after its fonts have learnt to call characters something else."""
    with pikepdf.open(LETTER) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and "/ToUnicode" in thing:
                cmap = thing.ToUnicode.read_bytes().decode()
                for old in labels:
                    cmap = cmap.replace(f"<{ord(old):04X}>", f"<@{ord(old):04X}>")
                for old, new in labels.items():
                    cmap = cmap.replace(f"<@{ord(old):04X}>", f"<{ord(new):04X}>")
                thing.ToUnicode = pdf.make_stream(cmap.encode())
        return saved(pdf)


def doubts(data: bytes) -> list[tuple[int, Doubt]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(PageFonts.of(pdf).doubts.items())


@pytest.mark.parametrize("path", [LETTER, *sorted((SAMPLES / "documents").glob("*.pdf"))], ids=lambda path: path.stem)
def test_ordinary_files_are_not_doubted(path):
    assert doubts(path.read_bytes()) == []


@pytest.mark.parametrize(
    "labels",
    [{"机": " ", "密": " "}, {"机": "\u0301", "密": "\u0301"}, {"机": "\u200b"}, {"机": "关", "密": "关"}],
    ids=["blanks", "accents", "nothing", "one for two"],
)
def test_a_mapping_that_hides_characters_makes_the_page_illegible_and_a_picture(labels):
    data = relabelled(**labels)
    assert doubts(data) == [(1, Doubt.MAPPING)]
    assert codes(data) == ["page-not-legible"]
    assert "page1.png" in [child.name for child in children(data)]


@needs_ocr
@pytest.mark.parametrize("labels", [{"机": "密", "密": "机"}, {"机": "公", "密": "告", "★": "第"}], ids=["swapped", "others"])
def test_a_head_that_looks_different_from_what_it_says_is_handed_on_as_a_picture(labels):
    assert doubts(relabelled(**labels)) == []
    assert "page1.png" in [child.name for child in children(relabelled(**labels))]
    assert "page1.png" not in [child.name for child in children(LETTER.read_bytes())]


@needs_ocr
def test_a_later_page_is_compared_where_it_brings_a_font_of_its_own():
    with pikepdf.open(LETTER) as pdf, pikepdf.open(io.BytesIO(relabelled(机="公", 密="告"))) as other:
        pdf.pages.append(pdf.pages[0])
        pdf.pages.extend(other.pages)
        assert PageFonts.of(pdf).compared == {1, 3}
        merged = saved(pdf)
    assert [child.name for child in children(merged) if child.name.startswith("page")] == ["page3.png"]


def test_a_page_with_glyphs_that_are_drawings_is_handed_on_as_a_picture():
    pdf = Pdf.open(io.BytesIO(one_page(line("普通正文") + "BT /T3 20 Tf 80 735 Td (AB) Tj ET")))
    glyph = pdf.make_stream(b"50 0 0 0 50 50 d1 0 0 40 40 re f")
    pdf.pages[0].Resources.Font["/T3"] = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 50, 50],
        FontMatrix=[0.02, 0, 0, 0.02, 0, 0],
        CharProcs=Dictionary(a=glyph, b=glyph),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[65, Name.a, Name.b]),
        FirstChar=65,
        LastChar=66,
        Widths=[50, 50],
        Resources=Dictionary(),
        ToUnicode=pdf.make_stream(b"2 beginbfchar <41> <0041> <42> <0042> endbfchar"),
    )
    data = saved(pdf)
    assert doubts(data) == [(1, Doubt.DRAWN)]
    assert [child.name for child in children(data)] == ["page1.png"]
    assert codes(data) == []


def test_every_form_of_a_mapping_is_understood():
    cmap = "1 beginbfchar <01> <673A> endbfchar 2 beginbfrange <0002> <0003> <5BC6> <04> <05> [<0041> <00420043>] endbfrange"
    assert list(mapped(cmap)) == [(1, "机"), (2, "密"), (3, "寇"), (4, "A"), (5, "BC")]
