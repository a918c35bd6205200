"""Whether a short hit is a word of its own or an accident of neighbouring words (司机|密切 holds 机密).

Only a window round the hit is segmented, and nothing is loaded before the first short hit: jieba's word list costs half a second and
25 MB. Its cache file in the shared temporary folder is neither read nor written: any user of the machine could have put it there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Protocol

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
    """What is used of jieba's."""

    FREQ: dict[str, int]

    def cut(self, sentence: str, *, HMM: bool) -> Iterator[str]: ...  # noqa: N803


@cache
def _word_list() -> tuple[dict[str, int], int]:
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return {**frequencies, **MISSING_WORDS}, total


class Segmenter:
    """Judges hits of the terms it is given. They are words to it, though no word list knows an organisation's own names."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms = tuple(terms)

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        return {"_terms": self._terms}

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        import jieba

        tokenizer: jieba.Tokenizer = jieba.Tokenizer()
        frequencies, tokenizer.total = _word_list()
        tokenizer.FREQ = dict(frequencies)
        tokenizer.initialized = True  # before anything asks for its cache file
        for term in self._terms:
            if not tokenizer.FREQ.get(term):
                tokenizer.add_word(term)
        known: Tokenizer = tokenizer
        return known

    def is_word(self, text: str, start: int, end: int) -> bool:
        """False when a token straddles an edge of `text[start:end]`, unless it is a compound of the hit and whole words."""
        offset = max(0, start - WINDOW)
        position = offset
        for token in self._tokenizer.cut(text[offset : end + WINDOW], HMM=False):
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
        return not rest or (len(rest) > 1 and bool(self._tokenizer.FREQ.get(rest)))
