"""A corrected document against its predecessor: what is gone, what is new, what is there still, and never a quote of a state secret."""

from __future__ import annotations

import pytest

from tests.reports.desk import office

BEFORE = "关于救助金的公示\n联系人赵敏，电话 13911223344，另一电话 15822334455。\n身份证号 320106197506055042。\n"
NOW = "关于救助金的公示\n\n\n联系人赵敏，电话 13911223344，另一电话 18633445566。\n"


def row(quote, rule="mobile", place="body"):
    from reports.cases.models import FindingRow

    return FindingRow(rule=rule, place=place, masked_quote=quote)


@pytest.mark.parametrize(("before", "now", "gone", "new", "same"), [
    ("", "", (), (), ()),
    ("ab", "ab", (), (), ("a", "b")),
    ("ab", "bc", ("a",), ("c",), ("b",)),
    ("aaa", "a", ("a（2 处）",), (), ("a",)),
    ("ab", "", ("a", "b"), (), ()),
    ("", "ab", (), ("a", "b"), ()),
])  # fmt: skip
def test_findings_are_told_apart_by_what_they_quote(installation, before, now, gone, new, same):
    from reports.desk.comparison import changes

    lines = changes(map(row, before), map(row, now), quoted=True)
    assert [(line.gone_quotes, line.new_quotes, line.same_quotes) for line in lines] == ([(gone, new, same)] if before + now else [])


def test_the_same_quote_in_another_place_is_another_finding(installation):
    from reports.desk.comparison import changes

    lines = changes([row("a"), row("b", "resident-id")], [row("a", place="header"), row("b", "resident-id")], quoted=True)
    assert sorted((line.place, line.gone, line.new, line.same) for line in lines) == [
        ("正文", 0, 0, 1),
        ("正文", 1, 0, 0),
        ("页眉", 0, 1, 0),
    ]
    assert lines[-1].same == 1


def test_a_long_list_ends_and_says_so(installation):
    from reports.desk.comparison import QUOTES_SHOWN, changes

    (line,) = changes([], [row(str(number)) for number in range(100)], quoted=True)
    assert (line.new, len(line.new_quotes), line.new_quotes[-1]) == (100, QUOTES_SHOWN + 1, "…")


def test_the_page_lists_what_went_what_came_and_what_stayed(desk, browse):
    before = office.screened(desk, BEFORE.encode(), "公示.txt")
    case = office.screened(desk, NOW.encode(), "公示.txt", predecessor=before)
    page = browse(office.person("reviewer")).get(f"/cases/{case.number}/").content.decode()
    assert "消除 <b>2</b> 处，新增 <b>1</b> 处" in page
    quotes = {row.masked_quote for row in before.findings.filter(rule="mobile")} | {row.masked_quote for row in case.findings.all()}
    table = page.partition("compared")[2].partition("</table>")[0]
    assert len(quotes) > 1
    for quote in quotes:
        assert quote in table
    assert "13911223344" not in page


@pytest.mark.parametrize("secret", [0, 1])
def test_of_a_state_secret_only_the_numbers_are_compared(desk, browse, secret):
    contents = (office.SECRET, office.INTERNAL) if secret == 0 else (office.INTERNAL, office.SECRET)
    before = office.screened(desk, contents[0], "汇报.txt")
    case = office.screened(desk, contents[1], "汇报.txt", predecessor=before)
    table = (
        browse(office.person("reviewer")).get(f"/cases/{case.number}/").content.decode().partition("compared")[2].partition("</table>")[0]
    )
    assert "处</b>" in table
    for found in (*before.findings.all(), *case.findings.all()):
        assert found.masked_quote not in table
