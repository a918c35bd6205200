"""The charts' arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from reports.desk.charts import day_chart, lines, step_of


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (81, 50), (1_001, 500)])
def test_grid_lines_are_at_numbers_that_people_read(highest, step):
    assert step_of(highest) == step


def test_a_bar_is_as_high_as_its_number():
    chart = day_chart([(date(2026, 11, 20), 8, 2), (date(2026, 11, 21), 0, 0)])
    full, empty = chart.bars
    assert full.all_height == 4 * full.held_height
    assert full.all_y + full.all_height == full.held_y + full.held_height
    assert (empty.all_height, empty.weekend, full.weekend) == (0, True, False)
    assert full.title == "11月20日：报送 8 件，留置 2 件"


def test_lines_are_shares_of_the_longest():
    first, second = lines([("甲", 10, ((4, "held"),), ""), ("乙", 5, ((5, "held"),), "")])
    assert first.parts == ((0.0, 40.0, "held"), (40.0, 60.0, "rest"))
    assert second.parts == ((0.0, 50.0, "held"),)


def test_nothing_is_drawn_of_nothing():
    assert lines([]) == ()
    assert day_chart([]).bars == ()
