"""How long one small document takes from a cold start, against starting Python at all."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.measured import CHECK, medians, progress, table, used

ROUNDS = 7
DOCX = Path(__file__).parents[1] / "samples" / "documents" / "01 公开通知.docx"


def report() -> str:
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "small.txt")
        text.write_text("本院定于周五召开新闻发布会，欢迎参加。\n", "utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "screener check, a line of text": [*CHECK, "/dev/null", str(text)],
            "screener check, a docx of one page": [*CHECK, "/dev/null", str(DOCX)],
        }
        usages = {}
        for name, command in commands.items():
            progress(f"start: {name}")
            usages[name] = medians(partial(used, command), ROUNDS)
    base = usages["python -c pass"]
    rows = [(name, f"{took.seconds * 1000:.0f}", f"{took.cpu * 1000:.0f}", f"{took.cpu / base.cpu:.1f}") for name, took in usages.items()]
    return f"## Cold start\n\nMedian of {ROUNDS}.\n\n" + table(("command", "ms", "processor ms", "processor, python = 1"), rows)
