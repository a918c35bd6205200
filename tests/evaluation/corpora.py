"""The labelled public corpora, screened by the product as it is: what was expected, what came out."""

from __future__ import annotations

import csv
import resource
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from screener.config import Config
from screener.isolation import Task, screen_all
from screener.model import Screened
from screener.screening import Screener
from tests.evaluation.person_table import report_person_table

GROUPS = {"A": "official documents", "B": "statutes", "C": "tables and OFD", "E": "hostile, encrypted, odd", "P": "policies"}


@dataclass(frozen=True)
class Labelled:
    """A line of cases.tsv. `error` means unreadable: anything but pass, with an `Unscanned`."""

    id: str
    path: Path
    expected: str
    why: str

    def is_met_by(self, result: Screened) -> bool:
        action = result.verdict.action.name.lower()
        if self.expected == "error":
            return action != "pass" and bool(result.verdict.unscanned)
        if self.expected == "review":
            return action != "pass"
        return action == self.expected


def labelled(corpora: Path, laws: Path) -> list[Labelled]:
    with (corpora / "cases.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Labelled(
            row["id"], (laws if row["path"].startswith("b_laws/") else corpora / "documents") / row["path"], row["expected"], row["why"]
        )
        for row in rows
    ]


def report_cases(corpora: Path, laws: Path) -> int:
    """Print the confusion table by group and every miss; the number of misses."""
    screener = Screener.build(Config())
    cases = labelled(corpora, laws)
    began = time.monotonic()
    results = list(screen_all(screener, [Task(case.path, case.id) for case in cases]))
    seconds = time.monotonic() - began
    outcomes = Counter((case.id[0], case.expected, result.verdict.action.name.lower()) for case, result in zip(cases, results, strict=True))
    print("| group | expected | block | review | pass |\n| --- | --- | --- | --- | --- |")
    for group, expected in sorted({(group, expected) for group, expected, _ in outcomes}):
        counts = " | ".join(str(outcomes[group, expected, action]) for action in ("block", "review", "pass"))
        print(f"| {GROUPS[group]} | {expected} | {counts} |")
    missed = [(case, result) for case, result in zip(cases, results, strict=True) if not case.is_met_by(result)]
    for case, result in missed:
        print(f"MISS {case.id} {case.path.name}: expected {case.expected}, got {result.verdict.action.name.lower()}: {_because(result)}")
    slowest = max(results, key=lambda result: result.elapsed_ms)
    print(
        f"{len(cases)} cases, {len(missed)} missed, {seconds:.1f} s in all, slowest {slowest.path} {slowest.elapsed_ms} ms, {_peak()} MB peak in a worker"
    )
    return len(missed)


def report_statutes(laws: Path) -> int:
    """Screen every statute; none bears a mark. The number that were blocked."""
    screener = Screener.build(Config())
    files = sorted(laws.rglob("*.md"))
    began = time.monotonic()
    actions: Counter[str] = Counter()
    for result in screen_all(screener, (Task(file, str(file.relative_to(laws))) for file in files)):
        action = result.verdict.action.name.lower()
        actions[action] += 1
        if action != "pass":
            print(f"{action.upper()} {result.path}: {_because(result)}")
    seconds = time.monotonic() - began
    print(f"{len(files)} statutes: {dict(actions)}, {seconds:.1f} s, {len(files) / seconds:.0f} documents/s, {_peak()} MB peak in a worker")
    return actions["block"]


def unpacked(corpora: Path, folder: str) -> Path:
    with tarfile.open(corpora / "laws.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return Path(folder)


def run(corpora: Path) -> Iterator[int]:
    with tempfile.TemporaryDirectory() as folder:
        laws = unpacked(corpora, folder)
        print("\n### A table of synthetic people (openDLP)\n")
        print("\n".join(report_person_table(corpora / "documents")))
        print("\n### Labelled documents\n")
        yield report_cases(corpora, laws)
        yield report_statutes(laws)


def _because(result: Screened) -> str:
    verdict = result.verdict
    found = Counter(f"{finding.rule} {finding.score:g}" for finding in verdict.findings if finding.score >= 0.5)
    unread = Counter(f"{unscanned.code} {unscanned.reason}".strip() for unscanned in verdict.unscanned)
    return "; ".join(f"{what} x{count}" for what, count in [*found.most_common(5), *unread.most_common(5)])


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
