from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from screener.model import (
    Action,
    Case,
    Coverage,
    Document,
    Finding,
    Location,
    Place,
    Reason,
    Screened,
    Segment,
    Submission,
    Unscanned,
    Verdict,
    mask,
    strictest,
)

TEXT = "张三身份证11010519491231002X"
LOCATION = Location(f"{TEXT}.zip!{TEXT}.docx", Place.TABLE, 1, 2, f"{TEXT}!A1")
FINDING = Finding("personal.resident-id", "resident-id", LOCATION, 0, 22, TEXT, 0.9)
SEGMENT = Segment(TEXT, LOCATION)
UNSCANNED = Unscanned(LOCATION, "corrupt")
VERDICT = Verdict(Action.REVIEW, (Reason(Action.REVIEW, "rule", "缘由", "reason"),), (FINDING,), (UNSCANNED,), Coverage(), "policy@1", ())
SUBMISSION = Submission("1", "drop-box", f"{TEXT}.docx", Path(f"/in/{TEXT}.docx"), "ab" * 32, datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    "noun",
    [
        LOCATION,
        FINDING,
        SEGMENT,
        UNSCANNED,
        VERDICT,
        SUBMISSION,
        Document("text/plain", (SEGMENT,), (UNSCANNED,), Coverage()),
        Screened(f"/in/{TEXT}.docx", "ab" * 32, 1, "text/plain", VERDICT, 1),
        Case(SUBMISSION, VERDICT, (), "held"),
    ],
    ids=lambda noun: type(noun).__name__,
)
def test_a_traceback_that_prints_a_noun_is_no_second_leak(noun):
    for shown in (repr(noun), str(noun), f"{noun}"):
        assert "张三" not in shown
        assert "110105" not in shown


@pytest.mark.parametrize(
    ("quote", "masked"),
    [
        ("11010519491231002X", "1101**************"),
        ("机密★1年", "机*★**"),
        ("13800138000", "13*********"),
        ("张三", "张*"),
        ("", ""),
    ],
)
def test_a_mask_keeps_the_shape_and_strikes_out_the_substance(quote, masked):
    assert mask(quote) == masked


def test_the_strictest_action_wins():
    assert strictest([Action.PASS, Action.BLOCK, Action.REVIEW]) is Action.BLOCK
    assert strictest([]) is Action.PASS
