from __future__ import annotations

import pytest
from rich.cells import cell_len

from screener.model import Action, Location, Place, Unscanned
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
    summary = write("text", cases.run()).partition("汇总\n")[2].splitlines()[:3]
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
    assert "提示" not in told


@pytest.mark.parametrize("name", ["text", "html"])
def test_what_the_verdict_does_not_rest_on_is_a_hint_without_advice(name):
    weak = [cases.finding("11010519491231002X", score=0.3), cases.finding(cases.MARK, cases.MARKING_RULE, score=0.2)]
    told = write(name, [cases.screened("a.pdf", Action.PASS, [], weak)])
    assert told.count("提示（不影响结论）") == 1
    assert told.index("提示（不影响结论）") < told.index("公民身份号码")
    assert "办法" not in told
    assert "提示" not in write(name, [cases.screened("a.pdf", Action.REVIEW, [], weak)])


PARTS = [
    ("docs/a.docx", "a.docx!word/document.xml", ""),
    ("docs/a.docx", "docs/a.docx!word/header1.xml", ""),
    ("./a.xlsx", "待发/a.xlsx!xl/worksheets/sheet1.xml", ""),
    ("a.xlsb", "a.xlsb!xl/worksheets/sheet1.bin", ""),
    ("a.zip", "a.zip!word/document.xml", "word/document.xml"),
    ("a.zip", "a.zip!b.docx!word/document.xml", "b.docx"),
    ("a.docx", "a.docx!word/embeddings/b.xlsx!xl/worksheets/sheet1.xml", "word/embeddings/b.xlsx"),
    ("a.docx", "a.docx!word/embeddings/oleObject1.bin", "word/embeddings/oleObject1.bin"),
    ("a.docx", "a.docx!word/media/image1.png", "word/media/image1.png"),
    ("-", "!word/document.xml", ""),
    ("-", "", ""),
]


@pytest.mark.parametrize(("path", "part", "shown"), PARTS)
def test_a_part_is_what_a_reader_can_open(path, part, shown):
    found = cases.finding(cases.RESIDENT_ID, location=Location(part, Place.BODY, paragraph=3))
    told = write("text", [cases.screened(path, Action.REVIEW, [], [found])])
    assert f"- 正文，第 3 段{'  ' + shown if shown else ''}  “" in told


def test_what_several_parts_say_in_one_place_is_told_once_with_its_number():
    def at(part):
        return cases.finding(cases.MARK, cases.MARKING_RULE, Location(part, Place.HEADER, paragraph=1))

    sections = [at(f"a.docx!word/header{number}.xml") for number in range(1, 4)]
    told = write("text", [cases.screened("a.docx", Action.BLOCK, [], sections)])
    assert told.count("“机*★**”") == 1
    assert "“机*★**”  ×3" in told
    members = [at("a.zip!b.docx!word/header1.xml"), at("a.zip!c.docx!word/header1.xml")]
    assert write("text", [cases.screened("a.zip", Action.BLOCK, [], members)]).count("“机*★**”") == 2


def test_a_quote_over_two_lines_shows_the_line_end():
    found = cases.finding("机\r\n密", cases.MARKING_RULE)
    assert "“机⏎密”" in write("text", [cases.screened("a.txt", Action.BLOCK, [], [found])], show_text=True)


def test_the_summary_begins_with_the_strictest_and_keeps_the_order_within():
    actions = (Action.PASS, Action.BLOCK, Action.REVIEW, Action.BLOCK)
    told = write("text", [cases.screened(f"{number}.txt", action) for number, action in enumerate(actions)])
    summary = told.partition("汇总\n")[2].splitlines()[:4]
    assert [line.split() for line in summary] == [["拦截", "1.txt"], ["拦截", "3.txt"], ["复核", "2.txt"], ["放行", "0.txt"]]


@pytest.mark.parametrize("name", ["text", "html", "junit"])
def test_what_was_not_read_says_what_to_do_and_names_no_class(name):
    unread = [Unscanned(Location("a.docx"), "corrupt", "XMLSyntaxError"), Unscanned(Location("a.docx"), "too-large", "memory")]
    told = write(name, [cases.screened("a.docx", Action.REVIEW, [], [], unread)])
    assert "用原来的程序打开" in told
    assert "整个文件" in told
    assert "正文" not in told
    assert "XMLSyntaxError" not in told
    assert "内存不足" in told


@pytest.mark.parametrize("name", ["text", "html", "junit", "xlsx"])
def test_what_is_piped_in_without_a_name_is_called_so(name):
    assert "（标准输入）" in write(name, [cases.screened("-")])


@pytest.mark.parametrize("name", ["text", "jsonl", "sarif", "junit", "html", "xlsx"])
def test_what_a_sealed_dictionary_found_is_masked_whatever_is_asked_for(name):
    found = [cases.finding("示例代号甲", evidence=("sealed",)), cases.finding("公开代号乙")]
    told = write(name, [cases.screened("a.pdf", Action.REVIEW, [], found)], show_text=True)
    assert "代号甲" not in told
    assert "公开代号乙" in told
