"""What is looked for first, so that most texts can be skipped, never skips one that holds a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from screener.recognize import document_number, internal_marking, publicity
from screener.recognize.level_words import level_words

FOLDED = st.characters(codec="utf-8", max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc"))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def matches(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Texts that hold a match, as the pattern alone describes them."""
    return st.from_regex(pattern.pattern, alphabet=FOLDED)


@pytest.mark.parametrize("number", [number for number, phrase in enumerate(internal_marking.PHRASES) if phrase.needs])
def test_a_phrase_holds_one_of_the_characters_that_it_needs(number):
    phrase = internal_marking.PHRASES[number]

    @QUICK
    @given(matches(phrase.pattern))
    def holds(text: str) -> None:
        for match in phrase.pattern.finditer(text):
            assert not set(phrase.needs).isdisjoint(match[0])

    holds()


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [(document_number.NUMBER, document_number.NUMBER_HINT), (document_number.TELEGRAM, document_number.TELEGRAM_HINT)],
)
def test_a_document_number_is_never_without_its_hint(pattern, hint):
    @QUICK
    @given(matches(pattern))
    def hinted(text: str) -> None:
        for match in pattern.finditer(text):
            assert hint.search(match[0])

    hinted()


@QUICK
@given(st.lists(matches(publicity.FIELD), max_size=3), st.text(st.sampled_from("信息公开方式是否主动政府\n :"), max_size=12))
def test_the_fields_of_publicity_are_those_of_their_pattern(fields, between):
    text = between.join(["", *fields, ""])
    assume(text)
    assert [match.span() for match in publicity._fields(text)] == [match.span() for match in publicity.FIELD.finditer(text)]


@pytest.mark.parametrize(
    "word", ["机密", "机 密", "机" + " " * 55 + "密", "机\n\n  \n密", "纟刀巴宀必山", "禾必穴必山", "木几mi", "jue密", "绝 mi", "秘宓山"]
)
@pytest.mark.parametrize("between", ["", "，" * 400, "某某文件" * 200, " \n" * 300])
def test_a_level_word_is_found_wherever_it_stands_in_a_long_text(word, between):
    text = f"某{between}。{word}。{between}。{word}。{between}"
    found = level_words(text)
    assert [text[one.start : one.end] for one in found] == [word, word]


def test_the_last_letter_of_one_word_is_not_the_first_of_the_next():
    assert [(one.start, one.end) for one in level_words("机密密机密绝密")] == [(0, 2), (3, 5), (5, 7)]
