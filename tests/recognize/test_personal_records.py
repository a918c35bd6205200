"""A row of a table of people is a record, however many rows read alike, and the law's numbers of records decide."""

from __future__ import annotations

import pytest

from screener.config import load_config
from screener.model import Action
from screener.screening import Screener
from tests.recognize.test_columns import as_docx, as_html, as_sheet

TRACKS = ["姓名", "证件号码", "抓拍时间", "抓拍地点"]
LODGING = ["姓名", "证件号码", "入住时间", "房号"]
SCREENER = Screener.build(load_config(None))


def table(head, rows):
    return [head, *(["张某甲", "1101**********4477", "2026-03-01 12:04", "示例路口"] for _ in range(rows))]


def judged(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return SCREENER.screen(path, name, name).verdict


@pytest.mark.parametrize(
    ("head", "rows", "action"),
    [
        (TRACKS, 1, Action.REVIEW),
        (TRACKS, 24, Action.REVIEW),
        (TRACKS, 50, Action.BLOCK),
        (LODGING, 3, Action.REVIEW),
        (LODGING, 500, Action.BLOCK),
        (["课程", "编号", "抓拍时间", "地点"], 60, Action.PASS),
    ],
    ids=lambda value: value if isinstance(value, int) else None,
)
def test_so_many_records_decide(tmp_path, head, rows, action):
    assert judged(tmp_path, "a.xlsx", as_sheet(table(head, rows))).action is action


@pytest.mark.parametrize(("name", "made"), [("a.xlsx", as_sheet), ("a.docx", as_docx), ("a.html", as_html)])
def test_rows_that_read_alike_are_counted_each(tmp_path, name, made):
    found = [finding for finding in judged(tmp_path, name, made(table(TRACKS, 7))).findings if finding.entity == "personal.track-record"]
    assert len(found) == 7
