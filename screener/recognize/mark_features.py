"""The evidence by which a mark is told from a mention: one table of features and weights.

A feature that holds adds its weight; one that speaks against a mark caps what the others may add up to. The score of a candidate is
the sum under the lowest cap. Groups exist so that an evaluation can switch one off and show what it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screener.lazy_pattern import lazy_pattern
from screener.model import Place
from screener.recognize import mention
from screener.recognize.checkbox import Box
from screener.recognize.mark import Mark
from screener.recognize.mark_grammar import COMPANY, COMPOUND, DECLARED, OPENING
from screener.recognize.mention import EDGES, MARGINS, NAMES

BLOCKING = 0.8
WORTH_A_LOOK = 0.5
CERTAIN = 0.99

# Places that running text does not reach, though they hold text of their own: there a word that is alone is not a line of the body.
APART = frozenset(Place) - MARGINS - {Place.BODY, Place.TABLE, Place.IMAGE, Place.EMBEDDED, Place.ATTACHMENT}

OFFICIAL = lazy_pattern(
    r"(?:^|\n)[ \t]*[0-9]{6}(?![0-9])|特急|加急|签发人|[\u4e00-\u9fff]{2,}(?:文件|令)[ \t]*(?:\n|$)|〔20[0-9]{2}〕[0-9]+号|抄送|印发"
)


# The elements of an official paper (GB/T 9704-2012, 7.2) that stand next to a mark.
ELEMENT = lazy_pattern(
    r"〔20[0-9]{2}〕\s*[0-9]+号|签发人|特\s*[急提]|[加平]\s*急|份号|编号|打印人|下载人|[\u4e00-\u9fff]{2,}(?:文件|令)\s*$"
)
ALONE = lazy_pattern(r"[0-9]{6}|(?:特\s*[急提]|[加平]\s*急)|份号:?\s*[0-9]+")
PAPERS = r"(?:通知|通报|报告|方案|函|纪要|请示|批复|意见|办法|名单|名册|计划|总结|讲话|专报|简报|快报|材料|预案|情况|决定|决议|汇报|清单|目录|台账|规划|说明|信息|要点|记录)"
TITLE = lazy_pattern(rf"[\u4e00-\u9fff0-9《》〈〉、·\-\s“”×]{{2,60}}{PAPERS}")
BEFORE_TITLE = lazy_pattern(rf"\s*[:!]\s*关于[^。;\n]{{2,50}}{PAPERS}\s*$")
LATIN_LABEL = lazy_pattern(r"(?:(?:secre(?:t|cy)|security|classified|class)[_ ]?level|classification|miji|mi_ji)[\"']?\s*[:=]\s*[\"']?$")
INITIALS = lazy_pattern(r"[^a-z]")
ABOUT_THE_PAPER = lazy_pattern(r"keyword|category|classif|status|关键词|类别|标记|密")
DECLARATION = lazy_pattern(r"\s*:|(?:国家秘密)?\s*,\s*(?:不得|严禁|禁止|请|切勿|注意)[^。\n]{2,16}:\s*$|国家秘密\s*:")


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
        and mark.box is not Box.TICKED
        and not (mark.stated or _declared(mark) or _paragraph_mark(mark) or _at_edge_of_margin(mark) or _before_title(mark))
    )


def _declared(mark: Mark) -> bool:
    return DECLARED.search(mark.prefix[-24:]) is not None and DECLARATION.match(mark.suffix) is not None


def _may_head(mark: Mark) -> bool:
    """In the head of a page, a subject or a property, where a title stands."""
    return mark.segment.layout.header_zone or mark.place in (Place.MAIL_HEADER, Place.METADATA)


def _before_title(mark: Mark) -> bool:
    """机密：关于某事的报告."""
    return _may_head(mark) and mark.opens_line and BEFORE_TITLE.match(mark.suffix) is not None


def _behind_title(mark: Mark) -> bool:
    """关于某事的报告（机密）, in the head."""
    if not mark.segment.layout.header_zone or not COMPANY.fullmatch(mark.suffix) or mark.label:
        return False
    title = mark.unlabelled_prefix.rstrip(OPENING + " \t")
    return title != mark.unlabelled_prefix and TITLE.fullmatch(title) is not None


def _beside_official_elements(mark: Mark) -> bool:
    """An element of an official paper on the same line of the head, or a copy number or an urgency on the line next to it."""
    if mark.isolated:
        return any(ALONE.fullmatch(line) for line in mark.column[2:4])
    rest = mark.unlabelled_prefix + "\n" + mark.suffix
    return mark.segment.layout.header_zone and mark.delimited and mark.at_edge and ELEMENT.search(rest) is not None


def _among_official_elements(mark: Mark) -> bool:
    return mark.isolated and OFFICIAL.search(mark.passage.folded.text[:600]) is not None


def _in_head_or_list(mark: Mark) -> bool:
    """Where a list of levels may be a list of papers, or the head of one, somebody looks."""
    return mark.segment.layout.header_zone or mention.listed(mark)


def _name_in_property(mark: Mark) -> bool:
    """JM is somebody in any property, Mimi in one that is not for words about the paper."""
    if mark.disguise != "pinyin" or mark.place is not Place.METADATA or mark.star or mark.label == ":" or mark.of_two_scripts:
        return False
    property_name = mark.prefix.partition(":")[0] if ":" in mark.prefix else ""
    return len(INITIALS.sub("", mark.passage.folded.text[mark.start : mark.end])) < 4 or (
        property_name != "" and ABOUT_THE_PAPER.search(property_name) is None
    )


def _half_a_word(mark: Mark) -> bool:
    """机mi that stands by itself: 【机mi】关于某事的报告. In 手机 mini it is part of another word."""
    return mark.of_two_scripts and (mark.delimited or mark.bracketed or _before_title(mark))


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
    Feature("label-in-latin", "form", lambda mark: LATIN_LABEL.search(mark.prefix[-40:]) is not None, 0.55),
    Feature("label-in-words", "form", lambda mark: mark.label == "为", 0.3),
    Feature("stated", "form", lambda mark: mark.stated, 0.55),
    Feature("declared", "form", _declared, 0.9),
    Feature("paragraph-mark", "form", _paragraph_mark, 0.85),
    Feature("bracketed", "form", lambda mark: mark.bracketed and not mark.in_words, 0.1),
    Feature("checked-box", "form", lambda mark: mark.box is Box.TICKED, 0.85),
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
        lambda mark: _may_head(mark) and mark.opens_line and not mark.after["grade"] and mark.suffix[:1] in tuple(":!"),
        0.6,
    ),
    Feature("edge-of-margin", "position", _at_edge_of_margin, 0.6),
    Feature("name", "position", lambda mark: mark.place in NAMES and mark.delimited, 0.4),
    Feature("subject", "position", lambda mark: mark.place is Place.MAIL_HEADER and mark.delimited and mark.opens_line, 0.4),
    Feature("in-list", "position", mention.listed, 0.55),
    Feature("behind-title", "position", _behind_title, 0.35),
    Feature("before-title", "position", _before_title, 0.85),
    # neighbours
    Feature("official-elements", "neighbours", _among_official_elements, 0.1),
    Feature("beside-official-elements", "neighbours", _beside_official_elements, 0.3),
    # against
    Feature(
        "look-alike",
        "disguise",
        lambda mark: mark.disguise == "look-alike" and not (mark.star or mark.isolated or mark.place in NAMES or mark.label == ":"),
        cap=0.3,
    ),
    Feature(
        "pinyin",
        "disguise",
        lambda mark: (
            mark.disguise == "pinyin" and not (mark.star or mark.isolated or mark.place in NAMES or mark.label == ":" or _half_a_word(mark))
        ),
        cap=0.3,
    ),
    Feature("name-in-property", "disguise", _name_in_property, cap=0.3),
    Feature("in-words", "mention", _in_words, cap=0.3),
    Feature("spaced-words", "mention", mention.of_spaced_words, cap=0.3),
    Feature("letter-spaced", "mention", lambda mark: mark.letter_spaced, cap=0.6),
    Feature("in-sentence", "mention", mention.in_sentence, cap=0.75),
    Feature("quoted", "mention", mention.quoted, cap=0.6),
    Feature("example", "mention", mention.as_example, cap=0.6),
    Feature("title", "mention", lambda mark: mention.in_title(mark) and not mark.star, cap=0.3),
    Feature("chapter", "mention", mention.headed, cap=0.3),
    Feature("work-of-art", "mention", mention.of_a_work, cap=0.6),
    Feature("other-kind-of-secret", "mention", mention.of_other_kind, cap=0.3),
    Feature("rating", "mention", mention.rated, cap=0.6),
    Feature("media", "mention", mention.of_media, cap=0.6),
    Feature("series-of-levels", "mention", mention.in_series, cap=0.6),
    Feature("product", "mention", mention.of_a_product, cap=0.6),
    Feature("enumeration", "mention", mention.enumerated, cap=0.3),
    Feature("item", "mention", mention.itemized, cap=0.3),
    Feature("level-table", "mention", lambda mark: mention.tabled(mark) and not _in_head_or_list(mark), cap=0.3),
    Feature("level-table-at-top", "mention", lambda mark: mention.tabled(mark) and _in_head_or_list(mark), cap=0.6),
    Feature("negation", "mention", mention.negated, cap=0.3),
    Feature("requirement", "mention", lambda mark: mention.REQUIREMENT.match(mark.suffix) is not None, cap=0.3),
    Feature("of-a-system", "mention", mention.of_a_system, cap=0.6),
    Feature("explained", "mention", mention.explained, cap=0.3),
    Feature("empty-box", "mention", lambda mark: mark.box is Box.EMPTY, cap=0.3),
    Feature("past-paper", "mention", mention.past_paper, cap=0.6),
)


def weigh(mark: Mark, without: frozenset[str] = frozenset()) -> tuple[float, tuple[str, ...]]:
    """The score of a candidate, 0 to 0.99, and the names of the features that made it. `without` names groups to leave out."""
    holding = [feature for feature in FEATURES if feature.group not in without and feature.holds(mark)]
    score = sum(feature.weight for feature in holding)
    return min([score, CERTAIN, *(feature.cap for feature in holding)]), tuple(feature.name for feature in holding)
