"""Papers, report, dictionaries and leaks in a real browser; `SCREENER_SCREENSHOTS` names a folder for pictures of each page."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.reports.cases.installation import connect
from tests.reports.cases.test_proposals import BAD_EXAMPLE, GOOD
from tests.reports.cases.test_recheck import MARKED, PERSONAL, released
from tests.reports.desk import office
from tests.reports.desk.browser import CHROMIUM, Window, chromium, served
from tests.reports.papers.test_papers import READERS

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="chromium is not installed: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def address(desk) -> Iterator[str]:
    (desk.root / "words").mkdir()
    desk.config_path.write_text(f'dictionaries = "{desk.root / "words"}"\n' + desk.config_path.read_text("utf-8"), "utf-8")
    connect(desk.root)
    office.everybody()
    with served(desk) as at:
        yield at


def picture(window: Window, name: str) -> None:
    if folder := os.environ.get("SCREENER_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def saved(window: Window, selector: str) -> tuple[str, bytes]:
    """The name and the bytes of what a click saves."""
    with window.page.expect_download() as download:
        window.page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def a_month(place) -> None:
    """Some weeks of work, spread over the days that are past."""
    from reports.cases.models import Case

    submitter, clerk = office.person("submitter"), office.person("submitter", "clerk", "民事审判第一庭")
    today = timezone.localdate().day
    for number in range(9):
        kind = (office.PRIVATE, office.INTERNAL, "天气晴。\n".encode())[number % 3]
        case = office.screened(place, kind, f"文件{number}.txt", (submitter, clerk)[number % 2])
        Case.objects.filter(pk=case.pk).update(received_at=case.received_at - timedelta(days=number * 2 % today))


def test_the_form_of_a_case_is_saved_and_opened(desk, browser, address):
    case = office.screened(desk, office.PRIVATE, "公示.txt", office.person("submitter"), form=office.FORM)
    window = Window(browser, address, "reviewer")
    window.go(f"/cases/{case.number}/")
    name, data = saved(window, "text=审批表 Word")
    picture(window, "case-papers")
    assert name == f"审批表-{case.number}.docx"
    from docx import Document

    assert Document(io.BytesIO(data)).paragraphs[0].text == "信息发布保密审查审批表"
    name, data = saved(window, "text=审批表 PDF")
    assert case.number in READERS["pdf"](data)
    assert not window.troubles


def test_the_monthly_report_is_drawn_and_saved(desk, browser, address):
    a_month(desk)
    window = Window(browser, address, "leader")
    window.go("/monthly/")
    page = window.page
    picture(window, "monthly")
    assert page.locator(".chart svg rect.held").count() > 3
    tall = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.chart svg rect.all')].map(bar => bar.getBoundingClientRect().height))"
    )
    assert tall > 30
    assert page.locator("rect.all").first.evaluate("bar => getComputedStyle(bar).fill") == "rgb(174, 191, 210)"
    name, data = saved(window, "main >> text=Word")
    assert name.startswith("保密审查月报-")
    assert "民事审判第一庭" in READERS["docx"](data)
    window.go("/register/")
    picture(window, "register")
    name, data = saved(window, "text=下载 Excel")
    assert "文件3.txt" in READERS["xlsx"](data)
    assert not window.troubles
    page.emulate_media(media="print")
    window.go("/monthly/")
    assert not page.locator("text=上月").is_visible()
    picture(window, "monthly-print")


def test_a_dictionary_is_proposed_by_one_and_approved_by_another(desk, browser, address):
    office.screened(desk, "请把青松工程的进度表发来\n".encode(), "进度.txt")
    first, second = Window(browser, address, "reviewer"), Window(browser, address, "leader")
    first.go("/dictionaries/")
    picture(first, "dictionaries-empty")
    first.page.fill("#id_name", "our-projects")
    first.page.click("text=起草")
    first.page.fill("#id_content", BAD_EXAMPLE)
    first.page.fill("#id_why", "新立项的工程，开工前不公开代号")
    first.page.click("text=提交提案")
    assert "还不能提交" in first.text
    picture(first, "propose-problem")
    first.page.fill("#id_content", GOOD)
    first.page.click("summary")
    first.page.fill("#id_text", "关于青松工程的说明")
    first.page.click("text=检查并试用")
    assert first.page.inner_text("mark") == "青松工程"
    picture(first, "propose-tried")
    first.page.click("text=提交提案")
    assert "等待另一人批准" in first.text
    assert first.page.locator("text=批准，立即启用").count() == 0
    second.go("/dictionaries/")
    second.page.click("table a >> text=our-projects")
    second.page.click("text=试算 >> nth=-1")
    second.page.wait_for_selector("text=1 份结论会变", timeout=120_000)
    picture(second, "proposal")
    second.page.click("text=批准，立即启用")
    assert "已批准，词典已更新" in second.text
    assert (desk.root / "words" / "our-projects.toml").read_text("utf-8") == GOOD
    second.go("/dictionaries/lists/our-projects/")
    picture(second, "dictionary")
    second.go("/dictionaries/")
    picture(second, "dictionaries")
    second.go("/dictionaries/try/")
    second.page.fill("#id_text", "党组会议纪要\n请把青松工程的进度表发来")
    second.page.click("button.main")
    picture(second, "dictionary-try")
    assert "settings" not in "".join(first.troubles)
    assert not [trouble for trouble in first.troubles if "422" not in trouble]
    assert not second.troubles


def test_a_false_alarm_begins_an_exception(desk, browser, address):
    case = office.screened(desk, office.PRIVATE)
    window = Window(browser, address, "reviewer")
    window.go(f"/cases/{case.number}/")
    finding = window.page.locator(f"#f{case.findings.get(rule='mobile').pk}")
    finding.locator("summary").click()
    finding.locator("input[name=why]").fill("公开的服务电话")
    finding.locator("button").click()
    window.go("/dictionaries/false-alarms/")
    picture(window, "false-alarms")
    window.page.click("td a >> text=提出例外")
    assert case.sha256 in window.page.input_value("#id_content")
    picture(window, "propose-exception")
    assert not window.troubles


def test_a_leak_runs_its_course(desk, browser, address):
    from reports.cases import recheck

    for name, content in (("公示", MARKED), ("名单", PERSONAL)):
        released(desk, content, f"{name}.txt")
    follow_up = next(case for case in recheck.recheck().follow_ups if case.action == 2)
    window = Window(browser, address, "classifier")
    window.go("/leaks/")
    picture(window, "leaks")
    window.page.click("section:first-of-type tbody a")
    window.page.click("text=记下：已报告 >> nth=0")
    assert "已报告同级保密行政管理部门" in window.text
    picture(window, "leak")
    window.go(f"/leaks/follow-ups/{follow_up.number}/")
    window.page.check('input[value="release"]')
    window.page.fill('textarea[name="text"]', "样式，非密级标志")
    picture(window, "follow-up")
    window.page.click("text=提交决定")
    assert "等待第二人确认" in window.text
    assert not window.troubles


def test_the_auditor_takes_the_inspection_package(desk, browser, address):
    office.screened(desk, office.PRIVATE)
    window = Window(browser, address, "auditor")
    window.go("/inspection/")
    picture(window, "inspection")
    name, data = saved(window, "button.main")
    assert name.startswith("检查材料-")
    assert data.startswith(b"PK")
    assert not window.troubles
