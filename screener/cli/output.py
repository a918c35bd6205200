"""Where a report goes: never onto a document, and under its name only when it is whole."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from screener.errors import UsageError

Identity = tuple[int, int]

# What the system says in English, for whoever reads Chinese.
SAID = {
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "它是文件夹",
    errno.EEXIST: "文件已存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "磁盘只读",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名不能用",
}


def unwritable(what: str, what_en: str, error: OSError) -> UsageError:
    """`what` is the thing with its name: 报告 a.html."""
    number = error.errno or 0
    said, said_en = SAID.get(number, f"系统错误 {number}"), os.strerror(number)
    return UsageError(f"写不了{what}：{said}。", f"cannot write {what_en}: {said_en}.")


def refuse_overwriting(name: str, documents: Iterable[Path], *, piped: bool = False) -> None:
    """Raises `UsageError` when the report would take the place of a document, under whatever name or link it goes.

    Looked at before anything is screened. `piped`: standard input is a document too, and may be that very file.
    """
    output = Path(name)
    if output.is_dir():
        raise unwritable(f"报告 {name}", f"the report {name}", IsADirectoryError(errno.EISDIR, ""))
    if not os.path.lexists(output):
        if not output.parent.is_dir():
            raise unwritable(f"报告 {name}", f"the report {name}", FileNotFoundError(errno.ENOENT, ""))
        return
    target, absolute = _identity(output), _absolute(output)
    taken = any(_absolute(path) == absolute or (target is not None and _identity(path) == target) for path in documents)
    if piped and target is not None and stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode):
        opened = os.fstat(sys.stdin.fileno())
        taken = taken or (opened.st_dev, opened.st_ino) == target
    if taken:
        raise UsageError(
            f"报告不能写到送审文件上：{name}。请换一个文件名。",
            f"the report cannot be written onto a document that is screened: {name}. Choose another name.",
        )


@contextmanager
def opened(name: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that gets its name only when it is whole: a report cut short must not look like a finished one."""
    if name is None:
        yield sys.stdout.buffer
        return
    output = Path(name)
    try:
        if output.exists() and not output.is_file():  # /dev/stdout, a named pipe: there is nothing to put in its place
            with output.open("wb") as out:
                yield out
            return
        unfinished = output.with_name(f".screener-{os.getpid()}.part")
        try:
            with unfinished.open("xb") as out:
                yield out
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(f"报告 {name}", f"the report {name}", error) from error


def write_whole(target: Path, content: bytes) -> None:
    """Whole or not at all: a list cut short would look like a list."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        raise unwritable(f" {target}", str(target), error) from error


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _absolute(path: Path) -> Path:
    """The folder without links, the name as it stands: a report replaces a link, not what it leads to."""
    return Path(os.path.realpath(path.parent)) / path.name
