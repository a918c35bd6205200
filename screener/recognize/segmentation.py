"""Whether a short hit is a word of its own or an accident of neighbouring words (司机|密切 holds 机密).

Only a window round the hit is segmented, and nothing is loaded before the first short hit: jieba's word list costs a second and 25 MB,
rjieba's, the same in Rust and used where it is installed, 0.2 s. jieba's cache file in the shared temporary folder is neither read nor
written: any user of the machine could have put it there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from importlib.util import find_spec
from typing import Any, Protocol

# Twenty characters to either side decide as the whole text does (453 of 453 hits).
WINDOW = 20
# A short word is common enough inside others; of four characters and more no accident was seen.
SHORT = 3
# What may follow a word inside one token of the word list and leave it what it is: 绝密级, 绝密件.
HARMLESS_ENDINGS = frozenset("级件卷函案类")
# What makes another word of the one before it: 机密性, 秘密性.
ENDINGS_OF_OTHER_WORDS = frozenset({"性"})
# Words that the word list lacks or ranks too low: it would read 该机|密级 and 隐|秘密|道.
MISSING_WORDS = dict.fromkeys(("机密级", "机密件", "秘密级", "秘密件", "密道", "隐秘"), 2000)


class Tokenizer(Protocol):
    """Cuts a text into words of its list, with no guesses (HMM) about words that are not in it."""

    def cut(self, text: str) -> Iterable[str]: ...

    def knows(self, word: str) -> bool: ...


class JiebaTokenizer:
    """The reference; pure Python."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        import jieba

        self._jieba: Any = jieba.Tokenizer()
        frequencies, self._jieba.total = _word_list()
        self._jieba.FREQ = dict(frequencies)
        self._jieba.initialized = True  # before anything asks for its cache file
        for term in terms:
            if not self.knows(term):
                self._jieba.add_word(term)

    def cut(self, text: str) -> Iterable[str]:
        words: Iterator[str] = self._jieba.cut(text, HMM=False)
        return words

    def knows(self, word: str) -> bool:
        return bool(self._jieba.FREQ.get(word))


class RjiebaTokenizer:
    """The same list and the same cuts, ten times as fast."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        import rjieba

        self._jieba: Any = rjieba.Jieba()
        for word, frequency in MISSING_WORDS.items():
            self._jieba.add_word(word, frequency, "n")
        for term in terms:
            if not self.knows(term):
                self._jieba.add_word(term, self._jieba.suggest_freq(term), "n")

    def cut(self, text: str) -> Iterable[str]:
        words: list[str] = self._jieba.cut(text, hmm=False)
        return words

    def knows(self, word: str) -> bool:
        return bool(self._jieba.has_word(word))


@cache
def _word_list() -> tuple[dict[str, int], int]:
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return {**frequencies, **MISSING_WORDS}, total


def build_tokenizer(terms: Iterable[str] = ()) -> Tokenizer:
    return JiebaTokenizer(terms) if find_spec("rjieba") is None else RjiebaTokenizer(terms)


def engine() -> str:
    """The engine in use and its version, for `screener --version -v`."""
    from importlib.metadata import version

    name = "jieba" if find_spec("rjieba") is None else "rjieba"
    return f"segmentation {name} {version(name)}"


class Segmenter:
    """Judges hits of the terms it is given. They are words to it, though no word list knows an organisation's own names."""

    def __init__(self, terms: Iterable[str] = (), build: Callable[[Iterable[str]], Tokenizer] = build_tokenizer) -> None:
        self._terms = tuple(terms)
        self._build = build

    def __getstate__(self) -> dict[str, object]:
        return {"_terms": self._terms, "_build": self._build}

    def warm(self) -> None:
        """Load the word list now, before processes are forked that would each load it."""
        _ = self._tokenizer

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self._build(self._terms)

    def is_word(self, text: str, start: int, end: int) -> bool:
        """False when a token straddles an edge of `text[start:end]`, unless it is a compound of the hit and whole words."""
        offset = max(0, start - WINDOW)
        position = offset
        for token in self._tokenizer.cut(text[offset : end + WINDOW]):
            first, position = position, position + len(token)
            if position <= start:
                continue
            if first >= end:
                return not (first == end and token in ENDINGS_OF_OTHER_WORDS)
            if (first < start or position > end) and not self._is_compound(token, start - first, end - first):
                return False
        return True

    def _is_compound(self, token: str, start: int, end: int) -> bool:
        """The token is the hit and words before or after it (机密|文件), not a longer word that happens to hold it (红旗渠)."""
        if start < 0 or end > len(token):
            return False
        before, after = token[:start], token[end:]
        return self._is_whole(before) and (after in HARMLESS_ENDINGS or self._is_whole(after))

    def _is_whole(self, rest: str) -> bool:
        return not rest or (len(rest) > 1 and self._tokenizer.knows(rest))
