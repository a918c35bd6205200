from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from reports.formats import load_report
from reports.formats import workbook as workbook_module
from screener.model import Screened
from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty


def opened(results: list[Screened], **changes: Any) -> openpyxl.Workbook:
    out = io.BytesIO()
    load_report("xlsx")(results, out, cases.options(**changes))
    return openpyxl.load_workbook(out)


def test_there_is_a_row_for_each_file_finding_and_unread_part():
    book = opened(cases.run())
    assert book.sheetnames == ["汇总", "发现", "未读取", "词典"]
    assert [sheet.max_row for sheet in book] == [1 + 4 + 1, 1 + 13, 1 + 3, 1 + 1]
    assert [cell.value for cell in book["汇总"]["A"]] == ["结论", "放行", "拦截", "复核", "复核", "合计"]
    assert [cell.value for cell in book["汇总"][6]][:5] == ["合计", "4 个文件", "拦截 1，复核 2，放行 1", 13, 3]
    assert [cell.value for cell in book["词典"][2]] == ["court-terms", "2026.11.1", 4]
    assert "--passwords" in book["未读取"]["G2"].value
    assert book["发现"]["G2"].value == "机*★**"
    assert book["汇总"]["G2"].value == 20_480


@pytest.mark.parametrize(
    ("language", "names"), [("zh", ["汇总", "发现", "未读取", "词典"]), ("en", ["Summary", "Findings", "Not read", "Dictionaries"])]
)
def test_the_header_stays_and_filters(language, names):
    book = opened(cases.run(), language=language)
    assert book.sheetnames == names
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        filtered = sheet.max_row - (sheet is book.worksheets[0])  # without the totals
        assert sheet.auto_filter.ref == f"A1:{get_column_letter(sheet.max_column)}{filtered}"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet["A1"].font.bold
        assert all(dimension.width >= 8 for dimension in sheet.column_dimensions.values())


@pytest.mark.parametrize("text", NASTY)
def test_no_text_from_outside_becomes_a_formula(text):
    book = opened([nasty(text)], show_text=True)
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert "\n" not in str(cell.value)
                assert cell.quotePrefix == (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")))


def test_what_does_not_fit_on_a_sheet_is_said(monkeypatch):
    monkeypatch.setattr(workbook_module, "ROWS", 10)
    sheet = opened(cases.run())["发现"]
    assert sheet.max_row == 11
    assert sheet["A11"].value == "还有 4 行放不下，请用 jsonl 格式"
