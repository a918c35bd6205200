"""The rules on what a judgment must not carry although it is nobody's name, and on a file that is no judgment. Test vectors: invented."""

from __future__ import annotations

from screener.model import Rule
from screener.recognize.judgment.rules import CIVIL, CRIMINAL, LOAN, THEFT

HEALTH = Rule(
    id="judgment-health",
    entity="judgment.health",
    title="自然人的健康状况",
    title_en="somebody's health",
    definition="某人患病、诊断、妊娠等情况。人身损害、交通事故、医疗、伤害等案件中属审理内容，分值低。",
    definition_en="Somebody's illness, diagnosis or pregnancy. Scores low in cases that are about injury, accidents or treatment.",
    basis="法释〔2016〕19号第10条（一）；《个人信息保护法》第28条",
    advice="与裁判无关的删去；影响理解的，以“×”替代病名。",
    advice_en="Delete it where the judgment does not need it; else put × for the illness.",
    examples=(
        LOAN + "被告王某患有精神分裂症，长期服药。",
        LOAN + "原告李某被诊断为乙型肝炎。",
        LOAN + "王某辩称，其身患癌症，无力还款。",
        LOAN + "因女方怀孕，双方协商延期。",
        THEFT + "被告人赵某系艾滋病患者。",
        THEFT + "被告人赵某感染HIV，不宜收押。",
        CIVIL + "原告李某与被告王某机动车交通事故责任纠纷一案。原告李某被诊断为癫痫。",
    ),
    non_examples=(
        LOAN,
        THEFT,
        LOAN + "涉案药品用于治疗乙肝，被告经营该药物的销售。",
        LOAN + "保险条款约定的重大疾病包括癌症、脑梗等。",
        LOAN + "双方就肿瘤医院工程签订合同。",
        LOAN + "被告王某身体健康。",
        LOAN + "被告王某患有××病。",
        LOAN + "云州市肿瘤防治中心为工程发包方。",
    ),
)

INVESTIGATION = Rule(
    id="judgment-investigation",
    entity="judgment.investigation-measure",
    title="技术侦查等措施",
    title_en="covert investigation",
    definition="刑事文书写明技术侦查、秘密侦查、控制下交付、特情、监听、手机定位等措施。",
    definition_en="A criminal judgment tells of wiretaps, tracking, informants, controlled delivery or other covert measures.",
    basis="法释〔2016〕19号第10条（五）；《刑事诉讼法》第152条、第154条",
    advice="删去措施的名称和过程，只写“抓获经过”。",
    advice_en="Delete the measure and how it was carried out.",
    examples=(
        THEFT + "公安机关经技术侦查措施将赵某锁定。",
        THEFT + "有技侦材料在案佐证。",
        THEFT + "公安机关安排特情人员与赵某交易。",
        THEFT + "侦查机关实施控制下交付，将赵某抓获。",
        THEFT + "民警通过手机定位，在出租屋内将赵某抓获。",
        THEFT + "侦查人员对赵某电话监听获取的录音证实。",
    ),
    non_examples=(
        LOAN + "公安机关经技术侦查查获他人。",
        THEFT,
        THEFT + "被告人在车上安装定位器。",
        THEFT + "民警在出租屋内将赵某抓获。",
        THEFT + "被告人非法监听他人谈话。",
        THEFT + "依照《中华人民共和国刑事诉讼法》第一百五十四条，采取技术侦查措施收集的材料可以作为证据。",
        THEFT + "公安机关调取了监控录像。",
        CRIMINAL + "被告人赵某犯贩卖毒品罪，被当场抓获。",
    ),
)

RESIDUE = Rule(
    id="judgment-residue",
    entity="judgment.residue",
    title="文书原本的残留文字",
    title_en="leftovers of the paper original",
    definition="“（院印）”“本件与原本核对无异”等只属于纸质文书的文字。",
    definition_en="Words that belong to the paper only: (院印), 本件与原本核对无异.",
    basis="《人民法院裁判文书公布技术规范》",
    advice="上传前删去。",
    advice_en="Delete it before uploading.",
    examples=(
        LOAN + "二〇二六年三月五日\n（院印）",
        LOAN + "本件与原本核对无异",
        LOAN + "本件与原件核对无误",
        LOAN + "此件与原本核对无异",
        LOAN + "( 院 印 )",
        LOAN + "（加盖院印）",
    ),
    non_examples=(
        LOAN,
        THEFT,
        LOAN + "该复印件与原告提交的证据一致。",
        LOAN + "合同加盖公章。",
        LOAN + "经核对，双方对账无误。",
        LOAN + "印章系伪造。",
        LOAN + "本院印发的通知。",
        "本件与原本核对无异",
    ),
)

UNRECOGNISED = Rule(
    id="judgment-unrecognised",
    entity="judgment.unrecognised",
    title="未识别出裁判文书",
    title_en="no judgment recognised",
    definition="按裁判文书的规则送审，而文件中找不到裁判文书的标题、案号或法院名称。",
    definition_en="Sent to be checked as a judgment, and no title, number or court of one was found.",
    basis="法释〔2016〕19号第3条",
    advice="确认是否送错渠道；扫描件请先转成文字。",
    advice_en="Check whether it was sent to the wrong channel; turn a scan into text first.",
    examples=("关于召开会议的通知", "李某与王某的往来信件", "起诉状", "开庭公告", "今日要闻", "判决结果见附件"),
    non_examples=(
        LOAN,
        THEFT,
        CIVIL + "本院审理终结。",
        CRIMINAL,
        "云州市东湖区人民法院\n执 行 裁 定 书\n（2026）云0102执17号",
        "云州市中级人民法院\n国家赔偿决定书\n（2026）云01法赔1号",
        "云州市东湖区人民法院\n行政判决书\n（2026）云0102行初17号",
        "云州市东湖区人民法院民事裁定书\n（2026）云0102民初17号",
    ),
)

DELETION_RULES = (HEALTH, INVESTIGATION, RESIDUE, UNRECOGNISED)
