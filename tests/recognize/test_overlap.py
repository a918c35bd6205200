import pytest

from screener.model import Finding, Location, Segment
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
