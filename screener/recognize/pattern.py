"""A recogniser that is a pattern, a check, and the words around it. Most identifiers need no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from screener.model import Finding, Place, Rule
from screener.recognize.passage import Passage

# Edges of numbers. Never `\b`: Han characters are word characters, so `\b` does not hold between 号 and a digit.
NOT_AFTER_DIGIT = r"(?<![0-9])"
NOT_BEFORE_DIGIT = r"(?![0-9])"
NOT_AFTER_ALNUM = r"(?<![0-9A-Za-z])"
NOT_BEFORE_ALNUM = r"(?![0-9A-Za-z])"


@dataclass(frozen=True, slots=True)
class Grade:
    """What a check says when "yes" is not enough: a score without and with a context word, and why."""

    score: float
    context_score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class PatternRecognizer:
    """Finds `pattern` in the folded text (lower case, half width, simplified characters).

    - a group named `number` is what is found, where there is one; else the whole match is.
    - `lead` is what belongs to it before the match (the name of the road): a pattern that ends in `$`.
    - `numeric` says how many digits or letters (five or more) stand in the pattern from its first digit on: it then looks at such
      numbers only, a small part of most texts; `numeric_alone` says it for what is found without a context word.
    - `needs` are characters or words without one of which there is no match, `words` those without one of which there is no `context`:
      the cheapest ways to skip a text.
    - `check(match)` says whether the number is a real one (check digit, date, region): False is no finding, True the scores below and
      the evidence "check-digit", a `Grade` its own scores and evidence. A score of 0 is no finding.
    - `context` are words that make it likelier, within `reach` characters before it, on the rest of its line, or at the head of its
      column. `required` says that without one of them nothing is found.
    - `unless` are words before it, or over its column, that make it something else (案号, 文号, 订单号).
    - the score is `score`, or `context_score` where a context word stands near; `at_most` limits it in places where such a thing stands
      by nature (the address in a mail's header).
    """

    rule: Rule
    pattern: re.Pattern[str] = field(repr=False)
    score: float
    check: Callable[[re.Match[str]], bool | Grade] | None = None
    context: re.Pattern[str] | None = field(default=None, repr=False)
    context_score: float = 0.95
    required: bool = False
    unless: re.Pattern[str] | None = field(default=None, repr=False)
    reach: int = 24
    numeric: int = 0
    numeric_alone: int = 0
    needs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lead: re.Pattern[str] | None = field(default=None, repr=False)
    at_most: Mapping[Place, float] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,)

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        if self.needs and not passage.holds(self.needs):
            return
        in_context = not self.words or passage.holds(self.words)
        if self.required and not in_context:
            return
        places = self.numeric if in_context else self.numeric_alone or self.numeric
        for start, end in passage.numeric(places) if places else ((0, len(text)),):
            # A refused match gives up one character only: in `12 1101 0519 …` the first try starts at 12.
            while (match := self.pattern.search(text, start, end)) is not None:
                finding = self._judge(passage, match, in_context)
                if finding is not None:
                    yield finding
                start = match.start() + 1 if finding is None else match.end()

    def _judge(self, passage: Passage, match: re.Match[str], in_context: bool) -> Finding | None:
        verdict = True if self.check is None else self.check(match)
        if verdict is False:
            return None
        grade = verdict if isinstance(verdict, Grade) else Grade(self.score, self.context_score, ("check-digit",) if self.check else ())
        if grade.score <= 0 and not in_context:
            return None
        first, last = match.span("number") if "number" in self.pattern.groupindex else match.span()
        if self.lead is not None and (lead := self.lead.search(passage.around(first, last)[0])) is not None:
            first -= len(lead[0])
        before, after = passage.around(first, last, self.reach)
        if self.unless is not None and (self.unless.search(before) or self.unless.search(passage.heading(first))):
            return None
        near = None
        if self.context is not None and in_context:
            search = self.context.search
            near = search(before) or search(after.split("\n", 1)[0]) or search(passage.heading(first))
        if near is None and self.required:
            return None
        score = grade.score if near is None else grade.context_score
        score = min(score, self.at_most.get(passage.place, score))
        if score <= 0:
            return None
        return passage.finding(self.rule, first, last, score, grade.evidence + ((f"context:{near[0]}",) if near is not None else ()))
