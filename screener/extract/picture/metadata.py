"""What is written into a picture's file beside its pixels: EXIF, IPTC, XMP, text chunks, comments, and where it was taken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image, ImageChops, ImageOps, IptcImagePlugin

from screener.extract.source import Source
from screener.model import Place, Segment
from screener.normalize.encoding import decode

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

CAMERA, GPS = ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo
# What Windows writes into the file's properties: UTF-16.
WINDOWS = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject"}
USER_COMMENT = 0x9286
USER_COMMENT_CODES = {b"ASCII\0\0\0": "", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: ""}
IPTC = {
    (2, 5): "ObjectName", (2, 15): "Category", (2, 25): "Keywords", (2, 40): "SpecialInstructions", (2, 80): "By-line", (2, 90): "City",
    (2, 92): "Sub-location", (2, 105): "Headline", (2, 110): "Credit", (2, 115): "Source", (2, 116): "CopyrightNotice",
    (2, 120): "Caption", (2, 122): "CaptionWriter",
}  # fmt: skip
PREVIEW_OFFSET, PREVIEW_SIZE = 0x0201, 0x0202
# A preview is the same picture if no block of it differs by more shades of grey than packing it as JPEG costs.
BLOCKS, SAME_SHADE = (8, 8), 24
# How the pixels are packed; read above from the same bytes.
NO_TEXT = frozenset({"compression", "exif", "icc_profile", "photoshop"})
# Nothing but a number or a point in time: cameras write dozens of them.
MEASURE = re.compile(r"[\d.:/+\-\s]{0,32}Z?|0[0-9]{3}")


def preview(image: ImageFile) -> bytes | None:
    """The small picture in the EXIF data, where it shows something else: an editor that cuts or paints over may leave it as it was."""
    tags = image.getexif().get_ifd(ExifTags.IFD.IFD1)
    at, size = tags.get(PREVIEW_OFFSET), tags.get(PREVIEW_SIZE)
    if not isinstance(at, int) or not isinstance(size, int):
        return None
    data = bytes(image.info.get("exif", b"")).removeprefix(b"Exif\0\0")[at : at + size]
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as small:
            seen = small.convert("L")
    except (OSError, SyntaxError):
        return data or None
    whole = image.convert("L")
    # With black bars beside it, or without.
    shown = (whole.resize(seen.size), ImageOps.pad(whole, seen.size))
    return data if all(_differs(seen, one) for one in shown) else None


def _differs(one: Image.Image, other: Image.Image) -> bool:
    blocks = ImageChops.difference(one, other).resize(BLOCKS, Image.Resampling.BOX)
    _, most = blocks.getextrema()
    assert isinstance(most, int | float)
    return most > SAME_SHADE


def read_metadata(image: ImageFile, source: Source) -> Iterator[Segment]:
    """Each entry a segment of the form `name：value`. Call it when the pixels have been read: PNG may write texts behind them."""
    for name, value in _entries(image):
        text = value.replace("\0", "").strip()
        if text and not MEASURE.fullmatch(text):
            yield source.segment(f"{name}：{text}", Place.METADATA)


def _entries(image: ImageFile) -> Iterator[tuple[str, str]]:
    exif = image.getexif()
    for tags in (exif, exif.get_ifd(CAMERA)):
        yield from _exif(tags.items())
    if place := _place(exif.get_ifd(GPS)):
        yield "GPS", place
    for key, value in (IptcImagePlugin.getiptcinfo(image) or {}).items():
        values = value if isinstance(value, list) else [value]
        yield from ((IPTC[key], decode(each).text) for each in values if key in IPTC)
    yield from _texts(image)


def _exif(tags: Iterable[tuple[int, Any]]) -> Iterator[tuple[str, str]]:
    for tag, value in tags:
        name = WINDOWS.get(tag) or ExifTags.TAGS.get(tag, f"{tag:#06x}")
        if tag in WINDOWS:
            yield name, _bytes(value).decode("utf-16-le", "replace")
        elif tag == USER_COMMENT:
            raw = _bytes(value)
            code = USER_COMMENT_CODES.get(raw[:8])
            body = raw if code is None else raw[8:]
            yield name, body.decode(code, "replace") if code else decode(body).text
        elif isinstance(value, str):
            # Pillow reads EXIF text as Latin-1; Chinese programs write UTF-8 or GBK into it.
            yield name, _as_chinese(value)


def _texts(image: ImageFile) -> Iterator[tuple[str, str]]:
    """Text chunks, comments and packets, which Pillow keeps in `info`."""
    for name, value in image.info.items():
        if "xmp" in str(name).lower():
            yield from _xmp(_bytes(value))
        elif name in NO_TEXT:
            continue
        elif isinstance(value, str):
            yield str(name), _as_chinese(value)
        elif isinstance(value, bytes) and name == "comment":
            yield str(name), decode(value).text


def _as_chinese(value: str) -> str:
    return decode(value.encode("latin-1")).text if all(character <= "\xff" for character in value) else value


def _xmp(packet: bytes) -> Iterator[tuple[str, str]]:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    if root is None:
        yield "XMP", decode(packet).text
        return
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if element.text and element.text.strip():
            parent = element.getparent()
            above = parent.getparent() if name == "li" and parent is not None else None
            yield etree.QName(above).localname if above is not None else name, element.text
        for key, value in element.attrib.items():
            yield etree.QName(key).localname, str(value)


def _place(gps: dict[int, Any]) -> str:
    """Latitude and longitude in degrees, as the recogniser of coordinates reads them."""
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef))
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{latitude:.6f}, {longitude:.6f}"


def _degrees(parts: Iterable[Any], reference: object) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if reference in ("S", "W", b"S", b"W") else value


def _bytes(value: object) -> bytes:
    if isinstance(value, tuple):
        return bytes(part & 0xFF for part in value)
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
