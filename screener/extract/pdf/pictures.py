"""The pictures of a page as files of their own, and the page itself as a picture where its text cannot be had otherwise."""

from __future__ import annotations

import ctypes
import hashlib
import io
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from screener.extract.page_lines import Box
from screener.extract.pdf.paint import Painted, painted
from screener.extract.source import Item, Source
from screener.model import Place

if TYPE_CHECKING:
    from PIL.Image import Image

# 200 dpi: at 150 OCR already reads 16 pt, but small print and scans want 200.
DPI = 200
# 200 dpi of A2. A larger page is rendered coarser, and held as too large where that leaves less than `LEAST_DPI`.
MOST_PIXELS = 16_000_000
LEAST_DPI = 90
# One line of 5 pt text is 14 pixels high at 200 dpi; four characters fill 24 x 24 at the least that OCR reads.
SMALLEST = 24
# Text cut into strips or single glyphs of pictures is only read whole: above this many pieces the page is rendered instead.
MOST_PIECES = 12


def page_picture(source: Source, page: pdfium.PdfPage, name: str, number: int | None) -> Iterator[Item]:
    """The page as a PNG, and a word about it when it is too large to render finely enough."""
    width, height = page.get_size()
    # A page box may be negative, zero or astronomical; what is rendered must not be.
    width, height = max(1.0, width), max(1.0, height)
    scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)), MOST_PIXELS / 4000 / max(width, height))
    if scale * 72 < LEAST_DPI:
        yield source.unscanned("too-large", f"page area at {LEAST_DPI} dpi", Place.IMAGE, page=number)
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    if all(low == high for low, high in image.getextrema()):  # one colour all over: an empty page on which a program drew its ground
        return
    data = _png(image)
    source.budget.spend(len(data))
    yield source.child(f"{name}.png", data, Place.IMAGE, page=number)


def page_pictures(
    source: Source, page: pdfium.PdfPage, name: str, number: int | None, seen: set[bytes], *, whole: bool = False
) -> Iterator[Item]:
    """Each picture on the page that was not on an earlier one; the page itself instead where `whole`, or where pictures come in pieces."""
    images = [item for item in painted(page) if item.kind == c.FPDF_PAGEOBJ_IMAGE]
    digests = [digest(_raw(item.raw)) for item in images]
    if whole or _in_pieces(images, digests):
        if not set(digests) <= seen or whole:
            yield from page_picture(source, page, name, number)
            if not all(_can_be_decoded(item.raw) for item in images):
                yield source.unscanned("image-not-read", "decoder", Place.IMAGE, page=number)
        seen.update(digests)
        return
    for count, (item, known) in enumerate(zip(images, digests, strict=True), 1):
        if known in seen:
            continue
        seen.add(known)
        width, height = _pixels(item.raw)
        # Smaller than 24 x 24: a bullet, a rule, a pixel of colour. It cannot hold a word that OCR could read, and many of them
        # together, which could, make the page a picture above.
        if width < SMALLEST and height < SMALLEST:
            continue
        yield from _picture(source, page, item, f"{name}-image{count}", number)


def digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _in_pieces(images: list[Painted], digests: list[bytes]) -> bool:
    """Strips that a scanner cut, or words made of small pictures: many different ones, or neighbours that touch edge to edge."""
    if len(set(digests)) > MOST_PIECES:
        return True
    boxes = [item.bounds() for item in images]
    return (
        any(_abut(one, other) for index, one in enumerate(boxes) for other in boxes[index + 1 :]) if len(boxes) <= 4 * MOST_PIECES else True
    )


def _abut(one: Box, other: Box) -> bool:
    same_width = abs(one[0] - other[0]) < 1 and abs(one[2] - other[2]) < 1
    same_height = abs(one[1] - other[1]) < 1 and abs(one[3] - other[3]) < 1
    stacked = same_width and min(abs(one[1] - other[3]), abs(one[3] - other[1])) < 1
    beside = same_height and min(abs(one[0] - other[2]), abs(one[2] - other[0])) < 1
    return stacked or beside


def _picture(source: Source, page: pdfium.PdfPage, item: Painted, name: str, number: int | None) -> Iterator[Item]:
    if _filters(item.raw) == ["DCTDecode"]:
        # As it is: what a colour conversion or a mask hides is still in it, and nothing is lost to a second compression.
        data = _raw(item.raw)
        source.budget.spend(len(data))
        yield source.child(f"{name}.jpg", data, Place.IMAGE, page=number)
        return
    width, height = _pixels(item.raw)
    if width * height > 8 * MOST_PIXELS:
        yield source.unscanned("too-large", f"picture of {8 * MOST_PIXELS} pixels", Place.IMAGE, page=number)
        return
    picture = pdfium.PdfImage(item.raw, page=page, pdf=page.pdf)
    try:
        image = picture.get_bitmap(render=True, scale_to_original=True).to_pil()
        if image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0):
            # What pdfium gives for data that it cannot decode; or a picture made wholly transparent, whose pixels are still there.
            image = picture.get_bitmap().to_pil()
        data = _png(image)
    except (pdfium.PdfiumError, OSError):
        yield source.unscanned("image-not-read", "decoder", Place.IMAGE, page=number)
        return
    source.budget.spend(len(data))
    yield source.child(f"{name}.png", data, Place.IMAGE, page=number)


def _png(image: Image) -> bytes:
    if image.mode in {"RGBA", "LA", "PA"}:
        image = _on_ground(image.convert("RGBA"))
    elif image.mode not in {"L", "RGB", "1"}:
        image = image.convert("RGB")
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _on_ground(image: Image) -> Image:
    """Put a picture with transparency on white, or on black where what is opaque in it is nearly white: white on white reads as nothing."""
    from PIL import Image as Images
    from PIL import ImageStat

    alpha = image.getchannel("A")
    mask = alpha.point(lambda value: 255 if value > 128 else 0)
    opaque = ImageStat.Stat(image.convert("L"), mask)
    light = bool(opaque.count[0]) and opaque.mean[0] > 200
    ground = Images.new("RGB", image.size, (0, 0, 0) if light else (255, 255, 255))
    ground.paste(image, mask=alpha)
    return ground


def _can_be_decoded(raw: Any) -> bool:  # noqa: ANN401
    """A page is rendered white where a picture cannot be decoded, without a word."""
    bitmap = c.FPDFImageObj_GetBitmap(raw)
    if not bitmap:
        return False
    c.FPDFBitmap_Destroy(bitmap)
    return True


def _raw(raw: Any) -> bytes:  # noqa: ANN401
    length = c.FPDFImageObj_GetImageDataRaw(raw, None, 0)
    buffer = ctypes.create_string_buffer(length)
    c.FPDFImageObj_GetImageDataRaw(raw, buffer, length)
    return buffer.raw


def _pixels(raw: Any) -> tuple[int, int]:  # noqa: ANN401
    width, height = ctypes.c_uint(), ctypes.c_uint()
    c.FPDFImageObj_GetImagePixelSize(raw, width, height)
    return width.value, height.value


def _filters(raw: Any) -> list[str]:  # noqa: ANN401
    names = []
    for index in range(c.FPDFImageObj_GetImageFilterCount(raw)):
        length = c.FPDFImageObj_GetImageFilter(raw, index, None, 0)
        buffer = ctypes.create_string_buffer(length)
        c.FPDFImageObj_GetImageFilter(raw, index, buffer, length)
        names.append(buffer.value.decode("latin-1"))
    return names
