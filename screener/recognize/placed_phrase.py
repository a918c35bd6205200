"""A recogniser that is a table of phrases and where each stands: a handling mark stands apart, a sentence about such marks does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Place, Rule
from screener.recognize.mark import Mark
from screener.recognize.mark_grammar import CHECKED, COMPANY, HANDLING, LONGEST_COMPANY, UNCHECKED
from screener.recognize.mention import MARGINS, NAMES
from screener.recognize.passage import Passage

# ××市中级人民法院 内部资料; ××集团 核心商密; Acme Ltd - Confidential; 第3期 内参. No sentence: nothing but names and numbers.
OWNER = lazy_pattern(
    r"[\s\[(【〔·|/_\-]*(?:[\u4e00-\u9fff×]{0,24}(?:院|局|厅|部|委|办|处|室|所|会|中心|公司|集团|机关|单位|系统|政府|股份|银行|大学)(?:机关)?"
    r"|[a-z][a-z&.,' ]{0,30}(?:inc|corp|ltd|llc|llp|gmbh|plc|co|company|group|bank)\.?|(?:©|\(c\))[^\n]{0,40}|第?\s*[0-9一二三四五六七八九十]{1,4}\s*期)?"
    r"[\s\[(【〔·|/_\-:]*"
)
LIST_ITEM = lazy_pattern(r"\s*[\[(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[a-z])[)\]、.]\s*")
# Other values of the same field: where one of them has the next cell, this is a list of choices.
CHOICES = frozenset({
    "公开", "主动公开", "依申请公开", "不予公开", "不公开", "非密", "无密级", "绝密", "机密", "秘密", "外部", "正卷", "public", "secret", "top secret", "confidential",
    "restricted", "internal", "unclassified", "tlp:red", "tlp:amber", "tlp:green", "tlp:clear", "tlp:white",
})  # fmt: skip
LABEL = lazy_pattern(
    r"(?:密级|(?:秘密|保密|涉密|安全|定密|敏感|信息)(?:等级|级别|分级|标识|标志|类别)|文档(?:分级|密级)"
    r"|(?:security )?classification|sensitivity|(?:protective )?marking|handling|distribution)\s*[:=]\s*[\[(【〔\"“]?\s*$"
)
LONGEST_TITLE = 70
# A mark and the company it keeps; a longer line is a paragraph.
LONGEST_LINE = LONGEST_COMPANY + 70
# In a hint: sets of characters, repetitions, escapes; and what is left of it.
NOT_PLAIN = lazy_pattern(r"\[[^\]]*\](?:\{[^}]*\})?|\{[^}]*\}|\\.|.[?*]")
CHARACTER = lazy_pattern(r"\w")
SPREAD = lazy_pattern(r"\[[^\]]*\]|(?<!\\)[\u4e00-\u9fff](?=(?:\(\?:)?[\u4e00-\u9fff])")


def spaced(pattern: str) -> re.Pattern[str]:
    """The pattern with blanks allowed between its Han characters: 内 部 资 料."""
    return lazy_pattern(SPREAD.sub(lambda match: match[0] if match[0][0] == "[" else match[0] + r"[ \t]{0,4}", pattern))


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the phrase is worth in the head of the first page, a margin or a name; on a line of its own; at the end of a title; in words.

    0 is nothing. `cell` and `margin` are for table cells and page margins where they are not what `placed` or `alone` says. `quiet` caps what is not written in capitals:
    `SECRET` is a stamp, `Secret` a heading; outside of a head, a margin or a name it is nothing then.
    `unless` is what the line must not hold; `needs` are characters without one of which it holds no such phrase: the cheapest way to skip it.
    """

    pattern: re.Pattern[str]
    placed: float
    alone: float = 0.0
    titled: float = 0.0
    cell: float | None = None
    margin: float | None = None
    quiet: float = 1.0
    unless: re.Pattern[str] | None = None
    needs: str = ""


@dataclass(frozen=True)
class PhraseRecognizer:
    """Finds the phrases of its table. One finding a line, the likeliest.

    `hints` are patterns without one of which a line holds no phrase. `view` rewrites the folded text, character for character.
    """

    rule: Rule
    phrases: tuple[Phrase, ...] = field(repr=False)
    hints: tuple[str, ...] = field(repr=False)
    view: Callable[[str], str] = field(default=str, repr=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,)

    @cached_property
    def _hint(self) -> re.Pattern[str]:
        return re.compile("|".join(spaced(hint).pattern for hint in self.hints))

    @cached_property
    def _characters(self) -> tuple[frozenset[str], ...]:
        """What each hint is written with, as far as it is written with plain characters."""
        return tuple(frozenset(CHARACTER.findall(NOT_PLAIN.sub("", hint))) for hint in self.hints)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        alphabet = passage.alphabet if self.view is str else frozenset(self.view("".join(passage.alphabet)))
        if not any(characters <= alphabet for characters in self._characters):
            return
        text = self.view(passage.folded.text)
        end = -1
        for match in self._hint.finditer(text):
            if match.start() < end:
                continue
            start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
            end = len(text) if end < 0 else end
            if end - start <= LONGEST_LINE:
                yield from self._judge(passage, text, start, end)

    def _judge(self, passage: Passage, text: str, start: int, end: int) -> Iterator[Finding]:
        best: tuple[float, Mark, tuple[str, ...]] | None = None
        letters = frozenset(text[start:end])
        for phrase in self.phrases:
            if phrase.needs and letters.isdisjoint(phrase.needs):
                continue
            if phrase.unless is not None and phrase.unless.search(text, start, end):
                continue
            for match in phrase.pattern.finditer(text, start, end):
                mark = Mark(passage, "", *match.span())
                score, evidence = weigh_phrase(mark, phrase)
                if score > 0 and (best is None or score > best[0]):
                    best = score, mark, evidence
        if best is not None:
            score, mark, evidence = best
            yield passage.finding(self.rule, mark.start, mark.after.end() if mark.term else mark.end, score, evidence)


def weigh_phrase(mark: Mark, phrase: Phrase) -> tuple[float, tuple[str, ...]]:
    """What a phrase is worth where it stands, and why."""
    if not _free(mark):
        return 0.0, ()
    in_place = mark.segment.layout.header_zone or mark.place in MARGINS or mark.place in NAMES
    placed = phrase.margin if phrase.margin is not None and mark.place in MARGINS else phrase.placed
    score = 0.0
    evidence: tuple[str, ...] = ("phrase",)
    if LABEL.search(mark.prefix) and not mark.suffix[:1].isalnum():
        score, evidence = max(placed, phrase.alone), ("label",)
    elif stands_alone(mark):
        cell = mark.place is Place.TABLE and phrase.cell is not None
        score = (phrase.cell or 0.0) if cell else placed if in_place else phrase.alone
        evidence = ("isolated", "header-zone") if in_place and not cell else ("isolated",)
        if mark.handling and score:
            score, evidence = max(score, min(placed, score + 0.1)), (*evidence, "handling-instruction")
    elif mark.place in NAMES and mark.delimited:
        score, evidence = placed, ("name",)
    elif mark.place in MARGINS and _apart(mark) and _short(mark):
        score, evidence = min(placed, 0.7), ("margin",)
    elif mark.bracketed and _short(mark) and COMPANY.fullmatch(mark.suffix):
        score = max(phrase.titled, placed - 0.1) if phrase.titled and in_place else phrase.titled
        evidence = ("title-position",)
    elif mark.segment.layout.header_zone and _apart(mark) and _short(mark):
        score, evidence = min(placed, 0.7), ("delimited",)
    if phrase.quiet < 1 and not _loud(mark):
        score = min(score, phrase.quiet) if in_place else 0.0
    return score, evidence


def stands_alone(mark: Mark) -> bool:
    """Isolated, or with nothing before it but the name of whose mark it is."""
    if mark.isolated:
        return True
    before = mark.unlabelled_prefix
    return len(before) + len(mark.suffix) <= LONGEST_COMPANY and bool(OWNER.fullmatch(before)) and bool(_company(mark.suffix))


def is_choice(mark: Mark) -> bool:
    """One of the values of a form or a comparison, not the value."""
    if mark.place in MARGINS:
        return False
    return any(line.strip(" ()[]【】□☐◻▢⬜") in CHOICES for line in mark.column)


def _free(mark: Mark) -> bool:
    """Not part of a longer word of letters, not an item of a list, not an empty box."""
    text = mark.passage.folded.text
    if text[mark.start].isascii() and _letter(text[mark.start - 1 : mark.start]):
        return False
    if text[mark.end - 1].isascii() and _letter(text[mark.end : mark.end + 1]):
        return False
    box = mark.prefix.rstrip()[-1:]
    if box == "《":
        return False
    if box and (box in UNCHECKED or (box not in CHECKED and any(sign in mark.suffix for sign in UNCHECKED))):
        return False
    return not LIST_ITEM.fullmatch(mark.prefix) and not is_choice(mark)


def _letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _company(text: str) -> bool:
    return COMPANY.fullmatch(HANDLING.sub(" ", text)) is not None


def _short(mark: Mark) -> bool:
    """The line is no sentence."""
    start, end = mark.line
    line = mark.passage.folded.text[start:end].strip()
    return len(line) <= LONGEST_TITLE and not re.search(r"[。;!?]|\b(?:may|is|are|shall|should|must|can|the)\b", line)


def _apart(mark: Mark) -> bool:
    """A blank or a bracket on both sides; for Latin letters, where a blank parts any two words, a wide gap or a sign."""
    before, after = mark.unlabelled_prefix, mark.suffix
    edge = r"\s{2}|\t|[|/\-·()\[\]【】〔〕]\s?" if mark.passage.folded.text[mark.start].isascii() else r"[\s|()\[\]【】〔〕]"
    return "《" not in before and bool((not before or re.search(rf"(?:{edge})$", before)) and (not after or re.match(edge, after)))


def _loud(mark: Mark) -> bool:
    first, last = mark.passage.folded.span(mark.start, mark.end)
    written = mark.passage.folded.source[first:last]
    return written == written.upper()
