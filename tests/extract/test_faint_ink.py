"""Print that nearly has the colour of the paper: nobody sees it, and it is read; paper, scans and tinted tables hold none."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from screener.model import Place
from tests.extract.proofs.proof import PICTURE_TOKEN
from tests.extract.readings import texts
from tests.extract.test_picture import PICTURES, needs_ocr, png


def page() -> Image.Image:
    with Image.open(PICTURES / "page.png") as image:
        return image.convert("L")


def faint(shade: int, ground: int = 255) -> Image.Image:
    """The page with the print of its head in this shade."""
    image = page()
    width, height = image.size
    head = image.crop((0, 0, width, height // 6)).point(lambda value: round(shade + (ground - shade) * value / 255))
    image.paste(head, (0, 0))
    return image


def jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


@needs_ocr
@pytest.mark.parametrize("data", [png(faint(246)), png(faint(250)), png(faint(253)), jpeg(faint(247))], ids=["246", "250", "253", "jpeg"])
def test_near_white_print_is_read_as_a_watermark(data: bytes) -> None:
    assert PICTURE_TOKEN in texts(data, "a.img", Place.WATERMARK)


@needs_ocr
def test_near_black_print_on_black_is_read() -> None:
    image = page().crop((0, 0, page().width, page().height // 6)).point(lambda value: 5 if value < 128 else 0)
    assert PICTURE_TOKEN in texts(png(image), "a.png", Place.WATERMARK)


def _banded() -> Image.Image:
    image = page()
    for top in range(0, image.height, 80):
        ImageDraw.Draw(image).rectangle((50, top, image.width - 50, top + 40), fill=245)
    return image


def _scanned() -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 3, (page().height, page().width))
    return Image.fromarray(np.clip(np.asarray(page(), np.float64) + noise, 0, 255).astype(np.uint8))


@needs_ocr
@pytest.mark.parametrize(
    "image",
    [page(), _banded(), _scanned(), page().filter(ImageFilter.GaussianBlur(2)), Image.open(io.BytesIO(jpeg(page())))],
    ids=["print", "tinted rows", "a scan", "a soft scan", "a jpeg"],
)
def test_an_ordinary_page_has_no_faint_ink_and_costs_no_second_reading(image: Image.Image) -> None:
    from screener.extract.picture.faint_ink import faint_layer

    assert faint_layer(np.asarray(image.convert("RGB"), np.uint8)) is None
