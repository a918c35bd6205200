"""Marks of a court's closed file (副卷) and the titles of the papers in it, by their position.

法官法 art. 10 (五), 46 (三): 审判工作秘密; 最高人民法院关于保守审判工作秘密的规定. The words inside such papers are in `dictionaries/court-work.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.mention import NAMES
from screener.recognize.passage import Passage
from screener.recognize.placed_phrase import Phrase, PhraseRecognizer, spaced
from screener.recognize.title_position import is_title

THIS = r"(?:(?:此|本|该)(?:件|页|卷|材料|文书|笔录)?\s?)?"
PHRASES = (
    Phrase(spaced(r"(?:(?:诉讼|审判|刑事|民事|行政|执行|国家赔偿|审理)(?:诉讼|案件)?)?副卷(?:材料|目录|封面|宗)?(?![\u4e00-\u9fff])"), 0.9, 0.6, 0.6, cell=0.5),
    Phrase(spaced(r"不(?:对外)?公开卷(?:宗)?(?![\u4e00-\u9fff])"), 0.9, 0.75, 0.7, cell=0.6),
    Phrase(spaced(r"(?<![\u4e00-\u9fff])审判(?:工作)?秘密(?![\u4e00-\u9fff])"), 0.9, 0.75, 0.7, cell=0.6),
    Phrase(spaced(rf"{THIS}不[入装](?:诉讼)?正卷"), 0.9, 0.85, 0.8, cell=0.7),
    Phrase(spaced(rf"{THIS}(?:请)?(?:存|归|订|装|放|附|列)?(?:入|订入)(?:诉讼)?副卷"), 0.9, 0.85, 0.8, cell=0.7),
    Phrase(spaced(r"(?<![\u4e00-\u9fff])内部(?:请示|函|批复|答复|意见)(?:件|稿)?(?![\u4e00-\u9fff])"), 0.85, 0.55, 0.6, cell=0.0),
    Phrase(spaced(rf"{THIS}(?:仅|只)?供(?:合议庭|审判(?:人员|委员会)|审委会|承办人|主审法官|法官|评议)(?:内部)?(?:评议)?(?:时)?(?:参考|参阅|使用|讨论)"), 0.9, 0.75, 0.7, cell=0.5),
)  # fmt: skip
TITLE = lazy_pattern(
    r"(?:合议庭|评议)(?:评议)?(?:案件)?(?:评议)?(?:笔录|记录)|(?:审判委员会|审委会|专业法官会议|赔偿委员会|审判长联席会议?|法官会议)(?:会议|讨论|评议|研究|汇报)?(?:案件|问题)?(?:讨论)?(?:笔录|记录|纪要|决议|决定事项)"
    r"|(?:案件)?审理报告|(?:(?:案件|再审|申诉|请示|信访|赔偿)(?:审查|综合|汇报|承办|评查)|案的?(?:审查|综合|汇报|请示))报告|案情(?:综合)?(?:报告|汇报)|案件(?:汇报)?(?:提纲|汇报材料)|阅卷(?:笔录|报告|摘要)"
    r"|(?:法律|裁判|诉讼)?(?:文书|判决书|裁定书|决定书|调解书)\s?(?:签发|审签|送签|核稿|会签)(?:稿|单|笺)|(?:法律|裁判)文书原本|(?:审判监督|改判发回|发回重审)意见(?:表|书|函)"
)
# A bill's report is public: 关于××议案的审查报告.
OTHER_REPORT = lazy_pattern(r"(?:草案|议案|提案|预案|法案|方案|备案|档案|立案|答案|教案)的?(?:审查|审理|综合|汇报|请示)报告$")

COURT_WORK = Rule(
    id="court-work-mark",
    entity="internal.court-work",
    title="审判工作秘密的标识或副卷材料题名",
    title_en="mark or title of a paper of the court's closed file",
    definition="“副卷”“不公开卷”“审判秘密”“不入正卷”等单独成行或处于版头、页眉、文件名；副卷材料（评议笔录、审委会讨论记录、审理报告、签发稿等）的题名独占首页标题行。",
    definition_en="副卷, 不公开卷, 审判秘密, 不入正卷 alone on a line, in the head, a margin or a name; the title of a paper of the closed file on a line of its own at the top.",
    basis="《法官法》第10条、第46条；《刑事诉讼法》解释第214条；《保守国家秘密法》第64条",
    advice="副卷材料一律不公开。请核对是否误将副卷材料当作裁判文书上传。",
    advice_en="Papers of the closed file are never published. Check whether one was uploaded in place of a judgment.",
    examples=(
        "副卷", "不公开卷", "【审判秘密】", "此件不入正卷", "（存入副卷）", Example("副  卷", header_zone=True), Example("××市中级人民法院\n刑事诉讼副卷", header_zone=True), Example("审判工作秘密", Place.HEADER),
        Example("内部请示", header_zone=True), Example("××省高级人民法院\n合议庭评议笔录", header_zone=True), Example("××县人民法院审判委员会讨论案件记录", header_zone=True), Example("审理报告", header_zone=True),
        Example("法律文书签发稿", header_zone=True), Example("张某某案阅卷笔录.docx", Place.FILE_NAME),
    ),
    non_examples=(
        "副卷材料不得查阅。", "审判工作秘密不得泄露", "合议庭评议笔录由合议庭组成人员签名。", "正卷\n副卷", "1．副卷", "人民法院诉讼档案分为正卷和副卷", "合议庭评议笔录", "本案经审判委员会讨论决定",
        Example("审理报告制作规范", header_zone=True), Example("如何撰写审理报告", header_zone=True), Example("关于《条例（草案）》审查报告", header_zone=True), Example("民事判决书", header_zone=True),
        Example("庭审笔录", header_zone=True), Example("关于内部请示制度的思考", header_zone=True),
    ),
)  # fmt: skip
_PHRASES = PhraseRecognizer(COURT_WORK, PHRASES, ("副卷", "正卷", "公开卷", "审判", "内部", "供"))


class CourtWorkRecognizer:
    """Marks wherever they stand apart, titles at the top of the first page and in names."""

    rules = (COURT_WORK,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        yield from _PHRASES.recognize(passage)
        text = passage.folded.text
        for match in TITLE.finditer(text) if passage.place in NAMES or passage.has_head else ():
            in_place = passage.place in NAMES or passage.segment_at(match.start()).layout.header_zone
            if not in_place or not is_title(text, *match.span(), place=passage.place):
                continue
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()]
            if not OTHER_REPORT.search(line) and "草案" not in line:
                yield passage.finding(COURT_WORK, *match.span(), 0.85, ("title-position",))


COURT_WORK_RECOGNIZER = CourtWorkRecognizer()
