"""The paper of the office: the same content in every layout, and nothing of a document's own text on it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from docx import Document

from reports.papers import LAYOUTS
from reports.papers.paper import Grid, Paper, Table, laid_out

PAPER = Paper(
    "信息发布保密审查审批表",
    "编号：20261124-000001",
    (
        Grid("一、信息", (("标题", "关于开展检查的通知"), ("文件名", "a\u202eb.docx"))),
        Table("明细", ("部门", "件数"), (("办公室", "12"),) * 40),
    ),
    footing="校验码 ABCD",
)


def texts_of_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells + [document.sections[0].footer.paragraphs[0].text])


def texts_of_pdf(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def texts_of_xlsx(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


READERS = {"docx": texts_of_docx, "pdf": texts_of_pdf, "xlsx": texts_of_xlsx}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_all_that_stands_on_the_paper(layout):
    text = READERS[layout](laid_out(PAPER, layout))
    for said in ("关于开展检查的通知", "办公室", "12"):
        assert said in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_name_from_outside_cannot_rearrange_a_form(layout):
    text = READERS[layout](laid_out(PAPER, layout))
    assert "a□b.docx" in text
    assert "\u202e" not in text


def test_a_name_from_outside_is_no_formula_in_the_register():
    data = laid_out(Paper("台账", "", (Table("台账", ("文件名",), (('=HYPERLINK("x")',), ("+1",))),)), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.data_type for (cell,) in sheet.iter_rows(min_row=2)] == ["s", "s"]


@pytest.fixture
def case(installation):
    from reports.cases.models import Case, FindingRow, Person, RulingRow, UnscannedRow

    clerk = Person.objects.create_user("zhang", first_name="张三", role="submitter", department="办公室")
    officer = Person.objects.create_user("li", first_name="李四", role="reviewer")
    case = Case.objects.create(
        number="20261124-000007", state="held", custody="sealed", storage="0" * 32, channel="web", department="办公室", submitter=clerk,
        untrusted_name="通知.docx", sha256="ab" * 32, size=2048, received_at=datetime(2026, 11, 24, 2, tzinfo=UTC), action=1,
        reasons=[{"action": 1, "rule": "internal", "sentence": "带有内部标识", "sentence_en": "", "count": 2}],
        coverage={"parts_read": 1, "pages_read": 2, "characters": 300, "findings": 2}, policy="pre-publication@1", dictionaries=["a@1"],
        form={"title": "关于开展检查的通知", "source": "本单位", "way": "网站"},
    )  # fmt: skip
    FindingRow.objects.create(case=case, entity="internal.marking", rule="internal-marking", score=0.9, place="header", page=1, start=0, end=4, masked_quote="内***", basis="保密法第六十四条")  # fmt: skip
    UnscannedRow.objects.create(case=case, place="image", page=2, code="image-not-read")
    RulingRow.objects.create(case=case, decision="reject", reviewer=officer, reviewer_name="李四", reviewer_role="reviewer", reason_code="work-secret", reason="不宜公开", sha256=case.sha256, policy=case.policy, effective=True, decided_at=datetime(2026, 11, 24, 3, tzinfo=UTC))  # fmt: skip
    return case


@pytest.mark.parametrize("layout", ["docx", "pdf"])
def test_the_approval_form_tells_verdict_places_and_signatures(case, layout):
    from reports.papers.approval_form import approval_form

    text = READERS[layout](laid_out(approval_form(case), layout)).replace("\r", "").replace("\n", "")
    for said in (
        "20261124-000007",
        "关于开展检查的通知",
        "复核",
        "带有内部标识",
        "页眉",
        "内***",
        "李四",
        "不予公开",
        "2026-11-24 11:00",
        "张三",
    ):
        assert said in text, said


def test_the_register_has_a_line_for_each_case(case):
    from reports.cases.models import Case
    from reports.papers.ledger import ledger

    text = texts_of_xlsx(laid_out(ledger(Case.objects.all(), "2026年11月"), "xlsx"))
    for said in ("20261124-000007", "网站", "不予公开　李四", "带有内部标识", "待复核"):
        assert said in text, said


def test_the_monthly_figures_add_up(case):
    from reports.papers.monthly import figures, monthly

    counted = figures(date(2026, 11, 1), date(2026, 12, 1), now=datetime(2026, 12, 15, tzinfo=UTC))
    assert (counted.submitted, counted.passed, counted.reviewed, counted.blocked, counted.overdue) == (1, 0, 1, 0, 1)
    assert counted.by_department == (("办公室", 1, 1, 0),)
    assert counted.by_reason == (("带有内部标识", 1),)
    assert counted.by_reviewer == (("李四", 1, 0, 1),)
    assert {day: came for day, came, _ in counted.by_day}[date(2026, 11, 24)] == 1
    for layout in LAYOUTS:
        assert "带有内部标识" in READERS[layout](laid_out(monthly(counted, "甲市中级人民法院"), layout))


def test_the_inspection_package_can_be_checked_by_hand(case, installation):
    from django.db import transaction

    from reports.cases import audit
    from reports.cases.models import Case
    from reports.papers.inspection import GUIDE, LIST, inspection_package

    with transaction.atomic():
        audit.append("test", "receive", case)
    target = installation.root / "检查.zip"
    assert inspection_package(Case.objects.all(), "2026年11月", target) == 1
    with zipfile.ZipFile(target) as package:
        names = set(package.namelist())
        assert {"登记台账.xlsx", "审批表/20261124-000007.docx", GUIDE, LIST} <= names
        lines = [line.split("  ", 1) for line in package.read(LIST).decode().splitlines()]
        listed = {name: digest for digest, name in lines}
        assert set(listed) == names - {LIST}
        assert all(hashlib.sha256(package.read(name)).hexdigest() == digest for name, digest in listed.items())
        footer = texts_of_docx(package.read("审批表/20261124-000007.docx"))
        chain = "".join(package.read(name).decode("utf-8", "replace") for name in names if name.startswith("审计链/"))
    code = re.search(r"校验码 ((?:[0-9A-F]{4}-){3}[0-9A-F]{4})", footer)
    assert code is not None
    assert code[1].replace("-", "").lower() in chain
    with pytest.raises(FileExistsError):
        inspection_package(Case.objects.all(), "2026年11月", target)


@pytest.mark.parametrize(("auditor", "secret", "said", "unsaid"), [
    (False, False, ("通知.docx", "关于开展检查的通知", "内***"), ()),
    (True, False, ("（审计用，不记载）", "李四", "不予公开", "带有内部标识"), ("通知.docx", "关于开展检查", "内***")),
    (True, True, ("（疑为国家秘密，不记载）",), ("通知.docx", "关于开展检查", "内***")),
    (False, True, ("（疑为国家秘密，不记载）", "不予公开"), ("通知.docx", "关于开展检查", "内***")),
])  # fmt: skip
def test_what_a_package_says_of_a_document_depends_on_who_reads_it(case, installation, auditor, secret, said, unsaid):
    from django.db import transaction

    from reports.cases import audit
    from reports.cases.models import Case
    from reports.papers.inspection import inspection_package
    from reports.papers.withheld import AUDITOR, EVERYBODY

    Case.objects.update(state_secret=secret)
    with transaction.atomic():
        audit.append("test", "receive", case)
    target = installation.root / "检查.zip"
    inspection_package(Case.objects.all(), "2026年11月", target, reader=AUDITOR if auditor else EVERYBODY)
    with zipfile.ZipFile(target) as package:
        form = texts_of_docx(package.read("审批表/20261124-000007.docx"))
        text = form + texts_of_xlsx(package.read("登记台账.xlsx"))
        everything = text + "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist() if not name.endswith("x"))
    assert all(words in text for words in said)
    assert not any(words in everything for words in unsaid)


def test_the_register_withholds_the_name_of_what_was_found_secret_later(case):
    from reports.cases.models import Case
    from reports.papers.approval_form import approval_form
    from reports.papers.ledger import ledger

    Case.objects.create(
        number="20261125-000001", state="held", custody="delivered", storage="1" * 32, channel="web", predecessor=case, state_secret=True,
        untrusted_name="通知.docx", received_at=case.received_at, action=2,
    )  # fmt: skip
    for paper, layout in ((ledger(Case.objects.all(), "2026年11月"), "xlsx"), (approval_form(case), "docx")):
        text = READERS[layout](laid_out(paper, layout))
        assert "通知.docx" not in text
        assert "（疑为国家秘密，不记载）" in text
