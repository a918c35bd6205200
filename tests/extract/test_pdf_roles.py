"""What a stream of a PDF is for: fonts, colour profiles and small pictures are passed over; and names, which are told where they are marks."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from screener.model import Place
from tests.extract.pdf_files import built, read, texts

FONT = ("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/Encoding", "/CIDToGIDMap", "/CIDSet", "/UseCMap")
PROFILE = ("/DestOutputProfile", "/Function", "/Shading", "/TR", "/HT")
NOISE = b"OTTO" + random.Random(1).randbytes(2_000)


def told(key: str, put: Callable[[Stream], Object]) -> int:
    """How much is told of a page with noise under a key, beside its one line of text."""

    def hide(pdf: Pdf, page: Dictionary) -> None:
        page.Resources.ExtGState = Dictionary(G=Dictionary({key: put(pdf.make_stream(NOISE))}))

    return len(read(built(hide))) - 1


@pytest.mark.parametrize("key", [*FONT, *PROFILE, "/Thumb"])
def test_a_stream_that_is_no_text_is_passed_over(key: str) -> None:
    assert told(key, lambda stream: stream) == 0


def test_the_glyphs_of_a_font_and_a_list_of_functions_are_passed_over() -> None:
    assert told("/CharProcs", lambda stream: Dictionary(a=stream)) == 0
    assert told("/Functions", lambda stream: Array([stream])) == 0


@pytest.mark.parametrize("name", ["/ICCBased", "/Indexed"])
def test_the_numbers_of_a_colour_space_are_passed_over(name: str) -> None:
    assert told("/ColorSpace", lambda stream: Array([Name(name), stream])) == 0


def test_a_stream_of_no_known_owner_is_told() -> None:
    assert told("/Anything", lambda stream: stream) == 1


@pytest.mark.parametrize("keys", [{"/S": Name("/机密★1年")}, {"/机密★1年": 1}], ids=["value", "key"])
def test_a_name_that_is_a_mark_is_told(keys: dict[str, object]) -> None:
    def hide(pdf: Pdf, page: Dictionary) -> None:
        pdf.Root.StructTreeRoot = Dictionary(keys)

    assert "机密★1年" in texts(built(hide), Place.METADATA)
