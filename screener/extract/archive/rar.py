"""RAR archives of every version: files, names, comments and the targets of links; encrypted ones with the passwords that were given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError, UnreadableError, UnsupportedFormatError
from screener.extract.archive.rar_end import archive_end
from screener.extract.source import Item, Source
from screener.model import Place
from screener.normalize.encoding import decodings

if TYPE_CHECKING:
    from rars import RarFile, RarInfo

Passwords: TypeAlias = tuple[str | None, ...]
# Files of a solid archive are decoded in one go, for each needs all before it; so many bytes of them are held at a time.
TOGETHER = 1 << 26


def extract_rar(source: Source) -> Iterator[Item]:
    archive, passwords = _opened(source)
    yield from _comments(source, archive, passwords)
    files: list[RarInfo] = []
    for member in archive.infolist():
        name, *others = _names(member)
        for other in others:
            yield source.segment(other, Place.FILE_NAME, name)
        link = _link(archive, member)
        if link:
            yield source.segment(decodings(link)[0][0], Place.LINK, name)
        if member.is_split_before or member.is_split_after:
            yield from _unread(source, name, UnsupportedFormatError("volume"))
        elif member.is_dir() or link:
            source.budget.count_member()
            yield source.segment(name, Place.FILE_NAME, name)
        else:
            files.append(member)
    for group in _groups(files):
        for member, data in zip(group, _contents(source, archive, group, passwords), strict=True):
            name = _names(member)[0]
            if isinstance(data, UnreadableError):
                yield from _unread(source, name, data)
            else:
                source.budget.spend(len(data))
                yield source.child(name, data)
    rest = bytes(source.data[archive_end(source.data) :])
    if rest.strip(b"\0"):
        source.budget.spend(len(rest))
        yield source.child("appended", rest, Place.EMBEDDED)


def _opened(source: Source) -> tuple[RarFile, Passwords]:
    """The archive, and the passwords worth trying on its files. Where the names are encrypted, only the one that opened them."""
    import rars

    given = ("", *source.budget.passwords)
    for password in (None, *given):
        try:
            if isinstance(source.content, Path):
                archive = rars.RarFile(str(source.content), password=password)
            else:
                archive = rars.RarFile.from_bytes(source.content, password=password)
        except rars.UnsupportedRarFeature as error:
            raise UnsupportedFormatError("rar") from error
        except rars.Error as error:
            # Without a check value a wrong password looks like a broken archive.
            if password is None and not isinstance(error, rars.PasswordRequired):
                raise CorruptError(type(error).__name__) from error
        else:
            return archive, (None, *given) if password is None else (password,)
    raise PasswordProtectedError("names")


def _contents(source: Source, archive: RarFile, group: list[RarInfo], passwords: Passwords) -> Iterator[bytes | UnreadableError]:
    together = _read(source, archive, group, passwords)
    if isinstance(together, list):
        yield from together
        return
    for member in group:
        alone = _read(source, archive, [member], passwords) if len(group) > 1 else together
        yield alone[0] if isinstance(alone, list) else alone


def _read(source: Source, archive: RarFile, group: list[RarInfo], passwords: Passwords) -> list[bytes] | UnreadableError:
    """The files under the first password that fits. A lie about a size is cut short by the limits."""
    import rars

    limits = source.budget.limits
    packed = source.size if any(member.is_solid for member in group) else group[0].compress_size
    largest = min(limits.part_bytes, max(limits.ratio_floor, limits.ratio * max(packed, 1)))
    if any(member.file_size > largest for member in group):
        return TooLargeError(f"part_bytes {limits.part_bytes}" if largest == limits.part_bytes else f"ratio {limits.ratio}")
    options = rars.ReadOptions(
        max_member_output_bytes=largest,
        # Of a solid archive all that stands before is decoded too.
        max_total_output_bytes=limits.total_bytes,
        rar50_dictionary_size_limit=limits.memory // 4 or None,
    )
    encrypted = any(member.is_encrypted for member in group)
    for password in passwords if encrypted else (None,):
        try:
            return list(archive.read_many(group, pwd=password, options=options))
        except MemoryError:
            return TooLargeError(f"total_bytes {limits.total_bytes}")
        except rars.UnsupportedRarFeature:
            return UnsupportedFormatError("compression")
        except (rars.Error, KeyError, OSError) as error:
            if not encrypted:
                return CorruptError(type(error).__name__)
    return PasswordProtectedError()


def _groups(files: list[RarInfo]) -> Iterator[list[RarInfo]]:
    solid, size = any(member.is_solid for member in files), 0
    group: list[RarInfo] = []
    for member in files:
        if group and (not solid or size + member.file_size > TOGETHER):
            yield group
            group, size = [], 0
        group.append(member)
        size += member.file_size
    if group:
        yield group


def _comments(source: Source, archive: RarFile, passwords: Passwords) -> Iterator[Item]:
    """The comment of the archive and of its files, in whatever encoding; old versions put a zero behind and noise after it."""
    import rars

    for password in passwords:
        try:
            found = [("", archive.read_comment(password))]
            found += [(_names(member)[0], archive.getcomment(member, password)) for member in archive.infolist()]
        except rars.Error:
            continue
        for inner, comment in found:
            raw = comment.encode() if isinstance(comment, str) else comment or b""
            if raw := raw if raw[1:2] == b"\0" else raw.partition(b"\0")[0]:
                yield source.segment(decodings(raw)[0][0], Place.ARCHIVE_COMMENT, inner)
        return
    yield source.unscanned("password-protected", "comment", Place.ARCHIVE_COMMENT)


def _names(member: RarInfo) -> list[str]:
    """What the name may read, the likeliest first: before RAR 5 it may stand in the code page of the machine that made the archive."""
    raw = member.orig_filename_bytes
    try:
        if b"\0" not in raw:  # behind a zero stands the same name in Unicode
            raw.decode("utf-8")
    except UnicodeDecodeError:
        return list(dict.fromkeys(text for text, _ in decodings(raw)))
    return [member.filename]


def _link(archive: RarFile, member: RarInfo) -> bytes:
    import rars

    try:
        return bytes(archive.readlink(member))
    except (rars.Error, KeyError):
        return b""


def _unread(source: Source, name: str, error: UnreadableError) -> Iterator[Item]:
    yield source.segment(name, Place.FILE_NAME, name)
    yield source.unscanned(error.code, error.reason, inner=name)
