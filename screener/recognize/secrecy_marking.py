"""State-secret markings: 机密★1年 and all that is written instead of it.

《保守国家秘密法》第14、20、22条; 《保守国家秘密法实施条例》第21条; GB/T 9704-2012 7.2.2. The grammar is in `mark`, the evidence in `mark_features`.
A mark that breaks the rules (秘密★30年, no term, no star) is a mark all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.level_words import Level, level_words
from screener.recognize.mark import Mark
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK, weigh
from screener.recognize.mark_grammar import PERIOD, TERM
from screener.recognize.passage import Passage

# 保密法 art. 20: "除另有规定外" no longer than these.
LONGEST_YEARS = {Level.TOP_SECRET: 30, Level.SECRET: 20, Level.CONFIDENTIAL: 10}
ABUSE = lazy_pattern(rf"(?:内部(?:资料|文件|事项)?|工作秘密|审判秘密|(?:核心|普通)?商密|商业[秘机]密|敏感|受控)\s*★\s*(?P<term>{TERM})?")
# Beside a star a reader takes any character for the one that belongs there, and the whole for a mark when it is written backwards.
OBSCURED = lazy_pattern(
    rf"(?<![\u4e00-\u9fff])(?![绝机秘非无商涉保加解])[\u4e00-\u9fff]密[ ]?★|[绝机秘](?!密)[\u4e00-\u9fff]\s*★\s*{TERM}"
    r"|(?:期长|年[0-9]{1,2}|月个[0-9]{1,2})\s*★\s*密\s*[绝机秘]"
)
# The same behind a label. What else may stand there and end in 密 is a word.
LABELLED = lazy_pattern(
    r"密\s*级\s*[:=]\s*(?P<mark>(?![绝机秘非无未不涉商普核加解已脱保内外公待定])[\u4e00-\u9fff]密|[绝机秘](?![密关要书构])[\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)

# A star and a term with the level lost or turned round: a person must look.
HALF_MARK = lazy_pattern(rf"(?m)^[^\w\n]{{0,4}}\w{{0,2}}[^\w\n★]{{0,2}}★[ \t]{{0,4}}(?:{PERIOD}|长期)[ \t]*$")
TURNED = lazy_pattern(
    rf"(?:{PERIOD}|长期)[ \t]?★[ \t]?[绝机秘][ \t]?密(?!码|切|度)|(?<![\u4e00-\u9fff])★[ \t]?(?:{PERIOD}|长期)[ \t]?[绝机秘]密(?!码|切|度)"
)
# The answers to a question: B. 20年★机密.
OPTION = lazy_pattern(r"(?m)^[ \t]*[(（]?[a-h][)）.、][ \t]*\Z")


def _top(text: str) -> Example:
    return Example(text, header_zone=True)


MARKING = Rule(
    id="secrecy-marking",
    entity="secret.marking",
    title="国家秘密标志",
    title_en="state-secret marking",
    definition="密级（绝密、机密、秘密）以标志的形式出现：带★和保密期限，或单独处于版头、页眉、页脚、水印、文本框、文件名、属性等位置，或跟在“密级：”之后。不规范的写法、变形和遮掩同样算标志。",
    definition_en="A level (绝密, 机密, 秘密) in the form of a mark: with ★ and a term, or alone in the head of the first page, a header, footer, "
    "watermark, text box, file name or property, or after 密级：. Irregular, disguised and broken forms are marks as well.",
    basis="《保守国家秘密法》第22条、第35条；《保守国家秘密法实施条例》第21条、第42条",
    advice="立即停止发布，不要复制或转发本文件，交定密责任人或保密办核实密级；已解密的须提供解密记录，标志有误的先由定密责任人更正。",
    advice_en="Stop publication, do not copy or forward the file; hand it to the classification officer. If declassified, produce the record.",
    examples=(
        "机密★10年", "绝密★长期", "秘密★6个月", "机密★2030年1月1日", "机密★会议开始前", "密级：机密", "密 级：机 密", "机密☆10年", "机密*10年", "机密⭐10年", "機密★10年",
        "秘密★一年", "秘密★１年", "秘\u200b密★1年", "禾必密★1年", "JM★10年", "MiMi★1年", "机密※5年", "（机密）一、基本情况", "以下内容为秘密：", "000012 机密★10年 特急",
        "密级：□公开 ☑机密", "机密 不得复印", _top("机密"), _top("秘　密"), _top("机\n密"), _top("【机密】"), _top("机密10年"), _top("机密级"), _top("杌密"), _top("机密玄10年"), "贰密★10年", "密级：绠密", "年01★密机", "10年★机密", _top("机          密"), "机密\t\t\t★\t\t10年",
        Example("机密", Place.HEADER), Example("本院  机密  第3页", Place.HEADER), Example("秘密", Place.FOOTER), Example("机密", Place.WATERMARK), Example("机密-2023年方案.docx", Place.FILE_NAME),
        Example("绝密/名单.pdf", Place.FILE_NAME), Example("密级：机密", Place.METADATA), Example("关键词：机密", Place.METADATA), Example("机密", Place.SHEET_NAME),
    ),
    non_examples=(
        "国家秘密的密级分为绝密、机密、秘密三级。", "侵犯商业秘密罪", "以秘密手段窃取他人财物", "密级：公开", "密级：", "密级：无", "密级：非密", "密级：普密", "密级：涉密", "□绝密 □机密 □秘密 ☑非密", "本文件不涉及国家秘密。",
        "1=绝密 2=机密 3=秘密", "绝密\n机密\n秘密", "密级：机密级以下", "具备机密级计算机的单位", "司机密切配合", "服务★★★★★", "该文件被鉴定为机密级国家秘密", "资质：甲级(机密)",
        _top("保守国家秘密法"), _top("《绝密飞行》"), _top("商业秘密保护规定"), _top("机密文件首次公开"), _top("秘密花园"), Example("保守国家秘密法", Place.HEADER), Example("秘密花园.txt", Place.FILE_NAME),
        Example("侵犯商业秘密罪判决书.docx", Place.FILE_NAME), Example("标题：商业秘密保护规定", Place.METADATA), Example("作者：JM", Place.METADATA),
    ),
)  # fmt: skip
QUOTED = Rule(
    id="quoted-marking",
    entity="secret.quoted-marking",
    title="疑似或引用的国家秘密标志",
    title_en="quoted or uncertain state-secret marking",
    definition="像标志而未必是：引号或举例中的标志、已启用的旧试卷上的标志、正文里单独成行的密级。须由人判断。",
    definition_en="Looks like a mark and may not be one: quoted or given as an example, on a used examination paper, or alone on a line of the body.",
    basis="《保守国家秘密法》第22条；《保守国家秘密法实施条例》第42条",
    advice="请核对此处是在讲解、引用标志，还是文件自身的标志；是自身标志的，按国家秘密标志处理。",
    advice_en="Check whether the text explains or quotes a mark, or bears one; if it bears one, treat it as a state-secret marking.",
    examples=(
        "如标注为“秘密★1年”的文件",
        "查获标有“机密★3年”字样的文件三份",
        _top("绝密★启用前\n2019年普通高等学校招生全国统一考试\n语文试题"),
        "正文第一段。\n机密\n正文第二段。",
        "密级形式为“机密★20年”",
        "左上角标注机密★10年字样",
        "★10年",
        "此件为绝密件，请妥善保管",
        "会议决定，密级定为机密，保密期限10年，由档案科保管",
    ),
    non_examples=(
        "“★”前标密级，“★”后标保密期限。",
        "本案涉及国家秘密，依法不公开开庭审理",
        "公开的“秘密”",
        "《机密文件》",
        "绝密级、机密级、秘密级如何区分（科普）",
        "标有“商业秘密”字样的图纸",
        "评选“★★★★★”级饭店",
        "签订《保密承诺书》",
    ),
)
STAR_ABUSE = Rule(
    id="star-without-secret",
    entity="secret.star-misuse",
    title="误用★的内部标志",
    title_en="★ used without a state-secret level",
    definition="“内部★5年”“工作秘密★3年”“商密★3年”：★只能用于国家秘密标志。",
    definition_en="★ belongs to state-secret markings only.",
    basis="《保守国家秘密法》第22条第3款",
    advice="停止发布，请定密责任人确认是否国家秘密；不是的，改用工作秘密或商业秘密的标识，再按相应规定审查。",
    advice_en="Stop publication; have the classification officer confirm the level and correct the mark.",
    examples=("内部★5年", "工作秘密★3年", "商密★3年", "内部☆长期", "【内部★】", "核心商密★10年"),
    non_examples=("内部资料", "服务态度★★★★★", "工作秘密管理办法", "内部控制★★★", "内部装修评分★4分", "商密网", "敏感肌★适用", "内部掌握"),
)


class SecrecyMarkingRecognizer:
    """Weighs every level word of a passage."""

    rules = (MARKING, QUOTED, STAR_ABUSE)

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self.without = without

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        for match in ABUSE.finditer(text) if "★" in text else ():
            # 标★的为必填项：是否属于商业秘密★
            if match["term"] or Mark(passage, "", *match.span()).isolated:
                yield passage.finding(STAR_ABUSE, *match.span(), 0.85, ("star",))
        for match in OBSCURED.finditer(text) if "★" in text else ():
            yield passage.finding(MARKING, *match.span(), 0.85, ("star", "disguise-look-alike"))
        for match in LABELLED.finditer(text) if "级" in text else ():
            yield passage.finding(MARKING, *match.span("mark"), 0.8, ("label", "disguise-look-alike"))
        for match in TURNED.finditer(text) if "★" in text else ():
            option = OPTION.search(text, 0, match.start()) is not None
            yield passage.finding(QUOTED if option else MARKING, *match.span(), 0.6 if option else 0.85, ("star", "term"))
        words = level_words(text)
        for match in HALF_MARK.finditer(text) if "★" in text else ():
            if not any(match.start() <= word.start < match.end() for word in words):
                yield passage.finding(QUOTED, *match.span(), 0.6, ("star", "term", "isolated"))
        for word in words:
            mark = Mark(passage, word.level, word.start, word.end, word.disguise)
            score, evidence = weigh(mark, self.without)
            if score < WORTH_A_LOOK:
                continue
            rule = MARKING if score >= BLOCKING else QUOTED
            details = [f"level:{word.level}", *([f"disguise-{word.disguise}"] if word.disguise else []), *evidence, *_irregularities(mark)]
            yield passage.finding(rule, word.start, max(mark.after.end(), word.end), score, details)


def _irregularities(mark: Mark) -> Iterator[str]:
    """What is wrong with the mark by the rules. It stays a mark; the reviewer is told."""
    if mark.star != "star":
        yield "no-star"
    if not mark.term:
        yield "no-term"
    elif (years := re.fullmatch(r"([0-9]+)\s*年", mark.term)) and int(years[1]) > LONGEST_YEARS[Level(mark.word)]:
        yield "over-limit"


SECRECY_MARKING = SecrecyMarkingRecognizer()
