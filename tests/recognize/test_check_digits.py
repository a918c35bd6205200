"""Check digits against published vectors and against numbers made by an independent reckoning."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.model import Location, Segment
from screener.recognize import bank_card, organisation_code, resident_id, unified_credit_code, vin
from tests.recognize.found import found

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2024, 12, 31))


@pytest.mark.parametrize("number", ["11010519491231002x", "440524188001010014", "110101199003074477", "81000019880615325" + "8"])
def test_identity_numbers_end_in_their_check_digit(number):
    assert resident_id.check_digit(number[:17]) == number[17]


@pytest.mark.parametrize("code", ["91350100m000100y43", "91110105ma01kq7r3w", "91310115742135684h"])
def test_credit_codes_end_in_their_check_character(code):
    assert unified_credit_code.check_character(code[:17]) == code[17]


@pytest.mark.parametrize("code", ["d2143569x", "ma01kq7r3", "742135684"])
def test_organisation_codes_end_in_their_check_digit(code):
    assert organisation_code.check_digit(code[:8]) == code[8]


@pytest.mark.parametrize("number", ["1m8gdm9axkp042788", "11111111111111111", "lsvam4183e2184847"])
def test_vehicle_numbers_hold_their_check_digit_in_ninth_place(number):
    assert vin.check_digit(number) == number[8]


@pytest.mark.parametrize(("digits", "holds"), [("4111111111111111", True), ("79927398713", True), ("79927398710", False)])
def test_luhn(digits, holds):
    assert bank_card.passes_luhn(digits) is holds


@given(region=st.sampled_from(sorted(resident_id.PROVINCES)), day=DAYS, tail=st.integers(0, 999), gap=st.sampled_from(["", " ", "-", "·"]))
def test_every_valid_identity_number_is_found_however_it_is_grouped(region, day, tail, gap):
    first = f"{region}0101{day:%Y%m%d}{tail:03}"
    number = first + resident_id.check_digit(first).upper()
    written = gap.join((number[:6], number[6:14], number[14:]))
    findings = list(found([Segment(f"他的号码是{written}。", Location())]))
    assert [(finding.rule, finding.quote, finding.score) for finding in findings] == [("resident-id", written, 0.95)]
    assert (findings[0].start, findings[0].end) == (5, 5 + len(written))


@given(st.integers(10**16, 10**17 - 1))
def test_a_slip_in_any_place_breaks_the_check_digit(number):
    digits = str(number)
    place = number % 17
    slipped = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
    assert resident_id.check_digit(digits) != resident_id.check_digit(slipped)
