"""Bank account numbers other than card numbers: no standard form and no check digit, so a word beside them is required.

Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer


def _check(match: re.Match[str]) -> bool | Grade:
    digits = re.sub(r"[ \-]", "", match[0])
    return Grade(0.0, 0.8) if 12 <= len(digits) <= 25 and len(set(digits)) > 2 else False


BANK_ACCOUNT = PatternRecognizer(
    rule=Rule(
        id="bank-account",
        entity="organisation.bank-account",
        title="银行账号",
        title_en="Bank account number",
        definition="12至25位账号，其前须有“账号”“账户”“开户行”等词。",
        definition_en="An account number of 12 to 25 digits with a word such as 账号 or 开户行 before it.",
        basis="法释〔2016〕19号第10条（自然人、法人的银行账号均应删除）",
        advice="删去账号，或只保留后四位，改后重新送审；本单位对外公布的缴费账号可由复核人放行。",
        advice_en="Delete the number or keep its last four digits; a reviewer may release an account the office itself publishes.",
        examples=(
            "开户行：某银行北京分行，账号：0200001019200123456",
            "账户1100 1045 3000 5600 0123",
            "帐号：３１０６６７２９０１８０１００１２３４５",
            "户名：某某公司 账号 44201503600052501234",
            "银行账号：321-2601-0110-1234",
            "收款账号337010100100123456",
            "汇入本院执行款专户（账号：955101040001234）",
        ),
        non_examples=(
            "0200001019200123456",
            "账号：0200************3456",
            "登录账号：zhangsan2023",
            "账户余额123456.78元",
            "订单号202311280123456789",
            "（2023）京0105民初12345号",
            "账户自2023年11月28日至2024年11月27日冻结",
            "公众号账号：bjfy2023",
            "开户许可证核准号J1000012345601",
            "统一社会信用代码91310115742135684H",
        ),
    ),
    pattern=lazy_pattern(r"(?<![0-9a-z.*])[0-9]{3,25}(?:[ \-][0-9]{1,20}){0,7}(?![0-9a-z*])(?!\.[0-9]|,[0-9]{3}(?![0-9]))"),
    score=0.0,
    check=_check,
    context=lazy_pattern(
        r"(?:银行)?(?:[账帐]号|[账帐]户|专户|开户行|开户银行|收款人?)(?:号码?)?(?:\(?号码?\)?)?[^0-9]{0,6}$|开户行.{0,16}$"
    ),
    context_score=0.8,
    required=True,
    numeric=12,
    words=("账", "帐", "专户", "开户", "收款"),
)
