"""Hiding places of mail: eml and msg."""

from __future__ import annotations

import base64
from functools import partial

import compressed_rtf

from screener.model import Place
from tests.extract import msg_files
from tests.extract.proofs.proof import (
    DESCRIPTION,
    PICTURE_TOKEN,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    drawing,
    held,
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_eml import mail, signed
from tests.extract.test_xlsx import book_with, hidden_row


def multipart(data: bytes, name: str = "a.bin") -> bytes:
    head = f"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return mail(head + base64.encodebytes(data) + b"\r\n--b--", kind=b"multipart/mixed; boundary=b")


def in_mail(data: bytes, expected: Place | str, token: str = TOKEN, name: str = "a.bin", *, ocr: bool = False) -> Proof:
    return Proof(lambda: multipart(data, name), "a.eml", token, expected, name, ocr)


def typed(body: str, kind: bytes, expected: Place, token: str = TOKEN) -> Proof:
    return Proof(lambda: mail(body.encode(), kind=kind), "a.eml", token, expected)


MIXED = b"multipart/mixed; boundary=b"
EML: Proofs = {
    ("body", "eml"): (typed(TOKEN, b"text/plain", Place.BODY), typed(f"<p>{TOKEN}", b"text/html", Place.BODY)),
    ("mail header", "eml"): tuple(
        Proof(partial(mail, b"x", f"{header}: {TOKEN}".encode()), "a.eml", TOKEN, place)
        for header, place in (("Subject", Place.MAIL_HEADER), ("Comments", Place.MAIL_HEADER), ("X-Comment", Place.METADATA))
    ),
    ("attachment", "eml"): (in_mail(text_file(), Place.BODY),),
    ("member name", "eml"): (Proof(lambda: multipart(b"x", f"{TOKEN}.txt"), "a.eml", TOKEN, Place.FILE_NAME),),
    ("unreferenced part", "eml"): (typed(f"{TOKEN}\r\n--b\r\n\r\nx\r\n--b--", MIXED, Place.BODY),),
    ("bytes behind the end", "eml"): (typed(f"\r\n--b\r\n\r\nx\r\n--b--\r\n{TOKEN}", MIXED, Place.BODY),),
    ("web page inside", "eml"): (typed(f"<p>x<p hidden>{TOKEN}", b"text/html", Place.HIDDEN),),
    ("embedded object", "eml"): (in_mail(packed_file(), Place.BODY),),
    ("embedded workbook", "eml"): (in_mail(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
    ("picture", "eml"): (in_mail(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
    ("picture metadata", "eml"): (in_mail(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
    ("vector drawing", "eml"): (in_mail(drawing(), "image-not-read", "", "a.emf"),),
    ("sound or video", "eml"): (in_mail(SOUND, "unsupported-format", "", "a.wav"),),
    ("link target", "eml"): (
        typed("Content-Type: text/plain\n\nx", f"message/external-body; access-type=url; url={TOKEN}".encode(), Place.METADATA),
    ),
    ("signature", "eml"): (Proof(lambda: signed(b"x", detached=True), "smime.p7s", "张三", Place.METADATA),),
    ("encrypted content", "eml"): (
        held(lambda: mail(b"-----BEGIN PGP MESSAGE-----\nabc"), "a.eml", "password-protected"),
        held(lambda: mail(b"\x30\x82\x01\x01\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(99), kind=b"application/pkcs7-mime"), "a.eml", "password-protected"),
    ),
}  # fmt: skip


def outlook(
    values: dict[int, object], expected: Place | str, token: str = TOKEN, inside: str = "", *, ocr: bool = False, **more: object
) -> Proof:
    def build() -> bytes:
        import copy

        made: bytes = msg_files.msg({msg_files.BODY: "正文", **values}, **copy.deepcopy(more))
        return made

    return Proof(build, "a.msg", token, expected, inside, ocr)


def with_file(data: bytes, expected: Place | str, token: str = TOKEN, name: str = "a.bin", *, ocr: bool = False) -> Proof:
    return outlook({}, expected, token, name, ocr=ocr, attachments=[{msg_files.LONG_NAME: name, msg_files.DATA: data}])


def foreign_stream() -> bytes:
    from screener.extract.ole.compound_writer import write_compound

    made: bytes = write_compound(msg_files.message({msg_files.BODY: "正文"}) | {("未知流",): TOKEN.encode("utf-16-le")})
    return made


# Subject, senders, receivers, their addresses, and those on whose behalf, as [MS-OXPROPS] numbers them.
PEOPLE = (
    msg_files.SUBJECT, msg_files.SENDER, msg_files.TO, msg_files.BCC, 0x0E03, 0x0042, 0x0044, 0x0050, 0x0065, 0x0070, 0x0078, 0x0C1F,
    0x0E1D, 0x0E28, 0x0E29, 0x3003, 0x39FE, 0x3A20, 0x4030, 0x4031, 0x4038, 0x5D01, 0x5D02, 0x5FF6,
)  # fmt: skip
FILE_NAMES, LINKS = (msg_files.LONG_NAME, msg_files.SHORT_NAME, msg_files.NAME, 0x3703), (0x370D, 0x3708, 0x7FFF)
RTF_BODY = compressed_rtf.compress(b"{\\rtf1\\ansi\\ansicpg936 " + TOKEN.encode("gb18030") + b"}", compressed=True)

MSG: Proofs = {
    ("body", "msg"): (
        outlook({msg_files.BODY: TOKEN}, Place.BODY), outlook({msg_files.RTF: RTF_BODY}, Place.BODY), outlook({msg_files.HTML: f"<p>{TOKEN}</p>".encode()}, Place.BODY),
    ),
    ("mail header", "msg"): (
        *(outlook({number: TOKEN}, Place.MAIL_HEADER) for number in PEOPLE),
        outlook({}, Place.MAIL_HEADER, recipients=[{msg_files.NAME: TOKEN}]),
        outlook({msg_files.HEADERS: f"Comments: {TOKEN}\r\n\r\n"}, Place.MAIL_HEADER),
    ),
    ("custom property", "msg"): (outlook({0x8000: TOKEN}, Place.FORM_FIELD, named=["密级"]),),
    ("attachment", "msg"): (
        with_file(text_file(), Place.BODY),
        outlook({}, Place.BODY, attachments=[{msg_files.NAME: "转", "embedded": msg_files.message({msg_files.BODY: TOKEN}, kind="embedded")}]),
    ),
    ("member name", "msg"): (*(outlook({}, Place.FILE_NAME, attachments=[{number: f"{TOKEN}.txt", msg_files.DATA: b"x"}]) for number in FILE_NAMES),),
    ("unreferenced part", "msg"): (Proof(foreign_stream, "a.msg", TOKEN, Place.ORPHAN),),
    ("bytes behind the end", "msg"): (
        Proof(lambda: msg_files.msg({msg_files.BODY: "正文"}) + TOKEN.encode("gb18030"), "a.msg", TOKEN, Place.ORPHAN),
    ),
    ("web page inside", "msg"): (outlook({msg_files.HTML: f"<p>x<p hidden>{TOKEN}".encode()}, Place.HIDDEN),),
    ("embedded object", "msg"): (
        outlook({}, Place.ORPHAN, attachments=[{msg_files.NAME: "对象", "embedded": {("CONTENTS",): TOKEN.encode("utf-16-le") * 3}}]),
    ),
    ("embedded workbook", "msg"): (with_file(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
    ("picture", "msg"): (with_file(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
    ("picture metadata", "msg"): (with_file(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
    ("vector drawing", "msg"): (with_file(drawing(), "image-not-read", "", "a.emf"),),
    ("sound or video", "msg"): (with_file(SOUND, "unsupported-format", "", "a.wav"),),
    ("signature", "msg"): (with_file(signed(b"x", detached=True), Place.METADATA, "张三", "smime.p7s"),),
    ("link target", "msg"): tuple(outlook({}, Place.LINK, attachments=[{msg_files.LONG_NAME: "a.txt", number: f"\\\\srv\\{TOKEN}\\a.txt"}]) for number in LINKS),
    ("encrypted content", "msg"): (with_file(b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(100), "password-protected", "", "message.rpmsg"),),
}  # fmt: skip
