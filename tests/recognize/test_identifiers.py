"""What the examples of a rule cannot say: scores against each other, tables, line breaks, repeated segments."""

import pytest

from screener.model import Location, Place, Segment
from screener.recognize.passage import OVERLAP_CHARACTERS, PASSAGE_CHARACTERS, Passage
from tests.recognize.found import found


def score(text: str, rule: str) -> float:
    return max((finding.score for finding in found([Segment(text, Location())]) if finding.rule == rule), default=0.0)


def cell(text: str, reference: str) -> Segment:
    return Segment(text, Location(place=Place.TABLE, cell=reference))


@pytest.mark.parametrize(
    ("rule", "likelier", "less"),
    [
        ("resident-id", "身份证号110101199003074477", "110101199003074477"),
        ("resident-id", "110101199003074477", "628628846232205875"),
        ("mobile", "电话13912345678", "13912345678"),
        ("mobile", "13912345678", "19412345678"),
        ("mobile", "13912345678", "sn13912345678"),
        ("mobile", "0537-2967000/13912345678", "合同编号：ZJ-2023-13912345678"),
        ("bank-card", "6222021001116245702", "4367421234567896"),
        ("landline", "家庭电话0371-65432109", "办公室电话0371-65432109"),
        ("address", "家住望京西路58号2栋401室", "望京西路58号2栋401室"),
        ("address", "望京西路58号2栋401室", "望京西路58号"),
        ("address", "住幸福路5号", "北京市第一中级人民法院，地址：幸福路5号"),
        ("email-address", "zhang@qq.com", "bgs@bjcourt.gov.cn"),
        ("vin", "车架号LSVAM4183E2184847", "LSVAM4183E2184847"),
        ("coordinates", "控制点116.397428,39.909230", "116.397428,39.909230"),
        ("coordinates", "116.397428,39.909230\n" * 10, "116.397428,39.909230\n" * 9),
        ("private-network", "服务器10.8.1.2", "见10.8.1.2"),
    ],
)
def test_more_evidence_scores_higher(rule, likelier, less):
    assert score(likelier, rule) > score(less, rule) > 0


def test_the_head_of_a_column_is_context_for_every_cell_below():
    rows = [cell("姓名", "A1"), cell("护照号码", "B1"), cell("备注", "C1")]
    for row in range(2, 40):
        rows += [cell("张三", f"A{row}"), cell(f"E{10000000 + row}", f"B{row}"), cell(f"G{20000000 + row}", f"C{row}")]
    findings = [finding for finding in found(rows) if finding.rule == "passport"]
    in_column = [finding.location.cell for finding in findings if (finding.location.cell or "").startswith("B")]
    assert in_column == [f"B{row}" for row in range(2, 40)]


def test_a_phone_in_the_cell_after_another_number_is_not_inside_a_code():
    findings = list(found([cell("20231128001", "A2"), cell("13912345678", "B2")]))
    assert [(finding.rule, finding.score) for finding in findings] == [("mobile", 0.75)]


def test_a_number_over_a_line_break_says_so():
    (finding,) = found([Segment("公民身份号码11010119900307", Location(paragraph=1)), Segment("4477，汉族", Location(paragraph=2))])
    assert (finding.rule, finding.quote) == ("resident-id", "11010119900307\n4477")
    assert "across-segments" in finding.evidence


def test_one_digit_in_a_box_is_read_as_one_number():
    boxes = [Segment(character, Location(place=Place.TABLE)) for character in "110101199003074477"]
    assert [finding.rule for finding in found([Segment("身份证号", Location(place=Place.TABLE)), *boxes])] == ["resident-id"]


def test_numbers_in_neighbouring_cells_are_not_joined():
    cells = [cell(text, f"A{row}") for row, text in enumerate(("110101", "19900307", "4477"), 1)]
    assert not list(found(cells))


def test_what_a_passage_repeats_is_not_reported_twice():
    filler = Segment("一" * (PASSAGE_CHARACTERS - OVERLAP_CHARACTERS // 2), Location(paragraph=1))
    number = Segment("110101199003074477", Location(paragraph=2))
    tail = Segment("二" * OVERLAP_CHARACTERS, Location(paragraph=3))
    assert [finding.location.paragraph for finding in found([filler, number, tail])] == [2]


def test_stretches_of_numbers_do_not_overlap_and_hold_every_long_number():
    passage = Passage((Segment("甲12345乙" + "丙" * 40 + "（010）8234-5678丁1234戊", Location()),))
    stretches = [passage.folded.text[start:end] for start, end in passage.numeric(5)]
    assert len(stretches) == 2
    assert "12345" in stretches[0]
    assert "(010)8234-5678" in stretches[1]
