"""How Chinese names are written, in full and masked: the grammar that reads them next to a role word. The surnames are data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screener.lazy_pattern import lazy_pattern
from screener.recognize.segmentation import Segmenter

DATA = Path(__file__).parents[3] / "dictionaries" / "profiles" / "names.toml"

STRUCK = r"[某×x*○✕□〇]"
HAN = r"[\u4e00-\u9fff]"
# 李某, 李某某, 李某甲, 李某1, 李×, 李某×; 某甲; a某. 法释〔2016〕19号 art. 9.
MASK_TAIL = rf"(?:某{STRUCK}{{0,2}}|[×x*○✕□〇]{{1,3}})"
# What is said of a day, a place or a kind, and is nobody's name.
NOT_MASKED = r"(?![年月日时天处地种些个号市县区镇村路街省])"
# Names with a middle dot: 买买提·吐尔逊, 约翰·史密斯.
DOTTED = lazy_pattern(r"[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fffa-z]{1,10}){1,4}")
LATIN = lazy_pattern(r"[a-z]{2,20}(?:[ .·]{1,2}[a-z]{1,20}){1,4}")
# What may follow a name of two characters and is never the third one of it.
AFTER_NAME = frozenset("的了称说诉与和及系是被将因对在到已于之等向把给从跟让叫也还又曾未没有均为以,。;:、()“”\"'\n /") | {"某", "×"}
# Verbs that have somebody before them; they set off even a name that may be a word (于海证实, 曾志明报警).
SAYS = lazy_pattern(r"陈述|证实|证明|证言|报警|报案|辩称|供述|辨认|指认|签字|出庭|到庭|死亡|受伤|[0-9]")
# So often in the word list that it is a word, whatever it is tagged as (高峰, 顾客).
COMMON = 300
# 张甲, 张乙: a masked form.
NUMBERED = frozenset("甲乙丙丁戊己庚辛壬癸")
# Characters that are not in given names.
NOT_GIVEN = lazy_pattern(r"[的了称说诉与及系是被因对在已均未曾也还将把向从其两某×*x○、,。;:()\n0-9]")


@dataclass(frozen=True, slots=True)
class NameData:
    surnames: frozenset[str]
    ambiguous: frozenset[str]
    compounding: frozenset[str]
    double: frozenset[str]
    not_names: frozenset[str]


@cache
def name_data() -> NameData:
    table = tomllib.loads(DATA.read_text("utf-8"))
    return NameData(
        frozenset("".join(table["surnames"].split())),
        frozenset("".join(table["ambiguous"].split())),
        frozenset("".join(table["compounding"].split())),
        frozenset(table["double_surnames"].split()),
        frozenset(table["not_names"].split()),
    )


@cache
def masked_name() -> re.Pattern[str]:
    """A masked name; the group `surname` is what is left of it."""
    data = name_data()
    surname = "|".join([*sorted(data.double), f"[{''.join(sorted(data.surnames))}]"])
    return re.compile(rf"(?P<surname>{surname}){MASK_TAIL}(?:[甲乙丙丁戊己庚辛壬癸]|[0-9]{{1,2}})?{NOT_MASKED}")


def is_struck(name: str) -> bool:
    """Masked, or so short that only the surname is left."""
    return len(name.replace(" ", "")) < 2 or re.search(STRUCK, name) is not None


def surname_of(name: str) -> str:
    """The surname, both characters of a double one; the first character where there is none."""
    return name[:2] if name[:2] in name_data().double and len(name) > 2 else name[:1]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that begins where it was asked for. `sure` says that it stands on a common surname or before a clear edge."""

    name: str
    sure: bool


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


def read_name(text: str, start: int) -> Candidate | None:
    """The full name at `start` of running text, if a name begins there. Masked ones are not full names."""
    ahead = text[start : start + 12]
    if not ahead or is_struck(ahead[1:3]):
        return None
    if dotted := DOTTED.match(ahead):
        return Candidate(dotted[0], sure=True)
    data = name_data()
    if ahead[:2] in data.not_names:
        return None
    surname = surname_of(ahead)
    if len(surname) == 1 and surname not in data.surnames:
        return None
    first = len(surname)
    given = ahead[first : first + 2]
    if not given or not re.match(HAN, given) or NOT_GIVEN.match(given):
        return None
    edge = ahead[first + 1 : first + 2]
    if not edge or edge in AFTER_NAME or not re.match(HAN, edge):
        if given[0] in NUMBERED or (surname in data.ambiguous and is_common_word(ahead[:2])):
            return None
        return Candidate(ahead[: first + 1], sure=True)
    whole = _segmenter().is_word(text, start, start + first + 2)
    if surname in data.ambiguous and not _stands_clear(text, start + first, whole):
        return None
    if not whole and given[0] in NUMBERED:
        return None
    return Candidate(ahead[: first + (2 if whole else 1)], sure=surname not in data.ambiguous)


def _stands_clear(text: str, given: int, whole: bool) -> bool:
    """After a given name of one or two characters comes what cannot be a part of it."""
    if SAYS.match(text, given + 1) is not None:
        return True
    following = text[given + 2 : given + 3]
    return whole and (not following or following in AFTER_NAME or SAYS.match(text, given + 2) is not None)


@cache
def _words() -> frozenset[str]:
    """Words of two characters that begin as a surname does, from the word list of jieba: 高度, 周围, and not 王强, which it has as a name."""
    import jieba

    surnames = name_data().surnames
    found = set(name_data().not_names)
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, frequency, tag = line.decode("utf-8").split()
            if len(word) == 2 and word[0] in surnames and (not tag.startswith("nr") or int(frequency) >= COMMON):
                found.add(word)
    return frozenset(found)


def is_common_word(text: str) -> bool:
    """Two characters that are a word before they are a name."""
    return text in _words()


def is_whole(text: str, start: int, end: int) -> bool:
    """No longer word runs over either edge."""
    return _segmenter().is_word(text, start, end)


def pattern_of(name: str) -> re.Pattern[str]:
    """The same name wherever it stands, blanks and line ends inside it allowed."""
    return re.compile(r"[ \t\n]{0,3}".join(map(re.escape, name)))
