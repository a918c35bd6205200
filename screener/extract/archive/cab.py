"""Cabinet files ([MS-CAB]): folders that are stored or in MSZIP. LZX and Quantum are known and not read."""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import CorruptError, UnreadableError, UnsupportedFormatError
from screener.extract.source import CHUNK, Item, Source
from screener.model import Place
from screener.normalize.encoding import decodings

HEADER, FOLDER, FILE, BLOCK = (struct.Struct(layout) for layout in ("<8xI4xI6xHHH4x", "<IHH", "<IIH4xH", "<4xHH"))
PREVIOUS, NEXT, RESERVED = 1, 2, 4
NAME_IS_UTF_8 = 0x80
# A file that comes from another cabinet of the set, or goes on in one.
ELSEWHERE = 0xFFFD
STORED, MSZIP = 0, 1
WINDOW = 1 << 15


@dataclass(frozen=True, slots=True)
class _Folder:
    start: int
    blocks: int
    method: int
    reserved: int


@dataclass(frozen=True, slots=True)
class _File:
    names: tuple[str, ...] = field(repr=False)
    size: int
    offset: int
    folder: int


def extract_cab(source: Source) -> Iterator[Item]:
    try:
        end, folders, files = _directory(bytes(source.data[: 1 << 24]))
    except (struct.error, ValueError) as error:
        raise CorruptError(type(error).__name__) from error
    for number, folder in enumerate(folders):
        yield from _folder(source, folder, sorted((file for file in files if file.folder == number), key=lambda file: file.offset))
    for file in files:
        if file.folder >= len(folders):
            yield from _unread(source, file, UnsupportedFormatError("volume") if file.folder >= ELSEWHERE else CorruptError("folder"))
    rest = bytes(source.data[end:])
    if rest.strip(b"\0"):
        source.budget.spend(len(rest))
        yield source.child("appended", rest, Place.EMBEDDED)


def _folder(source: Source, folder: _Folder, files: list[_File]) -> Iterator[Item]:
    """The files of one compressed stream, in its order. What several files claim is read again for each, what none claims is read too."""
    stream, at, reached = _stream(source, folder), 0, 0
    for file in files:
        if file.offset < at:
            stream, at = _stream(source, folder), 0
        try:
            for gap, wanted in ((True, file.offset - at), (False, file.size)):
                data = source.budget.read(io.BufferedReader(_Limited(stream, wanted), CHUNK), source.size)
                at += len(data)
                if len(data) < wanted and gap:
                    raise CorruptError("truncated")
                yield from _unclaimed(source, data) if gap and at > reached else ()
                reached = max(reached, at)
        except UnreadableError as error:
            if source.budget.spent > source.budget.limits.total_bytes:
                raise
            yield from _unread(source, file, error)
            stream, at = _stream(source, folder), 0
            continue
        if len(data) < file.size:
            yield source.unscanned("corrupt", "truncated", inner=file.names[0])
        for other in file.names[1:]:
            yield source.segment(other, Place.FILE_NAME, file.names[0])
        yield source.child(file.names[0], data)
    if at == reached and (reached or not files):
        yield from _unclaimed_rest(source, stream)


def _unclaimed_rest(source: Source, stream: io.BufferedReader) -> Iterator[Item]:
    try:
        yield from _unclaimed(source, source.budget.read(stream, source.size))
    except UnreadableError as error:
        yield source.unscanned(error.code, error.reason, inner="unclaimed")


def _unclaimed(source: Source, data: bytes) -> Iterator[Item]:
    if data.strip(b"\0"):
        yield source.child("unclaimed", data, Place.EMBEDDED)


def _unread(source: Source, file: _File, error: UnreadableError) -> Iterator[Item]:
    for name in file.names:
        yield source.segment(name, Place.FILE_NAME, file.names[0])
    yield source.unscanned(error.code, error.reason, inner=file.names[0])


def _directory(data: bytes) -> tuple[int, list[_Folder], list[_File]]:
    """Where the cabinet ends, its compressed streams, and its files."""
    size, at_files, folder_count, file_count, flags = HEADER.unpack_from(data)
    at, reserved_header, reserved_folder, reserved_block = HEADER.size, 0, 0, 0
    if flags & RESERVED:
        reserved_header, reserved_folder, reserved_block = struct.unpack_from("<HBB", data, at)
        at += 4 + reserved_header
    for flag in (PREVIOUS, NEXT):
        for _ in range(2 if flags & flag else 0):  # the name of a neighbouring cabinet, and of its disk
            at = data.index(b"\0", at) + 1
    folders = []
    for _ in range(folder_count):
        start, blocks, method = FOLDER.unpack_from(data, at)
        folders.append(_Folder(start, blocks, method & 15, reserved_block))
        at += FOLDER.size + reserved_folder
    files, at = [], at_files
    for _ in range(file_count):
        length, offset, folder, attributes = FILE.unpack_from(data, at)
        at += FILE.size
        end = data.index(b"\0", at)
        name, at = data[at:end], end + 1
        texts = [name.decode("utf-8", "replace")] if attributes & NAME_IS_UTF_8 else [text for text, _ in decodings(name)]
        files.append(_File(tuple(texts), length, offset, folder))
    return size, folders, files


def _stream(source: Source, folder: _Folder) -> io.BufferedReader:
    return io.BufferedReader(_Blocks(source.data, folder), WINDOW)


class _Blocks(io.RawIOBase):
    """What a folder expands to. A block of MSZIP is deflated for itself, with the block before it as dictionary."""

    def __init__(self, data: bytes | mmap.mmap, folder: _Folder) -> None:
        super().__init__()
        self._data, self._folder, self._at, self._left = data, folder, folder.start, folder.blocks
        self._block, self._position = b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while self._position == len(self._block):
            if not self._left:
                return 0
            self._next()
        piece = self._block[self._position : self._position + len(view)]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _next(self) -> None:
        if self._folder.method not in (STORED, MSZIP):
            raise UnsupportedFormatError("compression")
        try:
            packed, size = BLOCK.unpack(self._data[self._at : self._at + BLOCK.size])
        except struct.error as error:
            raise CorruptError("truncated") from error
        begin = self._at + BLOCK.size + self._folder.reserved
        raw = bytes(self._data[begin : begin + packed])
        self._at, self._left = begin + packed, self._left - 1
        if self._folder.method == MSZIP:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS, zdict=self._block[-WINDOW:])
            try:
                raw = inflater.decompress(raw.removeprefix(b"CK"), WINDOW)
            except zlib.error as error:
                raise CorruptError("block") from error
        if len(raw) != size:
            raise CorruptError("block")
        self._block, self._position = raw, 0


class _Limited(io.RawIOBase):
    """The next bytes of a stream, so many and no more."""

    def __init__(self, stream: io.BufferedReader, size: int) -> None:
        super().__init__()
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._stream.read(min(len(view), self._left))
        view[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)
