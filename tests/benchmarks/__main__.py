"""`make bench`: speed and memory, as ratios of one run on one machine; writes RESULTS.md beside this file.

`python -m tests.benchmarks [corpora] [--rounds N] [--only SECTION]`; `--only` prints a section and writes nothing. `QUICK=1` takes small
sizes and writes nothing; `BENCH_LARGE=1` adds the text of 1 GB. The peers are installed into an environment of their own.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import datetime
from pathlib import Path

from tests.benchmarks import memory, mixed, pages, start_up, statutes, text_core

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTE = (
    "Medians of one run, on a machine that had other work to do: read the ratios, those of processor time first, not the seconds. Nothing is asserted about time.\n"
    "`make bench` writes this file anew.\n"
)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    arguments.add_argument("corpora", nargs="?", type=Path, default=Path("../shared/corpora"))
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", choices=("start", "core", "mixed", "scaling", "memory", "statutes", "pages"))
    chosen = arguments.parse_args()
    quick = bool(os.environ.get("QUICK"))
    sections = {
        "start": start_up.report,
        "core": lambda: text_core.report(chosen.corpora, quick),
        "mixed": lambda: mixed.report(chosen.rounds, quick),
        "scaling": lambda: mixed.scaling(quick),
        "memory": lambda: memory.report(bool(os.environ.get("BENCH_LARGE"))),
        "statutes": lambda: statutes.report(chosen.corpora, chosen.rounds),
        "pages": lambda: pages.report(chosen.corpora, chosen.rounds),
    }
    if chosen.only or quick:
        for name in [chosen.only] if chosen.only else ("start", "core", "mixed", "scaling"):
            print(sections[name]())
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
