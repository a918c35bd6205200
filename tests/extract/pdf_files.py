"""PDF files for tests, written with pikepdf: a page is the content stream that it is given, in a font that has every Chinese character."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from screener.config import Limits
from screener.extract.pdf.pdf import extract_pdf
from screener.extract.source import Item, Source
from screener.model import Place, Segment, Unscanned

A4 = (595, 842)


def song(pdf: Pdf) -> Dictionary:
    """A font that is not embedded; pdfium knows the mapping of its encoding."""
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"GB1", Supplement=4),
        DW=1000,
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/STSong-Light"),
            Flags=4,
            FontBBox=[0, -120, 1000, 880],
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=880,
            StemV=80,
        ),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UTF16-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
    )
    return pdf.make_indirect(font)


def shown(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}> Tj"


def line(text: str, x: float = 72, y: float = 500, size: float = 16, before: str = "") -> str:
    """Operators that draw a line of text; `before` sets a colour or a mode for it alone."""
    return f"q BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm {shown(text)} ET Q\n"


def add_page(pdf: Pdf, content: str, size: tuple[float, float] = A4, **more: object) -> Dictionary:
    resources = Dictionary(Font=Dictionary(F1=song(pdf)))
    page = Dictionary(Type=Name.Page, MediaBox=[0, 0, *size], Resources=resources, Contents=pdf.make_stream(content.encode()))
    pdf.pages.append(pikepdf.Page(page))
    added: Dictionary = pdf.pages[-1].obj
    for key, value in more.items():
        added["/" + key] = value
    return added


def form(pdf: Pdf, content: str) -> Stream:
    return pdf.make_stream(
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 400, 400]),
        Resources=Dictionary(Font=Dictionary(F1=song(pdf))),
    )


def saved(pdf: Pdf, **options: object) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def one_page(content: str, **more: object) -> bytes:
    pdf = pikepdf.new()
    add_page(pdf, content, **more)  # type: ignore[arg-type]
    return saved(pdf)


def built(change: Callable[[Pdf, Dictionary], object], content: str = "") -> bytes:
    """A page with an ordinary line of text, after `change` has hidden something in it."""
    pdf = pikepdf.new()
    page = add_page(pdf, content or line("普通正文"))
    change(pdf, page)
    return saved(pdf)


def read(data: bytes, limits: Limits | None = None) -> list[Item]:
    return list(extract_pdf(Source.of_bytes(data, "sample.pdf", limits)))


def texts(data: bytes, place: Place | None = None) -> list[str]:
    return [item.text for item in read(data) if isinstance(item, Segment) and place in {None, item.location.place}]


def segments(data: bytes) -> list[Segment]:
    return [item for item in read(data) if isinstance(item, Segment)]


def codes(data: bytes) -> list[str]:
    return [item.code for item in read(data) if isinstance(item, Unscanned)]


def children(data: bytes) -> list[Source]:
    return [item for item in read(data) if isinstance(item, Source)]


def jpeg(size: tuple[int, int] = (80, 60)) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(stream, "JPEG")
    return stream.getvalue()


def picture(pdf: Pdf, data: bytes | None = None, size: tuple[int, int] = (80, 60)) -> Stream:
    """A JPEG, or plain grey where `data` is empty."""
    if data:
        return pdf.make_stream(
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
    grey = bytes((x * y) % 256 for y in range(size[1]) for x in range(size[0]))
    return pdf.make_stream(
        grey, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], ColorSpace=Name.DeviceGray, BitsPerComponent=8
    )
