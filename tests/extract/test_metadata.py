"""What cameras, Windows and press agencies write into a picture beside its pixels: each entry is told with its name."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import ExifTags, Image

from screener.model import Place
from tests.extract.readings import texts

MARK = "机密★10年"
XP = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject"}
# IIM 4.2, record 2
IPTC = {
    5: "ObjectName",
    15: "Category",
    25: "Keywords",
    40: "SpecialInstructions",
    80: "By-line",
    90: "City",
    92: "Sub-location",
    105: "Headline",
    110: "Credit",
    115: "Source",
    116: "CopyrightNotice",
    120: "Caption",
    122: "CaptionWriter",
}


def jpeg(exif: Image.Exif | None = None) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (12, 12)).save(stream, "JPEG", exif=exif or Image.Exif())
    return stream.getvalue()


def said(data: bytes) -> list[str]:
    return texts(data, "a.jpg", Place.METADATA)


@pytest.mark.parametrize(("tag", "name"), XP.items())
def test_what_windows_writes_is_read(tag: int, name: str) -> None:
    exif = Image.Exif()
    exif[tag] = MARK.encode("utf-16-le") + b"\0\0"
    assert said(jpeg(exif)) == [f"{name}：{MARK}"]


@pytest.mark.parametrize(
    ("code", "text", "encoding"),
    [
        (b"ASCII\0\0\0", MARK, "gb18030"),
        (b"UNICODE\0", MARK, "utf-16"),
        (b"JIS\0\0\0\0\0", "機密", "iso2022_jp"),
        (bytes(8), MARK, "utf-8"),
        (b"", MARK, "utf-8"),
    ],
    ids=["ASCII", "Unicode", "JIS", "unknown", "none"],
)
def test_a_comment_of_the_user_is_read_in_its_encoding(code: bytes, text: str, encoding: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {0x9286: code + text.encode(encoding)}
    assert said(jpeg(exif)) == [f"UserComment：{text}"]


@pytest.mark.parametrize(("number", "name"), IPTC.items())
def test_what_press_agencies_write_is_read(number: int, name: str) -> None:
    raw = MARK.encode()
    entry = struct.pack(">BBBH", 0x1C, 2, number, len(raw)) + raw
    block = b"Photoshop 3.0\0" + b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(entry)) + entry + b"\0" * (len(entry) % 2)
    whole = jpeg()
    assert f"{name}：{MARK}" in said(whole[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + whole[2:])
