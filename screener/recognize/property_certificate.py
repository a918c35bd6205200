"""Numbers of certificates of real estate (不动产登记暂行条例实施细则 and the older kinds) and codes of real estate units (GB/T 37346-2019).

Test vectors: invented.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import PatternRecognizer
from screener.recognize.plate import PROVINCES

YEAR = r"[(〔\[] ?(?:19|20)[0-9]{2} ?[)〕\]]"

PROPERTY_CERTIFICATE = PatternRecognizer(
    rule=Rule(
        id="property-certificate",
        entity="personal.property-certificate",
        title="不动产权属证书编号",
        title_en="Real estate certificate number",
        definition="不动产权证书、不动产登记证明、房屋所有权证、土地使用证、林权证编号和28位不动产单元号。",
        definition_en="The number of a certificate of real estate, of the new or an older kind, or a 28-place unit code.",
        basis="法释〔2016〕19号第10条（动产或不动产权属证书编号）",
        advice="删去编号，或以*代替末几位，改后重新送审。",
        advice_en="Delete the number or star out its end, then submit again.",
        examples=(
            "京（2023）朝阳区不动产权第0058204号",
            "粤(2021)深圳市不动产证明第0044170号",
            "京房权证朝私字第582044号",
            "X京房权证海字第０５８２０４号",
            "沪房地浦字（2009）第058204号",
            "京朝国用（2003）第0058204号",
            "集用（2011）第00582号",
            "不动产单元号110105001001GB00001F00010001",
            "不动产单元号：310115 003012 GB00047 F00120044",
            "房产证号：582044170",
            "登封林证字（2008）第0058204号",
        ),
        non_examples=(
            "京（2023）朝阳区不动产权第00*****号",
            "（2023）京0105民初12345号",
            "不动产权证书正本1份",
            "国办发〔2010〕57号",
            "国用地2003亩",
            "不动产登记暂行条例（2019）第12条",
            "房产证办理费用582元",
            "主席令第12号",
            "电话010-82345678",
            "公证书（2023）京方圆内经证字第58204号",
        ),
    ),
    pattern=lazy_pattern(
        # Every branch begins with a character of its own, which is what makes the search fast; what stands before it is `lead`.
        rf"不动产(?:权|证明)(?:证书?)?(?:编?号码?|字)?[第:: ]{{0,3}}[0-9]{{5,8}} ?号?"
        rf"|房地?(?:权|产)证?[\u4e00-\u9fff]{{0,8}}(?:{YEAR})?字?(?:{YEAR})? ?第 ?[0-9a-z\-]{{4,16}} ?号"
        rf"|房地[\u4e00-\u9fff]{{0,4}}字? ?{YEAR} ?第 ?[0-9]{{4,8}} ?号"
        rf"|国用 ?{YEAR}? ?字?第 ?[0-9a-z\-]{{3,12}} ?号"
        rf"|集用 ?{YEAR}? ?字?第 ?[0-9a-z\-]{{3,12}} ?号"
        rf"|林证字? ?{YEAR}? ?字?第 ?[0-9a-z\-]{{3,12}} ?号"
        rf"|土地(?:使用)?证(?:号码?|编号|字)?[:: ]{{0,2}}{YEAR}?第? ?[0-9a-z\-]{{5,20}}号?"
        r"|房(?:产|权)证(?:号码?|编号)[:: ]{0,2}[0-9a-z\-]{5,20}"
        r"|单元[号代]码?[::为 ]{0,2}[0-9]{6} ?[0-9]{3} ?[0-9]{3} ?[gjz][a-z] ?[0-9]{5} ?[flqw][0-9]{8}(?![0-9a-z])"
    ),
    lead=lazy_pattern(rf"[{PROVINCES}x][{PROVINCES}]? ?(?:{YEAR} ?)?[\u4e00-\u9fff]{{0,8}}\Z"),
    score=0.85,
)
