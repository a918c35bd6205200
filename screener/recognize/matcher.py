"""Where any of many terms stands in a text: one pass, however many terms there are.

Two engines that find the same: hyperscan (Vectorscan; 10 to 90 times as fast, wheels for x86-64 and aarch64 only) where it is
installed, pyahocorasick everywhere else. `build_matcher` takes the better one that runs here; the tests hold both to each other.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Protocol

# Above this compiling takes longer than reading what was compiled before: 10,000 terms take 0.2 s, 100,000 take 4 s, reading 4 ms.
KEPT_FROM = 2_000


class Matcher(Protocol):
    """Finds all hits, also those that overlap or lie inside another, as start, end and the term's index, by their ends."""

    def find(self, text: str) -> Iterator[tuple[int, int, int]]: ...


class AhoCorasickMatcher:
    """pyahocorasick: portable, picklable, offsets in code points."""

    def __init__(self, terms: Sequence[str]) -> None:
        import ahocorasick

        _refuse_empty(terms)
        self._automaton = ahocorasick.Automaton()
        for index, term in enumerate(terms):
            self._automaton.add_word(term, (len(term), index))
        self._empty = not terms
        if terms:
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        if self._empty:  # the library refuses to search without terms
            return
        for last, (length, index) in self._automaton.iter(text):
            yield last + 1 - length, last + 1, index


class HyperscanMatcher:
    """hyperscan over UTF-16: every code unit is two bytes, so a hit that ends on an odd byte is none.

    `keep`: what was compiled may lie in the user's cache. Never for terms of a sealed dictionary: they could be read from it.
    """

    def __init__(self, terms: Sequence[str], *, keep: bool = False) -> None:
        _refuse_empty(terms)
        self._terms = tuple(terms)
        self._keep = keep and len(terms) >= KEPT_FROM
        self._lengths = tuple(map(len, self._terms))
        self._wide = frozenset(
            index for index, term in enumerate(self._terms) if any("\ud7ff" < unit < "\ue000" or unit > "\uffff" for unit in term)
        )
        self._database = _database(self._terms, keep=self._keep) if terms else None

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self._terms, self._keep)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        if self._database is None:
            return
        ends: list[tuple[int, int]] = []

        def add(index: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if not end & 1:
                ends.append((end >> 1, index))

        encoded = text.encode("utf-16-le", "surrogatepass")
        self._database.scan(encoded, match_event_handler=add)
        ends.sort()
        # Where characters of two units stand, as positions in units: so many units more than characters up to there.
        pairs = []
        if len(encoded) > 2 * len(text):
            pairs = [at + before for before, at in enumerate(at for at, character in enumerate(text) if character > "\uffff")]
        for unit, index in ends:
            end = unit - bisect_right(pairs, unit - 2)
            start = end - self._lengths[index]
            # Half of a pair may stand alone, and is then no part of a character.
            if not (pairs or index in self._wide) or text.startswith(self._terms[index], start):
                yield start, end, index


def build_matcher(terms: Sequence[str], *, keep: bool = False) -> Matcher:
    return HyperscanMatcher(terms, keep=keep) if _hyperscan() is not None else AhoCorasickMatcher(terms)


def engine() -> str:
    """The engine in use and its version, for `screener --version -v`."""
    hyperscan = _hyperscan()
    if hyperscan is None:
        from importlib.metadata import version

        return f"matcher pyahocorasick {version('pyahocorasick')}"
    return f"matcher hyperscan {hyperscan.__version__}"


@cache
def _hyperscan() -> Any:  # noqa: ANN401  a module without types, or nothing
    """The module, where it is installed and this processor can run it."""
    if find_spec("hyperscan") is None:
        return None
    try:
        import hyperscan
    except (ImportError, OSError):
        return None
    try:
        _compiled(hyperscan, ("a",))
    except hyperscan.HyperscanError:
        return None
    return hyperscan


def _database(terms: tuple[str, ...], *, keep: bool) -> Any:  # noqa: ANN401
    hyperscan = _hyperscan()
    if not keep:
        return _compiled(hyperscan, terms)
    from screener.cached import cache_key, read_cached, write_cached

    # The version and the features are the library's own words: what another processor compiled has another name.
    engine = hyperscan.__version__.encode() + _compiled(hyperscan, ("a",)).info()
    key = cache_key("hyperscan", engine, os.uname().machine.encode(), *(term.encode("utf-8", "surrogatepass") for term in terms))
    kept = read_cached(key)
    if kept is not None and (database := _loaded(hyperscan, kept)) is not None:
        return database
    database = _compiled(hyperscan, terms)
    write_cached(key, hyperscan.dumpb(database))
    return database


def _compiled(hyperscan: Any, terms: tuple[str, ...]) -> Any:  # noqa: ANN401
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    # Its literal mode stops at a zero byte, and every Latin letter has one; a pattern of nothing but escapes is a literal to it as well.
    expressions = ["".join(map("\\x{:02x}".format, term.encode("utf-16-le", "surrogatepass"))).encode() for term in terms]
    database.compile(expressions=expressions, ids=list(range(len(terms))), elements=len(terms), flags=0)
    return database


def _loaded(hyperscan: Any, kept: bytes) -> Any:  # noqa: ANN401
    """The library checks version, platform and a checksum of its own."""
    try:
        database = hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


def _rebuilt(terms: tuple[str, ...], keep: bool) -> HyperscanMatcher:
    return HyperscanMatcher(terms, keep=keep)


def _refuse_empty(terms: Sequence[str]) -> None:
    if not all(terms):
        raise ValueError("an empty term would be found everywhere")
