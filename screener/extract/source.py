"""A file to be read, wherever it came from, and the budget that it shares with all that is nested in it."""

from __future__ import annotations

import io
import mmap
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, BinaryIO, TypeAlias

from screener.config import Limits
from screener.errors import TooDeepError, TooLargeError
from screener.model import NO_LAYOUT, Layout, Location, Place, Segment, Unscanned

CHUNK = 1 << 20


@dataclass(slots=True)
class Budget:
    """What one submitted file and everything nested in it may still use. Shared, so that a thousand small bombs are one bomb."""

    limits: Limits
    spent: int = 0
    members: int = 0
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """tried on what is encrypted, after the passwords that programs put in by themselves"""
    pictures: dict[bytes, tuple[tuple[str, str], ...]] = field(default_factory=dict, repr=False)
    """pictures that were read (SHA-256), and what could not be read of each: code and reason"""

    def spend(self, amount: int) -> None:
        self.spent += amount
        if self.spent > self.limits.total_bytes:
            raise TooLargeError(f"total_bytes {self.limits.total_bytes}")

    def count_member(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise TooLargeError(f"members {self.limits.members}")

    def read(self, stream: IO[bytes], compressed: int | None = None) -> bytes:
        """Read a decompressing stream to its end, counting what comes out, for a header may lie about it.

        Raises `TooLargeError` as soon as the part, the whole, or the expansion ratio passes its limit.
        """
        limits, pieces, size = self.limits, [], 0
        while piece := stream.read(CHUNK):
            size += len(piece)
            self.spend(len(piece))
            if size > limits.part_bytes:
                raise TooLargeError(f"part_bytes {limits.part_bytes}")
            if compressed is not None and size > limits.ratio_floor and size > limits.ratio * max(compressed, 1):
                raise TooLargeError(f"ratio {limits.ratio}")
            pieces.append(piece)
        return b"".join(pieces)


@dataclass
class Source:
    """A file to be read. An extractor that meets a file inside a file yields another `Source` and does not look into it."""

    name: str = field(repr=False)
    """the file's own name, from outside: a hint and a text to screen, never a path"""
    part: str = field(repr=False)
    """the path through archives and attachments down to this file, ending in its name"""
    budget: Budget
    content: bytes | Path = field(repr=False)
    place: Place = Place.BODY
    page: int | None = None
    depth: int = 0
    thumbnail: bool = False
    """the picture of its own first page that a document keeps for file managers; no picture that somebody put into it"""
    second_look: bool = False
    """drawn by us from a page whose text was read: what is illegible in it is no gap, what is legible counts"""

    @classmethod
    def of_file(cls, path: Path, limits: Limits, name: str | None = None, passwords: tuple[str, ...] = ()) -> Source:
        name = path.name if name is None else name
        return cls(name, name, Budget(limits, passwords=passwords), path)

    @classmethod
    def of_bytes(cls, data: bytes, name: str, limits: Limits | None = None) -> Source:
        return cls(name, name, Budget(limits or Limits()), data)

    @cached_property
    def data(self) -> bytes | mmap.mmap:
        """The whole content. A file on disk is mapped, not loaded."""
        if isinstance(self.content, bytes):
            return self.content
        with self.content.open("rb") as file:
            try:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                return b""

    def close(self) -> None:
        """Let go of the file on disk: as long as it is mapped, a document that was removed or destroyed is still there."""
        data = self.__dict__.pop("data", None)
        if isinstance(data, mmap.mmap):
            with suppress(BufferError):  # a broken reader left a view of it, which goes with the reader
                data.close()

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        """A new seekable stream over the content."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def child(
        self,
        name: str,
        data: bytes,
        place: Place = Place.ATTACHMENT,
        *,
        page: int | None = None,
        thumbnail: bool = False,
        second_look: bool = False,
    ) -> Source:
        """A file found inside this one. Raises `TooDeepError` or `TooLargeError` when the budget has no room for it."""
        if self.depth + 1 > self.budget.limits.depth:
            raise TooDeepError(f"depth {self.budget.limits.depth}")
        self.budget.count_member()
        return Source(name, f"{self.part}!{name}", self.budget, data, place, page, self.depth + 1, thumbnail, second_look)

    def location(
        self,
        place: Place | None = None,
        inner: str = "",
        *,
        page: int | None = None,
        paragraph: int | None = None,
        cell: str | None = None,
        box: tuple[float, float, float, float] | None = None,
    ) -> Location:
        """A place in this file; `inner` names a part of its package (`word/header1.xml`)."""
        part = f"{self.part}!{inner}" if inner else self.part
        return Location(part, place or Place.BODY, page if page is not None else self.page, paragraph, cell, box)

    def segment(
        self,
        text: str,
        place: Place | None = None,
        inner: str = "",
        *,
        page: int | None = None,
        paragraph: int | None = None,
        cell: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        layout: Layout = NO_LAYOUT,
    ) -> Segment:
        location = self.location(place, inner, page=page, paragraph=paragraph, cell=cell, box=box)
        return Segment(text, location, layout)

    def unscanned(self, code: str, reason: str = "", place: Place | None = None, inner: str = "", *, page: int | None = None) -> Unscanned:
        return Unscanned(self.location(place or self.place, inner, page=page), code, reason)


Item: TypeAlias = Segment | Unscanned | Source
Extractor: TypeAlias = Callable[[Source], Iterator[Item]]
