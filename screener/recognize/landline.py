"""Landline numbers of mainland China: area code and seven or eight digits (工信部 电信网编号计划).

Office numbers are public, so the score is low unless a word says that it is a home. Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

HOME = lazy_pattern(r"家庭电话|住宅电话|家里电话|家中电话|宅电|住家|座机.{0,4}本人|home")


def _check(match: re.Match[str]) -> bool | Grade:
    area, local = match["area"], re.sub(r"[^0-9]", "", match["local"])
    if area is None:
        return Grade(0.0, 0.8)
    joined = match[0].isdigit()
    if len(area) == 3 and len(local) != 8:
        # The cities with three-digit codes had seven places until 1996 to 2005; old files still carry them.
        return False if joined else Grade(0.2, 0.6)
    # Without a separator eleven or twelve digits may be any serial number.
    return Grade(0.15 if joined else 0.3, 0.8)


LANDLINE = PatternRecognizer(
    rule=Rule(
        id="landline",
        entity="personal.landline",
        title="固定电话",
        title_en="Landline number",
        definition="区号加7至8位号码。机关单位电话多为公开信息，故分数低；有“家庭电话”“宅电”相邻时分数高。",
        definition_en="Area code and 7 to 8 digits. Offices publish theirs, so the score is low unless a word says home.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条（通讯方式）",
        advice="核对是否个人或家庭电话，是则删去；单位公开电话可放行。",
        advice_en="See whether it is a private number and delete it if so; an office's public number may stay.",
        examples=(
            "联系电话：010-82345678",
            "（０２１）６２３４５６７８",
            "0571-87654321-802",
            "0755 8234 5678",
            "家庭电话：0371-65432109",
            "宅电：65432109",
            "(0835)-6907756",
            "传真：(010)8234-5678",
        ),
        non_examples=(
            "诉讼服务热线12368",
            "12345政务服务便民热线",
            "客服热线400-810-1234",
            "800-820-5678",
            "电话：110",
            "0105民初12345号",
            "（2023）京0105民初12345号",
            "010-****5678",
            "2010-2023",
            "13912345678",
            "0200001019200123456",
            "编号001-12345678",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9a-z.\-*])(?:\(?(?P<area>0(?:10|2[0-57-9]|[3-9][0-9]{2}))(?:\)|/)?[ \-]{0,2})?"
        r"(?P<local>[1-9](?:[0-9]{6,7}|[0-9]{2,3}[ \-][0-9]{4}))(?:[ \-转]{1,2}[0-9]{1,5})?(?![0-9a-z*])(?! ?[民刑行执号元万])"
    ),
    score=0.3,
    check=_check,
    context=HOME,
    context_score=0.8,
    numeric=7,
    numeric_alone=10,
    words=("电话", "宅电", "住家", "座机", "home"),
    reach=12,
)
