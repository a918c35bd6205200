"""Zip archives: every member that the directory names and every one that it does not, with the names and comments around them."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.member_names import repaired
from screener.extract.archive.package import BROKEN, ZipPackage
from screener.extract.source import Item, Source
from screener.model import Place, Segment
from screener.normalize.encoding import decode

CENTRAL_ENCRYPTION = 0x2000
UNICODE_PATH, UNICODE_COMMENT = 0x7075, 0x6375
# Extra fields that hold numbers: zip64, NTFS times, Unix times and ids, encryption parameters, jar marks.
NUMERIC_FIELDS = frozenset({0x0001, 0x000A, 0x000D, 0x5455, 0x5855, 0x7855, 0x7875, 0x9901, 0xCAFE, 0x0017, 0xA220, 0xD935})
# Two Chinese characters in UTF-8, which times and ids do not come to look like.
HAN_BYTES = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")


def extract_zip(source: Source) -> Iterator[Item]:
    yield from _listing(source)
    with ZipPackage(source) as package:
        for name, read in package.parts.items():
            first, *others = repaired(name)
            for other in others:
                yield source.segment(other, Place.FILE_NAME)
            try:
                data = read()
            except TooLargeError as error:
                if source.budget.spent > source.budget.limits.total_bytes:
                    raise
                yield source.segment(first, Place.FILE_NAME, first)
                yield source.unscanned(error.code, error.reason, inner=first)
            except UnreadableError as error:
                yield source.segment(first, Place.FILE_NAME, first)
                yield source.unscanned(error.code, error.reason, inner=first)
            else:
                yield source.child(first, data)
        yield from (remark for remark in package.remarks if not _is_comment(remark))
        if package.broken:
            yield source.unscanned("corrupt", "no central directory")


def _is_comment(remark: object) -> bool:
    return isinstance(remark, Segment) and remark.location.place is Place.ARCHIVE_COMMENT


def _listing(source: Source) -> Iterator[Item]:
    """Folders, comments, second names and texts in extra fields, which belong to no member's content."""
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except BROKEN:
            return  # told by the package
        if archive.comment.strip(b"\0"):
            yield source.segment(decode(archive.comment).text, Place.ARCHIVE_COMMENT)
        for info in archive.infolist():
            if info.flag_bits & CENTRAL_ENCRYPTION:
                yield source.unscanned("password-protected", "names")
            if info.is_dir():
                source.budget.count_member()
                for name in repaired(info.orig_filename):
                    yield source.segment(name, Place.FILE_NAME, name)
            elif "\0" in info.orig_filename:
                yield source.segment(info.orig_filename.replace("\0", " "), Place.FILE_NAME)
            if info.comment.strip(b"\0"):
                yield source.segment(decode(info.comment).text, Place.ARCHIVE_COMMENT, repaired(info.filename)[0])
            for text in _extra_texts(info.extra):
                yield source.segment(text, Place.ARCHIVE_COMMENT, repaired(info.filename)[0])


def _extra_texts(extra: bytes) -> Iterator[str]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        data = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind in (UNICODE_PATH, UNICODE_COMMENT):
            yield data[5:].decode("utf-8", "replace")
        elif kind in NUMERIC_FIELDS:
            if HAN_BYTES.search(data):
                yield data.decode("utf-8", "replace")
        elif len(data) > 3:
            text = decode(data.strip(b"\0")).text
            if text.isprintable():
                yield text
