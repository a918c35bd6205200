"""Numbers of organisations other than the unified code: organisation code (GB 11714-1997), taxpayer number, business registration.

Public, and found so that nothing else takes their digits. Test vectors: computed here.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import PatternRecognizer

WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first_8: str) -> str:
    """The ninth place for the first eight: MOD 11, letters count from a = 10."""
    rest = 11 - sum(int(character, 36) * weight for character, weight in zip(first_8, WEIGHTS, strict=True)) % 11
    return {10: "x", 11: "0"}.get(rest, str(rest))


def _check(match: re.Match[str]) -> bool:
    code = match[0].replace("-", "").replace(" ", "")
    return check_digit(code[-9:-1]) == code[-1]


ORGANISATION_CODE = PatternRecognizer(
    rule=Rule(
        id="organisation-code",
        entity="organisation.code",
        title="组织机构代码、纳税人识别号",
        title_en="Organisation code or taxpayer number",
        definition="9位组织机构代码，或以它结尾的15位纳税人识别号，校验位成立且有其名称相邻。属于公开信息。",
        definition_en="A 9-place organisation code or a 15-place taxpayer number that ends with one, its word beside it. Public.",
        basis="GB 11714-1997；法释〔2016〕19号第11条",
        advice="属公开信息，无须处理。",
        advice_en="Public information; nothing to do.",
        examples=(
            "组织机构代码：74213568-4",
            "组织机构代码MA01KQ7R-3",
            "机构代码 47000123-5",
            "组织机构代码证号：５８２０４４１７６",
            "纳税人识别号：110105742135684",
            "税务登记号 440300MJL1890P1",
        ),
        non_examples=(
            "74213568-4",
            "组织机构代码74213568-5",
            "电话：58204417-6",
            "身份证号110101680307447",
            "组织机构代码管理办法第12条",
            "（2023）京0105民初12345号",
            "订单号742135684",
            "统一社会信用代码91110105MA01KQ7R3W",
        ),
    ),
    pattern=lazy_pattern(r"(?<![0-9a-z])(?:[0-9]{6})?[0-9a-z]{8} ?-? ?[0-9x](?![0-9a-z])"),
    score=0.0,
    check=_check,
    context=lazy_pattern(r"机构代码|组织代码|纳税人识别号|税务登记|税号"),
    context_score=0.2,
    required=True,
    reach=14,
    numeric=5,
    words=("代码", "税"),
)

REGISTRATION_NUMBER = PatternRecognizer(
    rule=Rule(
        id="registration-number",
        entity="organisation.registration-number",
        title="营业执照注册号",
        title_en="Business registration number",
        definition="15位营业执照注册号（与15位旧身份证号码等长），须有“注册号”“营业执照”相邻。属于公开信息。",
        definition_en="A 15-digit business registration number, as long as an old identity number. Public.",
        basis="法释〔2016〕19号第11条；《企业信息公示暂行条例》",
        advice="属公开信息，无须处理。",
        advice_en="Public information; nothing to do.",
        examples=(
            "营业执照注册号：110105012345678",
            "注册号310115000123456",
            "工商注册号 440301103456789",
            "注册号：３３０１０００００１２３４５６",
            "营业执照号码:420106000045678",
            "营业执照(注册号110108005678901)",
        ),
        non_examples=(
            "110105012345678",
            "商标注册号12345678",
            "身份证号110101680307447",
            "注册号：110105MA01KQ7R3",
            "（2023）京0105民初12345号",
            "订单号110105012345678",
            "营业执照正副本各1份",
            "营业执照于2023年11月28日颁发",
        ),
    ),
    pattern=lazy_pattern(r"(?<![0-9a-z])[0-9]{15}(?![0-9a-z])"),
    score=0.0,
    context=lazy_pattern(r"(?:注册号|营业执照)[^0-9]{0,8}$"),
    context_score=0.2,
    required=True,
    reach=16,
    numeric=15,
    words=("注册号", "营业执照"),
)
