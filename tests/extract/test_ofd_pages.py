"""OFD: lines and columns of a page, pictures and files, and what breaks a reader."""

from __future__ import annotations

import pytest

from screener.errors import PasswordProtectedError
from screener.extract import read_document
from screener.extract.ofd.ofd import extract_ofd
from screener.extract.source import Source
from screener.model import Place, Unscanned
from tests.extract.ofd_files import PAGE, der, ofd, packed, page, png, read, text, xml
from tests.extract.office_files import children, codes, places, segments
from tests.extract.test_ofd import (
    ANNOTATIONS,
    PATH,
    SEAL,
    SIGNATURES,
    SIGNED,
    SLANT,
    TOKEN,
    annotation,
    appearance,
    linked,
)


def test_a_line_tells_its_page_its_box_and_how_it_stands():
    items = segments(read(ofd(text("机密★10年", 30, 30) + text("关于检查的通知", 84, 60))))
    mark = next(item for item in items if item.text == "机密★10年")
    title = next(item for item in items if item.text == "关于检查的通知")
    plain = next(item for item in items if item.text == "普通正文")
    assert (mark.location.page, mark.location.paragraph) == (1, 1)
    assert mark.location.box == pytest.approx((85.0, 70.4, 187.1, 87.4), abs=0.2)
    assert (mark.layout.header_zone, mark.layout.alignment, mark.layout.font_size) == (True, "left", 17.0)
    assert title.layout.alignment == "center"
    assert not plain.layout.header_zone


def test_a_mark_set_one_character_at_a_time_is_one_line_in_any_order_of_the_file():
    pieces = [text(character, 30 + 6 * at, 30) for at, character in enumerate("机密★")]
    for order in (pieces, pieces[::-1]):
        assert "机密★" in [segment.text for segment in segments(read(ofd("".join(order))))]


def test_a_label_in_the_template_and_its_value_on_the_page_are_one_line():
    edits = {
        "Doc_0/Tpl.xml": page(text("密级：", 30)),
        PAGE: page(text("机密", 48), '<ofd:Template TemplateID="2"/>'),
    }
    assert "密级：机密" in [s.text for s in segments(read(ofd("", edits, common='<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/>')))]


def test_bold_by_printing_twice_is_read_once_and_neighbours_are_not():
    texts = [s.text for s in segments(read(ofd("".join(text("密级", 30 + 0.1 * at) for at in range(3)) + text("11", 30, 120))))]
    assert texts.count("密级") == 1
    assert "11" in texts


def test_a_watermark_over_the_whole_page_is_told_once():
    tiles = "".join(text(TOKEN, 10 * at, 20 * at, attributes=SLANT) for at in range(12))
    found = [s for s in segments(read(ofd("", annotation(appearance(tiles)), **ANNOTATIONS))) if TOKEN in s.text]
    assert [(s.location.place, s.location.page) for s in found] == [(Place.WATERMARK, 1)]


def test_columns_far_apart_are_not_run_together():
    assert {"左栏", "右栏"} <= {s.text for s in segments(read(ofd(text("左栏", 30) + text("右栏", 120))))}


def test_the_body_is_told_page_by_page_before_what_stands_beside_it():
    edits = {
        PAGE: page(text("甲", 30, 290) + text("前半") + text("藏", attributes='Visible="false"')),
        "Doc_0/Pages/Page_1/Content.xml": page(text("后半")),
    }
    assert [s.text for s in segments(read(ofd("", edits, pages=2)))][:2] == ["前半", "后半"]


MEDIA = '<ofd:MultiMedias><ofd:MultiMedia ID="5" Type="{}"><ofd:MediaFile>m.bin</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
IMAGE = '<ofd:ImageObject Boundary="0 0 99 99" ResourceID="5"/>'


def media(data: bytes, kind: str = "Image") -> dict[str, bytes]:
    return {"Doc_0/PublicRes.xml": xml('Res BaseLoc="Res"', MEDIA.format(kind)), "Doc_0/Res/m.bin": data}


def test_pictures_and_attachments_become_files_of_their_own():
    attachments = linked("Attachments", '<ofd:Attachment Name="n"><ofd:FileLoc>/Doc_0/f.txt</ofd:FileLoc></ofd:Attachment>')
    document = "<ofd:Attachments>Attachments.xml</ofd:Attachments>"
    items = read(ofd(IMAGE, {**media(png()), **attachments, "Doc_0/f.txt": b"text"}, document=document))
    assert children(items) == {"f.txt": (Place.ATTACHMENT, b"text"), "m.bin": (Place.IMAGE, png())}
    assert [item.page for item in items if isinstance(item, Source) and item.place is Place.IMAGE] == [1]


def test_the_picture_of_a_seal_becomes_a_file_of_its_own():
    items = read(ofd("", {**SIGNED, "Doc_0/Signs/Sign_0/Seal.esl": SEAL}, **SIGNATURES))
    assert children(items) == {"Seal.esl.png": (Place.IMAGE, png())}


def test_a_file_that_nothing_names_is_handed_on():
    assert children(read(ofd("", {"Doc_0/x.bin": b"anything"}))) == {"Doc_0/x.bin": (Place.ORPHAN, b"anything")}


def test_sound_is_handed_on_to_be_held():
    assert children(read(ofd(IMAGE, media(b"RIFFxxxxWAVE", "Audio"))))["m.bin"][0] is Place.EMBEDDED


GLYPHS = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>57 {}</ofd:Glyphs></ofd:CGTransform>'
OUTLINES = f'<ofd:PathObject Boundary="0 0 9 9">{PATH}</ofd:PathObject>'
UNREAD = {
    "JBIG2": (text("字"), media(b"\x97JB2\r\n\x1a\n"), ("image-not-read", "image format")),
    "only paths": (OUTLINES, {}, ("page-not-legible", "")),
    "glyphs without characters": (text("", inside=GLYPHS.format(58)), {}, ("page-not-legible", "")),
    "glyphs behind blanks": (text("  ", inside=GLYPHS.format(58)), {}, ("page-not-legible", "")),
    "private characters": (text("\ue001\ue002\ue003\ue004"), {}, ("page-not-legible", "")),
    "page not there": ("", {PAGE: None}, ("corrupt", "page")),
    "page not XML": ("", {PAGE: b"\x01\x02\x03"}, ("corrupt", "not XML")),
    "broken XML": ("", {PAGE: page(text("字"))[:-9]}, ("corrupt", "XMLSyntaxError")),
    "document type": ("", {PAGE: b"<!DOCTYPE x>" + page(text("字")).partition(b"?>")[2]}, ("suspicious-structure", "doctype")),
    "no document": ("", {"Doc_0/Document.xml": None}, ("corrupt", "no document")),
    "no entry": ("", {"OFD.xml": None}, ("corrupt", "no OFD.xml")),
}


@pytest.mark.parametrize(("content", "edits", "code"), UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_is_said(content, edits, code):
    assert code in codes(read(ofd("", {PAGE: page(content), **edits})))


def test_a_blank_page_and_drawn_blanks_are_legible():
    assert codes(read(ofd("", {PAGE: page("")}))) == set()
    assert codes(read(ofd("", {PAGE: page(text("  ", inside=GLYPHS.format(57)) + text("字"))}))) == set()


@pytest.mark.parametrize("name", ["Encryptions.xml", "Doc_0/Encryptions.xml", "decryptseed.dat"])
def test_an_encrypted_file_is_held_and_what_is_readable_is_read(name):
    data = ofd(text(TOKEN), {name: b"<a/>", "Doc_0/PublicRes.xml": b"\x01\x02"})
    with pytest.raises(PasswordProtectedError):
        read(data)
    document = read_document(Source.of_bytes(data, "a.ofd"))
    assert ("password-protected", "OFD encryption") in {(one.code, one.reason) for one in document.unscanned}
    assert TOKEN in [segment.text for segment in document.segments]


def test_a_cut_file_gives_what_is_left_of_it():
    data = ofd(text(TOKEN))
    items = read(data[: data.index(b"PK\x01\x02")])
    assert places(items, TOKEN) == {Place.BODY}
    assert ("corrupt", "no central directory") in codes(items)


def test_graphics_that_hold_each_other_and_deltas_without_end_cost_nothing():
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>'
        + '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="7"/>' * 2
        + text(TOKEN)
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    content = text("字字", y=40, code='DeltaX="g 999999999 1"') + '<ofd:CompositeObject Boundary="0 0 9 9" ResourceID="7"/>'
    items = read(ofd(content, {"Doc_0/PublicRes.xml": xml("Res", unit)}))
    assert TOKEN in {segment.text for segment in segments(items)}
    assert len(segments(items)) < 100
    assert all(not isinstance(item, Unscanned) or item.code == "too-large" for item in items)


def test_a_scrambled_page_of_thousands_of_single_characters_reads_in_lines():
    line = "零一二三四五六七八九" * 4
    pieces = [text(c, 10 + 4 * x, 10 + 3.4 * y, size=3, code="") for y in range(80) for x, c in enumerate(line)]
    items = segments(read(ofd("", {PAGE: page("".join(pieces[::2] + pieces[1::2]))})))
    assert sum(segment.text.count(line) for segment in items) >= 75


def test_a_seal_cut_short_or_nested_for_ever_is_read_as_far_as_it_goes():
    for seal in (SEAL[:60], b"\x30\x80" * 500, der(0x30, b"\x0c\x7f\xff")):
        items = list(extract_ofd(Source.of_bytes(ofd("", {**SIGNED, "Doc_0/Signs/Sign_0/Seal.esl": seal}, **SIGNATURES), "a.ofd")))
        assert "普通正文" in {segment.text for segment in segments(items)}


def test_a_zip_without_ofd_is_said_to_be_none_and_read_all_the_same():
    items = read(packed({"a.xml": f"<a>{TOKEN}</a>".encode()}))
    assert places(items, TOKEN) == {Place.ORPHAN}
    assert ("corrupt", "no OFD.xml") in codes(items)
