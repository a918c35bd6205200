"""How much memory one large document takes: files made on the spot, screened by one worker."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf

from tests.benchmarks.measured import CHECK, progress, table, used

PAGES = 300
SAMPLE = Path(__file__).parents[1] / "samples" / "documents" / "05 判决书.pdf"
SENTENCE = "第{}条　各级人民法院应当依照法律规定公开裁判文书，接受社会监督。本案受理费由双方当事人各半负担。\n"
ROW = "{},二〇二六年第一季度,民事案件,已结,调解撤诉,三个月以内,{}\n"


def report(large: bool) -> str:
    """`large`: with the text of 1 GB, which takes a while."""
    rows = [_row("csv, 200 MB", ".csv", lambda path: _written(path, ROW, 200_000_000))]
    rows.append(_row(f"pdf, {PAGES} pages of text", ".pdf", _pages))
    if large:
        rows.append(_row("txt, 1 GB", ".txt", lambda path: _written(path, SENTENCE, 1_000_000_000)))
    else:
        rows.append(("txt, 1 GB", "not run: BENCH_LARGE=1 runs it", "", "", ""))
    return "## Peak memory of a worker\n\n" + table(("document", "peak MB", "seconds", "verdict", "not read"), rows)


def _row(name: str, suffix: str, make: Callable[[Path], None]) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "large" + suffix), Path(folder, "verdict.jsonl")
        make(path)
        progress(f"memory: {name}, {path.stat().st_size / 1e6:.0f} MB on disk")
        usage = used([*CHECK, str(out), "--jobs", "1", str(path)])
        verdict, codes = _verdict(out)
    return name, str(usage.megabytes), f"{usage.seconds:.0f}", verdict, codes


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
    print(report(bool(os.environ.get("BENCH_LARGE"))))
