"""Which codes of a font are asked for their looks: those that its mapping names, and those that its collection or its encoding means."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Name

from screener.extract.pdf.glyph_codes import Codes, codes_of
from tests.extract.pdf_files import one_page, song

SEEN = frozenset("公告")


def test_a_font_that_the_reader_brings_along_cannot_lie():
    with pikepdf.open(io.BytesIO(one_page(""))) as pdf:
        assert codes_of(song(pdf), SEEN) == Codes(honest=True)


def test_a_font_of_a_known_collection_is_asked_for_what_its_numbers_mean():
    with pikepdf.open(io.BytesIO(one_page(""))) as pdf:
        font = song(pdf)
        font.Encoding = Name("/Identity-H")
        font.ToUnicode = pdf.make_stream(b"1 beginbfchar <0001> <516C> endbfchar")
        codes = codes_of(font, SEEN)
    # Adobe-GB1 has 公 at 1796 and 告 at 1761.
    assert codes is not None
    assert codes.likely == [b"\0\1"]
    assert {(1796).to_bytes(2, "big"), (1761).to_bytes(2, "big")} <= set(codes.possible)


def test_a_font_whose_encoding_is_unknown_is_not_asked():
    with pikepdf.open(io.BytesIO(one_page(""))) as pdf:
        font = song(pdf)
        font.Encoding = Name("/UniJIS-UTF16-H")
        assert codes_of(font, SEEN) is None


def test_a_font_whose_mapping_names_a_collection_is_asked_for_what_its_numbers_mean():
    with pikepdf.open(io.BytesIO(one_page(""))) as pdf:
        font = song(pdf)
        font.Encoding = Name("/Identity-H")
        del font.DescendantFonts[0].CIDSystemInfo
        font.ToUnicode = pdf.make_stream(b"/CMapName /Adobe-GB1-UCS2 def 1 beginbfchar <0001> <516C> endbfchar")
        codes = codes_of(font, SEEN)
    assert codes is not None
    assert (1761).to_bytes(2, "big") in codes.possible


def test_an_encoding_in_the_file_says_which_codes_there_are():
    with pikepdf.open(io.BytesIO(one_page(""))) as pdf:
        font = song(pdf)
        listed = b"begincodespacerange <0000> <FFFF> endcodespacerange 2 begincidrange <0020> <0022> 1 <1234> <1234> 9 endcidrange"
        font.Encoding = pdf.make_stream(listed)
        codes = codes_of(font, SEEN)
    assert codes is not None
    assert codes.possible == [b"\0\0", b"\0\x20", b"\0\x21", b"\0\x22", b"\x12\x34"]
