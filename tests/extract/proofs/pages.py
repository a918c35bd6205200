"""Hiding places of documents that are pages: OFD and PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pikepdf
from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf

from screener.model import Place
from tests.extract import test_ofd, test_ofd_pages, test_pdf_objects
from tests.extract.ofd_files import PAGE, ofd, page, text, xml
from tests.extract.pdf_files import add_page, built, jpeg, line, one_page
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
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_passwords import encrypted_pdf
from tests.extract.test_pdf import with_revision
from tests.extract.test_xlsx import book_with, hidden_row

SECRET = test_pdf_objects.SECRET


def of_page(what: str) -> Proof:
    content, place = test_ofd.PAGE_KINDS[what]
    return Proof(lambda: ofd(content, test_ofd.RESOURCES), "a.ofd", test_ofd.TOKEN, place)


def of_file(what: str) -> Proof:
    arguments, edits, place = test_ofd.FILE_KINDS[what]
    return Proof(lambda: ofd("", edits, **arguments), "a.ofd", test_ofd.TOKEN, place)


def unread(what: str) -> Proof:
    content, more, (code, _) = test_ofd_pages.UNREAD[what]
    edits: Any = more
    return held(lambda: ofd("", {PAGE: page(str(content)), **edits}), "a.ofd", str(code))


def attached(name: str, data: bytes, token: str, expected: Place | str, *, ocr: bool = False) -> Proof:
    attachments = xml("Attachments", f'<ofd:Attachment Name="n"><ofd:FileLoc>/Doc_0/{name}</ofd:FileLoc></ofd:Attachment>')
    edits = {"Doc_0/Attachments.xml": attachments, f"Doc_0/{name}": data}
    document = "<ofd:Attachments>Attachments.xml</ofd:Attachments>"
    return Proof(lambda: ofd("", edits, document=document), "a.ofd", token, expected, name, ocr)


def shown(data: bytes, token: str, expected: Place | str, kind: str = "Image", *, ocr: bool = False) -> Proof:
    return Proof(lambda: ofd(test_ofd_pages.IMAGE, test_ofd_pages.media(data, kind)), "a.ofd", token, expected, "m.bin", ocr)


SCRIPT: dict[str, Any] = {"document": f'<ofd:Actions><ofd:Action Event="DO"><ofd:URI URI="javascript:{TOKEN}"/></ofd:Action></ofd:Actions>'}
LAYER = f'<ofd:Content><ofd:Layer Type="Body" Visible="false">{text(TOKEN)}</ofd:Layer></ofd:Content>'
OFD: Proofs = {
    ("body", "ofd"): tuple(
        of_page(what)
        for what in (
            "body", "one character in each text object", "one character in each text code", "no steps", "steps one by one", "vertical",
            "vertical, one by one", "scaled", "turned by 90 degrees", "upside down", "in a block", "white on a dark ground",
            "in the pattern of a path", "composite graphic",
        )
    ),
    ("watermark or WordArt", "ofd"): (of_page("slanted"), of_page("on an arc"), of_file("watermark annotation"), of_file("slanted stamp")),
    ("hidden text", "ofd"): tuple(
        of_page(what)
        for what in (
            "invisible", "in an invisible block", "transparent object", "transparent colour", "neither filled nor stroked", "beside the page",
            "below the page",
        )
    ),
    ("white text", "ofd"): tuple(
        map(of_page, ("white", "white in hexadecimal", "grey white", "white by a drawing parameter", "white by what a parameter leans on"))
    ),
    ("1-pt text", "ofd"): (of_page("half a millimetre"),),
    ("link target", "ofd"): (of_page("a link"),),
    ("script", "ofd"): (Proof(lambda: ofd("", {}, **SCRIPT), "a.ofd", TOKEN, Place.LINK),),
    ("layer", "ofd"): (Proof(lambda: ofd("", {PAGE: xml("Page", LAYER)}), "a.ofd", TOKEN, Place.HIDDEN),),
    ("unknown markup", "ofd"): tuple(
        map(of_page, ("attribute that no standard knows", "element that no standard knows", "XML comment"))
    ),
    ("core property", "ofd"): tuple(map(of_file, ("title", "abstract", "keyword"))),
    ("custom property", "ofd"): (of_file("custom data"),),
    ("custom data", "ofd"): (of_file("custom tag"), of_file("extension")),
    ("master or template", "ofd"): (of_file("template"),),
    ("annotation", "ofd"): tuple(
        map(of_file, ("stamp annotation", "hidden annotation", "remark", "annotation's author", "annotation's parameter"))
    ),
    ("outline", "ofd"): (of_file("outline"),),
    ("bookmark", "ofd"): (of_file("bookmark"),),
    ("signature", "ofd"): (of_file("seal"), of_file("certificate of a seal")),
    ("earlier version", "ofd"): (of_file("earlier version"),),
    ("unreferenced part", "ofd"): (of_file("page that nothing names"), of_file("XML that nothing names")),
    ("member name", "ofd"): (of_file("name of a part"), of_file("attachment's name")),
    ("attachment", "ofd"): (attached("f.txt", text_file(), TOKEN, Place.BODY),),
    ("embedded object", "ofd"): (attached("f.bin", packed_file(), TOKEN, Place.BODY),),
    ("embedded workbook", "ofd"): (attached("f.xlsx", book_with(hidden_row), "密令甲", Place.HIDDEN),),
    ("picture", "ofd"): (shown(written_picture(), PICTURE_TOKEN, Place.IMAGE, ocr=True),),
    ("picture metadata", "ofd"): (shown(described_picture(), DESCRIPTION, Place.METADATA),),
    ("vector drawing", "ofd"): (
        shown(drawing(), "", "image-not-read"), *map(unread, ("JBIG2", "only paths", "glyphs without characters", "private characters")),
    ),
    ("sound or video", "ofd"): (shown(SOUND, "", "unsupported-format", "Audio"),),
    ("thumbnail", "ofd"): (
        Proof(lambda: ofd("", {"Doc_0/cover.png": described_picture()}, information="<ofd:Cover>Doc_0/cover.png</ofd:Cover>"), "a.ofd", DESCRIPTION, Place.METADATA, "cover.png"),
    ),
    ("archive comment", "ofd"): (Proof(lambda: commented(lambda: ofd("")), "a.ofd", TOKEN, Place.ARCHIVE_COMMENT),),
    ("bytes behind the end", "ofd"): (held(lambda: ofd("") + TOKEN.encode(), "a.ofd", "suspicious-structure"),),
    ("encrypted content", "ofd"): (held(lambda: ofd("", {"Doc_0/Encryptions.xml": b"<a/>"}), "a.ofd", "password-protected"),),
}  # fmt: skip

CASES = {name: (hide, place) for name, hide, place in test_pdf_objects.CASES}


def of_object(what: str) -> Proof:
    hide, place = CASES[what]
    return Proof(lambda: built(hide), "a.pdf", SECRET, place)


def drawn(content: str, expected: Place, **more: object) -> Proof:
    return Proof(lambda: one_page(line("普通正文", y=400) + content, **more), "a.pdf", TOKEN, expected)


def hidden(change: Callable[[Pdf, Dictionary], object], token: str, expected: Place | str, inside: str = "", *, ocr: bool = False) -> Proof:
    return Proof(partial(built, change), "a.pdf", token, expected, inside, ocr)


def attach(name: str, data: bytes, token: str, expected: Place | str) -> Proof:
    return hidden(lambda pdf, page: pdf.attachments.__setitem__(name, AttachedFileSpec(pdf, data, filename=name)), token, expected, name)


def transparent(pdf: Pdf, page: Dictionary) -> None:
    page.Resources.ExtGState = Dictionary(GS0=Dictionary(ca=0))
    page.Contents = pdf.make_stream(("/GS0 gs " + line(TOKEN)).encode())


def off_layer(pdf: Pdf, page: Dictionary) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="底稿"))
    page.Resources.Properties = Dictionary(MC0=group)
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    page.Contents = pdf.make_stream(f"/OC /MC0 BDC {line(TOKEN)} EMC".encode())


def painted(picture: bytes) -> Callable[[Pdf, Dictionary], None]:
    def put(pdf: Pdf, page: Dictionary) -> None:
        import io

        from PIL import Image

        with Image.open(io.BytesIO(picture)) as image:
            pixels, size = image.convert("RGB").tobytes(), image.size
        stream = pdf.make_stream(
            pixels, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], ColorSpace=Name.DeviceRGB, BitsPerComponent=8
        )
        page.Resources.XObject = Dictionary(X=stream)
        page.Contents = pdf.make_stream((line("普通正文", y=100) + "q 400 0 0 70 60 400 cm /X Do Q").encode())

    return put


def jpeg_with_comment(pdf: Pdf, page: Dictionary) -> None:
    data = jpeg()
    text = TOKEN.encode()
    commented_jpeg = data[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + data[2:]
    stream = pdf.make_stream(
        commented_jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=80,
        Height=60,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page.Resources.XObject = Dictionary(X=stream)
    page.Contents = pdf.make_stream((line("普通正文", y=100) + "q 90 0 0 70 60 400 cm /X Do Q").encode())


def thumbnail(pdf: Pdf, page: Dictionary) -> None:
    painted(written_picture())(pdf, page)
    page.Thumb = page.Resources.XObject.X
    page.Resources.XObject = Dictionary()
    page.Contents = pdf.make_stream(line("普通正文").encode())


def alternate(pdf: Pdf, page: Dictionary) -> None:
    """An image that stands in for another when the page is printed."""
    painted(written_picture())(pdf, page)
    shown_one = pdf.make_stream(
        bytes(range(240)) * 20, Type=Name.XObject, Subtype=Name.Image, Width=80, Height=60, ColorSpace=Name.DeviceGray, BitsPerComponent=8
    )
    shown_one.Alternates = [Dictionary(Image=page.Resources.XObject.X, DefaultForPrinting=True)]
    page.Resources.XObject = Dictionary(X=shown_one)


def named_destination(pdf: Pdf, page: Dictionary) -> None:
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=[pikepdf.String(TOKEN), Dictionary(D=[page, Name.Fit])]))


def signature(pdf: Pdf, page: Dictionary) -> None:
    signed = pdf.make_indirect(Dictionary(Type=Name.Sig, Reason=TOKEN, Contents=b"\x30\x00"))
    test_pdf_objects.field(pdf, page, T="a", V=signed)


def template(pdf: Pdf, page: Dictionary) -> None:
    lost = add_page(pdf, line(TOKEN))
    pdf.Root.Names = Dictionary(Templates=Dictionary(Names=[pikepdf.String("t"), lost]))
    del pdf.pages[-1]


def remark() -> bytes:
    """A comment between the last object and the table of objects."""
    data = one_page(line("正文"))
    at, start = data.rindex(b"xref\n0"), data.rindex(b"startxref")
    extra = b"%" + TOKEN.encode() + b"\n"
    table = int(data[start + 9 :].split()[0]) + len(extra)
    return data[:at] + extra + data[at:start] + f"startxref\n{table}\n%%EOF\n".encode()


def sound(pdf: Pdf, page: Dictionary) -> None:
    page.PieceInfo = Dictionary(A=pdf.make_stream(b"x", Type=Name.Sound))


ACTUAL = f"/Span <</ActualText <{('﻿' + '公开').encode('utf-16-be').hex()}>>> BDC {line(TOKEN)} EMC\n"
PDF: Proofs = {
    ("body", "pdf"): (drawn(line(TOKEN), Place.BODY), drawn(ACTUAL, Place.BODY)),
    ("table", "pdf"): (Proof(lambda: (SAMPLES / "pdf" / "letter.pdf").read_bytes(), "a.pdf", "张三", Place.TABLE),),
    ("header", "pdf"): (drawn(line(TOKEN, y=815), Place.HEADER),),
    ("footer", "pdf"): (drawn(line(TOKEN, y=20), Place.FOOTER),),
    ("watermark or WordArt", "pdf"): (drawn(f"BT /F1 16 Tf .7 .7 -.7 .7 300 300 Tm <{TOKEN.encode('utf-16-be').hex()}> Tj ET", Place.WATERMARK),),
    ("hidden text", "pdf"): (
        drawn(line(TOKEN, y=300, before="3 Tr"), Place.HIDDEN), drawn(line(TOKEN, 2000, 300), Place.HIDDEN),
        drawn(line(TOKEN, y=100), Place.HIDDEN, CropBox=[0, 300, 595, 842]), hidden(transparent, TOKEN, Place.HIDDEN),
        of_object("pattern"), of_object("form that is not painted"),
    ),
    ("white text", "pdf"): (drawn(line(TOKEN, y=300, before="1 1 1 rg"), Place.HIDDEN),),
    ("1-pt text", "pdf"): (drawn(line(TOKEN, y=300, size=1), Place.HIDDEN),),
    ("annotation", "pdf"): tuple(
        map(of_object, ("note", "hidden note", "note title", "note subject", "rich text", "stamp", "hidden stamp", "state not shown"))
    ),
    ("form field", "pdf"): tuple(
        of_object(what)
        for what in (
            "field value", "hidden field", "field default", "field hint", "field name", "choice", "choice with export value", "button", "xfa",
            "xfa packets",
        )
    ),
    ("link target", "pdf"): (of_object("link"),),
    ("core property", "pdf"): (of_object("info title"), of_object("xmp")),
    ("custom property", "pdf"): (of_object("info, own key"),),
    ("custom data", "pdf"): (of_object("private data"), of_object("page label")),
    ("script", "pdf"): (of_object("script"), of_object("script in a stream")),
    ("sheet, slide or layer name", "pdf"): (of_object("layer name"),),
    ("layer", "pdf"): (hidden(off_layer, TOKEN, Place.LAYER),),
    ("outline", "pdf"): (of_object("bookmark"),),
    ("bookmark", "pdf"): (hidden(named_destination, TOKEN, Place.METADATA),),
    ("alt text", "pdf"): (of_object("alternative text"), of_object("actual text of a tag")),
    ("earlier version", "pdf"): (
        of_object("page taken out of the tree"),
        Proof(lambda: with_revision(line(TOKEN), line("正文")), "a.pdf", TOKEN, Place.EARLIER_VERSION),
    ),
    ("unknown markup", "pdf"): (of_object("stream of a program"), Proof(remark, "a.pdf", TOKEN, Place.MARKUP)),
    ("master or template", "pdf"): (hidden(template, TOKEN, Place.EARLIER_VERSION),),
    ("unreferenced part", "pdf"): (held(lambda: built(test_pdf_objects.lost_content), "a.pdf", "suspicious-structure"),),
    ("signature", "pdf"): (hidden(signature, TOKEN, Place.METADATA),),
    ("attachment", "pdf"): (attach("a.txt", text_file(), TOKEN, Place.BODY),),
    ("embedded object", "pdf"): (attach("a.bin", packed_file(), TOKEN, Place.BODY),),
    ("embedded workbook", "pdf"): (attach("a.xlsx", book_with(hidden_row), "密令甲", Place.HIDDEN),),
    ("member name", "pdf"): (attach(f"{TOKEN}.txt", b"x", TOKEN, Place.FILE_NAME),),
    ("picture", "pdf"): (hidden(painted(written_picture()), PICTURE_TOKEN, Place.IMAGE, "image1", ocr=True),),
    ("fallback of a drawing", "pdf"): (hidden(alternate, PICTURE_TOKEN, Place.IMAGE, ocr=True),),
    ("thumbnail", "pdf"): (hidden(thumbnail, PICTURE_TOKEN, Place.IMAGE, ocr=True),),
    ("picture metadata", "pdf"): (hidden(jpeg_with_comment, TOKEN, Place.METADATA, ".jpg"),),
    ("vector drawing", "pdf"): (Proof(lambda: one_page("100 100 200 200 re f"), "a.pdf", "page1.png", Place.FILE_NAME),),
    ("sound or video", "pdf"): (hidden(sound, "", "unsupported-format"),),
    ("bytes behind the end", "pdf"): (Proof(lambda: one_page(line("正文")) + b"\n" + TOKEN.encode(), "a.pdf", TOKEN, Place.BODY, "appended"),),
    ("encrypted content", "pdf"): (held(lambda: encrypted_pdf("unknown to all"), "a.pdf", "password-protected"),),
}  # fmt: skip
