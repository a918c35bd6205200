"""Streams of a PDF that are no text of the document: fonts, colour profiles, small pictures. Nothing is told about them."""

from __future__ import annotations

import random

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from tests.extract.pdf_files import built, read

FONT = ("/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/Encoding", "/CIDToGIDMap", "/CIDSet", "/UseCMap")
PROFILE = ("/DestOutputProfile", "/Function", "/Shading", "/TR", "/HT")
NOISE = b"OTTO" + random.Random(1).randbytes(2_000)


def told(**keys: object) -> list[str]:
    def hide(pdf: Pdf, page: Dictionary) -> None:
        made = {f"/{key}": pdf.make_stream(NOISE) if value is None else value(pdf.make_stream(NOISE)) for key, value in keys.items()}
        page.Resources.ExtGState = Dictionary(G=Dictionary(made))

    return [str(item) for item in read(built(hide))]


@pytest.mark.parametrize("key", [*FONT, *PROFILE, "/Thumb"])
def test_a_stream_that_is_no_text_is_passed_over(key: str) -> None:
    assert len(told(**{key[1:]: None})) == len(read(built(lambda pdf, page: None)))


@pytest.mark.parametrize("key", ["/CharProcs", "/Functions"])
def test_many_streams_that_are_no_text_are_passed_over(key: str) -> None:
    inside = Dictionary if key == "/CharProcs" else Array
    assert len(told(**{key[1:]: lambda stream: Array([stream]) if inside is Array else Dictionary(a=stream)})) == 1


@pytest.mark.parametrize("name", ["/ICCBased", "/Indexed"])
def test_the_numbers_of_a_colour_space_are_passed_over(name: str) -> None:
    assert len(told(ColorSpace=lambda stream: Array([Name(name), stream]))) == 1


def test_a_stream_of_no_known_owner_is_told() -> None:
    assert len(told(Anything=None)) > 1
