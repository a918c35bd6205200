"""Presentations: every hiding place by itself, then pages and positions."""

from __future__ import annotations

from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from screener.model import Place
from tests.extract.office_files import codes, part, places, read, repack, saved, segments, slides, sources

SAMPLES = Path(__file__).parents[1] / "samples" / "pptx"
TOKEN = "密令甲"
BLANK = 6


def box(slide, text=TOKEN, left=1.0, top=3.0):
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    shape.text_frame.text = text
    return shape


def show_with(edit) -> bytes:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[BLANK])
    box(slide, "普通文字", top=5)
    edit(presentation, slide)
    return saved(presentation)


def grouped(presentation, slide):
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
    inner.text_frame.text = TOKEN


def table(presentation, slide):
    slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table.cell(1, 0).text = TOKEN


def switched_off(presentation, slide):
    box(slide)._element.nvSpPr.cNvPr.set("hidden", "1")


def hidden_slide(presentation, slide):
    box(slide)
    slide._element.set("show", "0")


def tiny(presentation, slide):
    box(slide).text_frame.paragraphs[0].runs[0].font.size = Pt(1)


def notes(presentation, slide):
    slide.notes_slide.notes_text_frame.text = TOKEN


def on_master(presentation, slide):
    presentation.slide_master.placeholders[0].text = TOKEN


def on_layout(presentation, slide):
    presentation.slide_layouts[0].placeholders[0].text = TOKEN


def described(presentation, slide):
    box(slide, "图")._element.nvSpPr.cNvPr.set("descr", TOKEN)


def named(presentation, slide):
    box(slide, "图").name = TOKEN


def chart(presentation, slide):
    data = CategoryChartData()
    data.categories = [TOKEN]
    data.add_series("列", [1])
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(3), Inches(3), data)


KINDS = {
    "text box": (lambda presentation, slide: box(slide), Place.TEXT_BOX),
    "group": (grouped, Place.TEXT_BOX),
    "table": (table, Place.TABLE),
    "off the left edge": (lambda presentation, slide: box(slide, left=-5), Place.HIDDEN),
    "below the page": (lambda presentation, slide: box(slide, top=9), Place.HIDDEN),
    "switched off": (switched_off, Place.HIDDEN),
    "hidden slide": (hidden_slide, Place.HIDDEN),
    "1 pt": (tiny, Place.HIDDEN),
    "notes": (notes, Place.NOTES),
    "master": (on_master, Place.MASTER),
    "layout": (on_layout, Place.MASTER),
    "description": (described, Place.ALT_TEXT),
    "name": (named, Place.ALT_TEXT),
    "chart": (chart, Place.CHART),
    "property": (lambda presentation, slide: setattr(presentation.core_properties, "title", TOKEN), Place.METADATA),
}


@pytest.mark.parametrize(("edit", "place"), KINDS.values(), ids=KINDS)
def test_text_that_python_pptx_can_write_is_found_in_its_place(edit, place):
    assert places(read("pptx", show_with(edit)), TOKEN) == {place}


PARAGRAPH = f"<a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p>"
MODERN = f'<m:cmLst xmlns:m="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><m:cm><m:txBody>{PARAGRAPH}</m:txBody></m:cm></m:cmLst>'
PART_KINDS = {
    "old comment": ("comments", part(f"<p:cmLst><p:cm><p:text>{TOKEN}</p:text></p:cm></p:cmLst>"), Place.COMMENT),
    "modern comment": ("comments", MODERN.encode(), Place.COMMENT),
    "comment author": ("commentAuthors", part(f'<p:cmAuthorLst><p:cmAuthor name="{TOKEN}"/></p:cmAuthorLst>'), Place.COMMENT),
    "tag": ("tags", part(f'<p:tagLst><p:tag name="n" val="{TOKEN}"/></p:tagLst>'), Place.METADATA),
    "diagram": ("diagramData", part(f"<dgm:dataModel>{PARAGRAPH}</dgm:dataModel>"), Place.DIAGRAM),
    "handout master": ("handoutMaster", part(f"<p:handoutMaster>{PARAGRAPH}</p:handoutMaster>"), Place.MASTER),
    "orphan slide": (None, part(f"<p:sld>{PARAGRAPH}</p:sld>"), Place.ORPHAN),
}


@pytest.mark.parametrize(("kind", "content", "place"), PART_KINDS.values(), ids=PART_KINDS)
def test_text_in_another_part_is_found_in_its_place(kind, content, place):
    related = [("ppt/slides/slide1.xml", kind, "../test.xml")] if kind else []
    items = read("pptx", slides({"ppt/test.xml": content}, related))
    found = {segment.location.place: segment.location.page for segment in segments(items) if TOKEN in segment.text}
    assert found == {place: 1 if kind else None}


def test_slides_are_numbered_in_the_order_they_are_shown_not_stored():
    presentation = pptx.Presentation()
    for text in ("一", "二", "三"):
        box(presentation.slides.add_slide(presentation.slide_layouts[BLANK]), text)
    listed = presentation.slides._sldIdLst
    listed.insert(0, listed[2])
    found = {segment.text: segment.location.page for segment in segments(read("pptx", saved(presentation))) if segment.text in "一二三"}
    assert found == {"三": 1, "一": 2, "二": 3}
    assert list(found) == ["三", "一", "二"]


def test_the_header_zone_is_the_upper_part_and_the_first_title():
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    first.shapes.title.text = "首页标题"
    first.placeholders[1].text = "副题"
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "承自版式"
    box(second, "顶", top=0.2)
    box(second, "腰", top=3)
    shown = [segment for segment in segments(read("pptx", saved(presentation))) if segment.location.box]
    found = {segment.text: segment.layout.header_zone for segment in shown if segment.location.page}
    assert found == {"首页标题": True, "副题": False, "承自版式": True, "顶": True, "腰": False}


def test_a_shape_in_a_group_stands_where_the_group_puts_it():
    def edit(presentation, slide):
        group = slide.shapes.add_group_shape()
        inner = group.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
        inner.text_frame.text = TOKEN
        group.left = Emu(-9000000)

    assert places(read("pptx", show_with(edit)), TOKEN) == {Place.HIDDEN}


def test_cells_and_boxes_have_addresses():
    found = {segment.text: segment.location for segment in segments(read("pptx", show_with(table)))}
    assert found[TOKEN].cell == "T1!R2C1"
    assert found["普通文字"].box == (72.0, 360.0, 216.0, 432.0)


def test_a_paragraph_cut_over_runs_is_one_text():
    def edit(presentation, slide):
        paragraph = box(slide, "").text_frame.paragraphs[0]
        for piece in ("机", "密", "★10年"):
            paragraph.add_run().text = piece
        paragraph.add_line_break()
        paragraph.add_run().text = "尾"

    texts = [segment.text for segment in segments(read("pptx", show_with(edit)))]
    assert "机密★10年\n尾" in texts


def test_files_inside_become_sources_of_their_page():
    items = read("pptx", show_with(chart))
    assert {item.page for item in sources(items) if item.name.endswith(".xlsx")} == {1}
    data = repack(show_with(notes), {"ppt/media/image9.png": b"\x89PNG"}, [("ppt/slides/slide1.xml", "image", "../media/image9.png")])
    assert [(item.place, item.page) for item in sources(read("pptx", data)) if item.name.endswith("image9.png")] == [(Place.IMAGE, 1)]


def test_a_presentation_by_libreoffice_is_read_in_all_its_places():
    items = read("pptx", (SAMPLES / "show.pptx").read_bytes())
    expected = {"机密★10年": Place.BODY, "备注密字": Place.NOTES, "藏页密字": Place.HIDDEN}
    assert {text: places(items, text) for text in expected} == {text: {place} for text, place in expected.items()}
    assert codes(items) == set()


@pytest.mark.parametrize(("kind", "place"), [("hdr", Place.HEADER), ("ftr", Place.FOOTER)])
def test_what_is_printed_round_the_notes_is_read_in_its_place(kind, place):
    def edit(presentation, slide):
        shape = slide.notes_slide.notes_placeholder
        slide.notes_slide.notes_text_frame.text = TOKEN
        shape._element.nvSpPr.nvPr.find(qn("p:ph")).set("type", kind)

    assert places(read("pptx", show_with(edit)), TOKEN) == {place}


def test_text_of_the_master_of_notes_is_that_of_a_master():
    def edit(presentation, slide):
        next(iter(presentation.notes_master.placeholders)).text_frame.text = TOKEN

    assert places(read("pptx", show_with(edit)), TOKEN) == {Place.MASTER}
