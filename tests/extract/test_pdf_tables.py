"""Cells of ruled tables, and the bounds on what they may cost."""

from __future__ import annotations

import pytest

from screener.extract.pdf.tables import wants_table
from screener.model import Place
from tests.extract.pdf_files import line, one_page, segments, texts


def ruled(columns: int, rows: int) -> str:
    upright = "".join(f"{50 + at * 500 / columns} 50 m {50 + at * 500 / columns} 800 l S\n" for at in range(columns + 1))
    return upright + "".join(f"50 {50 + at * 750 / rows} m 550 {50 + at * 750 / rows} l S\n" for at in range(rows + 1))


def test_a_cell_is_told_by_row_and_column():
    page = ruled(2, 2) + line("密级", 60, 700) + line("机密", 320, 700) + line("姓名", 60, 300)
    cells = {segment.location.cell: segment.text for segment in segments(one_page(page)) if segment.location.place is Place.TABLE}
    assert cells == {"R1C1": "密级", "R1C2": "机密", "R2C1": "姓名"}


@pytest.mark.parametrize(
    ("text", "paths", "expected"),
    [("姓名 张三", 8, True), ("姓 名", 8, True), ("普通正文", 8, False), ("姓名", 0, False), ("姓名", 100_000, False)],
)
def test_a_table_is_read_where_there_are_rules_and_a_label_that_has_a_value_beside_it(text, paths, expected):
    assert wants_table(text, paths) is expected


def test_a_grid_that_would_take_minutes_is_left_to_the_lines_already_read():
    data = one_page(ruled(150, 150) + line("姓名"))
    assert texts(data, Place.TABLE) == []
    assert texts(data, Place.BODY) == ["姓名"]


def test_tables_are_read_on_a_bounded_number_of_pages(monkeypatch):
    monkeypatch.setattr("screener.extract.pdf.tables.MOST_PAGES", 0)
    assert texts(one_page(ruled(2, 2) + line("姓名", 60, 700)), Place.TABLE) == []
