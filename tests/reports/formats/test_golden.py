"""Golden files: what changes in them is a change for whoever reads the report. `SCREENER_GOLDEN=write` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.reports.formats import cases
from tests.reports.formats.test_formats import write

SAMPLES = Path(__file__).parents[2] / "samples" / "reports"


@pytest.mark.parametrize(
    ("name", "file", "changes"),
    [
        ("text", "text-zh.txt", {}),
        ("text", "text-en.txt", {"language": "en", "width": 72, "quiet": True}),
        ("text", "text-color.txt", {"color": True}),
        ("jsonl", "run.jsonl", {}),
        ("junit", "junit-zh.xml", {}),
        ("html", "page-zh.html", {}),
    ],
)
def test_the_report_is_as_its_golden_file(name, file, changes):
    golden = SAMPLES / file
    told = write(name, [*cases.run()[:2], cases.listed_people(6), cases.unread()], **changes)
    if os.environ.get("SCREENER_GOLDEN") == "write":
        golden.write_text(told, "utf-8")
    assert told == golden.read_text("utf-8")
