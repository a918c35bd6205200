"""Mail as mail programs really write it."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from email.message import EmailMessage

import pytest

from screener.model import Place
from tests.extract.readings import codes, parts, texts


def mail(body: bytes, *headers: bytes, kind: bytes = b"text/plain") -> bytes:
    return b"\r\n".join([b"From: a@court.gov.cn", b"Subject: x", *headers, b"Content-Type: " + kind, b"", body])


def word(text: str, charset: str, kind: str = "B") -> bytes:
    raw = text.encode(charset)
    coded = base64.b64encode(raw) if kind == "B" else quopri.encodestring(raw, header=True)
    return f"=?{charset}?{kind}?{coded.decode()}?=".encode()


@pytest.mark.parametrize(
    "value",
    [
        word("机密通知", "utf-8"),
        word("机密通知", "gb2312"),
        word("机密通知", "gb18030", "Q"),
        "机密通知".encode("gbk"),
        "机密通知".encode(),
        word("机", "gbk") + b"\r\n " + word("密通知", "gbk"),
        b"=?utf-8?B?" + base64.b64encode("机密通知".encode()[:4]) + b"?= =?utf-8?B?" + base64.b64encode("机密通知".encode()[4:]) + b"?=",
        b"=?us-ascii?Q?" + quopri.encodestring("机密通知".encode("gbk"), header=True) + b"?=",
        b"=?no-such?B?" + base64.b64encode("机密通知".encode("gbk")) + b"?=",
    ],
)
def test_a_subject_is_read_however_it_is_written(value):
    assert "机密通知" in texts(mail(b"x", b"Subject: " + value), "a.eml", Place.MAIL_HEADER)


@pytest.mark.parametrize("charset", ["us-ascii", "gb2312", "utf-8", "iso-8859-1", "no-such"])
@pytest.mark.parametrize("encoding", [b"8bit", b"base64", b"quoted-printable", b""])
def test_a_body_in_gbk_is_read_whatever_it_declares(charset, encoding):
    body = "各单位：机密★1年，请认真落实。".encode("gbk")
    written = {b"base64": base64.encodebytes, b"quoted-printable": quopri.encodestring}.get(encoding, bytes)(body)
    data = mail(written, b"Content-Transfer-Encoding: " + encoding, kind=b"text/plain; charset=" + charset.encode())
    assert "各单位：机密★1年，请认真落实。" in texts(data, "a.eml", Place.BODY)


def test_both_alternatives_and_what_stands_between_the_parts_are_read():
    data = mail(
        "前言机密\r\n--b\r\nContent-Type: text/plain\r\n\r\n文本\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>网<b></b>页\r\n--b--\r\n尾声绝密".encode(),
        kind=b"multipart/alternative; boundary=b",
    )
    assert {"前言机密", "文本", "网页", "尾声绝密"} <= set(texts(data, "a.eml", Place.BODY))


@pytest.mark.parametrize(
    "parameter",
    [
        b'filename="' + "机密名单.txt".encode("gbk") + b'"',
        b'filename="' + word("机密名单.txt", "gbk") + b'"',
        b"filename*=UTF-8''%E6%9C%BA%E5%AF%86%E5%90%8D%E5%8D%95.txt",
        b"filename*0*=UTF-8''%E6%9C%BA%E5%AF; filename*1*=%86%E5%90%8D%E5%8D%95.txt",
        b"filename*=" + "机密名单.txt".encode(),
        b'name="' + word("机密名单.txt", "utf-8") + b'"',
    ],
)
def test_the_name_of_an_attachment_is_read_however_it_is_written(parameter):
    data = mail(b"--b\r\nContent-Disposition: attachment; " + parameter + b"\r\n\r\nhello\r\n--b--", kind=b"multipart/mixed; boundary=b")
    assert parts(data, "a.eml")["a.eml!机密名单.txt"] == "hello"


def test_attachments_nest_three_deep_with_their_whole_path():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("夹/内.txt", "机密★1年")
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"] = "内"
    inner.set_content("x")
    inner.add_attachment(buffer.getvalue(), "application", "zip", filename="包.zip")
    outer["Subject"] = "外"
    outer.set_content("y")
    outer.add_attachment(inner)
    assert parts(outer.as_bytes(), "a.eml")["a.eml!message.eml!包.zip!夹/内.txt"] == "机密★1年"


def test_two_attachments_of_one_name_are_two_parts():
    part = b"--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n"
    found = parts(mail(part + b"one\r\n" + part + b"two\r\n--b--", kind=b"multipart/mixed; boundary=b"), "m.eml")
    assert sorted(found.values()) == ["one", "two"]


def test_files_written_in_uuencode_are_read():
    import binascii

    coded = b"begin 644 a.txt\n" + binascii.b2a_uu("机密★1年，请认真落实".encode()) + b"`\nend\n"
    assert parts(mail(b"see\n" + coded), "m.eml")["m.eml!a.txt"] == "机密★1年，请认真落实"


def test_base64_behind_its_padding_is_read():
    body = base64.b64encode(b"a") + b"\r\n" + base64.b64encode("机密★1年".encode())
    assert "a机密★1年" in texts(mail(body, b"Content-Transfer-Encoding: base64"), "a.eml", Place.BODY)


@pytest.mark.parametrize(
    ("headers", "body", "kind", "code"),
    [
        ([b"Content-Transfer-Encoding: x-own"], b"abc", b"text/plain", "unsupported-format"),
        ([], b"=ybegin line=128 size=9 name=a", b"text/plain", "unsupported-format"),
        ([], b"-----BEGIN PGP MESSAGE-----\nabc", b"text/plain", "password-protected"),
        ([], b"\x30\x82\x01\x01\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(99), b"application/pkcs7-mime", "password-protected"),
        ([], b"\x30\x82\x01\x01\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(99), b"application/pkcs7-mime", "unsupported-format"),
        ([], b"Content-Type: text/plain\n\nx", b"message/external-body; access-type=url", "suspicious-structure"),
    ],
)
def test_what_cannot_be_read_is_told(headers, body, kind, code):
    assert code in codes(mail(body, *headers, kind=kind), "a.eml")


@pytest.mark.parametrize("kind", [b"multipart/mixed", b"multipart/mixed; boundary=missing", b"nonsense", b"", b"text/plain; charset"])
def test_text_is_read_when_the_structure_is_broken(kind):
    assert "机密★1年" in " ".join(texts(mail("机密★1年".encode(), kind=kind), "a.eml"))


def test_servers_headers_are_properties_and_peoples_are_not():
    data = mail(b"x", b"Received: from a", "X-Comment: 机密".encode(), "Comments: 绝密".encode())
    assert "机密" in texts(data, "a.eml", Place.METADATA)
    assert "绝密" in texts(data, "a.eml", Place.MAIL_HEADER)


def test_every_message_of_a_mailbox_is_read():
    one = b"From a Mon Jan  1 00:00:00 2026\nFrom: a@b.cn\nSubject: 1\n\nFrom here on\n\n"
    two = "From b Mon Jan  1 00:00:00 2026\nFrom: b@b.cn\nSubject: 2\n\n机密\n".encode()
    found = parts(one + two, "a.mbox")
    assert {part: text.strip() for part, text in found.items()} == {"a.mbox!message 1.eml": "From here on", "a.mbox!message 2.eml": "机密"}


def test_an_archived_page_is_read_with_its_parts():
    data = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n"
    data += b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a/\r\n\r\n<p>" + quopri.encodestring(
        "机密★1年".encode()
    )
    assert "机密★1年" in texts(data + b"\r\n--b--", "a.mht", Place.BODY)


def signed(content: bytes, *, detached: bool) -> bytes:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "张三")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    certificate = builder.sign(key, SHA256())
    options = [pkcs7.PKCS7Options.Binary, *([pkcs7.PKCS7Options.DetachedSignature] if detached else [])]
    return pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, SHA256()).sign(Encoding.DER, options)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-be"])
def test_words_behind_a_detached_signature_are_read(encoding):
    assert any("机密★10年" in text for text in texts(signed(b"x", detached=True) + b"\x00\x01" + "机密★10年".encode(encoding), "smime.p7s"))


def test_a_detached_signature_is_read_and_signed_data_is_told_unread():
    assert codes(signed(b"x", detached=True), "smime.p7s") == []
    assert any("张三" in text for text in texts(signed(b"x", detached=True), "smime.p7s", Place.METADATA))
    assert codes(signed("机密".encode(), detached=False), "smime.p7m") == ["unsupported-format"]


@pytest.mark.parametrize("name", ["Content-Description", "Content-Location", "X-Note"])
def test_headers_of_a_part_are_read(name):
    part = f"--b\r\n{name}: 机密名单\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--".encode()
    assert "机密名单" in texts(mail(part, kind=b"multipart/mixed; boundary=b"), "a.eml", Place.METADATA)


@pytest.mark.parametrize(
    ("boundary", "told"),
    [("===============4377426376257198810==", False), ("----=_Part_1234_5678.90123", False), ("机密10年", True), ("b", True)],
)
def test_a_boundary_drawn_by_chance_is_no_text(boundary, told):
    kind = f'multipart/mixed; boundary="{boundary}"'.encode()
    found = texts(mail(b"--" + boundary.encode() + b"\r\n\r\nhello\r\n--" + boundary.encode() + b"--", kind=kind), "a.eml", Place.METADATA)
    assert any(boundary in text for text in found) is told
