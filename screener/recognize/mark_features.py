"""The evidence by which a mark is told from a mention: one table of features and weights.

A feature that holds adds its weight; one that speaks against a mark caps what the others may add up to. The score of a candidate is
the sum under the lowest cap. Groups exist so that an evaluation can switch one off and show what it costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from screener.model import Place
from screener.recognize.level_words import level_words
from screener.recognize.mark import CHECKED, COMPOUND, LABEL, UNCHECKED, Mark

BLOCKING = 0.8
WORTH_A_LOOK = 0.5
CERTAIN = 0.99

# Places where a few words stand apart from running text by their nature.
MARGINS = frozenset(
    {Place.HEADER, Place.FOOTER, Place.WATERMARK, Place.TEXT_BOX, Place.DIAGRAM, Place.MASTER, Place.SHEET_NAME, Place.LAYER}
)
# Places that running text does not reach, though they hold text of their own: there a word that is alone is not a line of the body.
APART = frozenset(Place) - MARGINS - {Place.BODY, Place.TABLE, Place.IMAGE, Place.EMBEDDED, Place.ATTACHMENT}
EDGES = frozenset({Place.HEADER, Place.FOOTER, Place.WATERMARK})
NAMES = frozenset({Place.FILE_NAME, Place.METADATA, Place.SHEET_NAME, Place.DEFINED_NAME, Place.BOOKMARK, Place.OUTLINE})

QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'", "《": "》", "〈": "〉"}
EXAMPLE_WORDS = re.compile(
    r"字样|样式|示例|样例|范例|例如|比如|譬如|[如即]?(?:标注|标明|注明|标有|印有|盖有|写有|标示|标识|载明|记载|加盖|打上|显示)(?:了|着|有|为|的|是)?|(?:^|[，,(（:：;；。.\s])(?:如|即)\s*[:：“\"「‘]?\s*$"
    r"|形式[为是:]|格式[为是:]|写[作成]|表[示述]为|正确|错误|[a-d][.、)]\s*$|图\s*\d+|所谓|意思是"
)
NEGATION = re.compile(
    r"(?:非|无|未|不含|不涉及?|没有|不属于|不是|不得|严禁|禁止|不准|是否|有无|不)(?:有|含|涉及|涉|属于|存储|处理|标注|为|传输)?[“\"「]?(?:任何|国家)?\s*$"
)
OF_A_SYSTEM = re.compile(r"(?:最高|最低|系统|网络|设备|资格|资质|处理|用户|人员|岗位|场所|载体|要求)$")
EXPLAINED = re.compile(
    r"分为|划分|分成|三级|(?:密级|等级|级别|标[志识]).{0,20}(?:三个|含义|如下|包括|下列)|(?:含义|如下|包括|下列).{0,20}(?:密级|等级|级别|标[志识])"
)
LIST_GOES_ON = ("", *"级和或及与到三两等")
URGENCY = re.compile(r"特\s*[急提]|[加平]\s*急|急\s*件")
REQUIREMENT = re.compile(r"\s*(?:[(（]?(?:含|不含)?[)）]?(?:及其?|或|和|与)?以[下上]|[及或和与、/]\s*(?:绝|机|秘)密)")
EXAM_TERM = re.compile(r"启用|考试|开考|解密|公布")
EXAM = re.compile(r"试[卷题]|考试|模拟|月考|期[中末]|联考|质量检测|学年|高考|中考|招生")
RUBRIC = re.compile(r"评分|参考答案|答案|细则|命题|副题|备用卷")
MOCK = re.compile(r"模拟|月考|期[中末]|联考|质量检测|练习|仿真|押题|猜题|真题|热身")
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*(?:年|-20[0-9]{2}|届|学年)")
OFFICIAL = re.compile(
    r"(?:^|\n)[ \t]*[0-9]{6}(?![0-9])|特急|加急|签发人|[\u4e00-\u9fff]{2,}(?:文件|令)[ \t]*(?:\n|$)|〔20[0-9]{2}〕[0-9]+号|抄送|印发"
)


@dataclass(frozen=True, slots=True)
class Feature:
    """`name` is the finding's evidence; `weight` is added, `cap` limits the sum, when `holds`."""

    name: str
    group: str
    holds: Callable[[Mark], bool]
    weight: float = 0.0
    cap: float = 1.0


def _is_red(color: str | None) -> bool:
    """`RRGGBB`, or `red` for a layer that was taken from a picture by its color."""
    if color is None or color == "red":
        return color == "red"
    try:
        red, green, blue = bytes.fromhex(color.lstrip("#"))[:3]
    except ValueError:
        return False
    return red >= 0xB0 and max(green, blue) <= 0x60


def _boxed(mark: Mark) -> str:
    return mark.unlabelled_prefix.rstrip()[-1:] or mark.prefix.rstrip()[-1:]


def _at_edge_of_margin(mark: Mark) -> bool:
    """A header or a watermark that runs the word together with a name: 某院秘密, 机密张三. Not 保守国家秘密法."""
    if mark.place not in EDGES or mark.isolated or mark.delimited or COMPOUND.search(mark.prefix):
        return False
    line = mark.line[1] - mark.line[0]
    return line <= 14 and (not mark.suffix or (mark.opens_line and mark.place is Place.WATERMARK))


def _in_words(mark: Mark) -> bool:
    return (
        mark.in_words
        and mark.star != "star"
        and mark.label != ":"
        and not (mark.stated or _paragraph_mark(mark) or _at_edge_of_margin(mark))
    )


def _in_sentence(mark: Mark) -> bool:
    """A full mark with words touching it: 该文件为机密★20年. One that opens its line is only excused by the words that go on."""
    if mark.isolated:
        return False
    if mark.star != "star":
        return mark.stated
    touched = "\u4e00" <= mark.suffix[:1] <= "\u9fff" and not URGENCY.match(mark.suffix)
    stands_out = (
        mark.opens_line or bool(mark.label) or mark.place in MARGINS | NAMES or (mark.segment.layout.header_zone and mark.delimited)
    )
    return touched or not stands_out


def _of_a_system(mark: Mark) -> bool:
    label = LABEL.search(mark.prefix)
    return label is not None and OF_A_SYSTEM.search(mark.prefix[: label.start()].rstrip()) is not None


def _quoted(mark: Mark) -> bool:
    """Inside quotation marks with something around them: a mark that is nothing but quoted is still a mark."""
    if mark.place in NAMES or mark.isolated:
        return False
    opening = max(mark.prefix.rfind(quote) for quote in QUOTES)
    if opening < 0 or mark.start - mark.line[0] - opening > 16:
        return False
    closing = QUOTES[mark.prefix[opening]]
    rest = mark.passage.folded.text[mark.end : mark.line[1]]
    return closing in rest[:24] and closing not in mark.prefix[opening + 1 :]


def _in_title(mark: Mark) -> bool:
    return mark.prefix.rfind("《") > mark.prefix.rfind("》") and "》" in mark.passage.folded.text[mark.end : mark.line[1]]


def _as_example(mark: Mark) -> bool:
    if mark.place in NAMES or mark.isolated:
        return False
    return EXAMPLE_WORDS.search(mark.unlabelled_prefix[-14:]) is not None or EXAMPLE_WORDS.search(mark.suffix[:12]) is not None


def _enumerated(mark: Mark) -> bool:
    """Another level stands right beside it on the line: 绝密、机密、秘密三级; 1=绝密 2=机密."""
    nearby = mark.unlabelled_prefix[-12:] + "\x00" + mark.suffix[:12]
    # 公司秘密要承担: a word of a sentence is no item of a list.
    listed = (word for word in level_words(nearby) if nearby[word.end : word.end + 1] in LIST_GOES_ON or not nearby[word.end].isalnum())
    return any(word.level != mark.word and word.disguise in ("", mark.disguise) for word in listed)


def _tabled(mark: Mark) -> bool:
    """Another level has a line or a cell of its own next to it: a table that explains the levels."""
    if mark.star or mark.place in MARGINS:
        return False
    column = [word for line in mark.column if len(line) <= 4 for word in level_words(line)]
    return any(word.level != mark.word and not word.disguise for word in column)


def _past_paper(mark: Mark) -> bool:
    """An examination paper of a past year or a mock one: its mark is spent. Not a rubric: that stays secret after use."""
    text = mark.passage.folded.text[:4000]
    if not EXAM_TERM.search(mark.term) or not EXAM.search(text) or RUBRIC.search(text[:400]):
        return False
    years = [int(year) for year in YEAR.findall(text[:600])]
    return bool(MOCK.search(text[:400])) or (bool(years) and max(years) < datetime.now().astimezone().year)


def _among_official_elements(mark: Mark) -> bool:
    return mark.isolated and OFFICIAL.search(mark.passage.folded.text[:600]) is not None


def _paragraph_mark(mark: Mark) -> bool:
    return mark.bracketed and mark.opens_line and not mark.isolated


FEATURES: tuple[Feature, ...] = (
    # form
    Feature("star", "form", lambda mark: mark.star == "star", 0.65),
    Feature("other-separator", "form", lambda mark: mark.star == "sign", 0.45),
    Feature("misread-star", "form", lambda mark: mark.star == "misread" and mark.segment.layout.header_zone, 0.3),
    Feature("star-leading", "form", lambda mark: mark.star == "star" and mark.opens_line, 0.2),
    Feature("term", "form", lambda mark: bool(mark.term), 0.15),
    Feature("label", "form", lambda mark: mark.label == ":", 0.8),
    Feature("label-in-words", "form", lambda mark: mark.label == "为", 0.3),
    Feature("stated", "form", lambda mark: mark.stated, 0.55),
    Feature("declared", "form", lambda mark: mark.suffix[:1] in (":", "：") and "以下" in mark.prefix[-8:], 0.9),
    Feature("paragraph-mark", "form", _paragraph_mark, 0.85),
    Feature("bracketed", "form", lambda mark: mark.bracketed and not mark.in_words, 0.1),
    Feature("checked-box", "form", lambda mark: _boxed(mark) in tuple(CHECKED), 0.85),
    Feature("handling-instruction", "form", lambda mark: mark.handling and mark.opens_line, 0.3),
    # position
    Feature("isolated", "position", lambda mark: mark.isolated, 0.55),
    Feature("header-zone", "position", lambda mark: mark.segment.layout.header_zone and mark.isolated, 0.35),
    Feature("margin", "position", lambda mark: mark.place in MARGINS and (mark.delimited or mark.isolated), 0.35),
    Feature("apart", "position", lambda mark: mark.place in APART and mark.place not in NAMES and mark.isolated, 0.35),
    Feature("stamp", "position", lambda mark: _is_red(mark.segment.layout.color) and mark.isolated, 0.35),
    Feature("delimited", "position", lambda mark: mark.delimited and not mark.isolated, 0.45),
    Feature(
        "field-in-head",
        "position",
        lambda mark: mark.segment.layout.header_zone and mark.delimited and mark.at_edge and not mark.isolated,
        0.1,
    ),
    Feature(
        "leading",
        "position",
        lambda mark: mark.segment.layout.header_zone and mark.opens_line and not mark.after["grade"] and mark.suffix[:1] in tuple(":!"),
        0.6,
    ),
    Feature("edge-of-margin", "position", _at_edge_of_margin, 0.6),
    Feature("name", "position", lambda mark: mark.place in NAMES and mark.delimited, 0.4),
    Feature("subject", "position", lambda mark: mark.place is Place.MAIL_HEADER and mark.delimited and mark.opens_line, 0.4),
    # neighbours
    Feature("official-elements", "neighbours", _among_official_elements, 0.1),
    # against
    Feature(
        "look-alike",
        "disguise",
        lambda mark: mark.disguise == "look-alike" and not (mark.star or mark.isolated or mark.place in NAMES or mark.label == ":"),
        cap=0.3,
    ),
    Feature(
        "pinyin", "disguise", lambda mark: mark.disguise == "pinyin" and not (mark.star or mark.isolated or mark.place in NAMES), cap=0.3
    ),
    Feature(
        "initials-in-property",
        "disguise",
        lambda mark: (
            mark.disguise == "pinyin" and mark.place is Place.METADATA and not (mark.star or mark.label == ":" or mark.of_two_scripts)
        ),
        cap=0.3,
    ),
    Feature("in-words", "mention", _in_words, cap=0.3),
    Feature("letter-spaced", "mention", lambda mark: mark.letter_spaced, cap=0.6),
    Feature("in-sentence", "mention", _in_sentence, cap=0.75),
    Feature("quoted", "mention", _quoted, cap=0.6),
    Feature("example", "mention", _as_example, cap=0.6),
    Feature("title", "mention", lambda mark: _in_title(mark) and not mark.star, cap=0.3),
    Feature("enumeration", "mention", lambda mark: _enumerated(mark) and not mark.star and _boxed(mark) not in tuple(CHECKED), cap=0.3),
    Feature("level-table", "mention", lambda mark: _tabled(mark) and not mark.segment.layout.header_zone, cap=0.3),
    Feature("level-table-at-top", "mention", lambda mark: _tabled(mark) and mark.segment.layout.header_zone, cap=0.6),
    Feature("negation", "mention", lambda mark: not mark.star and NEGATION.search(mark.unlabelled_prefix[-10:]) is not None, cap=0.3),
    Feature("requirement", "mention", lambda mark: REQUIREMENT.match(mark.suffix) is not None, cap=0.3),
    Feature("of-a-system", "mention", _of_a_system, cap=0.6),
    Feature(
        "explained",
        "mention",
        lambda mark: not mark.star and any(EXPLAINED.search(line) for line in mark.above if len(line) < 40),
        cap=0.3,
    ),
    Feature("empty-box", "mention", lambda mark: _boxed(mark) in tuple(UNCHECKED), cap=0.3),
    Feature("past-paper", "mention", _past_paper, cap=0.6),
)


def weigh(mark: Mark, without: frozenset[str] = frozenset()) -> tuple[float, tuple[str, ...]]:
    """The score of a candidate, 0 to 0.99, and the names of the features that made it. `without` names groups to leave out."""
    holding = [feature for feature in FEATURES if feature.group not in without and feature.holds(mark)]
    score = sum(feature.weight for feature in holding)
    return min([score, CERTAIN, *(feature.cap for feature in holding)]), tuple(feature.name for feature in holding)
