"""A file in our keeping, read from one handle: plain or sealed; and what may be wrong with it, in two sentences."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reports.cases import handles, sealing
from reports.cases.keys import MasterKey
from screener.errors import ScreenerError

PROBLEMS: dict[str, tuple[str, str]] = {
    "other-file-system": (
        "held 目录必须和投递箱在同一个文件系统上：涉密文件只能改名移动，绝不复制。请改配置。",
        "`held` must be on the file system of the inbox: a marked file is only ever renamed, never copied. Correct the configuration.",
    ),
    "open-folder": ("held 目录对其他用户开放：请执行 chmod 700。", "the held folder is open to other users: chmod 700."),
    "missing": ("保管的文件不见了：请查明谁动过 held 目录。", "the held file is gone: find out who touched the held folder."),
    "changed": ("保管的文件与审查时不同，不能送出。", "the held file is not the one that was screened: it does not go out."),
    "name-taken": ("送出目录里已有同名的其他文件。", "the released folder has another file of this name."),
    "not-a-file": ("不是普通文件（链接、设备或目录），不收取。", "not a regular file (a link, a device, a folder): not taken in."),
    "hard-linked": (
        "文件另有一个名字（硬链接），内容可能从那里被改动：请复制成单独的文件再投递。",
        "the file has another name (a hard link) through which it could be changed: hand in a copy of its own.",
    ),
    "linked-folder": ("路径中有指向别处的链接，不跟随。", "the path leads through a link, which is not followed."),
    "unreadable-file": ("没有读取或移动这个文件的权限。", "no permission to read or move this file."),
    "not-sealed": ("不是本版本能识别的加密文件。", "not a sealed file of a known version."),
    "other-key": ("这个文件是用另一把主密钥加密的：请恢复原来的密钥。", "this file was sealed under another master key: restore that key."),
    "altered": ("加密文件被改动过，打不开。", "the sealed file was altered and does not open."),
    "too-large": ("文件超过 64 GB，不能加密封存。", "the file is over 64 GB and cannot be sealed."),
}


class CustodyError(ScreenerError):
    """Something about the bytes is not as it must be. `why` is a key of `PROBLEMS`."""

    code = "custody"

    def __init__(self, why: str) -> None:
        super().__init__(*PROBLEMS[why])
        self.why = why


class NotTakenError(CustodyError):
    """A file that stays in the inbox, untouched."""

    code = "not-taken"


@contextmanager
def opened(here: int, name: bytes) -> Iterator[int]:
    """A handle of the held file, which is a file and has no other name.

    Raises `CustodyError`.
    """
    try:
        with handles.opened(here, name) as descriptor:
            found = os.fstat(descriptor)
            if not handles.is_file(found):
                raise CustodyError("not-a-file")
            if found.st_nlink != 1:
                raise CustodyError("hard-linked")
            yield descriptor
    except FileNotFoundError:
        raise CustodyError("missing") from None


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: the hash and size of the plain content."""

    sha256: str
    size: int


def read(descriptor: int, storage: str, key: MasterKey | None, out: Callable[[bytes], object] | None = None) -> Content:
    """Give the plain content to `out`, decrypted where there is a key. It is authentic only once this has returned.

    Raises `CustodyError`.
    """
    digest = hashlib.sha256()
    size = 0

    def through(block: bytes) -> None:
        nonlocal size
        digest.update(block)
        size += len(block)
        if out is not None:
            out(block)

    if key is None:
        for block in handles.blocks(descriptor):
            through(block)
    else:
        try:
            sealing.decrypt(descriptor, storage, key, through)
        except sealing.SealBrokenError as error:
            raise CustodyError(str(error)) from None
    return Content(digest.hexdigest(), size)
