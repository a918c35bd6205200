"""Numbers that name a patient: admission, medical record, out-patient, examination and health insurance card numbers.

They have no common form, so the word is part of the pattern. Test vectors: invented.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import PatternRecognizer

MEDICAL_RECORD = PatternRecognizer(
    rule=Rule(
        id="medical-record",
        entity="personal.medical-record",
        title="住院号、病案号等就诊编号",
        title_en="Medical record number",
        definition="带有“住院号”“病案号”“门诊号”“病历号”等名称的编号。",
        definition_en="A number named as that of an admission, a medical record or an out-patient.",
        basis="《个人信息保护法》第28条（医疗健康）；法释〔2016〕19号第10条（健康状况）",
        advice="删去编号，并检查附近的诊断、病情文字。",
        advice_en="Delete the number, and look for diagnoses near it.",
        examples=(
            "住院号：0582044",
            "病案号 ２０２３０５８２",
            "门诊号码：M5820441",
            "病历号为582044-1",
            "就诊卡号：0058204417",
            "医保卡号：F05820441",
            "检查号:CT230582",
            "病理号 2023-05820",
        ),
        non_examples=(
            "住院号：****044",
            "住院12天",
            "病案号管理规范",
            "门诊号源不足100个",
            "病历书写基本规范第12条",
            "住院费58204.41元",
            "医保卡号段划分",
            "（2023）京0105民初12345号",
            "门诊时间：8:00-17:00",
        ),
    ),
    pattern=lazy_pattern(
        r"(?:住院|病案|门诊|病历|就诊卡?|医保卡|急诊|影像|检查|病理|体检|透析|登记牌)(?:编)?号(?:码)?(?:[::为是]|\(){0,2} ?"
        r"(?P<number>(?=[a-z\-]{0,6}[0-9])[0-9a-z][0-9a-z\-]{3,17})(?![0-9a-z*.])(?![年月日元条])"
    ),
    score=0.8,
    needs=("号",),
)
