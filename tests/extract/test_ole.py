"""Compound files: properties, macros, embedded files, unknown and deleted streams, encryption."""

from __future__ import annotations

import io
import struct

import docx
import msoffcrypto
import pytest

from screener.extract import read_document
from screener.extract.ole.compound_writer import write_compound
from screener.extract.source import Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place
from tests.extract.legacy_files import edited, macros, packed, read, sample, streams
from tests.extract.office_files import children, codes, places, saved, segments

TEXT = "青松密件在此"


def native(name: str, content: bytes) -> bytes:
    raw = name.encode("gb18030") + b"\0"
    body = b"\x02\0" + raw + raw + b"\0\0\3\0" + struct.pack("<I", len(raw)) + raw + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


PLACES = {
    "unknown stream, UTF-16": ({("Item",): TEXT.encode("utf-16-le")}, Place.ORPHAN),
    "unknown stream, odd offset": ({("Item",): b"\1" + TEXT.encode("utf-16-le")}, Place.ORPHAN),
    "unknown stream, GBK": ({("Item",): b"\0\1\2" + TEXT.encode("gb18030") + b"\0"}, Place.ORPHAN),
    "unknown stream, UTF-8": ({("Item",): f"<a>{TEXT}</a>".encode()}, Place.ORPHAN),
    "stream in a storage": ({("A", "B", "C"): TEXT.encode("utf-16-le")}, Place.ORPHAN),
    "macro": (macros(f'Attribute VB_Name = "x"\r\n\' {TEXT}\r\n'), Place.MACRO),
    "compiled macro": ({**macros("x = 1"), ("VBA", "__SRP_0"): b"\0\0" + TEXT.encode("gb18030")}, Place.MACRO),
    "label of a packed file": ({("ObjectPool", "_1", "\x01Ole10Native"): native(f"{TEXT}.txt", b"x")}, Place.FILE_NAME),
}


@pytest.mark.parametrize(("content", "place"), PLACES.values(), ids=PLACES)
def test_text_is_found_in_its_place(content, place):
    assert place in places(read("ole", write_compound(content)), TEXT)


EMBEDDED = {
    "packed file": {("ObjectPool", "_1", "\x01Ole10Native"): native("a.txt", b"%PDF-1.4")},
    "package": {("MBD01", "Package"): b"%PDF-1.4"},
    "contents": {("ObjectPool", "_1", "CONTENTS"): b"%PDF-1.4"},
}


@pytest.mark.parametrize("content", EMBEDDED.values(), ids=EMBEDDED)
def test_an_embedded_file_is_a_file_of_its_own(content):
    assert (Place.EMBEDDED, b"%PDF-1.4") in children(read("ole", write_compound(content))).values()


def test_a_document_in_a_storage_is_read_as_a_document():
    inner = {("ObjectPool", "_1", *path): data for path, data in streams(sample("doc")).items()}
    document = read_document(Source.of_bytes(edited(sample("xls"), inner), "a.xls"))
    assert places(document.segments, "青松正文") == {Place.BODY}
    assert places(document.segments, "青松页脚") == {Place.FOOTER}


def test_macros_in_a_document_are_read():
    made = edited(sample("doc"), {("Macros", *path): data for path, data in macros(f"' {TEXT}").items()})
    assert places(read("doc", made), TEXT) == {Place.MACRO}


def test_compressed_macros_are_unpacked():
    """The example of [MS-OVBA] 3.2.2: `#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa`."""
    from screener.extract.ole.vba import decompress

    data = bytes.fromhex(
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    )
    budget = Source.of_bytes(b"", "").budget
    assert decompress(data, budget) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    assert decompress(packed(b"a" * 5000), budget) == b"a" * 5000


def test_a_deleted_stream_is_found():
    made = write_compound({("Gone",): (TEXT * 800).encode("utf-16-le"), ("Kept",): b"x" * 5000})
    entry = made.index("Gone".encode("utf-16-le"))
    unlinked = made[:entry] + "Kepu".encode("utf-16-le") + made[entry + 8 :]
    assert Place.ORPHAN in places(read("ole", unlinked), TEXT)


def test_bytes_behind_the_last_sector_are_found():
    assert places(read("ole", sample("doc") + TEXT.encode("gb18030")), TEXT) == {Place.ORPHAN}
    found = children(read("doc", sample("doc") + b"PK\x03\x04rest"))
    assert found["appended"] == (Place.EMBEDDED, b"PK\x03\x04rest")


def test_two_streams_of_one_name_are_both_read():
    made = write_compound({("Same",): "青松密件其一".encode("utf-16-le"), ("Samf",): "青松密件其二".encode("utf-16-le")})
    doubled = made.replace("Samf".encode("utf-16-le"), "Same".encode("utf-16-le"))
    assert {"青松密件其一", "青松密件其二"} <= {one.text for one in segments(read("ole", doubled))}


@pytest.mark.parametrize("size", [100, 600, 1500, 5000])
def test_what_breaks_off_is_corrupt(size):
    document = read_document(Source.of_bytes(sample("doc")[:size], "a.doc"))
    assert "corrupt" in {one.code for one in document.unscanned}


def test_a_file_that_does_not_open_is_swept():
    items = read_document(Source.of_bytes(sample("doc")[:512] + TEXT.encode("utf-16-le"), "a.doc"))
    assert places(items.segments, TEXT) == {Place.ORPHAN}
    assert {one.code for one in items.unscanned} >= {"corrupt"}


@pytest.mark.parametrize("noise", [b"\xff" * 500, bytes((index * 7919 >> 3) & 0xFF for index in range(5000))])
def test_noise_is_no_text(noise):
    assert not any("\u4e00" <= character <= "\u9fff" for text in swept_texts(noise) for character in text[:1] if len(text) > 8)


def locked(password: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(TEXT)
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(saved(document))).encrypt(password, out)
    return out.getvalue()


def open_locked(data: bytes, passwords: tuple[str, ...] = ()):
    source = Source.of_bytes(data, "a.docx")
    source.budget.passwords = passwords
    return read_document(source)


def test_an_encrypted_document_is_held():
    document = open_locked(locked("打不开"), ("错的",))
    assert [one.code for one in document.unscanned] == ["password-protected"]
    assert not places(document.segments, TEXT)


@pytest.mark.parametrize(("password", "given_passwords"), [("VelvetSweatshop", ()), ("打得开", ("错的", "打得开"))])
def test_a_known_password_opens_a_document(password, given_passwords):
    document = open_locked(locked(password), given_passwords)
    assert places(document.segments, TEXT) == {Place.BODY}
    # What everybody's program opens by itself is read, and is encrypted all the same.
    assert [one.reason for one in document.unscanned] == ([] if given_passwords else ["default password"])


def test_a_document_under_rights_management_is_held():
    made = edited(sample("doc"), {("\tDRMContent",): b"\x93" * 5000})
    assert ("password-protected", "rights management") in codes(read("doc", made))


def test_passwords_do_not_show():
    source = Source.of_bytes(b"", "a")
    source.budget.passwords = ("口令",)
    assert "口令" not in repr(source)


def test_a_broken_encryption_stays_closed():
    made = write_compound({("EncryptionInfo",): b"\4\0\4\0\x40\0\0\0<broken", ("EncryptedPackage",): b"\0" * 100})
    assert [one.code for one in read_document(Source.of_bytes(made, "a.docx")).unscanned] == ["password-protected"]
