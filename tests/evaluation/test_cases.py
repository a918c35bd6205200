"""Marks and mentions of kinds that the generator does not make."""

import pytest

from tests.evaluation.cases import cases


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.expect}-{case.kind}-{index}") for index, case in enumerate(cases())])
def test_a_case_is_judged_as_expected(case):
    score = case.score()
    assert case.is_met_by(score), (case.text, score)


def test_both_sides_are_there():
    marked = sum(case.expect in ("block", "held") for case in cases())
    assert marked >= 150
    assert len(cases()) - marked >= 150


def test_no_text_is_given_twice():
    assert len({(case.place, case.text) for case in cases()}) == len(cases())
