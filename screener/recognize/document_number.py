"""Document numbers, telegram words and copy numbers that only classified papers bear.

A code that ends in 密, 密电, 密传 or 机要 says that the document is classified (领导干部保密常识 teaches it; the numbers of ordinary documents do
not say so). 党政机关公文处理工作条例 art. 9 (一), GB/T 9704-2012 7.2.1: 份号 is put on classified documents, six digits, first line, top left.
"""

from __future__ import annotations

from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.level_words import level_words
from screener.recognize.mark import Mark
from screener.recognize.mark_features import OFFICIAL
from screener.recognize.mention import MARGINS, NAMES
from screener.recognize.passage import Passage
from screener.recognize.placed_phrase import OWNER, is_choice, stands_alone

NUMBER = lazy_pattern(
    r"(?P<code>[\u4e00-\u9fff×x○*a-z]{0,15}(?:密|机要|\((?:密|机要)\))(?:传|电|发|函|字|件|办)?)\s{0,2}[(\[〔【{〈]\s?(?:19|20)?[0-9]{2}\s?[)\]〕】}〉]\s?第?\s?[0-9]{1,5}\s?号"
)
# 保密 is the secrecy office, 国密 and 商密 cryptography; 密政发, 新密发, 高密: the districts and towns whose name holds the character.
OTHER_CODE = lazy_pattern(r"(?:保|商|加|解|涉)密(?:委|办|局)?(?:发|函|字|办)?$|密(?:局|管|码)(?:发|函|字|办|电)?$")
PLACE_CODE = lazy_pattern(r"(?:^|国|新|高|京)密(?:发|函|字|办)?$")
TELEGRAM = lazy_pattern(
    r"(?:密码|机密|绝密|秘密|机要)电报|(?:机要|绝密)密?件|(?:[\u4e00-\u9fff×]{0,12}(?:委|院|府|办|厅|局|部|室))?密\s?电(?:\s?报)?(?![\u4e00-\u9fff])"
)
# What neither of them is without: they are long, and most texts speak of secrets at most.
NUMBER_HINT = lazy_pattern(r"密\)?[传电发函字件办]?\s{0,2}[(\[〔【{〈]|机要\)?[传电发函字件办]?\s{0,2}[(\[〔【{〈]")
TELEGRAM_HINT = lazy_pattern(r"密\s?电|密码电报|机要电报|机要密?件|绝密密?件")
PLAIN_TELEGRAM = lazy_pattern(r"内部明电|内部传真电报|(?<![\u4e00-\u9fff])明\s?传(?:\s?电\s?报)?(?![\u4e00-\u9fff〔(\[])")
COPY = lazy_pattern(r"(?<![^\n])[ \t]*(?:no\.?\s*)?(?P<number>[0-9]{6,8})[ \t]*(?![^\n])")
LABELLED_COPY = lazy_pattern(r"份\s*号\s*[:\t]?\s{0,4}(?:no\.?\s*)?(?P<number>[0-9]{3,8})(?![0-9])")
YEAR_MONTH = lazy_pattern(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
NEAR = 600

DOCUMENT_NUMBER = Rule(
    id="secret-document-number",
    entity="secret.document-number",
    title="涉密公文的发文字号或电报种类",
    title_en="number of a classified document",
    definition="发文机关代字含“密”“密电”“密传”“机要”的字号，以及密码电报、密电、机要密件等字样。句中引用的，分值较低，由人判断。",
    definition_en="A document number whose code ends in 密, 密电, 密传 or 机要, and the words for cipher telegrams. A reference in a sentence scores lower.",
    basis="《保守国家秘密法》第22条、第35条；《党政机关公文处理工作条例》第9条",
    advice="立即停止发布，不要复制或转发本文件，请保密办核对原件密级；正文引用涉密文件文号的，删去文号和文件名称。",
    advice_en="Stop publication and have the secrecy office check the original; where the text only refers to such a document, delete its number and title.",
    examples=(
        "×委密〔2023〕12号", "法密传〔2024〕3号", "法密传(2024)3号", "法密传【2024】 3 号", "市委密电〔2022〕7号", "机要〔2023〕15号", "根据×委密〔2023〕1号文件精神，现就有关工作通知如下。",
        Example("省委密〔2023〕12号　　　　签发人：张三", header_zone=True), Example("市委密电", header_zone=True), Example("密码电报", header_zone=True),
        Example("机要密件", header_zone=True), Example("机密电报  特提", Place.HEADER), Example("法密传〔2024〕3号关于做好工作的通知.docx", Place.FILE_NAME),
    ),
    non_examples=(
        "国办发〔2010〕57号", "法发〔2016〕19号", "法明传〔2003〕12号", "国密局字〔2020〕1号", "国保发〔2015〕3号", "京密政发〔2023〕4号", "高密政发〔2021〕8号", "市保密办〔2023〕5号", "保密委发〔2023〕2号",
        "敌人截获了我军发出的密电。", "他向总部发去密电", "《密电》", "国家密码管理局公告第40号", "（2023）新0121民初12号", Example("永不消逝的电波", header_zone=True), Example("《密电风云》", header_zone=True),
    ),
)  # fmt: skip
REGISTERED_COPY = Rule(
    id="registered-copy",
    entity="secret.registered-copy",
    title="涉密公文份号",
    title_en="copy number of a classified document",
    definition="首页第一行单独的六位份号，或“份号：”后的数字。只有涉密公文须标注份号；附近有密级、紧急程度、发文字号等版头要素的，分值较高。",
    definition_en="Six digits alone on the first line of the first page, or the digits after 份号：. Only classified documents must bear one.",
    basis="《党政机关公文处理工作条例》第9条第（一）项；GB/T 9704-2012 7.2.1",
    advice="核对原件是否涉密公文：标注份号的文件一般为涉密文件，未经解密审核不得公开。",
    advice_en="Check whether the original is classified: a document with a copy number usually is.",
    examples=(
        "份号：000123",
        "份  号: 0012",
        Example("000123\n××市委文件\n×委〔2023〕12号\n", header_zone=True),
        Example("000045\n特急\n××省高级人民法院文件", header_zone=True),
        Example("000123", header_zone=True),
        Example("№000123\n机密★1年", header_zone=True),
    ),
    non_examples=(
        "000123", "份号：", "份号应当标注为6位数字", "邮政编码：010020", Example("100745", header_zone=True), Example("202301", header_zone=True), Example("第000123号", header_zone=True),
        Example("准考证号：000123", header_zone=True), Example("000123\n000124\n000125", header_zone=True), Example("订单号 000123", header_zone=True), Example("标题\n000123", header_zone=True),
        Example("000123.pdf", Place.FILE_NAME), Example("- 3 -", header_zone=True), Example("000000", header_zone=True), Example("000858\n五粮液", Place.TABLE),
    ),
)  # fmt: skip
PLAIN_TELEGRAM_RULE = Rule(
    id="plain-telegram",
    entity="internal.marking",
    title="明传、内部明电",
    title_en="internal telegram in clear",
    definition="版头、页眉中单独的“内部明电”“明传电报”：以明码传递，仍属内部公文，未经批准不公开。",
    definition_en="内部明电 or 明传 alone in the head of the page: sent in clear and internal all the same.",
    basis="《政府信息公开条例》第16条、第17条；《保守国家秘密法》第64条",
    advice="内部电报须经制发机关同意方可公开；请核对公开属性。",
    advice_en="An internal telegram is published with its author's consent only; check its publicity attribute.",
    examples=(
        Example("内部明电", header_zone=True),
        Example("明传电报", header_zone=True),
        Example("明 传", header_zone=True),
        Example("特急  内部明电", header_zone=True),
        Example("内部明电", Place.HEADER),
        Example("内部传真电报", Place.TEXT_BOX),
    ),
    non_examples=(
        "内部明电是指以明码传递的电报。",
        "国办发明电〔2023〕1号",
        "法明传〔2003〕12号",
        "声明传播至今",
        "黎明传来消息",
        "明传",
        Example("国办发明电〔2024〕3号", header_zone=True),
        Example("文明传承", header_zone=True),
        Example("声明传单", header_zone=True),
    ),
)


class DocumentNumberRecognizer:
    """Numbers first, then words, then the copy number, each with its own grammar."""

    rules = (DOCUMENT_NUMBER, REGISTERED_COPY, PLAIN_TELEGRAM_RULE)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        if "密" in text or "机要" in text:
            yield from _numbers(passage) if NUMBER_HINT.search(text) else ()
            for match in TELEGRAM.finditer(text) if TELEGRAM_HINT.search(text) else ():
                mark = Mark(passage, "", *match.span())
                if stands_alone(mark) and not is_choice(mark) and "《" not in mark.prefix:
                    yield passage.finding(DOCUMENT_NUMBER, *match.span(), 0.9 if _in_place(mark) else 0.6, ("isolated",))
        if ("明" in text or "传真电报" in text) and passage.holds("电传"):
            for match in PLAIN_TELEGRAM.finditer(text):
                mark = Mark(passage, "", *match.span())
                if stands_alone(mark) and _in_place(mark):
                    yield passage.finding(PLAIN_TELEGRAM_RULE, *match.span(), 0.7, ("isolated", "header-zone"))
        yield from _copies(passage)


def _numbers(passage: Passage) -> Iterator[Finding]:
    for match in NUMBER.finditer(passage.folded.text):
        code = match["code"]
        if OTHER_CODE.search(code):
            continue
        mark = Mark(passage, "", *match.span())
        score = 0.6
        evidence: tuple[str, ...] = ("document-number",)
        if PLACE_CODE.search(code) and len(code) <= 4:
            evidence = ("document-number", "ambiguous-code")
        elif mark.place is Place.TABLE and not mark.segment.layout.header_zone:
            score = 0.7
        elif stands_alone(mark) or (mark.place in NAMES and mark.opens_line):
            score, evidence = (0.95 if _in_place(mark) else 0.9), ("document-number", "isolated")
        elif mark.segment.layout.header_zone and mark.opens_line and "签发人" in mark.suffix:
            score, evidence = 0.95, ("document-number", "official-elements")
        yield passage.finding(DOCUMENT_NUMBER, *match.span(), score, evidence)


def _copies(passage: Passage) -> Iterator[Finding]:
    text = passage.folded.text
    for match in LABELLED_COPY.finditer(text) if "份" in passage.alphabet else ():
        mark = Mark(passage, "", *match.span())
        if not mark.prefix.strip(" \t([【〔") or OWNER.fullmatch(mark.prefix):
            yield passage.finding(REGISTERED_COPY, *match.span("number"), 0.85, ("label",))
    if not passage.has_head:
        return
    start = len(text) - len(text.lstrip())
    first = COPY.match(text, text.rfind("\n", 0, start) + 1)
    if first is None or not passage.segment_at(first.start("number")).layout.header_zone:
        return
    number, below = first["number"], text[first.end() : first.end() + NEAR]
    following = below.strip().split("\n", 1)[0].strip()
    if YEAR_MONTH.fullmatch(number) or not number.strip("0") or following.isdigit():
        return
    official = OFFICIAL.search(below) or any(len(line) <= LONGEST_LEVEL_LINE and level_words(line) for line in below.split("\n")[:6])
    padded = number.startswith("00")
    if len(number) > 6 and not padded:
        return
    if official:
        yield passage.finding(REGISTERED_COPY, *first.span("number"), 0.85 if padded else 0.6, ("first-line", "official-elements"))
    elif padded and passage.place is not Place.TABLE:
        yield passage.finding(REGISTERED_COPY, *first.span("number"), 0.55, ("first-line",))


LONGEST_LEVEL_LINE = 20


def _in_place(mark: Mark) -> bool:
    return mark.segment.layout.header_zone or mark.place in MARGINS or mark.place in NAMES


DOCUMENT_NUMBER_RECOGNIZER = DocumentNumberRecognizer()
