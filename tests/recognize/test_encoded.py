"""A mark that is written in base64, hexadecimal or escapes where no reader looks."""

from __future__ import annotations

import base64

import pytest

from screener.model import Location, Place, Segment
from tests.recognize.found import found

VEILED = {
    "base64": "5py65a+G",
    "base64 of a mark with a term": base64.b64encode("绝密★10年".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode("机密".encode()).decode(),
    "base64 of gb18030": base64.b64encode("机密★5年".encode("gb18030")).decode(),
    "base64 of utf-16": base64.b64encode("机密★5年".encode("utf-16-le")).decode(),
    "base64 without its padding": base64.b64encode("秘密★1年".encode()).decode().rstrip("="),
    "base64 twice": base64.b64encode(base64.b64encode("机密★5年".encode())).decode(),
    "hexadecimal": "e69cbae5af86",
    "hexadecimal of gb18030": "机密★5年".encode("gb18030").hex(),
    "hexadecimal of utf-16": "机密".encode("utf-16-be").hex().upper(),
    "hexadecimal with its prefix": "0xE69CBAE5AF86",
    "percent": "%E6%9C%BA%E5%AF%86",
    "percent twice": "%25E6%259C%25BA%25E5%25AF%2586",
    "code units": r"\u673a\u5bc6",
    "code units in braces": r"\u{673a}\u{5bc6}",
    "references": "&#26426;&#23494;",
    "references twice": "&amp;#26426;&amp;#23494;",
    "hexadecimal references": "&#x673A;&#x5BC6;",
    "half of it": "机&#23494;",
}
HIDDEN = [
    Place.METADATA,
    Place.MAIL_HEADER,
    Place.COMMENT,
    Place.BOOKMARK,
    Place.DEFINED_NAME,
    Place.MARKUP,
    Place.ALT_TEXT,
    Place.FORM_FIELD,
]


def markings(text: str, place: Place) -> list[str]:
    findings = found([Segment(text, Location(place=place))])
    return [finding.quote for finding in findings if finding.rule == "secrecy-marking" and "encoded" in finding.evidence]


@pytest.mark.parametrize("text", VEILED.values(), ids=VEILED.keys())
def test_a_veiled_mark_is_found_at_its_token(text):
    assert markings(text, Place.METADATA) == [text]


@pytest.mark.parametrize("place", HIDDEN)
def test_it_is_found_in_every_place_that_hides_values(place):
    assert markings("5py65a+G", place) == ["5py65a+G"]


def test_it_is_found_behind_the_name_of_a_property_and_on_a_later_line():
    (finding,) = found([Segment("备注：无\n说明：见 5py65a+G", Location(place=Place.METADATA))])
    assert finding.quote == "5py65a+G"
    assert (finding.start, finding.end) == (10, 18)


def test_it_is_found_behind_many_ordinary_words():
    text = " ".join(["Template", "Sheet1abc", "a1b2c3d4"] * 400) + " 5py65a+G"
    assert markings(text, Place.METADATA) == ["5py65a+G"]


def test_the_text_of_a_document_is_left_alone():
    assert markings("5py65a+G", Place.BODY) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("d41d8cd98f00b204e9800998ecf8427e", id="a hash"),
        pytest.param("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12", id="a longer hash"),
        pytest.param("{6D809377-6AF0-444B-8957-A3773F02200E}", id="an id"),
        pytest.param("https://example.org/a%20b/index.html?id=5f3a", id="an address"),
        pytest.param("https://example.org/%E5%85%AC%E5%91%8A", id="an address in Chinese"),
        pytest.param("dGhpcyBpcyBhIHRlc3Q=", id="base64 of English"),
        pytest.param(base64.b64encode("保守国家秘密法学习材料".encode()).decode(), id="base64 of a title that names secrets"),
        pytest.param(base64.b64encode("关于放假的通知".encode()).decode(), id="base64 of another title"),
        pytest.param("<CAB1234xyz+abc@mail.example.org>", id="a message id"),
        pytest.param("Microsoft Office Word", id="the name of a program"),
        pytest.param("AAAAAAAAAAAAAAAAAAAA", id="zeros"),
        pytest.param("_Toc123456789", id="a bookmark"),
        pytest.param("密级：" + base64.b64encode("公开".encode()).decode(), id="the label of an open paper"),
    ],
)
def test_ordinary_values_are_none(text):
    for place in HIDDEN:
        assert markings(text, place) == []
