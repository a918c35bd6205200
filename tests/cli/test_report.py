"""`screener report` and `screener key`: the paper of the office from the command line, on a real installation."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import MARKED

pytestmark = pytest.mark.timeout(200)

INTERNAL = "内部资料，注意保密\n\n本资料仅供参阅。\n"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    made = Installation.make(tmp_path_factory.mktemp("reports") / "a")
    (made.inbox / "a.txt").write_text(MARKED, "utf-8")
    (made.inbox / "b.txt").write_text(INTERNAL, "utf-8")
    assert made.screener("watch", "--once").returncode == 1
    return made


def number_of(installation):
    listed = installation.screener("queue", "list").stdout
    found = re.search(r"\d{8}-\d{6}", listed)
    assert found is not None, listed
    return found[0]


def test_the_form_of_a_case_opens_in_word(installation, tmp_path):
    number = number_of(installation)
    done = installation.screener("report", "form", number, "--output", tmp_path / "form.docx")
    assert done.returncode == 0, done.stderr
    cells = [cell.text for table in Document(str(tmp_path / "form.docx")).tables for row in table.rows for cell in row.cells]
    assert "拦截" in cells or "复核" in cells
    assert not any("机密★10年" in cell for cell in cells)


def test_register_monthly_report_and_inspection_are_written(installation, tmp_path):
    for action, name in (("ledger", "a.xlsx"), ("monthly", "b.pdf"), ("inspection", "c.zip")):
        done = installation.screener("report", action, "--output", tmp_path / name)
        assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "a.xlsx").read_bytes())).worksheets[0]
    assert sheet.max_row == 3
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert sum(name.startswith("审批表/") for name in zipfile.ZipFile(tmp_path / "c.zip").namelist()) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("form", "20200101-000001", "--output", "x.docx"), "20200101-000001"),
        (("monthly", "--month", "2026-13", "--output", "x.pdf"), "2026-13"),
        (("ledger", "--output", "x.doc"), ".xlsx"),
    ],
)
def test_a_mistake_is_one_clear_line(installation, arguments, says):
    done = installation.screener("report", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_is_past_its_time_on_the_first_day(installation):
    assert installation.screener("report", "retention").returncode == 0


def test_a_rotated_key_still_opens_what_was_sealed(installation):
    done = installation.screener("key", "rotate")
    assert done.returncode == 0, done.stderr
    done = installation.screener("audit", "verify")
    assert done.returncode == 0, done.stdout
