"""The way out: the bytes that were judged become a new file in the released folder, once.

A new inode, so that whoever still holds the dropped file open writes into the old one; hashed while it is written, so that what goes out
is what was judged. The name appears by a link, complete and never over another file. `.STORAGE.sent` stays beside it until the database
knows (`forget`): a machine that stops in between does not release again, even where the file was fetched at once.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from reports.cases import handles, held_file
from reports.cases.held_file import CustodyError
from reports.cases.keys import MasterKey

# What FAT and some network and user-space file systems say to a hard link.
NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
PUBLIC = 0o644


def deliver(held: Path, released: Path, target: bytes, storage: str, sha256: str, key: MasterKey | None = None) -> None:
    """Put the content of `held` under the name `target` below `released`; `key` where it is sealed. Call `forget` once it is recorded,
    and before that `make_last`.

    Raises `CustodyError`: `changed`, `altered`, `missing` when these are not the bytes of `sha256`, `name-taken` when something else has
    that name. `OSError` when the folder is full or gone: try again later.
    """
    part, sent = _marks(storage)
    with handles.folder(released) as root, handles.parent(root, target, create=True) as (here, name):
        if handles.status(root, sent) is None:
            written = handles.status(root, part)
            if written is None or not handles.same(written, handles.status(here, name)):
                _write(held, root, part, storage, sha256, key)
                _name(root, part, here, name, sha256)
            _mark_sent(root, part, sent)


def make_last(released: Path, targets: Iterable[bytes]) -> None:
    """A name must last before the database says so. The marks need not: part and target are one inode, which says the same."""
    with handles.folder(released) as root:
        for target in {os.path.dirname(target): target for target in targets}.values():  # noqa: PTH120  once for each folder
            # A folder that is gone was emptied and removed by whoever fetched from it.
            with suppress(FileNotFoundError), handles.parent(root, target) as (here, _):
                os.fsync(here)


def forget(held: Collection[Path], released: Path, storages: Iterable[str]) -> None:
    """After the deliveries are recorded: remove the held files and the marks of the deliveries."""
    for path in held:
        with suppress(FileNotFoundError):
            path.unlink()
    for folder in {path.parent for path in held}:
        with handles.folder(folder) as here:
            os.fsync(here)
    with handles.folder(released) as root:
        for storage in storages:
            for mark in _marks(storage):
                with suppress(FileNotFoundError):
                    os.unlink(mark, dir_fd=root)


def _marks(storage: str) -> tuple[bytes, bytes]:
    return f".{storage}.part".encode(), f".{storage}.sent".encode()


def _write(held: Path, root: int, part: bytes, storage: str, sha256: str, key: MasterKey | None) -> None:
    handles.remove(root, part)
    with handles.beside(held) as (here, name), held_file.opened(here, name) as source:
        try:
            with handles.opened(root, part, handles.CREATE) as fresh:
                content = held_file.read(source, storage, key, lambda block: handles.write(fresh, block))
                if content.sha256 != sha256:
                    raise CustodyError("changed")  # noqa: TRY301  the part must go, whatever the reason
                os.fchmod(fresh, PUBLIC)
                os.fsync(fresh)
        except (CustodyError, OSError):
            handles.remove(root, part)
            raise


def _name(root: int, part: bytes, here: int, name: bytes, sha256: str) -> None:
    try:
        os.link(part, name, src_dir_fd=root, dst_dir_fd=here, follow_symlinks=False)
    except FileExistsError:
        # A server's answer may be lost and the link asked for twice; and where there are no links nothing else tells ours from another.
        if not handles.same(handles.status(root, part), handles.status(here, name)) and not _renamed_before(root, part, here, name, sha256):
            handles.remove(root, part)
            raise CustodyError("name-taken") from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        try:
            handles.rename(root, part, here, name)
        except FileExistsError:
            if not _renamed_before(root, part, here, name, sha256):
                handles.remove(root, part)
                raise CustodyError("name-taken") from None


def _renamed_before(root: int, part: bytes, here: int, name: bytes, sha256: str) -> bool:
    """Whether the file of this name is this delivery, made without links before the machine stopped: same content, and links do not work."""
    probe = part + b".link"
    try:
        os.link(part, probe, src_dir_fd=root, dst_dir_fd=root, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        with handles.opened(here, name) as descriptor:
            return held_file.read(descriptor, "", None).sha256 == sha256
    handles.remove(root, probe)
    return False


def _mark_sent(root: int, part: bytes, sent: bytes) -> None:
    try:
        os.rename(part, sent, src_dir_fd=root, dst_dir_fd=root)
    except FileNotFoundError:
        with handles.opened(root, sent, handles.CREATE):
            pass
