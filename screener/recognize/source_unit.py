"""Whose document this is: a red-headed document of another organ is published with that organ's consent only.

Read from the document's own head (发文机关标志, 发文字号, GB/T 9704-2012 7.2.4, 7.2.5), never from what its text refers to. Nothing happens
while the configuration does not say who the unit is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from screener.config import Unit
from screener.lazy_pattern import lazy_pattern
from screener.model import Example, Finding, Place, Rule
from screener.normalize import normalize
from screener.recognize.passage import Passage

ORGAN = (
    r"(?:(?![内外全干]部|[本我全]院)[\u4e00-\u9fff×]{1,40}?"
    r"(?:委员会|常委会|办公厅|办公室|委|政府|政协|联合会|协会|学会|工会|指挥部|领导小组|中心|银行|大学|集团|公司|[厅局部署院司]))"
)
# ××市人民政府文件, ××法院办公室（文件）; the name alone is a letterhead of the 信函格式, but a heading of anything else too.
MASTHEAD = lazy_pattern(rf"[ \t]*(?P<organ>(?:{ORGAN}[ \t、]{{1,4}}){{0,4}}{ORGAN})[ \t]*[(（]?文[ \t]*件[)）]?[ \t]*")
NUMBER = r"(?P<code>[\u4e00-\u9fff][\u4e00-\u9fff()]{0,15})[ ]?[〔\[(【{][ ]?(?:19|20)[0-9]{2}[ ]?[〕\])】}][ ]?第?[ ]?[0-9]{1,5}[ ]?号"
NUMBER_LINE = lazy_pattern(rf"[ \t]*(?:(?:发文字号|文号)[ \t]*:?[ \t]*)?{NUMBER}(?:[ \t]*签发人[ \t]*:?[^\n]{{0,30}})?[ \t]*")
ISSUER = lazy_pattern(r"[ \t]*(?:发文(?:机关|单位)|制发(?:机关|单位)|发布机构)[ \t]*[:\t][ \t]*(?P<organ>[\u4e00-\u9fff]{2,40})[ \t]*")
LINES = re.compile(r"[^\n]+")
# 法释, 高检发释字: interpretations are published in the gazette as laws are, for everybody to pass on.
PUBLISHED = lazy_pattern(r"释字?\Z")
BLANKS = lazy_pattern(r"\s+")
LONGEST_LINE = 80
# One letterhead a document; an archive may hold many.
MOST = 20_000
READ = frozenset({Place.BODY, Place.TABLE, Place.TEXT_BOX, Place.HEADER, Place.IMAGE})

FOREIGN_SOURCE = Rule(
    id="foreign-source",
    entity="publicity.foreign-source",
    title="其他机关制发的文件",
    title_en="a document of another organ",
    definition="版头的发文机关标志或发文字号不是本单位的（配置 [unit] 的 names、document_codes）。正文引用其他机关的文号不算；没有配置本单位的，不作判断。",
    definition_en="The letterhead or document number in the head is not the unit's own ([unit] names and document_codes). A number that the text "
    "refers to is none, and without a configured unit nothing is judged.",
    basis="《政府信息公开条例》第10条（谁制作谁公开）、第11条、第17条",
    advice="公开前征得制发机关同意并留存同意函；制发机关已在其网站公开的，记录网址后由复核人放行。",
    advice_en="Obtain the author's consent and keep it on file; where the author has published it already, record the address and have a reviewer release it.",
    examples=(
        Example("某省高级人民法院文件", header_zone=True),
        Example("某市人民政府办公室文件\n某政办〔2024〕3号", header_zone=True),
        Example("某政办发〔2024〕3号", header_zone=True),
        Example("某高法〔2024〕12号　　　　签发人：张某", header_zone=True),
        Example("中共某市委　某市人民政府文件", header_zone=True),
        Example("发文字号：某政发〔2023〕5号", header_zone=True),
        Example("发文机关：某市司法局", header_zone=True),
    ),
    non_examples=(
        "某政办发〔2024〕3号",
        "某省高级人民法院文件",
        "根据某政发〔2020〕1号文件精神，现通知如下。",
        Example("根据某政发〔2020〕1号文件精神，现通知如下。", header_zone=True),
        Example("示例市中级人民法院文件\n示中法〔2026〕1号", header_zone=True),
        Example("示例市中级人民法院办公室文件", header_zone=True),
        Example("示中法办〔2026〕7号", header_zone=True),
        Example("某市人民政府　示例市中级人民法院文件", header_zone=True),
        Example("关于转发某政办〔2024〕3号文件的通知", header_zone=True),
        Example("（2023）京0105民初12345号", header_zone=True),
        Example("法释〔2016〕19号", header_zone=True),
        Example("内部文件", header_zone=True),
        Example("招标文件", header_zone=True),
    ),
)


@dataclass(frozen=True)
class SourceUnitRecognizer:
    """Compares the head of every document with the unit's names and codes."""

    unit: Unit
    rules = (FOREIGN_SOURCE,)

    def begin(self) -> SourceUnitObserver:
        return SourceUnitObserver(self)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(filter(None, map(_folded, self.unit.names)))

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(filter(None, map(_folded, self.unit.document_codes)))

    def own_organ(self, organ: str) -> bool | None:
        """None: nothing to compare it with. A joint document is the unit's own too, and so is one of its departments."""
        return any(name in _folded(organ) for name in self._names) if self._names else None

    def own_code(self, code: str) -> bool | None:
        if PUBLISHED.search(_folded(code)):
            return None
        return _folded(code).startswith(self._codes) if self._codes else None


@dataclass
class SourceUnitObserver:
    """What the heads say, by file: the letterhead may be a text box and the number a paragraph."""

    source: SourceUnitRecognizer
    foreign: dict[str, Finding] = field(default_factory=dict, repr=False)
    own: set[str] = field(default_factory=set, repr=False)

    def observe(self, passage: Passage) -> Iterator[Finding]:
        if not passage.has_head or passage.place not in READ:
            return
        part = passage.segments[0].location.part
        # Letterheads are often set with a blank after each character.
        view = passage.squeezed
        text = view.text
        for line in LINES.finditer(text):
            if len(line[0]) > LONGEST_LINE or not passage.segment_at_source(view.origin(line.start())).layout.header_zone:
                continue
            for pattern, group in ((MASTHEAD, "organ"), (NUMBER_LINE, "code"), (ISSUER, "organ")):
                match = pattern.fullmatch(text, *line.span())
                if match is None:
                    continue
                said = self.source.own_organ(match[group]) if group == "organ" else self.source.own_code(match[group])
                if said:
                    self.own.add(part)
                elif said is False and len(self.foreign) < MOST and part not in self.foreign:
                    evidence = ("document-number",) if group == "code" else ("official-elements",)
                    self.foreign[part] = passage.finding(FOREIGN_SOURCE, *match.span(group), 0.75, (*evidence, "header-zone"), view)
        yield from ()

    def conclude(self) -> Iterator[Finding]:
        return (finding for part, finding in self.foreign.items() if part not in self.own)


def _folded(text: str) -> str:
    return BLANKS.sub("", normalize(text).text)
