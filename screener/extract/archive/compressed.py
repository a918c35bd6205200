"""One compressed file: gzip, bzip2, xz, zstd. All streams that stand one behind the other are one file; what is no stream is a file too."""

from __future__ import annotations

import bz2
import io
import lzma
import mmap
import posixpath
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from screener.extract.source import CHUNK, Item, Source
from screener.model import Place
from screener.normalize.encoding import decode

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# An xz header may ask for a dictionary of 4 GB, a zstd header for a window of 2 GB (the tool's own limit is 128 MB).
XZ_MEMORY = 256 << 20
ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 27}
FEXTRA, FNAME, FCOMMENT = 4, 8, 16
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
# A gzip header: the extra field may have 64 KB, the name and the comment any length.
HEADER = 1 << 17
RENAMED = {
    ".tgz": ".tar",
    ".tbz": ".tar",
    ".tbz2": ".tar",
    ".txz": ".tar",
    ".tzst": ".tar",
    ".svgz": ".svg",
    ".emz": ".emf",
    ".wmz": ".wmf",
}


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def extract_compressed(source: Source) -> Iterator[Item]:
    data = source.data
    new, magic = _format(bytes(data[:6]))
    stored = ""
    if magic == GZIP:
        stored, texts = _gzip_texts(bytes(data[:HEADER]))
        for text in texts:
            yield source.segment(text, Place.ARCHIVE_COMMENT)
    streams = _Streams(data, new, magic)
    content = source.budget.read(io.BufferedReader(streams, CHUNK), len(data))
    if streams.broken:
        yield source.unscanned("corrupt", "truncated")
    yield source.child(stored or _inner_name(source.name), content)
    if magic == GZIP:
        for text in dict.fromkeys(text for at in streams.later for text in _later_texts(bytes(data[at : at + HEADER]))):
            yield source.segment(text, Place.ARCHIVE_COMMENT)
    if len(rest := data[streams.at :].strip(b"\0")) > 0 and not streams.broken:
        source.budget.spend(len(rest))
        yield source.child("appended", bytes(rest), Place.EMBEDDED)


def _format(head: bytes) -> tuple[Callable[[], _Decompressor], bytes]:
    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor, b"BZh"
    if head.startswith(b"\xfd7zXZ"):
        return partial(lzma.LZMADecompressor, memlimit=XZ_MEMORY), b"\xfd7zXZ"
    if head.startswith(ZSTD):
        return partial(zstd.ZstdDecompressor, options=ZSTD_OPTIONS), ZSTD
    return _Inflater, GZIP


class _Inflater:
    """zlib with the interface of the other two."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Streams(io.RawIOBase):
    """What the streams expand to. Afterwards `at` is where they end, `later` where each but the first begins, `broken` that one breaks off."""

    def __init__(self, data: bytes | mmap.mmap, new: Callable[[], _Decompressor], magic: bytes) -> None:
        super().__init__()
        self.at, self.broken, self._done = 0, False, False
        self.later: list[int] = []
        self._data, self._new, self._magic = data, new, magic
        self._stream = new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self.broken and not self._done:
            if self._stream.eof:
                self.at -= len(self._stream.unused_data)
                while self._data[self.at : self.at + 1] == b"\0":  # padding between streams
                    self.at += 1
                self._done = self._data[self.at : self.at + len(self._magic)] != self._magic
                if self._done:
                    return 0
                self._stream = self._new()
                self.later.append(self.at)
            fresh = bytes(self._data[self.at : self.at + CHUNK]) if self._stream.needs_input else b""
            self.at += len(fresh)
            try:
                piece = self._stream.decompress(fresh, len(view))
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError):
                self.broken = True
                return 0
            if piece:
                view[: len(piece)] = piece
                return len(piece)
            if not fresh and not self._stream.eof:
                self.broken = True
        return 0


def _gzip_texts(data: bytes) -> tuple[str, list[str]]:
    """The stored name, and the other texts of a gzip header."""
    flags, at, texts, name = data[3], 10, [], ""
    if flags & FEXTRA:
        size = int.from_bytes(data[at : at + 2], "little")
        texts += _extra_texts(data[at + 2 : at + 2 + size])
        at += 2 + size
    for flag in (FNAME, FCOMMENT):
        if flags & flag:
            end = data.find(b"\0", at)
            text = decode(data[at:end]).text
            name, texts = (text, texts) if flag == FNAME else (name, [*texts, text])
            at = end + 1
    return name, texts


def _later_texts(data: bytes) -> list[str]:
    if not data[3] & (FEXTRA | FNAME | FCOMMENT):
        return []
    name, texts = _gzip_texts(data)
    return [*([name] if name else []), *texts]


def _extra_texts(extra: bytes) -> list[str]:
    """Texts in an extra field, which should hold subfields: two letters, a length, a value."""
    texts, at = [extra], 0
    while at + 4 <= len(extra):
        end = at + 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
        texts.append(extra[at + 4 : end])
        at = end
    decoded = (decode(text).text for text in texts if len(text) > 3)
    return [text for text in decoded if text.isprintable()]


def _inner_name(name: str) -> str:
    stem, suffix = posixpath.splitext(name)
    return stem + RENAMED.get(suffix.casefold(), "")
