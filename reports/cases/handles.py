"""Files reached from an open folder by a single name at a time, so that a folder swapped for a link meanwhile leads nowhere else."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

RENAME_NOREPLACE = 1
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
BLOCK = 1 << 20


@contextmanager
def folder(path: Path | bytes) -> Iterator[int]:
    """A handle of a folder that the configuration names: it may itself be reached through links, what is below may not."""
    descriptor = os.open(path, FOLDER)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def parent(root: int, relative: bytes, *, create: bool = False) -> Iterator[tuple[int, bytes]]:
    """The folder that holds `relative` below `root`, and the last name of it. Refuses `..`, an absolute path and every link on the way.

    Raises `OSError` (`NotADirectoryError` or ELOOP for a link), `ValueError` for a path that is none.
    """
    *above, name = relative.split(b"/")
    if not name or any(part in {b"", b".", b".."} for part in (*above, name)) or b"\0" in relative:
        raise ValueError("not a path below a folder")
    here = os.dup(root)
    try:
        for part in above:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=here)
                    os.fsync(here)
            below = os.open(part, FOLDER | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        yield here, name
    finally:
        os.close(here)


@contextmanager
def beside(path: Path) -> Iterator[tuple[int, bytes]]:
    """The folder of a file of our own, and its name."""
    with folder(path.parent) as here:
        yield here, os.fsencode(path.name)


@contextmanager
def opened(here: int, name: bytes, flags: int = READ, mode: int = 0o600) -> Iterator[int]:
    descriptor = os.open(name, flags, mode, dir_fd=here)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def status(here: int, name: bytes) -> os.stat_result | None:
    """What lies under the name, a link not followed; `None` where nothing does."""
    try:
        return os.stat(name, dir_fd=here, follow_symlinks=False)
    except FileNotFoundError:
        return None


def is_file(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode)


def same(one: os.stat_result | None, other: os.stat_result | None) -> bool:
    return one is not None and other is not None and (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def rename(source: int, name: bytes, target: int, new_name: bytes) -> None:
    """Rename, never in place of something that exists: the kernel looks and renames in one step.

    NFS and most file systems of user space cannot do both at once: there we look first. In our own folders nobody else makes names.

    Raises `FileExistsError`, and `OSError` EXDEV between file systems.
    """
    if _renameat2()(source, name, target, new_name, RENAME_NOREPLACE) == 0:
        return
    number = ctypes.get_errno()
    if number not in {errno.EINVAL, errno.ENOSYS}:
        raise OSError(number, os.strerror(number))
    if status(target, new_name) is not None:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)


@cache
def _renameat2() -> Any:  # noqa: ANN401  a foreign function has no type
    call = ctypes.CDLL(None, use_errno=True).renameat2
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return call


def remove(here: int, name: bytes) -> bool:
    """Unlink and make it last. Whether there was anything to unlink."""
    try:
        os.unlink(name, dir_fd=here)
    except FileNotFoundError:
        return False
    os.fsync(here)
    return True


def blocks(descriptor: int) -> Iterator[bytes]:
    """The content from its first byte on, without moving the handle's own position."""
    at = 0
    while block := os.pread(descriptor, BLOCK, at):
        yield block
        at += len(block)


def write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
