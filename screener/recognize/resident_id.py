"""Resident identity numbers: GB 11643-1999 (18 places), its 1989 form (15 places), residents of Hong Kong, Macau and Taiwan, foreign
permanent residents (2017 card, 15 places; 2023 card, 18 places).

The check digit is ISO 7064 MOD 11-2. Test vectors: GB 11643-1999 itself and numbers computed here for places and days chosen at random.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import NOT_AFTER_DIGIT, NOT_BEFORE_ALNUM, NOT_BEFORE_DIGIT, Grade, PatternRecognizer

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10x98765432"
# GB/T 2260, first two digits; 81 to 83 are residence permits of people from Hong Kong, Macau and Taiwan.
PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83))
)
# The number that GB 11643-1999 and half of all manuals print as their example.
EXAMPLE_NUMBERS = frozenset({"11010519491231002x", "440524188001010014"})
FIRST_YEAR = 1900
CHINA = timezone(timedelta(hours=8))

CONTEXT = lazy_pattern(
    r"身份证|身份号|身份识别号|公民身份|证件号|证照号|证号|社会保障|社保号|社保卡|驾驶证|驾照|居住证|居留|永居"
    r"|sfz|id[ _-]?card|id[ _-]?no|id[ _-]?number|identity"
)


def check_digit(first_17: str) -> str:
    """The eighteenth place for the first seventeen (ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True)) % 11]


def is_birth_date(digits: str) -> bool:
    """A day of the calendar, yyyymmdd, not before 1900 and not in the future."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return day.year >= FIRST_YEAR and day <= datetime.now(CHINA).date()


def is_region(number: str) -> bool:
    """A province at the front, or a foreign permanent resident's 9 with the province behind it."""
    return number[:2] in PROVINCES or (number[0] == "9" and number[1:3] in PROVINCES)


def _check(match: re.Match[str]) -> bool | Grade:
    if match[0].count("\n") not in (0, 1, 17):
        # One line break is a wrapped line, seventeen are a form with a box for each digit; else these are cells of a table of numbers.
        return False
    number = re.sub(r"[^0-9x]", "", match[0])
    if number in EXAMPLE_NUMBERS or len(set(number)) == 1:
        return False
    holds = check_digit(number[:17]) == number[17]
    plausible = is_region(number) and is_birth_date(number[6:14])
    if holds and plausible:
        return Grade(0.95, 0.99, ("check-digit",)) if "\n" not in match[0] else Grade(0.6, 0.95, ("check-digit",))
    if holds:
        # One number of eleven passes by chance. It may still be a person's (a region of before 1980, a slip in the date).
        return Grade(0.2, 0.6, ("check-digit", "region-or-date-impossible"))
    if plausible and "\n" not in match[0]:
        # A slip of the pen or of the OCR in one place: with the word beside it still somebody's number.
        return Grade(0.0, 0.7, ("check-digit-broken",))
    return False


RESIDENT_ID = PatternRecognizer(
    rule=Rule(
        id="resident-id",
        entity="personal.resident-id",
        title="公民身份号码",
        title_en="Resident identity number",
        definition="18位公民身份号码（含港澳台居民居住证、外国人永久居留身份证号码），校验位、地区码和出生日期逐项核对。",
        definition_en="An 18-place identity number, also of residents from Hong Kong, Macau and Taiwan and of foreign permanent residents; "
        "check digit, region and date of birth are verified.",
        basis="《个人信息保护法》第25条；《居民身份证法》第19条；法释〔2016〕19号第10条",
        advice="删去号码，或只保留前六位和后四位、中间以*代替，改后重新送审。",
        advice_en="Delete the number, or star out all but the first six and last four places, then submit again.",
        examples=(
            "被告人张某，公民身份号码110101199003074477，汉族。",
            "身份证号：１１０１０１１９９００３０７４４７７",
            "1101 0119 9003 0744 77",
            "110101-19900307-4477",
            "身份证号：310115198511203221",
            "44030519680229001X",
            "810000198806153258",
            "居住证 83000019910715863X",
            "永久居留身份证号 911156198801014437",
            "1\u200b10101199003074477",
            "1 1 0 1 0 1 1 9 9 0 0 3 0 7 4 4 7 7",
            "身份证号码：11010119900307\n4477",
            "身份证号：110101199003074478（末位有误）",
        ),
        non_examples=(
            "身份证号：11010519491231002X（国家标准示例号码）",
            "身份证号：110101********4477",
            "1101011990****4477",
            "订单号202311280123456789",
            "统一社会信用代码91110105MA01ABCD2X",
            "（2023）京0105民初12345号",
            "银行卡号 6222021001116245702",
            "国办发〔2010〕57号",
            "合同金额123456789012.00元",
            "不动产单元号110105001001GB00001F00010001",
            "2023年11月28日至2024年11月27日",
            "ISBN 978-7-5197-1234-5",
            "110101199013074477",
        ),
    ),
    pattern=lazy_pattern(NOT_AFTER_DIGIT + r"[1-9](?:[ \-·.\n]{0,2}[0-9]){16}[ \-·.\n]{0,2}[0-9x]" + NOT_BEFORE_DIGIT),
    score=0.95,
    check=_check,
    context=CONTEXT,
    numeric=18,
)


def _check_15(match: re.Match[str]) -> bool | Grade:
    number = match[0]
    return Grade(0.0, 0.8) if number[:2] in PROVINCES and is_birth_date("19" + number[6:12]) else False


RESIDENT_ID_15 = PatternRecognizer(
    rule=Rule(
        id="resident-id-15",
        entity="personal.resident-id",
        title="15位旧身份证号码",
        title_en="Identity number, 15-place form",
        definition="GB 11643-1989的15位号码，无校验位，故须有“身份证”等词相邻，并核对地区码和出生日期。",
        definition_en="The 15-place number of before 1999. It has no check digit, so a word such as 身份证 must stand near; "
        "region and date are verified.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条",
        advice="删去号码，或以*代替中间各位，改后重新送审。",
        advice_en="Delete the number or star out its middle, then submit again.",
        examples=(
            "身份证号110101680307447",
            "身份证号码：４４０３０５６８０２２９００１",
            "公民身份号码 310115451120322",
            "证件号码：320102590101003",
            "原身份证号：510107750814302",
            "居民身份证 420106661231451",
        ),
        non_examples=(
            "注册号110105012345678",
            "110101680307447",
            "身份证号110101681307447",
            "身份证号：110101******447",
            "发票号码 044031900111123",
            "身份证号990101680307447",
            "订单编号 202311281234567",
            "共计123456789012345元",
        ),
    ),
    pattern=lazy_pattern(NOT_AFTER_DIGIT + r"[1-8][0-9]{14}" + NOT_BEFORE_ALNUM),
    score=0.0,
    check=_check_15,
    context=lazy_pattern(r"身份证|身份号|公民身份|证件号|社会保障号"),
    context_score=0.8,
    required=True,
    unless=lazy_pattern(r"(?:注册号|营业执照|纳税人识别号|发票|税号)[码::]*\s*$"),
    reach=16,
    numeric=15,
    words=("身份", "证件号", "社会保障号"),
)

FOREIGN_RESIDENT_ID = PatternRecognizer(
    rule=Rule(
        id="foreign-resident-id",
        entity="personal.resident-id",
        title="外国人永久居留证旧号码",
        title_en="Foreign permanent resident number, old form",
        definition="2023年以前的外国人永久居留证号码：三个国籍字母加12位数字。18位新号码由resident-id识别。",
        definition_en="Number of a permanent residence card issued before 2023: three letters and twelve digits.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条",
        advice="删去号码或以*代替中间各位，改后重新送审。",
        advice_en="Delete the number or star out its middle, then submit again.",
        examples=(
            "外国人永久居留身份证USA110078010112",
            "永久居留证号：DEU310079052003",
            "外国人永久居留证 ＪＰＮ４４００８５１１３００１",
            "永居证号码 KOR 370090061504",
            "永久居留身份证号码CAN110065121708",
            "居留证件号 FRA500083030916",
        ),
        non_examples=(
            "USA110078010112",
            "批号 ABC123456789012",
            "永久居留证申请于2023年11月28日提交",
            "永久居留证 USA1100********",
            "航班 CCA1234",
            "编号GBT202311281234",
            "永久居留身份证管理办法第12条",
            "收费标准：外国人永久居留证 300元",
        ),
    ),
    pattern=lazy_pattern(r"(?<![0-9a-z])[a-z]{3} ?[0-9]{12}(?![0-9a-z])"),
    score=0.0,
    context=lazy_pattern(r"永久居留|永居|居留证"),
    context_score=0.9,
    required=True,
    numeric=12,
    words=("居",),
)
