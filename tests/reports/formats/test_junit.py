from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from screener.model import Action, Reason, Screened
from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty, write


def suite(results: list[Screened], **changes: Any) -> etree._Element:
    (only,) = etree.fromstring(write("junit", results, **changes).encode())
    return only


def test_held_is_a_failure_and_unread_an_error():
    told = [(case.get("name"), [child.tag for child in case]) for case in suite(cases.run())]
    assert told == [
        ("待发/公告.pdf", []),
        ("待发/关于庭审安排的通知.docx", ["failure"]),
        ("待发/救助金发放名单.xlsx", ["failure"]),
        ("待发/证据材料.zip", ["error"]),
    ]


def test_the_counts_are_those_of_the_cases():
    attributes = suite(cases.run()).attrib
    assert [attributes[name] for name in ("tests", "failures", "errors", "time")] == ["4", "2", "1", "0.164"]


def test_a_file_held_for_another_reason_fails_too():
    (case,) = suite([cases.screened("a.pdf", Action.REVIEW, [Reason(Action.REVIEW, "attribute", "公开属性不符", "wrong attribute")])])
    assert [(child.tag, child.get("message")) for child in case] == [("failure", "复核: 公开属性不符")]


@pytest.mark.parametrize("text", NASTY)
def test_names_from_outside_stay_names(text):
    (case,) = suite([nasty(text)], show_text=True)
    assert [child.tag for child in case] == ["failure"]
    assert "(corrupt)" in str(case[0].text)
    assert not [element for element in case.iter() if element.tag in ("script", "img")]
