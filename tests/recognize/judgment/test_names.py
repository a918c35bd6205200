"""Reading a name next to a role word, and masked forms of names."""

from __future__ import annotations

import pytest

from screener.normalize import normalize
from screener.recognize.judgment.names import is_struck, masked_name, read_name, surname_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张丽报警称", "张丽"),
        ("张丽的陈述", "张丽"),
        ("王建国证实", "王建国"),
        ("王建国", "王建国"),
        ("欧阳文博出庭", "欧阳文博"),
        ("欧阳慧", "欧阳慧"),
        ("买买提·吐尔逊,男", "买买提·吐尔逊"),
        ("于海波的证言", "于海波"),
        ("曾志明报警", "曾志明"),
        ("陈述称", None),
        ("曾表示谅解", None),
        ("曾多次催要", None),
        ("应当知道", None),
        ("于2025年3月", None),
        ("时任经理", None),
        ("方均未提出", None),
        ("明知故犯", None),
        ("左腿骨折", None),
        ("张某", None),
        ("张某某的证言", None),
        ("张×", None),
        ("张1", None),
        ("证言", None),
        ("", None),
    ],
)
def test_a_name_is_read_where_one_begins(text, name):
    candidate = read_name(text, 0)
    assert (None if candidate is None else candidate.name) == name


@pytest.mark.parametrize(
    "text", ["李某", "李某某", "李某甲", "李某1", "李×", "李××", "李某×", "李＊", "某甲", "A某", "李", "上海某科技有限公司", "某某公司1"]
)
def test_a_masked_form_is_masked(text):
    assert is_struck(normalize(text).text)


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("李某与王某某、欧阳某甲", ["李", "王", "欧阳"]),
        ("周某1、周某2", ["周", "周"]),
        ("于某日到案", []),
        ("在某处", []),
        ("张某镇", []),
        ("李建国", []),
    ],
)
def test_surnames_are_left_of_masked_names(text, surnames):
    assert [match["surname"] for match in masked_name().finditer(text)] == surnames


def test_a_double_surname_needs_a_given_name():
    assert [surname_of(name) for name in ("欧阳慧", "欧阳", "张三", "东方红")] == ["欧阳", "欧", "张", "东方"]
