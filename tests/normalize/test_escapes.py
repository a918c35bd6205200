"""Escapes that hide Chinese: once, twice, and in attributes and comments where nobody looks."""

from __future__ import annotations

import pytest

from screener.model import Place
from screener.normalize.escapes import unveil, veiled_han
from tests.extract.readings import texts


@pytest.mark.parametrize(
    "text",
    [
        "&#26426;&#23494;",
        "&amp;#26426;&amp;#23494;",
        "&amp;amp;#26426;&amp;amp;#x5bc6;",
        "%E6%9C%BA%E5%AF%86",
        "%25E6%259C%25BA%25E5%25AF%2586",
        r"\u673a\u5bc6",
        "%u673a%u5bc6",
        "_x673A__x5BC6_",
    ],
)
def test_chinese_is_found_under_several_escapes(text: str) -> None:
    assert veiled_han(text) == unveil(text) == "机密"


@pytest.mark.parametrize("text", ["/a%20b?c=100%25&amp;d", r"C:\users\x41", "&nbsp;&copy;", "机密 &lt;b&gt;"])
def test_an_escape_that_hides_no_chinese_is_no_text_of_its_own(text: str) -> None:
    assert veiled_han(text) is None


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("<!-- &amp;#26426;&amp;#23494; --><p>x</p>", Place.COMMENT),
        (r"<!-- \u673a\u5bc6 --><p>x</p>", Place.COMMENT),
        ("<img alt='&amp;#26426;&amp;#23494;'>", Place.ALT_TEXT),
        (r"<p data-x='\u673a\u5bc6'>x</p>", Place.MARKUP),
        ("<p data-x='%E6%9C%BA%E5%AF%86'>x</p>", Place.MARKUP),
        ("<meta name='keywords' content='&amp;#26426;&amp;#23494;'><p>x</p>", Place.METADATA),
        ("<p>&amp;#26426;&amp;#23494;</p>", Place.BODY),
    ],
)
def test_a_web_page_tells_what_its_escapes_hide(page: str, place: Place) -> None:
    found = texts(f"<!DOCTYPE html><html><body>{page}</body></html>".encode(), "a.html", place)
    assert "机密" in [text.strip() for text in found]


@pytest.mark.parametrize(
    "inner",
    ["<a>&amp;#26426;&amp;#23494;</a>", "<a b='&#26426;&#23494;'/>", "<!-- %E6%9C%BA%E5%AF%86 -->", r"<a b='\u673a\u5bc6'/>"],
)
def test_xml_tells_what_escapes_in_its_text_and_its_tags_hide(inner: str) -> None:
    assert any("机密" in text for text in texts(f"<?xml version='1.0'?><r>{inner}</r>".encode(), "a.xml"))


def test_plain_text_is_freed_of_two_layers_of_escapes() -> None:
    assert any("机密" in text for text in texts(b"one line\n&amp;#26426;&amp;#23494;\n", "a.txt"))


@pytest.mark.parametrize("string", ["_x673A__x5BC6_★10年", "_x673a_密★10年", "机_x000A_密★10年", "机_x200B_密★10年"])
def test_a_workbook_tells_what_the_escapes_of_its_strings_hide(tmp_path, string) -> None:
    import zipfile

    import openpyxl

    from screener.config import load_config
    from screener.model import Action
    from screener.screening import Screener

    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "PLACE"
    book.save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as written:
        for name in plain.namelist():
            written.writestr(name, plain.read(name).replace(b"PLACE", string.encode()))
    assert Screener.build(load_config(None)).screen(tmp_path / "a.xlsx").verdict.action is Action.BLOCK
