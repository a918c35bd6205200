"""Mobile phone numbers of mainland China: 1, 3 to 9, nine digits more (工信部 电信网编号计划). Segments only rank: the list ages.

Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

SEGMENTS = lazy_pattern(r"1(?:3\d|4[579]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])")
CONTEXT = lazy_pattern(
    r"手机|电话|联系|移动|致电|来电|拨打|短信|号码|机主|热线|微信|支付宝|tel|mobile|phone|cell|(?<![a-z])m[::]|联络|传真|sjh|lxdh|whatsapp"
)
SERIALS = lazy_pattern(
    r"(?:订单|流水|运单|快递|单|凭证|交易|合同|发票|案|文|备案|许可|批准|产品|设备|物料|样品|档|序列|批|条形?码|货|学|工|证|税)"
    r"(?:编号|字号|号码|号|码)[::为是 #]*\Z"
    r"|(?:no|id|sn|order)[.:=# ]*\Z"
)
INSIDE_CODE = lazy_pattern(r"(?:[a-z0-9_=#]|[0-9]-)\Z")


def _check(match: re.Match[str]) -> bool | Grade:
    number = re.sub(r"[^0-9]", "", match["number"])
    if len(set(number)) < 3:
        return False
    before = match.string[max(0, match.start() - 16) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if INSIDE_CODE.search(before) or SERIALS.search(before) or re.match(r"[a-z_/]", after):
        return Grade(0.3, 0.6, ("inside-code",))
    spaced = " " in match["number"][:2]
    if SEGMENTS.match(number):
        return Grade(0.3 if spaced else 0.75, 0.95, ("known-prefix",))
    return Grade(0.0 if spaced else 0.4, 0.8, ("unknown-prefix",))


MOBILE = PatternRecognizer(
    rule=Rule(
        id="mobile",
        entity="personal.mobile",
        title="手机号码",
        title_en="Mobile phone number",
        definition="11位手机号码，可带+86，可按3-4-4等分段；夹在订单号、序列号等编码中的分数较低。",
        definition_en="An 11-digit mobile number, with or without +86 and grouping; lower score inside serial numbers.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条（通讯方式）",
        advice="删去号码，或以*代替中间四位；单位公布的工作手机可由复核人放行。",
        advice_en="Delete the number or star out its middle four digits; a reviewer may release a published duty phone.",
        examples=(
            "联系电话：13800138001",
            "手机１５９１０２３４５６７",
            "+86 186-1234-5678",
            "138 0013 8001",
            "13912345678",
            "(86)13912345678",
            "008613912345678",
            "电话：198·1234·5678",
            "138-001-38001",
            "张某139 1234 5678",
            "微信同号13712345678",
            "1 3 9 1 2 3 4 5 6 7 8",
            "电话：0537-2967000/13912345678",
            "19412345678",
        ),
        non_examples=(
            "138****8001",
            "110101199003074477",
            "6222021001116245702",
            "诉讼服务热线12368",
            "政务服务便民热线12345",
            "（2023）京0105民初13800138001号",
            "13800138001.50元",
            "人民币13800138001元",
            "统一社会信用代码91310115742135684H",
            "12012345678",
            "010-12345678",
            "400-810-1380",
            "13、14、15、16、17、18、19",
            "13-15 16-18 19-20 21",
            "ISBN 978-7-5197-1380-1",
            "0.13800138001",
            "11111111111",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9])(?<![0-9][.*])(?:(?:\(?\+?(?:00)?86\)?)[ \-]{0,2})?"
        r"(?P<number>1[3-9][0-9](?:[0-9]{8}|[ \-.·]{1,2}[0-9]{4}[ \-.·]{0,2}[0-9]{4}"
        r"|[ \-.·]{1,2}[0-9]{3}[ \-.·]?[0-9]{5}|[0-9][ \-.·][0-9]{4}[ \-.·][0-9]{3}"
        r"|[0-9]{2}[ \-.·][0-9]{6}|[0-9]{4}[ \-.·][0-9]{4})|1 [3-9](?: [0-9]){9})"
        r"(?![0-9*])(?!\.[0-9]|,[0-9]{3}(?![0-9]))(?! ?[元万亿号@])"
    ),
    score=0.75,
    check=_check,
    context=CONTEXT,
    reach=16,
    numeric=11,
)
