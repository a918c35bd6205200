"""What the code of a Word field shows where it stands."""

from __future__ import annotations

import pytest

from screener.extract.ooxml.word_fields import field_text

MARK = "机密★10年"


@pytest.mark.parametrize(
    "code",
    [
        'QUOTE "机密★10年"',
        "QUOTE “机密★10年”",
        'QUOTE 26426 23494 "★10年"',
        r'QUOTE "机密★10年" \* MERGEFORMAT',
        r"EQ \o\ad(机密★10年,      )",
        r"eq \o\ac(○,机密)★10年",
        r"EQ \o\ad(\s\up 9(jī),机)密★10年",
        'IF 1 = 1 "机密★10年" "公开"',
        'IF 1 = 2 "公开" "机密★10年"',
        'IF a <> a "公开" "机密★10年"',
        'IF { x } > 2 "机密★10年" ""',
        "MACROBUTTON Nothing 机密★10年",
        "GOTOBUTTON here 机密★10年",
    ],
)
def test_what_a_field_shows_is_read(code: str) -> None:
    assert field_text(code) == MARK


@pytest.mark.parametrize(("code", "shown"), [(r"SYMBOL 26426 \u", "机"), ("SYMBOL 0xBBFA", "机"), ('SYMBOL 171 \\f "Wingdings"', "\uf0ab")])
def test_a_symbol_is_the_character_of_its_number(code: str, shown: str) -> None:
    assert field_text(code) == shown


@pytest.mark.parametrize("code", ["PAGE", r"TOC \o 1-3", "= 1 + 2", "QUOTE plain", "IF", "SYMBOL 99999999999", "EQ", ""])
def test_what_spells_no_chinese_word_is_left_alone(code: str) -> None:
    assert field_text(code) == ""
