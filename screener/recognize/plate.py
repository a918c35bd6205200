"""Number plates of vehicles, GA 36: ordinary, new energy, police, trailers, diplomatic, armed police (WJ) and army.

No check digit. Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SEPARATOR = r"[ ·.\-]{0,2}"
CIVIL = (
    rf"[{PROVINCES}] ?[a-hj-np-z]{SEPARATOR}"
    r"(?:[a-hj-k] ?[a-hj-np-z0-9][0-9]{4}|[0-9]{5}[a-hj-k]|[a-hj-np-z0-9]{4}[a-hj-np-z0-9挂学警港澳领使试超]"
    # Six places in no order that GA 36 knows: a slip of the pen, or a plate of tomorrow.
    r"|(?P<irregular>(?=[0-9]*[a-z])(?=[a-z]*[0-9][a-z]*[0-9])[a-hj-np-z0-9]{6}))(?![0-9a-z])"
)
# A row of the same letter or an increasing row is how blank forms and manuals show a plate.
SAMPLES = lazy_pattern(r".*(?:00000|12345|xxxxx|aaaaa)$")


def _check(match: re.Match[str]) -> bool | Grade:
    plate = re.sub(r"[ ·.\-]", "", match[0])
    if not any(character.isdigit() for character in plate[2:]):
        return False
    if match["irregular"]:
        return Grade(0.5, 0.8)
    if SAMPLES.match(plate) is not None:
        return Grade(0.4, 0.7)
    return Grade(0.85, 0.97, ("official-vehicle",) if plate.endswith("警") else ())


CONTEXT = lazy_pattern(r"车牌|号牌|牌号|牌照|车号|驾驶|军车|车辆|轿车|货车|客车|摩托车|汽车|牵引车|挂车")

PLATE = PatternRecognizer(
    rule=Rule(
        id="plate",
        entity="personal.plate",
        title="机动车号牌号码",
        title_en="Vehicle number plate",
        definition="民用（含新能源）、警用、挂车、教练车、港澳入出境车号牌号码。",
        definition_en="A civil plate (also new energy), or one of the police, a trailer, a driving school, Hong Kong or Macau.",
        basis="法释〔2016〕19号第10条（车牌号码）；《个人信息保护法》第25条",
        advice="删去号码，或只保留省份简称和字母，后面以*代替；涉警号牌还须与保密部门核对。",
        advice_en="Delete the plate or star out all but its first two places; ask the secrecy office about police plates.",
        examples=(
            "驾驶京A·5F208号小型轿车",
            "车牌号：粤Ｂ８Ｋ２３７",
            "沪AD05820（新能源）",
            "苏E 3M917",
            "鲁B2047警",
            "豫A-6071挂",
            "新A6T903",
            "川A.7D31R",
            "粤Z05K2港",
        ),
        non_examples=(
            "京A***08",
            "车牌号京A×××××",
            "京ICP备05012345号-1",
            "浙B2-20080224",
            "京公网安备11010502012345号",
            "沪A股000001",
            "（2023）京0105民初12345号",
            "国办发〔2010〕57号",
            "苏G20130012345",
            "粤府办〔2023〕12号",
            "车牌摇号编码4403058204417",
        ),
    ),
    pattern=lazy_pattern(CIVIL),
    score=0.85,
    check=_check,
    context=CONTEXT,
    context_score=0.97,
    reach=14,
)

OFFICIAL_PLATE = PatternRecognizer(
    rule=Rule(
        id="official-plate",
        entity="personal.plate",
        title="武警、军队、使馆车辆号牌",
        title_en="Plate of the armed police, the army or an embassy",
        definition="WJ开头的武警号牌、两个字母加五位数字的军队号牌、“使”字号牌，须有车辆字样相邻（WJ号牌除外）。",
        definition_en="An armed police plate (WJ), an army plate (two letters, five digits) or an embassy plate; "
        "all but WJ need a word for vehicle.",
        basis="法释〔2016〕19号第10条（车牌号码）；《保守国家秘密法》第13条",
        advice="删去号码，并与保密部门核对涉军、涉警内容能否公开。",
        advice_en="Delete the plate, and ask the secrecy office whether what concerns the forces may be public.",
        examples=(
            "武警车辆WJ京05821",
            "军车号牌 VA·05824",
            "使馆车辆号牌使114058",
            "ＷＪ０１－０５８２４",
            "车牌号为KB05824的军车",
            "WJ苏0582X",
        ),
        non_examples=(
            "AB12345",
            "行使114058元的权利",
            "军车号牌 VA·0****",
            "WJ-2000",
            "型号KB05824",
            "GB/T 33190-2016",
            "车辆技术标准GB17691",
            "（2023）京0105民初12345号",
        ),
    ),
    pattern=lazy_pattern(
        rf"wj{SEPARATOR}(?:[{PROVINCES}]|[0-9]{{2}}){SEPARATOR}[0-9]{{4}}[0-9a-z警消边森水电](?![0-9a-z])"
        r"|(?<![0-9a-z])(?!gb|qc|ga|iso|jt)[abcegjhklnsv][a-z]·?[0-9]{5}(?![0-9a-z])|使[0-9]{3}[ ·]?[0-9]{3}(?![0-9])"
    ),
    score=0.0,
    check=lambda match: Grade(0.85 if match[0].startswith("wj") else 0.0, 0.85, ("official-vehicle",)),
    context=lazy_pattern(r"车牌|号牌|牌号|牌照|车号|军车|军牌|车辆号牌|轿车|吉普"),
    reach=12,
    numeric=5,
    needs=("w", "使", *"abcegjhklnsv"),
)
