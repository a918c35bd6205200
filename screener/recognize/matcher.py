"""Where any of many terms stands in a text: one pass, however many terms there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol


class Matcher(Protocol):
    """Finds all hits, also those that overlap or lie inside another, as start, end and the term's index, by their ends."""

    def find(self, text: str) -> Iterator[tuple[int, int, int]]: ...


class AhoCorasickMatcher:
    """pyahocorasick: portable, picklable, offsets in code points."""

    def __init__(self, terms: Sequence[str]) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        for index, term in enumerate(terms):
            if not term:
                raise ValueError("an empty term would be found everywhere")
            self._automaton.add_word(term, (len(term), index))
        self._empty = not terms
        if terms:
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        if self._empty:  # the library refuses to search without terms
            return
        for last, (length, index) in self._automaton.iter(text):
            yield last + 1 - length, last + 1, index
