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

from screener.extract.page_character import Box
from screener.extract.pdf.outlines import Outlines, union
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
# Pictures of one character each, three of them level with one another: a word.
GLYPH, LARGEST_GLYPH, WORD = 4.0, 80.0, 3
# Around what is cut out of a page, in points.
MARGIN = 6.0
WHITE, BLACK = (255, 255, 255, 255), (0, 0, 0, 255)


def page_picture(
    source: Source, page: pdfium.PdfPage, name: str, number: int | None, area: Box | None = None, *, second_look: bool = False
) -> Iterator[Item]:
    """The page, or this area of it, as a PNG, and a word about it when it is too large to render finely enough."""
    full = page.get_size()
    crop = (0.0, 0.0, 0.0, 0.0)
    if area is not None and not page.get_rotation():
        left, bottom, right, top = page.get_bbox()
        crop = (area[0] - left - MARGIN, area[1] - bottom - MARGIN, right - area[2] - MARGIN, top - area[3] - MARGIN)
    # A page box may be negative, zero or astronomical; what is rendered must not be.
    width, height = max(1.0, full[0] - crop[0] - crop[2]), max(1.0, full[1] - crop[1] - crop[3])
    scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)), MOST_PIXELS / 4000 / max(width, height))
    if scale * 72 < LEAST_DPI:
        yield source.unscanned("too-large", f"page area at {LEAST_DPI} dpi", Place.IMAGE, page=number)
    # A mask is drawn white, and on white it is not seen.
    for ground in (WHITE,) if area is None else (WHITE, BLACK):
        image = page.render(scale=scale, crop=crop, fill_color=ground, may_draw_forms=False).to_pil().convert("RGB")
        if any(low != high for low, high in image.getextrema()):
            break
    else:  # one colour all over: an empty page on which a program drew its ground
        return
    data = _png(image)
    source.budget.spend(len(data))
    yield source.child(f"{name}.png", data, Place.IMAGE, page=number, second_look=second_look)


def page_pictures(
    source: Source,
    page: pdfium.PdfPage,
    name: str,
    number: int | None,
    seen: set[bytes],
    *,
    whole: bool = False,
    also: bool = False,
    outlines: Outlines | None = None,
    loose: bool = False,
) -> Iterator[Item]:
    """Each picture on the page that was not on an earlier one; the page itself instead where `whole`, or where pictures come in pieces.

    The page too where `also`, or where it has outlines that no earlier one had. A `loose` page is as large as a page can be: of it, what
    is drawn.
    """
    images = [item for item in painted(page) if item.kind == c.FPDF_PAGEOBJ_IMAGE]
    digests = [digest(_raw(item.raw)) for item in images]
    instead, also_wanted = whole or _in_pieces(images, digests), also
    if outlines is not None and outlines.digest not in seen:
        seen.add(outlines.digest)
        also = True
    if also or whole or (instead and not set(digests) <= seen):
        boxes = [item.bounds() for item in images] + ([outlines.box] if outlines else [])
        extra = not (instead or loose or also_wanted)
        yield from page_picture(source, page, name, number, union(boxes) if loose and boxes else None, second_look=extra)
        if outlines is not None and not loose and _hide_text(painted(page), outlines.box):
            yield from page_picture(source, page, f"{name}-outlines", number, outlines.box, second_look=True)
        if instead and not all(_can_be_decoded(item.raw) for item in images):
            yield source.unscanned("image-not-read", "decoder", Place.IMAGE, page=number)
    if instead:
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
    if _is_word(boxes):
        return True
    return (
        any(_abut(one, other) for index, one in enumerate(boxes) for other in boxes[index + 1 :]) if len(boxes) <= 4 * MOST_PIECES else True
    )


def _hide_text(objects: Iterator[Painted], area: Box) -> bool:
    """Large letters over lines of text tear both for OCR. The text is known; True if any lies in this area, and it is gone now."""
    texts = [item for item in objects if item.kind == c.FPDF_PAGEOBJ_TEXT]
    boxes = [item.bounds() for item in texts]
    if not any(box[0] < area[2] and area[0] < box[2] and box[1] < area[3] and area[1] < box[3] for box in boxes):
        return False
    for item in texts:
        c.FPDFTextObj_SetTextRenderMode(item.raw, c.FPDF_TEXTRENDERMODE_INVISIBLE)
    return True


def _is_word(boxes: list[Box]) -> bool:
    """Whether three are as large as characters and stand on one line, or one below the other."""
    small = [box for box in boxes if all(GLYPH <= side <= LARGEST_GLYPH for side in (box[2] - box[0], box[3] - box[1]))]
    for start, end in ((1, 3), (0, 2)):
        group: list[Box] = []
        for box in sorted(small, key=lambda box: box[start] + box[end]):
            if group and abs(box[start] + box[end] - group[0][start] - group[0][end]) > 0.6 * min(
                _side(box, start), _side(group[0], start)
            ):
                group = []
            group.append(box)
            if len(group) == WORD:
                return True
    return False


def _side(box: Box, start: int) -> float:
    return box[start + 2] - box[start]


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
