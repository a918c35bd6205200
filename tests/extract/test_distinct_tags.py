"""Cut into tags, a part says in its attributes what it says element by element."""

from __future__ import annotations

from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from screener.extract.archive.package import XmlParts, is_bare
from screener.extract.ooxml import attributes
from screener.extract.ooxml.distinct_tags import WORTH_CUTTING, distinct_elements
from screener.extract.source import Source
from screener.model import Place, Segment
from tests.extract.office_files import W

# So many tags that nobody looks into, that the part is worth cutting.
PADDING = '<w:sz w:val="21"/>' * (WORTH_CUTTING // 18 + 1)
OTHER = "http://example.org/other"


def element_by_element(root: etree._Element) -> list[tuple[Place, str]]:
    seen = dict.fromkeys(found for element in root.iter(etree.Element) for found in attributes.attribute_texts(_alone(element)))
    return list(seen)


def _alone(element: etree._Element) -> etree._Element:
    alone = copy(element)
    for child in alone:
        alone.remove(child)
    return alone


def part(body: str, declared: str = f'xmlns:w="{W}"') -> etree._Element:
    return etree.fromstring(f"<w:body {declared}>{body}{PADDING}</w:body>".encode())


@pytest.mark.parametrize(
    "body",
    [
        '<w:docPr descr="SECRET"/>',
        '<w:lvlText w:val="机密%1"/>',
        '<w:lvlText w:val="SECRET"/>',
        '<w:bookmarkStart w:name="SECRET"/>',
        '<w:name w:val="机密"/>',
        '<a w:val="机密&quot;&lt;&gt;&amp;&#10;★"/>',
        "<a w:val='13912345678'/>",
        "<a w:val='机\"密'/>",
        '<名 称="机"/>',
        '<w:t>="机密机密机密机密" descr="机密"</w:t>',
        f'<q:name xmlns:q="{OTHER}" q:val="机密"/><w:name w:val="机密"/>',
        f'<w:name xmlns:w="{OTHER}" w:val="机密"/>',
        f'<w:p xmlns:w="{OTHER}"><w:name w:val="机密"/></w:p>',
        f'<p xmlns="{OTHER}"><comment val="SECRET"/></p><comment val="SECRET"/>',
        f'<p xmlns="{W}"><name val="机密"/></p><name val="机密"/>',
        f'<q:p xmlns:q="{W}"><q:name q:val="机密"/></q:p>',
        f'<q:p xmlns:q="{W}"><q:name q:val="机密"/></q:p><q:p xmlns:q="{OTHER}"><q:name q:val="机密"/></q:p>',
        '<w:p xmlns:q="u:q"><w:a q:descr="SECRET"/></w:p>',
        "<!-- <a descr='SECRET'/> --><w:docPr descr='TOP SECRET'/>",
        '<?x <a descr="SECRET"/>?><w:docPr descr="TOP SECRET"/>',
        '<w:a xml:id="机密一"/><w:b xml:id="机密一二"/>',
    ],
)
def test_a_part_in_tags_says_what_its_elements_say(body):
    assert list(attributes.attribute_texts(part(body))) == element_by_element(part(body))


def test_an_undeclared_prefix_is_not_taken_for_one_that_is_declared_elsewhere():
    body = f'<q:name q:val="机密"/><w:p xmlns:q="{W}"><q:name q:val="绝密"/></w:p>{PADDING}'
    root = etree.fromstring(f'<w:body xmlns:w="{W}">{body}</w:body>'.encode(), etree.XMLParser(recover=True))
    assert list(attributes.attribute_texts(root)) == [(Place.MARKUP, "机密")]


VALUES = st.text(st.sampled_from('a1 "<>&/=\n机密★') | st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=14)
ELEMENTS = st.tuples(
    st.sampled_from(["lvlText", "name", "docPr", "a", "cm", "tab-le"]), st.sampled_from(["val", "descr", "name", "my-title"]), VALUES
)


@given(st.lists(ELEMENTS, max_size=6))
def test_any_values_come_out_as_they_are(elements):
    root = part("")
    for tag, name, value in elements:
        etree.SubElement(root[0], f"{{{W}}}{tag}", {f"{{{W}}}{name}": value})
    assert list(attributes.attribute_texts(root)) == element_by_element(root)


def test_a_tag_that_comes_a_thousand_times_is_visited_once():
    root = part('<w:docPr descr="SECRET"/>' * 1000)
    assert sum(1 for _ in distinct_elements(root, lambda _: True)) == 3


DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@pytest.mark.parametrize(
    "data", [f"{DECLARATION}\r\n<a/>", "<?xml version='1.0' encoding='utf-8'?><a>b</a>", '<?xml version="1.0"?><a/>', "<a/>", "\ufeff<a/>"]
)
def test_elements_and_text_are_bare(data):
    assert is_bare(data.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"<a><!-- x --></a>",
        b"<a><?x y?></a>",
        b"<a/><?x y?>",
        b'<?xml version="1.0"?><?x y?><a/>',
        b"<!DOCTYPE a><a/>",
        b"<a><![CDATA[x]]></a>",
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0" encoding="GB18030"?><a/>',
        b'<?xml version="1.1" encoding="UTF-8"?><a/>',
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-be"),
        b"",
    ],
)
def test_anything_more_or_another_encoding_is_not_bare(data):
    assert not is_bare(data)


@pytest.mark.parametrize("hidden", ["<!--密-->", "<?x 密?>", "<a><!--密--></a>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-7", "gb18030", "utf-16"])
def test_what_is_hidden_between_tags_is_said_in_any_encoding(hidden, encoding):
    parts = XmlParts(Source.of_bytes(b"", "a.xml"))
    parts.parse("a.xml", f'<?xml version="1.0" encoding="{encoding}"?><a>{hidden}</a>'.encode(encoding))
    assert [remark.text for remark in parts.remarks if isinstance(remark, Segment)] == ["密"]
