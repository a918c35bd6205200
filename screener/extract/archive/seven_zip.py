"""7z archives: every file, opened with the given passwords where it is encrypted, and every name, whatever happens to its file."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.access import opened, translated
from screener.extract.source import Item, Source
from screener.model import Place

if TYPE_CHECKING:
    from archivey import ArchiveMember

SIGNATURE_HEADER = 32


def extract_seven_zip(source: Source) -> Iterator[Item]:
    with opened(source, "7z", ("", *source.budget.passwords)) as archive:
        if archive.info.comment:
            yield source.segment(archive.info.comment, Place.ARCHIVE_COMMENT)
        # Names first: a stream that breaks must not cost the names behind it.
        waiting = [member for member in archive.members() if member.is_file]
        for member in archive.members():
            if not member.is_file:
                yield from _named(source, member)
        try:
            with translated():
                for member, stream in archive.stream_members():
                    if stream is not None and member.is_file:
                        waiting.remove(member)
                        yield from _file(source, member, stream)
        except TooLargeError:
            raise
        except UnreadableError as error:
            for member in waiting:
                yield source.segment(_name(member), Place.FILE_NAME, _name(member))
                yield source.unscanned(error.code, error.reason, inner=_name(member))
    _, offset, size = struct.unpack_from("<12sQQ", source.data)
    rest = bytes(source.data[SIGNATURE_HEADER + offset + size :])
    if rest.strip(b"\0"):
        source.budget.spend(len(rest))
        yield source.child("appended", rest, Place.EMBEDDED)


def _named(source: Source, member: ArchiveMember) -> Iterator[Item]:
    """A folder or a link."""
    source.budget.count_member()
    yield source.segment(_name(member), Place.FILE_NAME, _name(member))
    if member.link_target:
        yield source.segment(member.link_target, Place.LINK, _name(member))


def _file(source: Source, member: ArchiveMember, stream: BinaryIO) -> Iterator[Item]:
    name = _name(member)
    try:
        with translated():
            data = source.budget.read(stream, member.compressed_size or source.size)
    except UnreadableError as error:
        if source.budget.spent > source.budget.limits.total_bytes:
            raise
        yield source.segment(name, Place.FILE_NAME, name)
        yield source.unscanned(error.code, error.reason, inner=name)
    else:
        yield source.child(name, data)


def _name(member: ArchiveMember) -> str:
    """As it is stored, for the library makes names safe for a file system."""
    return member.raw_name.decode("utf-16-le", "replace") if member.raw_name else member.name
