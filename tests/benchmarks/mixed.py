"""A folder of mixed office documents: ours, against the pipelines that one would build; and where the time goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from screener.config import load_config
from screener.dictionary import load_dictionaries
from screener.extract import Reading, Source
from screener.model import Segment
from screener.recognize import recognize
from screener.screening import Screener
from tests.benchmarks import floor
from tests.benchmarks.measured import CHECK, Usage, medians, progress, table, used
from tests.benchmarks.office_folder import MAKERS, fill
from tests.benchmarks.peers import peer_python

PEER = Path(__file__).with_name("kreuzberg_folder.py")
# What a person puts together: each kind to text with the tool at hand, then grep.
CONVERTED = r"""
case "$1" in
  *.pdf) pdftotext -q "$1" - ;;
  *.docx|*.xlsx|*.pptx|*.ofd|*.zip) unzip -p "$1" '*.xml' | sed 's/<[^>]*>//g' ;;
  *) cat "$1" ;;
esac | grep -c -F -f "$0"
"""


def report(rounds: int, quick: bool) -> str:
    count = 300 if quick else 2_000
    with tempfile.TemporaryDirectory() as folder:
        progress(f"mixed folder: making {count} documents")
        documents = fill(Path(folder, "documents"), count)
        words = Path(folder, "words")
        words.write_text("\n".join(term.text for dictionary in load_dictionaries() for term in dictionary.terms) + "\n", "utf-8")
        return "\n".join((_against_peers(documents, words, count, rounds), _profile(documents)))


def _against_peers(documents: Path, words: Path, count: int, rounds: int) -> str:
    processes = os.cpu_count() or 1
    commands: dict[str, list[str]] = {
        "ours: everything read, marks and identifiers, verdicts": [*CHECK, "/dev/null", "--jobs", str(processes), str(documents)],
    }
    if python := peer_python():
        commands["kreuzberg + pyahocorasick: words"] = [python, str(PEER), str(documents), str(words), str(processes)]
    if shutil.which("pdftotext") and shutil.which("unzip"):
        commands["pdftotext, unzip, sed + grep -F: words"] = [
            "sh", "-c", f"find {documents} -type f -print0 | xargs -0 -n1 -P{processes} sh -c '{CONVERTED.replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}' {words}",
        ]  # fmt: skip
    usages: dict[str, Usage] = {}
    for name, command in commands.items():
        progress(f"mixed folder: {name}")
        usages[name] = medians(partial(used, command), rounds)
    base = usages.get("kreuzberg + pyahocorasick: words", next(iter(usages.values())))
    rows = [
        (name, f"{count / took.seconds:.0f}", f"{base.seconds / took.seconds:.2f}", f"{base.cpu / took.cpu:.2f}", str(took.megabytes))
        for name, took in usages.items()
    ]
    unread = ""
    if python:
        done = subprocess.run(commands["kreuzberg + pyahocorasick: words"], capture_output=True, text=True, check=False)
        unread = f"kreuzberg does not read {json.loads(done.stdout)['unread']} of them." if done.returncode == 0 else ""
    kinds = ", ".join(f"{suffix} {times} %" for suffix, times, _ in MAKERS)
    head = ("pipeline", "documents/s", "kreuzberg = 1", "by processor time", "peak MB of a process")
    return f"## Mixed folder\n\n{count} documents ({kinds}), {processes} processes each. {unread}\n\n" + table(head, rows)


def _profile(documents: Path) -> str:
    """One process, one pass: the seconds of reading are those spent while the recognisers wait for the next segment. Beside it the floor."""
    progress("mixed folder: profile")
    screener = Screener.build(load_config(None))
    screener.warm()
    spent: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0])
    for path in sorted(path for path in documents.rglob("*") if path.is_file())[:400]:
        row, began = spent[path.suffix[1:]], time.process_time()
        reading = _Timed(Reading(Source.of_file(path, screener.config.limits)))
        for _ in recognize(iter(reading), screener.recognizers):
            pass
        row[0] += 1
        row[1] += reading.seconds
        row[2] += time.process_time() - began
        row[3] += floor.seconds(path.suffix[1:], path.read_bytes())
    rows = [
        (suffix, str(count), f"{total / count * 1000:.1f}", f"{reading / count * 1000:.1f}", f"{(total - reading) / count * 1000:.1f}",
         f"{least / count * 1000:.1f}", f"{reading / least:.1f}")
        for suffix, (count, reading, total, least) in sorted(spent.items(), key=lambda item: -item[1][2] / item[1][0])
    ]  # fmt: skip
    head = ("format", "documents", "processor ms a document", "reading", "recognising", "floor", "reading, floor = 1")
    note = "One process, imports of the first document included. The floor: the libraries alone parse the same documents, and nothing is done with it.\n\n"
    return note + table(head, rows)


class _Timed:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Segment]:
        items = iter(self._reading)
        while True:
            began = time.process_time()
            item = next(items, None)
            self.seconds += time.process_time() - began
            if item is None:
                return
            if isinstance(item, Segment):
                yield item
