"""What a watcher cannot take in and why: it stays where it is, is told of, and is tried again at every look."""

from __future__ import annotations

from dataclasses import dataclass, field

# Seconds after which a file that still changes, or still has its temporary name, is told of.
UNSETTLED_AFTER = 600.0

TROUBLES: dict[str, tuple[str, str]] = {
    "inbox-gone": ("投递箱不在（磁盘或共享没有挂上？）", "the inbox is not there (a disk or share not mounted?)"),
    "held-elsewhere": ("收存文件夹与投递箱不在同一个文件系统", "the held folder is not on the file system of the inbox"),
    "linked": ("是链接，不跟随，不收取", "a link: not followed, not taken in"),
    "hard-linked": ("文件另有硬链接，别处仍可改动", "the file has another hard link and can be changed through it"),
    "not-a-file": ("是设备、管道或套接字，不是文件", "a device, a pipe or a socket, not a file"),
    "other-file-system": ("子文件夹挂在另一个文件系统上", "a sub-folder is mounted from another file system"),
    "unreadable-file": ("没有权限读取这个文件", "no permission to read this file"),
    "unreadable-folder": ("没有权限列出这个文件夹", "no permission to list this folder"),
    "unsettled": ("一直在变化，尚未写完", "it keeps changing and is not complete"),
    "being-edited": ("旁边有编辑锁文件（~$ 或 .~lock），还有人打开着", "an editor's lock file lies beside it: somebody has it open"),
    "unfinished": (
        "仍是临时文件名（.part、.tmp 等），传输没有完成",
        "it still has a temporary name (.part, .tmp …): the transfer is not complete",
    ),
    "being-written": ("还有程序打开着它在写", "a program still has it open for writing"),
    "not-taken": ("收取时出错，稍后再试", "taking it in failed; it is tried again"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that stays in an inbox. `code` is a key of `TROUBLES`; the path is a name from outside and goes into no log."""

    code: str
    relative: bytes = field(default=b"", repr=False)
    seconds: float = 0.0
    """for how long"""
