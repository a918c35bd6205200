"""The five cases in which a judgment is not published: 法释〔2016〕19号 art. 4. Their words are data of the profile."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding
from screener.recognize.judgment.court_profile import Bar, Profile
from screener.recognize.judgment.reading import Judgment, sentence_around
from screener.recognize.judgment.roles import Role
from screener.recognize.judgment.rules import BARRED

CERTAIN, UNCERTAIN = 0.9, 0.6
Hit = tuple[int, int, float]
ADULT, RESPONSIBLE = 18, 14

JUVENILE = lazy_pattern(
    r"(?:犯罪|作案|案发|行为|实施|作案|涉案)时?(?:系|尚|均|仍|还|年龄)?(?:未满|不满)(?:十八|18)周?岁(?!的人)|(?:系|属于?|为|均系|均为|且)未成年(?:人)?(?:犯罪|被告人|犯)"
    r"|未成年(?:的)?(?:被告人|罪犯|犯罪嫌疑人)|合适成年人|(?:犯罪|作案|案发)时(?:系|属|为|均系|均为)未成年人?|(?:系|属|为)未成年人,(?:依法)?(?:应当|可以)?(?:从轻|减轻)"
)
VICTIM_WORD = lazy_pattern(r"被害人|受害人|被侵害人|证人|儿童|幼女|女童|受害者")
ACCUSED_WORD = lazy_pattern(r"被告人|罪犯|犯罪嫌疑人|上诉人")
TEACHING = lazy_pattern(r"教唆|引诱|利用|组织|胁迫|规定|第[一二三四五六七八九十百]+条")
FACTS = lazy_pattern(r"经审理查明|审理查明|指控|起诉书认定|原判认定|一审认定|经查")
FACTS_END = lazy_pattern(r"上述事实|以上事实|本院认为")
DATE = lazy_pattern(
    r"(?P<y>(?:19|20)[0-9]{2})年(?:(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日)?)?(?!(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:出)?生)"
)
CONFIRMED = lazy_pattern(r"(?:确认|申请司法确认|司法确认)[^。\n]{0,60}(?:人民)?调解协议|调解协议[^。\n]{0,30}(?:有效|司法确认)")
CLOSED = lazy_pattern(r"(?<!应当)(?<!应)(?<!要求)(?<!申请)(?<!未)(?<!没有)(?<!并非)不公开(?:开庭)?(?:进行)?(?:了)?(?:开庭)?审理")
CLOSED_BY = lazy_pattern(r"本院|本庭|合议庭|法庭|一审|原审|法院|独任|依法|本案")
ARGUED = lazy_pattern(r"主张|认为|辩称|上诉称|诉称|提出|应当|条规定")


def find_bars(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    """Why the judgment must stay unpublished, each case once."""
    for bar in profile.bars:
        yield from _by_words(judgment, bar)
    if judgment.is_criminal:
        yield from _juvenile(judgment)
    yield from _mediated(judgment)
    yield from _closed(judgment)


def _finding(judgment: Judgment, start: int, end: int, score: float, why: str) -> Finding:
    return judgment.text.finding(BARRED, start, end, score, (f"bar:{why}",))


def _by_words(judgment: Judgment, bar: Bar) -> Iterator[Finding]:
    """The cause or the charge says it; else a sentence of the court does. Once for each bar."""
    hits = itertools.chain(
        () if judgment.is_criminal else _in_cause(judgment, bar.causes, CERTAIN),
        () if judgment.is_criminal else _in_cause(judgment, bar.uncertain_causes, UNCERTAIN),
        _in_charges(judgment, bar.crimes, CERTAIN),
        _in_charges(judgment, bar.uncertain_crimes, UNCERTAIN),
        _in_statements(judgment, bar),
    )
    for start, end, score in itertools.islice(hits, 1):
        yield _finding(judgment, start, end, score, bar.name)


def _in_cause(judgment: Judgment, words: tuple[str, ...], score: float) -> Iterator[Hit]:
    cause = f"{judgment.cause}一案"
    for word in words:
        if (at := cause.find(word)) >= 0:
            yield judgment.cause_at[0] + at, judgment.cause_at[0] + at + len(word), score


def _in_charges(judgment: Judgment, words: tuple[str, ...], score: float) -> Iterator[Hit]:
    for word in words:
        for charge in judgment.charges:
            if (at := charge["crime"].find(word)) >= 0:
                yield charge.start("crime") + at, charge.start("crime") + at + len(word), score
    if judgment.is_criminal:
        yield from _in_cause(judgment, words, score)


def _in_statements(judgment: Judgment, bar: Bar) -> Iterator[Hit]:
    text = judgment.text.folded.text
    for statement in bar.statements:
        for match in re.finditer(re.escape(statement), text):
            first, last = sentence_around(text, *match.span())
            if bar.statements_need in text[match.end() : last] and not ARGUED.search(text, first, match.start()):
                yield match.start(), match.end(), CERTAIN


def _juvenile(judgment: Judgment) -> Iterator[Finding]:
    text = judgment.text.folded.text
    for match in JUVENILE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        edge = max(before.rfind(sign) for sign in "。;\n") + 1
        before = before[edge:]
        whose = [*VICTIM_WORD.finditer(before), *ACCUSED_WORD.finditer(before)]
        nearest = max(whose, key=lambda word: word.start(), default=None)
        if (nearest is not None and VICTIM_WORD.fullmatch(nearest[0])) or TEACHING.search(before):
            continue
        yield _finding(judgment, *match.span(), CERTAIN, "未成年人犯罪")
        return
    yield from _juvenile_by_dates(judgment)


def _juvenile_by_dates(judgment: Judgment) -> Iterator[Finding]:
    """Born so late that a date among the facts fell before the eighteenth birthday."""
    text = judgment.text.folded.text
    begin = FACTS.search(text)
    if begin is None:
        return
    end = FACTS_END.search(text, begin.end())
    dates = list(DATE.finditer(text, begin.end(), len(text) if end is None else end.start()))
    for person in judgment.people:
        if person.birth is None or person.role not in (Role.DEFENDANT, Role.PARTY):
            continue
        for position, match in enumerate(dates):
            age = _age(person.birth, match)
            if age is not None and RESPONSIBLE <= age < ADULT:
                # The first date of the facts is that of the offence; a later or an earlier one may be of anything.
                yield _finding(judgment, *match.span(), 0.85 if position == 0 else UNCERTAIN, "未成年人犯罪（出生日期与作案日期）")
                return


def _age(birth: tuple[int, int | None, int | None], match: re.Match[str]) -> int | None:
    """Whole years at the date; None where the dates do not say for certain."""
    year, month, day = birth
    years = int(match["y"]) - year
    if month is None or match["m"] is None:
        return years if years != ADULT else None
    if (int(match["m"]), int(match["d"] or 31)) < (month, day or 1):
        years -= 1
    return years


def _mediated(judgment: Judgment) -> Iterator[Finding]:
    text = judgment.text.folded.text
    if judgment.kind == "调解书" and not judgment.public_interest and not judgment.category.startswith("行政"):
        position = text.find("调")
        title = re.search(r"调[ \n]*解[ \n]*书", text)
        start, end = title.span() if title is not None else (position, position + 1)
        yield _finding(judgment, start, end, CERTAIN, "调解结案")
        return
    if judgment.kind == "裁定书" and (match := CONFIRMED.search(judgment.cause + "一案") or CONFIRMED.search(_operative(text))) is not None:
        at = text.find(match[0])
        yield _finding(judgment, at, at + len(match[0]), CERTAIN, "调解结案")


def _operative(text: str) -> str:
    """From 裁定如下 on, and the opening sentence: what is asked and what is ordered."""
    order = text.find("裁定如下")
    request = re.search(
        r"[^\n]{0,200}(?:司法确认|确认[^\n。]{0,20}调解协议)[^\n]{0,100}(?:申请|一案)|申请[^\n]{0,20}司法确认[^\n]{0,40}调解协议", text
    )
    return (request[0] if request is not None else "") + ("" if order < 0 else text[order:])


def _closed(judgment: Judgment) -> Iterator[Finding]:
    text = judgment.text.folded.text
    for match in CLOSED.finditer(text):
        first, _ = sentence_around(text, *match.span())
        before = text[max(first, match.start() - 80) : match.start()]
        if CLOSED_BY.search(before) and not ARGUED.search(before):
            yield _finding(judgment, *match.span(), 0.85, "不公开审理")
            return
