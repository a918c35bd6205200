"""Text in attributes, in plain ASCII so that only the rule for the name can find it."""

from __future__ import annotations

import pytest
from lxml import etree

from screener.extract.ooxml.attributes import attribute_texts, loose_texts
from screener.extract.ooxml.distinct_tags import WORTH_CUTTING
from screener.model import Place
from tests.extract.office_files import W


def found(markup: str) -> list[tuple[Place, str]]:
    return list(attribute_texts(etree.fromstring(markup)))


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        ('<a descr="SECRET"/>', Place.ALT_TEXT),
        ('<a title="SECRET"/>', Place.ALT_TEXT),
        ('<a alt="SECRET"/>', Place.ALT_TEXT),
        ('<a caption="SECRET"/>', Place.ALT_TEXT),
        ('<textpath string="SECRET"/>', Place.WATERMARK),
        ('<a tooltip="SECRET"/>', Place.LINK),
        ('<a display="SECRET"/>', Place.LINK),
        ('<a instr="SECRET"/>', Place.FIELD),
        ('<ins author="SECRET"/>', Place.METADATA),
        ('<comment author="SECRET"/>', Place.COMMENT),
        ('<cm author="SECRET"/>', Place.COMMENT),
        ('<person displayName="SECRET"/>', Place.METADATA),
        ('<a prompt="SECRET"/>', Place.FORM_FIELD),
        ('<a promptTitle="SECRET"/>', Place.FORM_FIELD),
        ('<a error="SECRET"/>', Place.FORM_FIELD),
        ('<a errorTitle="SECRET"/>', Place.FORM_FIELD),
        ('<listItem value="SECRET"/>', Place.FORM_FIELD),
        ('<listEntry val="SECRET"/>', Place.FORM_FIELD),
        ('<statusText val="SECRET"/>', Place.FORM_FIELD),
        ('<default val="SECRET"/>', Place.FORM_FIELD),
        ('<tblCaption val="SECRET"/>', Place.ALT_TEXT),
        ('<docPr name="SECRET"/>', Place.ALT_TEXT),
        ('<bookmarkStart name="SECRET"/>', Place.BOOKMARK),
        ('<docVar val="SECRET"/>', Place.METADATA),
        ('<lvlText val="SECRET %1"/>', Place.FIELD),
        ('<any other="密"/>', Place.MARKUP),
        ('<any other="13800138000"/>', Place.MARKUP),
        ('<property xmlns="urn:an-add-in" value="密"/>', Place.MARKUP),
        ('<link xmlns="urn:custom-data" target="密"/>', Place.MARKUP),
    ],
)
def test_an_attribute_is_read_in_its_place(markup, place):
    assert [one for one, _ in found(markup)] == [place]


@pytest.mark.parametrize(
    "markup",
    [
        '<any other="SECRET"/>',
        '<any other="{00000000-0008-0000-0000-000000000000}"/>',
        '<any other="0.0590277777777778in"/>',
        '<bookmarkStart name="_Toc12345"/>',
        '<rFonts eastAsia="宋体"/>',
        '<latin typeface="宋体"/>',
        f'<pStyle xmlns="{W}" val="密级"/>',
        '<lvlText val="%1、"/>',
        '<a style="font-family:宋体"/>',
        '<a descr=" "/>',
        '<s v="密"/>',
        '<n v="13800138000"/>',
        '<d v="13800138000"/>',
    ],
)
def test_what_is_no_text_is_left_alone(markup):
    assert found(markup) == []


def test_a_value_in_quotation_marks_is_read_without_them_too():
    assert found("<property value='\"机密★10年\"'/>") == [(Place.MARKUP, '"机密★10年"'), (Place.MARKUP, "机密★10年")]


def test_a_text_that_stands_twice_is_said_once():
    assert found('<a><b descr="x"/><c descr="x"/></a>') == [(Place.ALT_TEXT, "x")]


def test_loose_text_is_read_in_order_with_telling_names_and_without_what_is_handled():
    root = etree.fromstring("<a>一<b>二</b>三<密级>机密</密级><p>段</p>plain</a>")
    assert list(loose_texts(root, frozenset({"p"}))) == ["一三plain", "二", "密级：机密"]
    assert list(loose_texts(etree.fromstring("<a><b>plain</b></a>"), frozenset({"p"}))) == []
    assert list(loose_texts(etree.fromstring("<a><b>plain</b></a>"), frozenset())) == ["plain"]


@pytest.mark.parametrize("markup", ['<lvlText val="SECRET %1"/>', '<alias val="SECRET"/>', '<cmAuthor name="SECRET"/>'])
def test_a_short_value_is_read_in_a_long_part_too(markup):
    assert any("SECRET" in text for _, text in found(f"<a>{'<b/>' * WORTH_CUTTING}{markup}</a>"))
