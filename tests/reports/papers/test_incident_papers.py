"""The papers of a leak: the report of each kind, the notice to persons, and what they do not say."""

from __future__ import annotations

import pytest

from reports.papers.paper import laid_out
from tests.reports.cases import samples
from tests.reports.papers.test_papers import READERS

LAYOUTS = ("docx", "pdf")


@pytest.fixture
def case(installation):
    from dataclasses import replace

    from django.conf import settings

    settings.CONFIG = replace(settings.CONFIG, unit=replace(settings.CONFIG.unit, names=("甲市中级人民法院",)))
    return samples.judged(installation, "clean", name="救助金名单.xlsx")


def text_of(paper, layout: str) -> str:
    return READERS[layout](laid_out(paper, layout)).replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_report_of_leaked_personal_data_has_every_field_of_the_law(case, layout):
    from reports.cases import incident_forms, incidents
    from reports.papers.incident_papers import papers_of

    officer = samples.person("classifier")
    incident = incidents.open_incident(case, officer, "群众来电反映", kind="personal-data")
    incident = incidents.fill_in(incident, officer, {"kinds": "身份证号码、手机号", "measures": "十分钟内撤下", "contact": "010-1"})
    incident = incidents.reported(incident, officer, "authority")
    incident = incidents.leave_untold(incident, officer, "无人访问，已避免危害")
    text = text_of(papers_of(incident)["report"](incident), layout)
    for said in (
        "个人信息泄露事件报告", "甲市中级人民法院", "第五十七条", "身份证号码、手机号", "群众来电反映", "救助金名单.xlsx",
        "报告履行个人信息保护职责的部门", "不通知，理由：无人访问，已避免危害", case.sha256[:20],
    ):  # fmt: skip
        assert said in text, said
    assert all(zh[:8] in text for zh, _ in incident_forms.PERSONAL_DATA.fields.values())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_notice_tells_the_persons_what_the_law_lists_and_no_more(case, layout):
    from reports.cases import incidents
    from reports.papers.incident_papers import papers_of

    officer = samples.person("classifier")
    incident = incidents.open_incident(case, officer, "群众来电反映", kind="personal-data")
    told = {
        "kinds": "手机号",
        "cause": "误发",
        "harm": "可能接到骚扰电话",
        "measures": "已撤下",
        "self_help": "勿信来电",
        "contact": "010-1",
    }
    incident = incidents.fill_in(incident, officer, told)
    text = text_of(papers_of(incident)["notice"](incident), layout)
    for said in ("个人信息泄露告知书", *told.values()):
        assert said in text, said
    for unsaid in ("群众来电反映", "救助金名单", case.number, case.sha256[:20]):
        assert unsaid not in text, unsaid


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_report_of_a_leaked_secret_has_its_fields_and_no_name(case, layout):
    from reports.cases import incidents
    from reports.papers.incident_papers import papers_of

    incident = incidents.open_incident(case, "recheck", "复查发现")
    assert set(papers_of(incident)) == {"report"}
    text = text_of(papers_of(incident)["report"](incident), layout)
    for said in ("泄露国家秘密事件报告", "第六十一条", "责任人基本情况", "报告同级保密行政管理部门", "查处结果时限", "复查发现"):
        assert said in text, said
    assert "救助金名单" not in text
