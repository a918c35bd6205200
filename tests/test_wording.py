from __future__ import annotations

import pytest

from screener.advice import ADVICE, code_advice, reason_words
from screener.model import Action, Coverage, Location, Place
from screener.wording import (
    ACTIONS,
    CODES,
    EVIDENCE,
    PLACES,
    action_words,
    code_words,
    coverage_words,
    evidence_words,
    location_words,
    place_words,
)


def test_every_action_and_place_has_words():
    assert set(ACTIONS) == set(Action)
    assert set(PLACES) == set(Place)


def test_every_code_says_what_to_do():
    assert list(ADVICE) == list(CODES)
    assert (code_advice("corrupt", "en"), code_advice("new-code", "zh")) == (ADVICE["corrupt"][1], "")


@pytest.mark.parametrize("table", [ACTIONS, PLACES, CODES, ADVICE, EVIDENCE], ids=["actions", "places", "codes", "advice", "evidence"])
def test_words_are_chinese_first_and_english_beside_it(table):
    for zh, en in table.values():
        assert any("\u4e00" <= character <= "\u9fff" for character in zh)
        assert en.isascii()


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("check-digit", "校验位正确", "check digit holds"),
        ("context:账号", "邻近词“账号”", "word nearby “账号”"),
        ("context:a:b", "邻近词“a:b”", "word nearby “a:b”"),
        ("never-heard-of", "never-heard-of", "never-heard-of"),
    ],
)
def test_evidence_is_told_with_its_detail(key, zh, en):
    assert (evidence_words(key, "zh"), evidence_words(key, "en")) == (zh, en)


def test_a_place_is_told_down_to_the_cell():
    location = Location("a.xlsx", Place.TABLE, 2, 3, "名单!B2")
    assert location_words(location, "zh") == "表格，第 2 页，第 3 段，单元格 名单!B2"
    assert location_words(location, "en") == "table, page 2, paragraph 3, cell 名单!B2"


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        ("T1!R2C3", "表1 第2行第3列", "table 1, row 2, column 3"),
        ("R2C3", "第2行第3列", "row 2, column 3"),
        ("R2C3!B2", "单元格 R2C3!B2", "cell R2C3!B2"),
    ],
)
def test_a_cell_without_a_name_is_told_by_its_numbers(cell, zh, en):
    location = Location("a.docx", Place.TABLE, cell=cell)
    assert (location_words(location, "zh"), location_words(location, "en")) == (f"表格，{zh}", f"table, {en}")


@pytest.mark.parametrize(
    ("coverage", "zh", "en"),
    [
        (Coverage(), "已读 0 字", "read 0 characters"),
        (
            Coverage(pages_read=12, characters=8_431, images_unread=2),
            "已读 12 页、8,431 字；未读 2 幅图片",
            "read 12 page(s), 8,431 characters; not read: 2 picture(s)",
        ),
        (
            Coverage(2, 1, 3, 1, 5, 6, 0),
            "已读 2 个部件、3 页、6 幅图片、5 字；未读 1 个部件、1 页",
            "read 2 part(s), 3 page(s), 6 picture(s), 5 characters; not read: 1 part(s), 1 page(s)",
        ),
    ],
)
def test_coverage_tells_what_was_read_and_what_was_not(coverage, zh, en):
    assert (coverage_words(coverage, "zh"), coverage_words(coverage, "en")) == (zh, en)


@pytest.mark.parametrize(("reason", "zh"), [("truncated", "内容不完整"), ("seconds 300", "限时 300 秒"), ("exit -9", "exit -9"), ("", "")])
def test_a_reason_is_told_in_chinese_where_there_are_words(reason, zh):
    assert (reason_words(reason, "zh"), reason_words(reason, "en")) == (zh, reason)


def test_single_words():
    assert (action_words(Action.BLOCK, "zh"), action_words(Action.BLOCK, "en")) == ("拦截", "block")
    assert (place_words(Place.HEADER, "zh"), place_words(Place.HEADER, "en")) == ("页眉", "header")
    assert (code_words("corrupt", "zh"), code_words("new-code", "en")) == ("文件损坏", "new-code")
