"""What says that a paper is not for the public: its attribute, to whom it goes, that it is a draft, and whose it is."""

from __future__ import annotations

import pytest

from screener.config import Unit
from screener.model import Layout, Location, Place, Segment
from screener.recognize.source_unit import SourceUnitRecognizer
from tests.recognize.found import found

MARKS = """
（此件不公开）
（此件不予公开）
(此件依申请公开)
（此件不宜公开）
（此件内部公开）
（此件删减后公开）
（此件暂不公开）
（此件免予公开）
（此件不对外公开）
（此件限内部公开）
（此件不上互联网）
（本文不公开）
（依申请公开）
信息公开选项：依申请公开
公开选项：不公开
政府信息公开属性：依申请公开
公开属性： 不予公开（工作秘密）
公开属性：不予公开  公开依据：条例第十六条
公开属性：依申请公开。
主动公开：否
是否主动公开：否
是否上网公开：否
能否公开：否
公开属性:免予公开
公开属性 □主动公开 ☑依申请公开 □不予公开
主动公开□ 依申请公开□ 不予公开☑
附注：此件不公开
（此件发至县团级）
（发至全省各级法院）
（此件只发至处级单位）
（传达到县处级以上干部）
（限厅级以上干部阅读）
（会后收回）
（阅后请退办公室）
（不得翻印）
（此件不登报）
（不登报、不广播、不上网）
印发范围：各庭室
发送范围：院领导
分发范围：院领导，各庭室
传达范围：党组成员
征求意见稿 不得外传
（征求意见稿，请勿外传）
（征求意见稿，注意保密）
（内部征求意见稿）
（送审稿，注意保存）
（讨论稿，会后收回）
（草案，不得外传）
（草稿，请勿外传）
（初稿，内部资料）
（代拟稿，不得外传）
（未定稿，不得引用）
（报批稿，不得外传）
（内部稿，不对外）
征求意见稿·内部资料
本稿尚未定稿，请勿外传
"""
NO_MARKS = """
（此件公开发布）
（此件主动公开）
公开属性：主动公开
是否公开：是
主动公开：是
公开方式：主动公开、依申请公开
依申请公开答复书
政府信息依申请公开指南
依申请公开申请表
二、不予公开的情形
关于不予公开政府信息的规定
印发范围：主动公开
发送范围：社会公众
征求意见稿
关于某某办法（征求意见稿）公开征求意见的公告
（草案）
（草案二次审议稿）
关于某某条例（草案）的说明
本通知发至县级以上人民法院，请遵照执行。
传达至每一名党员，确保学习到位。
是否公开开庭：否
是否公开审理：不公开
是否上网：否
不公开审理
适用范围：各庭室
培训范围：各庭室负责人
发放范围：建档立卡贫困户
会后收回问卷调查表
会后退场
采购文件不得复印
"""


def kept(text):
    findings = found([Segment(text, Location("a.txt"))])
    return [finding.rule for finding in findings if finding.score >= 0.5 and finding.entity.startswith("internal.")]


@pytest.mark.parametrize("text", MARKS.split("\n")[1:-1])
def test_a_paper_that_is_not_for_the_public_says_so(text):
    assert kept(text)


@pytest.mark.parametrize("text", NO_MARKS.split("\n")[1:-1])
def test_what_only_speaks_of_publicity_is_no_mark(text):
    assert not kept(text)


# Whose document it is.

HEAD = Layout(header_zone=True)
UNIT = Unit(names=("示例市中级人民法院", "示例中院"), document_codes=("示中法",))


def foreign(unit, *heads, body=()):
    segments = [Segment(text, Location(part, place), HEAD) for part, place, text in heads]
    segments += [Segment(text, Location("a.docx")) for text in body]
    return [finding.quote for finding in found(segments, documents=(SourceUnitRecognizer(unit),)) if finding.rule == "foreign-source"]


def head(text, place=Place.BODY, part="a.docx"):
    return part, place, text


@pytest.mark.parametrize(
    ("unit", "heads", "quotes"),
    [
        (UNIT, [head("某省高级人民法院文件"), head("某高法〔2024〕12号")], ["某省高级人民法院"]),
        (UNIT, [head("示例市中级人民法院文件", Place.TEXT_BOX), head("示中法〔2026〕1号")], []),
        (UNIT, [head("示例市中级人民法院文件", Place.TEXT_BOX), head("某法研〔2026〕1号")], []),
        (UNIT, [head("示中法执〔2026〕1号")], []),
        (UNIT, [head("示中法〔2026〕1号", part="a.docx"), head("某政办发〔2024〕3号", part="b.docx")], ["某政办发"]),
        (Unit(names=("示例市中级人民法院",)), [head("某政办发〔2024〕3号")], []),
        (Unit(document_codes=("示中法",)), [head("某省高级人民法院文件")], []),
        (UNIT, [head("某市司法局　示例市中级人民法院文件")], []),
        (UNIT, [head("附件1"), head("关于印发某政办发〔2024〕3号文件的通知")], []),
        (UNIT, [head("某 省 高 级 人 民 法 院 文 件")], ["某 省 高 级 人 民 法 院"]),
        (UNIT, [head("示 例 市 中 级 人 民 法 院 文 件")], []),
        (UNIT, [head("中共某市委　某市人民政府文件")], ["中共某市委　某市人民政府"]),
        (UNIT, [head("内部文件")], []),
        (UNIT, [head("学习文件"), head("竞争性磋商文件"), head("全会文件")], []),
    ],
)
def test_the_documents_own_head_says_whose_it_is(unit, heads, quotes):
    assert foreign(unit, *heads) == quotes


def test_another_organs_number_in_the_text_is_a_reference():
    assert foreign(UNIT, head("示中法〔2026〕1号"), body=["根据某政发〔2020〕1号文件，通知如下。", "某政发〔2020〕1号"]) == []
    assert foreign(UNIT, head("关于某事的通知"), body=["某政发〔2020〕1号"]) == []
