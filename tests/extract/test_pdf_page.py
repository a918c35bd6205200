"""What a page shows, and what it only hides."""

from __future__ import annotations

import math
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from screener.model import Place
from tests.extract.pdf_files import add_page, built, children, codes, form, line, one_page, picture, read, saved, segments, shown, texts

LETTER = Path(__file__).parents[1] / "samples" / "pdf" / "letter.pdf"
BODY = line("普通正文", y=400)


def test_a_letter_by_libreoffice_is_read_line_by_line_with_its_layout():
    by_text = {segment.text: segment for segment in segments(LETTER.read_bytes())}
    mark, title = by_text["机密★10年"], by_text["关于开展保密检查的通知"]
    assert mark.location.page == 1
    assert (mark.layout.header_zone, mark.layout.alignment, mark.layout.font_size) == (True, "left", 16.0)
    assert (title.layout.alignment, title.layout.font_size) == ("center", 22.0)
    assert by_text["落款单位"].layout.alignment == "right"
    assert mark.location.box is not None
    assert title.location.box is not None
    assert mark.location.box[1] < title.location.box[1] < 842
    assert by_text["页眉示例"].location.place is Place.HEADER
    assert by_text["页脚示例"].location.place is Place.FOOTER
    assert codes(LETTER.read_bytes()) == []


def test_a_table_in_a_letter_is_also_read_cell_by_cell():
    cells = {segment.location.cell: segment.text for segment in segments(LETTER.read_bytes()) if segment.location.place is Place.TABLE}
    assert cells == {"R1C1": "姓名", "R1C2": "电话", "R1C3": "密级", "R2C1": "张三", "R2C2": "13800138000", "R2C3": "内部"}


def test_bold_by_printing_twice_does_not_double_characters_in_text_or_table():
    ruled = "".join(f"{x} 90 m {x} 150 l S\n" for x in (60, 160, 260)) + "".join(f"60 {y} m 260 {y} l S\n" for y in (90, 120, 150))
    bold = "".join(line("密级", 70 + offset, 130) for offset in (0, 0.2, 0.4))
    found = texts(one_page(ruled + bold + line("机密", 170, 130)))
    assert "密级" in found
    assert not [text for text in found if "密密" in text]
    assert {"密级", "机密"} <= set(texts(one_page(ruled + bold + line("机密", 170, 130)), Place.TABLE))


def test_the_box_is_in_points_from_the_top_left_of_the_page_as_it_is_shown():
    (upright,) = segments(one_page(line("机密", 100, 700, 20)))
    (turned,) = segments(one_page(line("机密", 100, 700, 20), Rotate=90))
    assert upright.location.box == pytest.approx((100, 122, 140, 146), abs=6)
    assert turned.location.box == pytest.approx((700, 100, 718, 140), abs=6)


def test_only_the_top_of_a_page_is_its_header_zone_and_the_first_line_always_is():
    zones = {segment.text: segment.layout.header_zone for segment in segments(one_page(line("标志", y=760) + line("正文", y=300)))}
    assert zones == {"标志": True, "正文": False}
    assert segments(one_page(line("唯一一行", y=200)))[0].layout.header_zone


def test_the_ninth_line_of_a_page_is_not_in_its_header_zone():
    rows = "".join(line(f"第{number}行", y=830 - 14 * number, size=10) for number in range(1, 12))
    zones = [segment.layout.header_zone for segment in sorted(segments(one_page(rows)), key=lambda item: item.location.box or (0, 0, 0, 0))]
    assert sum(zones) == 8


def test_a_short_line_at_the_very_top_is_a_header_and_one_at_the_very_bottom_a_footer():
    places = {
        segment.text: segment.location.place for segment in segments(one_page(line("上", y=815) + line("中间", y=400) + line("下", y=20)))
    }
    assert places == {"上": Place.HEADER, "中间": Place.BODY, "下": Place.FOOTER}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("".join(line(letter, 100, 700 - 20 * row) for row, letter in enumerate("机密★三年")), id="one under the other"),
        pytest.param("".join(line(letter, 100 + 16 * at, 700) for at, letter in enumerate("机密★三年")), id="one by one"),
        pytest.param(line("密★三年", 116, 700) + BODY + line("机", 100, 700), id="drawn apart"),
        pytest.param(f"BT /F1 16 Tf 0 1 -1 0 300 300 Tm {shown('机密★三年')} ET", id="turned by 90 degrees"),
        pytest.param(f"q 0.1 0 0 0.1 0 0 cm BT /F1 160 Tf 1000 7000 Td {shown('机密★三年')} ET Q", id="scaled by the matrix"),
    ],
)
def test_a_mark_is_one_segment_however_it_is_drawn(content):
    assert "机密★三年" in texts(one_page(content + line("普通正文", y=200)), Place.BODY)


def leaning(text: str, x: float, y: float, size: float = 60, degrees: float = 45) -> str:
    angle = math.radians(degrees)
    across, up = math.cos(angle), math.sin(angle)
    return f"q BT /F1 {size} Tf {across:.4f} {up:.4f} {-up:.4f} {across:.4f} {x} {y} Tm {shown(text)} ET Q\n"


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(leaning("机密级三年", 150, 300), id="in one piece"),
        pytest.param("".join(leaning(one, 150 + 42 * at, 300 + 42 * at) for at, one in enumerate("机密级三年")), id="glyph by glyph"),
        pytest.param(leaning("机密级三年", 150, 400, 16, -20), id="small"),
        pytest.param(line("机密级三年", 100, 390, 80, before="0.85 g"), id="huge and pale"),
    ],
)
def test_a_watermark_stands_alone_and_tears_no_line(mark):
    lines = [f"正文第{number}行，写在水印下面的内容。" for number in "一二三四五六七八九"]
    page = [line(text, 72, 500 - 20 * at) for at, text in enumerate(lines)]
    for content in ("".join(page) + mark, mark + "".join(page), "".join(page[:4]) + mark + "".join(page[4:])):
        assert texts(one_page(content), Place.WATERMARK) == ["机密级三年"]
        assert texts(one_page(content), Place.BODY) == lines


def test_a_slant_of_a_scan_and_a_large_red_heading_are_no_watermarks():
    content = leaning("普通正文", 72, 500, 16, 3) + line("某某法院", 72, 600, 60, before="1 0 0 rg")
    assert sorted(texts(one_page(content), Place.BODY)) == ["普通正文", "某某法院"]


def test_columns_of_vertical_writing_are_lines_of_their_own():
    def turn(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.Font.F1.Encoding = Name("/UniGB-UTF16-V")

    data = built(turn, line("机密★三年", 300, 700) + line("中华人民共和国", 250, 700))
    assert sorted(texts(data)) == ["中华人民共和国", "机密★三年"]


@pytest.mark.parametrize("matrix", ["-1 0 0 -1 300 300", "0 -1 1 0 300 300"])
def test_writing_upside_down_or_turned_right_is_read(matrix):
    assert texts(one_page(f"BT /F1 16 Tf {matrix} Tm {shown('机密★三年')} ET")) == ["机密★三年"]


def test_lines_are_told_from_top_to_bottom_even_if_they_were_drawn_upside_down():
    assert texts(one_page(line("下文", y=300) + line("上文", y=500))) == ["上文", "下文"]


def test_headers_and_footers_do_not_stand_between_the_body_of_two_pages():
    pdf = pikepdf.new()
    for body in ("涉密文件属于机", "密级事项"):
        add_page(pdf, line("页眉", y=820) + line(body, y=300) + line("页脚", y=20))
    found = [segment.text for segment in segments(saved(pdf))]
    assert found[:2] == ["涉密文件属于机", "密级事项"]
    assert sorted(found[2:]) == ["页眉", "页眉", "页脚", "页脚"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(line("藏起来的", y=300, before="3 Tr"), id="render mode 3"),
        pytest.param(line("藏起来的", y=300, before="7 Tr"), id="render mode 7"),
        pytest.param(line("藏起来的", y=300, before="1 1 1 rg"), id="white on white"),
        pytest.param(line("藏起来的", y=300, size=1.5), id="1.5 points"),
        pytest.param(f"q 0.05 0 0 0.05 0 0 cm BT /F1 20 Tf 2000 6000 Td {shown('藏起来的')} ET Q", id="one point by the matrix"),
        pytest.param(line("藏起来的", 2000, 300), id="off the page"),
        pytest.param("/GS0 gs " + line("藏起来的", y=300), id="transparent"),
    ],
)
def test_what_no_reader_sees_is_read_and_called_hidden(content):
    def hide(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.ExtGState = Dictionary(GS0=Dictionary(ca=0))

    data = built(hide, BODY + content)
    assert texts(data, Place.HIDDEN) == ["藏起来的"]
    assert texts(data, Place.BODY) == ["普通正文"]


def test_text_outside_of_the_crop_box_is_called_hidden():
    assert texts(one_page(line("裁掉了", y=100) + BODY, CropBox=[0, 300, 595, 842]), Place.HIDDEN) == ["裁掉了"]


def test_white_text_on_a_dark_ground_is_body():
    assert texts(one_page("0 0 0.6 rg 50 280 300 60 re f\n" + line("表头", y=300, before="1 1 1 rg")), Place.BODY) == ["表头"]


def test_white_text_on_a_dark_ground_in_a_moved_form_is_body():
    def put(pdf: Pdf, page: Dictionary) -> None:
        drawn = form(pdf, "0 0 0.6 rg 0 0 300 60 re f\n" + line("表头", 20, 20, before="1 1 1 rg"))
        page.Resources.XObject = Dictionary(X=drawn)
        page.Contents = pdf.make_stream(b"q 1 0 0 1 200 500 cm /X Do Q")

    assert texts(built(put), Place.BODY) == ["表头"]


def test_unseen_characters_in_a_word_do_not_tear_it():
    junk = f"BT /F1 16 Tf 72 500 Td {shown('机')} 3 Tr {shown('不')} 0 Tr {shown('密')} ET"
    found = {(segment.location.place, segment.text) for segment in segments(one_page(junk))}
    assert found == {(Place.BODY, "机密"), (Place.HIDDEN, "机不密")}


def test_text_of_a_layer_that_is_off_is_called_a_layer():
    def hide(pdf: Pdf, page: Dictionary) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底稿"))
        page.Resources.Properties = Dictionary(MC0=group)
        pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))

    data = built(hide, BODY + f"/OC /MC0 BDC {line('关掉的层', y=300)} EMC")
    assert sorted(texts(data, Place.LAYER)) == ["关掉的层", "底稿"]
    assert texts(data, Place.BODY) == ["普通正文"]


def claim(operators: str) -> str:
    return f"/Span <</ActualText <{('﻿' + '公开').encode('utf-16-be').hex()}>>> BDC {operators} EMC\n"


def test_both_the_glyphs_and_what_actual_text_claims_are_read():
    data = one_page(claim(line("机密")) + BODY)
    assert "机密" in texts(data, Place.BODY)
    assert texts(data, Place.ALT_TEXT) == ["公开"]


def test_actual_text_inside_of_a_form_is_seen_through():
    def put(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.XObject = Dictionary(X=form(pdf, claim(line("机密", y=100))))
        page.Contents = pdf.make_stream(b"/X Do")

    data = built(put)
    assert "机密" in texts(data, Place.BODY)
    assert "公开" in texts(data)


@pytest.mark.parametrize("mapping", ["<E000> <EFFF> <E000>", "<0000> <FFFF> <0001>", "<0000> <FFFF> <9F00>"])
def test_a_font_whose_mapping_gives_no_words_makes_the_page_illegible(mapping):
    def lie(pdf: Pdf, page: Dictionary) -> None:
        font = page.Resources.Font.F1
        font.Encoding = Name("/Identity-H")
        target = mapping.rsplit("<", 1)[1].rstrip(">")
        rows = "\n".join(f"<{code:04X}> <{int(target, 16) + code % 24:04X}>" for code in range(0x4E00, 0x4E20))
        space = "1 begincodespacerange <0000> <FFFF> endcodespacerange"
        cmap = f"/CIDInit /ProcSet findresource begin begincmap {space} 32 beginbfchar\n{rows}\nendbfchar endcmap end"
        font.ToUnicode = pdf.make_stream(cmap.encode())

    data = built(lie, line("".join(map(chr, range(0x4E00, 0x4E14)))))
    assert codes(data) == ["page-not-legible"]
    assert [child.name for child in children(data)] == ["page1.png"]


def test_a_page_of_ordinary_text_is_legible():
    assert codes(one_page(line("根据《保守国家秘密法》第二十一条，PDF 1.7 étude ① ② ★ 〔2026〕"))) == []


def test_a_scanned_page_with_an_ocr_layer_gives_the_text_as_body_and_the_picture():
    def scan(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.XObject = Dictionary(X=picture(pdf))

    data = built(scan, "q 595 0 0 842 0 0 cm /X Do Q " + line("识别出的字", before="3 Tr"))
    assert texts(data, Place.BODY) == ["识别出的字"]
    assert [child.name for child in children(data)] == ["page1-image1.png"]


def test_a_page_with_more_objects_than_anyone_draws_is_told_unread(monkeypatch):
    monkeypatch.setattr("screener.extract.pdf.paint.MOST_OBJECTS", 3)
    assert codes(one_page(BODY * 5)) == ["too-large"]


def test_an_empty_page_gives_nothing():
    assert read(one_page("")) == []


def test_what_white_was_painted_over_afterwards_is_hidden_and_does_not_tear_the_word():
    white = "q 1 g {} 495 {} 20 re f Q\n"
    found = {
        segment.text: segment.location.place for segment in segments(one_page(line("机甲", 80) + white.format(96, 16) + line("密", 112)))
    }
    assert [text.replace(" ", "") for text, place in found.items() if place is Place.BODY] == ["机密"]
    assert "甲" in "".join(text for text, place in found.items() if place is Place.HIDDEN)
    (segment,) = segments(one_page(white.format(60, 300) + line("机密", 80)))
    assert segment.location.place is Place.BODY
