"""The screening process with a stand-in for a parser's worst bug: a document that says so kills its worker, or all of the process."""

from __future__ import annotations

import os
import signal
import sys

from screener import isolation
from watchers import screening_process

KILLS_WORKER, KILLS_PROCESS = "毒药：杀死工作进程".encode(), "毒药：杀死审查进程".encode()
_screen = isolation._screen


def _hostile(screener, task):
    content = task.path.read_bytes()
    if KILLS_WORKER in content:
        os.kill(os.getpid(), signal.SIGKILL)
    if KILLS_PROCESS in content:
        os._exit(137)
    return _screen(screener, task)


if __name__ == "__main__":
    isolation._screen = _hostile
    screening_process.main(sys.argv[1:])
