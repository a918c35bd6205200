"""Pictures become files of their own; pages that are pictures are rendered."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf
from PIL import Image

from screener.config import Limits
from screener.model import Place
from tests.extract.pdf_files import add_page, built, children, codes, jpeg, line, one_page, picture, read, saved, song

BODY = line("正文", y=100)


def drawn(names: str, size: int = 100) -> str:
    return "".join(f"q {size} 0 0 {size} {60 + 150 * at} 400 cm /{name} Do Q\n" for at, name in enumerate(names))


def on_page(pdf: Pdf, page: Dictionary, content: str, **images: pikepdf.Stream) -> None:
    page.Resources.XObject = Dictionary({f"/{name}": stream for name, stream in images.items()})
    page.Contents = pdf.make_stream(content.encode())


def image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_jpeg_is_handed_on_byte_for_byte():
    original = jpeg()
    (child,) = children(built(lambda pdf, page: on_page(pdf, page, BODY + drawn("X"), X=picture(pdf, original))))
    assert (child.name, child.data, child.place, child.page) == ("page1-image1.jpg", original, Place.IMAGE, 1)


def test_another_picture_becomes_a_png_of_its_own_size():
    wide = "q 240 0 0 180 60 400 cm /X Do Q"
    (child,) = children(built(lambda pdf, page: on_page(pdf, page, BODY + wide, X=picture(pdf, size=(120, 90)))))
    assert child.name == "page1-image1.png"
    assert image(bytes(child.data)).size == (120, 90)


def test_the_picture_that_stands_on_every_page_is_handed_on_once():
    pdf = pikepdf.new()
    logo = picture(pdf, jpeg())
    for _ in range(3):
        on_page(pdf, page := add_page(pdf, ""), BODY + drawn("X"), X=logo)
        assert page is not None
    assert [child.name for child in children(saved(pdf))] == ["page1-image1.jpg"]


def test_a_picture_that_is_too_small_for_a_word_is_left_out():
    assert children(built(lambda pdf, page: on_page(pdf, page, BODY + drawn("X"), X=picture(pdf, size=(20, 20))))) == []


def test_a_line_of_writing_that_is_low_but_long_is_not_too_small():
    assert len(children(built(lambda pdf, page: on_page(pdf, page, BODY + drawn("X"), X=picture(pdf, size=(300, 20)))))) == 1


def test_a_page_of_many_small_pictures_is_rendered_for_together_they_may_be_writing():
    def put(pdf: Pdf, page: Dictionary) -> None:
        glyphs = {f"G{index}": picture(pdf, size=(10 + index, 12)) for index in range(14)}
        on_page(pdf, page, BODY + "".join(f"q 12 0 0 12 {60 + 20 * at} 400 cm /{name} Do Q\n" for at, name in enumerate(glyphs)), **glyphs)

    assert [child.name for child in children(built(put))] == ["page1.png"]


@pytest.mark.parametrize("step", [(30, 0), (0, 30)], ids=["line", "column"])
def test_a_word_of_one_picture_for_each_character_is_rendered_whole(step):
    def put(pdf: Pdf, page: Dictionary) -> None:
        glyphs = {f"G{index}": picture(pdf, size=(40 + index, 40)) for index in range(3)}
        places = enumerate(glyphs)
        on_page(
            pdf,
            page,
            BODY + "".join(f"q 24 0 0 26 {80 + step[0] * at} {700 - step[1] * at} cm /{name} Do Q\n" for at, name in places),
            **glyphs,
        )

    assert [child.name for child in children(built(put))] == ["page1.png"]


def test_a_picture_cut_in_strips_is_rendered_whole():
    def put(pdf: Pdf, page: Dictionary) -> None:
        strips = {"A": picture(pdf, size=(100, 30)), "B": picture(pdf, size=(100, 31))}
        on_page(pdf, page, BODY + "q 200 0 0 60 60 460 cm /A Do Q q 200 0 0 60 60 400 cm /B Do Q", **strips)

    assert [child.name for child in children(built(put))] == ["page1.png"]


def test_a_page_without_text_is_rendered_at_200_dpi_instead_of_its_pictures():
    (child,) = children(built(lambda pdf, page: on_page(pdf, page, drawn("X"), X=picture(pdf, jpeg()))))
    assert (child.name, child.place, child.page) == ("page1.png", Place.IMAGE, 1)
    assert image(bytes(child.data)).size == pytest.approx((595 * 200 / 72, 842 * 200 / 72), abs=1)


def test_a_page_of_paths_alone_is_rendered():
    assert [child.name for child in children(one_page("100 100 200 200 re f"))] == ["page1.png"]


def test_an_empty_page_with_a_painted_ground_is_no_picture():
    assert read(one_page("1 1 1 rg 0 0 595 842 re f")) == []


def test_a_mask_over_a_picture_is_part_of_it_and_light_writing_is_put_on_black():
    def put(pdf: Pdf, page: Dictionary) -> None:
        white = pdf.make_stream(
            b"\xff" * 50 * 50 * 3, Type=Name.XObject, Subtype=Name.Image, Width=50, Height=50, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
        )
        half = b"\xff" * 50 * 25 + b"\0" * 50 * 25
        white.SMask = pdf.make_stream(
            half, Type=Name.XObject, Subtype=Name.Image, Width=50, Height=50, ColorSpace=Name.DeviceGray, BitsPerComponent=8
        )
        on_page(pdf, page, BODY + drawn("X"), X=white)

    (child,) = children(built(put))
    assert image(bytes(child.data)).convert("L").getextrema() == (0, 255)


def test_a_picture_that_no_page_paints_is_handed_on_too():
    data = built(lambda pdf, page: page.Resources.__setattr__("XObject", Dictionary(X=picture(pdf, size=(90, 90)))))
    (child,) = children(data)
    assert child.name.startswith("picture-")
    assert image(bytes(child.data)).size == (90, 90)


def test_a_picture_in_a_pattern_is_handed_on():
    def put(pdf: Pdf, page: Dictionary) -> None:
        tile = pdf.make_stream(
            b"q 90 0 0 90 0 0 cm /X Do Q",
            Type=Name.Pattern,
            PatternType=1,
            PaintType=1,
            TilingType=1,
            BBox=[0, 0, 90, 90],
            XStep=90,
            YStep=90,
        )
        tile.Resources = Dictionary(XObject=Dictionary(X=picture(pdf, jpeg())))
        page.Resources.Pattern = Dictionary(P=tile)

    assert any(child.name.endswith(".jpg") for child in children(built(put)))


def test_an_enormous_page_is_rendered_within_bounds_and_told_too_large():
    data = one_page("100 100 200 200 re f", size=(14_000, 14_000))
    assert codes(data) == ["too-large"]
    width, height = image(bytes(children(data)[0].data)).size
    assert width * height <= 16_100_000


def test_a_picture_that_no_decoder_reads_is_told_unread():
    def put(pdf: Pdf, page: Dictionary) -> None:
        broken = picture(pdf, b"\xff\xd8 no jpeg at all")
        broken.Filter = Name.JPXDecode
        on_page(pdf, page, BODY + drawn("X"), X=broken)

    assert codes(built(put)) == ["image-not-read"]


def test_a_scanned_page_that_no_decoder_reads_is_told_unread():
    def put(pdf: Pdf, page: Dictionary) -> None:
        broken = picture(pdf, b"no picture at all")
        broken.Filter = Name.JBIG2Decode
        on_page(pdf, page, drawn("X"), X=broken)

    assert codes(built(put)) == ["image-not-read"]


def test_a_picture_made_wholly_transparent_is_still_handed_on():
    def put(pdf: Pdf, page: Dictionary) -> None:
        clear = picture(pdf)
        clear.SMask = pdf.make_stream(
            bytes(80 * 60), Type=Name.XObject, Subtype=Name.Image, Width=80, Height=60, ColorSpace=Name.DeviceGray, BitsPerComponent=8
        )
        on_page(pdf, page, BODY + drawn("X"), X=clear)

    (child,) = children(built(put))
    assert image(bytes(child.data)).convert("L").getextrema() != (255, 255)


def test_pictures_count_against_the_budget():
    data = built(lambda pdf, page: on_page(pdf, page, BODY + drawn("X"), X=picture(pdf, jpeg((400, 300)))))
    with pytest.raises(Exception, match="total_bytes"):
        read(data, Limits(total_bytes=500))


def test_an_inline_picture_is_a_picture():
    inline = b"q 100 0 0 100 60 400 cm BI /W 30 /H 30 /CS /G /BPC 8 ID " + bytes(range(30)) * 30 + b" EI Q\n"

    def put(pdf: Pdf, page: Dictionary) -> None:
        page.Resources = Dictionary(Font=Dictionary(F1=song(pdf)))
        page.Contents = pdf.make_stream(BODY.encode() + inline)

    assert [child.name for child in children(built(put))] == ["page1-image1.png"]
