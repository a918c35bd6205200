"""Words in the blocks of a picture file that no viewer shows, in every format of pictures."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, TiffImagePlugin

from screener.extract.picture.beside_pixels import MOST, beside_pixels
from tests.extract.readings import codes, texts

MARK = "机密★10年"
WIDE = MARK.encode("utf-16-le")


def picture(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("L" if kind == "TIFF" else "RGB", (12, 12)).save(stream, kind, **options)
    return stream.getvalue()


def png(kind: bytes, data: bytes) -> bytes:
    whole = picture("PNG")
    return whole[:-12] + struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) + whole[-12:]


def jpeg(marker: bytes) -> bytes:
    whole = picture("JPEG")
    return whole[:2] + b"\xff" + marker + struct.pack(">H", len(WIDE) + 6) + b"WPS\0" + WIDE + whole[2:]


def mpo() -> bytes:
    """Two photographs in one file, as telephones write them."""
    stream = io.BytesIO()
    one = Image.new("RGB", (12, 12))
    one.save(stream, "MPO", save_all=True, append_images=[one])
    whole = stream.getvalue()
    return whole[:2] + b"\xff\xe7" + struct.pack(">H", len(WIDE) + 6) + b"WPS\0" + WIDE + whole[2:]


def gif() -> bytes:
    whole = picture("GIF")
    return whole[:-1] + b"\x21\xff\x0bWPSOFFICE10" + bytes([len(WIDE)]) + WIDE + b"\0" + whole[-1:]


def bmp() -> bytes:
    whole = picture("BMP")
    at = int.from_bytes(whole[10:14], "little")
    head = whole[:2] + struct.pack("<I", len(whole) + len(WIDE)) + whole[6:10] + struct.pack("<I", at + len(WIDE)) + whole[14:at]
    return head + WIDE + whole[at:]


def webp() -> bytes:
    whole = picture("WEBP", exif=b"Exif\0\0")
    whole += b"WPSX" + struct.pack("<I", len(WIDE)) + WIDE
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def tagged() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[65000] = WIDE
    tags.tagtype[65000] = 7
    return picture("TIFF", tiffinfo=tags)


def icon() -> bytes:
    inner = picture("PNG") + WIDE
    return struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 12, 12, 0, 0, 1, 32, len(inner), 22) + inner


@pytest.mark.parametrize(
    "data",
    [
        png(b"wpSx", WIDE),
        png(b"IDAT", WIDE),
        jpeg(b"\xe7"),
        jpeg(b"\xfe"),
        mpo(),
        gif(),
        bmp(),
        webp(),
        tagged(),
        picture("TIFF") + MARK.encode("gb18030"),
        icon(),
    ],
    ids=[
        "png chunk",
        "behind the pixels of a png",
        "application segment",
        "comment",
        "two in one",
        "gif",
        "bmp",
        "webp",
        "tag",
        "behind a tiff",
        "icon",
    ],
)
def test_words_beside_the_pixels_are_read(data: bytes) -> None:
    assert any(MARK in text for text in texts(data, "a.img"))
    assert codes(data, "a.img") == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "ICO"])
def test_a_clean_picture_says_nothing(kind: str) -> None:
    assert texts(picture(kind), "a.img") == ["a.img"]


def test_no_more_than_a_measure_is_looked_at() -> None:
    assert len(beside_pixels(png(b"wpSx", bytes(2 * MOST)), "PNG", {})) < MOST + 8


def test_the_pixels_of_a_tiff_are_no_words() -> None:
    stream = io.BytesIO()
    raw = MARK.encode("gb18030") * 20
    Image.frombytes("L", (len(raw), 1), raw).save(stream, "TIFF")
    assert not any(MARK in text for text in texts(stream.getvalue(), "a.img"))
