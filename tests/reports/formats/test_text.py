from __future__ import annotations

import pytest
from rich.cells import cell_len

from screener.model import Action
from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty, write


def test_many_places_of_one_rule_are_one_heading():
    told = write("text", [cases.listed_people(812)])
    assert "公民身份号码  resident-id  共 812 处，列出前 5 处" in told
    assert told.count("1101**************") == 5


def test_quiet_leaves_out_what_passed_but_counts_it():
    told = write("text", cases.run(), quiet=True)
    assert "公告.pdf" not in told
    assert "共 4 个文件：拦截 1，复核 2，放行 1" in told


def test_one_file_needs_no_summary():
    assert "汇总" not in write("text", [cases.marked()])


def test_color_only_where_asked_for(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in write("text", cases.run())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;37;41m 拦截 \x1b[0m" in write("text", cases.run(), color=True)


@pytest.mark.parametrize("width", [40, 72, 100])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_keep_to_the_width_and_end_in_no_blanks(width, language):
    for line in write("text", cases.run(), width=width, language=language).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip()


def test_columns_of_the_summary_stand_under_each_other():
    summary = write("text", cases.run()).partition("汇总\n")[2].splitlines()[1:4]
    starts = {cell_len(line[: line.index(word)]) for line, word in zip(summary, ("文件带有", "含未隐去", "有内容"), strict=True)}
    assert len(starts) == 1


@pytest.mark.parametrize("text", NASTY)
def test_a_name_from_outside_makes_no_lines_of_its_own(text):
    def heads(told: str) -> int:
        return sum(line.startswith(" 复核 ") for line in told.splitlines())

    assert heads(write("text", [nasty(text)], show_text=True)) == 1


def test_a_file_that_passes_with_findings_shows_them():
    told = write("text", [cases.screened("a.pdf", Action.PASS, [], [cases.finding("11010519491231002X")])])
    assert "公民身份号码" in told
