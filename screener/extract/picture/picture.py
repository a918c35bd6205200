"""Pictures: every frame read by OCR, with stamps and watermarks lifted off it, and what is written into the file beside the pixels."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from screener.errors import CorruptError, TooLargeError
from screener.extract.picture.beside_pixels import beside_pixels
from screener.extract.picture.metadata import preview, read_metadata
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import stowed_texts
from screener.model import Place, Segment, Unscanned

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

    from screener.extract.picture.lines import Frame
    from screener.extract.picture.ocr import Line

# Of an animation. A scanned fax of many pages is a TIFF, and every page of it is read.
MOST_FRAMES = 20
# No character fits into less: a picture below this in both directions, or this thin, is a bullet, a rule, a pixel that counts visits.
SMALLEST, THINNEST = 16, 6
# What grey there is in a photograph or a drawing is not text; a watermark is large and read well.
SURE_OF_GREY = 0.7
# Boxes found on the texture of a photograph are read as one character or none; a row of crosses stands for what was left out.
FEWEST_CHARACTERS, CROSSES = 2, "×xX✕╳"
# So many illegible lines, or such a share of them, mean that the picture was not read.
MANY_UNREAD, SHARE_UNREAD = 3, 0.2
# A thumbnail shows the first page as it was when somebody saved it, which may be another than it is now. So it is read, but not
# enlarged: that halves the time, and 8 pixels of height are enough. What is illegible of it nobody can read, and the page itself is read.
LARGEST_THUMBNAIL = 320
# The same letterhead, seal or logo stands in all files of an office. A worker remembers what so many pictures said, long ones excepted.
MOST_REMEMBERED, LONGEST_REMEMBERED = 256, 100_000
# A hole in a picture that a word could stand in, and the shades that are lost on a white ground and on a black one.
FEWEST_CLEAR, DARK, LIGHT = 150, 130, 200
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
# What a file may say about the size of its pixels and be believed, in dots for each inch.
LEAST_DPI, MOST_DPI = 36, 2400
# A file inside a file is a picture to the reader; one in a header or a watermark is that.
FILES = frozenset({Place.BODY, Place.ATTACHMENT, Place.EMBEDDED})
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
ARCHIVES = ((b"Rar!\x1a\x07", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"PK\x03\x04", "zip"))
ZIP_END, ZIP_TAIL = b"PK\x05\x06", 66_000


def extract_picture(source: Source) -> Iterator[Item]:
    """A picture that stands in a file several times is read once; where it could not be read, each of them is unread."""
    digest = hashlib.sha256(source.data).digest() + bytes([source.thumbnail, source.second_look])
    if digest in source.budget.pictures:
        yield from (source.unscanned(code, reason) for code, reason in source.budget.pictures[digest])
        return
    # What holds if reading ends in an exception.
    source.budget.pictures[digest] = (("image-not-read", "same picture"),)
    problems = []
    for item in _remembered(source, digest):
        if not isinstance(item, Segment | Source):
            problems.append((item.code, item.reason))
        yield item
    source.budget.pictures[digest] = tuple(problems)


_known: OrderedDict[tuple[bytes, Place, int | None], list[Segment | Unscanned]] = OrderedDict()


def _remembered(source: Source, digest: bytes) -> Iterator[Item]:
    """What the picture says, from an earlier file of this worker if one held it. Not where it holds a file, nor where reading failed."""
    key = (digest, source.place, source.page)
    if key in _known:
        _known.move_to_end(key)
        for known in _known[key]:
            yield replace(known, location=replace(known.location, part=source.part + known.location.part))
        return
    items: list[Segment | Unscanned] = []
    whole, size = True, 0
    for item in _extract(source):
        yield item
        if isinstance(item, Source):
            whole = False
        elif whole:
            size += len(item.text) if isinstance(item, Segment) else 0
            items.append(replace(item, location=replace(item.location, part=item.location.part.removeprefix(source.part))))
    if whole and size <= LONGEST_REMEMBERED:
        _known[key] = items
        if len(_known) > MOST_REMEMBERED:
            _known.popitem(last=False)


def _extract(source: Source) -> Iterator[Item]:
    yield from _appended(source)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # Pillow warns about all sorts of slips in a file's metadata; what cannot be read raises.
        warnings.simplefilter("ignore", UserWarning)
        try:
            with source.open() as stream, Image.open(stream) as image:
                yield from _frames(image, source)
                said = list(read_metadata(image, source))
                yield from said
                yield from _stowed(image, source, "".join(item.text for item in said if isinstance(item, Segment)))
                if (before := preview(image)) is not None:
                    yield source.child("preview.jpg", before, Place.IMAGE)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise TooLargeError(f"pixels {Image.MAX_IMAGE_PIXELS}") from error
        except (UnidentifiedImageError, OSError, SyntaxError) as error:
            raise CorruptError(type(error).__name__) from error


def _stowed(image: ImageFile, source: Source, said: str) -> Iterator[Segment]:
    """Words in the parts of the file that no viewer shows, and that its metadata have not `said`. Programs write their names there in ASCII."""
    tags = dict(image.tag_v2) if isinstance(image, TiffImageFile) else {}
    for text in stowed_texts(beside_pixels(source.data, image.format, tags)):
        if any(word not in said for word in NOT_ASCII.findall(text)):
            yield source.segment(text, Place.METADATA)


def _frames(image: ImageFile, source: Source) -> Iterator[Item]:
    count = getattr(image, "n_frames", 1)
    most = count if image.format == "TIFF" else MOST_FRAMES
    seen: set[bytes] = set()
    for index in range(count):
        image.seek(index)
        turned = ImageOps.exif_transpose(image)
        frame, *others = faces(turned)
        others += _of_one_colour(turned)
        digest = hashlib.sha256(frame.tobytes()).digest()
        if digest in seen:
            continue
        if len(seen) == most:
            yield source.unscanned("too-large", f"frames {most}")
            return
        seen.add(digest)
        page, told = index + 1 if count > 1 else None, set[str]()
        for item in _read(frame, source, page, image.info.get("dpi")):
            if isinstance(item, Segment):
                told.add(item.text)
            yield item
        for other in others:
            # What cannot be read on a ground that nobody sees is no news.
            for item in _read(other, source, page, image.info.get("dpi")):
                if isinstance(item, Segment) and item.text not in told:
                    told.add(item.text)
                    yield item


def _of_one_colour(image: Image.Image) -> list[Image.Image]:
    try:
        from screener.extract.picture.palette import same_colours
    except ImportError:  # told with the picture itself
        return []
    layer = same_colours(image)
    return [] if layer is None else [layer]


def _read(frame: Image.Image, source: Source, page: int | None, dpi: Any) -> Iterator[Item]:  # noqa: ANN401
    place = Place.IMAGE if source.place in FILES else source.place
    # Too small for a character, or of one colour: nothing can stand in it, so it is read.
    if max(frame.size) < SMALLEST or min(frame.size) < THINNEST or all(low == high for low, high in ImageStat.Stat(frame).extrema):
        return
    try:
        import numpy as np

        from screener.extract.picture.faint_ink import faint_lines
        from screener.extract.picture.lines import Frame, rows
        from screener.extract.picture.ocr import LEGIBLE, read_lines
        from screener.extract.picture.qr_codes import qr_codes
        from screener.extract.picture.stamp_layers import read_mask, seals, separate
    except ImportError:
        yield source.unscanned("image-not-read", "ocr not installed", page=page)
        return
    inks = separate(np.asarray(frame))
    small = source.thumbnail and max(frame.size) <= LARGEST_THUMBNAIL
    page_lines = read_lines(inks.page, enlarge=not small)
    red = [] if inks.red is None else [replace(line, colour="red") for line in read_mask(inks.red, enlarge=not small)]
    grey = [] if inks.grey is None else [replace(line, colour="grey") for line in read_mask(inks.grey, enlarge=not small)]
    pale = [] if inks.pale is None else [replace(line, colour="pale") for line in read_mask(inks.pale, enlarge=not small)]
    # Of the picture as it came: where an ink was lifted off, its rim stays, and that is faint.
    faint = [replace(line, colour="faint") for line in faint_lines(np.asarray(frame), enlarge=not small)]
    known = {line.text for line in (*page_lines, *red, *grey)}
    grey += [line for line in (*pale, *faint) if line.text not in known]
    lying = Frame.of([*page_lines, *red], *frame.size)
    points = _points(dpi)
    news = [line for line in grey if line.score >= SURE_OF_GREY and _is_text(line)]
    for where, found in ((place, [*page_lines, *red]), (Place.WATERMARK, news)):
        for number, row in enumerate(rows(found, lying)):
            left, top, right, bottom = (edge * (points or 1.0) for edge in row.box)
            layout = lying.layout(row, number, points)
            yield source.segment(row.text, where, page=page, box=(left, top, right, bottom), layout=layout)
    around = [] if inks.red is None else seals(inks.red)
    texts = [line for line in (*page_lines, *red) if _is_text(line) and not any(_within(line, seal) for seal in around)]
    codes = list(qr_codes(np.asarray(frame)))
    yield from (source.segment(code.text, place, page=page) for code in codes if code.text)
    unread = [line for line in texts if line.score < LEGIBLE and not any(_within(line, code.box) for code in codes)]
    if _matters(unread, texts, lying) and not (small or source.second_look):
        yield source.unscanned("page-not-legible", f"lines {len(unread)} of {len(texts)} below {LEGIBLE}", page=page)


def _matters(unread: list[Line], texts: list[Line], lying: Frame) -> bool:
    """A line or two of a full page (a smudge, the ring of a seal) does not; where marks stand, in its head or in red, one does."""
    if len(unread) >= MANY_UNREAD or len(unread) > len(texts) * SHARE_UNREAD:
        return True
    return any(line.colour == "red" or lying.in_head(lying.upright(line)) for line in unread)


def _is_text(line: Line) -> bool:
    return sum(character.isalnum() and character not in CROSSES for character in line.text) >= FEWEST_CHARACTERS


def _within(line: Line, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = line.bounds
    return box[0] < (left + right) / 2 < box[2] and box[1] < (top + bottom) / 2 < box[3]


def faces(image: Image.Image) -> list[Image.Image]:
    """The picture as it is seen; and as it is seen on the other ground, and without its mask, where either may show more writing."""
    seen = flatten(image)
    if not image.has_transparency_data or image.mode.startswith(("I", "F")):
        return [seen]
    image = image.convert("RGBA")
    alpha, bare, shades = image.getchannel("A"), image.convert("RGB"), image.convert("L")
    clear = alpha.point(lambda value: 255 if value < 128 else 0)
    if ImageStat.Stat(clear).sum[0] < 255 * FEWEST_CLEAR:
        return [seen]
    found = [seen]
    opaque = shades.histogram(ImageChops.invert(clear))
    if min(sum(opaque[:DARK]), sum(opaque[LIGHT:])) >= FEWEST_CLEAR:
        found += [_on(image, ground) for ground in (BLACK, WHITE)]
    if any(high - low > LIGHT - DARK for low, high in ImageStat.Stat(bare, clear).extrema):
        found.append(bare)
    return [one for index, one in enumerate(found) if one not in found[:index]]


def flatten(image: Image.Image) -> Image.Image:
    """Any picture as RGB, what is transparent in it laid on white, or on black where what is opaque is light: white on white is not read."""
    if image.mode.startswith(("I", "F")):
        # 16 bits and more: brought into 8 by its own range; a plain conversion clips it to white.
        low, high = image.convert("F").getextrema()
        assert isinstance(low, float)
        assert isinstance(high, float)
        scale = 255.0 / (high - low) if high > low else 1.0
        return image.convert("F").point(lambda value: value * scale - low * scale).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    opaque = ImageStat.Stat(image.convert("L"), alpha.point(lambda value: 255 if value > 128 else 0))
    if not opaque.count[0]:
        # Made wholly transparent; its pixels are still there.
        return image.convert("RGB")
    return _on(image, BLACK if opaque.mean[0] > LIGHT else WHITE)


def _on(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    ground = Image.new("RGB", image.size, colour)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _points(dpi: Any) -> float | None:  # noqa: ANN401  what the file says, in whatever type
    """How many points a pixel measures."""
    try:
        value = float(dpi[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return 72 / value if LEAST_DPI <= value <= MOST_DPI else None


def _appended(source: Source) -> Iterator[Source]:
    """An archive written behind the picture: viewers show the picture, archivers open the archive (图种)."""
    data = source.data
    for magic, suffix in ARCHIVES:
        begin = data.find(magic)
        if begin > 0 and (suffix != "zip" or data.find(ZIP_END, max(0, len(data) - ZIP_TAIL)) > 0):
            yield source.child(f"appended.{suffix}", bytes(data[begin:]), Place.EMBEDDED)
            return
