"""Glyphs that look like a character of a mark and say another, anywhere in a document."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pikepdf import Dictionary, Name

from screener.extract.pdf.glyph_codes import codes_of
from tests.extract.pdf_files import children, saved
from tests.extract.test_pdf_fonts import LETTER, needs_ocr, relabelled

pytest.importorskip("cv2")
SEEN = frozenset("公告")
LABELS = {"机": "公", "密": "告"}


def pages(data: bytes) -> list[str]:
    return [child.name for child in children(data) if child.name.startswith("page")]


def moved_down(data: bytes) -> bytes:
    """What stood in the head stands in the middle of the page, where no line is compared as such."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        page.contents_add(b"q 1 0 0 1 0 -300 cm", prepend=True)
        page.contents_add(b"Q")
        return saved(pdf)


def set_in(font: str, folder: Path, said: str, shown: str) -> bytes:
    """Two pages in a real font, whose glyphs for `said` are those of `shown`; the line stands in the middle of the second."""
    import fpdf
    import pylopdf_fonts_zh_cn

    with TTFont(Path(pylopdf_fonts_zh_cn.__file__).with_name(font)) as program:
        names = program.getBestCmap()
        for table in program["cmap"].tables:
            if table.isUnicode():
                table.cmap.update({ord(one): names[ord(other)] for one, other in zip(said, shown, strict=True)})
        program.save(folder / "f.otf")
    made = fpdf.FPDF()
    made.add_font("F", fname=folder / "f.otf")
    made.set_font("F", size=16)
    for text in ("各区县人民法院", f"现将{said}事项"):
        made.add_page()
        made.set_xy(30, 150)
        made.cell(text=text)
    return bytes(made.output())


@needs_ocr
@pytest.mark.parametrize("labels", [LABELS, {"密": "告"}, {"机": "H", "密": "K"}, {"★": "第"}], ids=["word", "one", "letters", "star"])
def test_a_mark_in_the_middle_of_a_page_that_says_something_else_is_handed_on_as_a_picture(labels):
    assert pages(moved_down(relabelled(**labels))) == ["page1.png"]
    assert pages(moved_down(LETTER.read_bytes())) == []


@needs_ocr
@pytest.mark.parametrize(
    ("font", "said", "shown"),
    [("NotoSansSC-Regular.otf", "红花", "机密"), ("NotoSansSC-Regular.otf", "红花", "红花"), ("NotoSerifSC-Regular.otf", "红花", "内部")],
)
def test_a_later_page_is_looked_at_where_its_font_shows_a_mark(font, said, shown, tmp_path):
    assert pages(set_in(font, tmp_path, said, shown)) == ([] if said == shown else ["page2.png"])


@needs_ocr
def test_a_simple_font_is_asked_for_every_byte():
    with pikepdf.open(LETTER) as pdf:
        font = next(thing for thing in pdf.objects if isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.TrueType)
        codes = codes_of(font, SEEN)
    assert codes is not None
    assert len({*codes.likely, *codes.possible}) == 256


def test_the_table_has_every_common_character_and_is_small():
    from screener.extract.pdf.glyph_looks import TABLE, looks

    table = looks()
    assert set("绝机密秘内部商工作★") - set("工") <= set(table.marks) <= set(table.characters)
    assert len(table.characters) == 6765
    assert TABLE.stat().st_size < 200_000
