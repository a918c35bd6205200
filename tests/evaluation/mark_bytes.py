"""Whether a mark's text is still in a damaged file, looked for without the product's own readers."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Mapping

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
TAG = re.compile(rb"<[^<>]*>")
BLANK = re.compile(r"[\s\x00-\x1f\u3000]+")
# A star or a term beside the level makes it a mark wherever it stands.
TERM = re.compile(r"[★☆*\d]|[年月日期]")
DEFLATED_PIECE = 1 << 24
LOCAL_HEADER = b"PK\x03\x04"


def needed(data: bytes, marks: frozenset[str]) -> dict[str, int]:
    """How often each mark of this undamaged file must be met for it to be there still.

    A bare 秘密 may stand in the body too, where it is a word: only when none of them is gone is the mark there for certain.
    """
    bare = {mark for mark in marks if not TERM.search(mark)}
    return {mark: max(1, most) if mark in bare else 1 for mark, most in _counts(data, marks).items()}


def still_holds(data: bytes, marks: Mapping[str, int]) -> str:
    """The first of the marks that is still there in the bytes, in what inflates from them, or in what pdftotext reads; else nothing."""
    counts = _counts(data, frozenset(marks))
    return next((mark for mark, least in marks.items() if counts[mark] >= least), "")


def _counts(data: bytes, marks: frozenset[str]) -> dict[str, int]:
    """In the view of the file that has most of it."""
    wanted = {mark: plain for mark in marks if (plain := BLANK.sub("", mark))}
    counts = dict.fromkeys(marks, 0)
    for text in _texts(data):
        for mark, plain in wanted.items():
            counts[mark] = max(counts[mark], text.count(plain))
    return counts


def _texts(data: bytes) -> Iterator[str]:
    for piece in _pieces(data):
        for bare in (piece, TAG.sub(b"", piece)):
            for encoding in ENCODINGS:
                yield BLANK.sub("", html.unescape(bare.decode(encoding, "ignore")))
                if encoding.startswith("utf-16"):
                    yield BLANK.sub("", bare[1:].decode(encoding, "ignore"))
    if b"%PDF-" in data[:1024] and (program := shutil.which("pdftotext")):
        read = subprocess.run([program, "-q", "-", "-"], input=data, capture_output=True, timeout=20, check=False)
        yield BLANK.sub("", read.stdout.decode("utf-8", "ignore"))


def _pieces(data: bytes) -> Iterator[bytes]:
    """The bytes, and whatever inflates: members by the directory, by their local headers (a directory may be gone), streams of a pdf."""
    yield data
    for start in (match.start() for match in re.finditer(re.escape(LOCAL_HEADER), data)):
        header = data[start : start + 30]
        if len(header) == 30:
            begin = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            yield _inflated(data[begin:], -zlib.MAX_WBITS)
    for match in re.finditer(rb"stream\r?\n", data):
        yield _inflated(data[match.end() :], zlib.MAX_WBITS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                yield package.read(info)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError, NotImplementedError):
        yield b""


def _inflated(data: bytes, window: int) -> bytes:
    """As much as comes out before the damage."""
    inflater, out = zlib.decompressobj(window), b""
    try:
        for start in range(0, len(data), 1024):
            out += inflater.decompress(data[start : start + 1024], DEFLATED_PIECE)
            if inflater.eof or len(out) > DEFLATED_PIECE:
                break
    except zlib.error:
        return out
    return out
