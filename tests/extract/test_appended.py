"""Files behind and before files."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from screener.model import Place
from tests.extract.archive_samples import ARCHIVES
from tests.extract.pdf_files import line, one_page
from tests.extract.readings import codes, parts, texts


def zipped(name: str = "里.txt", text: str = "机密★1年") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_zip_behind_a_picture_is_read(kind):
    assert parts(picture(kind) + zipped(), "a.img")["a.img!appended!里.txt"] == "机密★1年"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP"])
def test_text_and_pdf_behind_a_picture_are_read(kind):
    assert parts(picture(kind) + "\n机密★1年".encode(), "a.img")["a.img!appended"] == "机密★1年"
    assert "机密" in "".join(texts(picture(kind) + one_page(line("机密")), "a.img"))


def test_a_zip_behind_a_pdf_is_read_even_with_a_pdf_inside():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("内.pdf", one_page(line("绝密")))
    found = parts(one_page(line("正文")) + buffer.getvalue(), "a.pdf")
    assert found["a.pdf!appended!内.pdf"].strip() == "绝密"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP"])
def test_a_clean_picture_and_one_with_a_camera_trailer_have_nothing_behind(kind):
    assert not any("appended" in part for part in parts(picture(kind), "a"))
    assert not any("appended" in text for text in texts(picture(kind) + bytes([0x9F, 1, 0, 0xE1, 2]) * 40, "a"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_words_in_a_short_unknown_tail_are_read(encoding):
    noise = bytes([0x9F, 1, 0, 0xE1, 2]) * 40
    for kind in ("JPEG", "PNG"):
        assert any(
            "机密★10年" in text for text in texts(picture(kind) + noise + "机密★10年".encode(encoding) + noise, "a.img", Place.EMBEDDED)
        )


def test_a_long_unknown_tail_is_told():
    assert "unsupported-format" in codes(picture("PNG") + bytes([0x9F, 1, 0, 0xE1, 2]) * 2000, "a.png")


def test_text_before_and_behind_a_zip_is_read():
    found = parts("机密在前\n".encode() + zipped() + "机密在后".encode(), "a.zip")
    assert {"a.zip!prepended": "机密在前", "a.zip!appended": "机密在后", "a.zip!里.txt": "机密★1年"}.items() <= found.items()


def test_text_before_a_pdf_is_read():
    assert parts("机密在前\n".encode() + one_page(line("正文")), "a.pdf")["a.pdf!prepended"] == "机密在前"


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "JPEG2000"])
def test_an_archive_behind_a_picture_whose_end_is_not_known_is_opened(kind):
    found = parts(picture(kind) + (ARCHIVES / "solid.7z").read_bytes(), "a.img")
    assert any(part.startswith("a.img!appended.7z!") for part in found)
