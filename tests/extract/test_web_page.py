"""Web pages: shown, hidden, in attributes, comments and code."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from screener.model import Place, Segment
from tests.extract.readings import codes, items, texts


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>正文</p>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "place", "text"),
    [
        ("<p>机<b></b>密<i>★</i>1<span>年</span></p>", Place.BODY, "机密★1年"),
        ("<p>机<!-- x -->密</p>", Place.BODY, "机密"),
        ("<p>机<span style='display: none'>器</span>密</p>", Place.BODY, "机密"),
        ("<p>机<span style='display: none'>器</span>密</p>", Place.HIDDEN, "器"),
        ("<p>&#26426;&#x5BC6;&#9733;</p>", Place.BODY, "机密★"),
        ("一<br>二", Place.BODY, "一\n二"),
        ("<div hidden>机密</div>", Place.HIDDEN, "机密"),
        ("<div style='visibility:hidden'>机密</div>", Place.HIDDEN, "机密"),
        ("<div style='font-size:0'>机密</div>", Place.HIDDEN, "机密"),
        ("<div style='font-size:0.9em'>机密</div>", Place.BODY, "机密"),
        ("<div style='color:#FFF'>机密</div>", Place.HIDDEN, "机密"),
        ("<div style='color:#fff;background:red'>机密</div>", Place.BODY, "机密"),
        ("<font color=white>机密</font>", Place.HIDDEN, "机密"),
        ("<style>.a, #b{display:none}</style><p class='x a'>机密</p>", Place.HIDDEN, "机密"),
        ("<input type=hidden value=机密>", Place.HIDDEN, "机密"),
        ("<template><p>机密</p></template>", Place.HIDDEN, "机密"),
        ("<noscript><p>机密</p></noscript>", Place.BODY, "机密"),
        ("<img alt=机密>", Place.ALT_TEXT, "机密"),
        ("<a title=机密>a</a>", Place.ALT_TEXT, "机密"),
        ("<input placeholder=机密>", Place.ALT_TEXT, "机密"),
        ("<a href='/%E6%9C%BA%E5%AF%86.pdf'>a</a>", Place.LINK, "/机密.pdf"),
        ("<p data-level=机密>a</p>", Place.MARKUP, "机密"),
        ("<!--机密-->", Place.COMMENT, "机密"),
        ("<!--[if IE]><p>机<b></b>密</p><![endif]-->", Place.COMMENT, "机密<![endif]"),
        ("<script>var a = '\\u673a\\u5bc6'</script>", Place.MARKUP, "机密"),
        ('<script>var a = "机" + "密"</script>', Place.MARKUP, "机密"),
        ('<script type="application/json">{"a": "机密"}</script>', Place.MARKUP, "机密"),
        ("<script>// 机密\n</script>", Place.MARKUP, "// 机密"),
        ("<style>a:before{content:'\\673a\\5bc6'}</style>", Place.MARKUP, "机密"),
        ("<a onclick=\"alert('机密')\">a</a>", Place.MARKUP, "机密"),
        ("<textarea>机密</textarea>", Place.FORM_FIELD, "机密"),
        ("<iframe srcdoc='<p>机密</p>'></iframe>", Place.BODY, "机密"),
        ("<iframe src='data:text/html;charset=utf-8,<p>机密</p>'></iframe>", Place.BODY, "机密"),
        ("<title/><p>机密</p>", Place.BODY, "机密"),
        ("<svg><title>机密</title><text>绝密</text></svg>", Place.METADATA, "机密"),
        ("<svg><title>机密</title><text>绝密</text></svg>", Place.BODY, "绝密"),
    ],
)
def test_text_is_read_wherever_it_stands(body, place, text):
    assert text in texts(page(body), "a.html", place)


def test_title_and_keywords_are_properties():
    assert texts(page("", "<title>机密</title><meta name=keywords content=绝密>"), "a.html", Place.METADATA) == ["机密", "绝密"]


def test_cells_are_counted_by_table_row_and_column():
    body = "<table><tr><td>一<td>二<tr><td>三<table><tr><td>四</table></table><table><tr><th>五</table>"
    found = [item for item in items(page(body), "a.html") if isinstance(item, Segment) and item.location.place is Place.TABLE]
    assert [(item.text, item.location.cell) for item in found] == [
        ("一", "T1!R1C1"),
        ("二", "T1!R1C2"),
        ("三", "T1!R2C1"),
        ("四", "T1!R2C1/T2!R1C1"),
        ("五", "T3!R1C1"),
    ]


def test_the_first_eight_blocks_are_a_header_zone():
    body = "".join(f"<p>第{number}段</p>" for number in range(2, 20))
    zone = [item.text for item in items(page(body), "a.html") if isinstance(item, Segment) and item.layout.header_zone]
    assert zone == ["正文", *(f"第{number}段" for number in range(2, 9))]


def test_a_picture_in_an_address_is_a_file():
    buffer = io.BytesIO()
    Image.new("RGB", (5, 5)).save(buffer, "PNG")
    data = page(f"<img src='data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}'>")
    assert "data-1" in texts(data, "a.html", Place.FILE_NAME)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "big5", "nonsense", ""])
def test_a_declaration_of_the_charset_may_lie(encoding, declared):
    data = f"<html><meta charset={declared}><p>机密★1年，请各单位认真落实有关要求".encode(encoding)
    assert any(text.startswith("机密★1年") for text in texts(data, "a.html"))


def test_utf_7_and_hz_are_read_where_they_are_declared():
    assert "机密" in texts(b"<html><meta charset=utf-7><p>" + "机密".encode("utf-7"), "a.html")
    assert "机密" in texts(b"<html><meta charset=hz-gb-2312><p>" + "机密".encode("hz"), "a.html")


def test_an_svg_drawing_is_read_with_its_description():
    svg = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><desc>机密</desc><metadata>绝密</metadata><text>秘<tspan>密</tspan></text></svg>"
    found = texts(svg.encode(), "a.svg")
    assert {"机密", "绝密", "秘密"} <= set(found)


def test_a_page_without_any_text_is_told():
    assert codes(b"<html><body></body></html>", "a.html") == ["no-text"]


@pytest.mark.parametrize("name", ["alt", "title", "placeholder", "value", "label", "aria-label", "summary", "abbr", "standby"])
def test_what_stands_for_an_element_is_read_though_it_is_plain(name):
    assert "PLAIN WORDS" in texts(page(f"<x {name}='PLAIN WORDS'></x>"), "a.html", Place.ALT_TEXT)


@pytest.mark.parametrize(
    ("tag", "place"),
    [
        ("title", Place.METADATA),
        ("desc", Place.ALT_TEXT),
        ("textarea", Place.FORM_FIELD),
        ("option", Place.FORM_FIELD),
    ],
)
def test_the_text_of_an_element_stands_in_its_place(tag, place):
    data = f"<svg xmlns='http://www.w3.org/2000/svg'><{tag}>机密</{tag}></svg>".encode()
    assert "机密" in texts(data, "a.svg", place)


@pytest.mark.parametrize(
    "tail",
    ['<meta name="keywords >', "<a title='x>", "<p class=", '<!-- x --><img alt="', "<div "],
)
def test_what_a_tag_without_an_end_swallows_is_read_and_held(tail):
    page = f"<html><head><title>公告</title></head><body><p>开庭公告</p>{tail}<p>机密★10年</p></body></html>".encode()
    found = texts(page, "a.html")
    assert any("机密★10年" in text for text in found)


@pytest.mark.parametrize(
    "end",
    ["</body></html>", "", "<script>a", "<!-- b", "<textarea>c", "<select><option>d", "<table><tr><td>e", "<svg><text>f", "<plaintext>"],
)
def test_a_page_that_just_stops_is_no_suspect(end):
    assert codes(f"<html><body><p>开庭公告{end}".encode(), "a.html") == []
