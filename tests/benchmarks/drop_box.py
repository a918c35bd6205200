"""The drop-box: how long a burst takes to drain, and how long one document takes from the moment it lies still (`make drop-bench`).

python -m tests.benchmarks.drop_box --files 10000 --folders 1000 --single 40
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measured import progress, table
from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import CLEAN, KINDS

SETTLE = 2.0


def burst(installation: Installation, files: int, folders: int) -> tuple[float, int]:
    """Seconds from the last file dropped until all are out, and how many were missed."""
    earlier = installation.states()["released"]
    for number in range(files):
        folder = installation.inbox / f"{number % folders:04}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:05}.txt").write_text(f"{CLEAN}第{number}号", "utf-8")
    began = time.monotonic()
    before, last = -1, began
    while (done := installation.states()["released"] - earlier) < files:
        if done != before:
            before, last = done, time.monotonic()
        if time.monotonic() - last > 120:
            break
        time.sleep(1)
    return time.monotonic() - began, files - done


def single(installation: Installation, count: int) -> list[float]:
    """For each of `count` one-page documents, one at a time: seconds from its drop until it is out, less the time to settle."""
    taken = []
    for number in range(count):
        content = KINDS["docx"](f"{CLEAN}\n第{number}号\n" * 12)
        began = time.monotonic()
        (installation.inbox / f"公告{number}.docx").write_bytes(content)
        while not (installation.released / f"公告{number}.docx").exists():
            time.sleep(0.01)
        taken.append(time.monotonic() - began - SETTLE)
    return taken


def measured(files: int, folders: int, count: int) -> tuple[list[float], float, int]:
    """(seconds of each single document, in order of size; seconds of the burst; how many of it were missed)."""
    with tempfile.TemporaryDirectory(prefix="drop-bench-") as name:
        installation = Installation.make(Path(name), SETTLE)
        with installation.running():
            installation.wait_until(lambda: (installation.folder / "var" / "watch.json").exists())
            taken = sorted(single(installation, count + 2)[2:])
            installation.wait_until(lambda: installation.states()["released"] == count + 2)
            seconds, missed = burst(installation, files, folders) if files else (0.0, 0)
    return taken, seconds, missed


def report(quick: bool) -> str:
    """A short run, for `make bench`."""
    files, count = (60, 3) if quick else (500, 20)
    progress(f"drop-box: {count} documents one by one, then {files} at once")
    taken, seconds, missed = measured(files, files // 10, count)
    rows = [
        (f"one page of docx, {count} one by one", f"p50 {statistics.median(taken):.2f} s, p95 {_p95(taken):.2f} s after settling"),
        (f"{files} texts in {files // 10} new folders", f"{(files - missed) / seconds:.1f}/s, {missed} missed"),
    ]
    return "## Drop-box\n\nFrom the drop to the released folder, through the case file and the chain.\n\n" + table(
        ("dropped", "taken"), rows
    )


def _p95(taken: list[float]) -> float:
    return taken[int(len(taken) * 0.95)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--folders", type=int, default=1_000)
    parser.add_argument("--single", type=int, default=40)
    args = parser.parse_args(arguments)
    taken, seconds, missed = measured(args.files, args.folders, args.single)
    print(f"one page, docx: p50 {statistics.median(taken):.2f} s, p95 {_p95(taken):.2f} s after settling ({len(taken)} documents)")
    if args.files:
        rate = (args.files - missed) / seconds
        print(f"{args.files} files in {args.folders} new folders: {seconds:.0f} s to drain, {rate:.1f}/s, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
