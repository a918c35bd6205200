"""The unit's own public numbers, addresses and mailboxes are no findings; nobody else's pass."""

from __future__ import annotations

import pytest

from screener.config import Unit
from screener.model import Finding, Location, Segment
from screener.recognize import RECOGNIZERS, recognize
from screener.recognize.own_unit import OwnUnit, WithoutOwn

UNIT = Unit(
    names=("示例市中级人民法院",),
    phones=("010-82345678", "0371-65432109转801", "13812345678"),
    addresses=("北京市朝阳区望京西路58号", "登封市大金店镇文村三组12号"),
    emails=("bgs@example-court.cn", "fayuan2026@163.com"),
)
OURS = tuple(WithoutOwn(recognizer, OwnUnit(UNIT)) for recognizer in RECOGNIZERS)


def entities(text, recognizers):
    items = list(recognize([Segment(text, Location("a.txt"))], recognizers))
    assert all(isinstance(item, Finding) for item in items)
    return sorted(item.entity for item in items if isinstance(item, Finding))


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：010-82345678",
        "联系电话：（010）8234-5678",
        "电话：010-82345678-802",
        "电话：010-82345678转6",
        "联系电话：010 82345678",
        "宅电：82345678",
        "电话：0371-65432109",
        "电话：0371-65432109-801",
        "手机：13812345678",
        "手机：+86 138 1234 5678",
        "手机：１３８１２３４５６７８",
        "地址：北京市朝阳区望京西路58号",
        "地址：朝阳区望京西路58号",
        "地址：望京西路58号",
        "本院位于北京市朝阳区望京西路５８号。",
        "地址位于朝阳区望京西路58号",
        "北京朝阳区望京西路58号",
        "住登封市大金店镇文村三组12号",
        "邮箱：fayuan2026@163.com",
        "邮箱：FAYUAN2026(at)163.com",
        "邮箱：bgs@example-court.cn",
    ],
)
def test_what_the_unit_says_of_itself_is_nothing(text):
    assert entities(text, RECOGNIZERS)
    assert entities(text, OURS) == []


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：021-82345678",
        "联系电话：010-82345679",
        "手机：13812345679",
        "地址：上海市浦东新区望京西路58号",
        "地址：辽宁省朝阳区望京西路58号",
        "地址：上海望京西路58号",
        "地址：望京西路58号2栋3单元401室",
        "地址：望京西路158号",
        "住登封市大金店镇文村三组12号2栋",
        "住登封市大金店镇文村四组12号",
        "住登封市大金店镇文村",
        "地址：望京西路5号",
        "住南望京西路58号",
        "邮箱：fayuan20261@163.com",
        "邮箱：fayuan2026@126.com",
        "身份证号：110101199003074477",
        "机密★1年",
        "内部资料　注意保存",
        "法密传〔2024〕3号",
    ],
)
def test_nobody_elses_pass_and_no_marking_does(text):
    assert entities(text, OURS) == entities(text, RECOGNIZERS) != []
