"""Outlook items: every body, every name and address, every attachment."""

from __future__ import annotations

import compressed_rtf
import pytest

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract.archive_samples import held, names, read, texts
from tests.extract.msg_files import (
    ADDRESS,
    BCC,
    BODY,
    DATA,
    HEADERS,
    HTML,
    LONG_NAME,
    NAME,
    RTF,
    SENDER,
    SHORT_NAME,
    SUBJECT,
    TO,
    message,
    msg,
)

MARKED = "机密★10年"


@pytest.mark.parametrize("number", [SUBJECT, SENDER, TO, BCC])
def test_header_properties_are_mail_headers(number):
    assert MARKED in texts(read(msg({number: MARKED, BODY: "正文"}), "a.msg"), Place.MAIL_HEADER)


def test_recipients_are_mail_headers():
    document = read(msg({BODY: "正文"}, recipients=[{NAME: "张三"}, {NAME: "李四", ADDRESS: "li@example.cn"}]), "a.msg")
    assert {"张三", "李四", "li@example.cn"} <= set(texts(document, Place.MAIL_HEADER))


def test_transport_headers_are_decoded():
    headers = "Microsoft Mail Internet Headers Version 2.0\r\nSubject: =?gb2312?B?u/rD3A==?=\r\nX-Note: a\r\n\r\n"
    document = read(msg({BODY: "正文", HEADERS: headers}), "a.msg")
    assert "机密" in texts(document, Place.MAIL_HEADER)


@pytest.mark.parametrize(
    "values",
    [
        {BODY: MARKED},
        {BODY: (MARKED, "gb18030")},
        {HTML: f"<p>{MARKED}</p>".encode()},
        {HTML: f"<p>{MARKED}</p>"},
        {RTF: compressed_rtf.compress(rb"{\rtf1\ansi\ansicpg936 \'bb\'fa\'c3\'dc\u9733?10\'c4\'ea}", compressed=True)},
        {RTF: compressed_rtf.compress(rb"{\rtf1\ansi\ansicpg936 \'bb\'fa\'c3\'dc\u9733?10\'c4\'ea}", compressed=False)},
    ],
)
def test_every_body_is_read(values):
    document = read(msg({SUBJECT: "标题", **values}), "a.msg")
    assert not document.unscanned
    assert MARKED in "".join(texts(document, Place.BODY))


def test_a_body_in_big5_is_read_by_the_code_page_that_the_item_says():
    assert "機密★10年" in texts(read(msg({BODY: ("機密★10年", "big5hkscs")}, code_page=950), "a.msg"), Place.BODY)


def test_a_broken_rtf_body_is_held():
    data = compressed_rtf.compress(b"{\\rtf1 text}", compressed=True)
    assert ("corrupt", "a.msg") in held(read(msg({SUBJECT: "x", RTF: b"\x10\0\0\0" + data[4:8] + b"XXXX" + data[12:]}), "a.msg"))


def test_an_attachment_is_read_under_all_its_names():
    attachment = {LONG_NAME: "名单.txt", SHORT_NAME: "MINGDA~1.TXT", DATA: MARKED.encode()}
    document = read(msg({BODY: "正文"}, attachments=[attachment]), "a.msg")
    assert MARKED in texts(document)
    assert {"名单.txt", "MINGDA~1.TXT"} <= set(names(document))
    assert document.segments[-1].location.part == "a.msg!名单.txt"


def test_a_message_in_a_message_is_read_with_its_own_attachments():
    inner = message({SUBJECT: "内层", BODY: "内层正文"}, attachments=[{LONG_NAME: "名单.txt", DATA: MARKED.encode()}], kind="embedded")
    document = read(msg({BODY: "正文"}, attachments=[{NAME: "转发", "embedded": inner}]), "a.msg")
    assert not document.unscanned
    assert {"内层", "内层正文", MARKED} <= set(texts(document))
    assert "a.msg!转发.msg!名单.txt" in {segment.location.part for segment in document.segments}


def test_a_field_that_somebody_named_is_told_with_its_name():
    document = read(msg({BODY: "正文", 0x8000: "机密", 0x8001: "13800138000"}, named=["密级", "联系电话"]), "a.msg")
    assert {"密级：机密", "联系电话：13800138000"} <= set(texts(document, Place.FORM_FIELD))


def test_a_contact_is_its_fields_and_needs_no_body():
    document = read(msg({0x001A: "IPM.Contact", NAME: "张三", 0x3A1C: "13800138000", 0x3A16: "某单位"}), "a.msg")
    assert not document.unscanned
    assert {"13800138000", "某单位"} <= set(texts(document, Place.FORM_FIELD))


@pytest.mark.parametrize(
    "data",
    [b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(100), b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80" + bytes(100)],
    ids=["rights-protected", "smime"],
)
def test_an_encrypted_message_is_held(data):
    document = read(msg({0x001A: "IPM.Note.SMIME", BODY: ""}, attachments=[{LONG_NAME: "message.bin", DATA: data}]), "a.msg")
    assert ("password-protected", "a.msg!message.bin") in held(document)


def test_an_item_of_which_nothing_is_left_is_held():
    assert held(read(msg({0x001A: "IPM.Note"}), "a.msg")) == [("no-text", "a.msg")]


def test_an_object_that_is_embedded_goes_to_its_own_reader():
    document = read(msg({BODY: "正文"}, attachments=[{NAME: "对象", "embedded": {("CONTENTS",): MARKED.encode("utf-16-le") * 3}}]), "a.msg")
    assert any(MARKED in text for text in texts(document))


@pytest.mark.parametrize("cut", [600, 2_000, -600])
def test_a_truncated_item_is_held(cut):
    attachment = {LONG_NAME: "名单.txt", DATA: MARKED.encode() * 400}
    assert read(msg({BODY: "正文" * 3_000}, attachments=[attachment])[:cut], "a.msg").unscanned


def test_streams_that_nobody_knows_are_swept():
    streams = message({BODY: "正文"}) | {("未知流",): "机密文件，不得外传".encode("utf-16-le")}
    assert "机密文件，不得外传" in texts(read(write_compound(streams), "a.msg"))
