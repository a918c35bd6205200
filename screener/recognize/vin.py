"""Vehicle identification numbers, ISO 3779 and GB 16735: 17 places, the ninth a check digit (obligatory in China and North America).

Test vectors: 1M8GDM9AXKP042788 (the well-known worked example) and numbers computed here.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = dict(zip("0123456789abcdefghjklmnprstuvwxyz", [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True))


def check_digit(vin: str) -> str:
    """The ninth place for a number of 17, lower case."""
    rest = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "x" if rest == 10 else str(rest)


def _check(match: re.Match[str]) -> bool | Grade:
    vin = re.sub(r"[ \-]", "", match[0])
    if sum(character.isdigit() for character in vin) < 6 or vin.isdigit():
        return False
    if check_digit(vin) != vin[8]:
        return Grade(0.0, 0.8, ("check-digit-broken",))
    # Chinese makers begin with L; the last four places are digits on every car.
    likely = vin[0] == "l" and vin[-4:].isdigit()
    return Grade(0.6 if likely else 0.3, 0.97, ("check-digit",))


VIN = PatternRecognizer(
    rule=Rule(
        id="vin",
        entity="personal.vin",
        title="车辆识别代号（车架号）",
        title_en="Vehicle identification number",
        definition="17位车辆识别代号，校验位成立或有“车架号”等词相邻。",
        definition_en="A 17-place VIN whose check digit holds, or with a word such as 车架号 beside it.",
        basis="法释〔2016〕19号第10条（动产权属证书编号等）；《个人信息保护法》第25条",
        advice="删去号码，或只保留后四位，改后重新送审。",
        advice_en="Delete the number or keep its last four places, then submit again.",
        examples=(
            "车架号：LSVAM4183E2184847",
            "车辆识别代号ＬＦＶ２Ａ１１Ｋ０Ｊ４１２３４５６",
            "VIN: 1M8GDM9AXKP042788",
            "LGWEF4A5XHF123987",
            "车辆识别代码 WBAFG610XCL123456",
            "车架号码lhgrb1830d8012345",
            "大架号 LSVAM4180E2184847",
        ),
        non_examples=(
            "LSVAM4180E2184847",
            "车架号：LSVA*********4847",
            "统一社会信用代码91110105MA01KQ7R3W",
            "发动机号CFB058204",
            "SGH1QIO2345678901",
            "12345678901234567",
            "110101199003074477",
            "律师执业证号11101201610123456",
            "型号SM-G9980ABCDEFGHIJK",
            "（2023）京0105民初12345号",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9a-z])(?:[a-hj-npr-z0-9]{17}|[a-hj-npr-z0-9]{3}[ \-][a-hj-npr-z0-9]{6}[ \-][a-hj-npr-z0-9]{8})(?![0-9a-z])"
    ),
    score=0.6,
    check=_check,
    context=lazy_pattern(r"车架|大架号|车辆识别|识别代[号码]|(?<![a-z])vin(?![a-z])"),
    context_score=0.97,
    reach=16,
    numeric=6,
    needs=tuple("abcdefghjklmnprstuvwxyz"),
)
