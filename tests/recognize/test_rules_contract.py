"""Every recogniser of the table keeps its own promises: its examples are found, its non-examples are not."""

import re
from typing import Any

import pytest

from screener.advice import ADVICE
from screener.config import Unit
from screener.dictionary import load_dictionaries
from screener.model import Example, Location, Segment
from screener.recognize import DOCUMENT_RECOGNIZERS, RECOGNIZERS
from screener.recognize.judgment import JUDGMENT_RULES, JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from screener.recognize.source_unit import SourceUnitRecognizer
from screener.screening import every_rule
from screener.wording import CODES, EVIDENCE
from tests.recognize.found import found

UNIT = Unit(names=("示例市中级人民法院",), document_codes=("示中法",))
DOCUMENTS = (JudgmentRecognizer(load_profile("judgment-2024")), *DOCUMENT_RECOGNIZERS, SourceUnitRecognizer(UNIT))
RULES = [
    *(rule for recognizer in RECOGNIZERS for rule in recognizer.rules),
    *(rule for document in DOCUMENTS[1:] for rule in document.rules),
    *JUDGMENT_RULES,
]
EVERY_RULE = list(every_rule(load_dictionaries()).values())
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HAN = re.compile(r"[\u4e00-\u9fff]")


def segments_of(example: str | Example) -> tuple[Segment, ...]:
    return (Segment(example, Location()),) if isinstance(example, str) else example.segments()


def rules_found(example: str | Example) -> set[str]:
    return {finding.rule for finding in found(segments_of(example), documents=DOCUMENTS)}


def cases(kind: str) -> list[Any]:
    return [pytest.param(rule, example, id=f"{rule.id}-{index}") for rule in RULES for index, example in enumerate(getattr(rule, kind))]


@pytest.mark.parametrize(("rule", "example"), cases("examples"))
def test_an_example_is_found(rule, example):
    assert rule.id in rules_found(example), example


@pytest.mark.parametrize(("rule", "example"), cases("non_examples"))
def test_a_non_example_is_not_found(rule, example):
    assert rule.id not in rules_found(example), example


@pytest.mark.parametrize(("rule", "example"), cases("examples"))
def test_a_finding_points_at_its_quote_and_its_evidence_has_words(rule, example):
    (segment,) = segments_of(example)
    for finding in found([segment], documents=DOCUMENTS):
        assert segment.text[finding.start : finding.end] == finding.quote
        assert 0 < finding.score <= 1
        assert all(item.split(":", 1)[0] in EVIDENCE for item in finding.evidence)


def test_ids_are_unique():
    ids = [rule.id for rule in RULES]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is_in_both_languages(rule):
    assert KEBAB.fullmatch(rule.id)
    assert all(KEBAB.fullmatch(part) for part in rule.entity.split("."))
    assert "." in rule.entity
    for text in (rule.title, rule.definition, rule.advice):
        assert HAN.search(text)
    for text in (rule.title_en, rule.definition_en, rule.advice_en):
        assert re.search(r"[A-Za-z]{3}", text)
    assert rule.basis.strip()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_proves_itself_with_examples_and_non_examples(rule):
    assert len(rule.examples) >= 6
    assert len(rule.non_examples) >= 8
    assert all(isinstance(example, str | Example) for example in (*rule.examples, *rule.non_examples))


def test_every_rule_is_held_to_this():
    assert {rule.id for rule in RULES} <= {rule.id for rule in EVERY_RULE}
    assert {rule.id for rule in EVERY_RULE} - {rule.id for rule in RULES} <= {dictionary.name for dictionary in load_dictionaries()}


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.id)
def test_a_rule_says_what_to_do_next_and_on_which_article_it_rests(rule):
    assert re.search(r"《.+》|第.+条|法释|GB/T|GB [0-9]|〔[0-9]{4}〕", rule.basis), rule.basis
    for advice, end in ((rule.advice, "。"), (rule.advice_en, ".")):
        assert advice.strip()
        assert advice.endswith(end)
        assert advice not in (rule.definition, rule.definition_en, rule.title, rule.title_en)


@pytest.mark.parametrize("code", CODES)
def test_a_code_of_what_was_not_read_says_what_to_do_next(code):
    zh, en = ADVICE[code]
    assert HAN.search(zh)
    assert re.search(r"[A-Za-z]{3}", en)
