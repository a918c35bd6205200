"""The headings of a table give the cells below their context: in sheets, texts, delimited files, however long."""

from __future__ import annotations

import io

import pytest

from screener.config import Limits
from screener.extract import Reading, Source
from screener.model import Finding, Location, Place, Segment
from screener.recognize import DOCUMENT_RECOGNIZERS, recognize
from screener.recognize.columns import Columns
from screener.recognize.passage import passages
from tests.recognize.found import found

ROWS = [
    ["示例市2026年困难群众临时救助公示名单", "", "", "", "", ""],
    ["序号", "姓名", "身份证号", "手机号", "家庭住址", "银行卡号"],
    ["1", "张某甲", "110101680307447", "17912345678", "大金店镇文村", "6222021001116245703"],
]
MASKED = ["2", "张*", "1101**********4477", "138****5678", "大金店镇", "6222************5702"]
KINDS = {"personal.resident-id", "personal.mobile", "personal.address", "personal.bank-card"}


def screened(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    read = [item for item in Reading(Source.of_file(path, Limits(), name, ())) if isinstance(item, Segment)]
    items = list(recognize(iter(read), documents=DOCUMENT_RECOGNIZERS))
    return [item for item in items if isinstance(item, Finding)]


def as_sheet(rows):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(rows):
    import docx

    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(rows):
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><table>{''.join(lines)}</table></body></html>".encode()


def as_csv(rows):
    return "\n".join(",".join(row) for row in rows).encode()


def as_tabs(rows):
    return "\n".join("\t".join(row) for row in rows).encode()


FORMATS = {"a.xlsx": as_sheet, "a.docx": as_docx, "a.html": as_html, "a.csv": as_csv, "a.txt": as_tabs}


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_a_number_only_under_its_heading_is_found(tmp_path, name):
    entities = {finding.entity for finding in screened(tmp_path, name, FORMATS[name](ROWS)) if finding.score >= 0.5}
    assert entities >= KINDS


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_cells_under_no_such_heading_are_less(tmp_path, name):
    rows = [ROWS[0], ["序号", "甲", "乙", "丙", "丁", "戊"], ROWS[2]]
    entities = {finding.entity for finding in screened(tmp_path, name, FORMATS[name](rows)) if finding.score >= 0.5}
    assert not entities & {"personal.resident-id", "personal.address"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_that_is_masked_as_it_should_be_is_no_finding(tmp_path, name):
    rows = [ROWS[0], ROWS[1], *([str(number), *MASKED[1:4], "示例县", MASKED[5]] for number in range(1, 30))]
    assert [finding for finding in screened(tmp_path, name, FORMATS[name](rows)) if finding.score >= 0.5] == []


@pytest.mark.parametrize("name", FORMATS)
def test_the_last_of_a_thousand_rows_stands_under_its_heading_too(tmp_path, name):
    filler = [[str(number), "张*", "1101**********4477", "138****5678", "示例县某某镇某某村若干组", "无"] for number in range(1, 1500)]
    if name == "a.docx":
        filler = filler[:300]
    rows = [*ROWS[:2], *filler, ROWS[2]]
    entities = {finding.entity for finding in screened(tmp_path, name, FORMATS[name](rows)) if finding.score >= 0.5}
    assert "personal.resident-id" in entities


def test_a_column_of_order_numbers_is_none_of_bank_cards(tmp_path):
    rows = [["序号", "姓名", "订单号"], ["1", "张*", "6222021001116245702"]]
    assert {finding.entity for finding in screened(tmp_path, "a.xlsx", as_sheet(rows))} == set()


def test_a_hidden_column_has_its_own_heading(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    out = io.BytesIO()
    book.save(out)
    places = {
        finding.location.place for finding in screened(tmp_path, "a.xlsx", out.getvalue()) if finding.entity == "personal.resident-id"
    }
    assert places == {Place.HIDDEN}


def over(*cells):
    columns = Columns()
    return [
        heading and heading.fields[0]
        for heading in (columns.over(Segment(text, Location("a", Place.TABLE, cell=cell))) for cell, text in cells)
    ]


def test_the_row_of_headings_is_not_the_title_above_it():
    cells = [("R1C1", "公示名单"), ("R2C1", "姓名"), ("R2C2", "身份证号"), ("R3C1", "张某"), ("R3C2", "1")]
    assert over(*cells) == [None, "公示名单", None, "姓名", "身份证号"]


def test_a_pdf_table_goes_on_under_its_headings_on_the_next_page():
    cells = [("R1C1", "姓名"), ("R1C2", "身份证号"), ("R2C1", "张某"), ("R1C1", "李某"), ("R1C2", "2")]
    assert over(*cells)[-2:] == ["姓名", "身份证号"]


def test_another_table_has_no_headings_of_the_one_before():
    assert over(("T1!R1C1", "姓名"), ("T1!R1C2", "身份证号"), ("T2!R1C1", "甲"), ("T2!R2C1", "乙")) == [None, None, None, "甲"]


def test_a_field_in_quotes_may_hold_a_delimiter():
    text = '姓名,家庭住址,身份证号\n张某,"甲镇,乙村",110101680307447'
    (passage,) = passages([Segment(text, Location("a.csv"))])
    assert passage.heading(passage.folded.text.index("1101")) == "身份证号"
    assert passage.heading(passage.folded.text.index("甲镇")) == "家庭住址"
    assert passage.heading(2) == ""


def test_a_table_of_which_only_blanks_are_left_is_told_apart_by_counting():
    lines = ["姓名 身份证号 家庭住址", "张某 110101680307447 大金店镇文村", "李某 大金店镇文村"]
    (passage,) = passages([Segment(line, Location("a.pdf", paragraph=number)) for number, line in enumerate(lines, 1)])
    text = passage.folded.text
    assert passage.heading(text.index("1101")) == "身份证号"
    assert passage.heading(text.index("大金")) == "家庭住址"
    assert passage.heading(text.rindex("大金")) == ""


def test_prose_with_commas_has_no_headings():
    text = "请写明姓名，联系电话，家庭住址，工作单位。\n另附材料，一式三份，按时送达，逾期不候。"
    assert {finding.entity for finding in found([Segment(text, Location("a.txt"))])} == set()
