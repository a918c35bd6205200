"""Coordinates precise enough to matter: degrees with five decimals (about one metre), degrees-minutes-seconds, Gauss-Krüger metres.

测绘地理信息管理工作国家秘密范围的规定 (自然资发〔2020〕95号) makes control points, not single places, secret: the score is low unless
there are many or a surveying or military word stands near. Test vectors: invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Rule
from screener.recognize.passage import Passage
from screener.recognize.pattern import Grade, PatternRecognizer

# So many places make a data set of a text.
MANY = 10
MANY_SCORE = 0.6

DECIMAL_PAIR = (
    r"(?<![0-9.])[neswxy:=]?-?[0-9]{1,3}\.[0-9]{5,}°?[nesw]?[ \t\n]{0,2}[,;、/ ][ \t]{0,2}"
    r"(?:[a-z经纬度东西北南:=]{0,6})-?[0-9]{1,3}\.[0-9]{5,}°?(?![0-9])"
)
SEXAGESIMAL = r"[0-9]{1,3} ?[°度] ?[0-9]{1,2} ?['′‘’分] ?[0-9]{1,2}(?:\.[0-9]+)? ?(?:\"|″|”|“|'{2}|′{2}|秒)"
METRES = r"(?<![0-9.])[0-9]{7}\.[0-9]{2,}[ \t\n,;、/a-z=:]{1,6}[0-9]{6,8}\.[0-9]{2,}(?![0-9])"


def _is_place(match: re.Match[str]) -> bool | Grade:
    first, second = sorted(abs(float(number)) for number in re.findall(r"[0-9]{1,3}\.[0-9]+", match[0])[:2])
    # Latitude and longitude of China and the seas around it, in either order.
    return Grade(0.3, 0.7) if 3 <= first <= 54 and 73 <= second <= 136 else False


RULE = Rule(
    id="coordinates",
    entity="secret.coordinates",
    title="高精度地理坐标",
    title_en="Precise coordinates",
    definition="小数五位以上的经纬度、度分秒或大地坐标；数量多，或有坐标系、控制点、军事字样相邻时分数高。",
    definition_en="Longitude and latitude to five decimals, degrees-minutes-seconds, grid metres; more when many or near such a word.",
    basis="《保守国家秘密法》第35条；自然资发〔2020〕95号；《测绘法》第34条、第47条",
    advice="提请测绘或保密部门确认坐标能否公开；不能确认的，降低精度或删去。",
    advice_en="Ask the surveying or secrecy authority whether they may be public; if in doubt, coarsen or delete them.",
    examples=(
        "位于116.397428,39.909230处",
        "东经116°23′29.5″",
        "北纬39度54分26秒",
        "坐标：39.9092300 116.3974280",
        "CGCS2000坐标 X=4423512.123，Y=39456789.456",
        "控制点 ３９．９０９２３，１１６．３９７４３",
        "lng:116.397428, lat:39.909230",
    ),
    non_examples=(
        "116.39,39.90",
        "利率3.85%，罚息5.775%",
        "圆周率3.1415926",
        "合同价4423512.12元，已付3456789.45元",
        "东经116度",
        "北京时间12时30分15秒",
        "（2023）京0105民初12345号",
        "200.123456,300.654321",
        "气温39度",
    ),
)
CONTEXT = lazy_pattern(
    r"cgcs ?2000|国家2000|北京54|西安80|1954北京|1980西安|wgs ?-?84|坐标系|大地坐标"
    r"|控制点|导线点|三角点|水准点|军事|军用|靶场|雷达|哨所|阵地|弹药"
)

PAIR = PatternRecognizer(RULE, lazy_pattern(DECIMAL_PAIR), score=0.3, check=_is_place, context=CONTEXT, numeric=6, needs=(".",))
SEXAGESIMAL_PLACE = PatternRecognizer(RULE, lazy_pattern(SEXAGESIMAL), score=0.2, context=CONTEXT, context_score=0.7, needs=("°", "度"))
GRID = PatternRecognizer(RULE, lazy_pattern(METRES), score=0.0, context=CONTEXT, context_score=0.7, required=True, numeric=9, needs=(".",))


@dataclass(frozen=True)
class CoordinatesRecognizer:
    """Three ways to write a place, and a higher score for each place where there are many."""

    forms: tuple[PatternRecognizer, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (RULE,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        found = [finding for form in self.forms for finding in form.recognize(passage)]
        if len(found) < MANY:
            return iter(found)
        return (
            replace(finding, score=max(finding.score, MANY_SCORE), evidence=(*finding.evidence, f"count:{len(found)}")) for finding in found
        )


COORDINATES = CoordinatesRecognizer((PAIR, SEXAGESIMAL_PLACE, GRID))
