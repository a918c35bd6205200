"""The paper of the office from the browser: what is in the files, what they are called, and that each is put down."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest
from django.utils import timezone

from tests.reports.desk import office
from tests.reports.papers.test_papers import READERS


def name_of(answer) -> str:
    head, _, name = answer["Content-Disposition"].partition("filename*=utf-8''")
    assert head == "attachment; "
    assert name.isascii()
    return unquote(name)


@pytest.mark.parametrize("role", ["submitter", "head", "reviewer", "leader", "classifier"])
def test_the_approval_form_of_a_case_comes_as_word(desk, browse, role):
    case = office.screened(desk, office.PRIVATE, "公示.txt", office.person("submitter"), form=office.FORM)
    client = browse(office.person(role))
    address = f"/cases/{case.number}/approval-form.docx"
    assert address in client.get(f"/cases/{case.number}/").content.decode()
    answer = client.get(address)
    assert name_of(answer) == f"审批表-{case.number}.docx"
    assert answer["Cache-Control"] == "no-store, private"
    text = READERS["docx"](answer.content)
    for said in (case.number, "关于发放救助金的公示", "复核", "公民身份号码", "王建国"):
        assert said in text
    assert "320106197506055042" not in text


def test_the_approval_form_comes_as_pdf_and_every_download_is_in_the_chain(desk, browse):
    from reports.cases import verification
    from reports.cases.models import AuditEntry

    case = office.screened(desk, office.INTERNAL)
    answer = browse(office.person("reviewer")).get(f"/cases/{case.number}/approval-form.pdf")
    assert answer.content.startswith(b"%PDF-")
    entry = AuditEntry.objects.get(action="download")
    assert (entry.actor, entry.case_number) == ("zhao", case.number)
    assert not verification.verify().faults


@pytest.mark.parametrize("layout", ["xlsx", "exe", "docx-docx", "DOCX"])
def test_a_layout_that_there_is_not_is_not_found(desk, browse, layout):
    case = office.screened(desk, office.INTERNAL)
    assert browse(office.person("reviewer")).get(f"/cases/{case.number}/approval-form.{layout}").status_code == 404


def test_the_form_of_a_colleagues_case_is_not_found(desk, browse):
    case = office.screened(desk, office.PRIVATE, submitter=office.person("submitter"))
    stranger = browse(office.person("submitter", "colleague"))
    assert stranger.get(f"/cases/{case.number}/approval-form.docx").status_code == 404


@pytest.mark.parametrize("layout", ["docx", "pdf", "xlsx"])
def test_no_paper_says_anything_of_a_state_secret(desk, browse, layout):
    case = office.screened(desk, office.SECRET, "金丝雀行动.txt", office.person("submitter"), form=office.FORM | {"title": "金丝雀行动"})
    assert case.state_secret
    client = browse(office.person("classifier"))
    address = "/register/register.xlsx" if layout == "xlsx" else f"/cases/{case.number}/approval-form.{layout}"
    text = READERS[layout](client.get(address).content)
    assert case.number in text.replace("\r\n", "").replace("\n", "")
    for secret in (office.CANARY, "丝雀", "机密★", "12号"):
        assert secret not in text


def test_the_register_holds_the_period_and_what_was_filtered(desk, browse):
    review, clean = office.screened(desk, office.INTERNAL, "汇报.txt"), office.screened(desk, "天气晴。\n".encode(), "天气.txt")
    client = browse(office.person("reviewer"))
    today = f"{timezone.localtime(review.received_at):%Y-%m-%d}"
    everything = READERS["xlsx"](client.get(f"/register/register.xlsx?begin=2026-01-01&last={today}").content)
    assert review.number in everything
    assert clean.number in everything
    answer = client.get("/register/register.xlsx?verdict=review")
    assert name_of(answer).startswith("登记台账-")
    assert clean.number not in READERS["xlsx"](answer.content)
    page = client.get("/register/?verdict=review").content.decode()
    assert "汇报.txt" in page
    assert "天气.txt" not in page
    assert "没有符合条件" in client.get("/register/?begin=2020-01-01&last=2020-02-01").content.decode()


def test_a_head_has_the_departments_own_in_the_register(desk, browse):
    ours = office.screened(desk, office.INTERNAL, "我庭.txt", office.person("submitter"))
    other = office.screened(desk, office.PRIVATE, "他庭.txt", office.person("submitter", "executor", "执行局"))
    text = READERS["xlsx"](browse(office.person("head")).get("/register/register.xlsx").content)
    assert ours.number in text
    assert other.number not in text


@pytest.mark.parametrize("asked", [
    "begin=%0d%0aX-Evil:1&last=2026-11-30", "begin=2026-11-30&last=2026-11-01", "begin=9999-12-31&last=9999-12-31",
    "begin=0001-01-01&last=2026-01-01", "begin=²&last=x", "state=nothing&verdict=%00&department=%0d%0a",
])  # fmt: skip
def test_a_period_typed_by_hand_breaks_nothing_and_no_header(desk, browse, asked):
    client = browse(office.person("reviewer"))
    assert client.get(f"/register/?{asked}").status_code == 200
    answer = client.get(f"/register/register.xlsx?{asked}")
    assert answer.status_code == 200
    assert "X-Evil" not in answer
    assert name_of(answer).startswith("登记台账-")


def test_the_register_of_more_than_paper_holds_is_refused_in_words(desk, browse, monkeypatch):
    from reports.desk import register_page

    office.screened(desk, office.INTERNAL)
    monkeypatch.setitem(register_page.MOST, "pdf", 0)
    assert "请缩短期间" in browse(office.person("reviewer")).get("/register/register.pdf", follow=True).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "leader", "classifier", "auditor"])
def test_the_monthly_report_draws_its_charts_without_a_script_or_a_style(desk, browse, role):
    import re

    case = office.screened(desk, office.INTERNAL, submitter=office.person("submitter"))
    answer = browse(office.person(role)).get(f"/monthly/?month={case.received_at:%Y-%m}")
    page = answer.content.decode()
    for said in ("立案庭", "逐日报送", "留置缘由", "<svg", "<rect"):
        assert said in page
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", page)
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("layout", ["docx", "pdf", "xlsx"])
def test_the_monthly_report_comes_as_file(desk, browse, layout):
    case = office.screened(desk, office.INTERNAL, submitter=office.person("submitter"))
    answer = browse(office.person("leader")).get(f"/monthly/monthly.{layout}?month={case.received_at:%Y-%m}")
    assert name_of(answer) == f"保密审查月报-{case.received_at:%Y%m}.{layout}"
    assert "立案庭" in READERS[layout](answer.content)


@pytest.mark.parametrize("month", ["", "2026-13", "1999-01", "x", "%0d%0aX-Evil:1", "2099-12", "2000-01"])
def test_a_month_typed_by_hand_breaks_nothing(browse, month):
    client = browse(office.person("leader"))
    assert client.get(f"/monthly/?month={month}").status_code == 200
    answer = client.get(f"/monthly/monthly.xlsx?month={month}")
    assert "X-Evil" not in answer
    assert name_of(answer).endswith(".xlsx")


@pytest.mark.parametrize("role", ["auditor", "leader"])
def test_the_inspection_package_has_register_forms_and_the_chain(desk, browse, role):
    from reports.cases.models import AuditEntry

    case = office.screened(desk, office.PRIVATE, "公示.txt")
    client = browse(office.person(role))
    assert "1 件" in client.get("/inspection/").content.decode()
    answer = client.post("/inspection/", {"begin": f"{case.received_at:%Y-%m}-01", "last": f"{case.received_at:%Y-%m}-28"})
    assert name_of(answer).startswith("检查材料-")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as package:
        names = package.namelist()
        assert f"审批表/{case.number}.docx" in names
        assert "登记台账.xlsx" in names
        assert b"13911223344" not in b"".join(package.read(name) for name in names)
        sheet = openpyxl.load_workbook(io.BytesIO(package.read("登记台账.xlsx"))).worksheets[0]
        assert ("公示.txt" in {cell for row in sheet.iter_rows(values_only=True) for cell in row}) is (role != "auditor")
    assert AuditEntry.objects.filter(action="inspection-package", actor=office.PEOPLE[role][0]).exists()
    assert not list(desk.home.glob("inspection-*"))


def test_too_many_cases_for_a_package_are_refused_in_words(desk, browse, monkeypatch):
    from reports.desk import inspection_page

    office.screened(desk, office.PRIVATE)
    monkeypatch.setattr(inspection_page, "MOST", 0)
    assert "分段导出" in browse(office.person("auditor")).post("/inspection/").content.decode()


def test_names_and_words_from_outside_are_text_on_every_page(desk, browse):
    evil = '<img src=x onerror=alert(1)>"\u202e'
    case = office.screened(desk, office.INTERNAL, f"{evil}.txt", office.person("submitter", "evil", f"{evil}庭"))
    client = browse(office.person("leader"))
    client.post(f"/cases/{case.number}/false-alarms/{case.findings.first().pk}/", {"why": evil})
    for address in ("/register/", "/monthly/", "/dictionaries/false-alarms/", f"/register/?department={evil}"):
        page = client.get(address).content.decode()
        assert "<img" not in page
    assert "&lt;img" in client.get("/dictionaries/false-alarms/").content.decode()
