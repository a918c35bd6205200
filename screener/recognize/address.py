"""Addresses below county level: the part that a published judgment must not carry (人民法院裁判文书公布技术规范: 县级以下地址).

A door without a person is an office's own address and public; a room, a household or a word such as 家住 makes it somebody's.
Test vectors: invented.
"""

from __future__ import annotations

import re

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.pattern import Grade, PatternRecognizer

NUMERAL = r"(?:[0-9]{1,5}(?:-[0-9]{1,5}){0,3}|[一二三四五六七八九十百零〇两甲乙丙丁东西南北中a-h]{1,4})"
WAY = (
    r"(?:大道|胡同|街坊|新村|小区|社区|花园|公寓|家园|街道|大街|[路街巷弄里庄屯寨苑园堡湾坡营城]"
    r"|村(?![镇委级集规]|民(?![\u4e00-\u9fff]{0,3}组[0-9])))"
)
UNIT = r"(?:号楼|号院|支弄|单元|小组|村民组|组(?![织成合建])|户(?![口籍均主])|社(?![会区])|[号弄幢栋座楼层室房队])"
# Names that are struck out already.
STRUCK = lazy_pattern(r"[某×*x○]")
# A circuit, a pipe, a line of thought; the countryside as such.
NOT_A_WAY = lazy_pattern(r"[电线回管油气水思支农乡临沿]\Z")
HOUSEHOLD = lazy_pattern(r"[室户房组队社]|单元|[幢栋座楼].{0,4}[0-9]|-[0-9]+-?[0-9]*$|村.{0,6}号")
VILLAGES = frozenset("村屯庄寨")
HOME = lazy_pattern(
    r"住址|家住|现住|户籍|户口|居住|暂住|住所|住宅|家庭地址|住(?=[\u4e00-\u9fff]{0,30}$)|送达地址|收件地址|邮寄地址|身份证地址|原籍|出生地"
)
# Words for a place that may be anybody's, and words for somebody's home.
ANYBODY = lazy_pattern(
    r"(?P<owner>单位|公司|企业|法院|本院|我院|机关|办公|注册|登记|经营|营业)?(?:住所地?|(?:送达|收件|邮寄|通讯|联系)?地址|营业场所|经营场所)"
)
SOMEBODY = lazy_pattern(
    r"住址|家住|现住|户籍|户口|居住|暂住|住宅|家庭(?:住所|地址)|身份证(?:住所|地址)|原籍|出生地|住(?!所)(?=[\u4e00-\u9fff]{0,30}$)"
)
# A party that is no natural person (法释〔2016〕19号 art. 11 keeps its seat). Given names end in 社, 厂 and 院 too: those need a longer name.
ORGANISATION = lazy_pattern(
    r"(?:公司|合伙|企业|中心|集团|银行|[分支]行|委会|委员会|法院|检察院|医院|学院|公安局|事务所|学校|大学|协会|学会|政府|酒店|超市|合作社|经营部"
    r"|(?<=[\u4e00-\u9fff]{4})[局院厂店社部所馆站])\Z"
)
PARTY = lazy_pattern(r"^.*?(?:原告|被告|[诉请行三托保责]人)")
BRACKETS = lazy_pattern(r"\([^()]{0,40}\)\s*\Z")
REPRESENTATIVE = lazy_pattern(r"[,、。;\s]*(?:法定代表人|(?:主要)?负责人|执行事务合伙人)[:为]?\s*[\u4e00-\u9fff×*·]{2,12}\Z")
OF_ORGANISATION = lazy_pattern(r"[^,。;\n]{0,24}[,。;\s]{1,4}(?:统一社会信用代码|组织机构代码|法定代表人|(?:主要)?负责人|执行事务合伙人)")
EDGES = " \t\n,、:;。"
BEFORE, CLAUSE, AFTER = 120, 48, 60
OFFICE = lazy_pattern(r"公司|法院|检察院|委员会|医院|学校|大学|中心|事务所|企业|分行|支行|[局厅部处所馆]$|[局厅馆][,,:: ]")


KINDS = lazy_pattern(r"城乡|兴办|乡村|农村|镇村|名村|名镇|乡镇|城镇|行政村|自然村|和|或|的|所在|规划|政府|委员")
# The name of a town right behind its county, and not the town's authorities.
TOWN = lazy_pattern(r"(?:[省市县旗州]|(?<!社)区)[\u4e00-\u9fff]{1,5}\Z")
AUTHORITIES = lazy_pattern(r"人民政府|政府|派出所|人民法|法庭|卫生|办事处|党委|中心|[小中]学")
# What belongs to it before the word for a way: the rest of the line back to the county, the district or the word that says it is one.
LEAD = lazy_pattern(r"(?:(?![省市县区旗在住于址处号])[\u4e00-\u9fff0-9]){1,14}\Z")


def _is_office(match: re.Match[str]) -> bool:
    """The seat of an office: said of it last, not of somebody of that office who lives there (系某公司员工,住…)."""
    before = match.string[max(0, match.start() - BEFORE) : match.start()]
    clause = re.split(r"[。;\n]", before)[-1]
    label = max(ANYBODY.finditer(clause), key=re.Match.start, default=None)
    if label is not None and SOMEBODY.search(clause, label.start()) is None:
        after = match.string[match.end() : match.end() + AFTER]
        owner = clause[: label.start()].strip(EDGES) or before[: len(before) - len(clause)].strip(EDGES)
        if label["owner"] or "信用代码" in owner[-40:] or OF_ORGANISATION.match(after) or _is_organisation(owner):
            return True
    clause = clause[-CLAUSE:]
    offices = list(OFFICE.finditer(clause))
    return bool(offices) and HOME.search(clause, offices[-1].end()) is None


def _is_organisation(owner: str) -> bool:
    owner = BRACKETS.sub("", REPRESENTATIVE.sub("", owner).strip(EDGES))
    return ORGANISATION.search(PARTY.sub("", re.split(r"[,、:;。\n]", owner)[-1])) is not None


def _check(match: re.Match[str]) -> bool | Grade:
    before = match.string[max(0, match.start() - 48) : match.start()]
    if STRUCK.search(match[0]) or STRUCK.search(before[-2:]) or NOT_A_WAY.search(before) or LEAD.search(before) is None:
        return False
    household = HOUSEHOLD.search(match[0]) is not None or match["way"] in VILLAGES
    if _is_office(match):
        return Grade(0.4, 0.4, ("official-address", "household")) if household else Grade(0.15, 0.2, ("official-address",))
    return Grade(0.65, 0.95, ("household",)) if household else Grade(0.3, 0.85)


def _check_village(match: re.Match[str]) -> bool | Grade:
    before, after = match.string[max(0, match.start() - 12) : match.start()], match.string[match.end() : match.end() + 4]
    # 乡村, 乡镇农村 and the like are kinds of place, not one of them.
    if STRUCK.search(match[0]) or STRUCK.search(before[-2:]) or KINDS.search(match[0]) or KINDS.search(before[-2:] + match[0]):
        return False
    if not match["village"] and (TOWN.search(before) is None or AUTHORITIES.match(after)):
        return False
    if _is_office(match):
        return Grade(0.0, 0.2, ("official-address",))
    return Grade(0.0, 0.8 if match["village"] else 0.5)


ADDRESS = PatternRecognizer(
    rule=Rule(
        id="address",
        entity="personal.address",
        title="详细住址",
        title_en="Detailed home address",
        definition="县级以下的地址：路、街、巷、村等加门牌、楼栋、单元、房号或村组；机关、公司等单位的住所和地址分数低。",
        definition_en="An address below county level: a street or village with a door, room or group; the seat of an office or a company scores low.",
        basis="法释〔2016〕19号第10条（家庭住址）；《个人信息保护法》第25条",
        advice="自然人住址只保留到县、区；单位公开地址可放行。",
        advice_en="Keep a person's address down to the county or district only; an office's public address may stay.",
        examples=(
            "住北京市朝阳区望京西路58号2栋3单元401室",
            "户籍所在地河南省登封市大金店镇文村三组12号",
            "家住浦东新区张江镇碧波路820弄17号602室",
            "住址：朝阳区建国路８８号院２号楼１５０３",
            "临颍县长青乡观云村平亭组40号",
            "现住山坡东路250号锦绣新天地2栋4单元0203房",
            "幸福胡同甲5号",
            "锦绣花园3-2-501",
            "地址：朝阳区化工路58号",
            "被告人李某，住武汉市武昌区中北路十二号四单元三楼",
            "被告李某系云州某公司员工，住武汉市武昌区中北路12号4单元302室",
        ),
        non_examples=(
            "住北京市朝阳区",
            "住登封市××镇××村××号",
            "住望京西路*号",
            "住河南省登封市某某路某号",
            "一带一路",
            "公路两侧各50米",
            "沿街商铺应当符合第12号令",
            "（2023）京0105民初12345号",
            "村民小组会议",
            "城市道路管理条例第3条",
            "地铁10号线",
            "电路3号端子",
            "第十二号主席令",
        ),
    ),
    pattern=lazy_pattern(
        rf"(?P<way>{WAY})(?:(?![的与及由每])[\u4e00-\u9fff]){{0,7}}?(?:附?{NUMERAL}{UNIT}(?:[\u4e00-\u9fff]{{0,8}}?附?{NUMERAL}{UNIT}){{0,4}}"
        r"(?:[ \-]?[0-9]{3,5}(?![0-9年月元]))?|[0-9]{1,3}(?:-[0-9]{1,4}){2})(?![线令条款])"
    ),
    lead=LEAD,
    score=0.3,
    check=_check,
    context=HOME,
    context_score=0.85,
    reach=36,
)

VILLAGE_ADDRESS = PatternRecognizer(
    rule=Rule(
        id="village-address",
        entity="personal.address",
        title="乡镇、村、社区一级住址",
        title_en="Home address down to the village",
        definition="“住”“户籍”等词之后的村、社区或街路，无门牌；只到乡、镇、街道的，分数较低，也须删去。",
        definition_en="A village, community or street after a word such as 住 or 户籍, without a door; a town alone scores lower and goes as well.",
        basis="法释〔2016〕19号第10条（家庭住址）；《个人信息保护法》第25条",
        advice="自然人住址只保留到县、区。",
        advice_en="Keep a person's address down to the county or district only.",
        examples=(
            "住河南省登封市大金店镇文村。",
            "户籍地临颍县长青乡观云村",
            "家住浦东新区张江镇紫薇社区",
            "住址：登封市大金店镇　文村",
            "住石泉縣池河鎮良田村",
            "住北京市朝阳区望京街道花家地北里。",
            "住登封市大金店镇。",
            "户籍地安徽省肥西县上派镇某村某组",
            "原告张某，女，汉族，现住正蓝旗上都镇巴彦嘎查",
        ),
        non_examples=(
            "大金店镇文村农业合作社",
            "住登封市",
            "户籍地登封市大金店镇派出所",
            "住登封市××镇××村",
            "住登封市某某镇某某村",
            "乡镇农村集体经济组织",
            "居住在乡镇的农村居民",
            "住房和城乡建设",
            "户籍所在地的乡镇人民政府、村民委员会",
            "居住地发生变化，需要变更的，社区戒毒执行地乡（镇）人民政府",
            "居住地的地段医院或者乡、镇卫生院",
            "住宅建设应当符合乡规划、村庄规划",
            "（2023）京0105民初12345号",
        ),
    ),
    pattern=lazy_pattern(
        r"(?:镇|乡|街道|苏木)(?P<village> ?(?![某×x*])[\u4e00-\u9fff]{1,6}?(?:村(?![镇民庄])|社区|嘎查|小区|花园|胡同|[里路街巷弄]))?"
    ),
    score=0.0,
    check=_check_village,
    context=lazy_pattern(r"(?:住址|家住|现住|户籍地|户籍所在地|户口所在地|暂住地?|住所地|住(?![房院建宿民户宅]))[^。;\n]{0,24}$"),
    context_score=0.8,
    required=True,
    lead=LEAD,
    reach=36,
)
