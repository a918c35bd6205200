"""How the three levels are written, and miswritten: characters, look-alikes, split characters, pinyin, separators.

Patterns run on folded text, where traditional and Japanese forms, widths, zero widths and accents are gone already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from screener.lazy_pattern import lazy_pattern

# What may stand between the two characters of a level word and still be read across. A line end only where each character has its
# line to itself (vertical text, a cell or a text box for each character).
GAP = r"(?:[ \t]{0,60}|(?:[^\w\n。；]|_){0,6})"
VERTICAL = r"[ \t]*\n[ \t\n]*"
JOIN = rf"(?:{VERTICAL}|{GAP})"


class Level(StrEnum):
    TOP_SECRET = "绝密"  # noqa: S105  a level, not a password
    SECRET = "机密"  # noqa: S105
    CONFIDENTIAL = "秘密"


# The true character first, then what is put for it: parts written side by side, look-alikes and misreadings of OCR.
FIRST_CHARACTERS = {
    Level.TOP_SECRET: ("绝", "纟色", "糸色", "纟刀巴", "绐", "艳", "绛", "決", "蕝"),
    Level.SECRET: ("机", "木几", "杌", "朹", "几", "枧", "饥", "讥", "肌", "玑", "扒"),
    Level.CONFIDENTIAL: ("秘", "禾必", "礻必", "泌", "宓", "必", "柲", "祕", "毖", "铋"),
}
SECOND_CHARACTERS = ("密", "宓山", "蜜", "宻", "宓", "冖必山", "宀必山", "谧", "嘧", "峚", "泌")
# Every way to write a character as its parts, left to right and top to bottom: left parts, right parts, with their look-alikes.
SPLIT_FIRST = {
    Level.TOP_SECRET: ("[纟糸糹幺]", "(?:色|[刀勹]{gap}巴)"),
    Level.SECRET: ("[木朩]", "[几兀九凡丌]"),
    Level.CONFIDENTIAL: ("[禾礻木示]", "(?:必|心{gap}丿)"),
}
SPLIT_SECOND = "(?:宓|[宀冖穴]{gap}(?:必|心{gap}丿)){gap}山"
# Letters of other scripts that are drawn as those of jm, jue, ji, mi (folded text is lower case; Cherokee and Lisu have no small letters there).
LATIN_LOOK_ALIKES = str.maketrans("јϳᎫꓙмμᎷᛖꓟⅿіιӏꓲսꓴυеεᎬꓰՙꭻꮇꭼ", "jjjjmmmmmmiiiiuuueeeeujme")
PINYIN = {Level.TOP_SECRET: "jue", Level.SECRET: "ji", Level.CONFIDENTIAL: "mi"}


@dataclass(frozen=True, slots=True)
class LevelWord:
    """A level word found in a text. `disguise` says how it was miswritten, empty for the plain word."""

    level: Level
    start: int
    end: int
    disguise: str


def _spread(word: str) -> str:
    return GAP.join(map(re.escape, word))


def _level_pattern() -> str:
    second = "|".join((*map(_spread, (*SECOND_CHARACTERS, "mi")), SPLIT_SECOND.replace("{gap}", GAP)))
    branches = []
    for level, words in FIRST_CHARACTERS.items():
        left, right = SPLIT_FIRST[level]
        first = "|".join((*map(_spread, words), f"{left}{GAP}{right.replace('{gap}', GAP)}"))
        branches.append(rf"(?P<{level.name}>(?:{first}){JOIN}(?:{second})|(?<![a-z]){PINYIN[level]}{GAP}密)")
    return "|".join(branches)


_HAN = lazy_pattern(_level_pattern())
_LATIN = lazy_pattern(
    rf"(?<![a-z0-9])(?:(?P<TOP_SECRET>jue{GAP}mi)|(?P<SECRET>ji{GAP}mi|j{GAP}m(?:\.(?=[ ]?[★*]))?)"
    # MM is a unit of length; it is 秘密 before a star or behind a label only.
    rf"|(?P<CONFIDENTIAL>mi{GAP}mi|m{GAP}m\.?(?=[ ]?★)|(?<=级:)m{GAP}m|(?<=级: )m{GAP}m))(?![a-z])"
)
_SECONDS = lazy_pattern("|".join(dict.fromkeys(word[0] for word in (*SECOND_CHARACTERS, "穴"))))
_LASTS = dict.fromkeys(("".join(word[-1] for words in FIRST_CHARACTERS.values() for word in words)) + "色巴几兀九凡丌必丿")
_MI = lazy_pattern("|".join(f"{last}{JOIN}mi" for last in _LASTS))
# So many letters of a level word stand before the one that begins its second character, and so far behind it the word ends.
_BEFORE, _BEHIND = 4, 256
_LOOK_ALIKE = lazy_pattern(f"[{''.join(map(chr, LATIN_LOOK_ALIKES))}]")
_LATIN_HINT = lazy_pattern(r"j[^a-z0-9]{0,6}m|jue|ji.{0,6}mi|mi.{0,6}mi|m[^a-z0-9]{0,6}m")
_TRUE = lazy_pattern(f"(?:绝|机|秘){JOIN}密")


def level_words(text: str) -> list[LevelWord]:
    """Every level word of a folded text, in order, however written. Most are mentions; telling is the recogniser's work."""
    found = [_word(match) for start, end in _stretches(text) for match in _HAN.finditer(text, start, end)]
    latin = text.translate(LATIN_LOOK_ALIKES) if not text.isascii() and _LOOK_ALIKE.search(text) else text
    if _LATIN_HINT.search(latin):
        found += (_word(match) for match in _LATIN.finditer(latin))
    return sorted(found, key=lambda word: word.start)


def _stretches(text: str) -> list[tuple[int, int]]:
    """Where the second character of a level word may stand, with room for the first before it and its rest behind it; a small part of most texts."""
    stretches: list[tuple[int, int]] = []
    hints = _SECONDS.finditer(text)
    if "mi" in text:
        hints = iter(sorted((*hints, *_MI.finditer(text)), key=lambda hint: hint.start()))
    for match in hints:
        start, letters = match.start(), 0
        reached = stretches[-1][1] if stretches else 0
        while start > reached and letters <= _BEFORE:
            start -= 1
            letters += text[start].isalnum()
        end = min(len(text), match.end() + _BEHIND)
        if stretches and start <= reached:
            stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
    return stretches


def _word(match: re.Match[str]) -> LevelWord:
    level = Level[str(match.lastgroup)]
    written = match[0]
    if written == level:
        disguise = ""
    elif "\n" in written:
        disguise = "vertical"
    elif _TRUE.fullmatch(written):
        disguise = "spaced" if "".join(written.split()) == level else "separated"
    elif re.search("[a-z]", written):
        disguise = "pinyin"
    else:
        # Four parts of two characters are no slip and no other word.
        disguise = "split" if sum(character.isalnum() for character in written) > 3 else "look-alike"
    return LevelWord(level, match.start(), match.end(), disguise)
