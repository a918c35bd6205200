"""What a running watcher tells other processes of this installation: that it runs, and counts. Never a name."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reports.cases.log import log
from screener.errors import UsageError

FILE = "watch.json"


class AlreadyRunningError(UsageError):
    code = "already-running"


def write_status(home: Path, **facts: object) -> None:
    fresh = home / f"{FILE}.new"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump({"at": time.time(), "pid": os.getpid(), **facts}, out, ensure_ascii=False)
        fresh.replace(home / FILE)
    except OSError as error:
        log("failed", error=error, what="status")


def forget_status(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)


def read_status(home: Path) -> dict[str, Any]:
    """What was written last; empty when nobody watches."""
    try:
        status: dict[str, Any] = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return status


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One process watches an installation's inboxes. The lock goes with the process, however that ends."""
    descriptor = os.open(Path(home) / "watch.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                "这个安装的投递箱已有进程在值守（screener watch 或 serve）。",
                "another `screener watch` or `serve` is at work on this installation.",
            ) from None
        yield
    finally:
        os.close(descriptor)


def is_running(home: Path) -> bool:
    """Whether a process watches this installation now."""
    try:
        with only_one(home):
            return False
    except AlreadyRunningError:
        return True
