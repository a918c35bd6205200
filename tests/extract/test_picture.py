from __future__ import annotations

import importlib.util
import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from screener.config import Limits
from screener.errors import CorruptError, TooLargeError
from screener.extract import Budget, Reading, Source, read_document
from screener.extract.picture.picture import extract_picture, faces, flatten
from screener.model import Place, Segment, Unscanned
from screener.recognize.passage import passages
from screener.recognize.secrecy_marking import SECRECY_MARKING

PICTURES = Path(__file__).parents[1] / "samples" / "pictures"
INSTALLED = importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None
needs_ocr = pytest.mark.skipif(not INSTALLED, reason="the extra `ocr` is not installed: pip install -e '.[ocr]'")


def read(name: str) -> list[Segment]:
    items = list(extract_picture(Source.of_file(PICTURES / name, Limits())))
    assert not [item for item in items if isinstance(item, Unscanned)]
    return [item for item in items if isinstance(item, Segment)]


def png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def marks(segments: list[Segment]) -> list[tuple[str, bool]]:
    found = [finding for passage in passages(segments) for finding in SECRECY_MARKING.recognize(passage)]
    return [(finding.quote, finding.score >= 0.8) for finding in found]


@needs_ocr
@pytest.mark.parametrize("name", ["page.png", "turned.png"])
def test_a_page_is_read_whichever_way_it_lies(name):
    segments = read(name)
    texts = [segment.text for segment in segments]
    assert texts[:4] == ["机密★10年", "特急", "示例市中级人民法院", "关于公开裁判文书的通知"]
    assert texts[6:] == ["联系人手机：13800138000", "公民身份号码：11010519491231002X"]
    assert [segment.layout.header_zone for segment in segments[:3]] == [True, True, False]
    assert {segment.location.place for segment in segments} == {Place.IMAGE}
    assert all(segment.location.box for segment in segments)
    assert marks(segments) == [("机密★10年", True)]


@needs_ocr
def test_a_slanted_red_stamp_and_the_lines_beneath_it_are_read():
    segments = read("stamp.png")
    red = [segment.text for segment in segments if segment.layout.color == "red"]
    assert [text.replace("★", "") for text in red] == ["秘密长期"]
    assert "现将有关工作办法印发给你们，请认真执行。" in [segment.text for segment in segments]
    assert [blocks for _, blocks in marks(segments)] == [True]


@needs_ocr
def test_a_watermark_and_the_lines_over_it_are_read():
    segments = read("watermark.png")
    assert [segment.text for segment in segments if segment.location.place is Place.WATERMARK] == ["机密★5年"]
    assert "公民身份号码：11010519491231002X" in [segment.text for segment in segments]


@needs_ocr
def test_every_page_of_a_fax_is_read():
    segments = read("fax.tif")
    assert ("绝密★启用前", 2) in [(segment.text, segment.location.page) for segment in segments]
    assert segments[0].layout.font_size == pytest.approx(26, abs=4)


@needs_ocr
def test_a_picture_that_stands_in_a_document_twice_is_read_once():
    budget = Budget(Limits())
    data = (PICTURES / "fax.tif").read_bytes()
    first, second = (list(extract_picture(Source("a.tif", "a.tif", budget, data))) for _ in range(2))
    assert first
    assert second == []


def test_a_picture_that_could_not_be_read_is_unread_wherever_it_stands():
    source = Source.of_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a.png")
    with pytest.raises(CorruptError):
        list(extract_picture(source))
    (again,) = extract_picture(source)
    assert isinstance(again, Unscanned)
    assert again.code == "image-not-read"


def test_without_the_extra_every_picture_with_something_in_it_is_unread(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "screener.extract.picture.ocr", None)
    # Not as another test has it: a worker remembers what it has read.
    with Image.open(PICTURES / "page.png") as image:
        data = png(image.convert("RGB").rotate(180))
    items = list(extract_picture(Source.of_bytes(data, "a.png")))
    assert [(item.code, item.reason) for item in items if isinstance(item, Unscanned)] == [("image-not-read", "ocr not installed")]


@pytest.mark.parametrize("image", [Image.new("RGB", (15, 15)), Image.new("L", (900, 900), 7), Image.linear_gradient("L").resize((200, 4))])
def test_what_is_too_small_or_of_one_colour_holds_no_text(image):
    assert list(extract_picture(Source.of_bytes(png(image), "a.png"))) == []


def test_a_picture_of_too_many_pixels_is_too_large(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(TooLargeError):
        list(extract_picture(Source.of_bytes(png(Image.new("1", (40, 40))), "a.png")))


def test_a_cut_off_picture_is_corrupt():
    data = (PICTURES / "page.png").read_bytes()[:9000]
    with pytest.raises(CorruptError):
        list(extract_picture(Source.of_bytes(data, "a.png")))


def test_an_animation_is_not_read_for_ever():
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in range(0, 250, 10)]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    (item,) = extract_picture(Source.of_bytes(stream.getvalue(), "a.gif"))
    assert isinstance(item, Unscanned)
    assert (item.code, item.reason) == ("too-large", "frames 20")


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "metadata.jpg",
            {
                "ImageDescription：Jimi attachment",
                "XPTitle：机密★3年",
                "UserComment：摄于涉密会议",
                "GPS：30.260000, 120.150000",
                "City：示例市",
                "subject：内部资料",
                "comment：照片说明",
            },
        ),
        ("chunks.png", {"Comment：plain words", "Title：秘密★一年"}),
    ],
)
def test_what_is_written_beside_the_pixels_is_read(name, texts):
    segments = read(name)
    assert {segment.text for segment in segments} == texts
    assert {segment.location.place for segment in segments} == {Place.METADATA}


@needs_ocr
def test_a_picture_in_a_second_file_says_the_same_from_memory():
    data = (PICTURES / "page.png").read_bytes()
    for _ in range(2):  # once read, once remembered
        first, second = (list(extract_picture(Source(name, f"{name}!p.png", Budget(Limits()), data))) for name in ("a", "b"))
    texts, again = ([item for item in found if isinstance(item, Segment)] for found in (first, second))
    assert texts
    assert len(again) == len(second)
    assert all(item.location.part.startswith("b!p.png") for item in again)
    assert [(item.text, replace(item.location, part="")) for item in texts] == [
        (item.text, replace(item.location, part="")) for item in again
    ]


@needs_ocr
def test_a_thumbnail_is_read_but_its_small_print_is_no_gap():
    image = Image.new("RGB", (256, 192), "white")
    with Image.open(PICTURES / "page.png") as page:
        image.paste(page.convert("RGB").resize((136, 192)), (60, 0))
    source = replace(Source.of_bytes(png(image), "docProps/thumbnail.png"), thumbnail=True)
    assert not [item for item in extract_picture(source) if isinstance(item, Unscanned)]


def test_an_archive_behind_the_picture_is_opened():
    stream = io.BytesIO(png(Image.new("RGB", (20, 20))))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("a.txt", "机密★10年")
    segments = [item for item in Reading(Source.of_bytes(stream.getvalue(), "a.png")) if isinstance(item, Segment)]
    assert "机密★10年" in [segment.text for segment in segments]


def test_light_text_on_transparency_is_laid_on_black_and_dark_text_on_white():
    for ink, ground in (("white", (0, 0, 0)), ("black", (255, 255, 255))):
        image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
        ImageDraw.Draw(image).rectangle((10, 10, 20, 20), fill=ink)
        assert flatten(image).getpixel((0, 0)) == ground


def test_sixteen_bits_are_brought_into_eight_by_their_own_range():
    image = Image.new("I;16", (20, 20), 1000)
    image.putpixel((3, 3), 3000)
    assert flatten(image).getextrema() == ((0, 255),) * 3


def metafile(*records: tuple[int, bytes]) -> Source:
    header = struct.pack("<II", 1, 108) + b"\0" * 32 + b" EMF" + b"\0" * 64
    return Source.of_bytes(header + b"".join(struct.pack("<II", kind, 8 + len(body)) + body for kind, body in records), "a.emf")


def text_record(text: str, options: int = 0) -> tuple[int, bytes]:
    data = text.encode("utf-16-le")
    body = b"\0" * 36 + struct.pack("<III", len(text), 76, options) + b"\0" * 20 + data
    return 84, body + b"\0" * (-len(body) % 4)


END = (14, b"\0" * 12)


def test_the_strings_of_a_metafile_are_read_and_its_drawing_is_held():
    items = [
        item
        for item in Reading(metafile(text_record("机密★10年"), END))
        if not isinstance(item, Segment) or item.location.place is Place.IMAGE
    ]
    assert [item.text for item in items if isinstance(item, Segment)] == ["机密★10年"]
    assert len(items) == 1
    for drawing in ((81, b"\0" * 40), text_record("ab", 0x10)):
        held = [item for item in Reading(metafile(drawing, END)) if isinstance(item, Unscanned)]
        assert [(item.code, item.reason) for item in held] == [("image-not-read", "EMF")]


def test_a_cut_off_metafile_is_corrupt():
    held = [item for item in Reading(metafile(text_record("机密"))) if isinstance(item, Unscanned)]
    assert [item.code for item in held] == ["corrupt"]


def test_a_picture_is_looked_at_on_both_grounds_where_both_may_show_writing():
    image = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 30, 30), fill="white")
    assert len(faces(image)) == 1
    draw.rectangle((40, 40, 70, 70), fill="black")
    assert {face.getpixel((79, 0)) for face in faces(image)} == {(0, 0, 0), (255, 255, 255)}


def test_what_a_mask_hides_is_looked_at_where_it_is_more_than_a_ground():
    plain = Image.new("RGB", (80, 80), (90, 90, 90))
    hidden = plain.copy()
    ImageDraw.Draw(hidden).rectangle((10, 10, 30, 30), fill="white")
    mask = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(mask).rectangle((0, 0, 79, 40), fill=0)
    bare = hidden.copy()
    for image in (plain, hidden):
        image.putalpha(mask)
    assert len(faces(plain)) == 1
    assert bare in faces(hidden)


@needs_ocr
@pytest.mark.parametrize("ink", [(255, 255, 0), (255, 255, 120), (200, 255, 200), (255, 225, 225)])
def test_pale_coloured_print_is_lifted_off_the_page_and_black_print_is_not(ink):
    import numpy as np

    from screener.extract.picture.stamp_layers import separate

    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 160, 104), fill="black")
    assert separate(np.asarray(image)).pale is None
    draw.rectangle((20, 20, 80, 24), fill=ink)
    pale = separate(np.asarray(image)).pale
    assert pale is not None
    assert pale.sum() == 61 * 5
    draw.rectangle((0, 0, 199, 90), fill=ink)
    assert separate(np.asarray(image)).pale is None


def test_a_text_in_gbk_inside_a_png_is_read():
    texts = PngImagePlugin.PngInfo()
    texts.add(b"tEXt", b"Comment\0" + "机密★10年".encode("gbk"))
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG", pnginfo=texts)
    (item,) = extract_picture(Source.of_bytes(stream.getvalue(), "a.png"))
    assert isinstance(item, Segment)
    assert item.text == "Comment：机密★10年"


@needs_ocr
def test_a_qr_code_is_no_illegible_text():
    import cv2
    import numpy as np

    from screener.extract.picture.qr_codes import qr_codes

    code = cv2.resize(cv2.QRCodeEncoder.create().encode("https://court.example/notice"), None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    page = cv2.cvtColor(cv2.copyMakeBorder(code, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=255), cv2.COLOR_GRAY2RGB)
    assert [found.text for found in qr_codes(np.asarray(page, np.uint8))] == ["https://court.example/notice"]
    stream = io.BytesIO()
    Image.fromarray(page).save(stream, "PNG")
    assert not read_document(Source.of_bytes(stream.getvalue(), "a.png")).unscanned
