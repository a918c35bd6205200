"""One look at a folder: every entry below it as it is now. No link is followed, nothing is opened."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field

# Names that programs give to what is not a document yet; whoever wrote it renames or removes it.
TEMPORARY = re.compile(rb"(?i)^~\$|^\.~lock\..*#$|\.(?:part|partial|filepart|crdownload|download|tmp|temp|swp)$|^\.nfs[0-9a-f]+$")
# What file browsers leave in every folder they show.
LITTER = frozenset({b".ds_store", b"thumbs.db", b"desktop.ini"})
SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "glusterfs", "lustre", "vboxsf", "virtiofs"})

Signature = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the folder: a file, or, where `refused` is a key of `TROUBLES`, something that is not taken in."""

    relative: bytes = field(repr=False)
    status: os.stat_result | None = field(default=None, repr=False)
    refused: str = ""

    @property
    def signature(self) -> Signature:
        """What changes when the file does. The change time too: a copy that restores the old modification time still moves it."""
        status = self.status
        return (0, 0, 0, 0, 0) if status is None else (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def is_temporary(name: bytes) -> bool:
    return TEMPORARY.search(name) is not None


def look(root: bytes) -> Iterator[Entry]:
    """All files below `root`, and what is refused. Raises `OSError` when `root` itself cannot be listed."""
    device = os.stat(root).st_dev  # noqa: PTH116  bytes: a name may be in any encoding
    folders = [b""]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(os.path.join(root, folder)), key=lambda entry: entry.name)  # noqa: PTH118
        except FileNotFoundError:
            if not folder:
                raise
            continue  # removed since its parent was listed
        except OSError:
            if not folder:
                raise
            yield Entry(folder, refused="unreadable-folder")
            continue
        inner = [entry for entry in _entries(entries, folder, device) if not _is_folder(entry)]
        yield from inner
        folders.extend(os.path.join(folder, entry.name) for entry in reversed(entries) if _enter(entry, device))  # noqa: PTH118


def _entries(entries: list[os.DirEntry[bytes]], folder: bytes, device: int) -> Iterator[Entry]:
    names = {entry.name for entry in entries}
    for entry in entries:
        relative = os.path.join(folder, entry.name)  # noqa: PTH118
        if entry.name.lower() in LITTER:
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue  # gone since the folder was listed
        yield Entry(relative, status, _refused(status, entry.name, names, device))


def _refused(status: os.stat_result, name: bytes, beside: set[bytes], device: int) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "unfinished" if is_temporary(name) else "linked"
    if stat.S_ISDIR(status.st_mode):
        return "" if status.st_dev == device else "other-file-system"
    if not stat.S_ISREG(status.st_mode):
        return "not-a-file"
    if is_temporary(name):
        return "unfinished"
    if status.st_nlink > 1:
        return "hard-linked"
    return "being-edited" if any(lock in beside for lock in _locks(name)) else ""


def _locks(name: bytes) -> list[bytes]:
    """What editors put beside a document that they have open. Word leaves out the first letters of a longer name, two at most."""
    letters = os.fsdecode(name)
    return [b".~lock." + name + b"#", *(b"~$" + os.fsencode(letters[left_out:]) for left_out in range(3))]


def _is_folder(entry: Entry) -> bool:
    return entry.status is not None and stat.S_ISDIR(entry.status.st_mode) and not entry.refused


def _enter(entry: os.DirEntry[bytes], device: int) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_dev == device
    except OSError:
        return False


def on_network_share(path: str, mounts: str = "/proc/self/mountinfo") -> bool:
    """Whether `path` lies on a file system whose changes by other machines no event tells of."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123  not a document
            lines = file.read().splitlines()
    except OSError:
        return False
    real, found, kind = os.path.realpath(path), "", ""
    for line in lines:
        left, _, right = line.partition(" - ")
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), left.split()[4])
        # The last of two mounts on one point covers the first.
        if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= len(found):
            found, kind = point, right.split()[0]
    return kind in SHARES or (kind.startswith("fuse") and kind != "fuseblk")
