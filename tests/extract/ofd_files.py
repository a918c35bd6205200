"""OFD files for tests, put together part by part: GB/T 33190 is plain XML in a zip."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from screener.extract.ofd.ofd import extract_ofd
from screener.extract.source import Item, Source

STANDARD = "http://www.ofdspec.org/2016"
PAGE, DOCUMENT = "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Document.xml"


def xml(tag: str, inner: str, namespace: str = STANDARD) -> bytes:
    """A part with this root; its children carry the prefix already or are given it here."""
    name, _, attributes = tag.partition(" ")
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{namespace}" {attributes}>{inner}</ofd:{name}>'.encode()


def text(
    content: str, x: float = 30, y: float = 100, *, size: float = 6, attributes: str = "", code: str | None = None, inside: str = ""
) -> str:
    """A text object whose base line begins at `x`, `y` in millimetres, one size from character to character."""
    steps = f'DeltaX="g {max(1, len(content) - 1)} {size}"' if code is None else code
    return (
        f'<ofd:TextObject ID="{abs(hash((content, x, y))) % 10_000}" Boundary="{x} {y - size} 150 10" Font="1" Size="{size}" {attributes}>'
        f'{inside}<ofd:TextCode X="0" Y="{size}" {steps}>{content}</ofd:TextCode></ofd:TextObject>'
    )


def layer(content: str, attributes: str = 'Type="Body"') -> str:
    return f"<ofd:Content><ofd:Layer {attributes}>{content}</ofd:Layer></ofd:Content>"


def page(content: str, before: str = "") -> bytes:
    return xml("Page", before + layer(content))


def ofd(
    content: str = "",
    edits: Mapping[str, bytes | None] = {},
    *,
    document: str = "",
    information: str = "",
    body: str = "",
    common: str = "",
    pages: int = 1,
    namespace: str = STANDARD,
) -> bytes:
    """A file of one page with this content, with parts added, replaced or (`None`) left out."""
    listed = "".join(f'<ofd:Page ID="{number + 1}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(pages))
    parts: dict[str, bytes | None] = {
        "OFD.xml": xml(
            'OFD Version="1.1" DocType="OFD"',
            f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>{information}</ofd:DocInfo>"
            f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody>",
            namespace,
        ),
        DOCUMENT: xml(
            "Document",
            "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{document}",
            namespace,
        ),
        "Doc_0/PublicRes.xml": xml('Res BaseLoc="Res"', '<ofd:Fonts><ofd:Font ID="1" FontName="方正小标宋"/></ofd:Fonts>', namespace),
        PAGE: xml("Page", layer(text("普通正文", y=150) + content), namespace),
    }
    return packed({**parts, **edits})


def packed(parts: Mapping[str, bytes | None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return stream.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def read(data: bytes) -> list[Item]:
    return list(extract_ofd(Source.of_bytes(data, "a.ofd")))
