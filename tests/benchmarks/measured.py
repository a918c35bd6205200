"""What the benchmarks share: running a command, its seconds and its peak memory, medians, tables."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
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


# A process begins with the peak memory of the one that starts it, so a small one starts it and tells.
STARTER = """
import json, os, subprocess, sys, time
began = time.perf_counter()
null = subprocess.DEVNULL
process = subprocess.Popen(sys.argv[1:], stdin=null, stdout=null, stderr=null)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps([time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024]))
"""


def used(command: Sequence[str]) -> Usage:
    done = subprocess.run([sys.executable, "-S", "-c", STARTER, *command], capture_output=True, check=True)
    return Usage(*json.loads(done.stdout))


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
