r"""RTF: what LibreOffice writes, every destination by itself, encodings, and what breaks a reader."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.model import Place
from tests.extract.legacy_files import read, sample
from tests.extract.office_files import children, codes, places, segments
from tests.extract.readings import texts

TOKEN = "青松"
HEX = "".join(f"\\'{byte:02x}" for byte in TOKEN.encode("gb18030"))
SAMPLE_KINDS = {
    "body": ("青松正文", Place.BODY),
    "table": ("青松单元格", Place.TABLE),
    "hidden run": ("隐藏文字", Place.HIDDEN),
    "half hidden": ("青松半隐藏文字", Place.HIDDEN),
    "white run": ("青松白字", Place.HIDDEN),
    "deleted": ("青松删去", Place.DELETED),
    "inserted": ("青松插入", Place.BODY),
    "header": ("青松页眉", Place.HEADER),
    "footer": ("青松页脚", Place.FOOTER),
    "footnote": ("青松脚注", Place.FOOTNOTE),
    "endnote": ("青松尾注", Place.ENDNOTE),
    "comment": ("青松批注", Place.COMMENT),
    "field code": ("青松域代码", Place.FIELD),
    "bookmark": ("青松书签", Place.BOOKMARK),
    "alternative text": ("青松替代文字", Place.ALT_TEXT),
    "WordArt": ("青松艺术字", Place.WATERMARK),
    "title": ("青松标题", Place.METADATA),
    "custom property": ("青松自定属性", Place.METADATA),
}


@pytest.fixture(scope="module")
def items():
    return read("rtf", sample("rtf"))


@pytest.mark.parametrize(("token", "place"), SAMPLE_KINDS.values(), ids=SAMPLE_KINDS)
def test_each_kind_is_found_in_its_place(items, token, place):
    assert place in places(items, token)


def test_a_clean_file_is_read_without_a_remark(items):
    assert codes(items) == set()


def test_pictures_are_files_of_their_own(items):
    found = children(items).values()
    assert any(place is Place.IMAGE and data.startswith(b"\x89PNG") for place, data in found)


def rtf(body: str, head: str = "") -> bytes:
    return f"{{\\rtf1\\ansi\\ansicpg936{head} {body}}}".encode("latin-1")


DESTINATIONS = {
    "body": (HEX, Place.BODY),
    "hidden": (f"{{\\v {HEX}}}", Place.HIDDEN),
    "switched on and off": (f"\\v {HEX}\\v0 x", Place.HIDDEN),
    "deleted": (f"{{\\deleted {HEX}}}", Place.DELETED),
    "tiny": (f"{{\\fs2 {HEX}}}", Place.HIDDEN),
    "header": (f"{{\\header {HEX}\\par}}", Place.HEADER),
    "first footer": (f"{{\\footerf {HEX}}}", Place.FOOTER),
    "footnote": (f"{{\\footnote {HEX}}}", Place.FOOTNOTE),
    "endnote": (f"{{\\footnote\\ftnalt {HEX}}}", Place.ENDNOTE),
    "annotation": (f"{{\\*\\annotation {HEX}}}", Place.COMMENT),
    "annotation author": (f"{{\\*\\atnauthor {HEX}}}", Place.COMMENT),
    "text box": (f"{{\\shp{{\\*\\shpinst{{\\shptxt {HEX}\\par}}}}}}", Place.TEXT_BOX),
    "old text box": (f"{{\\*\\do{{\\dptxbxtext {HEX}\\par}}}}", Place.TEXT_BOX),
    "bookmark": (f"{{\\*\\bkmkstart {HEX}}}", Place.BOOKMARK),
    "field": (f"{{\\field{{\\*\\fldinst {HEX}}}{{\\fldrslt x}}}}", Place.FIELD),
    "field result": (f"{{\\field{{\\*\\fldinst DATE}}{{\\fldrslt {HEX}}}}}", Place.BODY),
    "author": (f"{{\\info{{\\author {HEX}}}}}", Place.METADATA),
    "user property": (f"{{\\*\\userprops{{\\propname x}}{{\\staticval {HEX}}}}}", Place.METADATA),
    "document variable": (f"{{\\*\\docvar {{x}}{{{HEX}}}}}", Place.METADATA),
    "list label": (f"{{\\*\\listtable{{\\list{{\\listlevel{{\\leveltext {HEX};}}}}}}}}", Place.FIELD),
    "form field": (f"{{\\*\\formfield{{\\*\\ffhelptext {HEX}}}}}", Place.FORM_FIELD),
    "shape property": (f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn gtextUNICODE}}{{\\sv {HEX}}}}}}}}}", Place.WATERMARK),
    "unknown destination": (f"{{\\*\\nosuchthing {HEX}}}", Place.MARKUP),
    "cell": (f"\\trowd\\intbl {HEX}\\cell\\row", Place.TABLE),
    "behind the end": (f"}}{{{HEX}", Place.BODY),
}


@pytest.mark.parametrize(("body", "place"), DESTINATIONS.values(), ids=DESTINATIONS)
def test_text_of_a_destination_is_found_in_its_place(body, place):
    items = read("rtf", rtf(body))
    assert places(items, TOKEN) == {place}
    assert codes(items) == set()


UNICODE = "".join(f"\\u{ord(character) - 0x10000 if ord(character) > 0x7FFF else ord(character)}?" for character in TOKEN)
ENCODINGS = {
    "hex": rtf(HEX),
    "bytes": b"{\\rtf1\\ansi\\ansicpg936 " + TOKEN.encode("gb18030") + b"}",
    "hex over lines": rtf(HEX.replace("\\'", "\r\n\\'")),
    "Unicode": rtf(UNICODE),
    "Unicode with two bytes beside it": rtf(f"\\uc2 {UNICODE.replace('?', HEX[:8])}"),
    "Unicode with nothing beside it": rtf(f"\\uc0 {UNICODE.replace('?', '')}"),
    "font": rtf(f"\\f1 {HEX}", "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset134 B;}}").replace(b"936", b"1252"),
    "codepage 1252 and a font without a charset": rtf(UNICODE).replace(b"936", b"1252"),
    "split over runs": rtf(HEX[:8] + "}{\\b " + HEX[8:]).replace(b"\\ansicpg936 ", b"\\ansicpg936 {") + b"}",
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_text_is_read_however_it_is_written(data):
    assert any(one.text.strip("? ") == TOKEN for one in segments(read("rtf", data)))


def test_a_footnote_does_not_tear_its_paragraph_apart():
    items = read("rtf", rtf(f"{HEX[:8]}{{\\footnote x}}{HEX[8:]}"))
    assert places(items, TOKEN) == {Place.BODY}


def test_a_half_hidden_mark_is_read_whole():
    items = read("rtf", rtf(f"{HEX[:8]}{{\\v {HEX[8:]}}}"))
    assert Place.HIDDEN in places(items, TOKEN)


def test_white_text_is_hidden_unless_its_ground_is_not():
    colors = "{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue0;}"
    assert places(read("rtf", rtf(f"{{\\cf1 {HEX}}}", colors)), TOKEN) == {Place.HIDDEN}
    assert places(read("rtf", rtf(f"{{\\cf1\\highlight2 {HEX}}}", colors)), TOKEN) == {Place.BODY}


def test_layout_says_how_a_line_stands():
    (segment,) = segments(read("rtf", rtf(f"\\qc\\fs32 {HEX}")))
    assert (segment.layout.alignment, segment.layout.font_size, segment.layout.header_zone) == ("center", 16, True)


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "body",
    [
        f"{{\\pict\\pngblip {PNG.hex()}}}",
        f"{{\\pict{{\\*\\picprop{{\\sp{{\\sn wzName}}{{\\sv bad}}}}}}\\pngblip\n{PNG.hex()}}}",
        f"{{\\*\\shppict{{\\pict{{\\*\\blipuid 00ff}}\\pngblip {PNG.hex()[:6]}\r\n{PNG.hex()[6:]}}}}}",
        f"{{\\pict\\pngblip\\bin{len(PNG)} {PNG.decode('latin-1')}}}",
    ],
    ids=["hex", "properties inside", "split", "binary"],
)
def test_a_picture_is_carved(body):
    assert [data for _, data in children(read("rtf", rtf(body))).values()] == [PNG]


def test_a_picture_of_an_old_kind_is_said():
    assert codes(read("rtf", rtf("{\\pict\\macpict 0011}"))) == {("image-not-read", "macpict")}


def ole_1(name: bytes, content: bytes) -> str:
    names = struct.pack("<I", len(name)) + name + struct.pack("<II", 0, 0)
    return (struct.pack("<II", 0x501, 2) + names + struct.pack("<I", len(content)) + content).hex()


def test_objects_are_files_of_their_own():
    packed = b"\x02\0" + b"a.txt\0" + b"C:\\a.txt\0" + b"\0\0\3\0" + struct.pack("<I", 4) + b"tmp\0" + struct.pack("<I", 5) + b"inner"
    package = ole_1(b"Package\0", packed)
    assert children(read("rtf", rtf(f"{{\\object{{\\*\\objdata {package}}}}}")))["a.txt"] == (Place.EMBEDDED, b"inner")
    document = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    broken = ole_1(b"X", document)
    assert document in {data for _, data in children(read("rtf", rtf(f"{{\\object{{\\*\\objdata zz{broken}}}}}"))).values()}


def test_text_before_the_file_is_found():
    assert places(read("rtf", TOKEN.encode("gb18030") * 3 + rtf("x")), TOKEN) == {Place.ORPHAN}


def test_what_breaks_off_is_corrupt():
    items = read("rtf", rtf(f"{{\\b {HEX}")[:-1])
    assert places(items, TOKEN) == {Place.BODY}
    assert codes(items) == {("corrupt", "unclosed group")}


def test_groups_that_nest_too_deep_are_said():
    items = read("rtf", rtf(HEX + "\\par" + "{" * 20_000))
    assert places(items, TOKEN) == {Place.BODY}
    assert {code for code, _ in codes(items)} == {"too-deep"}


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_the_reader(data):
    read("rtf", b"{\\rtf1 " + data)


def test_utf_8_where_the_code_page_is_chinese_is_read_too():
    data = b"{\\rtf1\\ansi\\ansicpg936 " + "机密★10年".encode() + b"\\par}"
    assert any("机密★10年" in text for text in texts(data, "a.rtf"))


@pytest.mark.parametrize(
    ("word", "suffix"), [("emfblip", "emf"), ("pngblip", "png"), ("jpegblip", "jpeg"), ("wmetafile8", "wmf"), ("dibitmap0", "bmp")]
)
def test_a_picture_is_named_by_its_kind(word, suffix):
    assert list(children(read("rtf", rtf(f"{{\\pict\\{word} {bytes(range(40)).hex()}}}")))) == [f"image1.{suffix}"]


def test_a_deletion_is_also_read_without_what_was_inserted_for_it():
    items = read("rtf", rtf(f"1{{\\revised 2}}{{\\deleted {HEX}}}3\\par"))
    assert [segment.text for segment in segments(items) if segment.location.place is Place.DELETED] == [TOKEN, f"1{TOKEN}3"]


@pytest.mark.parametrize("word", ["intbl", "itap1"])
def test_a_paragraph_in_a_cell_is_one_of_a_table(word):
    assert places(read("rtf", rtf(f"\\{word} {HEX}\\par")), TOKEN) == {Place.TABLE}
