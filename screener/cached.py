"""What took long to work out, kept between runs in a folder of this user's own: it saves time and is never believed blindly.

A cached matcher decides what is found, so whoever could write one could blind the screener. Therefore: a folder and files that belong
to this user and that nobody else can write to, no links, no pickles, and a checksum over the whole key and the content, so that a file
that is damaged, half written or moved from another key is not used. Anything wrong means that it is worked out again. No secret would
help more: a key would lie where this user can read it, and another program of the same user could as well replace the screener.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Whoever edits a dictionary leaves its old forms behind.
KEPT_OF_A_KIND = 32
DIGEST = hashlib.sha256().digest_size


def cache_key(kind: str, *parts: bytes) -> str:
    """A name for what was made of these parts: content, version and platform of the engine that made it."""
    digest = hashlib.sha256()
    for part in (kind.encode(), *parts):
        digest.update(len(part).to_bytes(8, "big") + part)
    return f"{kind}-{digest.hexdigest()}"


def read_cached(key: str) -> bytes | None:
    """What was written under this key, or nothing."""
    folder = _folder()
    if folder is None:
        return None
    try:
        descriptor = os.open(folder / key, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
            return None
        content = file.read()
    return content[DIGEST:] if content[:DIGEST] == _digest(key, content[DIGEST:]) else None


def write_cached(key: str, content: bytes) -> None:
    """Whole or not at all, whoever else writes it at the same time. Where nothing can be written, the next run works it out again."""
    folder = _folder()
    if folder is None:
        return
    import tempfile

    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # 0600, by nobody else's name
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_digest(key, content) + content)
            os.replace(name, folder / key)  # noqa: PTH105
        except OSError:
            os.unlink(name)  # noqa: PTH108
            raise
        kept = sorted(folder.glob(f"{key.rpartition('-')[0]}-*"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-KEPT_OF_A_KIND]:
            path.unlink(missing_ok=True)


def _folder() -> Path | None:
    """`$XDG_CACHE_HOME/screener`, made if need be; nothing where it is not this user's alone."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "screener"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        above = folder.parent.stat()
    except (OSError, RuntimeError):  # no home, or one that cannot be written
        return None
    # Who may write to the folder above may put another one in its place.
    held = stat.S_ISDIR(status.st_mode) and _is_ours(status) and (_is_ours(above) or above.st_uid == 0)
    return folder if held and not above.st_mode & OTHERS_MAY_WRITE else None


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & OTHERS_MAY_WRITE


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + content).digest()
