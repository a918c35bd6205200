"""`make fuzz`: damaged documents through the product. None may break the run, hang, or pass without having been read.

`python -m tests.evaluation.fuzz [--count N] [--seconds S] [--seed N]`; `--number N` makes one mutant again (`--keep FILE` writes it) and
prints what came of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from screener.config import Config, Limits
from screener.extract.formats import BY_MEDIA_TYPE, EXTRACTORS
from screener.isolation import Task, screen_all
from screener.model import Action, Screened
from screener.screening import Screener
from tests.evaluation.mark_bytes import needed, still_holds
from tests.evaluation.mutations import Mutant, Sample, load, mutant

SAMPLES = Path(__file__).parents[1] / "samples"
BATCH = 200
# What a mark is: the findings of an undamaged sample that block it by themselves.
CERTAIN = 0.8
CODES_SHOWN = 12


@dataclass
class Tally:
    """What came out, and the mutants that must be looked at, by the name of what is wrong with them."""

    limit: float
    marks: dict[Path, dict[str, int]]
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    """what was raised that an extractor did not expect"""
    failures: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    destroyed: Counter[str] = field(default_factory=Counter)
    timed_out: int = 0
    died: int = 0
    slowest: tuple[int, str] = (0, "")

    def add(self, mutant: Mutant, result: Screened | None) -> None:
        shown = f"{mutant.number} ({mutant.kind}; {mutant.origin.path.name})"
        if result is None:
            self.failures["no verdict"].append(shown)
            return
        verdict = result.verdict
        codes = {unscanned.code for unscanned in verdict.unscanned}
        self.kinds[mutant.kind, verdict.action.name] += 1
        self.codes.update(codes)
        self.failed.update({unscanned.reason for unscanned in verdict.unscanned if unscanned.code == "extractor-failed"})
        self.timed_out += "timed-out" in codes
        self.died += "worker-died" in codes
        if "timed-out" not in codes:
            self.slowest = max(self.slowest, (result.elapsed_ms, shown))
            if result.elapsed_ms > 2000 * self.limit:
                self.failures["ran past its limit"].append(f"{shown} {result.elapsed_ms} ms")
        if verdict.action is Action.PASS:
            self._passed(mutant, result, shown)

    def _passed(self, mutant: Mutant, result: Screened, shown: str) -> None:
        if why := unread(result):
            self.failures["passed without having been read"].append(f"{shown}: {why}")
        marks = self.marks.get(mutant.origin.path)
        if not marks:
            return
        if mark := still_holds(mutant.data, marks):
            self.failures["MISS: passed with its mark"].append(f"{shown}: {mark}")
        else:
            self.destroyed[mutant.kind] += 1

    def print(self, seconds: float) -> None:
        count = sum(self.kinds.values())
        print("| damage | block | review | pass |\n| --- | ---: | ---: | ---: |")
        for kind in sorted({kind for kind, _ in self.kinds}):
            print(f"| {kind} | " + " | ".join(str(self.kinds[kind, action.name]) for action in reversed(Action)) + " |")
        print(f"\n{count} damaged documents in {seconds:.0f} s, {count / seconds:.0f} a second")
        print(
            f"timed out (held): {self.timed_out}; worker died (held): {self.died}; slowest that ended: {self.slowest[0]} ms, {self.slowest[1]}"
        )
        print("not read: " + ", ".join(f"{code} {count}" for code, count in self.codes.most_common(CODES_SHOWN)))
        print("extractor-failed: " + ", ".join(f"{reason} {count}" for reason, count in self.failed.most_common()))
        print(f"passed after the damage destroyed the mark: {sum(self.destroyed.values())} {dict(self.destroyed)}")
        for name in ("no verdict", "ran past its limit", "passed without having been read", "MISS: passed with its mark"):
            print(f"{name}: {len(self.failures[name])}")
            print("".join(f"  {shown}\n" for shown in self.failures[name]), end="")


def unread(result: Screened) -> str:
    """Why a document that passed was not read; empty when it was."""
    coverage, entry = result.verdict.coverage, BY_MEDIA_TYPE.get(result.media_type)
    if result.verdict.unscanned or coverage.parts_unread or coverage.pages_unread or coverage.images_unread:
        return "something in it was not read"
    if entry is None or (entry.holds_text and not coverage.characters):
        return f"no character of {result.media_type} was read"
    return ""


def screened(screener: Screener, paths: list[Path], jobs: int) -> list[Screened] | Exception:
    try:
        return list(screen_all(screener, [Task(path, path.name) for path in paths], jobs))
    except Exception as error:  # noqa: BLE001  the thing that is looked for; counted as a failure of every document of the batch
        return error


def marks_of(samples: list[Sample], jobs: int) -> dict[Path, dict[str, int]]:
    """The marks of each undamaged sample, read without the small time limit: a busy machine must not hide one from the count of misses."""
    screener = Screener.build(Config())
    results = screen_all(screener, [Task(sample.path, sample.path.name, "x" + sample.path.suffix) for sample in samples], jobs)
    return {
        sample.path: needed(
            sample.data,
            frozenset(
                finding.quote for finding in result.verdict.findings if finding.entity.startswith("secret.") and finding.score >= CERTAIN
            ),
        )
        for sample, result in zip(samples, results, strict=True)
    }


def run(seed: int, count: int, seconds: float, limit: float, jobs: int) -> bool:
    # Once, before the workers are forked: a batch starts in no time, and a file saved during the run changes nothing in it.
    for module in {entry.extractor for entry in EXTRACTORS if entry.extractor}:
        import_module(f"screener.extract.{module}")
    samples, screener = load(SAMPLES), _screener(limit)
    tally = Tally(limit, marks_of(samples, jobs))
    print(f"{len(samples)} samples, {sum(map(bool, tally.marks.values()))} of them marked; seed {seed}", file=sys.stderr)
    began = time.monotonic()
    for start in range(0, count, BATCH):
        if time.monotonic() - began > seconds:
            print(f"stopped after {seconds:.0f} s: SECONDS=… for more", file=sys.stderr)
            break
        with tempfile.TemporaryDirectory() as folder:
            mutants = [mutant(seed, number, samples) for number in range(start, min(start + BATCH, count))]
            paths = [Path(folder, f"{one.number}{one.origin.path.suffix}") for one in mutants]
            for one, path in zip(mutants, paths, strict=True):
                path.write_bytes(one.data)
            results = screened(screener, paths, jobs)
        if isinstance(results, Exception):
            tally.failures["no verdict"].append(f"{start} to {start + len(mutants) - 1}: {type(results).__name__}")
            continue
        by_name = {result.path: result for result in results}
        for one, path in zip(mutants, paths, strict=True):
            tally.add(one, by_name.get(path.name))
        wrong = sum(map(len, tally.failures.values()))
        print(f"{start + len(mutants)} of {count}, {time.monotonic() - began:.0f} s, {wrong} failures", file=sys.stderr, flush=True)
    tally.print(time.monotonic() - began)
    return any(tally.failures.values())


def again(seed: int, number: int, limit: float, keep: Path | None) -> None:
    """One mutant, for the person who looks at a failure."""
    one = mutant(seed, number, load(SAMPLES))
    print(f"{one.kind}; {one.origin.path}; {len(one.data)} bytes")
    with tempfile.TemporaryDirectory() as folder:
        path = keep or Path(folder, f"{number}{one.origin.path.suffix}")
        path.write_bytes(one.data)
        result = next(screen_all(_screener(limit), [Task(path, path.name)], 1))
    print(f"{result.media_type}: {result.verdict.action.name.lower()}, {result.elapsed_ms} ms, {result.verdict.coverage}")
    for unscanned in result.verdict.unscanned:
        print(f"not read: {unscanned.location.part} {unscanned.code} {unscanned.reason}")
    for finding in result.verdict.findings:
        print(f"found: {finding.location.part} {finding.rule} {finding.score:g} {finding.quote}")


def _screener(limit: float) -> Screener:
    return Screener.build(Config(limits=Limits(seconds=limit, seconds_per_megabyte=0.0)))


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.evaluation.fuzz")
    arguments.add_argument("--count", type=int, default=10_000)
    arguments.add_argument("--seconds", type=float, default=240.0, help="start no further batch after so long")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--limit", type=float, default=10.0, help="seconds that one document may take")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--number", type=int, help="only this mutant")
    arguments.add_argument("--keep", type=Path, help="with --number: write it here")
    chosen = arguments.parse_args()
    if chosen.number is not None:
        again(chosen.seed, chosen.number, chosen.limit, chosen.keep)
        return 0
    return int(run(chosen.seed, chosen.count, chosen.seconds, chosen.limit, chosen.jobs))


if __name__ == "__main__":
    sys.exit(main())
