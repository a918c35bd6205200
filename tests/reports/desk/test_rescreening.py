"""The button that has a case screened again: who has it, what it says, and what it does not do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.model import Action, Location, Unscanned
from tests.reports.cases import samples
from tests.reports.desk import office

TEXT = "本院定于二〇二六年八月十二日公开开庭审理一案。\n".encode()
FAILED = Unscanned(Location("通知.txt"), "extractor-failed", "ValueError")


def unread(place, content=TEXT, code="extractor-failed", action=Action.REVIEW, submitter=None):
    """A case that is sealed because a reader failed."""
    from django.utils import timezone

    from reports.cases import outbox, register

    taken = office.take_in(place, content, submitter=submitter)
    (case,) = register.claim("me", 10)
    register.record(case, samples.screened(action, content=content, unscanned=(replace(FAILED, code=code),)))
    outbox.run_due(timezone.now())
    taken.refresh_from_db()
    return taken


def pressed(client, case):
    return client.post(f"/cases/{case.number}/rescreen/", follow=True).content.decode()


def test_what_is_read_now_passes_and_goes_out(desk, browse):
    case, client = unread(desk), browse(office.person("reviewer"))
    assert f'action="/cases/{case.number}/rescreen/"' in client.get(f"/cases/{case.number}/").content.decode()
    page = pressed(client, case)
    assert "已重新审查：现在读得到，审查通过" in page
    assert "/rescreen/" not in page
    office.work(desk)
    case.refresh_from_db()
    assert case.state == "released"
    assert "要求重新审查" in browse(office.person("auditor")).get("/trails/").content.decode()


def test_what_is_found_now_stays_held(desk, browse):
    case = unread(desk, office.PRIVATE)
    page = pressed(browse(office.person("reviewer")), case)
    assert "结果有变，仍待复核" in page
    assert "含未遮盖的个人信息" in page


@pytest.mark.parametrize(
    ("role", "has"), [("submitter", False), ("head", False), ("reviewer", True), ("leader", True), ("classifier", True)]
)
def test_only_those_who_may_have_the_button(desk, browse, role, has):
    case = unread(desk, submitter=office.person("submitter"))
    client = browse(office.person(role))
    assert ("/rescreen/" in client.get(f"/cases/{case.number}/").content.decode()) is has
    if not has:
        assert client.post(f"/cases/{case.number}/rescreen/").status_code == 403
        case.refresh_from_db()
        assert case.state == "held"


@pytest.mark.parametrize("code", ["password-protected", "corrupt"])
def test_what_lies_with_the_document_is_not_looked_at_again(desk, browse, code):
    case, client = unread(desk, code=code), browse(office.person("reviewer"))
    assert "/rescreen/" not in client.get(f"/cases/{case.number}/").content.decode()
    assert "没有重新审查：只有因程序未能读取而留置" in pressed(client, case)


def test_a_seal_that_does_not_open_is_told(desk, browse):
    case = unread(desk)
    (desk.channel.held / "sealed" / f"{case.storage}.sealed").unlink()
    assert "打不开，或与记录不符" in pressed(browse(office.person("reviewer")), case)
    case.refresh_from_db()
    assert case.state == "held"


def test_one_at_a_time(desk, browse):
    from reports.desk.rescreening import _ONE

    case = unread(desk)
    with _ONE:
        assert "另一件正在重新审查" in pressed(browse(office.person("reviewer")), case)
    case.refresh_from_db()
    assert case.state == "held"
    assert "审查通过" in pressed(browse(office.person("reviewer")), case)
