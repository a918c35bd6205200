"""`make bench`: speed and memory, as ratios of one run on one machine; writes RESULTS.md beside this file.

`python -m tests.benchmarks [corpora] [--rounds N] [--only SECTION]`; `--only` prints a section and writes nothing. `BENCH_LARGE=1` adds
the text of 1 GB.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import datetime
from pathlib import Path

from tests.benchmarks import memory, pages, start_up, statutes

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTE = (
    "Medians of one run, on a machine that had other work to do: read the ratios, those of processor time first, not the seconds. Nothing is asserted about time.\n"
    "`make bench` writes this file anew.\n"
)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    arguments.add_argument("corpora", nargs="?", type=Path, default=Path("../shared/corpora"))
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", choices=("statutes", "pages", "start", "memory"))
    chosen = arguments.parse_args()
    sections = {
        "start": start_up.report,
        "memory": lambda: memory.report(bool(os.environ.get("BENCH_LARGE"))),
        "statutes": lambda: statutes.report(chosen.corpora, chosen.rounds),
        "pages": lambda: pages.report(chosen.corpora, chosen.rounds),
    }
    if chosen.only:
        print(sections[chosen.only]())
        return 0
    text = "\n".join([f"# Benchmarks\n\n{machine()}\n\n{NOTE}", *(section() for section in sections.values())])
    RESULTS.write_text(text, "utf-8")
    print(text)
    return 0


def machine() -> str:
    model = next((line.split(":")[1].strip() for line in _cpu() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    day = datetime.now().astimezone().date()
    return f"{day}; {model}, {os.cpu_count()} processors, {memory:.0f} GB; {platform.system()} {platform.release()}, Python {platform.python_version()}."


def _cpu() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text("utf-8").splitlines() if file.is_file() else []


if __name__ == "__main__":
    sys.exit(main())
