"""Whose address it is: an organisation's seat is public (法释〔2016〕19号 art. 11), a person's home is not. All are invented."""

from __future__ import annotations

import pytest

from screener.model import Location, Segment
from tests.recognize.found import found


def scores(text: str) -> list[float]:
    findings = found([Segment(line, Location(paragraph=number)) for number, line in enumerate(text.split("\n"), 1)])
    return [finding.score for finding in findings if finding.entity == "personal.address"]


@pytest.mark.parametrize(
    "text",
    [
        "被告：合肥某某科技有限公司，住所地安徽省合肥市高新区望江西路800号。",
        "被告合肥某某科技有限公司，住所地合肥市高新区望江西路800号创新园5栋3层301室。",
        "原告：中国某某银行股份有限公司合肥分行，住所地合肥市庐阳区长江中路12号。",
        "被告：某某建材店，住所地合肥市包河区徽州大道12号。经营者张某。",
        "被告：合肥某某合伙企业（有限合伙），住所合肥市蜀山区黄山路5号。",
        "上诉人（原审被告）：某市公安局，住所地某市颍州区人民路3号。",
        "被告：某某村民委员会，住所地肥西县上派镇文村。",
        "第三人：合肥某某服务中心（以下简称服务中心），住所地：合肥市蜀山区黄山路5号。",
        "被告：某某有限公司，统一社会信用代码91340100MA2N000000，住所地合肥市望江西路800号。",
        "被告：某某有限公司，法定代表人：李某，住所地合肥市望江西路800号。",
        "被告：某某有限公司\n住所地：合肥市望江西路800号",
        "住所地：合肥市高新区望江西路800号，统一社会信用代码91340100MA2N000000。",
        "住所地合肥市高新区望江西路800号。\n法定代表人：李某，总经理。",
        "被告：安徽某某集团，地址：合肥市高新区望江西路800号A座3楼。",
        "单位地址：合肥市高新区望江西路800号",
        "本院地址：合肥市包河区屯溪路12号",
    ],
)
def test_the_seat_of_an_organisation_scores_low(text):
    assert all(score < 0.5 for score in scores(text))
    assert scores(text)


@pytest.mark.parametrize(
    "text",
    [
        "被告李某系云州某公司员工，住武汉市武昌区中北路12号4单元302室",
        "被告李某，系云州某公司法定代表人，住武汉市武昌区中北路12号。",
        "被告：李某，男，某某公司职工，户籍地安徽省合肥市蜀山区黄山路5号",
        "被告李某，住所地合肥市蜀山区黄山路5号2栋301室。",
        "被告王建社，住所地合肥市蜀山区黄山路5号。",
        "家住合肥市蜀山区黄山路5号，系某某公司股东",
        "原告李某，住合肥市蜀山区黄山路5号。被告某某公司，法定代表人张某。",
        "户籍地安徽省肥西县上派镇某村某组",
        "户籍地安徽省肥西县上派镇",
        "被告：某某有限公司，住所地合肥市。法定代表人李某，住合肥市蜀山区黄山路5号。",
    ],
)
def test_the_home_of_a_person_scores_high(text):
    assert any(score >= 0.5 for score in scores(text))


def test_seat_and_home_in_one_paragraph_are_told_apart():
    text = "原告：某某科技有限公司，住所地合肥市望江西路800号。法定代表人：李某，住合肥市蜀山区黄山路5号2栋301室。"
    low, high = scores(text)
    assert low < 0.5 <= high
