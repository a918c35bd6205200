"""Lines from characters with boxes, without a PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.extract.page_character import Character
from screener.extract.page_lines import is_legible, is_readable, is_usual_han, lines_of
from screener.model import Place


def row(text: str, x: float, y: float, size: float = 10, place: Place = Place.BODY) -> list[Character]:
    return [
        Character(letter, (x + size * at, y, x + size * (at + 1), y + size), size, "#000000", place, is_readable(letter))
        for at, letter in enumerate(text)
    ]


def lines(*rows: list[Character]) -> list[str]:
    return [line.text for line in lines_of(rows)]


def test_two_columns_keep_the_order_of_the_file():
    assert lines(row("左一", 0, 0), row("左二", 0, 20), row("右一", 200, 0), row("右二", 200, 20)) == ["左一", "左二", "右一", "右二"]


def test_pieces_on_one_baseline_that_touch_are_one_line():
    assert lines(row("密★", 10, 0), row("正文", 0, 50), row("机", 0, 0.5)) == ["机密★", "正文"]


def test_pieces_on_one_baseline_that_stand_apart_stay_apart():
    assert lines(row("甲", 0, 0), row("乙", 60, 0)) == ["甲", "乙"]


def test_a_small_number_beside_a_large_heading_is_not_part_of_it():
    assert lines(row("标题", 0, 0, 30), row("1", 60, 12, 8)) == ["标题", "1"]


@pytest.mark.parametrize(("gap", "expected"), [(2.5, "机密★10年"), (10, "机密★10 年")])
def test_the_quarter_em_that_a_word_processor_sets_between_han_and_digits_is_no_space(gap, expected):
    space = Character(" ", None, 10, "#000000")
    assert lines([*row("机密★10", 0, 0), space, *row("年", 50 + gap, 0)]) == [expected]


def test_two_columns_of_single_characters_are_two_words():
    rows = [row(letter, x, 14 * at) for at in range(2) for x, letter in ((0, "机密"[at]), (100, "公开"[at]))]
    assert lines(*rows) == ["机密", "公开"]


@pytest.mark.parametrize("column", ["123", "ABC"])
def test_a_column_without_han_stays_apart(column):
    assert lines(*(row(letter, 0, 14 * at) for at, letter in enumerate(column))) == list(column)


def test_a_number_of_two_digits_in_a_column_is_part_of_the_word():
    assert lines(row("机", 0, 0), row("密", 0, 14), row("★", 0, 28), row("10", -5, 42), row("年", 0, 56)) == ["机密★10年"]


def test_a_very_full_page_is_told_as_it_comes(monkeypatch):
    monkeypatch.setattr("screener.extract.page_lines.MOST_PIECES", 2)
    assert lines(row("机", 0, 0), row("密", 0, 14), row("一", 0, 28)) == ["机", "密", "一"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中华人民共和国最高人民法院公报", True),
        ("中華民國憲法增修條文第一條規定", True),
        ("姓名：喆堃，电话：13800138000", True),
        ("Les élèves étudient à l'école", True),
        ("\ue001\ue002\ue003\ue004\ue005", False),
        ("\x01\x02\x03\x04\x05\x06", False),
        ("È«ÊÀ½ç¸÷¹ú", False),
        ("犐犆犛犌犅犜犲犾犲犮狋狉狅狀犻犮", False),
        ("�����", False),
    ],
)
def test_a_page_is_legible_if_its_text_can_be_what_its_glyphs_show(text, expected):
    assert is_legible(lines_of([row(text, 0, 0)])) is expected


def test_one_illegible_line_on_a_page_of_good_text_is_enough():
    good = [row("这一行没有任何问题可以正常阅读", 0, 20 * number) for number in range(1, 30)]
    assert is_legible(lines_of(good))
    assert not is_legible(lines_of([row("\ue001\ue002\ue003\ue004", 0, 0), *good]))


def test_a_bullet_of_a_symbol_font_is_readable():
    assert is_readable("\uf0b7")


@pytest.mark.parametrize(("character", "expected"), [("密", True), ("機", True), ("A", True), ("犐", False)])
def test_usual_han_are_those_of_the_two_everyday_sets(character, expected):
    assert is_usual_han(character) is expected


@pytest.mark.parametrize(("size", "color"), [(3, "#000000"), (16, "#f0f0f0"), (16, "F0F0F0")], ids=["specks", "pale", "pale in OFD"])
def test_noise_between_the_letters_of_a_word_does_not_tear_it(size, color):
    noise = [replace(character, color=color) for character in row("甲乙", 16, 0, size)]
    found = lines_of([row("机", 0, 0, 16) + noise + row("密★10年", 24, 0, 16)])
    assert [(line.text, line.place) for line in found] == [("机密★10年", Place.BODY), ("机甲乙密★10年", Place.HIDDEN)]


@pytest.mark.parametrize(("size", "color"), [(3, "#000000"), (8, "#f0f0f0")])
def test_a_line_that_is_small_or_pale_as_a_whole_is_no_noise(size, color):
    found = lines_of([[replace(character, color=color) for character in row("脚注文字", 0, 0, size)]])
    assert [(line.text, line.place) for line in found] == [("脚注文字", Place.BODY)]


def test_raised_figures_and_small_words_in_a_line_are_no_noise():
    assert lines(row("面积", 0, 0, 12) + row("2", 24, 0, 6.5), row("大", 0, 40, 40) + row("字", 40, 40, 9)) == ["面积2", "大字"]
