"""Packages that were packed to mislead, broke on the way, or carry a bomb."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from screener.config import Limits
from screener.errors import CorruptError, TooLargeError
from screener.extract.archive.local_headers import local_header, local_headers
from screener.extract.archive.package import is_xml
from screener.extract.ooxml.opc import Package
from screener.extract.source import Source
from screener.model import Place, Segment, Unscanned
from tests.extract.office_files import W, codes, inject, part, places, read, repack, segments, slides, word, workbook

TOKEN = "密令甲"
HIDDEN = part(f"<w:document><w:p><w:r><w:t>{TOKEN}</w:t></w:r></w:p></w:document>")
MAKERS: dict[str, Callable[[], bytes]] = {"docx": word, "xlsx": workbook, "pptx": slides}
SUSPICIOUS = "suspicious-structure"


def member(name: str, content: bytes) -> bytes:
    """A local header with its member and no central entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        end = archive.start_dir
    return stream.getvalue()[:end]


def central_directory(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.start_dir


def inserted(data: bytes, at: int, extra: bytes) -> bytes:
    """Bytes put before the central directory; the end record learns the new offset."""
    end = data.rindex(b"PK\x05\x06")
    (offset,) = struct.unpack_from("<I", data, end + 16)
    moved = bytearray(data)
    struct.pack_into("<I", moved, end + 16, offset + len(extra))
    return bytes(moved[:at]) + extra + bytes(moved[at:])


@pytest.mark.parametrize("kind", MAKERS)
def test_an_honest_package_raises_no_suspicion(kind):
    assert codes(read(kind, MAKERS[kind]())) == set()


def test_a_member_that_the_central_directory_does_not_name_is_read_and_reported():
    data = word()
    items = read("docx", inserted(data, central_directory(data), member("word/lost.xml", HIDDEN)))
    assert places(items, TOKEN) == {Place.ORPHAN}
    assert codes(items) == {(SUSPICIOUS, "bytes-between-members")}


def test_bytes_before_the_first_header_are_reported_and_a_member_there_is_read():
    items = read("docx", member("word/lost.xml", HIDDEN) + word())
    assert places(items, TOKEN) == {Place.ORPHAN}
    assert codes(items) == {(SUSPICIOUS, "bytes-before-first-header")}


def test_bytes_after_the_end_are_reported():
    assert codes(read("docx", word() + b"anything")) == {(SUSPICIOUS, "bytes-after-end")}
    assert codes(read("docx", word() + bytes(100))) == set()


def test_comments_of_the_archive_and_of_a_member_are_read():
    stream = io.BytesIO(word())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = "机密注".encode("gb18030")
        info = zipfile.ZipInfo("docProps/note.xml")
        info.comment = "秘密注".encode()
        archive.writestr(info, "<a/>")
    items = read("docx", stream.getvalue())
    assert (places(items, "机密注"), places(items, "秘密注")) == ({Place.ARCHIVE_COMMENT}, {Place.ARCHIVE_COMMENT})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_reported_and_both_are_read():
    stream = io.BytesIO(word(f"<w:p><w:r><w:t>{TOKEN}</w:t></w:r></w:p>"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/document.xml", word_body("后来的"))
    items = read("docx", stream.getvalue())
    assert (places(items, TOKEN), places(items, "后来的")) == ({Place.BODY}, {Place.ORPHAN})
    assert (SUSPICIOUS, "duplicate-name") in codes(items)


def word_body(text: str) -> bytes:
    return part(f"<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")


def test_a_local_header_with_another_name_or_size_is_reported_and_its_member_is_read():
    data = word(edits={"word/note.xml": HIDDEN})
    at = data.index(b"word/note.xml")
    for changed in (data[:at] + b"word/NOTE.xml" + data[at + 13 :], data[: at - 8] + b"\1\0\0\0" + data[at - 4 :]):
        items = read("docx", changed)
        assert (SUSPICIOUS, "local-header-differs") in codes(items)
        assert places(items, TOKEN) == {Place.ORPHAN}


def test_a_part_whose_checksum_fails_is_read_as_far_as_it_goes_and_reported():
    data = word(edits={"word/note.xml": HIDDEN})
    at, central = data.index(b"word/note.xml"), data.rindex(b"word/note.xml")
    changed = data[: at - 16] + b"\0\0\0\0" + data[at - 12 : central - 30] + b"\0\0\0\0" + data[central - 26 :]
    items = read("docx", changed)
    assert places(items, TOKEN) == {Place.ORPHAN}
    assert codes(items) == {("corrupt", "BadZipFile")}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_package_without_its_end_is_salvaged_and_reported(kind):
    data = MAKERS[kind]()
    items = read(kind, data[: central_directory(data) + 10])
    whole = {segment.text for segment in segments(read(kind, data))}
    assert {segment.text for segment in segments(items)} == whole
    assert ("corrupt", "no central directory") in codes(items)


def test_a_member_that_breaks_off_gives_its_beginning():
    long = word_body(TOKEN + "文" * 5000 + "".join(chr(0x4E00 + number * 7 % 20000) for number in range(20000)))
    cut = member("word/document.xml", long)
    items = read("docx", cut[: len(cut) * 2 // 3])
    assert places(items, TOKEN) == {Place.BODY}
    assert ("corrupt", "no central directory") in codes(items)


@pytest.mark.parametrize("data", [b"", b"PK", b"anything", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_package_is_corrupt(data):
    with pytest.raises(CorruptError):
        read("docx", data)


def test_an_encrypted_member_is_held_and_the_others_are_read():
    data = bytearray(word(f"<w:p><w:r><w:t>{TOKEN}</w:t></w:r></w:p>", {"word/note.xml": HIDDEN}))
    at, central = data.index(b"word/note.xml"), data.rindex(b"word/note.xml")
    data[at - 24] |= 1
    data[central - 38] |= 1
    items = read("docx", bytes(data))
    assert ("password-protected", "") in codes(items)
    assert places(items, TOKEN) == {Place.BODY}


XXE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = (
    b'<!DOCTYPE w [<!ENTITY a0 "bomb">'
    + b"".join(b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10))
    + b"]>"
)


@pytest.mark.parametrize(("declaration", "entity"), [(XXE, b"&x;"), (BOMB, b"&a9;")], ids=["external entity", "billion laughs"])
@pytest.mark.parametrize(
    ("kind", "name"), [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml"), ("pptx", "ppt/slides/slide1.xml")]
)
def test_a_document_type_does_nothing_and_is_reported(kind: str, name: str, declaration: bytes, entity: bytes) -> None:
    text = {"docx": "普通正文", "xlsx": "普通单元格", "pptx": "普通标题"}[kind]

    def armed(data: bytes) -> bytes:
        root = data[data.index(b"?>") + 2 :] if data.startswith(b"<?xml") else data
        return declaration + root.replace(text.encode(), text.encode() + entity, 1)

    items = read(kind, repack(MAKERS[kind](), {name: armed}))
    assert (SUSPICIOUS, "doctype") in codes(items)
    assert not any("root:" in segment.text or "bombbomb" in segment.text for segment in segments(items))


def test_a_part_that_is_not_well_formed_is_read_as_far_as_it_goes_and_reported():
    items = read(
        "docx", word(edits={"word/document.xml": lambda data: data.replace(b"</w:body>", b"<w:p>").replace(b"</w:document>", b"")})
    )
    assert places(items, "普通正文") == {Place.BODY}
    assert codes(items) == {("corrupt", "XMLSyntaxError")}


def test_elements_nested_too_deep_are_reported():
    items = read("docx", word("<w:smartTag>" * 400 + "</w:smartTag>" * 400))
    assert ("corrupt", "XMLSyntaxError") in codes(items)


def test_a_bomb_stops_the_reading():
    data = word(edits={"word/bomb.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})
    with pytest.raises(TooLargeError, match="ratio"):
        read("docx", data)
    with pytest.raises(TooLargeError, match="members"):
        read("docx", word(), Limits(members=3))


def test_relationships_name_parts_by_every_spelling():
    edits = {"word/Note.xml": HIDDEN, "word/密.xml": HIDDEN}
    related = [("word/document.xml", "a", "/WORD/note.xml"), ("word/document.xml", "b", "%E5%AF%86.xml")]
    with Package(Source.of_bytes(word(edits=edits, related=related), "a.docx")) as package:
        assert not package.orphans
        assert package.kinds["word/Note.xml"] == {"a"}
    assert places(read("docx", word(edits=edits, related=related)), "word/密.xml") == {Place.FILE_NAME}


def test_parts_that_only_name_each_other_are_orphans():
    edits = {"word/a.xml": HIDDEN, "word/b.xml": HIDDEN}
    related = [("word/a.xml", "x", "b.xml"), ("word/b.xml", "x", "a.xml")]
    assert places(read("docx", word(edits=edits, related=related)), TOKEN) == {Place.ORPHAN}


def test_a_part_in_another_encoding_is_read():
    for encoding in ("utf-16", "gb18030"):
        content = f'<?xml version="1.0" encoding="{encoding}"?><w:hdr xmlns:w="{W}"><w:p><w:r><w:t>{TOKEN}</w:t></w:r></w:p></w:hdr>'
        items = read("docx", word(edits={"word/h.xml": content.encode(encoding)}, related=[("word/document.xml", "header", "h.xml")]))
        assert places(items, TOKEN) == {Place.HEADER}


@pytest.mark.parametrize("data", [b"<a/>", b"\xef\xbb\xbf<a/>", b"\n <a/>", "<a/>".encode("utf-16"), "<a/>".encode("utf-16-be")])
def test_markup_is_known_by_how_it_begins(data):
    assert is_xml(data)
    assert not is_xml(b"\x89PNG" + data)


def test_local_headers_are_walked_without_searching_the_members():
    inner = member("inner.xml", b"<a/>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("outer.zip", inner)
        archive.writestr("b", b"b")
    assert [header.text_name for header in local_headers(stream.getvalue())] == ["outer.zip", "b"]
    assert local_header(b"PK\x03\x04", 0) is None


def test_a_reading_never_shows_text_of_the_document_in_a_reason():
    items = read("docx", word(edits={"word/document.xml": inject("</w:body>", f"<w:p><{TOKEN}")}))
    reasons = [item for item in items if isinstance(item, Unscanned)]
    assert reasons
    assert not any(TOKEN in item.reason for item in reasons)
    assert not any(TOKEN in repr(item) for item in items if isinstance(item, Segment))
