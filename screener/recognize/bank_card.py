"""Bank card numbers: ISO/IEC 7812 (GB/T 15694.1), JR/T 0008; 16 to 19 digits (American Express 15), Luhn check.

One of ten random numbers passes Luhn, so a known issuer or a word beside it is asked for. Test vectors: computed here.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

# UnionPay, then Visa, Mastercard, JCB, and the domestic prefixes of before UnionPay (9…, 601428, 603367, 690755).
UNIONPAY = lazy_pattern(r"62")
OTHER_ISSUERS = lazy_pattern(r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|35[2-8]|60[13]|81[0-7]|68[3-8]|69[0-9]|9")
NOT_SPACED = lazy_pattern(r"[ \-.·\n]")

CONTEXT = lazy_pattern(
    r"银行卡|卡号|借记卡|信用卡|储蓄卡|贷记卡|社保卡|账号|帐号|账户|帐户|开户|收款|户名|汇入|存入|打款|card[ _-]?(?:no|number)|bank[ _-]?card"
)
SERIALS = lazy_pattern(r"(?:订单|流水|运单|快递|单|凭证|交易|合同|发票|案|文|备案|许可证|回执)(?:编)?号码?[::为是 ]*\Z")


def passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _check(match: re.Match[str]) -> bool | Grade:
    digits = NOT_SPACED.sub("", match[0])
    if len(set(digits)) < 3:
        return False
    unionpay = UNIONPAY.match(digits) is not None
    if len(digits) == 15:
        return Grade(0.0, 0.55, ("check-digit", "known-prefix")) if passes_luhn(digits) else False
    known = unionpay or (OTHER_ISSUERS.match(digits) is not None and len(digits) in (16, 19))
    if passes_luhn(digits):
        if "\n" in match[0]:
            return Grade(0.3 if unionpay else 0.0, 0.8, ("check-digit", "known-prefix")) if known else False
        if unionpay:
            return Grade(0.8, 0.98, ("check-digit", "known-prefix"))
        return Grade(0.4, 0.95, ("check-digit", "known-prefix")) if known else Grade(0.0, 0.55, ("check-digit", "unknown-prefix"))
    # A slip in one place leaves a number that still names its holder.
    return Grade(0.0, 0.6, ("check-digit-broken", "known-prefix")) if unionpay and "\n" not in match[0] else False


BANK_CARD = PatternRecognizer(
    rule=Rule(
        id="bank-card",
        entity="personal.bank-card",
        title="银行卡号",
        title_en="Bank card number",
        definition="16至19位（运通卡15位）银行卡号：校验位成立且发卡机构标识可识别，或有“卡号”“账号”等词相邻。",
        definition_en="A bank card number of 16 to 19 digits (15 for American Express) whose Luhn check holds, "
        "with a known issuer prefix or a word such as 卡号 beside it.",
        basis="《个人信息保护法》第25条、第28条（金融账户）；法释〔2016〕19号第10条",
        advice="删去卡号，或只保留后四位，改后重新送审。",
        advice_en="Delete the number or keep its last four digits only, then submit again.",
        examples=(
            "将款项汇入6222021001116245702账户",
            "卡号：6217 0000 1001 2345 677",
            "６２１４８３０１２３４５６７８１",
            "银行卡号6214-8301-2345-6781",
            "卡号4367421234567896",
            "工商银行 9558800200100123450",
            "账号：6228480033456789016",
            "Card No. 5408 3812 3456 7890",
            "6212260200001234562",
            "卡号：6222021001116245703（末位抄错）",
            "1. 6222021001116245702",
        ),
        non_examples=(
            "卡号：6222************5702",
            "尾号5702的银行卡",
            "6222021001116245703",
            "订单号：6222021001116245702",
            "1234567890123456",
            "统一社会信用代码91310115742135684H",
            "110101199003074477",
            "（2023）京0105民初1234567890123456号",
            "交易流水号：6212260200001234562",
            "0000000000000000",
            "合同金额62,220,210.00元",
            "2023112814300000",
            "客服电话95588",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9a-z])(?<![0-9]\.)(?:[1-9][0-9]{15,18}|3[47][0-9]{13}"
        r"|[1-9][0-9]{3}(?:[ \-.·\n]{1,2}[0-9]{4}){3}(?:[ \-.·]{0,2}[0-9]{1,3})?"
        r"|[1-9][0-9]{5}[ \-.·][0-9]{10,13}|[1-9](?: [0-9]){15,18})(?![0-9a-z])(?!\.[0-9])"
    ),
    score=0.8,
    check=_check,
    context=CONTEXT,
    context_score=0.98,
    unless=SERIALS,
    numeric=15,
)
