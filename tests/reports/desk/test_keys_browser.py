"""The desk by its keys in a real browser: marking, deciding together, the way back, and what no key offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reports.desk import office
from tests.reports.desk.browser import CHROMIUM, Window, chromium, served
from tests.reports.desk.test_together import decided, three

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


def tab_to(page: Any, selector: str) -> None:
    """With the keyboard alone."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def press(page: Any, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def test_two_of_three_are_decided_together_by_keyboard(desk, browser, address):
    cases = three(desk)
    window = Window(browser, address, "reviewer")
    page = window.page
    press(page, "b j x j x")
    assert "已选 2 件" in window.text
    press(page, "x")
    assert "已选 1 件" in window.text
    press(page, "j x b")
    page.wait_for_url("**/cases/together/?*")
    assert "对这 2 件作出决定" in window.text
    assert cases[1].number not in window.text
    tab_to(page, "input[name=decision]")
    press(page, "Space")
    tab_to(page, "[name=release-reason]")
    press(page, "ArrowDown ArrowDown")
    tab_to(page, "button.main")
    press(page, "Enter")
    page.wait_for_url("**/cases/")
    assert "已对 2 件作出决定：同意公开" in window.text
    assert decided(cases) == [1, 0, 1]
    assert {case.rulings.get().reason_code for case in (cases[0], cases[2])} == {"sample-or-quotation"}
    assert not window.troubles


def test_without_script_boxes_and_a_button_do_the_same(desk, browser, address):
    cases = three(desk)
    window = Window(browser, address, "reviewer", script=False)
    page = window.page
    for case in cases:
        page.check(f'input[value="{case.number}"]')
    page.click(".marking button")
    page.check('input[name=decision][value="reject"]')
    page.select_option("[name=reject-reason]", "personal-data")
    page.click("button.main")
    assert "已对 3 件作出决定：不予公开" in window.text
    assert decided(cases) == [1, 1, 1]


def test_a_list_fetched_again_keeps_its_marks_and_a_click_on_a_box_opens_nothing(desk, browser, address):
    cases = three(desk)
    window = Window(browser, address, "reviewer")
    page = window.page
    page.click(f'input[value="{cases[1].number}"]')
    page.click(f'td.mark:has(input[value="{cases[2].number}"])', position={"x": 2, "y": 2})
    page.click(f'td.mark:has(input[value="{cases[2].number}"])', position={"x": 2, "y": 2})
    page.evaluate("htmx.on('#rows', 'look', () => htmx.ajax('GET', document.querySelector('#rows').getAttribute('hx-get'), '#rows'))")
    page.evaluate(
        "new Promise(done => { document.addEventListener('htmx:afterSettle', done, {once: true}); htmx.trigger('#rows', 'look') })"
    )
    assert page.url.endswith("/cases/")
    assert page.eval_on_selector_all('input[name="case"]:checked', "all => all.map(one => one.value)") == [cases[1].number]
    assert "已选 1 件" in window.text
    assert not window.troubles


def test_the_keys_are_told_in_front_of_the_page_and_rest_meanwhile(desk, browser, address):
    from playwright.sync_api import expect

    three(desk)
    window = Window(browser, address, "reviewer")
    page = window.page
    press(page, "? j")
    assert page.locator("dialog[open]").inner_text().count("打开") == 1
    assert page.locator("tr.here").count() == 0
    press(page, "Escape")
    expect(page.locator("dialog")).to_have_count(0)
    press(page, "j")
    assert page.locator("tr.here").count() == 1
    assert page.locator(".keys[aria-hidden]").count() == 0
    press(page, "?")
    page.click("dialog button")
    expect(page.locator("dialog")).to_have_count(0)
    assert not window.troubles


def test_a_case_leads_back_to_the_list_as_it_was_narrowed_down(desk, browser, address):
    office.screened(desk, office.INTERNAL, "甲.txt")
    window = Window(browser, address, "reviewer")
    page = window.page
    window.go("/cases/?state=all&verdict=review&text=甲")
    press(page, "j o")
    page.wait_for_url("**/cases/2*/")
    page.click("text=写意见")
    page.fill("#id_remark", "看过")
    page.click("text=记下 >> visible=true")
    page.wait_for_load_state()
    press(page, "u")
    page.wait_for_url("**/cases/?*")
    assert page.input_value("[data-find]") == "甲"
    assert page.input_value("[name=verdict]") == "review"
    assert page.locator(".tabs [aria-current]").inner_text().startswith("全部")
    assert not window.troubles


def test_no_key_offers_the_release_of_a_state_secret(desk, browser, address):
    case = office.screened(desk, office.SECRET)
    plain = office.screened(desk, office.INTERNAL)
    window = Window(browser, address, "reviewer")
    page = window.page
    window.go(f"/cases/{case.number}/?decide=release")
    assert "同意" not in page.inner_text(".keys")
    press(page, "a")
    assert page.locator("input[name=decision]:checked").count() == 0
    press(page, "r")
    assert page.locator('input[name=decision][value="reject"]').is_checked()
    window.go(f"/cases/{plain.number}/")
    assert "同意" in page.inner_text(".keys")
    press(page, "a")
    assert page.locator('input[name=decision][value="release"]').is_checked()
    assert not window.troubles
