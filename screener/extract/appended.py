"""Files that hide behind the end of another, or in front of it: a zip behind a photograph, a text before a zip."""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Callable, Iterator

from screener.extract.archive.package import BROKEN
from screener.extract.media_type import OLE, STREAMS, package_type
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import stowed_texts
from screener.model import Place
from screener.normalize.encoding import SAMPLE, is_text

Bytes = bytes | mmap.mmap
# Telephones leave a few hundred bytes of their own behind the end of a photograph, with words in them or without. Longer than this, it
# is told as unread.
CAMERA_TRAILER = 4096
# What a hidden file begins with. Checked only behind the end of the outer one, where nothing should be.
HIDDEN_FILE = re.compile(
    rb"PK\x03\x04|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|%PDF-\d|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\x1f\x8b\x08[\x00-\x1f]|\{\\rtf"
    rb"|\xfd7zXZ\x00|BZh[1-9]1AY&SY|\xff\xd8\xff[\xe0-\xee\xdb]|\x89PNG\r\n\x1a\n|SQLite format 3\x00"
)
BLANK = b"\0\r\n\t "
# Word keeps its theme as a zip near the end of a .doc; what follows the last sector is read with the file.
OLE_TYPES = {OLE, *(media_type for _, media_type in STREAMS)}
# These hold other files as they are; a zip at their end is one of their own.
CONTAINERS = frozenset({"application/x-tar", "application/mbox", "application/x-iso9660-image", "application/x-archive", *OLE_TYPES})
END_OF_FILE = re.compile(rb"%%EOF[ \t]*[\r\n]*")


def appended(source: Source, media_type: str) -> Iterator[Item]:
    """What stands outside the file that `media_type` is about, each as a file of its own; of a few bytes only the words in them."""
    data = source.data
    archive = _zip_behind(source) if media_type not in CONTAINERS else 0
    if archive and media_type == package_type(source):
        yield _child(source, "prepended", 0, archive)
    elif archive:
        yield _child(source, "appended", archive, len(data))
    if end_of := ENDS.get(media_type):
        yield from _behind(source, end_of(data), archive or len(data))
    elif archive or data[:2] == b"PK":
        yield from _behind_zip(source)
    if media_type == "application/pdf" and data[: data.find(b"%PDF-")].strip(BLANK):
        yield _child(source, "prepended", 0, data.find(b"%PDF-"))


def _zip_behind(source: Source) -> int:
    """Where a zip begins that can be opened, and that does not begin with the file. 0 where there is none."""
    if source.data[:4] == b"PK\x03\x04":
        return 0
    with source.open() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return min((info.header_offset for info in archive.infolist()), default=0)
        except BROKEN:
            return 0


def _behind(source: Source, end: int, stop: int) -> Iterator[Item]:
    data = source.data
    while end and end < stop and data[end] in BLANK:
        end += 1
    if not end or end >= stop:
        return
    found = HIDDEN_FILE.search(data, end, stop)
    hidden = found.start() if found else stop
    if hidden - end > CAMERA_TRAILER or (hidden > end and is_text(bytes(data[end:hidden][:SAMPLE]), whole=False)):
        yield _child(source, "appended", end, hidden)
    else:
        yield from (source.segment(text, Place.EMBEDDED) for text in stowed_texts(bytes(data[end:hidden])))
    if found:
        yield _child(source, "appended", hidden, stop)


def _behind_zip(source: Source) -> Iterator[Source]:
    data = source.data
    end = data.rfind(b"PK\x05\x06")
    if end >= 0 and end + 22 <= len(data):
        behind = end + 22 + int.from_bytes(data[end + 20 : end + 22], "little")
        if data[behind:].strip(BLANK):
            yield _child(source, "appended", behind, len(data))


def _child(source: Source, name: str, start: int, end: int) -> Source:
    source.budget.spend(end - start)
    return source.child(name, bytes(source.data[start:end]), Place.EMBEDDED)


def _end_of_jpeg(data: Bytes) -> int:
    """Marker by marker, for a thumbnail inside has an end marker too. 0 where the picture does not end."""
    at = 2
    while 0 <= at < len(data) - 1:
        at = data.find(b"\xff", at)
        if at < 0:
            return 0
        marker = data[at + 1 : at + 2]
        if marker == b"\xd9":
            return at + 2
        if not marker or marker in b"\x00\x01\xff\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8":
            at += 1 if marker == b"\xff" else 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def _end_of_png(data: Bytes) -> int:
    at = 8
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + size
        if kind == b"IEND":
            return at
    return 0


def _end_of_gif(data: Bytes) -> int:
    if len(data) < 13:
        return 0
    at = 13 + _palette(data[10])
    while at < len(data):
        block = data[at]
        if block == 0x3B:
            return at + 1
        if block == 0x21:
            at += 2
        elif block == 0x2C and at + 10 < len(data):
            at += 11 + _palette(data[at + 9])
        else:
            return 0
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return 0


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_bmp(data: Bytes) -> int:
    size = int.from_bytes(data[2:6], "little")
    return size if 54 <= size <= len(data) else 0


def _end_of_webp(data: Bytes) -> int:
    size = int.from_bytes(data[4:8], "little")
    return size + 8 + size % 2


def _end_of_pdf(data: Bytes) -> int:
    ends = [match.end() for match in END_OF_FILE.finditer(data)]
    return ends[-1] if ends else 0


def _end_of_rtf(data: Bytes) -> int:
    return data.rfind(b"}") + 1


ENDS: dict[str, Callable[[Bytes], int]] = {
    "image/jpeg": _end_of_jpeg,
    "image/png": _end_of_png,
    "image/gif": _end_of_gif,
    "image/bmp": _end_of_bmp,
    "image/webp": _end_of_webp,
    "application/pdf": _end_of_pdf,
    "application/rtf": _end_of_rtf,
}
