"""Passport numbers: Chinese ordinary, diplomatic, service and public affairs passports (护照法), foreign ones with the word beside them.

No check digit is printed with the number, so a word beside it is required. Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

CHINESE = lazy_pattern(r"[eg][0-9]{8}|e[a-hj-np-z][0-9]{7}|[dsp]e?[0-9]{7}|p[0-9]{8}|1[45][0-9]{7}")
DAY = lazy_pattern(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")


def _check(match: re.Match[str]) -> bool | Grade:
    number = match[0].replace(" ", "")
    if DAY.fullmatch(number):
        return False
    return Grade(0.0, 0.9, ("known-prefix",)) if CHINESE.fullmatch(number) else Grade(0.0, 0.6, ("unknown-prefix",))


PASSPORT = PatternRecognizer(
    rule=Rule(
        id="passport",
        entity="personal.passport",
        title="护照号码",
        title_en="Passport number",
        definition="中国或外国护照号码，须有“护照”一词相邻。",
        definition_en="A Chinese or foreign passport number with the word 护照 or passport beside it.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条",
        advice="删去号码，或只保留首字母和后两位，改后重新送审。",
        advice_en="Delete the number or keep its first letter and last two digits, then submit again.",
        examples=(
            "护照号码：E12345679",
            "持护照ＥＢ０１２３４５６入境",
            "护照号 G 58204417",
            "Passport No. EJ4700123",
            "外交护照DE1234567",
            "公务普通护照PE7654321",
            "美国籍，护照号码 548213907",
            "護照號碼：K05820441",
        ),
        non_examples=(
            "E12345679",
            "护照号码：E1*****79",
            "护照有效期至20331128",
            "《护照法》第12条",
            "护照工本费120元",
            "护照办理热线12367",
            "规格型号G58204417",
            "护照丢失后于2023年11月28日补办",
            "（2023）京0105民初12345号",
            "办理护照，联系电话010-82345678",
        ),
    ),
    pattern=lazy_pattern(r"(?<![0-9a-z*./\-])(?:[a-z]{1,2} ?[0-9]{6,8}|[0-9]{8,9})(?![0-9a-z*]|[.\-/年][0-9])"),
    score=0.0,
    check=_check,
    context=lazy_pattern(r"护照|passport"),
    required=True,
    unless=lazy_pattern(r"(?:电话|手机|热线|有效期|签发|日期|有效|至|型号|身份证号?码?|邮编)[^0-9a-z]{0,4}$"),
    reach=20,
    numeric=6,
    words=("护照", "passport"),
)
