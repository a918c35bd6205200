"""The desk in a real browser: what a person sees, clicks and types, from signing in to a release by two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reports.desk import office
from tests.reports.desk.browser import CHROMIUM, Window, chromium, served

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
    office.everybody()
    with served(desk) as at:
        yield at


def test_signing_in_and_being_locked_out(browser, address):
    window = Window(browser, address, "reviewer")
    assert "审查件" in window.text
    assert not window.troubles
    window.page.click("text=退出")
    for _ in range(5):
        window.sign_in("zhao", "wrong-password")
    assert "账号已锁定" in window.text


def test_a_list_fetched_again_keeps_its_row_and_takes_nobody_from_the_filters(desk, browser, address):
    case = office.screened(desk, office.INTERNAL, "甲.txt")
    window = Window(browser, address, "reviewer")
    page = window.page
    page.keyboard.press("j")
    again = "new Promise(done => { document.addEventListener('htmx:afterSettle', done, {once: true}); htmx.trigger('#rows', 'look') })"
    page.evaluate("htmx.on('#rows', 'look', () => htmx.ajax('GET', document.querySelector('#rows').getAttribute('hx-get'), '#rows'))")
    page.evaluate(again)
    assert page.locator("tr.here").get_attribute("data-number") == case.number
    assert page.evaluate("document.activeElement.textContent") == case.number
    page.focus("[data-find]")
    page.evaluate(again)
    assert page.locator("tr.here").get_attribute("data-number") == case.number
    assert page.evaluate("document.activeElement.name") == "text"
    assert not window.troubles


def test_the_list_is_worked_through_by_keyboard(desk, browser, address):
    first = office.screened(desk, office.INTERNAL, "甲.txt")
    second = office.screened(desk, office.PRIVATE, "乙.txt")
    window = Window(browser, address, "reviewer")
    page = window.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.here").get_attribute("data-number") == second.number
    page.keyboard.press("k")
    assert page.locator("tr.here").get_attribute("data-number") == first.number
    page.keyboard.press("r")
    page.wait_for_url(f"**/cases/{first.number}/?decide=reject#ruling")
    assert page.locator('input[name=decision][value="reject"]').is_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/cases/")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/cases/{first.number}/")
    assert not window.troubles


def test_a_case_with_boxes_leads_from_finding_to_place_and_back(desk, browser, address):
    case = office.screened(desk, office.SAMPLES / "desk" / "aid.pdf", "公示.pdf")
    window = Window(browser, address, "reviewer")
    window.go(f"/cases/{case.number}/")
    page = window.page
    from playwright.sync_api import expect

    from reports.desk.content import PAGE_PIXELS

    assert page.locator(".sheet").count() == 0
    page.click(".curtain button")
    page.wait_for_selector(".sheet img")
    picture = page.locator(".sheet img").first
    expect(picture).to_have_js_property("naturalWidth", PAGE_PIXELS)
    assert page.locator(".sheet").count() == 3
    finding = case.findings.filter(page=2).get()
    page.click(f"#f{finding.pk} .jump")
    mark = page.locator(f"#m{finding.pk}")
    assert "here" in (mark.get_attribute("class") or "")
    box = mark.locator("rect").bounding_box()
    sheet = page.locator("#p2 .sheet").bounding_box()
    assert box is not None
    assert sheet is not None
    assert sheet["y"] < box["y"] < sheet["y"] + sheet["height"]
    mark.click()
    assert "here" in (page.locator(f"#f{finding.pk}").get_attribute("class") or "")
    assert not window.troubles


def test_two_persons_release_what_was_blocked(desk, browser, address):
    case = office.screened(desk, office.SECRET)
    first, second = Window(browser, address, "reviewer"), Window(browser, address, "classifier")
    for window in (first, second):
        window.go(f"/cases/{case.number}/")
    page = first.page
    page.check('input[name=decision][value="release"]')
    page.select_option('[name="release-reason"]', "declassified")
    page.fill('[name="release-number"]', "某密办〔2026〕3号")
    page.fill('[name="release-authority"]', "某某保密局")
    page.fill('[name="release-date"]', "2026-01-05")
    page.fill("#id_text", "解密手续齐全")
    page.click("#ruling button.main")
    assert "等待第二人确认" in first.text
    second.go(f"/cases/{case.number}/")
    page = second.page
    page.check('input[name=decision][value="release"]')
    assert "第一人 赵敏" in second.text
    page.fill("#id_text", "核对原件无误")
    page.click("#ruling button.main")
    assert "已决定：同意公开" in second.text
    office.work(desk)
    case.refresh_from_db()
    assert case.state == "released"
    assert not first.troubles + second.troubles


def test_a_head_does_not_rule_on_an_own_document(desk, browser, address):
    case = office.screened(desk, office.INTERNAL, submitter=office.person("head"))
    window = Window(browser, address, "head")
    window.go(f"/cases/{case.number}/")
    assert "承办人不能审查自己报送的文件" in window.text
    assert window.page.locator("input[name=decision]").count() == 0


def test_a_state_secret_shows_what_to_do_and_no_content(desk, browser, address):
    case = office.screened(desk, office.SECRET, "金丝雀行动.txt")
    window = Window(browser, address, "reviewer")
    window.go(f"/cases/{case.number}/")
    assert "疑为国家秘密，不显示任何内容" in window.text
    assert window.page.locator(".curtain").count() == 0
    assert "丝雀" not in window.page.content()


def fill(page: Any) -> None:
    for key, value in office.FORM.items():
        field = page.locator(f"#id_{key}")
        field.select_option(value) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(value)


@pytest.mark.parametrize("script", [True, False])
def test_upload_verdict_fix_and_submit_again(desk, browser, address, script):
    window = Window(browser, address, "submitter", script=script)
    page = window.page
    window.go("/submit/")
    fill(page)
    page.set_input_files("#id_file", {"name": "公示.txt", "mimeType": "text/plain", "buffer": office.PRIVATE})
    page.click("button.main")
    page.wait_for_url("**/cases/2*/")
    assert "正在审查" in window.text
    office.work(desk)
    if not script:
        page.reload()
    page.wait_for_selector("text=含未遮盖的个人信息")
    page.click("text=修改后重新送审")
    assert page.input_value("#id_title") == office.FORM["title"]
    page.set_input_files("#id_file", {"name": "公示.txt", "mimeType": "text/plain", "buffer": "关于救助金的公示\n".encode()})
    page.click("button.main")
    page.wait_for_url("**/cases/2*-000002/")
    office.work(desk)
    page.reload()
    assert "与前件比较" in window.text
    assert "已消除" in window.text
    assert not window.troubles


def test_a_name_that_is_a_script_runs_nowhere(desk, browser, address):
    case = office.screened(desk, f"<img src=x onerror=alert(1)> 电话 13911223344\n".encode(), "<img src=x onerror=alert(1)>.txt")  # noqa: F541
    window = Window(browser, address, "reviewer")
    asked: list[Any] = []
    window.page.on("dialog", lambda dialog: asked.append(dialog))
    window.go("/cases/")
    window.go(f"/cases/{case.number}/")
    window.page.click(".curtain button")
    window.page.wait_for_selector("mark")
    assert not asked
    assert window.page.locator("main img").count() == 0


@pytest.mark.parametrize("role", ["submitter", "reviewer", "auditor", "administrator"])
def test_every_control_has_a_name_and_is_reached_by_the_keyboard(desk, browser, address, role):
    office.screened(desk, office.INTERNAL, submitter=office.person("submitter"))
    window = Window(browser, address, role)
    links = window.page.eval_on_selector_all("nav a", "all => all.map(a => a.getAttribute('href'))")
    for link in {*links, "/account/"}:
        window.go(link)
        nameless = window.page.eval_on_selector_all(
            "input:not([type=hidden]), select, textarea:not([hidden]), button, main a",
            "all => all.filter(e => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute('aria-label')).map(e => e.outerHTML)",
        )
        assert not nameless, link
        window.page.keyboard.press("Tab")
        assert (
            window.page.evaluate("document.activeElement.className") == "skip"
            or window.page.evaluate("document.activeElement.tagName") != "BODY"
        )
