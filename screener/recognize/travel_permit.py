"""Travel permits between the mainland, Hong Kong, Macau and Taiwan (国家移民管理局 2018 numbering), and identity documents of soldiers.

No check digit, so a word beside them is required. Test vectors: invented.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

NOT_A_DAY = r"(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9]))"

TRAVEL_PERMIT = PatternRecognizer(
    rule=Rule(
        id="travel-permit",
        entity="personal.travel-permit",
        title="往来港澳台通行证件号码",
        title_en="Travel permit number, Hong Kong, Macau, Taiwan",
        definition="往来港澳通行证、港澳居民来往内地通行证（回乡证）、台湾居民来往大陆通行证（台胞证）、往来台湾通行证的号码，须有证件名称相邻。",
        definition_en="Number of a travel permit for Hong Kong, Macau or Taiwan, the name of the document beside it.",
        basis="《个人信息保护法》第25条；法释〔2016〕19号第10条",
        advice="删去号码，或只保留首字母和后两位，改后重新送审。",
        advice_en="Delete the number or keep its first letter and last two digits, then submit again.",
        examples=(
            "往来港澳通行证C58204417",
            "往来港澳通行证号码：ＣＡ１２３４５６７",
            "港澳居民来往内地通行证H0582044100",
            "回乡证号 M05820441",
            "台湾居民来往大陆通行证号：05820441",
            "台胞证 0582044123(A)",
            "往来台湾通行证T58204417",
            "大陸居民往來台灣通行證：L05820441",
        ),
        non_examples=(
            "C58204417",
            "往来港澳通行证C5****417",
            "台胞证有效期至20331128",
            "通行证办理费用60元",
            "车辆通行证005820",
            "台湾居民来往大陆通行证管理办法第12条",
            "港澳居民来往内地通行证，联系电话13912345678",
            "（2023）京0105民初12345号",
            "施工通行证编号C58204417",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![0-9a-z*])(?:c[0-9]{8}|c[a-hj-np-z][0-9]{7}|[hm][0-9]{8}(?:[0-9]{2})?|[tl][0-9]{8}"
        rf"|{NOT_A_DAY}[0-9]{{8}}(?:[0-9]{{2}}(?:\([a-z]\))?)?)(?![0-9a-z*])"
    ),
    score=0.0,
    context=lazy_pattern(r"往来港澳|来往内地|来往大陆|往来台湾|回乡证|台胞证|港澳通行证"),
    context_score=0.9,
    required=True,
    unless=lazy_pattern(r"(?:电话|手机|热线|有效期|日期|邮编)[^0-9a-z]{0,4}$"),
    reach=16,
    numeric=7,
    words=("往来", "来往", "回乡证", "台胞证", "通行证"),
)

MILITARY_ID = PatternRecognizer(
    rule=Rule(
        id="military-id",
        entity="personal.military-id",
        title="军官证、士兵证、警官证号码",
        title_en="Officer, soldier or police card number",
        definition="“军字第…号”等证件号码。军人身份本身也不宜公开。",
        definition_en="The number of a military or police card. That somebody is a soldier is itself not for publication.",
        basis="《个人信息保护法》第28条（特定身份）；法释〔2016〕19号第10条",
        advice="删去号码，并与保密部门核对军人或警察身份能否公开。",
        advice_en="Delete the number, and ask the secrecy office whether the person's being a soldier or officer may be public.",
        examples=(
            "军官证号：军字第0582044号",
            "士兵证：士字第20110582号",
            "文职干部证 文字第058204号",
            "武字第0582044号",
            "警官证号 058204",
            "军官证（海字第００５８２０４号）",
        ),
        non_examples=(
            "军官证复印件2份",
            "（2013）朝民初字第058204号",
            "军官证号：军字第05****4号",
            "电字第058204号",
            "凭军官证优先购票",
            "警官证办理时间2023年11月28日",
            "国有土地使用证：京朝国用（2003）字第058204号",
            "编号058204",
        ),
    ),
    pattern=lazy_pattern(
        r"(?<![\u4e00-\u9fff)])(?P<form>[军兵士文武警海空南北兰成沈济广政参后装]字第? ?[0-9]{6,8} ?号?)"
        r"|(?<=[号证::) ])(?<![0-9a-z*])[0-9]{6,8}(?![0-9a-z*年.\-])"
    ),
    score=0.0,
    check=lambda match: Grade(0.6 if match["form"] else 0.0, 0.8),
    context=lazy_pattern(r"军官证|士兵证|警官证|文职干部证|军人证|士官证|文职证"),
    context_score=0.8,
    reach=12,
    numeric=6,
    needs=("证", "字"),
    words=("证",),
)
