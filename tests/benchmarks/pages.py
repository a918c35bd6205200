"""Pages per second and words seen on the same pdf files: ours, pdftotext and grep, pdfplumber, kreuzberg."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks.measured import CHECK, medians, progress, table, used
from tests.benchmarks.peers import peer_python

SAMPLES = Path(__file__).parents[1] / "samples"
READ_WITH = Path(__file__).with_name("read_with.py")
HAN = r"[\u3400-\u9fff]"
MARKS = "绝密|机密|秘密"
GREPPED = 'for file; do pdftotext -q "$file" - | grep -c -E "$0"; done'


@dataclass(frozen=True)
class Read:
    seconds: float
    cpu: float
    texts: dict[str, list[str]]
    failed: list[str]

    def words(self) -> set[tuple[str, str]]:
        return {(path, word) for path, pages in self.texts.items() for word in words("\n".join(pages))}


def words(text: str) -> set[str]:
    """Latin words, and every two Chinese characters that stand side by side: without a dictionary, the same for every tool."""
    joined = re.sub(rf"(?<={HAN})[ \t\u3000]+(?={HAN})", "", text)
    pairs = {pair for run in re.findall(rf"{HAN}{{2,}}", joined) for pair in map("".join, itertools.pairwise(run))}
    return pairs | set(re.findall(r"[a-z]{2,}", joined.casefold()))


def read_with(tool: str, paths: list[str], rounds: int, python: str = sys.executable) -> Read | str:
    """What the tool saw; or why there is nothing."""
    progress(f"pages: {tool}")
    done = subprocess.run([python, str(READ_WITH), tool, str(rounds), *paths], capture_output=True, text=True, check=False)
    if done.returncode:
        return "failed: " + done.stderr.strip().rsplit("\n", 1)[-1].split(":")[0]
    answer = json.loads(done.stdout.rsplit("\n", 2)[-2])
    return Read(statistics.median(answer["seconds"]), statistics.median(answer["cpu"]), answer["texts"], answer["failed"])


def report(corpora: Path, rounds: int, quick: bool) -> str:
    folders = [SAMPLES] if quick else [corpora / "documents", SAMPLES]
    found = sorted(path for folder in folders for path in folder.rglob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        # Names of their own: a file's name is text too, and only ours reads it.
        paths = [str(shutil.copyfile(path, Path(folder, f"{number:02}.pdf"))) for number, path in enumerate(found)]
        plumber = read_with("pdfplumber", paths, 1)
        assert isinstance(plumber, Read), plumber
        pages = {path: len(texts) for path, texts in plumber.texts.items()}
        readable = [path for path in paths if words("".join(plumber.texts[path]))]
        pictures = [path for path in paths if pages[path] and path not in readable]
        locked = len(paths) - len(readable) - len(pictures)
        return (
            "## Pages\n\n"
            f"{len(paths)} pdf files: {len(readable)} with text ({sum(map(pages.__getitem__, readable))} pages), "
            f"{len(pictures)} only pictures of pages ({sum(map(pages.__getitem__, pictures))} pages), {locked} that pdfplumber cannot open.\n\n"
            "Recall: of the words (pairs of Chinese characters, latin words) that at least two of the tools saw.\n\n"
            + _with_text(readable, sum(map(pages.__getitem__, readable)), rounds)
            + "\n"
            + _pictures(pictures, sum(map(pages.__getitem__, pictures)))
        )


def _with_text(paths: list[str], pages: int, rounds: int) -> str:
    python = peer_python()
    # With OCR one round: a picture on a page takes seconds.
    reads: dict[str, Read | str] = {
        "ours, extraction": read_with("screener", paths, 1),
        "ours, extraction without OCR": read_with("screener_without_ocr", paths, rounds),
        "pdftotext": read_with("pdftotext", paths, rounds) if shutil.which("pdftotext") else "not on this machine",
        "pdfplumber": read_with("pdfplumber", paths, rounds),
        "kreuzberg": read_with("kreuzberg", paths, rounds, python) if python else "does not install",
    }
    ends = {
        "ours, end to end": medians(partial(used, [*CHECK, "/dev/null", "--jobs", "1", *paths]), 1),
        "pdftotext + grep, end to end": medians(partial(used, ["sh", "-c", GREPPED, MARKS, *paths]), rounds)
        if shutil.which("pdftotext")
        else None,
    }
    base = ends["pdftotext + grep, end to end"] or ends["ours, end to end"]
    assert base is not None
    # Ours counts once: with and without OCR are one witness.
    witnesses = [read.words() for name, read in reads.items() if isinstance(read, Read) and "without" not in name]
    agreed = {word for word, count in Counter(word for seen in witnesses for word in seen).items() if count >= 2}
    rows = []
    for name, read in reads.items():
        if isinstance(read, str):
            rows.append((name, read, "", "", "", ""))
            continue
        recall = len(read.words() & agreed) / len(agreed)
        rows.append(
            (
                name,
                f"{pages / read.seconds:.1f}",
                f"{base.seconds / read.seconds:.3f}",
                f"{base.cpu / read.cpu:.3f}",
                f"{recall:.4f}",
                str(len(read.failed)),
            )
        )
    for name, took in ends.items():
        if took is None:
            rows.append((name, "not on this machine", "", "", "", ""))
            continue
        rows.append((name, f"{pages / took.seconds:.1f}", f"{base.seconds / took.seconds:.3f}", f"{base.cpu / took.cpu:.3f}", "", ""))
    return table(("files with text", "pages/s", "pdftotext + grep = 1", "by processor time", "recall of words", "files not read"), rows)


def _pictures(paths: list[str], pages: int) -> str:
    """One round: a page through OCR takes seconds."""
    rows = []
    for tool in ("screener", "pdftotext") if shutil.which("pdftotext") else ("screener",):
        read = read_with(tool, paths, 1)
        if isinstance(read, str):
            rows.append((tool, read, ""))
        else:
            rows.append(("ours, OCR" if tool == "screener" else tool, f"{pages / read.seconds:.2f}", str(len(read.words()))))
    return table(("files of pictures", "pages/s", "words seen"), rows)
