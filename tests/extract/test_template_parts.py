"""Parts that documents of one template share are read once; no document comes out otherwise than if it were read alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from screener.config import Limits
from screener.errors import TooLargeError
from screener.extract.ooxml import docx, pptx, template_parts
from screener.extract.ooxml.opc import Package
from screener.extract.source import Source
from screener.model import Place
from tests.extract.office_files import codes, places, read, repack, slides, word, workbook

TOKEN = "密令甲"
MAKERS: dict[str, Callable[[], bytes]] = {"docx": word, "xlsx": workbook, "pptx": slides}
STYLES = "word/styles.xml"
MEMORIES: tuple[template_parts.Memory[Any], ...] = (template_parts.SAID, docx.SHEETS, pptx.BOXES)


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    for memory in MEMORIES:
        memory.forget()


def custom(xml: bytes) -> bytes:
    style = f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="x"><w:name w:val="{TOKEN}"/></w:style></w:styles>'
    return xml.replace(b"</w:styles>", style.encode())


def remembered() -> str:
    return "".join(text for said in template_parts.SAID.values() for text, *_ in said.texts)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_second_document_of_a_template_is_read_as_the_first(kind):
    data = MAKERS[kind]()
    first = read(kind, data)
    assert template_parts.SAID.values()
    assert read(kind, data) == first


def test_what_a_template_says_is_said_of_each_document():
    data = repack(word(), {STYLES: custom})
    for _ in range(3):
        assert places(read("docx", data), TOKEN) == {Place.METADATA}


def test_what_a_layout_says_is_said_of_each_presentation():
    layout = "ppt/slideLayouts/slideLayout1.xml"
    data = repack(slides(), {layout: lambda xml: re.sub(rb"<a:t>[^<]+</a:t>", f"<a:t>{TOKEN}</a:t>".encode(), xml, count=1)})
    first = read("pptx", data)
    assert places(first, TOKEN) == {Place.MASTER}
    assert read("pptx", data) == first


def test_a_part_that_is_changed_by_one_letter_is_read_anew():
    read("docx", word())
    assert places(read("docx", repack(word(), {STYLES: custom})), TOKEN) == {Place.METADATA}


@pytest.mark.parametrize("hidden", [b"<!-- " + TOKEN.encode() + b" -->", b"<?x " + TOKEN.encode() + b"?>"])
def test_a_part_with_anything_wrong_is_never_remembered(hidden):
    data = repack(word(), {STYLES: lambda xml: xml.replace(b"</w:styles>", hidden + b"</w:styles>")})
    for _ in range(2):
        assert places(read("docx", data), TOKEN) == {Place.MARKUP}


def test_a_part_that_breaks_off_is_reported_of_each_document():
    data = repack(word(), {STYLES: lambda xml: xml[: len(xml) // 2]})
    for _ in range(2):
        assert ("corrupt", "XMLSyntaxError") in codes(read("docx", data))


def test_no_word_that_somebody_wrote_is_remembered():
    for kind, make in MAKERS.items():
        assert places(read(kind, make()), "普通")
    assert template_parts.SAID.values()
    assert "普通" not in remembered()


def test_a_part_that_is_a_body_by_its_root_is_not_remembered_whatever_it_is_referred_to_as():
    body = f'<w:document xmlns:w="{template_parts.W[1:-1]}"><w:p><w:r><w:t>{TOKEN}</w:t></w:r></w:p></w:document>'.encode()
    data = repack(word(), {"word/fontTable.xml": body})
    for _ in range(2):
        assert places(read("docx", data), TOKEN) == {Place.BODY}
    assert TOKEN not in remembered()


def test_a_long_text_is_not_remembered():
    long = TOKEN * template_parts.LONGEST
    data = repack(word(), {STYLES: lambda xml: custom(xml).replace(TOKEN.encode(), long.encode())})
    for _ in range(2):
        assert places(read("docx", data), long) == {Place.METADATA}
    assert long not in remembered()


def test_what_is_known_counts_as_if_it_were_read():
    source = Source.of_bytes(word(), "a.docx")
    list(docx.extract_docx(source))
    again = Source.of_bytes(word(), "a.docx")
    list(docx.extract_docx(again))
    assert (again.budget.spent, again.budget.members) == (source.budget.spent, source.budget.members)
    small = Source.of_bytes(word(), "a.docx", Limits(total_bytes=source.budget.spent - 1))
    with pytest.raises(TooLargeError):
        list(docx.extract_docx(small))


def test_a_part_whose_headers_differ_has_no_fingerprint():
    data = bytearray(word())
    with Package(Source.of_bytes(bytes(data), "a.docx")) as package:
        assert package.fingerprint(STYLES) is not None
        assert package.fingerprint("nothing.xml") is None
    at = data.index(STYLES.encode()) - 16  # the checksum in the local header
    data[at] ^= 1
    with Package(Source.of_bytes(bytes(data), "a.docx")) as package:
        assert package.fingerprint(STYLES) is None


def test_the_oldest_is_forgotten_first():
    memory = template_parts.Memory[int](2)
    for number in range(3):
        memory.remember(number, number)
        memory.recall(0)
    assert [memory.recall(number) for number in range(3)] == [0, None, 2]
