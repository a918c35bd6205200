"""Submitting: the form and the file become a case; nothing of a refused upload stays behind."""

from __future__ import annotations

import io

import pytest

from tests.reports.desk import office


def upload(client, content=office.PRIVATE, name="公示.txt", script=False, **changed):
    file = io.BytesIO(content)
    file.name = name
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    return client.post("/submit/0/", {**office.FORM, **changed, "file": file}, headers=headers)


def left_over(desk):
    return [path for path in desk.channel.held.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_an_upload_becomes_a_case_with_its_form_and_its_verdict(desk, browse):
    from reports.cases.models import Case

    client = browse(office.person("submitter"))
    answer = upload(client)
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.number}/"
    assert case.submitter == office.person("submitter")
    assert (case.department, case.form["title"], case.custody) == ("立案庭", office.FORM["title"], "taken")
    waiting = client.get(f"/cases/{case.number}/").content.decode()
    assert "正在审查" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    office.work(desk)
    told = client.get(f"/cases/{case.number}/status/", headers={"HX-Request": "true"})
    assert told["HX-Refresh"] == "true"
    assert "复核" in told.content.decode()
    assert "关于发放救助金的公示" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_clean_upload_goes_out_under_its_name(desk, browse):
    upload(browse(office.person("submitter")), "今日天气晴。\n".encode(), "天气.txt")
    office.work(desk)
    assert (desk.channel.released / "天气.txt").is_file()


def test_the_script_is_answered_with_where_to_go(desk, browse):
    assert upload(browse(office.person("submitter")), script=True).json()["to"].startswith("/cases/")


@pytest.mark.parametrize("changed", [
    {"title": ""},
    {"source": "转载"},
    {"publicity": "随便"},
    {"secret": "是"},
])  # fmt: skip
def test_a_form_that_is_not_filled_in_takes_no_file(desk, browse, changed):
    from reports.cases.models import Case

    client = browse(office.person("submitter"))
    answer = upload(client, **changed)
    assert answer.status_code == 422
    assert upload(client, script=True, **changed).json()["problems"]
    assert not Case.objects.exists()
    assert left_over(desk) == []


@pytest.mark.parametrize("content", [b"", b"x" * 2_000_001])
def test_an_empty_file_and_one_over_the_limit_are_refused_and_removed(desk, browse, content, settings_with):
    from dataclasses import replace

    from django.conf import settings

    from reports.cases.models import Case

    settings_with(CONFIG=replace(settings.CONFIG, desk=replace(settings.CONFIG.desk, upload_bytes=2_000_000)))
    answer = upload(browse(office.person("submitter")), content)
    assert answer.status_code == 422
    assert ("文件是空的" if not content else "文件超过 2 MB") in answer.content.decode()
    assert not Case.objects.exists()
    assert left_over(desk) == []


def test_nobody_uploads_without_signing_in_or_where_no_file_is_taken(desk, browse):
    assert upload(browse())["Location"] == "/sign-in/"
    assert upload(browse(office.person("reviewer"))).status_code == 403
    file = io.BytesIO(b"x")
    file.name = "x.txt"
    client = browse(office.person("submitter"))
    assert client.post("/account/password/", {"file": file}).status_code == 422
    assert left_over(desk) == []


@pytest.mark.parametrize(("name", "stored"), [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("/absolute.txt", "absolute.txt"),
    (".htaccess", "_htaccess"),
    ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
    ("长" * 300 + ".txt", "长" * 65 + ".txt"),
])  # fmt: skip
def test_a_name_leads_nowhere_and_breaks_no_header(desk, browse, name, stored):
    from reports.desk.submit import _name

    assert _name(name) == stored


def test_a_name_from_a_hostile_browser_goes_out_as_one_plain_name(desk, browse):
    client = browse(office.person("submitter"))
    upload(client, "今日天气晴。\n".encode(), "../../../天气.txt")
    office.work(desk)
    assert [path.name for path in desk.channel.released.iterdir()] == ["天气.txt"]
    assert not (desk.root.parent / "天气.txt").exists()


def test_a_corrected_document_is_linked_and_what_changed_is_told(desk, browse):
    from reports.cases.models import Case

    client = browse(office.person("submitter"))
    upload(client)
    office.work(desk)
    before = Case.objects.get()
    page = client.get(f"/cases/{before.number}/").content.decode()
    assert f"/submit/0/?fixes={before.number}" in page
    again = client.get(f"/submit/0/?fixes={before.number}").content.decode()
    assert office.FORM["title"] in again
    upload(client, "关于救助金的公示\n联系人赵敏，电话 13911223344。\n".encode(), fixes=before.number)
    office.work(desk)
    after = Case.objects.exclude(pk=before.pk).get()
    assert after.predecessor == before
    told = client.get(f"/cases/{after.number}/").content.decode()
    assert "与前件比较" in told
    assert "已消除" in told
    assert "消除 <b>1</b> 处，新增 <b>0</b> 处" in told
    assert after.number in client.get(f"/cases/{before.number}/").content.decode()


def test_another_persons_case_is_not_corrected(desk, browse):
    from reports.cases.models import Case

    case = office.screened(desk, office.PRIVATE, submitter=office.person("submitter"))
    colleague = browse(office.person("submitter", "colleague"))
    assert upload(colleague, fixes=case.number).status_code == 404
    assert colleague.get(f"/submit/0/?fixes={case.number}").status_code == 404
    assert Case.objects.count() == 1
    assert len(left_over(desk)) == 1  # the sealed one


@pytest.mark.parametrize("channel", [1, 99, 10**12])
def test_there_is_no_other_channel(desk, browse, channel):
    client = browse(office.person("submitter"))
    assert client.get(f"/submit/{channel}/").status_code == 404
