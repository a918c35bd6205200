"""What must be deleted and has no number to be known by: health, covert investigation, traces of the closed file. 法释〔2016〕19号 art. 10."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding
from screener.recognize.judgment.court_profile import Profile
from screener.recognize.judgment.reading import Judgment, sentence_around
from screener.recognize.judgment.rules_of_deletion import HEALTH, INVESTIGATION, RESIDUE

HAS = r"(?:患有?|罹患|身患|确诊(?:为|患有?)?|(?:被|经)?诊断(?:为|患有?|出)?(?:\"|“|:)?|感染(?:了)?|携带|系|检出|查出|得了|有)"
SOMEBODY = lazy_pattern(
    r"[\u4e00-\u9fff][某×]|[某×]{2}|原告|被告|上诉人|申请人|被害人|受害人|罪犯|证人|死者|患者|其|本人|病人|妻|母亲|父亲|女方|男方|儿子|女儿|孩子|上述人员"
)
# Medicines, products, policies: a disease that nobody has.
NOBODY = lazy_pattern(r"药品|药物|疫苗|试剂|专利|保险条款|产品|适应症|防治|宣传|科普|重大疾病.{0,6}(?:包括|列表|定义|范围)|等疾病")
POLICE = lazy_pattern(r"公安|侦查|民警|警方|国家安全机关|监察")
STATUTE = lazy_pattern(r"第[一二三四五六七八九十百0-9]+条")
RESIDUE_WORDS = lazy_pattern(
    r"\([ ]?院[ ]?印[ ]?\)|本件与原[本件]核对无[异误]|此件与原[本件]核对无[异误]|与原本核对无异|\((?:此处)?(?:盖章|加盖院印)\)"
)


def find_deletions(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    """Health, investigation measures and residues."""
    yield from _health(judgment, profile)
    if judgment.is_criminal:
        yield from _investigation(judgment, profile)
    for match in RESIDUE_WORDS.finditer(judgment.text.folded.text):
        yield judgment.text.finding(RESIDUE, *match.span(), 0.4, ("phrase",))


@cache
def _ill(diseases: tuple[str, ...], states: tuple[str, ...]) -> re.Pattern[str]:
    sick, state = "|".join(map(re.escape, diseases)), "|".join(map(re.escape, states))
    return re.compile(rf"{HAS}[^。;,\n]{{0,16}}?(?P<disease>{sick})|(?P<state>{state})")


def _health(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    text = judgment.text.folded.text
    about = judgment.cause + "".join(charge["crime"] for charge in judgment.charges) + judgment.category
    usual = any(word in about for word in profile.usual_causes)
    for match in _ill(profile.diseases, profile.states).finditer(text):
        first, last = sentence_around(text, *match.span())
        if SOMEBODY.search(text, first, match.end()) is None or NOBODY.search(text, first, last):
            continue
        group = "disease" if match["disease"] else "state"
        yield judgment.text.finding(HEALTH, *match.span(group), 0.4 if usual else 0.7, (f"health:{match[group]}",))


@cache
def _measures(words: tuple[str, ...], police: tuple[str, ...]) -> re.Pattern[str]:
    always, near = "|".join(map(re.escape, words)), "|".join(map(re.escape, police))
    return re.compile(rf"(?P<always>{always})|(?P<near>{near})")


def _investigation(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    text = judgment.text.folded.text
    for match in _measures(profile.investigation, profile.police_investigation).finditer(text):
        first, last = sentence_around(text, *match.span())
        if STATUTE.search(text, first, last):
            continue
        if match["near"] and POLICE.search(text, first, last) is None:
            continue
        yield judgment.text.finding(INVESTIGATION, *match.span(), 0.8 if match["always"] else 0.65, ("phrase",))
