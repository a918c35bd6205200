"""Identifiers in running text: ours, and the pattern recognisers of presidio-analyzer, on text with a known number of valid ones."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.benchmarks.measured import progress, table
from tests.benchmarks.peers import peer_python
from tests.benchmarks.text_core import sample

PEER = Path(__file__).with_name("presidio_text.py")
# What both know.
SHARED = ("resident-id", "bank-card", "mobile", "email-address")
EVERY = 20
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def report(corpora: Path, quick: bool) -> str:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "text.txt")
        planted = _plant(sample(corpora, 200_000 if quick else 2_000_000).decode(), text)
        size = text.stat().st_size / 1e6
        rows = [_ours(text, size, "all"), _ours(text, size, "shared"), _theirs(text, size)]
    head = ("", "MB/s", *(f"{kind}, of {planted}" for kind in SHARED))
    title = f"{size:.1f} MB of statutes with one of each identifier in every {EVERY}th line; one process, line by line, imports not counted.\n\n"
    return "## Identifiers\n\n" + title + table(head, rows)


def _plant(text: str, file: Path) -> int:
    lines, planted = [], 0
    for number, line in enumerate(text.splitlines()):
        lines.append(line)
        if number % EVERY == 0:
            lines.append(
                f"联系人王某某，身份证号： {_resident_id(number)} ，手机： {13800000000 + number * 7919 % 99999999} ，"
                f"邮箱： wang{number}@yunling-office.cn ，银行卡号： {_card(number)} 。"
            )
            planted += 1
    file.write_text("\n".join(lines), "utf-8")
    return planted


def _ours(text: Path, size: float, which: str) -> tuple[str, ...]:
    from screener.lazy_pattern import compile_all
    from screener.model import Location, Segment
    from screener.recognize import RECOGNIZERS, recognize
    from screener.recognize.pattern import PatternRecognizer

    progress(f"identifiers: ours, {which}")
    compile_all()
    recognizers = [
        recognizer
        for recognizer in RECOGNIZERS
        if isinstance(recognizer, PatternRecognizer) and (which == "all" or {rule.id for rule in recognizer.rules} & {*SHARED})
    ]
    segments = [Segment(line, Location(paragraph=number)) for number, line in enumerate(text.read_text("utf-8").splitlines(), 1)]
    began = time.perf_counter()
    found = Counter(getattr(finding, "rule", "") for finding in recognize(iter(segments), recognizers))
    speed = size / (time.perf_counter() - began)
    return f"ours, {len(recognizers)} kinds", f"{speed:.2f}", *(str(found[kind]) for kind in SHARED)


def _theirs(text: Path, size: float) -> tuple[str, ...]:
    python = peer_python()
    if python is None:
        return "presidio-analyzer", "does not install", *("" for _ in SHARED)
    progress("identifiers: presidio")
    done = subprocess.run([python, str(PEER), str(text)], capture_output=True, text=True, check=False)
    if done.returncode:
        return "presidio-analyzer", "failed", *("" for _ in SHARED)
    answer = json.loads(done.stdout)
    return f"presidio-analyzer, {len(SHARED)} kinds", f"{size / answer['seconds']:.2f}", *(str(answer["found"][kind]) for kind in SHARED)


def _resident_id(number: int) -> str:
    body = f"110105{1950 + number % 50}{number % 12 + 1:02}{number % 28 + 1:02}{number % 1000:03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _card(number: int) -> str:
    """Sixteen digits with the check digit of ISO/IEC 7812-1."""
    body = f"622588{number * 7919 % 10**9:09}"
    total = sum(sum(divmod(int(digit) * 2, 10)) if at % 2 == 0 else int(digit) for at, digit in enumerate(body))
    return body + str(-total % 10)
