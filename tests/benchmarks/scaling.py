"""What a document costs, and how much memory a run takes, as the folder grows from a thousand to a hundred thousand small documents."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.benchmarks.measured import CHECK, Usage, progress, table, used
from tests.benchmarks.office_folder import small_documents

BASE = 1_000
JOBS = (1, 2)
# From 20 on the word list is loaded beforehand: what is left of a run of so many is the start.
STARTED = 20


def report(quick: bool) -> str:
    sizes = (200, 1_000) if quick else (1_000, 10_000, 100_000)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        # The larger folders hold the same documents again, by links: each of them is read and judged anew all the same.
        files = small_documents(Path(folder, "base"), min(BASE, sizes[0]))
        first: dict[int, float] = {}
        started = {jobs: _took(files, Path(folder, f"start-{jobs}"), STARTED, jobs).cpu for jobs in JOBS}
        for size in sizes:
            for jobs in JOBS:
                took = _took(files, Path(folder, f"of-{size}"), size, jobs)
                each = (took.cpu - started[jobs]) / (size - STARTED)
                ratio = each / first.setdefault(jobs, each)
                rows.append(
                    (f"{size:,}", str(jobs), f"{size / took.seconds:.0f}", f"{each * 1000:.2f}", f"{ratio:.2f}", str(took.megabytes))
                )
    head = ("documents", "workers", "documents/s", "processor ms a document", "first = 1", "peak MB of a process")
    title = f"Text, html and docx of half a page. Processor time without the start, which is that of a folder of {STARTED}.\n\n"
    return "## Scaling\n\n" + title + table(head, rows)


def _took(files: list[Path], place: Path, size: int, jobs: int) -> Usage:
    _link(files, place, size)
    progress(f"scaling: {size} documents, {jobs} workers")
    took = used([*CHECK, "/dev/null", "--jobs", str(jobs), str(place)])
    shutil.rmtree(place)
    return took


def _link(files: list[Path], place: Path, size: int) -> None:
    for number in range(size):
        inside = place / f"{number // 1_000:03}"
        inside.mkdir(parents=True, exist_ok=True)
        file = files[number % len(files)]
        os.link(file, inside / f"{number:06}-{file.name}")
