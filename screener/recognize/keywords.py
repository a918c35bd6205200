"""Finds the words of the dictionaries, pulled apart or wrapped over a line end as they may be, and leaves public phrases alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from screener.dictionary import Dictionary, Term, fold
from screener.errors import DictionaryError
from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Location, Place, Rule, Segment
from screener.recognize.matcher import Matcher, build_matcher
from screener.recognize.passage import Passage
from screener.recognize.segmentation import SHORT, Segmenter
from screener.recognize.title_position import is_title

# A line end inside a word: the layout program of a page wraps anywhere between two Han characters.
WRAP = lazy_pattern(r"(?<=[\u3400-\u9fff])[ \t]{0,8}\n[ \t]{0,8}(?=[\u3400-\u9fff])")
# A short term over a line end counts only where the line before is long enough to have been wrapped, or holds one character, as
# vertical writing does: two table cells that happen to meet (总司 / 机密) make no word.
WRAPPED_LINE = 12
HAN = lazy_pattern(r"[\u3400-\u9fff]")
SHOWN_EXAMPLES = 5
MOST_ASKED = 4000


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at a place of the text, and why it counts."""

    start: int
    end: int
    rule: int
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """A term as it is looked for: folded, with its rule's index; `rule` is None for a public phrase."""

    term: Term
    rule: int | None
    require_near: tuple[str, ...] = field(repr=False)
    unless_near: tuple[str, ...] = field(repr=False)


class KeywordRecognizer:
    """All dictionaries in one pass over the text. Each is a rule, by its own name."""

    def __init__(self, dictionaries: Sequence[Dictionary]) -> None:
        self._dictionaries = tuple(dictionaries)
        self.rules: tuple[Rule, ...] = tuple(_rule(dictionary) for dictionary in self._dictionaries if dictionary.kind == "terms")

    def __getstate__(self) -> dict[str, Any]:
        return {"_dictionaries": self._dictionaries, "rules": self.rules}

    def warm(self) -> None:
        """Compile and load now what many documents will need, before processes are forked that would each do it."""
        _ = self._by_index, self._matcher, self._characters
        self._segmenter.warm()

    @cached_property
    def _sought(self) -> dict[str, list[Sought]]:
        sought: dict[str, list[Sought]] = {}
        rules = {rule.id: index for index, rule in enumerate(self.rules)}
        for dictionary in self._dictionaries:
            for term in dictionary.terms:
                near, unless = tuple(map(fold, term.require_near)), tuple(map(fold, term.unless_near))
                sought.setdefault(fold(term.text), []).append(Sought(term, rules.get(dictionary.name), near, unless))
        return sought

    @cached_property
    def _by_index(self) -> tuple[list[Sought], ...]:
        return tuple(self._sought.values())

    @cached_property
    def _matcher(self) -> Matcher:
        # What was compiled can be read back, so nothing that was sealed is kept on disk.
        sealed = any(term.sealed for dictionary in self._dictionaries for term in dictionary.terms)
        return build_matcher(tuple(self._sought), keep=not sealed)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(text for text, group in self._sought.items() if any(sought.rule is not None for sought in group))

    @cached_property
    def _characters(self) -> dict[str, list[frozenset[str]]]:
        """What each term is written with, by one of its characters; nothing where there are so many that asking costs more than searching."""
        characters: dict[str, list[frozenset[str]]] = {}
        for term in {frozenset(text) for text in self._sought} if len(self._sought) <= MOST_ASKED else ():
            characters.setdefault(max(term, default=""), []).append(term)
        return characters

    def _may_hold(self, alphabet: frozenset[str]) -> bool:
        return any(term <= alphabet for one in alphabet & self._characters.keys() for term in self._characters[one])

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        if self._characters and not self._may_hold(passage.alphabet):
            return
        view = passage.squeezed
        text = view.text
        joined, removed = _unwrapped(text)
        hits: list[tuple[int, int, int]] = []
        phrases: list[tuple[int, int]] = []
        for first, last, index in self._matcher.find(joined):
            start, end = _original(first, removed), _original(last - 1, removed) + 1
            if any(sought.rule is None for sought in self._by_index[index]):
                phrases.append((start, end))
            if any(sought.rule is not None for sought in self._by_index[index]):
                hits.append((start, end, index))
        judged = [
            hit
            for start, end, index in hits
            if not any(first <= start and end <= last and last - first > end - start for first, last in phrases)
            for sought in self._by_index[index]
            if (hit := self._judge(text, start, end, sought, passage.place)) is not None
        ]
        for hit in _longest(judged):
            rule = self.rules[hit.rule]
            finding = passage.finding(rule, hit.start, hit.end, hit.score, hit.evidence, view)
            shown = WRAP.sub("", view.text[hit.start : hit.end])
            if len(re.sub(r"\s*\n\s*", "", finding.quote)) > len(shown):
                finding = passage.finding(rule, hit.start, hit.end, hit.score, (*hit.evidence, "split"), view)
            yield finding

    def _judge(self, text: str, start: int, end: int, sought: Sought, place: Place) -> Hit | None:
        term, evidence = sought.term, []
        if sought.rule is None or not self._stands_alone(text, start, end, term):
            return None
        if term.position == "title":
            if not is_title(text, start, end, place):
                return None
            evidence.append("title-position")
        before, after = WRAP.sub("", text[max(0, start - term.proximity) : start]), WRAP.sub("", text[end : end + term.proximity])
        if any(word in before or word in after for word in sought.unless_near):
            return None
        if sought.require_near:
            near = next((word for word in sought.require_near if word in before or word in after), None)
            if near is None:
                return None
            evidence.append("context" if term.sealed else f"context:{near}")
        if term.sealed:  # for reports: its quote is the content of a sealed file
            evidence.append("sealed")
        return Hit(start, end, sought.rule, term.score, tuple(evidence))

    def _stands_alone(self, text: str, start: int, end: int, term: Term) -> bool:
        hit = text[start:end]
        if term.whole_word is False:
            return True
        if _is_latin(hit[0]) and start and _is_latin(text[start - 1]):
            return False
        if _is_latin(hit[-1]) and end < len(text) and _is_latin(text[end]):
            return False
        word = WRAP.sub("", hit)
        short = len(word) <= SHORT
        if len(word) < len(hit) and short and not _may_be_wrapped(text, start, end):
            return False
        if (short or term.whole_word) and HAN.search(word):
            # The lines before and after are other cells or paragraphs: a hit within one line is judged by that line alone.
            first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
            line = text[first : len(text) if last < 0 else last]
            return self._segmenter.is_word(WRAP.sub("", line), start - first, start - first + len(word))
        return True


def prove(dictionaries: Sequence[Dictionary], names: frozenset[str] | None = None) -> None:
    """Raise `DictionaryError` where an example of a dictionary (of `names`, else of all) is not found, or a non-example is."""
    recognizer = KeywordRecognizer(dictionaries)
    problems: list[tuple[str, str]] = []
    for dictionary in dictionaries:
        if names is not None and dictionary.name not in names:
            continue
        for wanted, texts in ((True, dictionary.examples), (False, dictionary.non_examples)):
            for text in texts:
                passage = Passage((Segment(text, Location()),))
                if wanted != any(finding.rule == dictionary.name for finding in recognizer.recognize(passage)):
                    zh, en = ("正例没有命中", "an example is not found") if wanted else ("反例被命中", "a non-example is found")
                    sentence = f"词典 {dictionary.name}：{zh}：“{text}”。请改词语的条件，或改这个例句。"
                    sentence_en = f'the dictionary {dictionary.name}: {en}: "{text}". Change the conditions of the term, or the example.'
                    problems.append((sentence, sentence_en))
    if problems:
        raise DictionaryError("\n".join(zh for zh, _ in problems), "\n".join(en for _, en in problems))


def _rule(dictionary: Dictionary) -> Rule:
    examples = (
        dictionary.examples or tuple(term.text for term in dictionary.terms if not (term.sealed or term.require_near))[:SHOWN_EXAMPLES]
    )
    return Rule(
        dictionary.name,
        dictionary.entity,
        dictionary.title,
        dictionary.title_en,
        dictionary.definition,
        dictionary.definition_en,
        dictionary.basis,
        dictionary.advice,
        dictionary.advice_en,
        () if dictionary.sealed else examples,
        dictionary.non_examples,
    )


def _unwrapped(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without line ends inside words, and where, in the result, how much has been removed before."""
    pieces, removed, done, gone = [], [(0, 0)], 0, 0
    for match in WRAP.finditer(text):
        pieces.append(text[done : match.start()])
        done = match.end()
        gone += done - match.start()
        removed.append((done - gone, gone))
    pieces.append(text[done:])
    return "".join(pieces), removed


def _original(position: int, removed: list[tuple[int, int]]) -> int:
    return position + removed[bisect_right(removed, position, key=itemgetter(0)) - 1][1]


def _may_be_wrapped(text: str, start: int, end: int) -> bool:
    line_end = text.index("\n", start, end)
    length = line_end - (text.rfind("\n", 0, line_end) + 1)
    return length >= WRAPPED_LINE or length == 1


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    """Without those that lie inside a longer hit of the same rule whose score is no lower."""
    kept: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, -hit.score)):
        rivals = [rival for rival in kept.get(hit.rule, ()) if rival.end > hit.start]
        if not any(rival.end >= hit.end and rival.score >= hit.score for rival in rivals):
            rivals.append(hit)
            yield hit
        kept[hit.rule] = rivals


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
