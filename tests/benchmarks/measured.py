"""What the benchmarks share: running a command, its seconds and its peak memory, medians, tables."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

CHECK = (sys.executable, "-m", "screener", "check", "--quiet", "--format", "jsonl", "--output")


@dataclass(frozen=True)
class Usage:
    seconds: float
    cpu: float
    """seconds of processor, of the process and all it waited for: on a busy machine the fairer of the two"""
    megabytes: int
    """the largest of the process and the workers that it waited for"""


def used(command: Sequence[str]) -> Usage:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def medians(run: Callable[[], Usage], rounds: int) -> Usage:
    usages = [run() for _ in range(rounds)]
    return Usage(
        statistics.median(usage.seconds for usage in usages),
        statistics.median(usage.cpu for usage in usages),
        max(usage.megabytes for usage in usages),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
