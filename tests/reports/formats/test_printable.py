from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.formats.printable import printable, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("关于庭审安排的通知★.docx", "关于庭审安排的通知★.docx"),
        ("全角　空格 \\ 反斜杠", "全角　空格 \\ 反斜杠"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("机\u200b密", "机\\u200b密"),
        ("\udcb1\udcd5.doc", "\\xb1\\xd5.doc"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\U00020000\U0001f31f", "\U00020000\U0001f31f"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, shown):
    assert printable(text) == shown


TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.text(st.characters(codec=None)))
def test_nothing_that_acts_is_left_in_any_text(text):
    shown = printable(text)
    shown.encode()
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_a_shortened_text_keeps_its_two_ends(text, length):
    short = shorten(text, length)
    assert len(short) <= length
    assert short == text or short.partition("…")[0] == text[: length // 3]
