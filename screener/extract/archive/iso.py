"""Disc images: every file by every tree that the image has (ISO 9660 with Rock Ridge, Joliet, UDF), for a file may stand in only one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screener.errors import CorruptError
from screener.extract.source import Item, Source
from screener.model import Place
from screener.normalize.encoding import decodings

if TYPE_CHECKING:
    from pycdlib import PyCdlib
    from pycdlib.dr import DirectoryRecord

SECTOR = 2048
BROKEN = (struct.error, IndexError, KeyError, ValueError, AttributeError, TypeError, OSError, RecursionError)
# Where the volume descriptor says in words what the disc is, and whose.
TEXTS = slice(8, 72), slice(190, 813)


def extract_iso(source: Source) -> Iterator[Item]:
    from pycdlib import PyCdlib
    from pycdlib.pycdlibexception import PyCdlibException

    image = PyCdlib()
    with source.open() as stream:
        try:
            image.open_fp(stream)
        except (PyCdlibException, *BROKEN) as error:
            raise CorruptError(type(error).__name__) from error
        yield from _Image(source, image).read()
        image.close()


@dataclass
class _Image:
    source: Source
    image: PyCdlib
    names: set[str] = field(default_factory=set, repr=False)
    files: set[tuple[tuple[int, int], ...]] = field(default_factory=set)
    end: int = 0

    def read(self) -> Iterator[Item]:
        image, source = self.image, self.source
        if image.joliet_vd is not None:
            yield from self._tree(image.joliet_vd.root_directory_record(), "utf-16-be")
        if image.udf_root is not None:
            yield from self._udf()
        for volume in [image.pvd, *image.svds]:
            if volume is not image.joliet_vd:
                yield from self._tree(volume.root_directory_record(), "")
        for number in range(16, 16 + len(image.pvds) + len(image.svds)):
            raw = bytes(source.data[number * SECTOR : (number + 1) * SECTOR])
            for part in TEXTS:
                if text := _text(raw[part], "utf-16-be" if b"%/" in raw[88:120] else "").strip("\0 "):
                    yield source.segment(" ".join(text.replace("\0", " ").split()), Place.METADATA)
        rest = bytes(source.data[max(self.end, image.pvd.space_size * SECTOR) :])
        if rest.strip(b"\0"):
            source.budget.spend(len(rest))
            yield source.child("appended", rest, Place.EMBEDDED)

    def _tree(self, root: DirectoryRecord, encoding: str) -> Iterator[Item]:
        """Folders once each, for a hostile tree may bite its own tail."""
        pending, seen = [("", root)], set()
        while pending:
            above, folder = pending.pop()
            if folder.extent_location() in seen:
                continue
            seen.add(folder.extent_location())
            for record in folder.children:
                if record.is_dot() or record.is_dotdot():
                    continue
                name = _text(record.file_identifier(), encoding).rpartition(";1")[0] or _text(record.file_identifier(), encoding)
                if record.rock_ridge is not None and not encoding:
                    yield from self._named(above + name)
                    name = _text(record.rock_ridge.name(), "") or name
                    if record.rock_ridge.is_symlink():
                        yield self.source.segment(_text(record.rock_ridge.symlink_path(), ""), Place.LINK, above + name)
                if record.is_dir():
                    yield from self._named(above + name)
                    pending.append((f"{above}{name}/", record))
                else:
                    yield from self._file(above + name, [(record.extent_location() * SECTOR, record.get_data_length())])

    def _udf(self) -> Iterator[Item]:
        for above, folders, files in self.image.walk(udf_path="/"):
            path = above.rstrip("/") + "/"
            for name in folders:
                yield from self._named((path + name).lstrip("/"))
            for name in files:
                yield from self._file((path + name).lstrip("/"), self.image.get_file_byte_extents(udf_path=path + name))

    def _named(self, path: str) -> Iterator[Item]:
        if path not in self.names:
            self.names.add(path)
            self.source.budget.count_member()
            yield self.source.segment(path, Place.FILE_NAME, path)

    def _file(self, path: str, extents: list[tuple[int, int]]) -> Iterator[Item]:
        """The content the first time it is met; another name for it after that."""
        source, size = self.source, sum(length for _, length in extents)
        self.end = max(self.end, *(offset + length + -length % SECTOR for offset, length in extents), 0)
        if tuple(extents) in self.files or not size:
            yield from self._named(path)
            return
        self.files.add(tuple(extents))
        if size > source.budget.limits.part_bytes:
            yield from self._named(path)
            yield source.unscanned("too-large", f"part_bytes {source.budget.limits.part_bytes}", inner=path)
            return
        self.names.add(path)
        source.budget.spend(size)
        data = b"".join(bytes(source.data[offset : offset + length]) for offset, length in extents)
        if len(data) < size:
            yield source.unscanned("corrupt", "truncated", inner=path)
        yield source.child(path, data)


def _text(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, "replace") if encoding else decodings(raw)[0][0]
