"""Tables of what people did and have: movements, lodging, calls, messages, credit, property, transactions, health. A row is a record.

法释〔2017〕10号第5条 counts them by 50 and by 500. A timetable has departures and a price list has rooms too: only a table that names a person,
or a number of one, is looked at. Test vectors: invented.
"""

from __future__ import annotations

from screener.lazy_pattern import lazy_pattern
from screener.model import Rule
from screener.recognize.table_record import TableRecordRecognizer

WHO = r"姓\s*名|身份证|证件号|手机|患者|病人|户\s*名|户主|持卡人|借款人"
TRAVELLER = lazy_pattern(WHO + r"|旅客|乘客|车牌|号牌|入住人|当事人|嫌疑人|学生|电话|号码")
HOLDER = lazy_pattern(WHO + r"|卡号|[账帐]号|对方|付款人|收款人")
PERSON = lazy_pattern(WHO)
CALLER = lazy_pattern(r"主叫|被叫|对方号码|本机号码")
WRITER = lazy_pattern(r"发送|接收|收件|发件|昵称|微信|号码|姓名|手机")

MOMENT = (
    r"(?:(?:19|20)[0-9]{2}[年/.\-] ?[0-9]{1,2}[月/.\-] ?[0-9]{1,2}日?|[0-9]{1,2}月[0-9]{1,2}日)(?:[ t]?[0-9]{1,2}[:时点][0-9]{0,2})?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
AMOUNT = lazy_pattern(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:万?元)?")
# Of a line of fields the comma ends one.
WORDS = r"[\u4e00-\u9fff][^\t\n|,;]{0,80}"
ENDS = r"(?![\u4e00-\u9fff])"

BASIS = "《个人信息保护法》第25条、第28条；法释〔2017〕10号第3条、第5条"
ADVICE = "删去这些行，或者只公开统计数；确有法定公开依据的，由复核人写明依据后放行，并隐去身份证号、手机号和住址。"
ADVICE_EN = "Delete the rows or publish totals only; where a law demands publication a reviewer names it, and identity numbers, phones and addresses are hidden."

# Tables of no person, and a person without a table.
OTHERS = (
    "车次\t始发站\t发车时间\nG101\t北京南\t08:00",
    "房型\t价格\t入住时间\n大床房\t300元\t14:00",
    "机构\t贷款余额\t不良率\n示例银行\t120000\t1.2%",
    "病名\t例数\t诊断标准\n流感\t12\t现行标准",
    "宗地编号\t交易时间\t成交价\n示2026-01\t2026-03-01\t5000万元",
    "姓名\t职务\t任职时间\n张某甲\t院长\t2026-03-01",
    "患者姓名保密,近亲属可以将其送诊,帮助送往医疗机构进行诊断\n近亲属、所在单位应当立即采取措施,学校应当制止,并记入病历。",
    "2026年3月1日，张某甲乘车到示例宾馆入住，次日向李某乙转账5000元。",
)


def _rule(name: str, titles: tuple[str, str], what: tuple[str, str], examples: tuple[str, ...], non_examples: tuple[str, ...]) -> Rule:
    return Rule(
        name,
        f"personal.{name}",
        *titles,
        f"写有姓名、证件或号码的表格中的{what[0]}，一行算一条；没有人的时刻表、价目表、统计表不算。",
        f"In a table that names people or their numbers: {what[1]}, a record a row. Timetables, price lists and statistics are none.",
        BASIS,
        ADVICE,
        ADVICE_EN,
        examples,
        (*OTHERS, *non_examples),
    )


TRACK = TableRecordRecognizer(
    _rule(
        "track-record",
        ("行踪轨迹记录", "record of movements"),
        ("定位、卡口、刷卡、乘车、出入境等时间或轨迹", "times of positions, checkpoints, journeys and border crossings"),
        (
            "姓名\t身份证号\t抓拍时间\t抓拍地点\n张某甲\t1101**\t2026-03-01 12:04\t示例路口",
            "手机号,定位时间,基站位置\n138****5678,2026-03-01 12:04:11,示例大厦",
            "旅客姓名|车次|乘车日期\n张某甲|G101|2026年3月1日",
            "姓名\t手机\t活动轨迹\n张某甲\t138****5678\t早上到示例超市，中午返回家中",
            "号牌号码;过车时间;卡口名称\n示A1234*;2026-03-01 08:00;示例大道",
            "姓名\t证件号码\t出入境时间\n张某甲\tE1234****\t2026-03-01",
        ),
        ("线路名称\t进站时间\t出站时间\n1路\t08:00\t08:02",),
    ),
    ("定位", "轨迹", "行踪", "抓拍", "过车", "卡口", "刷卡", "站", "乘车", "登机", "境", "通关", "到访", "经过"),
    lazy_pattern(
        r"(?:定位|轨迹|抓拍|过车|卡口|刷卡|[进出]站|乘车|登机|[出入]境|通关|到访|经过)点?(?:日期|时间)|(?:活动|行动|行程)轨迹|行踪|^轨迹"
    ),
    lazy_pattern(rf"{MOMENT}|{WORDS}"),
    TRAVELLER,
)
LODGING = TableRecordRecognizer(
    _rule(
        "lodging-record",
        ("住宿记录", "record of lodging"),
        ("入住、退房时间", "times of arrival and departure"),
        (
            "姓名\t证件号码\t入住时间\t退房时间\t房号\n张某甲\t1101**\t2026-03-01 20:00\t2026-03-02 11:00\t802",
            "入住人,旅馆名称,入住日期\n张某甲,示例宾馆,2026/3/1",
            "旅客姓名|房号|退房时间\n张某甲|802|2026年3月2日11时",
            "姓名\t手机\t离店日期\n张某甲\t138****5678\t2026.3.2",
            "姓名;身份证号;入住时间\n张某甲;1101**;3月1日20:00",
            "姓 名\t电话\t入住日期\t酒店\n张某甲\t138****5678\t2026-03-01\t示例酒店",
        ),
        ("姓名\t报到时间\t住宿安排\n张某甲\t2026-03-01\t统一安排",),
    ),
    ("入住", "退房", "离店"),
    lazy_pattern(r"(?:入住|退房|离店)(?:日期|时间)"),
    lazy_pattern(MOMENT),
    TRAVELLER,
)
CALLS = TableRecordRecognizer(
    _rule(
        "call-record",
        ("通话记录", "record of calls"),
        ("主叫被叫号码的通话时间", "times of calls between numbers"),
        (
            "主叫号码\t被叫号码\t通话时间\t时长\n138****5678\t139****1234\t2026-03-01 09:10:11\t62秒",
            "本机号码,对方号码,呼叫时间\n138****5678,139****1234,2026-03-01 09:10",
            "序号|主叫|被叫|通话开始时间\n1|138****5678|139****1234|2026/3/1 9:10",
            "姓名\t对方号码\t通话日期\n张某甲\t139****1234\t2026年3月1日",
            "被叫号码;起呼时间;通话时长\n139****1234;09:10:11;62",
            "主叫号码\t通话起始时间\t基站\n138****5678\t2026-03-01 09:10:11\t示例",
        ),
        ("姓名\t电话\t值班时间\n张某甲\t0371-65432100\t2026-03-01",),
    ),
    ("通话", "呼叫", "起呼"),
    lazy_pattern(r"(?:通话|呼叫|起呼)(?:开始|起始)?(?:日期|时间)"),
    lazy_pattern(MOMENT),
    CALLER,
)
MESSAGES = TableRecordRecognizer(
    _rule(
        "communication-content",
        ("通信内容", "content of communications"),
        ("短信、聊天、邮件的内容", "the content of messages, chats and mails"),
        (
            "发送人\t接收人\t短信内容\n张某甲\t李某乙\t晚上到老地方见面",
            "微信昵称,发送时间,聊天内容\n云淡风轻,2026-03-01 09:10,钱已经转过去了",
            "发件人|收件人|邮件内容\n张某甲|李某乙|合同已寄出",
            "对方号码\t发送时间\t消息内容\n139****1234\t09:10\t明天再说",
            "昵称;时间;微信内容\n云淡风轻;09:10;把东西带来",
            "姓名\t手机\t聊天记录\n张某甲\t138****5678\t我到楼下了",
        ),
        ("序号\t来信内容\t答复内容\n1\t咨询立案\t请到立案大厅办理",),
    ),
    ("短信", "聊天", "消息", "通信", "微信", "邮件"),
    lazy_pattern(r"(?:短信|微信|聊天|消息|通信|邮件)内容|聊天记录"),
    lazy_pattern(WORDS),
    WRITER,
)
CREDIT = TableRecordRecognizer(
    _rule(
        "credit-record",
        ("征信记录", "credit record"),
        ("授信、贷款余额、逾期等征信数据", "credit lines, loans outstanding, arrears"),
        (
            "姓名\t身份证号\t贷款余额\t逾期天数\n张某甲\t1101**\t120000.00\t35",
            "借款人,授信额度,逾期次数\n张某甲,50000,3",
            "姓名|手机|逾期金额\n张某甲|138****5678|1,200.50",
            "持卡人\t卡号\t信用卡额度\n张某甲\t6222****\t50000元",
            "姓名;身份证号;征信评分\n张某甲;1101**;612",
            "借款人\t贷款余额\t逾期期数\n张某甲\t12万元\t2",
        ),
        ("姓名\t未履行金额\t执行法院\n张某甲\t120000\t示例法院",),
    ),
    ("授信", "余额", "额度", "逾期", "征信"),
    lazy_pattern(r"授信(?:额度|金额)|(?:贷款|信用卡)(?:余额|额度)|逾期(?:金额|本金|天数|次数|期数)|征信(?:评分|分数)"),
    AMOUNT,
    PERSON,
)
PROPERTY = TableRecordRecognizer(
    _rule(
        "property-record",
        ("财产记录", "record of property"),
        ("账户余额、工资、资产等财产数据", "balances of accounts, wages, assets"),
        (
            "户名\t账号\t账户余额\n张某甲\t6222****\t35,201.18",
            "姓名,身份证号,存款余额\n张某甲,1101**,24000",
            "姓名|部门|实发工资\n张某甲|办公室|6,120.50",
            "姓名\t应发工资\t实发工资\n张某甲\t7000\t6120",
            "持卡人;卡号;银行卡余额\n张某甲;6222****;120.00元",
            "姓名\t手机\t资产总额\n张某甲\t138****5678\t35万元",
        ),
        # Incomes of households are published by law where relief is granted (《社会救助暂行办法》).
        ("户主姓名\t家庭人口\t家庭人均收入\t保障金额\n张某甲\t3\t420\t600", "岗位\t人数\t月工资\n书记员\t3\t6000元"),
    ),
    ("余额", "工资", "资产"),
    lazy_pattern(rf"(?:存款|[账帐]户|银行卡)余额|(?:实发|应发|基本|月)工资{ENDS}|工资(?:总额|收入)|个人资产|资产总额"),
    AMOUNT,
    PERSON,
)
TRANSACTIONS = TableRecordRecognizer(
    _rule(
        "transaction-record",
        ("交易记录", "record of transactions"),
        ("账户交易的时间", "times of transactions of an account"),
        (
            "户名\t卡号\t交易时间\t交易金额\n张某甲\t6222****\t2026-03-01 10:00:00\t5,000.00",
            "姓名,转账时间,对方户名,转账金额\n张某甲,2026-03-01 10:00,李某乙,5000",
            "账号|交易日期|借方|贷方|余额\n6222****|2026/3/1|5000||120",
            "付款人\t收款人\t汇款日期\n张某甲\t李某乙\t2026年3月1日",
            "持卡人;取款时间;网点\n张某甲;3月1日10:00;示例支行",
            "姓名\t身份证号\t消费时间\n张某甲\t1101**\t10:00:12",
        ),
        ("项目名称\t中标金额\t交易日期\n示例项目\t5000\t2026-03-01",),
    ),
    ("交易", "转账", "转帐", "汇款", "取款", "消费"),
    lazy_pattern(r"(?:交易|转[账帐]|汇款|取款|消费)(?:日期|时间)"),
    lazy_pattern(MOMENT),
    HOLDER,
)
HEALTH = TableRecordRecognizer(
    _rule(
        "health-record",
        ("健康生理记录", "health record"),
        ("诊断、病情、检验结果、残疾等级", "diagnoses, conditions, test results, degrees of disability"),
        (
            "姓名\t性别\t诊断结果\n张某甲\t男\t慢性乙型病毒性肝炎",
            "患者姓名,住院号,出院诊断\n张某甲,0582044,重度抑郁发作",
            "姓名|身份证号|残疾等级\n张某甲|1101**|二级",
            "姓名\t年龄\t既往史\n张某甲\t42\t糖尿病",
            "姓名;手机;检测结果\n张某甲;138****5678;阳性",
            "病人\t病情\t床号\n张某甲\t危重\t12",
        ),
        ("姓名\t科室\t职称\n张某甲\t骨科\t主任医师",),
    ),
    ("诊断", "病情", "病名", "结果", "残疾", "既往史", "过敏史", "病史"),
    lazy_pattern(rf"(?:诊断(?:结果|结论)?|病情){ENDS}|病名|(?:检验|检测|化验|体检)结果|残疾(?:等级|类别|类型)|既往史|过敏史|病史"),
    lazy_pattern(WORDS),
    PERSON,
)

PERSONAL_RECORDS = (TRACK, LODGING, CALLS, MESSAGES, CREDIT, PROPERTY, TRANSACTIONS, HEALTH)
