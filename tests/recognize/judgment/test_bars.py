"""Which judgments are barred, and which only speak of such things."""

from __future__ import annotations

import pytest

from screener.model import Location, Segment
from screener.recognize.judgment import JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from screener.recognize.judgment.rules import CIVIL, CIVIL_RULING, CRIMINAL
from tests.recognize.found import found as findings_in

RECOGNIZER = JudgmentRecognizer(load_profile("judgment-2016"))
ENFORCEMENT = "云州市东湖区人民法院\n执行裁定书\n（2026）云0102执17号\n"
ADMINISTRATIVE = "云州市东湖区人民法院\n行政判决书\n（2026）云0102行初17号\n"


def score(text):
    findings = findings_in([Segment(text, Location())], [RECOGNIZER])
    return max((item.score for item in findings if item.rule == "judgment-barred"), default=0)


@pytest.mark.parametrize(
    ("head", "cause", "barred"),
    [
        (CIVIL, "原告李某与被告王某离婚纠纷一案", "block"),
        (CIVIL, "原告李某诉被告王某离婚一案", "block"),
        (CIVIL, "原告李某与被告王某同居关系子女抚养纠纷一案", "block"),
        (CIVIL, "原告李某与被告王某探望权纠纷一案", "block"),
        (CIVIL_RULING, "申请人李某申请撤销监护人资格一案", "block"),
        (ENFORCEMENT, "申请执行人李某与被执行人王某抚养费纠纷一案", "block"),
        (CIVIL, "原告李某与被告王某离婚后财产纠纷一案", "review"),
        (CIVIL, "原告李某与被告王某婚约财产纠纷一案", ""),
        (CIVIL, "原告李某与被告王某监护人责任纠纷一案", ""),
        (CIVIL, "原告李某与被告王某法定继承纠纷一案", ""),
        (CIVIL, "原告李某与被告王某赡养纠纷一案", ""),
        (CIVIL, "原告李某与被告王某合同纠纷一案。双方离婚时约定房屋归原告。", ""),
        (ADMINISTRATIVE, "原告李某诉被告云州市民政局离婚登记一案", ""),
        (CRIMINAL, "被告人赵某犯为境外窃取、刺探、收买、非法提供国家秘密、情报罪一案", "block"),
        (CRIMINAL, "被告人赵某犯猥亵儿童罪一案", "review"),
        (CRIMINAL, "被告人赵某犯侵犯商业秘密罪一案", ""),
        (CRIMINAL, "被告人赵某犯盗窃罪一案。赵某曾因犯故意泄露国家秘密罪被判刑。", ""),
        (ADMINISTRATIVE, "原告李某诉被告云州市人民政府政府信息公开一案。被告以涉及国家秘密为由不予公开。", ""),
    ],
)
def test_the_cause_or_the_charge_bars(head, cause, barred):
    found = score(f"{head}{cause}，本院公开开庭进行了审理。")
    assert ("block" if found >= 0.8 else "review" if found >= 0.5 else "") == barred


@pytest.mark.parametrize(
    ("birth", "facts", "barred"),
    [
        ("2008年6月15日", "2026年6月14日晚，赵某盗窃。", True),
        ("2008年6月15日", "2026年6月15日晚，赵某盗窃。", False),
        ("2008年6月15日", "2025年间，赵某盗窃。", True),
        ("2008年", "2026年6月1日，赵某盗窃。", False),
        ("2008年", "2025年6月1日，赵某盗窃。", True),
        ("2008年×月×日", "2025年6月1日，赵某盗窃。", True),
        ("2008年6月\n15日", "2026年6月14日晚，赵某盗窃。", True),
        ("1990年6月15日", "2026年6月14日晚，赵某盗窃。", False),
        ("2012年6月15日", "2020年6月14日，赵某出生地发生火灾。", False),
    ],
)
def test_age_at_the_offence_is_computed(birth, facts, barred):
    assert (score(f"{CRIMINAL}被告人赵某，男，{birth}出生。\n经审理查明，{facts}\n上述事实，有证据证实。") >= 0.8) is barred


@pytest.mark.parametrize(
    ("sentence", "barred"),
    [
        ("本院依法不公开开庭审理了本案。", True),
        ("因涉及个人隐私，本院依法组成合议庭，不公开开庭进行了审理。", True),
        ("原审法院不公开开庭审理，作出一审判决。", True),
        ("上诉人主张一审法院应当不公开开庭审理。", False),
        ("本院公开开庭审理了本案。", False),
        ("被告人赵某系未成年人，合适成年人到场。", True),
        ("被告人赵某强行索要被害人钱某（未满十八周岁，系未成年人）手机。", False),
        ("《刑法》第十七条：已满十四周岁不满十八周岁的人犯罪，应当从轻或者减轻处罚。", False),
    ],
)
def test_a_sentence_of_the_court_bars(sentence, barred):
    assert (score(f"{CRIMINAL}被告人赵某犯盗窃罪。{sentence}") >= 0.8) is barred
