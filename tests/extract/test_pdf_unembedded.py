"""Fonts that are not in the file: what is drawn one glyph at a time is read whatever fonts this machine has."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from screener.extract.pdf.page_fonts import PageFonts
from screener.extract.pdf.unembedded import unembedded_lines
from screener.extract.source import Source
from screener.model import Segment
from tests.extract.pdf_files import built, line

MARK = "机密★10年"


def hexed(text: str, encoding: str = "utf-16-be") -> str:
    return f"<{text.encode(encoding).hex()}>"


def lines(content: str, encoding: str = "/UniGB-UTF16-H", known: tuple[str, ...] = ()) -> list[tuple[str, bool]]:
    def change(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.Font.F1.Encoding = Name(encoding)

    with pikepdf.open(io.BytesIO(built(change, content))) as pdf:
        assert PageFonts.of(pdf).bare == {1}
        found = list(unembedded_lines(Source.of_bytes(b"", "a.pdf"), pdf, 1, known))
    assert all(isinstance(one, Segment) for one in found)
    return [(one.text, one.layout.header_zone) for one in found if isinstance(one, Segment)]


@pytest.mark.parametrize(
    "content",
    [
        "".join(line(letter, 72 + 16 * at, 760) for at, letter in enumerate(MARK)),
        "".join(line(letter, 72 + 16 * at, 760) for at, letter in reversed(list(enumerate(MARK)))),
        "BT /F1 16 Tf 72 760 Td " + " ".join(f"{hexed(letter)} Tj 16 0 Td" for letter in MARK) + " ET",
        f"BT /F1 16 Tf 72 760 Td [{' -10 '.join(map(hexed, MARK))}] TJ ET",
        "q 2 0 0 2 0 0 cm BT /F1 8 Tf 1 0 0 1 36 380 Tm " + " ".join(f"{hexed(letter)} Tj" for letter in MARK) + " ET Q",
        f"BT /F1 16 Tf 14 TL 72 774 Td {hexed(MARK)} ' ET",
    ],
    ids=["one by one", "backwards", "moved by Td", "in an array", "scaled and run on", "on the next line"],
)
def test_what_is_drawn_glyph_by_glyph_is_one_line_in_the_head(content: str) -> None:
    assert lines(content) == [(MARK, True)]


def test_a_column_is_read_downwards_beside_its_characters() -> None:
    found = lines("".join(line(letter, 72, 400 - 20 * at) for at, letter in enumerate("机密★")))
    assert ("机密★", False) in found


@pytest.mark.parametrize("name", ["UniGB-UTF16", "UniGB-UCS2", "GBK-EUC", "GBKp-EUC", "GBK2K", "GB-EUC"])
@pytest.mark.parametrize("direction", "HV")
def test_an_encoding_of_chinese_is_read(name: str, direction: str) -> None:
    encoding = "utf-16-be" if name.startswith("Uni") else "gb18030"
    assert lines(f"BT /F1 16 Tf 72 760 Td {hexed(MARK, encoding)} Tj ET", f"/{name}-{direction}") == [(MARK, True)]


def test_what_was_read_already_is_not_told_again() -> None:
    assert lines(line(MARK), known=("机密 ★10年",)) == []


def test_an_embedded_font_and_broken_content() -> None:
    def embed(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.Font.F1.DescendantFonts[0].FontDescriptor.FontFile2 = pdf.make_stream(b"x")

    with pikepdf.open(io.BytesIO(built(embed))) as pdf:
        assert PageFonts.of(pdf).bare == set()
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/F1 Tf BT (a) Tj ET")
        pdf.pages[0].obj.MediaBox = Array([0, 0, 595, 842])
        (found,) = unembedded_lines(Source.of_bytes(b"", "a.pdf"), pdf, 1, ())
    assert not isinstance(found, Segment)
    assert found.code == "page-not-legible"
