"""Unified social credit codes, GB 32100-2015: 18 places, check character MOD 31.

Public by law, and found so that nothing else takes their digits for a card or an identity number. Test vectors: computed here.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

ALPHABET = "0123456789abcdefghjklmnpqrtuwxy"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(first_17: str) -> str:
    """The eighteenth place for the first seventeen, lower case."""
    return ALPHABET[-sum(VALUES[character] * weight for character, weight in zip(first_17, WEIGHTS, strict=True)) % 31]


def _check(match: re.Match[str]) -> Grade:
    code = re.sub(r"[ \-]", "", match[0])
    if check_character(code[:17]) == code[17]:
        return Grade(0.2, 0.2, ("check-digit",))
    return Grade(0.0, 0.2, ("check-digit-broken",))


UNIFIED_CREDIT_CODE = PatternRecognizer(
    rule=Rule(
        id="unified-credit-code",
        entity="organisation.unified-credit-code",
        title="统一社会信用代码",
        title_en="Unified social credit code",
        definition="18位统一社会信用代码，校验字符成立或有其名称相邻。属于公开信息，识别是为了不把它当作身份证号或银行卡号。",
        definition_en="An 18-place code of an organisation. Public; recognised so that it is not taken for an identity or card number.",
        basis="GB 32100-2015；法释〔2016〕19号第11条（组织机构代码予以保留）",
        advice="属公开信息，无须处理。",
        advice_en="Public information; nothing to do.",
        examples=(
            "统一社会信用代码：91110105MA01KQ7R3W",
            "统一社会信用代码９１３１０１１５７４２１３５６８４Ｈ",
            "（91310115742135684H）",
            "12330000470001235A",
            "社会信用代码 52440300MJL1890P1B",
            "信用代码：9342 0106 5820 4417 6D",
            "统一社会信用代码11100000mb00312a48",
        ),
        non_examples=(
            "110101199003074477",
            "6222021001116245702",
            "91110105MA01KQ7R3X",
            "纳税人识别号110105742135684",
            "（2023）京0105民初12345号",
            "LSVAM4183E2184847",
            "91310115********4H",
            "国办发〔2010〕57号",
            "SHA1 91310115742135684H0000AAFF0102030405060708",
            "2023年11月28日",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{4}[ \-]?"
        r"[0-9a-hj-npqrtuwxy]{4}[ \-]?[0-9a-hj-npqrtuwxy]{4}[ \-]?[0-9a-hj-npqrtuwxy]{2}(?![0-9a-z@])"
        r"|(?<![0-9a-z])[0-9a-hj-npqrtuwxy]{4}[ \-][0-9]{4}(?:[ \-][0-9a-hj-npqrtuwxy]{4}){2}[ \-][0-9a-hj-npqrtuwxy]{2}(?![0-9a-z@])"
    ),
    score=0.2,
    check=_check,
    context=lazy_pattern(r"信用代码|信用证代码|uscc"),
    context_score=0.2,
    numeric=14,
    reach=16,
)
