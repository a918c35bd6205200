"""Marks of work secrets and internal papers.

No law prescribes their form; 工作秘密管理暂行办法 names “内部” and “内部事项 注意保管” as examples. Statutes speak of 内部资料 all the time, so position decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.mark import Mark
from screener.recognize.mark_grammar import BARE_TERM, DATE
from screener.recognize.passage import Passage
from screener.recognize.placed_phrase import Phrase, PhraseRecognizer, spaced

KEEP = r"(?:[\s,，;；、(]{0,4}(?:请|应)?(?:注意|妥善|严格)\s?(?:保存|保管|保密)\)?)"
KINDS = r"(?:资料|文件|事项|材料|文稿|公文|信息|情况|刊物|参考|参阅|交流|传阅|掌握|使用|阅读|学习|研究|发行|讲话|通报|电报|报告|课件|文书)"
SUBJECT = r"(?:(?:此|本|该)(?:件|文|刊|书|页)?(?:文件|资料|材料|报告|简报|课件|手册|内容|汇编|表)?\s?(?:属(?:于)?|系|为)?)?"
# 转载 and 复制 alone are what every web site forbids, for copyright's sake.
FORBIDDEN = r"(?:外传|外泄|外借|上网|上互联网|摘抄|抄录|翻印|扩散|泄露|登报|对外(?:公开|提供|传播|发布|泄露|宣传)|公开(?:发表|引用|报道|披露|传播)?)"
OTHER_FORBIDDEN = r"(?:复制|复印|转载|转发|转借|传播|拍照|引用|传抄|记录|录音|使用)"
FORBID = rf"(?:不得|严禁|禁止|请勿|切勿|勿|不准|不许|谢绝)\s?(?:擅自|随意|向外|私自)?(?:{OTHER_FORBIDDEN}[、和或及,，/ ]{{0,2}}){{0,6}}{FORBIDDEN}(?:[、和或及,，/ ]{{0,2}}(?:或者)?(?:{FORBIDDEN}|{OTHER_FORBIDDEN})){{0,6}}"
RANK = r"(?:县|处|师|团|地|市|厅|局|司|科|乡|省|军|科股|副)[一-龥]{0,2}级|级|党员|干部|领导|成员|法院|单位|党支部|检察院|部门|负责同志|负责人|乡镇|街道|庭室|处室|党组织|各庭室?|部门负责人"

DRAFT = r"(?:征求意见稿|送审稿|讨论稿|审议稿|报审稿|过程稿)"
# Words for a draft that are a mark only together with an instruction.
ANY_DRAFT = rf"(?:{DRAFT}|(?:报批|未定|代拟|内部|草|初|修改|定)稿|草案)"
NOT_TO_PRINT = r"不(?:登报|见报|广播|上(?:互联)?网|公开(?:发表|报道))"
TO_WHOM = r"(?:办公室|机要[室科]|处|室|部|科|单位|机关|档案馆)"

# 版权所有 不得翻印: for the author's sake.
COPYRIGHT = lazy_pattern(r"版权|著作权|copyright|©|all rights reserved|必究|原创|本站|本网")

PHRASES = (
    Phrase(spaced(rf"{SUBJECT}内部\s?{KINDS}{KEEP}?(?:\s{{0,4}}免费(?:交流|赠阅|阅读))?"), placed=0.9, alone=0.65, titled=0.6, cell=0.5, needs="内"),
    Phrase(spaced(rf"{SUBJECT}内部\s?(?:{KINDS})?{KEEP}"), placed=0.95, alone=0.85, titled=0.8, needs="内"),
    Phrase(spaced(r"内部(?![\u4e00-\u9fff★])"), placed=0.7, cell=0.0),
    Phrase(spaced(rf"{SUBJECT}工作秘密{KEEP}?"), placed=0.9, alone=0.7, titled=0.7, cell=0.55, needs="秘"),
    Phrase(spaced(rf"{SUBJECT}(?:保密|涉密)\s?(?:资料|文件|材料|内容|信息|件){KEEP}?(?![\u4e00-\u9fff])"), placed=0.8, alone=0.55, titled=0.5, cell=0.0, needs="密"),
    Phrase(spaced(r"内参(?![\u4e00-\u9fff])"), placed=0.8, alone=0.55, titled=0.6, cell=0.0),
    Phrase(spaced(rf"{SUBJECT}敏感(?:信息|文件|资料)(?:{KEEP})|(?:受控|内控)文件(?![\u4e00-\u9fff])"), placed=0.6, alone=0.5, cell=0.0, needs="敏控"),
    Phrase(
        spaced(
            rf"{SUBJECT}(?:仅|只|专)?(?:供|限)(?:于)?[^\s。；，,;:]{{0,10}}?(?:内部?|领导|机关|系统|本院|本单位|常委|党组)[^\s。；，,;:]{{0,8}}(?:使用|传阅|参阅|阅读|参考|知悉|掌握|交流|学习|阅|审阅)"
        ),
        placed=0.9,
        alone=0.75,
        titled=0.7,
        cell=0.55,
        needs="供限",
    ),
    Phrase(spaced(rf"{SUBJECT}(?:仅供[一-龥]{{2,6}}[,，]\s?)?(?:未经[^\s。；;]{{2,16}}?[,，]?\s?)?{FORBID}"), placed=0.85, alone=0.7, titled=0.7, cell=0.5, unless=COPYRIGHT, needs="外网摘抄翻扩泄登公"),
    Phrase(spaced(r"未经(?:讲话人|领导|作者)?本人\s?(?:审阅|审核|审定|核阅|同意)"), placed=0.7, alone=0.55, titled=0.6),
    Phrase(
        spaced(
            rf"(?:[此本该][件文]\s?(?:可|只|仅|限)?(?:印发|下发|转发|发送)|{SUBJECT}(?:可|只|仅|限)?(?:传达|发|传阅))\s?[至到]\s?[^\s。；，,;:()]{{0,14}}(?:{RANK})(?:以上|以下)?(?:各?(?:党员|领导|干部|单位|党组织|机关|负责人|同志|法院|党委|党组))*"
        ),
        placed=0.8,
        alone=0.8,
        titled=0.7,
        cell=0.5,
        needs="至到",
    ),
    Phrase(spaced(rf"{SUBJECT}(?:请)?(?:阅|会|用|学习|讨论)(?:后|毕)\s?(?:请)?\s?(?:即|立即|及时|统一|按时)?\s?(?:收回|退回|销毁|清退|交回|退还|即焚|即毁|焚毁)(?:[至给到]?[一-龥]{{0,8}}(?:办公室|机要[室科]|处|室|部|科|单位|机关|档案馆))?"), placed=0.85, alone=0.75, titled=0.7, cell=0.5, needs="收退销清交焚毁"),
    Phrase(spaced(rf"{SUBJECT}(?:仅|只)?限[^\s。；，,;:]{{0,6}}(?:{RANK})(?:以上|以下)?[^\s。；，,;:]{{0,6}}(?:阅读|传阅|参阅|审阅|知悉|掌握|使用)"), placed=0.85, alone=0.7, titled=0.7, cell=0.5, needs="限"),
    Phrase(spaced(rf"{SUBJECT}(?:请)?(?:阅|会|用)(?:后|毕)\s?(?:请|即|及时)?\s?退(?:[至给到]?[一-龥]{{0,8}}{TO_WHOM})"), placed=0.85, alone=0.75, titled=0.7, cell=0.5, needs="退"),
    Phrase(spaced(rf"(?:此|本)(?:件|文|稿|文件)\s?{NOT_TO_PRINT}(?:[、,，]?\s?{NOT_TO_PRINT})*|不(?:登报|见报)(?:[、,，]?\s?{NOT_TO_PRINT})*"), placed=0.85, alone=0.75, titled=0.75, cell=0.5),
    Phrase(spaced(rf"(?:[此本](?:稿|件|文)(?:尚|系|为)?)?{ANY_DRAFT}[\s,，;；、(\[【〔·|/\-]{{0,3}}(?:{FORBID}|内部{KINDS}|{KEEP}|不对外(?:公开|提供|发布)?|(?:不得|请勿|不可)(?:引用|转载|转发|传播))"), placed=0.85, alone=0.75, titled=0.75, needs="稿案"),
    Phrase(spaced(rf"{DRAFT}[\s,，;；、(\[【〔]{{0,3}}(?:{FORBID}|内部{KINDS}?|{KEEP}|[会阅用]后\s?(?:收回|退回|销毁))|内部{DRAFT}"), placed=0.85, alone=0.75, titled=0.75, needs="稿"),
    Phrase(spaced(rf"{DRAFT}(?![\u4e00-\u9fff])"), placed=0.4, alone=0.4, titled=0.4, needs="稿"),
)  # fmt: skip

# Fields of the marking that stand without it. A term of years in a contract's clause is long; a field is short.
LEVEL_FIELD = lazy_pattern(
    r"(?:密\s?级|(?:秘密|保密|涉密|安全|定密|文件|敏感|信息)(?:等级|级别|分级|标识))\s*[:\t]\s*[\[(【〔\"“☑☒√]?\s*(?P<value>内部(?:资料|文件|公开|使用)?|工作秘密|敏感|受控|内控)[\])】〕\"”]?\s*(?![^\n\s;；,，|])"
)
TERM_FIELD = lazy_pattern(
    rf"(?:保\s?密\s?期\s?限|(?:预计)?解\s?密\s?(?:日\s?期|时\s?间|条\s?件))\s*[:\t]\s*(?P<value>{BARE_TERM}\s*(?:前|后|止)?|(?:{DATE}|[0-9]{{4}}\s?年)\s*(?:前|后|底|止)?|永久|[\u4e00-\u9fff]{{2,8}}[前后])\s*(?![^\n\s;；,，|)])"
)
SCOPE_FIELD = lazy_pattern(
    r"(?:知\s?悉\s?范\s?围|(?:接触|阅读|传阅|印发|分发|下发|传达|发送)\s?范\s?围|定\s?密\s?责\s?任\s?人)\s*[:\t]\s*(?P<value>(?!无|公开|社会|不限|全社会|主动|公众|向社会|面向|居民|村民|群众|全体市民)[\u4e00-\u9fff0-9、,()×]{2,30})(?![^\n\s;；|])"
)
FIELD_EDGE = " \t([【〔*·-|;；"

INTERNAL = Rule(
    id="internal-marking",
    entity="internal.marking",
    title="内部或工作秘密标识",
    title_en="mark of an internal paper or a work secret",
    definition="“内部资料 注意保存”“工作秘密”“仅供内部使用”“不得外传”“此件发至县团级”“阅后收回”等标识单独成行，或处于版头、页眉、页脚、水印、附注、文件名等位置；保密期限、知悉范围等栏目。句子里谈到内部资料的不算。",
    definition_en="内部资料, 工作秘密, 仅供内部使用, 不得外传, 发至县团级, 阅后收回 and the like alone on a line, in the head, a margin, a note or a name; the fields 保密期限 and "
    "知悉范围. A sentence that speaks of such papers is none.",
    basis="《保守国家秘密法》第64条；《保守国家秘密法实施条例》第73条；《公务员法》第59条；《政府信息公开条例》第16条",
    advice="核对文件是否允许公开：内部文件和工作秘密未经批准不得公开；确可公开的，由制发单位确认并去除标识。",
    advice_en="Check whether the paper may be published; work secrets must not be. If it may, have the author confirm it and remove the mark.",
    examples=(
        "内部资料　注意保存", "内部资料，注意保密", "内部文件", "内部事项 注意保管", "内部刊物 免费交流", "仅供内部使用", "仅限院内传阅", "仅供领导参阅", "【工作秘密】", "不得复制、摘抄、转载、翻印、上网", "（此件发至县团级）",
        "传达至副处级以上", "阅后收回", "未经许可不得公开", "保密期限：2030年前", "解密日期：2030.1.1", "知悉范围：院领导", "密级：内部", "关于某某工作的方案（讨论稿，不得外传）", "征求意见稿  不得外传", "（代拟稿，不得外传）", "（未定稿，不得引用）", "（草案，请勿外传）", "印发范围：各庭室", "传达范围：党组成员", "（此件不登报、不上网）", "阅后请退办公室", "（限厅级以上干部阅读）",
        "本资料仅供内部使用，不得外传。", "关于有关情况的报告（内部资料）", Example("××市中级人民法院内部资料", Place.HEADER), Example("内部", Place.WATERMARK), Example("内部资料-培训讲义.pptx", Place.FILE_NAME),
        Example("内参", header_zone=True), Example("工作秘密", header_zone=True),
    ),
    non_examples=(
        "内部资料性出版物管理办法", "内部使用的计量器具不适用本办法。", "一般内部刊物和内部资料所载内容", "内部审计工作规定", "保守国家秘密和工作秘密", "未经授权，不得转载", "版权所有 不得翻印", "因涉及工作秘密不予公开", "属内部事务信息",
        "内部文件分为红头文件和一般文件。", "保密期限：自本合同生效之日起至合同终止后三年内持续有效", "密级：公开", "密级：□公开 □内部", "通知下发至各县级人民政府办公室后，应当及时组织学习", "知悉范围：", "保密期限：", "考场内严禁拍照", "关于某某办法（草案）的说明", "某某条例（草案）公开征求意见", "印发范围：主动公开", "发放范围：建档立卡贫困户", "会后退场", "本院不上网公布的裁判文书", "采购文件不得复印",
        "1．内部文件", Example("内部控制评价报告", header_zone=True), Example("工作秘密管理暂行办法", header_zone=True), Example("内部", Place.TABLE), Example("内部审计.docx", Place.FILE_NAME),
    ),
)  # fmt: skip
_PHRASES = PhraseRecognizer(
    INTERNAL, PHRASES, ("内部", "秘", "密资", "密文", "密材", "密内", "密信", "密件", "内参", "不得", "禁", "勿", "谢绝", "不准", "不许", "供", "限", "后", "毕", "稿", "草案", "未经", "至", "到", "控", "不登", "不见报", "不广播", "不上", "不公开")
)  # fmt: skip


class InternalMarkingRecognizer:
    """Phrases by their position, fields by their label."""

    rules = (INTERNAL,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        yield from _PHRASES.recognize(passage)
        if ":" not in passage.alphabet and "\t" not in passage.alphabet:
            return
        for pattern, score, needed in ((LEVEL_FIELD, 0.85, "级别识"), (TERM_FIELD, 0.6, "密"), (SCOPE_FIELD, 0.6, "围任")):
            if passage.alphabet.isdisjoint(needed):
                continue
            for match in pattern.finditer(passage.folded.text):
                mark = Mark(passage, "", *match.span())
                if not mark.prefix.strip(FIELD_EDGE) or mark.prefix[-1:] in FIELD_EDGE:
                    placed = mark.segment.layout.header_zone or mark.place is not Place.BODY
                    yield passage.finding(INTERNAL, *match.span(), max(score, 0.8) if placed else score, ("label",))


INTERNAL_MARKING = InternalMarkingRecognizer()
