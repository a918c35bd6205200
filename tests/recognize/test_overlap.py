import pytest

from screener.model import Finding, Layout, Location, Segment
from screener.recognize.overlap import resolve_overlaps
from tests.recognize.found import found


def quotes(text: str) -> dict[str, str]:
    return {finding.rule: finding.quote for finding in found([Segment(text, Location())])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("（2023）粤0305民初13912345678号，联系电话", {"case-number"}, id="a case number keeps digits that look like a phone"),
        pytest.param("身份证号911156198801014437", {"resident-id"}, id="an identity number keeps digits that look like a credit code"),
        pytest.param("账号：6228480033456789016", {"bank-card"}, id="a card is not reported as an account as well"),
        pytest.param("住大金店镇文村3组", {"address"}, id="a full address is not reported as a village as well"),
        pytest.param("13912345678@139.com", {"email-address"}, id="a phone number as a mailbox is one thing"),
        pytest.param("13912345678，住幸福路5号3单元", {"mobile", "address"}, id="neighbours do not disturb each other"),
    ],
)
def test_a_stretch_of_digits_is_one_thing(text, expected):
    assert set(quotes(text)) == expected


def test_the_same_position_in_two_cells_without_reference_is_no_overlap():
    place = Location()
    public = Finding("organisation.unified-credit-code", "unified-credit-code", place, 0, 18, "91310115742135684H", 0.2)
    personal = Finding("personal.resident-id", "resident-id", place, 0, 18, "110101199003074477", 0.95)
    assert list(resolve_overlaps([public, personal])) == [public, personal]


def test_a_marking_is_not_suppressed_by_a_number_inside_it():
    place = Location()
    number = Finding("public.case-number", "case-number", place, 0, 16, "（2023）京01民终1234号", 0.1)
    marking = Finding("secret.document-number", "document-number", place, 0, 16, "（2023）京01民终1234号", 0.9)
    assert list(resolve_overlaps([number, marking])) == [number, marking]


def in_head(*texts: str) -> list[Segment]:
    return [Segment(text, Location(paragraph=number), Layout(header_zone=True)) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        pytest.param(in_head("机 密 ★ 1 0 年"), {"secrecy-marking"}, id="spread by blanks"),
        pytest.param(in_head(*"机密★5年"), {"secrecy-marking"}, id="a character a paragraph"),
        pytest.param(in_head("机\n密\n★\n5\n年"), {"secrecy-marking"}, id="a character a line"),
        pytest.param(in_head("密"), {"foreign-marking"}, id="alone it stays"),
        pytest.param(in_head("核心商密★3年"), {"star-without-secret"}, id="a trade secret with the star"),
        pytest.param(in_head("核心商密"), {"trade-marking"}, id="a trade secret without it"),
        pytest.param(in_head("机密★5年", "CONFIDENTIAL"), {"secrecy-marking", "trade-marking"}, id="neighbours stay"),
    ],
)
def test_a_secrecy_marking_takes_the_weaker_marks_inside_it(segments, expected):
    assert {finding.rule for finding in found(segments)} == expected


def mark(entity: str, rule: str, score: float, start: int = 0, quote: str = "审理报告") -> Finding:
    return Finding(entity, rule, Location(), start, start + len(quote), quote, score)


def test_a_mark_and_a_title_at_one_place_are_one_thing_and_the_higher_score_wins():
    low, high = mark("internal.court-work", "court-work", 0.6), mark("internal.court-work", "court-work-mark", 0.85)
    assert list(resolve_overlaps([low, high])) == [high]
    assert list(resolve_overlaps([high, low])) == [high]
    content, marking = mark("internal.content", "internal-content", 0.6), mark("internal.marking", "internal-marking", 0.5)
    assert list(resolve_overlaps([content, marking])) == [content]


def test_kinds_that_a_policy_tells_apart_and_other_places_stay():
    court, internal = mark("internal.court-work", "court-work", 0.6), mark("internal.marking", "internal-marking", 0.85)
    elsewhere = mark("internal.court-work", "court-work-mark", 0.85, start=9)
    assert list(resolve_overlaps([court, internal, elsewhere])) == [court, internal, elsewhere]
