"""An OLE compound file: its streams, and what stands in it that no stream names."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self, TypeAlias

from screener.errors import CorruptError, TooLargeError
from screener.extract.source import Source
from screener.model import Unscanned

Path: TypeAlias = tuple[str, ...]
STORAGE, STREAM = 1, 2
FREE = 0xFFFFFFFF
# Fields of the header that some writers fill.
HARMLESS = ("incorrect CLSID", "incorrect OLE header (transaction_signature_number>0)")
# What reading a broken structure raises.
BROKEN = (struct.error, IndexError, ValueError, KeyError, OSError, OverflowError, RecursionError)


class Compound:
    """The streams of a compound file by path. Use as a context manager.

    `taken` are the streams that a reader has read: the rest is read as what it is, or swept. `remarks` is complete at the end.
    """

    def __init__(self, source: Source) -> None:
        import olefile

        self.source = source
        self.remarks: list[Unscanned] = []
        self.taken: set[Path] = set()
        self._file = source.open()
        try:
            self._ole: Any = olefile.OleFileIO(self._file)
        except (*BROKEN, TypeError, AttributeError):
            self._file.close()
            raise CorruptError("compound file") from None
        if any(
            not issue.startswith(HARMLESS) for _, issue in self._ole.parsing_issues
        ):  # the directory names fewer streams than there were
            self.remarks.append(source.unscanned("corrupt", "directory"))
        self.entries: dict[Path, Any] = {}
        self._list(self._ole.root, ())
        if len(self.entries) > source.budget.limits.members:
            raise TooLargeError(f"members {source.budget.limits.members}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ole.close()
        self._file.close()

    @property
    def streams(self) -> list[Path]:
        return [path for path, entry in self.entries.items() if entry.entry_type == STREAM]

    def find(self, *path: str) -> Path | None:
        """The stream of this path, whatever the case of its letters; all names are compared as the format wants it."""
        folded = tuple(name.casefold() for name in path)
        return next((known for known in self.streams if tuple(name.casefold() for name in known) == folded), None)

    def read(self, path: Path) -> bytes:
        """A stream to its end, counted. What it lacks of its declared length is a remark."""
        self.taken.add(path)
        return self._content(self.entries[path], "/".join(path))

    def orphans(self) -> Iterator[tuple[str, bytes]]:
        """Streams that the tree does not reach, and the sectors that belong to nothing: what a deleted stream has left."""
        known = {entry.sid for entry in self.entries.values()}
        for sid in range(1, len(self._ole.direntries)):
            if sid in known or self._ole.direntries[sid] is not None:
                continue
            entry = self._ole._load_direntry(sid)
            if entry.entry_type == STREAM and entry.size:
                yield entry.name, self._content(entry, "")
        size = self._ole.sector_size
        used = max((sector for sector, after in enumerate(self._ole.fat) if after != FREE), default=-1)
        free = [sector for sector, after in enumerate(self._ole.fat[:used]) if after == FREE]
        data = self.source.data
        if free:
            self.source.budget.spend(len(free) * size)
            yield "", b"".join(bytes(data[(sector + 1) * size : (sector + 2) * size]) for sector in free)

    def tail(self) -> bytes:
        """What follows the last sector that belongs to something."""
        used = max((sector for sector, after in enumerate(self._ole.fat) if after != FREE), default=-1)
        start = (used + 2) * self._ole.sector_size
        self.source.budget.spend(max(0, self.source.size - start))
        return bytes(self.source.data[start:])

    def _list(self, entry: Any, path: Path) -> None:  # noqa: ANN401  olefile has no types
        pending = [(entry, path)]
        while pending:
            storage, above = pending.pop()
            for kid in storage.kids:
                own = (*above, kid.name)
                while own in self.entries:  # two of one name: the second must not hide behind the first
                    own = (*above, own[-1] + "'")
                self.entries[own] = kid
                if kid.entry_type == STORAGE:
                    pending.append((kid, own))

    def _content(self, entry: Any, inner: str) -> bytes:  # noqa: ANN401
        limits = self.source.budget.limits
        size = min(int(entry.size), self.source.size)
        if size > limits.part_bytes:
            raise TooLargeError(f"part_bytes {limits.part_bytes}")
        self.source.budget.spend(size)
        try:
            data: bytes = self._ole._open(entry.isectStart, size).read() if size else b""
        except (*BROKEN, TypeError):
            data = b""
        if len(data) < entry.size and inner:
            self.remarks.append(self.source.unscanned("corrupt", "short stream", inner=inner))
        return data
