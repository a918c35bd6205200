"""The members of a zip file by their own local headers: what a central directory leaves out, and what is left of a broken file."""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.extract.source import CHUNK, Budget

SIGNATURE = b"PK\x03\x04"
ENDS = (SIGNATURE, b"PK\x01\x02", b"PK\x07\x08")
FIXED = struct.Struct("<4s5H3I2H")
ENCRYPTED, SIZES_FOLLOW, UTF_8 = 0x1, 0x8, 0x800
STORED, DEFLATED = 0, 8

Bytes = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """One local header. `data` is where the member's bytes begin; `compressed` is what the header claims."""

    name: bytes = field(repr=False)
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    data: int

    @property
    def text_name(self) -> str:
        """The name as a Chinese machine wrote it: UTF-8 or GB 18030."""
        try:
            return self.name.decode()
        except UnicodeDecodeError:
            return self.name.decode("gb18030", "replace")


def local_header(data: Bytes, offset: int) -> LocalHeader | None:
    """The header at `offset`, or `None` where there is none."""
    raw = data[offset : offset + FIXED.size]
    if len(raw) < FIXED.size or not raw.startswith(SIGNATURE):
        return None
    _, _, flags, method, _, _, crc, compressed, size, name_length, extra_length = FIXED.unpack(raw)
    begin = offset + FIXED.size
    name = bytes(data[begin : begin + name_length])
    return LocalHeader(name, flags, method, crc, compressed, size, begin + name_length + extra_length)


def local_headers(data: Bytes, start: int = 0, end: int | None = None) -> Iterator[LocalHeader]:
    """Every local header that begins between `start` and `end`; bytes of a member whose size is known are not searched."""
    end = len(data) if end is None else end
    at = data.find(SIGNATURE, start, end)
    while at >= 0:
        header = local_header(data, at)
        if header is None:
            return
        known = header.data + header.compressed if header.compressed < 0xFFFFFFFF else header.data
        at = data.find(SIGNATURE, max(known, at + 4), end)
        yield header


def salvage(data: Bytes, header: LocalHeader, budget: Budget) -> bytes:
    """As much of a member as can be had without its central entry. Encrypted and exotic methods give nothing."""
    if header.flags & ENCRYPTED or header.method not in (STORED, DEFLATED):
        return b""
    end = header.data + header.compressed
    if not header.compressed or end > len(data):
        found = (data.find(mark, header.data) for mark in ENDS) if header.method == STORED else ()
        end = min((at for at in found if at >= 0), default=len(data))
    return budget.read(io.BufferedReader(_Member(data, header, end), CHUNK), end - header.data)


class _Member(io.RawIOBase):
    """The expanded bytes of one member; ends quietly where they break off."""

    def __init__(self, data: Bytes, header: LocalHeader, end: int) -> None:
        super().__init__()
        self._data, self._at, self._end = data, header.data, end
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if header.method == DEFLATED else None
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = b""
        while not piece:
            if not self._pending:
                self._pending = bytes(self._data[self._at : min(self._end, self._at + CHUNK)])
                self._at += len(self._pending)
            if not self._pending:
                return 0
            if self._inflater is None:
                piece, self._pending = self._pending[: len(view)], self._pending[len(view) :]
                break
            if self._inflater.eof:
                return 0
            try:
                piece = self._inflater.decompress(self._pending, len(view))
            except zlib.error:
                return 0
            self._pending = self._inflater.unconsumed_tail
        view[: len(piece)] = piece
        return len(piece)
