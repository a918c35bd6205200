"""Every page that each role can reach by links, looked at for what keeps a person from using it: names, order, contrast, focus; and on paper."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.reports.cases.installation import Installation, connect
from tests.reports.cases.test_proposals import GOOD
from tests.reports.cases.test_recheck import MARKED, PERSONAL, released
from tests.reports.desk import kinds, office
from tests.reports.desk.browser import CHROMIUM, Window, chromium, served

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.is_file(), reason="chromium is not installed: apt-get install chromium"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(600),
]
WRONG = Path(__file__).with_name("accessibility.js").read_text("utf-8")
DOWNLOAD = re.compile(r"\.(docx|xlsx|pdf|zip)$")
PAGES = {
    "submitter": {"/cases/", "/cases/N/", "/submit/N/", "/account/"},
    "head": {"/cases/", "/cases/N/", "/submit/N/", "/register/", "/leaks/"},
    "reviewer": {
        "/cases/N/",
        "/leaks/N/",
        "/leaks/follow-ups/N/",
        "/monthly/",
        "/dictionaries/proposals/N/",
        "/dictionaries/false-alarms/",
    },
    "leader": {"/cases/N/", "/inspection/", "/dictionaries/propose/", "/dictionaries/try/", "/dictionaries/lists/N/"},
    "classifier": {"/cases/N/", "/leaks/N/"},
    "auditor": {"/trails/", "/monthly/", "/inspection/", "/account/second-factor/"},
    "administrator": {"/people/", "/people/N/", "/people/new/", "/account/password/"},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


def fill(place: Installation) -> None:
    """Something on every page: cases, a follow-up, a leak, a proposal, a finding called false, a first ruling of two."""
    from reports.cases import proposals, recheck, register

    people = office.everybody()
    first = office.screened(place, office.PRIVATE, "公示.txt", people["submitter"], form=office.FORM)
    office.screened(place, office.PRIVATE + b"\n", "公示.txt", people["submitter"], form=office.FORM, predecessor=first)
    office.screened(place, office.SECRET, "金丝雀行动.txt", people["submitter"])
    for name in ("长公示.pdf", "救助台账.xlsx", "送审邮件.eml"):
        office.screened(place, kinds.KINDS[name](), name, people["head"])
    office.screened(place, "天气晴。\n".encode(), "天气.txt", people["submitter"])
    for name, content in (("请示", MARKED), ("名单", PERSONAL)):
        released(place, content, f"{name}.txt")
    recheck.recheck()
    register.mark_false_alarm(first.findings.filter(rule="mobile")[0], people["reviewer"], "公开的服务电话")
    proposals.propose(people["reviewer"], "our-projects", GOOD, "新立项的工程")


@pytest.fixture
def address(desk: Installation) -> Iterator[str]:
    (desk.root / "words").mkdir()
    desk.config_path.write_text(f'dictionaries = "{desk.root / "words"}"\n' + desk.config_path.read_text("utf-8"), "utf-8")
    connect(desk.root)
    fill(desk)
    with served(desk) as at:
        yield at


def wrong(window: Window) -> list[str]:
    window.page.keyboard.press("Tab")
    return [str(one) for one in window.page.evaluate(WRONG)]


def walked(window: Window) -> Iterator[tuple[str, str]]:
    """Every page by links from the first on, one of each kind (all cases are of different kinds): its kind and its address."""
    waiting, known = deque(["/", "/account/"]), set[str]()
    while waiting:
        window.go(waiting.popleft())
        here = urlsplit(window.page.url).path
        known.add(_key(here))
        yield _kind(here), here
        for link in window.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
            to = urlsplit(urljoin(window.page.url, link))
            if not DOWNLOAD.search(to.path) and _key(to.path) not in known:
                known.add(_key(to.path))
                waiting.append(to.path + (f"?{to.query}" if to.path == "/dictionaries/propose/" else ""))


def _kind(path: str) -> str:
    return re.sub(r"[0-9][0-9-]*(?=/)", "N", re.sub("/lists/[^/]+/", "/lists/N/", path))


def _key(path: str) -> str:
    return path if _kind(path) == "/cases/N/" else _kind(path)


def test_every_page_can_be_used_without_a_mouse_and_with_poor_sight(browser, address):
    found = []
    for role, pages in PAGES.items():
        window = Window(browser, address, role)
        reached = set()
        for kind, here in walked(window):
            reached.add(kind)
            found += [(role, here, one) for one in wrong(window)]
            if window.page.locator(".curtain button").count():
                window.page.click(".curtain button")
                window.page.wait_for_selector("#document .sheet, #document .textview")
                found += [(role, f"{here} opened", one) for one in wrong(window)]
        window.close()
        assert reached >= pages, role
    window = Window(browser, address)
    for here in ("/sign-in/", "/nothing/"):
        window.go(here)
        found += [("nobody", here, one) for one in wrong(window)]
    assert not found


@pytest.mark.parametrize(
    ("path", "said", "unsaid"),
    [
        ("/register/", "登记台账", "下载 Excel"),
        ("/monthly/", "按规则", "上月"),
        ("/leaks/1/", "（未填）", "记下"),
        ("/cases/", "个工作日", "筛选"),
        ("/cases/N/", "不支持的格式", "提交决定"),
    ],
)
def test_a_printed_page_is_black_on_white_whole_and_without_what_is_clicked(browser, address, path, said, unsaid):
    import pypdfium2

    from reports.cases.models import Case

    window = Window(browser, address, "classifier")
    page = window.page
    window.go(path.replace("N", Case.objects.get(untrusted_name="送审邮件.eml").number))
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as pdf:
        text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
        assert len(pdf) <= 3
    assert said in text
    for words in (unsaid, "退出", "Cases Register", "看原处"):
        assert words not in text
    # A4 less its margins, in CSS pixels.
    page.set_viewport_size({"width": 673, "height": 990})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert set(page.eval_on_selector_all(".verdict", "all => all.map(one => getComputedStyle(one).color)")) <= {"rgb(0, 0, 0)"}
