"""`make bench`: speed and memory, as ratios of one run on one machine; writes RESULTS.md beside this file.

`python -m tests.benchmarks [corpora] [--rounds N] [--only SECTION]`; `--only` prints a section and writes nothing. `QUICK=1` takes small
sizes and writes nothing; `BENCH_LARGE=1` adds the text of 1 GB. The peers are installed into an environment of their own.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.benchmarks import drop_box, identifiers, memory, mixed, pages, scaling, start_up, statutes, text_core
from tests.benchmarks.measured import progress

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTE = "Medians of one run. Where the machine had other work to do, ratios of processor time say more than seconds. Nothing is asserted about time."
# So many processes at work besides make seconds useless.
BUSY = 0.5


@dataclass(frozen=True)
class Run:
    corpora: Path
    rounds: int
    quick: bool
    large: bool


SECTIONS: dict[str, Callable[[Run], str]] = {
    "start": lambda _: start_up.report(),
    "core": lambda run: text_core.report(run.corpora, run.quick),
    "identifiers": lambda run: identifiers.report(run.corpora, run.quick),
    "mixed": lambda run: mixed.report(run.rounds, run.quick),
    "scaling": lambda run: scaling.report(run.quick),
    "memory": lambda run: memory.report(large=run.large, quick=run.quick),
    "statutes": lambda run: statutes.report(run.corpora, run.rounds, run.quick),
    "pages": lambda run: pages.report(run.corpora, run.rounds, run.quick),
    "drop-box": lambda run: drop_box.report(run.quick),
}


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    arguments.add_argument("corpora", nargs="?", type=Path, default=Path("../shared/corpora"))
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", choices=SECTIONS)
    chosen = arguments.parse_args()
    quick, load = bool(os.environ.get("QUICK")), os.getloadavg()[0]
    run = Run(chosen.corpora, chosen.rounds, quick, large=bool(os.environ.get("BENCH_LARGE")))
    parts = []
    for name in [chosen.only] if chosen.only else SECTIONS:
        began = time.monotonic()
        parts.append(SECTIONS[name](run))
        minutes = (time.monotonic() - began) / 60
        progress(f"{name}: {minutes:.1f} minutes")
        print(parts[-1], flush=True)
    if not (chosen.only or quick):
        busy = f"Load when it began: {load:.1f}." + (" The machine was busy: read no seconds." if load > BUSY else "")
        RESULTS.write_text("\n".join([f"# Benchmarks\n\n{machine()} {busy}\n\n{NOTE}\n", *parts]), "utf-8")
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
