"""PowerPoint binary files: every hiding place by itself, earlier edits, embedded objects, and what breaks a reader."""

from __future__ import annotations

import struct
import zlib

import pytest

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract.legacy_files import atom, edited, read, sample
from tests.extract.office_files import children, codes, places, segments

DOCUMENT = ("PowerPoint Document",)
KINDS = {
    "title": ("青松题名", Place.BODY),
    "text box": ("青松文本框", Place.TEXT_BOX),
    "table": ("青松表格", Place.TEXT_BOX),
    "group": ("青松组合", Place.TEXT_BOX),
    "notes": ("青松备注", Place.NOTES),
    "hidden slide": ("青松隐藏页", Place.HIDDEN),
    "master": ("青松母版", Place.MASTER),
    "comment": ("青松批注", Place.COMMENT),
    "comment author": ("青松批注人", Place.COMMENT),
    "link": ("qingsonglink", Place.LINK),
}


@pytest.fixture(scope="module")
def items():
    return read("ppt", sample("ppt"))


@pytest.mark.parametrize(("token", "place"), KINDS.values(), ids=KINDS)
def test_each_kind_is_found_in_its_place(items, token, place):
    assert place in places(items, token)


def test_a_clean_presentation_is_read_without_a_remark(items):
    assert codes(items) == set()


def test_slides_and_notes_say_their_page(items):
    pages = {one.text: one.location.page for one in segments(items)}
    assert (pages["青松题名"], pages["青松备注"], pages["青松隐藏页"]) == (1, 1, 2)


def test_the_title_of_the_first_slide_is_in_the_header_zone(items):
    assert {one.text for one in segments(items) if one.layout.header_zone} == {"青松题名"}


def test_a_picture_is_a_file_of_its_own(items):
    place, data = children(items)["image1.png"]
    assert place is Place.IMAGE
    assert data.startswith(b"\x89PNG")


def characters(text: str) -> bytes:
    return atom(0x0FA0, text.encode("utf-16-le"))


RECORDS = {
    "superseded slide": (atom(0x03EE, characters("青松旧页"), 0xF), Place.EARLIER_VERSION),
    "superseded notes": (atom(0x03F0, atom(0x0FBA, "青松旧页".encode("utf-16-le")), 0xF), Place.EARLIER_VERSION),
    "unknown record": (atom(0x7777, b"\1\2\3\4" + "青松旧页在此".encode("utf-16-le")), Place.EARLIER_VERSION),
}


@pytest.mark.parametrize(("record", "place"), RECORDS.values(), ids=RECORDS)
def test_what_the_presentation_no_longer_uses_is_an_earlier_version(record, place):
    made = edited(sample("ppt"), {DOCUMENT: lambda data: data + record})
    assert places(read("ppt", made), "青松旧页") == {place}


def test_characters_of_one_byte_are_read():
    slide = atom(0x03EE, atom(0x0FA8, b"No 7"), 0xF)
    made = edited(sample("ppt"), {DOCUMENT: lambda data: data + slide})
    assert places(read("ppt", made), "No 7") == {Place.EARLIER_VERSION}


def test_an_embedded_object_is_unpacked():
    stored = atom(0x1011, struct.pack("<I", 5) + zlib.compress(b"inner"), 0x10)
    found = children(read("ppt", edited(sample("ppt"), {DOCUMENT: lambda data: data + stored})))
    assert (Place.EMBEDDED, b"inner") in found.values()


@pytest.mark.parametrize("kind", [0xF00B, 0xF121, 0xF122])
def test_alternative_text_and_wordart_of_a_shape(kind):
    def options(key: int, text: str) -> bytes:
        raw = text.encode("utf-16-le") + b"\0\0"
        return atom(kind, struct.pack("<HI", 0x8000 | key, len(raw)) + raw, 0x13)

    shape = atom(0x03EE, options(0x0381, "青松说明") + options(0x00C0, "青松艺术字"), 0xF)
    items = read("ppt", edited(sample("ppt"), {("Current User",): b"", DOCUMENT: lambda data: data + shape}))
    assert places(items, "青松说明") == {Place.ALT_TEXT}
    assert places(items, "青松艺术字") == {Place.WATERMARK}


@pytest.mark.parametrize(("instance", "place"), [(0, Place.FOOTER), (1, Place.HEADER), (2, Place.FOOTER)], ids=["date", "header", "footer"])
def test_what_is_printed_round_the_slides_is_read_in_its_place(instance, place):
    printed = atom(0x0FD9, atom(0x0FBA, "青松页眉".encode("utf-16-le"), instance << 4), 0xF)
    items = read("ppt", edited(sample("ppt"), {("Current User",): b"", DOCUMENT: lambda data: data + printed}))
    assert places(items, "青松页眉") == {place}


def test_a_broken_directory_costs_no_text():
    items = read("ppt", edited(sample("ppt"), {("Current User",): b"\0" * 30}))
    assert places(items, "青松题名")
    assert ("corrupt", "persist directory") in codes(items)


def test_records_that_nest_too_deep_are_said():
    nested = characters("最里")
    for _ in range(200):
        nested = atom(0x03E8, nested, 0xF)
    items = read("ppt", edited(sample("ppt"), {DOCUMENT: lambda data: data + nested}))
    assert "too-deep" in {code for code, _ in codes(items)}


def test_an_encrypted_presentation_is_held():
    user = edited(sample("ppt"), {("Current User",): lambda data: data[:12] + struct.pack("<I", 0xF3D1C4DF) + data[16:]})
    items = read("ppt", user)
    assert {code for code, _ in codes(items)} == {"password-protected"}
    assert not places(items, "青松题名")


def test_pictures_of_no_known_kind_are_said():
    items = read("ppt", edited(sample("ppt"), {("Pictures",): b"\x11" * 100}))
    assert ("image-not-read", "unknown picture") in codes(items)


def test_a_presentation_of_powerpoint_95_is_said():
    assert ("unsupported-format", "PowerPoint 95") in codes(read("ppt", write_compound({("PP40",): b"x" * 5000})))
