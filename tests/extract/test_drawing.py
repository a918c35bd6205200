"""Charts and diagrams: every kind of cache that they keep of the cells they were drawn from, and how a paragraph of a shape reads."""

from __future__ import annotations

import pytest
from lxml import etree

from screener.extract.ooxml.drawing import other_readings, paragraph_text
from screener.model import Place
from tests.extract.office_files import children, codes, declared, part, places, read, word, workbook

TOKEN = "密令甲"
CHART = "http://schemas.microsoft.com/office/drawing/2014/chartex"
DRAWING = "http://schemas.microsoft.com/office/drawing/2008/diagram"
PARAGRAPH = f"<a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p>"


def cached(cache: str) -> str:
    return f"<c:chartSpace><c:{cache}><c:pt idx='0'><c:v>{TOKEN}</c:v></c:pt></c:{cache}></c:chartSpace>"


PARTS = {
    **{cache: (cached(cache), Place.CHART) for cache in ("strCache", "numCache", "strLit", "numLit")},
    "levels": (
        f"<c:chartSpace><c:multiLvlStrCache><c:lvl><c:pt idx='0'><c:v>{TOKEN}</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:chartSpace>",
        Place.CHART,
    ),
    "new kind of chart": (
        f'<cx:chartSpace xmlns:cx="{CHART}"><cx:lvl><cx:pt idx="0">{TOKEN}</cx:pt></cx:lvl></cx:chartSpace>',
        Place.CHART,
    ),
    "title of a new kind of chart": (f'<cx:chartSpace xmlns:cx="{CHART}"><cx:title>{PARAGRAPH}</cx:title></cx:chartSpace>', Place.CHART),
    "shapes on a chart": (f"<c:userShapes>{PARAGRAPH}</c:userShapes>", Place.CHART),
    "data of a diagram": (f"<dgm:dataModel>{PARAGRAPH}</dgm:dataModel>", Place.DIAGRAM),
    "layout of a diagram": (f"<dgm:layoutDef>{PARAGRAPH}</dgm:layoutDef>", Place.DIAGRAM),
    "drawing of a diagram": (f'<dsp:drawing xmlns:dsp="{DRAWING}">{PARAGRAPH}</dsp:drawing>', Place.DIAGRAM),
}


@pytest.mark.parametrize(("xml", "place"), PARTS.values(), ids=PARTS)
def test_a_chart_or_diagram_is_read_in_a_letter_and_in_a_workbook(xml: str, place: Place) -> None:
    letter = word("", {"word/charts/chart1.xml": part(xml)}, [("word/document.xml", "chart", "charts/chart1.xml")])
    book = workbook({"xl/charts/chart1.xml": part(xml)}, [("xl/workbook.xml", "chart", "charts/chart1.xml")])
    assert places(read("docx", letter), TOKEN) == {place}
    assert places(read("xlsx", book), TOKEN) == {place}


def paragraph(xml: str) -> etree._Element:
    return etree.fromstring(declared(xml))


@pytest.mark.parametrize(
    ("markup", "reading"),
    [
        ("<a:p><a:r><a:t>机</a:t></a:r><a:r><a:rPr sz='300'/><a:t>甲</a:t></a:r><a:r><a:t>密</a:t></a:r></a:p>", "机密"),
        ("<a:p><a:r><a:t>机</a:t></a:r><a:r><a:rPr strike='sngStrike'/><a:t>甲</a:t></a:r><a:r><a:t>密</a:t></a:r></a:p>", "机密"),
        ("<a:p><a:pPr><a:buChar char='机密'/></a:pPr><a:r><a:t>★10年</a:t></a:r></a:p>", "机密★10年"),
    ],
    ids=["small letters between", "struck letters between", "a word for a bullet"],
)
def test_a_paragraph_of_a_shape_reads_as_it_is_seen(markup: str, reading: str) -> None:
    element = paragraph(markup)
    assert list(other_readings(element, paragraph_text(element))) == [reading]


def test_a_web_page_and_a_printer_are_read_by_their_relationship() -> None:
    page = f"<html><body><p>{TOKEN}<br></body>".encode()
    for kind in ("aFChunk", "htmlPubSaveAs"):
        letter = word("", {"word/page.htm": page}, [("word/document.xml", kind, "page.htm")])
        assert "word/page.htm" in children(read("docx", letter))
        assert codes(read("docx", letter)) == set()
    names = "打印机".encode("utf-16-le").ljust(64, b"\0") + bytes(38) + "密令甲纸".encode("utf-16-le").ljust(64, b"\0")
    letter = word("", {"word/printer.bin": names}, [("word/document.xml", "printerSettings", "printer.bin")])
    assert places(read("docx", letter), "打印机") == places(read("docx", letter), "密令甲纸") == {Place.METADATA}
