"""Tar archives: the content of files, and the names and targets of everything else. Nothing is followed and nothing is written."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from screener.errors import TooLargeError
from screener.extract.archive.member_names import repaired
from screener.extract.source import Item, Source
from screener.model import Place


def extract_tar(source: Source) -> Iterator[Item]:
    budget = source.budget
    with source.open() as stream:
        try:
            archive = tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115  closed below
        except tarfile.TarError as error:
            yield source.unscanned("corrupt", type(error).__name__)
            return
        with archive:
            try:
                for member in archive:
                    yield from _member(source, archive, member)
            except (tarfile.TarError, EOFError) as error:
                yield source.unscanned("corrupt", type(error).__name__)
            end = archive.offset
        if len(rest := source.data[end:].strip(b"\0")) > 0:
            budget.spend(len(rest))
            yield source.child("appended", bytes(rest), Place.EMBEDDED)


def _member(source: Source, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Item]:
    first, *others = repaired(member.name)
    texts = [*others, *(text for text in (member.uname, member.gname) if not text.isascii())]
    texts += [
        value for key, value in member.pax_headers.items() if key not in ("path", "linkpath") and not value.replace(".", "").isdigit()
    ]
    for text in texts:
        yield source.segment(repaired(text)[0], Place.ARCHIVE_COMMENT, first)
    if member.linkname:
        yield source.segment(repaired(member.linkname)[0], Place.LINK, first)
    # GNU tar unpacks a type that it does not know as a file.
    if not member.isfile() and (member.type in tarfile.SUPPORTED_TYPES or not member.size):
        source.budget.count_member()
        yield source.segment(first, Place.FILE_NAME, first)
        return
    stream = archive.extractfile(member)
    assert stream is not None
    try:
        with stream:
            data = source.budget.read(stream)
    except TooLargeError as error:
        if source.budget.spent > source.budget.limits.total_bytes:
            raise
        yield source.segment(first, Place.FILE_NAME, first)
        yield source.unscanned(error.code, error.reason, inner=first)
        return
    if len(data) < member.size:
        yield source.unscanned("corrupt", "truncated", inner=first)
    yield source.child(first, data)
    if not member.issparse():
        end = member.offset_data + member.size
        if slack := bytes(source.data[end : end + -member.size % tarfile.BLOCKSIZE]).strip(b"\0"):
            yield source.child(f"{first}!slack", slack, Place.EMBEDDED)
