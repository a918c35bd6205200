"""The rules of a judgment's publication: what bars it, who is masked, what stays. Test vectors: invented."""

from __future__ import annotations

from screener.model import Rule

CIVIL = "云州市东湖区人民法院\n民事判决书\n（2026）云0102民初17号\n"
CIVIL_RULING = "云州市东湖区人民法院\n民事裁定书\n（2026）云0102民特17号\n"
CRIMINAL = "云州市东湖区人民法院\n刑事判决书\n（2026）云0102刑初17号\n"
LOAN = (
    CIVIL
    + "原告：李某，男，1980年3月2日出生，汉族，住云州市东湖区。\n被告：王某，女，汉族，住云州市东湖区。\n原告李某与被告王某民间借贷纠纷一案，本院公开开庭进行了审理。\n"
)
THEFT = (
    CRIMINAL
    + "公诉机关云州市东湖区人民检察院。\n被告人赵某，男，1990年3月2日出生。\n检察院指控被告人赵某犯盗窃罪，于2026年1月5日提起公诉。\n"
)

BARRED = Rule(
    id="judgment-barred",
    entity="judgment.barred",
    title="不在互联网公布的裁判文书",
    title_en="judgment that is not published",
    definition="涉及国家秘密、未成年人犯罪、调解结案或确认人民调解协议效力、离婚诉讼或涉及未成年子女抚养监护、其他不宜公布（不公开审理等）的文书；从案由、罪名、程序、结案方式和出生日期与作案日期判断。",
    definition_en="State secrets, juvenile crime, mediation, divorce or custody, otherwise unfit (closed hearings): read from cause, charge, procedure, way of closing, and birth date against date of offence.",
    basis="法释〔2016〕19号第4条；《刑事诉讼法》第286条；《未成年人保护法》第103条",
    advice="不要上传全文。只公布案号、审理法院、裁判日期和不公开理由（涉及国家秘密的除外）。",
    advice_en="Do not upload it. Publish case number, court, date and the reason only, and not even those where a state secret is involved.",
    examples=(
        CIVIL + "原告李某与被告王某离婚纠纷一案，本院立案后进行了审理。",
        CIVIL + "原告李某与被告王某变更抚养关系纠纷一案，本院公开开庭进行了审理。",
        CRIMINAL + "公诉机关指控被告人赵某犯故意泄露国家秘密罪，向本院提起公诉。",
        CRIMINAL + "被告人赵某，男，2009年3月2日出生。\n经审理查明，2026年1月5日，被告人赵某窃得手机一部。\n上述事实，有证据证实。",
        CRIMINAL + "被告人赵某犯盗窃罪。被告人赵某犯罪时未满十八周岁，依法应当从轻处罚。",
        "云州市东湖区人民法院\n民事调解书\n（2026）云0102民初17号\n原告李某与被告王某买卖合同纠纷一案，经本院主持调解，达成如下协议：",
        CIVIL_RULING + "申请人李某、王某申请司法确认调解协议一案，本院进行了审查。裁定如下：\n申请人达成的人民调解协议有效。",
        CRIMINAL + "被告人赵某犯诈骗罪。因涉及个人隐私，本院依法不公开开庭审理了本案。",
    ),
    non_examples=(
        LOAN,
        THEFT,
        CIVIL + "原告李某与被告王某买卖合同纠纷一案。诉讼中双方离婚，不影响本案。",
        CIVIL + "原告李某与被告王某民间借贷纠纷一案，经本院主持调解，双方未能达成一致意见。",
        CRIMINAL + "被告人赵某犯故意伤害罪。被害人王某案发时未满十四周岁。",
        CRIMINAL + "被告人赵某，男，1990年3月2日出生。\n经审理查明，2026年1月5日，被告人赵某窃得手机一部。\n上述事实，有证据证实。",
        CRIMINAL + "被告人赵某犯引诱未成年人聚众淫乱罪，教唆未满十八周岁的人犯罪，从重处罚。",
        CIVIL + "原告李某与云州市东湖区人民政府政府信息公开一案。被告辩称该信息涉及国家秘密。本院认为该主张不能成立。",
        "关于离婚纠纷案件审理情况的通知",
    ),
)

UNMASKED_NAME = Rule(
    id="judgment-unmasked-name",
    entity="judgment.unmasked-name",
    title="应当隐名而未隐名",
    title_en="name that had to be masked",
    definition="按所选规则应当隐名的人写了全名（2016年规则：婚姻家庭、继承案件当事人，被害人、证人、鉴定人、附带民事诉讼原告人、未成年人及法定代理人；2024年做法：全部自然人和企业字号）。",
    definition_en="Somebody is named in full whom the profile masks: in 2016 parties of family cases, victims, witnesses, experts, minors and guardians; since 2024 all natural persons and company names.",
    basis="法释〔2016〕19号第8条、第9条",
    advice="保留姓氏，名字以“某”替代；重名的加数字。改后全文再查一遍，包括文件名和文档属性。",
    advice_en="Keep the surname and put 某 for the given name; number people of the same surname. Then search the whole file again, its name and properties too.",
    examples=(
        CRIMINAL + "被告人赵某犯盗窃罪。被害人张丽娟陈述，其手机被盗。",
        CRIMINAL + "被告人赵某犯盗窃罪。证人钱建国的证言证实上述事实。",
        CIVIL + "原告：孙立强，男，1980年3月2日出生，汉族。\n被告：王某，女。",
        CRIMINAL + "被告人赵某犯盗窃罪。鉴定人欧阳文博出庭作证。",
        CIVIL + "原告：王某，女，2012年5月6日出生。\n法定代理人：周建平，系原告父亲。",
        CIVIL + "原告：王某，女。\n被告：买买提·吐尔逊，男，维吾尔族。",
        CIVIL + "原告：王某，女。\n被告：云州宏达贸易有限公司，住所地云州市东湖区。",
    ),
    non_examples=(
        LOAN,
        THEFT + "被害人张某陈述，其手机被盗。证人钱某某的证言证实上述事实。",
        THEFT + "上述事实，有被害人陈述、证人证言、鉴定意见证实。",
        THEFT + "被害人应当知道权利受到损害。被害人曾多次报警。被害人明确表示谅解。证人和被害人均未到庭。",
        THEFT + "审判长 张明远\n审判员 李建国\n人民陪审员 王 强\n书记员 赵敏",
        LOAN + "委托诉讼代理人：钱建国，云州天平律师事务所律师。",
        CIVIL + "原告：王某，女。\n被告：云州某贸易有限公司，住所地云州市东湖区。",
        CIVIL + "原告：买某·吐某，男。\n被告：云州市东湖区人民政府。",
        CIVIL + "原告：A某，女。\n被告：某某公司1。",
    ),
)  # fmt: skip

MISSED_OCCURRENCE = Rule(
    id="judgment-missed-occurrence",
    entity="judgment.missed-occurrence",
    title="已隐名的人有一处漏改",
    title_en="one occurrence that the masking missed",
    definition="某姓在全文已作隐名处理，而正文、落款、文件名、文档属性、批注或已删除的修订中另有同姓的全名，且不是审判人员、律师等应当保留的人。",
    definition_en="A surname stands masked elsewhere, and a full name of that surname stands in the text, the signature, the file name, a property, a comment or a deleted revision, of nobody whose name is kept.",
    basis="法释〔2016〕19号第8条、第9条、第16条",
    advice="逐处核对这个姓名；文件名、文档属性、批注和修订记录一并清除。",
    advice_en="Check every occurrence; clear the file name, the properties, the comments and the revisions too.",
    examples=(
        LOAN + "经审理查明，李建国于2025年3月向王某转账。",
        LOAN + "被告王某辩称，其已向李建国还款。",
        LOAN + "原告李建国提交借条一张。",
        THEFT + "民警在现场将赵志刚抓获，赵某如实供述。",
        THEFT + "被害人孙某陈述。\n附：赵志刚，羁押于看守所。",
        CIVIL + "原告：欧阳某，男。\n被告：王某，女。\n欧阳文博称，王某欠款未还。",
    ),
    non_examples=(
        LOAN,
        THEFT,
        LOAN + "李某向王某转账，王某出具借条。",
        LOAN + "审判员 李建国\n书记员 王敏",
        LOAN + "委托诉讼代理人：李建国，云州天平律师事务所律师。\n李建国律师到庭参加诉讼。",
        CIVIL + "原告：陈某，男。\n被告：高某，女。\n陈某陈述，高某的车高速行驶。陈述属实，高度可信。",
        CIVIL + "原告：张某，男。\n被告：王某，女。\n双方在张江镇王家村签订合同，由王府井公司担保。",
        CIVIL + "原告：周某，男。\n被告：马某，女。\n周围邻居马上报警，周末到场。",
        LOAN + "王某某与李某某系夫妻。",
    ),
)  # fmt: skip

OVER_MASKED = Rule(
    id="judgment-over-masked",
    entity="judgment.over-masked",
    title="不应隐去的内容被隐去",
    title_en="what must stay was hidden",
    definition="审判人员、书记员、律师及律所的名称，案号、审理法院、裁判日期被以“某”“×”隐去。",
    definition_en="Judges, clerks, lawyers and their firms, the case number, the court or the date are hidden behind 某 or ×.",
    basis="法释〔2016〕19号第9条、第11条",
    advice="恢复原文。隐名只及于规定的人和事项。",
    advice_en="Restore it. Masking is for the people and matters that the rules name.",
    examples=(
        LOAN + "审判长　张某某\n审判员　李建国",
        LOAN + "审 判 员　　李×\n书 记 员　　王敏",
        LOAN + "书记员 王某",
        "云州市东湖区人民法院\n民事判决书\n（2026）某0102民初17号\n原告李某与被告王某买卖合同纠纷一案。",
        "某某市某某区人民法院\n民事判决书\n（2026）云0102民初17号\n原告李某与被告王某买卖合同纠纷一案。",
        LOAN + "委托诉讼代理人：钱建国，某某律师事务所律师。",
        LOAN + "审判员 张明远\n二〇二六年×月×日",
    ),
    non_examples=(
        LOAN,
        THEFT,
        LOAN + "审判长 张明远\n审判员 李建国\n二〇二六年三月五日\n书记员 王敏",
        LOAN + "委托诉讼代理人：钱建国，云州天平律师事务所律师。",
        LOAN + "法定代理人：钱某，系原告父亲。",
        LOAN + "王某曾在（2024）某0102民初3号案件中作证。",
        LOAN + "证人张某某到庭。",
        LOAN + "委托诉讼代理人：钱某，系云州某公司员工。",
        "某某市某某区人民法院：来函收悉。",
    ),
)  # fmt: skip

RULES = (BARRED, UNMASKED_NAME, MISSED_OCCURRENCE, OVER_MASKED)
