"""Every mark, every mention and every look-alike of the domain survey (/work/shared/domain.md §7), through all recognisers of marks."""

from collections.abc import Iterable
from typing import Any

import pytest

from screener.model import Example, Finding, Layout, Location, Place, Segment
from screener.recognize import recognize
from screener.recognize.court_work import COURT_WORK_RECOGNIZER
from screener.recognize.document_number import DOCUMENT_NUMBER_RECOGNIZER
from screener.recognize.foreign_marking import FOREIGN_MARKING
from screener.recognize.internal_marking import INTERNAL_MARKING
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK
from screener.recognize.publicity import PUBLICITY_RECOGNIZER
from screener.recognize.secrecy_marking import SECRECY_MARKING
from screener.recognize.trade_marking import TRADE_MARKING

MARKS = (
    DOCUMENT_NUMBER_RECOGNIZER,
    INTERNAL_MARKING,
    PUBLICITY_RECOGNIZER,
    COURT_WORK_RECOGNIZER,
    TRADE_MARKING,
    FOREIGN_MARKING,
    SECRECY_MARKING,
)
FAMILIES = ("secret.", "internal.", "trade.", "foreign.")


def top(text: str) -> Example:
    return Example(text, header_zone=True)


def findings(segments: Iterable[Segment]) -> list[Finding]:
    return [found for found in recognize(segments, MARKS) if isinstance(found, Finding)]


def scores(example: str | Example) -> dict[str, float]:
    """Entity -> its highest score."""
    segments = example.segments() if isinstance(example, Example) else Example(example).segments()
    highest: dict[str, float] = {}
    for finding in findings(segments):
        highest[finding.entity] = max(finding.score, highest.get(finding.entity, 0.0))
    return highest


def highest(example: str | Example, family: str) -> float:
    return max((score for entity, score in scores(example).items() if entity.startswith(family)), default=0.0)


def rows(table: dict[int, Any]) -> list[Any]:
    return [
        pytest.param(item, id=f"{row}-{index}")
        for row, items in table.items()
        for index, item in enumerate(items if isinstance(items, tuple) else (items,))
    ]


# §7.3, rows 1 to 52: caught in the head of the first page and in a page header.
WRITTEN: dict[int, Any] = {
    1: "绝密★长期", 2: "绝密★30年", 3: "机密★20年", 4: "机密★1年", 5: "秘密★10年", 6: "秘密★6个月", 7: "秘密★1年", 8: "机密★2030年1月1日", 9: "机密★2030-01-01", 10: "机密★会议开始前", 11: "秘密★公布前",
    12: "绝密★启用前", 13: "机密★", 14: "秘　密", 15: ("机 密", "机  密", "机\n密"), 16: "绝密", 17: "机密级", 18: "【机密】", 19: ("（秘密）", "(秘密)", "[绝密]", "〔机密〕", "﹝秘密﹞"), 20: "密级：机密",
    21: "密级:绝密★", 22: "密 级：机 密", 23: "秘密等级：秘密", 24: "保密等级：机密；保密期限：10年", 25: "涉密等级：机密", 26: "机密☆10年", 27: ("机密＊10年", "机密*10年", "机密﹡10年"), 28: ("机密⭐10年", "机密🌟10年"),
    29: ("机密✩5年", "机密✪5年", "机密✭5年", "机密✯5年"), 30: ("机密※5年", "机密◆5年", "机密●5年", "机密-5年"), 31: "机密10年", 32: ("機密★10年", "絕密★長期", "祕密★五年"), 33: "絶密", 34: ("秘密★一年", "机密★拾年"),
    35: "秘密★１年", 36: "秘\u200b密★1年", 37: ("机\u00ad密", "机\u202e密"), 38: ("機·密", "机-密", "机/密", "机_密", "机.密"), 39: ("JM★10年", "JueMi★", "MiMi★1年", "jimi", "jm"), 40: ("𝗝𝗠", "ＪＭ★"),
    41: ("禾必密★1年", "木几密★10年", "纟色密★"), 42: ("泌密★1年", "秘蜜★", "几密★10年", "杌密"), 43: ("绝mi", "机mì", "秘mi文件"), 44: ("绝密文件", "机密文件，注意保管"), 45: ("绝密 阅后即焚", "绝密 阅后收回", "绝密 阅后销毁"),
    46: ("机密 不得复印", "机密 严禁外传"), 47: "秘密★30年", 48: ("机密★25年", "绝密★50年"), 49: "秘密★长期", 50: ("内部★5年", "工作秘密★3年"), 51: "（机密）一、基本情况", 52: "以下内容为秘密：",
}  # fmt: skip
# Those whose form alone says what they are: caught in the body, too.
BY_FORM = tuple(row for row in WRITTEN if row in {*range(1, 14), *range(20, 31), 32, 34, 35, 36, 41, 47, 48, 49, 50, 51, 52})
# Rows 53 to 63 and 67 to 72: the row names the place.
PLACED: dict[int, Any] = {
    53: Example("机密★10年　　　000012", Place.HEADER),
    54: Example("秘密", Place.FOOTER),
    55: Example("机密", Place.WATERMARK),
    56: (Example("机密", Place.TEXT_BOX), Example("机密", Place.DIAGRAM)),
    57: Example("密级：机密", Place.METADATA),
    58: (Example("Keywords：机密", Place.METADATA), Example("密级：秘密", Place.METADATA)),
    59: (Example("机密", Place.SHEET_NAME), Example("机密", Place.HEADER)),
    60: Example("秘密", Place.MASTER),
    61: Example("机密-2023年方案.docx", Place.FILE_NAME),
    62: (Example("方案（秘密★1年）.pdf", Place.FILE_NAME), Example("方案_JM.docx", Place.FILE_NAME)),
    63: Example("绝密/xx.pdf", Place.FILE_NAME),
    67: (Example("密级：机密", Place.DELETED), Example("删除密级：机密", Place.COMMENT)),
    68: Example("机密★5年", Place.HIDDEN),
    69: Example("机密★5年", Place.EARLIER_VERSION),
    70: (Example("密级：机密", Place.FIELD), Example("机密", Place.BOOKMARK)),
    71: Example("××市地形图\n秘密", header_zone=True),
    72: Example("内部资料 秘密★1年", header_zone=True),
}
# Rows 73 to 91: entity, least score, texts.
OTHER: tuple[tuple[int, str, float, tuple[str | Example, ...]], ...] = (
    (73, "secret.document-number", 0.8, ("×委密〔2023〕12号", "法密传〔2024〕3号", top("市委密电"))),
    (74, "secret.document-number", 0.8, tuple(top(text) for text in ("机要密件", "密码电报", "机密电报"))),
    (74, "internal.marking", 0.5, tuple(top(text) for text in ("内部明电", "明传"))),
    (75, "secret.registered-copy", 0.5, (top("000123"),)),
    (75, "secret.registered-copy", 0.8, (top("000123\n特急\n××市委文件"), "份号：000123")),
    (76, "internal.marking", 0.5, ("内部资料 注意保存",)),
    (77, "internal.marking", 0.5, ("内部资料，注意保密", "内部资料 不得外传")),
    (78, "internal.marking", 0.5, ("内部文件", "内部事项 注意保管", "内部掌握", "内部参考", "内参", "内部刊物 免费交流", "内 部 资 料")),
    (79, "internal.marking", 0.5, ("仅供内部使用", "仅限院内传阅", "仅供领导参阅")),
    (80, "internal.marking", 0.5, ("工作秘密", "【工作秘密】")),
    (81, "internal.court-work", 0.5, ("审判秘密", "副卷", "不公开卷")),
    (82, "internal.publicity", 0.8, ("此件不公开", "（此件不予公开）", "此件依申请公开")),
    (83, "trade.marking", 0.8, ("核心商密", "普通商密", "××集团 核心商密 长期")),
    (84, "trade.marking", 0.8, ("商密▲3年", "商业秘密 AAA")),
    (85, "internal.marking", 0.5, ("不得复制、摘抄、转载、翻印、上网",)),
    (86, "internal.marking", 0.5, ("发至县团级", "传达至副处级以上", "（此件发至县团级）")),
    (87, "internal.marking", 0.5, ("未经许可不得公开", "征求意见稿 不得外传", "送审稿，请勿外传", "讨论稿（会后收回）")),
    (88, "internal.marking", 0.5, ("保密期限：2030年前", "解密日期：2030.1.1", "知悉范围：院领导")),
    (89, "foreign.marking", 0.8, ("SECRET//NOFORN", "NATO SECRET", "TLP:RED", "TLP:AMBER+STRICT", top("TOP SECRET"))),
    (89, "trade.marking", 0.8, (top("CONFIDENTIAL"),)),
    (90, "foreign.marking", 0.8, ("絕對機密", "極機密", "限閱文件")),
    (90, "foreign.marking", 0.5, (top("密"),)),
    (91, "foreign.marking", 0.8, tuple(top(text) for text in ("S E C R E T", "T0P SECRET", "ЅЕСRЕТ"))),
)  # fmt: skip
DRAFTS = ("送审稿", "讨论稿", "关于加强某项工作的意见（征求意见稿）")

# §7.1: legitimate phrases.
MENTIONS = """
保守国家秘密法|保守国家秘密法实施条例|国家秘密定密管理规定|国家秘密解密暂行办法|国家秘密载体印制资质管理办法|涉密信息系统集成资质|国家保密局|保密行政管理部门|保密委员会|人民法院保密工作|机要交通|机密档案馆|中央保密委员会办公室
商业秘密保护规定|反不正当竞争法第九条商业秘密|国家机密保护法（台湾地区）|国家秘密的密级分为绝密、机密、秘密三级|绝密级国家秘密是最重要的国家秘密|机密级不超过二十年|保守国家秘密和工作秘密|不得泄露国家秘密、商业秘密
涉及国家秘密、商业秘密、个人隐私的除外|依法应当保密|对履行职责中知悉的商业秘密予以保密|国家秘密、工作秘密、商业秘密、个人隐私和个人信息|严格保守秘密|应当为其保守秘密|对检举人保密|国家秘密载体的制作、收发、传递
确定密级、保密期限和知悉范围|涉密人员脱密期管理|公民有保守国家秘密的义务|故意泄露国家秘密罪|过失泄露国家秘密罪|非法获取国家秘密罪|非法持有国家绝密、机密文件、资料、物品罪|为境外窃取、刺探、收买、非法提供国家秘密、情报罪
侵犯商业秘密罪|为境外非法提供商业秘密罪|故意泄露军事秘密罪|非法获取军事秘密罪|泄露不应公开的案件信息罪|以秘密手段窃取他人财物|采用秘密窃取的方法|趁人不备，秘密窃取|秘密窃取行为|秘密转移财产|秘密拘禁|秘密录音|秘密拍摄|秘密侦查
秘密逮捕|秘密力量|涉嫌泄露机密被立案|侵害商业秘密纠纷|侵害技术秘密纠纷|侵害经营秘密纠纷|技术秘密让与合同纠纷|技术秘密许可使用合同纠纷|商业秘密让与合同纠纷|商业秘密许可使用合同纠纷|竞业限制与商业秘密|技术秘密成果
秘密性、价值性、保密性|采取相应保密措施|保密协议约定|秘密点|非公知性鉴定（秘点）|个人秘密|隐私秘密|通信秘密|公民通信自由和通信秘密|业务秘密|公司秘密|心里的秘密|不能说的秘密|公开的秘密|成功的秘密|长寿的秘密|自然界的秘密|宇宙的秘密
秘密基地|秘密花园|秘密武器|秘密通道|秘密情人|秘密约会|揭开…秘密|无记名投票(秘密投票)|秘密写票处|举行秘密会议|秘密结社|秘密组织|秘密警察|秘密条约|秘密外交|秘密谈判|秘密监狱|地下党秘密工作|秘密交通线|秘密联络站|党的秘密工作
绝密档案（纪实栏目）|解密档案|机密档案已公开|机密性、完整性、可用性|机密计算|机密虚拟机|密钥与秘密共享|秘密分享|客户端机密（client secret）|Kubernetes Secret|密级标识技术|涉密计算机|非涉密网络|涉密信息系统分级保护|密码学|保密性要求
加密存储|《绝密飞行》|《绝密543》|《绝密押运》|《绝密使命》|《机密文件》|《国家机密》(纪录片)|《洛城机密》|《机密代理人》|《绝密者》(剧名)|《秘密》(小说)|《秘密花园》|《大西洋秘密》|《不能说的秘密》|《秘密森林》(剧名)|维多利亚的秘密
绝密空间 密室逃脱|机密大劫案(游戏)|司机密切配合|飞机密封|手机密码|计算机密集|发动机密封圈|随机密钥|商机密切相关|有机密度|洗衣机密闭|电机密封件|班机密度|乘机密接者|杜绝密切接触|隔绝密封|拒绝密码登录|断绝密切往来|根绝密谋
便秘密切观察|神秘密室|奥秘密码|诡秘密布|文秘密切配合|隐秘密道|保密工作专题培训|保密宣传教育月|签订保密承诺书|保密技术检查|涉密资质单位|涉密政府采购管理|本项目不涉及国家秘密|报名人员须通过保密审查|定密责任人培训|失泄密案例警示教育
上网信息不涉密，涉密信息不上网|保密审查制度|信息公开保密审查情况|绝密级、机密级、秘密级如何区分（科普）|国家秘密标志的形式（科普）|该信息属于国家秘密，不予公开|因涉及工作秘密不予公开|涉及第三方商业秘密|本案涉及国家秘密，依法不公开开庭审理
属内部事务信息|依申请公开答复书|设立秘密写票处|军事秘密|技术秘密|侦查秘密|信访秘密|统计调查中获得的秘密|涉密财务|涉密存储介质|密级鉴定|较多机密级
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
CONTEXTS = {
    "sentence": lambda phrase: Example(f"本院认为，{phrase}。"),
    "paragraph": Example,
    "top": top,
    "cell": lambda phrase: Example(phrase, Place.TABLE),
}

# §7.2: look like marks; a person may have to look, but nothing is blocked.
LOOK_ALIKES: dict[int, Any] = {
    1: top("绝密★启用前\n2019年普通高等学校招生全国统一考试\n语文试题"),
    2: top("机密★启用前\n××省2020年普通高中学业水平考试\n数学试卷"),
    3: top("秘密★考试结束前\n××中学2023学年第一学期期中模拟考试\n英语试题"),
    4: "如标注为“秘密★1年”的文件，应当按照规定管理。",
    5: "“★”前标密级，“★”后标保密期限",
    6: "公安机关从被告人住处查获标有“机密”字样的文件三份。",
    7: "经鉴定，该文件被鉴定为机密级国家秘密。",
    8: ("密级：公开", "密级：非密", "密级：无", "密级：", "密级：＿＿"),
    9: "□绝密 □机密 □秘密 ☑非密",
    10: "本文件不涉及国家秘密",
    11: "1=绝密 2=机密 3=秘密",
    12: ("绝密\n机密\n秘密", "密级\t绝密\t机密\t秘密\n保密期限\t30年\t20年\t10年"),
    13: "申请单位\n密级\n保密期限\n知悉范围\n承办人意见",
    14: ("机密文件首次公开", top("机密文件首次公开")),
    15: "图为1938年的绝密文件，现藏于档案馆。",
    16: ("绝密行动", top("绝密行动"), "电影《绝密行动》海报"),
    17: ("游戏 TOP SECRET 今日上线", "《TOP SECRET》游戏攻略", top("Top Secret 游戏官方网站")),
    18: "The Software contains Confidential Information of the Licensor and is licensed, not sold.",
    19: ("7. Confidential Information", "“Confidential Information” means all information disclosed by one party to the other.", top("Confidential Information")),
    20: ("CONFIDENTIAL: This e-mail is intended only for the addressee.", "CONFIDENTIALITY NOTICE", Example("This message is CONFIDENTIAL and may be privileged.", Place.FOOTER)),
    21: ("Create a Secret with kubectl create secret generic db-pass", "API Secret: 用于签名", "Secret", Example("Secret", Place.TABLE), Example("client_secret.json", Place.FILE_NAME)),
    22: "服务★★★★★",
    23: ("第一章 秘密", top("第三章 秘密")),
    24: "密级：机密级以下",
    25: ("资质等级：甲级(机密)", "具有“机密级”涉密信息系统集成资质"),
    26: "机密级计算机 2台",
    27: Example("《保守国家秘密法》第十四条：国家秘密的密级分为绝密、机密、秘密三级。", Place.FOOTNOTE),
    28: Example("保守国家秘密法", Place.HEADER),
    29: "11010519491231002X",
    30: ("12368", "12345"),
}  # fmt: skip


@pytest.mark.parametrize("text", rows(WRITTEN))
def test_a_mark_in_the_head_of_the_first_page_is_caught(text):
    assert highest(Example(text, header_zone=True), "secret.") >= BLOCKING


@pytest.mark.parametrize("text", rows(WRITTEN))
def test_a_mark_in_a_page_header_is_caught(text):
    assert highest(Example(text, Place.HEADER), "secret.") >= BLOCKING


@pytest.mark.parametrize("text", rows({row: WRITTEN[row] for row in BY_FORM}))
def test_a_mark_by_its_form_is_caught_in_the_body(text):
    assert highest(text, "secret.") >= BLOCKING


@pytest.mark.parametrize("example", rows(PLACED))
def test_a_mark_in_its_place_is_caught(example):
    assert highest(example, "secret.") >= BLOCKING


@pytest.mark.parametrize(
    ("entity", "least", "example"), [pytest.param(entity, least, text, id=f"{row}-{index}") for row, entity, least, texts in OTHER for index, text in enumerate(texts)]
)  # fmt: skip
def test_other_marks_are_found_as_what_they_are(entity, least, example):
    assert scores(example).get(entity, 0.0) >= least


@pytest.mark.parametrize("text", DRAFTS)
def test_a_draft_alone_is_below_what_a_person_must_look_at(text):
    assert highest(Example(text, header_zone=True), "internal.") < WORTH_A_LOOK


def test_the_mentions_are_all_there():
    assert len(MENTIONS) == 190
    assert len(set(MENTIONS)) == len(MENTIONS)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("phrase", MENTIONS)
def test_a_mention_is_left_alone(phrase, context):
    found = {entity: score for entity, score in scores(CONTEXTS[context](phrase)).items() if entity.startswith(FAMILIES)}
    assert all(score < WORTH_A_LOOK for score in found.values()), found


@pytest.mark.parametrize("example", rows(LOOK_ALIKES))
def test_a_look_alike_is_not_blocked(example):
    found = {entity: score for entity, score in scores(example).items() if entity.startswith(FAMILIES)}
    assert all(score < BLOCKING for score in found.values()), found


def test_a_mark_among_the_segments_of_a_page_is_caught():
    lines = ["000123", "机密★10年", "特急", "××市委文件", "×委密〔2023〕12号", "关于做好工作的通知"]
    segments = [Segment(line, Location(paragraph=index), Layout(header_zone=True)) for index, line in enumerate(lines, 1)]
    found = {finding.entity for finding in findings(segments) if finding.score >= BLOCKING}
    assert {"secret.marking", "secret.document-number", "secret.registered-copy"} <= found
