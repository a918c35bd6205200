"""Whole invented judgments under each profile: what is found, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from screener.model import Location, Place, Segment
from screener.recognize.judgment import JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from tests.recognize.found import found

CASES = [
    case for file in sorted((Path(__file__).parent / "cases").glob("*.toml")) for case in tomllib.loads(file.read_text("utf-8"))["case"]
]
RECOGNIZERS = {year: JudgmentRecognizer(load_profile(f"judgment-{year}")) for year in ("2016", "2024")}

# A masked name of which one character is left, and no number: 李某, not 李某某, not 王某1.
ALONE = r"([李王赵周张杨田黎曾胡龚武马陈])某(?![某甲-癸0-9])"


def segments(case):
    name = case.get("file_name", "判决书.docx")
    yield Segment(name, Location(name, Place.FILE_NAME))
    for number, line in enumerate(case["text"].strip().split("\n"), 1):
        yield Segment(line, Location(name, paragraph=number))
    for other in case.get("other", []):
        yield Segment(other["text"], Location(name, Place(other["place"])))


@pytest.mark.parametrize("year", ["2016", "2024"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_judgment_yields_what_is_wrong_with_it_and_nothing_else(case, year):
    findings = [
        finding
        for finding in found(segments(case), [RECOGNIZERS[year]])
        if finding.score >= 0.5 and not finding.entity.startswith(("public.", "organisation."))
    ]
    expected = Counter(case[f"expected_{year}"])
    got = Counter(f"{finding.rule}:{finding.quote}" for finding in findings)
    # A name counts once here however often it stands; where a case lists it more often, every occurrence counts.
    got = Counter({key: got[key] if expected[key] != 1 else 1 for key in got})
    assert got == expected
    for finding in findings:
        assert finding.quote
        assert finding.basis
        assert finding.advice


def test_there_are_enough_of_them_and_enough_are_clean():
    assert len(CASES) >= 25
    assert sum(not case["expected_2024"] for case in CASES) >= 8


def one_missed():
    """Every clean judgment again and again, each time with one masked name written out."""
    for case in CASES:
        if case["expected_2024"]:
            continue
        text = case["text"]
        surnames = Counter(re.findall(ALONE, text))
        for match in re.finditer(ALONE, text):
            if surnames[match[1]] > 1:
                changed = f"{text[: match.start()]}{match[1]}志强{text[match.end() :]}"
                yield pytest.param({**case, "text": changed}, f"{match[1]}志强", id=f"{case['name']}-{match.start()}")


@pytest.mark.parametrize(("case", "name"), list(one_missed()))
def test_the_one_name_that_was_missed_is_found(case, name):
    quotes = {finding.quote for finding in found(segments(case), [RECOGNIZERS["2024"]]) if finding.score >= 0.5}
    assert quotes == {name}
