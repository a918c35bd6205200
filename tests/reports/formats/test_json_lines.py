from __future__ import annotations

import json
import os

import pytest

from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty, write

# design.md, "The command line": scripts depend on these.
KEYS = [
    "path",
    "sha256",
    "size",
    "media_type",
    "verdict",
    "reasons",
    "findings",
    "unscanned",
    "coverage",
    "policy",
    "dictionaries",
    "elapsed_ms",
]
FINDING = ["entity", "rule", "score", "location", "start", "end", "quote", "evidence", "basis", "advice"]
LOCATION = ["part", "place", "page", "paragraph", "cell", "box"]


def test_the_keys_are_the_contract():
    passed, marked, people, unread = map(json.loads, write("jsonl", cases.run()).splitlines())
    assert [list(record) for record in (passed, marked, people, unread)] == [KEYS] * 4
    assert [record["verdict"] for record in (passed, marked, people, unread)] == ["pass", "block", "review", "review"]
    assert list(marked["findings"][0]) == FINDING
    assert list(marked["findings"][0]["location"]) == LOCATION
    assert marked["reasons"] == [
        {
            "action": "block",
            "rule": "secrecy-marking",
            "sentence": "文件带有国家秘密标志",
            "sentence_en": "the document bears a state secret marking",
            "count": 1,
        }
    ]
    assert [list(item) for item in unread["unscanned"]] == [["location", "code", "reason", "advice"]] * 3
    assert "--passwords" in unread["unscanned"][0]["advice"]
    assert unread["coverage"]["images_unread"] == 2
    assert marked["dictionaries"] == ["court-terms@2026.11.1"]


@pytest.mark.parametrize("text", NASTY)
def test_a_line_is_one_object_whose_values_are_exact(text):
    lines = write("jsonl", [nasty(text)], show_text=True)
    assert lines.count("\n") == len(lines.splitlines()) == 1
    record = json.loads(lines)
    assert record["path"] == text
    assert record["findings"][0]["quote"] == text


def test_an_undecodable_name_can_be_turned_into_its_bytes_again():
    name = b"\xb1\xd5\xff.doc"
    record = json.loads(write("jsonl", [cases.screened(os.fsdecode(name))]))
    assert os.fsencode(record["path"]) == name


def test_the_language_and_quiet_change_nothing_for_machines():
    assert write("jsonl", cases.run()) == write("jsonl", cases.run(), language="en", quiet=True, color=True)
