"""`make chaos`: kill everything, at random and at every named step, and see that nothing was lost, released twice, or released unjudged.

Seeded: the same seed makes the same plan (what the scheduler does with it differs). Bounded: by kills and by seconds.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from reports.cases.crash import POINTS
from tests.end_to_end.faults import faults
from tests.end_to_end.hostile_screening import KILLS_PROCESS, KILLS_WORKER
from tests.end_to_end.installation import ROOT, Installation, children, kill_group
from tests.end_to_end.mixed import Dropped, documents
from tests.end_to_end.notices import listening

HOSTILE = "tests.end_to_end.hostile_screener"
RULINGS_EVERY = 12


@dataclass
class Campaign:
    installation: Installation
    chance: random.Random
    dropped: list[Dropped] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    process: subprocess.Popen[bytes] | None = None

    def drop(self, count: int) -> None:
        for one in documents(count, self.chance.randrange(1 << 30), len(self.dropped)):
            self._put(one)
        if self.chance.random() < 0.08:
            poison = self.chance.choice((KILLS_WORKER, KILLS_PROCESS))
            self._put(Dropped(f"毒{len(self.dropped)}.txt", poison + f"\n{len(self.dropped)}".encode(), "poison"))

    def _put(self, one: Dropped) -> None:
        target = self.installation.inbox / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.content)
        self.dropped.append(one)

    def start(self, **more: str) -> None:
        if self.process is None or self.process.poll() is not None:
            self.process = self.installation.start("watch", HOSTILE, **more)

    def killed(self, how: str) -> None:
        assert self.process is not None
        kill_group(self.process)
        self.kills[how] += 1

    def at_a_point(self, point: str) -> None:
        """Die at the named step; when it is not reached, die at no step in particular."""
        self.stop()
        self.drop(self.chance.randint(2, 4))
        if point in {"before-destroy", "destroyed-not-recorded", "delivered-not-forgotten"}:
            self.rulings()
        self.start(SCREENER_CRASH_AT=f"{point}:{self.chance.choice((1, 1, 2))}")
        end = time.monotonic() + 8
        while self.process is not None and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        reached = self.process is not None and self.process.poll() == -signal.SIGKILL
        self.killed(point if reached else "group")

    def group(self) -> None:
        self.drop(self.chance.randint(1, 4))
        self.start()
        time.sleep(self.chance.uniform(0.8, 4.0))
        self.killed("group")

    def main_alone(self) -> None:
        self.drop(self.chance.randint(1, 4))
        self.start()
        time.sleep(self.chance.uniform(1.5, 4.0))
        assert self.process is not None
        below = children(self.process.pid)
        self.process.kill()
        self.process.wait()
        self.kills["main"] += 1
        end = time.monotonic() + 10
        while any(_runs(pid) for pid in below):
            assert time.monotonic() < end, "a process outlived the loop"
            time.sleep(0.05)

    def workers(self) -> None:
        """One or all of those that screen, while the loop lives on."""
        self.drop(self.chance.randint(3, 6))
        self.start()
        time.sleep(self.chance.uniform(1.8, 3.5))
        assert self.process is not None
        below = children(self.process.pid)
        for pid in self.chance.sample(below, min(len(below), self.chance.choice((1, 2)))):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills["worker"] += 1

    def full_disk(self, which: str) -> None:
        self.drop(3)
        filler = self.installation.folder / which / ".filler"
        self.start()
        time.sleep(self.chance.uniform(0.0, 1.5))
        with suppress(OSError), filler.open("wb", buffering=0) as out:
            while True:
                out.write(bytes(self.chance.choice((1 << 16, 1 << 12))))
        time.sleep(self.chance.uniform(1.0, 3.0))
        if self.chance.random() < 0.5:
            self.killed("group")
        filler.unlink()
        self.troubles[f"full {which}"] += 1

    def locked_database(self) -> None:
        self.drop(3)
        self.start()
        seconds = self.chance.choice((1.0, 2.0, 3.0, 33.0))
        database = sqlite3.connect(self.installation.folder / "var" / "cases.sqlite3", timeout=60, isolation_level=None)
        try:
            with suppress(sqlite3.OperationalError):
                database.execute("BEGIN IMMEDIATE")
                time.sleep(seconds)
                database.execute("ROLLBACK")
        finally:
            database.close()
        self.troubles["locked database"] += 1

    def clock_steps_back(self) -> None:
        self.stop()
        self.drop(3)
        self.start(SCREENER_TEST_CLOCK=str(self.chance.choice((60, 7200))))
        time.sleep(self.chance.uniform(3.0, 6.0))
        self.killed("group")
        self.troubles["clock stepped back"] += 1

    def rulings(self) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.end_to_end.rulings_of_a_day",
            str(self.installation.configuration),
            str(self.chance.randrange(1000)),
        ]
        subprocess.run(command, cwd=ROOT, env=self.installation.environment(), check=False, timeout=120, capture_output=True)
        self.troubles["rounds of rulings"] += 1

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            kill_group(self.process)
            self.kills["group"] += 1

    def plan(self) -> Iterator[Callable[[], None]]:
        """Every point in turn, and something at random after each."""
        points = [*POINTS]
        others = [self.group, self.group, self.main_alone, self.workers, self.workers, self.clock_steps_back]
        mounted = [which for which in ("released", "var") if os.path.ismount(self.installation.folder / which)]
        while True:
            self.chance.shuffle(points)
            for number, point in enumerate(points):
                yield lambda point=point: self.at_a_point(point)  # type: ignore[misc]
                yield self.chance.choice(others)
                if number % RULINGS_EVERY == 0:
                    yield self.rulings
                    yield self.locked_database
                    for which in mounted:
                        yield lambda which=which: self.full_disk(which)  # type: ignore[misc]

    def run(self, kills: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        for step in self.plan():
            if self.kills.total() >= kills or time.monotonic() > end:
                break
            step()
        self.stop()
        with self.installation.running("watch"):
            # Without the hostile parser what is poison to it is a document like others: nothing may be waiting at the end.
            self.installation.wait_until(lambda: self.installation.unfinished() == 0, 300)


def _runs(pid: int) -> bool:
    """Whether it is still at work: what is dead and waits to be buried is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


@contextmanager
def small_disks(folder: Path) -> Iterator[None]:
    """The released folder and the home on file systems that can be filled; without the right to mount, on what is there."""
    mounted = []
    for which, size in (("released", "16m"), ("var", "48m")):
        (folder / which).mkdir(parents=True, mode=0o700, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(folder / which)]
        if os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0:
            mounted.append(folder / which)
    try:
        yield
    finally:
        for path in mounted:
            subprocess.run(["umount", "-l", str(path)], check=False)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, small_disks(Path(name)), listening() as notices:
        campaign = Campaign(Installation.make(Path(name), more=notices.configuration), random.Random(args.seed))
        began = time.monotonic()
        try:
            campaign.run(args.kills, args.seconds)
        finally:
            if campaign.process is not None:
                kill_group(campaign.process)
        found = faults(campaign.installation, campaign.dropped, notices)
        print(
            f"seed {args.seed}: {campaign.kills.total()} kills in {time.monotonic() - began:.0f} s: {dict(sorted(campaign.kills.items()))}"
        )
        print(f"troubles: {dict(sorted(campaign.troubles.items()))}")
        print(f"documents: {len(campaign.dropped)}, cases: {dict(campaign.installation.states())}")
        gave_up = campaign.installation.query("SELECT count(*) FROM cases_unscannedrow WHERE code IN ('extractor-failed', 'worker-died')")[
            0
        ][0]
        print(f"held because their process died again and again: {gave_up}")
        print(
            f"told by mail: {notices.mails.total()} of {len(notices.mails)} cases, by webhook: {notices.hooks.total()} of {len(notices.hooks)}"
        )
        for what, which in found.items():
            print(f"{what}: {len(which)}")
            for line in which[:10]:
                print(f"  {line}")
        if any(found.values()):
            print(campaign.installation.tail())
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
