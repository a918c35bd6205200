"""The publicity attribute of an official document (政府信息公开属性): whether its author meant it to be published.

政府信息公开条例 art. 13-16: 主动公开, 依申请公开, 不予公开. Offices put it under the date (此件不公开) or into a field of the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.recognize.mark import Mark
from screener.recognize.mark_grammar import CHECKED, COMPANY, UNCHECKED
from screener.recognize.passage import Passage

CLOSED = r"(?:不予|免予|不宜|暂不|不得|不对外|不向社会|不|限定范围|限?内部|部分|删减后)\s?公开|依\s?申请\s?公开|依\s?申请"
NOTE = lazy_pattern(
    rf"(?:此|本|该)\s?(?:件|文件?|公文)\s?(?:为|属于?)?\s?(?:{CLOSED})(?:发布)?|(?<=[(\[【〔])(?:不|不予|依申请)公开(?=[)\]】〕])"
)
FIELD_LABEL = (
    r"(?:政府|政务)?(?:信息|公文|文件|此件|本件)?(?:主动)?公\s?开\s?(?:属\s?性|方\s?式|类\s?别|类\s?型|形\s?式|选\s?项|性\s?质|范\s?围|程\s?度|与否|标识)"
    r"|(?:是否|可否|能否)(?:主动|上网|对外)?(?:公开|发布)|(?:信息)?(?:主动)?公开审查意见"
)
# The value may have the next cell, a line of its own.
FIELD = lazy_pattern(rf"(?:{FIELD_LABEL})\s*[\])】〕]?\s?(?::|\t|\n)?\s{{0,4}}[\"“\[(【〔]?(?P<value>(?:{CLOSED}|否)(?![\u4e00-\u9fff]))")
FIELD_HINT = lazy_pattern(
    r"公\s?开\s?(?:[属方类形选性程范与]|标识)|是否(?:主动|上网|对外)?(?:公开|发布)|可否(?:主动|上网|对外)?(?:公开|发布)|能否(?:主动|上网|对外)?(?:公开|发布)|公开审查意见"
)
# 政府信息主动 before it.
LONGEST_BEFORE = 6
# 主动公开：否 is a field of its own; elsewhere 主动公开 is the value of another.
REFUSED = lazy_pattern(r"(?<![^\n\t;；|])\s*主动公开\s?(?::|\t)\s{0,4}(?P<value>否)(?![\u4e00-\u9fff])")
BOX = lazy_pattern(rf"[{CHECKED}]\s{{0,2}}(?P<value>(?:{CLOSED})(?![\u4e00-\u9fff]))")
AFTER_BOX = lazy_pattern(rf"^[^\n{CHECKED}{UNCHECKED}]*公\s?开\s?[{UNCHECKED}][^\n]*?(?P<value>{CLOSED})\s?[{CHECKED}]", re.MULTILINE)
REMARK = lazy_pattern(r"\s*[附备]\s*注\s*:\s*[(\[【〔]?")
OPEN_VALUE = lazy_pattern(r"主\s?动\s?公\s?开|(?<![不予宜请内部分])公开发布|^\s*公开\s*$")
MENTION = lazy_pattern(r"标注|注明|标明|“\s*$|\"\s*$|的\s*$")

PUBLICITY = Rule(
    id="publicity-attribute",
    entity="internal.publicity",
    title="公开属性为不公开或依申请公开",
    title_en="not meant for publication",
    definition="“此件不公开”“此件依申请公开”等附注，或“公开属性：不予公开”一类栏目的值（包括勾选）。“此件公开发布”“主动公开”不算，只是几个选项并列的表格也不算。",
    definition_en="The note 此件不公开 or 此件依申请公开, or such a value of the field 公开属性 (ticked boxes too). 此件公开发布 and 主动公开 are none, nor is a form that lists the choices.",
    basis="《政府信息公开条例》第13条至第16条",
    advice="公开属性不是主动公开的文件不得自行上网；需要公开的，由制发机关重新确定公开属性并做保密审查。",
    advice_en="A document whose attribute is not 主动公开 is not put on line; have its author determine the attribute anew.",
    examples=(
        "（此件不公开）", "此件不予公开", "（此件依申请公开）", "公开属性：不予公开", "公开方式\n不公开", "信息公开属性：依申请公开", "是否公开：否", "公开属性：□主动公开 □依申请公开 ☑不予公开",
        "（此件删减后公开）", "（此件免予公开）", "公开属性：依申请公开。", "主动公开：否", "是否上网公开：否", Example("公开类别\t依申请公开", Place.TABLE), Example("公开属性：不公开", Place.METADATA),
    ),
    non_examples=(
        "（此件公开发布）", "（此件主动公开）", "公开属性：主动公开", "公开属性：□主动公开 □依申请公开 □不予公开", "公开方式：主动公开、依申请公开", "依申请公开答复书", "该信息属于国家秘密，不予公开", "因涉及工作秘密不予公开",
        "公开属性：☑主动公开 □不予公开", "标注“此件不公开”的文件不得上网", "申请人要求公开的信息，行政机关决定不予公开的，应当说明理由。", "依法不公开开庭审理", "公开范围：面向社会", "公开方式：", "是否公开开庭：否", "是否上网：否", "主动公开：是", "公开方式为依申请公开。", "公开方式分为主动公开和依申请公开。",
    ),
)  # fmt: skip


class PublicityRecognizer:
    """The note, the field, the ticked box."""

    rules = (PUBLICITY,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        if "公开" not in text and "公 开" not in text and "申请" not in text and "公\n开" not in text:
            return
        for match in NOTE.finditer(text):
            mark = Mark(passage, "", *match.span())
            if mark.isolated or REMARK.fullmatch(mark.prefix) or (mark.bracketed and COMPANY.fullmatch(mark.suffix)):
                yield passage.finding(PUBLICITY, *match.span(), 0.85, ("isolated",))
        for match in _fields(text):
            mark = Mark(passage, "", *match.span("value"))
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if OPEN_VALUE.search(mark.suffix) or any(box in mark.suffix + match[0] for box in UNCHECKED) or MENTION.search(before[-6:]):
                continue
            ends_field = mark.suffix.rstrip() == "。" and ":" in match[0] and not before.strip()
            if re.match(rf"\s*(?:[/、,，|]|或)\s*(?:{CLOSED})", mark.suffix) or (
                mark.suffix[:1] in ("的", "。", "，", ",") and not ends_field
            ):
                continue
            yield passage.finding(PUBLICITY, *match.span(), 0.8, ("label",))
        for match in REFUSED.finditer(text) if "主动公开" in text else ():
            yield passage.finding(PUBLICITY, match.start("value"), match.end(), 0.8, ("label",))
        if passage.alphabet.isdisjoint(CHECKED):
            return
        for match in (*BOX.finditer(text), *AFTER_BOX.finditer(text)):
            yield passage.finding(PUBLICITY, *match.span("value"), 0.8, ("checked-box",))


def _fields(text: str) -> Iterator[re.Match[str]]:
    """`FIELD`, looked for where its label may stand."""
    end = 0
    for hint in FIELD_HINT.finditer(text):
        for start in range(max(end, hint.start() - LONGEST_BEFORE), hint.start() + 1):
            if (match := FIELD.match(text, start)) is not None:
                end = match.end()
                yield match
                break


PUBLICITY_RECOGNIZER = PublicityRecognizer()
