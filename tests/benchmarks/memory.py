"""How much memory one large document takes: files made on the spot, screened by one worker."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf

from tests.benchmarks.measured import CHECK, progress, table, used

PAGES = 300
SAMPLED_EVERY = 0.05
NOTE = (
    "The peak counts the pages of the file, which is mapped: the system takes them back when it wants to. The worker's own are sampled.\n\n"
)
SAMPLE = Path(__file__).parents[1] / "samples" / "documents" / "05 判决书.pdf"
SENTENCE = "第{}条　各级人民法院应当依照法律规定公开裁判文书，接受社会监督。本案受理费由双方当事人各半负担。\n"
HEAD = ("document", "peak MB", "own peak MB", "seconds", "processor s", "verdict", "not read")
ROW = "{},二〇二六年第一季度,民事案件,已结,调解撤诉,三个月以内,{}\n"


def report(*, large: bool, quick: bool = False) -> str:
    """`large`: with the text of 1 GB, which takes a while."""
    if quick:
        return table(HEAD, [_row("csv, 5 MB", ".csv", lambda path: _written(path, ROW, 5_000_000))])
    rows = [_row("csv, 200 MB", ".csv", lambda path: _written(path, ROW, 200_000_000))]
    rows.append(_row(f"pdf, {PAGES} pages of text", ".pdf", _pages))
    if large:
        rows.append(_row("txt, 1 GB", ".txt", lambda path: _written(path, SENTENCE, 1_000_000_000)))
    else:
        rows.append(("txt, 1 GB", "not run: BENCH_LARGE=1 runs it", "", "", "", "", ""))
    return "## Peak memory of a worker\n\n" + NOTE + table(HEAD, rows)


def _row(name: str, suffix: str, make: Callable[[Path], None]) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "large" + suffix), Path(folder, "verdict.jsonl")
        make(path)
        progress(f"memory: {name}, {path.stat().st_size / 1e6:.0f} MB on disk")
        command = [*CHECK, str(out), "--jobs", "1", str(path)]
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(used, command)
            own = 0
            while not run.done():
                own = max(own, _own(os.getpid()))
                time.sleep(SAMPLED_EVERY)
        usage = run.result()
        verdict, codes = _verdict(out)
    return name, str(usage.megabytes), str(own), f"{usage.seconds:.0f}", f"{usage.cpu:.0f}", verdict, codes


def _own(pid: int) -> int:
    """The largest memory that one of the descendants has for itself alone, in MB."""
    largest = 0
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                status = Path(f"/proc/{child}/status").read_text("utf-8").partition("RssAnon:")[2]
                largest = max(largest, int((status.split() or ["0"])[0]) // 1024, _own(int(child)))
    except OSError:
        pass  # it has ended meanwhile
    return largest


def _verdict(out: Path) -> tuple[str, str]:
    for line in out.read_text("utf-8").splitlines() if out.exists() else ():
        record = json.loads(line)
        if "verdict" in record:
            return str(record["verdict"]), ", ".join(sorted({item["code"] for item in record.get("unscanned", ())})) or "-"
    return "no verdict", ""


def _written(path: Path, line: str, size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while file.tell() < size:
            file.writelines(_lines(line, number, 10_000))
            number += 10_000


def _lines(line: str, start: int, count: int) -> Iterator[str]:
    return (line.format(number, number * 7 % 1000) for number in range(start, start + count))


def _pages(path: Path) -> None:
    with pikepdf.open(SAMPLE) as pdf:
        own = len(pdf.pages)
        for number in range(own, PAGES):
            pdf.pages.append(pdf.pages[number % own])
        pdf.save(path)


if __name__ == "__main__":
    print(report(large=bool(os.environ.get("BENCH_LARGE"))))
