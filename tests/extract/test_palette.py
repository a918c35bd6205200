"""Writing between two equal entries of a palette: nobody sees it, and it is read; palettes of ordinary pictures hide nothing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from screener.extract.picture.palette import same_colours
from tests.extract.proofs.proof import PICTURE_TOKEN
from tests.extract.readings import texts
from tests.extract.test_faint_ink import page
from tests.extract.test_picture import needs_ocr


def hidden(ink: tuple[int, int, int], ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """The page with the print of its head in an entry of its own."""
    bits = np.asarray(page()) < 128
    entries = np.where(bits, 2, 0).astype(np.uint8)
    entries[: page().height // 6] = bits[: page().height // 6]
    image = Image.fromarray(entries, "P")
    image.putpalette([*ground, *ink, 0, 0, 0])
    return image


def saved(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "BMP"])
@pytest.mark.parametrize("ink", [(255, 255, 255), (254, 255, 255)], ids=["equal", "a shade apart"])
def test_writing_in_an_entry_of_the_same_colour_is_read(ink: tuple[int, int, int], kind: str) -> None:
    assert any(PICTURE_TOKEN in text for text in texts(saved(hidden(ink), kind), f"a.{kind.casefold()}"))


def gradient() -> Image.Image:
    image = Image.new("RGB", (300, 200))
    drawn = ImageDraw.Draw(image)
    for row in range(200):
        drawn.line((0, row, 300, row), fill=(row, row // 2, 255 - row))
    return image


@pytest.mark.parametrize(
    "image",
    [
        page().convert("P"),
        page().convert("RGB").quantize(256),
        gradient().quantize(256),
        gradient().quantize(16, dither=Image.Dither.FLOYDSTEINBERG),
    ],
    ids=["grey", "print", "gradient", "dithered"],
)
def test_an_ordinary_palette_hides_nothing(image: Image.Image) -> None:
    assert same_colours(image) is None


def test_speckles_of_two_equal_entries_are_no_writing() -> None:
    entries = np.random.default_rng(1).integers(0, 2, (300, 300)).astype(np.uint8)
    image = Image.fromarray(np.where(entries & (np.arange(300) % 3 == 0), 1, 0).astype(np.uint8), "P")
    image.putpalette([255, 255, 255] * 2)
    assert same_colours(image) is None
