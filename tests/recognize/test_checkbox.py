"""Which box of a form belongs to which option, and whether it is ticked."""

import re

import pytest

from screener.recognize.checkbox import box_of

LEVEL = re.compile("[绝机秘]密")


def boxes(line: str) -> str:
    """For each level of the line `t` for ticked, `e` for empty, `-` for no box of its own."""
    return "".join(box_of(line, *match.span())[:1] or "-" for match in LEVEL.finditer(line))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("密级:□绝密 ☑机密 □秘密", "ete"),
        ("密级:绝密□ 机密■ 秘密□ 非密□", "ete"),
        ("密级:绝密☑机密□秘密□", "tee"),
        ("密级:( )绝密(√)机密( )秘密", "ete"),
        ("密级:[ ]绝密 [x]机密 [ ]秘密", "ete"),
        ("密级:绝密( ) 机密(√) 秘密( )", "ete"),
        ("涉密等级:○绝密 ●机密 ○秘密 ○不涉密", "ete"),
        ("密级:〇绝密 〇机密 〇秘密 ●公开", "eee"),
        ("密级:☑ 机密", "t"),
    ],
)
def test_each_option_has_its_own_box(line, expected):
    assert boxes(line) == expected


@pytest.mark.parametrize("line", ["●机密是重要的国家秘密", "■ 机密", "二〇二六年 机密", "(机密)", "【机密】关于名单", "机密★10年"])
def test_a_bullet_a_bracket_or_a_zero_is_no_box(line):
    assert set(boxes(line)) == {"-"}
