"""Folding and the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screener.normalize import STEPS, normalize, squeeze

# Text as an attacker writes it: Han, Latin, digits, stars, separators, invisible and combining characters, anything else.
ATTACKER = st.text(
    st.one_of(
        st.sampled_from("绝机秘密絕機祕級年個月★☆＊*·・ -/_.,\u3000\u200b\u202e\u00ad\ufe0f\u0301\n\tjJＪ1１一①㈱ﬁ…"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("機密★10年", "机密★10年"),
        ("絶密", "绝密"),
        ("祕密", "秘密"),
        ("秘\u200b密", "秘密"),
        ("机\u00ad密", "机密"),
        ("机\u202e密", "机密"),
        ("机\u0338密\u20dd", "机密"),
        ("机\ufe0f密\U000e0101", "机密"),
        ("Ｊ Ｍ ★１０年", "j m ★10年"),
        ("𝗝𝗠★", "jm★"),
        ("机mì", "机mi"),
        ("☆⭐🌟✰\uf0ab", "★★★★★"),
        ("＊﹡*", "***"),
        ("٣٤५", "345"),
        ("⽊几⼭", "木几山"),
        ("〔2026〕", "〔2026〕"),
        ("（机密）", "(机密)"),
        ("a\r\nb\u2028c", "a\n\nb\nc"),
        ("…①㈱", "...1(株)"),
        ("\u3000\u00a0\u2003", "   "),
        ("—–－‐", "----"),
        ("\ufffe\uffff\x00", ""),
    ],
)
def test_many_drawings_become_one_sign(written, folded):
    assert normalize(written).text == folded


@given(ATTACKER)
@example("…机\u200b密ﬁ")
def test_origins_point_at_the_character_that_was_folded(text):
    result = normalize(text)
    for position, character in enumerate(result.text):
        source = text[result.origin(position)]
        folded = source
        for step in STEPS:
            folded = "".join(map(step, folded))
        assert character in folded


@given(ATTACKER)
@example("机\u200b·\u200b密 · 码")
def test_squeezing_keeps_origins(text):
    folded = normalize(text)
    squeezed = squeeze(folded)
    previous = -1
    for position, character in enumerate(squeezed.text):
        origin = squeezed.origin(position)
        assert origin >= previous
        previous = origin
        assert character in normalize(text[origin]).text


@given(ATTACKER)
def test_a_span_covers_what_was_dropped_inside_it(text):
    result = normalize(text)
    if len(result.text) >= 2:
        start, end = result.span(0, len(result.text))
        assert 0 <= start < end <= len(text)
        assert normalize(text[start:end]).text == result.text


@given(ATTACKER)
def test_folding_twice_changes_nothing(text):
    once = normalize(text).text
    assert normalize(once).text == once or unicodedata.normalize("NFKC", once) != once


@pytest.mark.parametrize(
    ("written", "squeezed"),
    [
        ("机 密", "机密"),
        ("机·密", "机密"),
        ("机 - 密", "机密"),
        ("机。密", "机。密"),
        ("机(密", "机(密"),
        ("机\n密", "机\n密"),
        ("a b", "a b"),
        ("机密 10", "机密 10"),
    ],
)
def test_separators_between_han_are_squeezed_and_hard_edges_are_not(written, squeezed):
    assert squeeze(normalize(written)).text == squeezed
