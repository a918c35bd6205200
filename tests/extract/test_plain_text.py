"""Text files of every size and encoding."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from screener.config import Limits
from screener.extract import Reading, Source
from screener.model import Place, Segment
from tests.extract.readings import codes, items, parts, texts

LINES = [f"第{number}行：各单位要认真落实保密工作责任制。" for number in range(1, 2000)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_is_read_once_in_any_encoding_and_stands_where_it_says(encoding, end):
    data = end.join(LINES).encode(encoding)
    found = [item for item in items(data, "a.txt") if isinstance(item, Segment) and item.location.place is Place.BODY]
    read = "\n".join(segment.text for segment in found).split("\n")
    if end != "\r" or encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert read == LINES
        assert all(segment.text.startswith(f"第{segment.location.paragraph}行") for segment in found)
    else:  # old line ends come in pieces of bytes, and a line at the cut is read twice
        assert set(LINES) <= set(read)
    assert max(len(segment.text) for segment in found) < 9000


def header_zones(data: bytes, name: str = "a.txt") -> list[str]:
    return [item.text for item in items(data, name) if isinstance(item, Segment) and item.layout.header_zone]


def test_the_first_eight_lines_of_the_file_and_of_each_page_are_a_header_zone():
    text = "\n\n".join(f"第{number}行" for number in range(12)) + "\n\f机密★1年\n第二页"
    first, second = header_zones(text.encode())
    assert first.split() == [f"第{number}行" for number in range(8)]
    assert second.strip("\f").split() == ["机密★1年", "第二页"]


def test_a_table_has_one_header_line_and_code_on_one_line_has_none():
    assert header_zones("姓名,密级\n甲,机密\n".encode(), "a.csv") == ["姓名,密级"]
    assert header_zones(("x" * 500 + "\n机密").encode()) == []


def test_a_short_text_is_read_under_every_plausible_encoding():
    assert "联通" in texts("联通".encode("gbk"), "a.txt")


def test_an_english_preface_does_not_decide_the_encoding():
    data = b"All of this is plain English.\n" * 60_000 + "机密★1年，各单位认真落实".encode("gb18030")
    assert "机密★1年" in texts(data, "a.txt")[-1]


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_file_put_together_from_two_encodings_is_read_whole(first, second):
    data = "\n".join(LINES[:900]).encode(first) + "\n机密★1年，请各单位认真落实".encode(second)
    assert "机密★1年" in texts(data, "a.log")[-1]


def test_a_line_without_end_is_read_in_pieces_that_overlap():
    data = ("保密工作" * 50_000).encode()
    found = [item.text for item in items(data, "a.txt") if isinstance(item, Segment) and item.location.place is Place.BODY]
    assert all(len(text) < 9000 for text in found)
    assert len("".join(found)) > 200_000
    assert found[1][:100] == found[0][-100:]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"密级": "机密★1年"}),
        "var a = '\\u{673a}\\u{5bc6}★1年'",
        "a=%E6%9C%BA%E5%AF%86★1年",
        "\\xe6\\x9c\\xba\\xe5\\xaf\\x86★1年",
        "&#26426;&#x5bc6;★1年",
        "\\346\\234\\272\\345\\257\\206★1年",
    ],
)
def test_escapes_are_read_a_second_time_resolved(text):
    assert any("机密★1年" in found for found in texts(text.encode(), "a.json", Place.MARKUP))
    assert text in texts(text.encode(), "a.json", Place.BODY)


def test_words_cut_by_markup_in_xml_are_joined():
    assert any("机密★1年" in text for text in texts("<?xml version='1.0'?><a><r><t>机</t></r><r><t>密</t></r>★1年</a>".encode(), "a.xml"))


def test_entities_that_a_document_declares_are_told():
    assert codes(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a.xml") == ["suspicious-structure"]


def test_a_file_in_base64_is_a_file():
    buffer = io.BytesIO()
    Image.new("RGB", (60, 60), "red").save(buffer, "PNG")
    data = b'{"icon": "data:image/png;base64,' + base64.b64encode(buffer.getvalue()) + b'"}'
    assert "base64-1" in texts(data, "a.json", Place.FILE_NAME)


def test_what_cannot_be_decoded_is_told_unless_it_is_a_handful():
    good = "\n".join(LINES).encode()
    assert codes(good + b"\xff", "a.txt") == []
    assert codes(good + b"\n\xff\xfe\xff\x80" * 40, "a.txt") == ["corrupt"]


def test_a_message_in_pgp_inside_a_text_is_told():
    assert codes("见下：\n-----BEGIN PGP MESSAGE-----\nabc".encode(), "a.txt") == ["password-protected"]


def test_blanks_alone_and_nothing_at_all_are_read():
    assert codes(b" \n\n", "a.txt") == codes(b"", "a.txt") == []


def test_a_large_file_is_never_in_memory_whole(tmp_path):
    path = tmp_path / "a.log"
    path.write_bytes(("\n".join(LINES) + "\n").encode() * 50 + "机密★1年".encode())
    longest, last = 0, ""
    for item in Reading(Source.of_file(path, Limits())):
        assert isinstance(item, Segment)
        longest, last = max(longest, len(item.text)), item.text
    assert longest < 9000
    assert last.endswith("机密★1年")


def test_a_yaml_file_is_plain_text():
    assert parts("密级: 机密\n".encode(), "a.yaml") == {"a.yaml": "密级: 机密"}


@pytest.mark.parametrize("row", ["机密,★10年", '"机密","★10年"', "机密\t★10年", "机密 | ★10年"])
def test_a_star_that_begins_a_cell_is_read_with_the_cell_before_it(row):
    assert any("机密★10年" in text.replace('"', "") for text in texts(f"密级,期限\n{row}\n".encode(), "a.csv"))
