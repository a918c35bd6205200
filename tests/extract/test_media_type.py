"""What a file is, whatever it is called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import wave
import zipfile

import docx
import openpyxl
import pptx
import pytest
from PIL import Image

from screener.extract.media_type import UNKNOWN, detect, suffix_mismatch
from screener.extract.source import Source
from tests.extract.pdf_files import line, one_page
from tests.extract.readings import codes

OOXML = "application/vnd.openxmlformats-officedocument."


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def zipped(**members: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, kind)
    return buffer.getvalue()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return buffer.getvalue()


def recorded() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
    return buffer.getvalue()


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table a (b)")
    data = connection.serialize()
    connection.close()
    return data


DOCX = saved(docx.Document())
FILES = [
    (DOCX, OOXML + "wordprocessingml.document"),
    (DOCX[: len(DOCX) // 2], OOXML + "wordprocessingml.document"),
    (saved(openpyxl.Workbook()), OOXML + "spreadsheetml.sheet"),
    (saved(pptx.Presentation()), OOXML + "presentationml.presentation"),
    (zipped(OFD_xml="<a/>"), "application/ofd"),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
    (zipped(a="1"), "application/zip"),
    (b"SFX text" + zipped(a="1"), "application/zip"),
    (one_page(line("x")), "application/pdf"),
    (b"junk\n" + one_page(line("x")), "application/pdf"),
    (rb"{\rtf1 a}", "application/rtf"),
    (picture("PNG"), "image/png"),
    (picture("JPEG"), "image/jpeg"),
    (picture("GIF"), "image/gif"),
    (picture("BMP"), "image/bmp"),
    (picture("TIFF"), "image/tiff"),
    (picture("WEBP"), "image/webp"),
    (tarred(), "application/x-tar"),
    (gzip.compress(b"a"), "application/gzip"),
    (bz2.compress(b"a"), "application/x-bzip2"),
    (lzma.compress(b"a"), "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(30), "application/x-7z-compressed"),
    (b"Rar!\x1a\x07\x00" + bytes(30), "application/vnd.rar"),
    (b"\x28\xb5\x2f\xfd" + bytes(30), "application/zstd"),
    (b"MSCF" + bytes(60), "application/vnd.ms-cab-compressed"),
    (bytes(32769) + b"CD001" + bytes(99), "application/x-iso9660-image"),
    (database(), "application/vnd.sqlite3"),
    (b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(99), "application/x-msaccess"),
    (b"\x7fELF" + bytes(60), "application/x-executable"),
    (b"MZ" + bytes(100), "application/x-msdownload"),
    (b"ID3\x03" + bytes(60), "audio/mpeg"),
    (recorded(), "audio/wav"),
    (bytes(3) + b"\x18ftypmp42" + bytes(20), "video/mp4"),
    (b"BEGIN:VCARD\r\nFN:a\r\nEND:VCARD", "text/vcard"),
    (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "text/calendar"),
    (b"-----BEGIN PGP MESSAGE-----\n\nabc", "application/pgp-encrypted"),
    (b"From: a@b.cn\nSubject: x\n\nbody", "message/rfc822"),
    (b"From a@b.cn Mon Jan 1 2026\nFrom: a@b.cn\n\nbody", "application/mbox"),
    (b"From: <Saved by Blink>\nSnapshot-Content-Location: http://a\nMIME-Version: 1.0\n\n", "application/x-mimearchive"),
    (b"<!-- a --><!DOCTYPE html><p>a", "text/html"),
    ("<html>机密".encode("utf-16"), "text/html"),
    (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "text/html"),
    (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    (b"<?xml version='1.0'?><a:b xmlns:a='x'/>", "application/xml"),
    (b'{"a": 1}', "application/json"),
    ("机密★1年".encode(), "text/plain"),
    ("各单位认真落实".encode("gb18030"), "text/plain"),
    ("各单位认真落实".encode("utf-16-le"), "text/plain"),
    (b"MZ is a word and BZh is none", "text/plain"),
    (b"BM is a word too, said the clerk", "text/plain"),
    (b"", "inode/x-empty"),
    (bytes(range(256)) * 3, UNKNOWN),
]


@pytest.mark.parametrize(("data", "media_type"), FILES, ids=[f"{number}-{kind}" for number, (_, kind) in enumerate(FILES)])
def test_a_file_is_known_by_its_content(data, media_type):
    assert detect(Source.of_bytes(data, "")) == media_type
    assert detect(Source.of_bytes(data, "a.dat")) == media_type


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", OOXML + "wordprocessingml.document"),
        ("a.jpg", "application/pdf"),
        ("a.jpg", "application/zip"),
        ("a.jpg", "text/plain"),
        ("a.pdf", "image/jpeg"),
        ("a.txt", "application/zip"),
        ("a.html", "application/msword"),
        ("a.docx", "application/zip"),
        ("a.pdf", "application/x-msdownload"),
        ("a.docx", "image/png"),
        ("a.mp3", "application/vnd.rar"),
        ("路径/a.TXT", "application/pdf"),
    ],
)
def test_a_disguise_is_told(name, media_type):
    assert suffix_mismatch(name, media_type)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.jpg", "image/png"),
        ("a.doc", "text/html"),
        ("a.doc", "application/rtf"),
        ("a.doc", "application/x-mimearchive"),
        ("a.doc", OOXML + "wordprocessingml.document"),
        ("a.xls", "text/html"),
        ("a.xls", "text/plain"),
        ("a.xls", "application/xml"),
        ("a.xls", OOXML + "spreadsheetml.sheet"),
        ("a.docx", "application/vnd.ms-office.encrypted"),
        ("a.docx", "application/vnd.ms-word.document.macroEnabled.12"),
        ("a.txt", "text/csv"),
        ("a.txt", "text/html"),
        ("a.txt", "message/rfc822"),
        ("a.py", "text/plain"),
        ("a.zip", OOXML + "wordprocessingml.document"),
        ("a.tgz", "application/gzip"),
        ("a", "application/pdf"),
        ("a.2026", "application/pdf"),
        ("a.jpg", "inode/x-empty"),
        ("a.jpg", UNKNOWN),
    ],
)
def test_the_carelessness_of_every_office_is_no_disguise(name, media_type):
    assert not suffix_mismatch(name, media_type)


@pytest.mark.parametrize("name", ["a.docx", "公告.PDF", "a.xls", "a.ofd", "a.odt", "a.rtf", "a.wps"])
def test_an_empty_document_is_held(name):
    assert codes(b"", name) == ["no-text"]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.html", "a", "vbaProject.bin"])
def test_an_empty_text_passes(name):
    assert codes(b"", name) == []


def ole(*streams: str) -> bytes:
    """The smallest compound file: a header, one sector of allocation table, one of directory."""
    import struct

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        raw = name.encode("utf-16-le")
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child)
            + bytes(36)
            + struct.pack("<III", 0xFFFFFFFE, 0, 0)
        )

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFF)
    for number, name in enumerate(streams, 1):
        directory += entry(name, 2, 0xFFFFFFFF, number + 1 if number < len(streams) else 0xFFFFFFFF)
    return head + table + directory.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("streams", "media_type"),
    [
        (("WordDocument", "1Table"), "application/msword"),
        (("Workbook",), "application/vnd.ms-excel"),
        (("Book",), "application/vnd.ms-excel"),
        (("PowerPoint Document",), "application/vnd.ms-powerpoint"),
        (("EncryptedPackage", "EncryptionInfo"), "application/vnd.ms-office.encrypted"),
        (("ENCRYPTEDPACKAGE",), "application/vnd.ms-office.encrypted"),
        (("__properties_version1.0",), "application/vnd.ms-outlook"),
        (("VisioDocument",), "application/vnd.visio"),
        (("Other",), "application/x-ole-storage"),
    ],
)
def test_a_compound_file_is_known_by_its_streams(streams, media_type):
    assert detect(Source.of_bytes(ole(*streams), "a.wps")) == media_type


def test_a_broken_compound_file_is_known_by_the_names_in_its_bytes():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    assert detect(Source.of_bytes(data, "")) == "application/msword"


def test_a_page_of_nothing_but_comments_takes_no_time():
    assert detect(Source.of_bytes(b"<!--a-->" * 2000 + b"<!", "")) in ("text/plain", "text/html")
