"""Hiding places of web pages, mail, archives and pictures."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zipfile
from functools import partial

import rars
from PIL import Image

from screener.model import Place
from tests.extract import msg_files
from tests.extract.archive_samples import ARCHIVES, MARKED
from tests.extract.proofs.office import commented
from tests.extract.proofs.proof import (
    DESCRIPTION,
    PICTURE_TOKEN,
    SAMPLES,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    drawing,
    held,
    joined,
    locked,
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_archives import named, tarred, zipped
from tests.extract.test_eml import mail, signed
from tests.extract.test_web_page import page
from tests.extract.test_xlsx import book_with, hidden_row

FORMAT = "zip/7z/rar/tar"


def on_page(body: str, expected: Place | str, token: str = TOKEN, inside: str = "", head: str = "", *, ocr: bool = False) -> Proof:
    return Proof(lambda: page(body, head), "a.html", token, expected, inside, ocr)


def address(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


HTML: Proofs = {
    ("body", "html"): (
        on_page(f"<p>{TOKEN}</p>", Place.BODY), on_page(f"<noscript><p>{TOKEN}</p></noscript>", Place.BODY),
        on_page(f"<svg><text>{TOKEN}</text></svg>", Place.BODY), on_page(f"<iframe srcdoc='<p>{TOKEN}</p>'></iframe>", Place.BODY),
    ),
    ("table", "html"): (on_page(f"<table><tr><td>{TOKEN}</table>", Place.TABLE),),
    ("nested table", "html"): (on_page(f"<table><tr><td>外<table><tr><td>{TOKEN}</table></table>", Place.TABLE),),
    ("comment", "html"): (on_page(f"<!--{TOKEN}-->", Place.COMMENT),),
    ("hidden text", "html"): tuple(
        on_page(body, Place.HIDDEN)
        for body in (
            f"<div hidden>{TOKEN}</div>", f"<div style='display:none'>{TOKEN}</div>", f"<div style='visibility:hidden'>{TOKEN}</div>",
            f"<style>.a{{display:none}}</style><p class=a>{TOKEN}</p>", f"<input type=hidden value={TOKEN}>", f"<template>{TOKEN}</template>",
        )
    ),
    ("white text", "html"): (
        on_page(f"<div style='color:#FFF'>{TOKEN}</div>", Place.HIDDEN), on_page(f"<font color=white>{TOKEN}</font>", Place.HIDDEN),
    ),
    ("1-pt text", "html"): (on_page(f"<div style='font-size:0'>{TOKEN}</div>", Place.HIDDEN),),
    ("form field", "html"): (
        on_page(f"<textarea>{TOKEN}</textarea>", Place.FORM_FIELD), on_page(f"<select><option>{TOKEN}</select>", Place.FORM_FIELD),
        on_page(f"<input placeholder={TOKEN}>", Place.ALT_TEXT),
    ),
    ("bookmark", "html"): (on_page(f"<a id={TOKEN}></a>", Place.MARKUP),),
    ("alt text", "html"): (
        on_page(f"<img alt={TOKEN}>", Place.ALT_TEXT), on_page(f"<svg><desc>{TOKEN}</desc></svg>", Place.ALT_TEXT),
    ),
    ("link tooltip", "html"): (on_page(f"<a title={TOKEN}>a</a>", Place.ALT_TEXT),),
    ("link target", "html"): (on_page("<a href='/%E6%9C%BA%E5%AF%86.pdf'>a</a>", Place.LINK, "/机密.pdf"),),
    ("script", "html"): (
        on_page(f"<script>var a = '{TOKEN}'</script>", Place.MARKUP), on_page(f"<script>// {TOKEN}\n</script>", Place.MARKUP),
        on_page(f"<style>a:before{{content:'{TOKEN}'}}</style>", Place.MARKUP), on_page(f"<a onclick=\"alert('{TOKEN}')\">a</a>", Place.MARKUP),
    ),
    ("core property", "html"): (
        on_page("", Place.METADATA, head=f"<title>{TOKEN}</title>"), on_page("", Place.METADATA, head=f"<meta name=keywords content={TOKEN}>"),
    ),
    ("custom property", "html"): (on_page("", Place.METADATA, head=f"<meta name=x content={TOKEN}>"),),
    ("custom data", "html"): (on_page(f'<script type="application/json">{{"a": "{TOKEN}"}}</script>', Place.MARKUP),),
    ("equation", "html"): (on_page(f"<math><mi>{TOKEN}</mi></math>", Place.BODY),),
    ("phonetic guide", "html"): (on_page(f"<ruby>字<rt>{TOKEN}</rt></ruby>", Place.BODY),),
    ("unknown markup", "html"): (on_page(f"<p data-level={TOKEN}>a</p>", Place.MARKUP),),
    ("embedded object", "html"): (on_page(f"<object data='{address(packed_file(), 'application/x')}'></object>", Place.BODY, inside="a.txt"),),
    ("embedded workbook", "html"): (
        on_page(f"<a href='{address(book_with(hidden_row), 'application/x')}'>a</a>", Place.HIDDEN, "密令甲"),
    ),
    ("picture", "html"): (on_page(f"<img src='{address(written_picture(), 'image/png')}'>", Place.IMAGE, PICTURE_TOKEN, "data-", ocr=True),),
    ("picture metadata", "html"): (on_page(f"<img src='{address(described_picture(), 'image/png')}'>", Place.METADATA, DESCRIPTION, "data-"),),
    ("vector drawing", "html"): (held(lambda: page(f"<img src='{address(drawing(), 'image/emf')}'>"), "a.html", "image-not-read"),),
    ("sound or video", "html"): (held(lambda: page(f"<audio src='{address(SOUND, 'audio/wav')}'>"), "a.html", "unsupported-format"),),
    ("bytes behind the end", "html"): (Proof(lambda: page("") + TOKEN.encode(), "a.html", TOKEN, Place.BODY),),
}  # fmt: skip


def multipart(data: bytes, name: str = "a.bin") -> bytes:
    head = f"--b\r\nContent-Disposition: attachment; filename={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return mail(head + base64.encodebytes(data) + b"\r\n--b--", kind=b"multipart/mixed; boundary=b")


def in_mail(data: bytes, expected: Place | str, token: str = TOKEN, name: str = "a.bin", *, ocr: bool = False) -> Proof:
    return Proof(lambda: multipart(data, name), "a.eml", token, expected, name, ocr)


def typed(body: str, kind: bytes, expected: Place, token: str = TOKEN) -> Proof:
    return Proof(lambda: mail(body.encode(), kind=kind), "a.eml", token, expected)


MIXED = b"multipart/mixed; boundary=b"
EML: Proofs = {
    ("body", "eml"): (typed(TOKEN, b"text/plain", Place.BODY), typed(f"<p>{TOKEN}", b"text/html", Place.BODY)),
    ("mail header", "eml"): tuple(
        Proof(lambda header=header: mail(b"x", f"{header}: {TOKEN}".encode()), "a.eml", TOKEN, place)
        for header, place in (("Subject", Place.MAIL_HEADER), ("Comments", Place.MAIL_HEADER), ("X-Comment", Place.METADATA))
    ),
    ("attachment", "eml"): (in_mail(text_file(), Place.BODY),),
    ("member name", "eml"): (Proof(lambda: multipart(b"x", f"{TOKEN}.txt"), "a.eml", TOKEN, Place.FILE_NAME),),
    ("unreferenced part", "eml"): (typed(f"{TOKEN}\r\n--b\r\n\r\nx\r\n--b--", MIXED, Place.BODY),),
    ("bytes behind the end", "eml"): (typed(f"\r\n--b\r\n\r\nx\r\n--b--\r\n{TOKEN}", MIXED, Place.BODY),),
    ("hidden text", "eml"): (typed(f"<p>x<p hidden>{TOKEN}", b"text/html", Place.HIDDEN),),
    ("embedded object", "eml"): (in_mail(packed_file(), Place.BODY),),
    ("embedded workbook", "eml"): (in_mail(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
    ("picture", "eml"): (in_mail(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
    ("picture metadata", "eml"): (in_mail(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
    ("vector drawing", "eml"): (in_mail(drawing(), "image-not-read", "", "a.emf"),),
    ("sound or video", "eml"): (in_mail(SOUND, "unsupported-format", "", "a.wav"),),
    ("link target", "eml"): (
        typed("Content-Type: text/plain\n\nx", f"message/external-body; access-type=url; url={TOKEN}".encode(), Place.MAIL_HEADER),
    ),
    ("signature", "eml"): (Proof(lambda: signed(b"x", detached=True), "smime.p7s", "张三", Place.METADATA),),
    ("encrypted content", "eml"): (
        held(lambda: mail(b"-----BEGIN PGP MESSAGE-----\nabc"), "a.eml", "password-protected"),
        held(lambda: mail(b"\x30\x82\x01\x01\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + bytes(99), kind=b"application/pkcs7-mime"), "a.eml", "password-protected"),
    ),
}  # fmt: skip


def outlook(values: dict[int, object], expected: Place | str, token: str = TOKEN, inside: str = "", *, ocr: bool = False, **more: object) -> Proof:
    def build() -> bytes:
        import copy

        return msg_files.msg({msg_files.BODY: "正文", **values}, **copy.deepcopy(more))

    return Proof(build, "a.msg", token, expected, inside, ocr)


def with_file(data: bytes, expected: Place | str, token: str = TOKEN, name: str = "a.bin", *, ocr: bool = False) -> Proof:
    return outlook({}, expected, token, name, ocr=ocr, attachments=[{msg_files.LONG_NAME: name, msg_files.DATA: data}])


def foreign_stream() -> bytes:
    from screener.extract.ole.compound_writer import write_compound

    return write_compound(msg_files.message({msg_files.BODY: "正文"}) | {("未知流",): TOKEN.encode("utf-16-le")})


MSG: Proofs = {
    ("body", "msg"): (
        outlook({msg_files.BODY: TOKEN}, Place.BODY), outlook({msg_files.HTML: f"<p>{TOKEN}</p>".encode()}, Place.BODY),
    ),
    ("mail header", "msg"): (
        *(outlook({number: TOKEN}, Place.MAIL_HEADER) for number in (msg_files.SUBJECT, msg_files.SENDER, msg_files.TO, msg_files.BCC)),
        outlook({}, Place.MAIL_HEADER, recipients=[{msg_files.NAME: TOKEN}]),
        outlook({msg_files.HEADERS: f"Comments: {TOKEN}\r\n\r\n"}, Place.MAIL_HEADER),
    ),
    ("custom property", "msg"): (outlook({0x8000: TOKEN}, Place.FORM_FIELD, named=["密级"]),),
    ("attachment", "msg"): (
        with_file(text_file(), Place.BODY),
        outlook({}, Place.BODY, attachments=[{msg_files.NAME: "转", "embedded": msg_files.message({msg_files.BODY: TOKEN}, kind="embedded")}]),
    ),
    ("member name", "msg"): (outlook({}, Place.FILE_NAME, attachments=[{msg_files.LONG_NAME: f"{TOKEN}.txt", msg_files.DATA: b"x"}]),),
    ("unreferenced part", "msg"): (Proof(foreign_stream, "a.msg", TOKEN, Place.ORPHAN),),
    ("bytes behind the end", "msg"): (
        Proof(lambda: msg_files.msg({msg_files.BODY: "正文"}) + TOKEN.encode("gb18030"), "a.msg", TOKEN, Place.ORPHAN),
    ),
    ("hidden text", "msg"): (outlook({msg_files.HTML: f"<p>x<p hidden>{TOKEN}".encode()}, Place.HIDDEN),),
    ("embedded object", "msg"): (
        outlook({}, Place.ORPHAN, attachments=[{msg_files.NAME: "对象", "embedded": {("CONTENTS",): TOKEN.encode("utf-16-le") * 3}}]),
    ),
    ("embedded workbook", "msg"): (with_file(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
    ("picture", "msg"): (with_file(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
    ("picture metadata", "msg"): (with_file(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
    ("vector drawing", "msg"): (with_file(drawing(), "image-not-read", "", "a.emf"),),
    ("sound or video", "msg"): (with_file(SOUND, "unsupported-format", "", "a.wav"),),
    ("link target", "msg"): (outlook({}, Place.LINK, attachments=[{msg_files.LONG_NAME: "a.txt", 0x370D: f"\\\\srv\\{TOKEN}\\a.txt"}]),),
    ("encrypted content", "msg"): (with_file(b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(100), "password-protected", "", "message.rpmsg"),),
}  # fmt: skip


def rar(files: dict[str, bytes], **options: object) -> bytes:
    builder = rars.RarBuilder(**options)
    for name, data in files.items():
        builder.add_bytes(data, name)
    return bytes(builder.to_bytes())


def linked_rar() -> bytes:
    builder = rars.RarBuilder(format="rar50")
    builder.add_unix_symlink("快捷方式", f"/{TOKEN}/名单.txt")
    return bytes(builder.to_bytes())


def unlisted() -> bytes:
    from tests.extract.test_opc import central_directory, inserted, member

    data = zipped({"a.txt": "a"})
    return inserted(data, central_directory(data), member("b.txt", text_file()))


def sample(name: str, token: str, expected: Place | str) -> Proof:
    return Proof((ARCHIVES / name).read_bytes, name, token, expected)


def member(data: bytes, expected: Place | str, token: str, name: str, *, ocr: bool = False) -> Proof:
    return Proof(lambda: zipped({name: data}), "a.zip", token, expected, name, ocr)


def gzip_name() -> bytes:
    return b"\x1f\x8b\x08\x18" + bytes(6) + f"{TOKEN}.txt".encode("gbk") + b"\0" + TOKEN.encode() + b"\0" + gzip.compress(b"a")[10:]


ARCHIVE: Proofs = {
    (cell, FORMAT): proofs
    for cell, proofs in {
        "body": (
            member(text_file(), Place.BODY, TOKEN, "a.txt"), sample("solid.7z", MARKED, Place.BODY), sample("mszip.cab", "机密", Place.BODY),
            Proof(lambda: rar({"a.txt": text_file()}), "a.rar", TOKEN, Place.BODY),
            Proof(lambda: tarred((named("a.txt"), text_file())), "a.tar", TOKEN, Place.BODY),
            Proof(lambda: gzip.compress(text_file()), "a.txt.gz", TOKEN, Place.BODY),
        ),
        "attachment": (member(zipped({"里.txt": TOKEN}), Place.BODY, TOKEN, "b.zip"),),
        "member name": (
            Proof(lambda: zipped({f"{TOKEN}.txt": "x"}), "a.zip", TOKEN, Place.FILE_NAME), sample("hidden.7z" if False else "solid.7z", "秘密/名单.txt", Place.FILE_NAME),
            Proof(lambda: rar({f"{TOKEN}.txt": b"x"}), "a.rar", TOKEN, Place.FILE_NAME),
            Proof(lambda: tarred((named(f"{TOKEN}/", tarfile.DIRTYPE), b"")), "a.tar", TOKEN, Place.FILE_NAME),
            Proof(gzip_name, "a.gz", TOKEN, Place.FILE_NAME),
        ),
        "archive comment": (
            Proof(lambda: commented(lambda: zipped({"a": "a"})), "a.zip", TOKEN, Place.ARCHIVE_COMMENT),
            Proof(lambda: rar({"a": b"a"}, format="rar50", comment=TOKEN), "a.rar", TOKEN, Place.ARCHIVE_COMMENT),
            Proof(gzip_name, "a.gz", TOKEN, Place.ARCHIVE_COMMENT),
        ),
        "link target": (
            Proof(lambda: tarred((named("a", tarfile.SYMTYPE, f"/{TOKEN}"), b"")), "a.tar", TOKEN, Place.LINK),
            Proof(linked_rar, "a.rar", TOKEN, Place.LINK),
        ),
        "unreferenced part": (Proof(unlisted, "a.zip", TOKEN, Place.BODY),),
        "bytes behind the end": (
            Proof(lambda: zipped({"a": "a"}) + text_file(), "a.zip", TOKEN, Place.BODY),
            Proof(lambda: (ARCHIVES / "solid.7z").read_bytes() + text_file(), "a.7z", TOKEN, Place.BODY),
            Proof(lambda: rar({"a": b"a"}, format="rar50") + text_file(), "a.rar", TOKEN, Place.BODY),
            Proof(lambda: tarred((named("a"), b"a")) + text_file(), "a.tar", TOKEN, Place.BODY),
        ),
        "embedded object": (member(packed_file(), Place.BODY, TOKEN, "a.bin"),),
        "embedded workbook": (member(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
        "picture": (member(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
        "picture metadata": (member(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
        "vector drawing": (member(drawing(), "image-not-read", "", "a.emf"),),
        "sound or video": (member(SOUND, "unsupported-format", "", "a.wav"),),
        "encrypted content": (
            sample("aes256.zip", "", "password-protected"), sample("zipcrypto.zip", "", "password-protected"),
            sample("password.7z", "", "password-protected"), sample("hidden-names.7z", "", "password-protected"),
            Proof(lambda: rar({"a": b"a"}, format="rar50", password="x"), "a.rar", "", "password-protected"),
        ),
    }.items()
}  # fmt: skip


def picture(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", **options)
    return stream.getvalue()


def see_through() -> bytes:
    """Words whose pixels are wholly transparent."""
    with Image.open(io.BytesIO(written_picture())) as page:
        words = page.convert("RGBA")
    words.putalpha(0)
    return picture(words)


def with_thumbnail() -> bytes:
    """A plain photo whose EXIF data holds a preview of what was cut off or painted over."""
    exif, preview, stream = Image.Exif(), io.BytesIO(), io.BytesIO()
    with Image.open(io.BytesIO(written_picture())) as page:
        page.convert("RGB").save(preview, "JPEG", quality=60)
    tiff = bytearray(b"II*\0\x08\0\0\0\0\0") + (14).to_bytes(4, "little")
    data = preview.getvalue()
    at = 14 + 2 + 3 * 12 + 4
    entries = ((0x0103, 3, 6), (0x0201, 4, at), (0x0202, 4, len(data)))
    tiff += len(entries).to_bytes(2, "little") + b"".join(
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little") + value.to_bytes(4, "little") for tag, kind, value in entries
    ) + bytes(4) + data  # fmt: skip
    assert exif is not None
    Image.new("RGB", (64, 48), "gray").save(stream, "JPEG", exif=b"Exif\0\0" + bytes(tiff))
    return stream.getvalue()


def in_samples(name: str, token: str, expected: Place, *, ocr: bool = False) -> Proof:
    return Proof((SAMPLES / "pictures" / name).read_bytes, name, token, expected, ocr=ocr)


PICTURE: Proofs = {
    (cell, "png/jpg/tif…"): proofs
    for cell, proofs in {
        "body": (Proof(written_picture, "a.png", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "watermark or WordArt": (in_samples("watermark.png", "机密★5年", Place.WATERMARK, ocr=True),),
        "layer": (in_samples("fax.tif", "绝密★启用前", Place.IMAGE, ocr=True),),
        "hidden text": (Proof(see_through, "a.png", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "picture metadata": (
            *(
                in_samples("metadata.jpg", token, Place.METADATA)
                for token in ("Jimi attachment", "机密★3年", "摄于涉密会议", "30.260000", "示例市", "内部资料", "照片说明")
            ),
            *(in_samples("chunks.png", token, Place.METADATA) for token in ("plain words", DESCRIPTION)),
        ),
        "thumbnail": (Proof(with_thumbnail, "a.jpg", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "vector drawing": (held(drawing, "a.emf", "image-not-read"),),
        "bytes behind the end": (
            Proof(lambda: picture(Image.new("RGB", (9, 9))) + TOKEN.encode(), "a.png", TOKEN, Place.BODY, "appended"),
            Proof(lambda: picture(Image.new("RGB", (9, 9))) + zipped({"里.txt": TOKEN}), "a.png", TOKEN, Place.BODY, "里.txt"),
        ),
    }.items()
}  # fmt: skip

CARRIERS: Proofs = joined(HTML, EML, MSG, ARCHIVE, PICTURE)
