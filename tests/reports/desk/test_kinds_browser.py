"""The page of a case for each kind of document: where a finding stands is led to and back from, whatever the document is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reports.desk import kinds, office
from tests.reports.desk.browser import CHROMIUM, Window, chromium, served

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="chromium is not installed: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]
IN_SIGHT = """mark => {
    const box = mark.getBoundingClientRect(), pane = mark.closest('.content').getBoundingClientRect();
    return box.height > 0 && box.top >= pane.top && box.bottom <= pane.bottom + 1 && box.top >= 0 && box.bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def opened(desk, browser) -> Iterator[Any]:
    """A case of this document, opened by the reviewer in a window that is asked for no motion."""
    office.everybody()
    with served(desk) as address:

        def one(name: str) -> tuple[Any, Window]:
            case = office.screened(desk, kinds.KINDS[name](), name)
            window = Window(browser, address, "reviewer")
            window.page.emulate_media(reduced_motion="reduce")
            window.go(f"/cases/{case.number}/")
            window.page.click(".curtain button")
            window.page.wait_for_selector("#document .sheet, #document .textview")
            return case, window

        yield one


@pytest.mark.parametrize("name", kinds.KINDS)
def test_every_finding_leads_to_its_place_and_back(opened, name):
    case, window = opened(name)
    page = window.page
    listed = list(case.findings.all())
    assert listed
    for finding in listed:
        page.click(f"#f{finding.pk} .jump")
        mark = page.locator("mark.here, .sheet a.here")
        assert mark.evaluate(IN_SIGHT), finding.place
        (page.locator("mark.here a") if mark.evaluate("mark => mark.tagName") == "MARK" else mark).click()
        assert page.locator(".finding.here").get_attribute("id") == f"f{finding.pk}"
    assert ".xml" not in page.inner_text("#document")
    assert not window.troubles


def test_what_no_picture_of_a_page_shows_is_told_beside_the_pages(opened):
    _, window = opened("长公示.pdf")
    page = window.page
    assert page.locator(".sheet").count() == kinds.LONG_PAGES
    assert page.inner_text(f"#p{kinds.FOUND_ON} figcaption") == f"第 {kinds.FOUND_ON} 页 · 1 处"
    assert page.inner_text("#p3 figcaption") == "第 3 页 · 另有 1 处图上看不到"
    beside = page.inner_text(".beside")
    assert "注释，第 3 页" in beside
    assert "320106197506055042" in beside


def test_a_workbook_is_shown_by_sheets_and_rows(opened):
    _, window = opened("救助台账.xlsx")
    page = window.page
    titles = page.locator(".block h3").all_inner_texts()
    assert "表格，工作表“公示”" in titles
    assert "隐藏内容，工作表“底表”" in titles
    assert page.locator(".cells").nth(1).inner_text().split() == ["A2", "1", "B2", "张某明", "C2", "3000"]


def test_what_was_not_read_is_red(opened):
    _, window = opened("送审邮件.eml")
    unread = window.page.locator(".unread")
    assert "图纸.dwg" in unread.inner_text()
    colour = unread.locator("h2").evaluate("title => getComputedStyle(title).color")
    assert colour == "rgb(163, 22, 27)"


def test_findings_that_share_their_text_lead_to_the_same_mark(desk):
    from reports.cases.models import FindingRow
    from reports.desk.document import _pieces

    rows = [FindingRow(pk=pk, start=start, end=end) for pk, start, end in ((1, 2, 8), (2, 2, 8), (3, 4, 6), (4, 7, 9))]
    pieces = _pieces("0123456789", rows)
    assert [(piece.text, piece.pk, piece.others) for piece in pieces] == [
        ("01", None, ()),
        ("234567", 1, (2, 3)),
        ("8", 4, ()),
        ("9", None, ()),
    ]
