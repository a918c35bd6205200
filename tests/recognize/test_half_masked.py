"""Numbers masked in name only, and those that a document shows in full elsewhere."""

from __future__ import annotations

import pytest

from screener.model import Location, Place, Segment, Unscanned
from screener.recognize import DOCUMENT_RECOGNIZERS, half_masked, recognize
from tests.recognize.found import found


def half(*texts, places=None):
    places = places or [Place.TABLE] * len(texts)
    segments = [
        Segment(text, Location("a.xlsx", place, cell=f"A{row}")) for row, (text, place) in enumerate(zip(texts, places, strict=True), 1)
    ]
    return [finding.quote for finding in found(segments, documents=DOCUMENT_RECOGNIZERS) if finding.rule == "half-masked"]


@pytest.mark.parametrize(
    ("cells", "quotes"),
    [
        (["身份证号", "1101**********4477"], []),
        (["身份证号", "110101********4477", "110101199003074477"], ["110101********4477"]),
        (["身份证号", "110101********4477", "440305196802290014"], []),
        (["手机号", "138****8001", "13812348001"], ["138****8001"]),
        (["手机号", "138＊＊＊＊8001", "１３８１２３４８００１"], ["138＊＊＊＊8001"]),
        (["手机号", "138××××8001", "13912348001"], []),
        (["卡号", "6222************5702", "6222021001116245702"], []),
        (["卡号", "6222***********5702", "6222021001116245702"], ["6222***********5702"]),
        (["身份证号", "11010119900307447*"], ["11010119900307447*"]),
        (["身份证号", "1101011990030744**"], ["1101011990030744**"]),
        (["身份证号", "110101199003074***"], []),
    ],
)
def test_a_mask_that_hides_nothing_is_a_finding(cells, quotes):
    assert half(*cells) == quotes


def test_the_full_number_may_stand_in_another_place_of_the_document():
    assert half("138****8001", "13812348001", places=[Place.TABLE, Place.HIDDEN]) == ["138****8001"]


def test_what_there_is_no_room_for_is_said(monkeypatch):
    monkeypatch.setattr(half_masked, "MOST", 10)
    segments = [Segment("\n".join(f"138{number:08}" for number in range(20)), Location("a.txt"))]
    unread = [item for item in recognize(segments, documents=DOCUMENT_RECOGNIZERS) if isinstance(item, Unscanned)]
    assert [item.code for item in unread] == ["too-large"]
