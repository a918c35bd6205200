"""What must be shown and was hidden: judges, lawyers, the case number, the court, the date. 法释〔2016〕19号 art. 11."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding
from screener.recognize.judgment.court_profile import Profile
from screener.recognize.judgment.names import HAN, STRUCK
from screener.recognize.judgment.reading import Judgment
from screener.recognize.judgment.roles import OFFICER, ROLES, Role
from screener.recognize.judgment.rules import OVER_MASKED

OFFICER_STRUCK = lazy_pattern(
    rf"(?<![\u4e00-\u9fff])(?P<role>{OFFICER})[ \t:]{{0,12}}(?P<name>{HAN}?[ ]?{STRUCK}(?:[ ]?{STRUCK})?[甲乙丙0-9]?)(?=[ \t]*(?:$|\n|审|人|书|法|[ ]{{2}}))"
)
LAWYER_STRUCK = lazy_pattern(
    r"(?m)^[ \t]*(?:委托诉讼代理人|委托代理人|诉讼代理人|(?:指定)?辩护人)[ \t]*:?[ \t]*(?P<name>[^\n,;。、(]{1,8}),(?P<firm>[^\n,;。]{2,40}律师(?:事务所)?)"
)
SIGNED_DATE = lazy_pattern(
    r"(?m)^[ \t]*(?P<date>[二12][0-9〇○零oO一二三四五六七八九×x*某]{3}[ ]?年[ ]?(?:[0-9一二三四五六七八九十〇×x*某○]{1,3})[ ]?月[ ]?(?:[0-9一二三四五六七八九十〇×x*某○]{1,3})[ ]?日)[ \t]*$"
)
DATE_STRUCK = lazy_pattern(r"[×x*某]")
NUMBER_STRUCK = lazy_pattern(r"[×x*某✕□○]")
COURT_STRUCK = lazy_pattern(rf"[某×x*✕□]{{1,2}}(?:省|市|县|区|自治|铁路|人民|中级|高级|基层)|{STRUCK}{{2}}")

# Topic of the profile, start, end, what is hidden.
Hit = tuple[str, int, int, str]


def find_over_masked(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    """What the profile keeps and the judgment hides."""
    for topic, start, end, what in itertools.chain(_officers(judgment), _lawyers(judgment), _head(judgment), _dates(judgment)):
        if topic in profile.over_masked:
            yield judgment.text.finding(OVER_MASKED, start, end, 0.7, (f"hidden:{what}",))


def _officers(judgment: Judgment) -> Iterator[Hit]:
    for match in OFFICER_STRUCK.finditer(judgment.text.folded.text):
        word = match["role"].replace(" ", "")
        yield ("judge" if ROLES[word] is Role.JUDGE else "clerk"), *match.span("name"), word


def _lawyers(judgment: Judgment) -> Iterator[Hit]:
    for match in LAWYER_STRUCK.finditer(judgment.text.folded.text):
        for group in ("name", "firm"):
            if re.search(STRUCK, match[group]):
                yield "lawyer", *match.span(group), "律师"


def _head(judgment: Judgment) -> Iterator[Hit]:
    number, court = judgment.number, judgment.court
    if number is not None and NUMBER_STRUCK.search(number[0]):
        yield "case-number", *number.span(), "案号"
    if court is not None:
        group = "court" if court["court"] else "named"
        if COURT_STRUCK.search(court[group]):
            yield "court", *court.span(group), "审理法院"


def _dates(judgment: Judgment) -> Iterator[Hit]:
    text = judgment.text.folded.text
    for match in SIGNED_DATE.finditer(text, len(text) // 2):
        if DATE_STRUCK.search(match["date"]):
            yield "date", *match.span("date"), "裁判日期"
