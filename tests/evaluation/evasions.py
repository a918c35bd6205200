"""Ways to hide a mark from a machine and not from a reader, each a function over the words of a mark, and harmless texts so treated."""

from __future__ import annotations

import base64
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import TypeAlias
from urllib.parse import quote

from screener.recognize.level_words import FIRST_CHARACTERS, SECOND_CHARACTERS, Level
from tests.evaluation.marks import Mark

Disguise: TypeAlias = Callable[[str, Random], str]

# What nobody sees, by kind; from Unicode's own categories and blocks.
UNSEEN = {
    "variation selector": [*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))],
    "bidi control": list("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
    "zero width": list("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e"),
    "soft hyphen": ["\u00ad"],
    "combining mark": [*map(chr, range(0x300, 0x370)), *map(chr, range(0x20D0, 0x20F1))],
    "tag character": list(map(chr, range(0xE0020, 0xE007F))),
    "blank letter": list("\u3164\u115f\u1160\uffa0\u17b4\u17b5"),
    "private or unassigned": list("\ue000\uf8ff\U000f0000\U00100000"),
    "shorthand and musical formats": list("\U0001bca0\U0001bca3\U0001d173\U0001d17a"),
}
# Look-alikes that the product's own table does not name; drawn from dictionaries of similar characters.
UNLISTED_FIRST = {"绝": "绠绂纯绁弛", "机": "朳朽杋杭朷", "秘": "秕秐秫苾虙"}
UNLISTED_SECOND = "蔤樒滵榓淧窋崈"
PARTS = {"绝": ("纟色", "糹色", "纟⺈巴", "幺色"), "机": ("木几", "朩几", "木兀", "木九"), "秘": ("禾必", "礻必", "木必", "禾心丿")}
SECOND_PARTS = ("密", "宓山", "宀必山", "冖必山", "宀心丿山")
PINYIN = {"绝密": ("jué", "mì"), "机密": ("jī", "mì"), "秘密": ("mì", "mì")}
INITIALS = {"绝密": "JM", "机密": "JM", "秘密": "MM"}
ALPHABETS = {"J": "ЈͿᎫꓙ", "M": "МΜᎷᛖⅯꓟ", "I": "ІΙӀⅠꓲ", "U": "Սՙꓴ", "E": "ЕΕᎬꓰ"}
BETWEEN = [*list(" .·-_/|~*\u3000\u2009、,+=:^#"), "  ", " · ", "--", "﹒", "…"]

HARMLESS = (
    "各单位应当严格保守国家{秘密}，不得泄露。",
    "被告人以{秘密}手段窃取他人财物。",
    "信息安全的三个目标是{机密}性、完整性、可用性。",
    "故意泄露国家{秘密}罪与侵犯商业{秘密}罪的客体不同。",
    "国家秘密的密级分为{绝密}、{机密}、{秘密}三级。",
    "谍战剧《{绝密}使命》今晚播出最后一集。",
    "工作人员对知悉的商业{秘密}予以保密，不得擅自使用。",
)
# Harmless by themselves: the same signs without a mark.
PLAIN_HARMLESS = {
    "pinyin": ("Mimi 老师将于周五讲授公开课。", "产品型号为 JM-3，质保期 3年。", "jimi 智能投影仪，评分 ★★★★★。", "吉米（Jimi）先生参加了会议。", "JM 公司成立于 2010年。"),
    "latin look-alike": ("联系人 ЈМ，请于会前报到。", "Μάιος 的会期为 3年一次。"),
    "listed look-alike": ("甜蜜蜜，秘制蜜饯，几密度的材料。", "泌尿科专家门诊，肌密度检测。", "必密封保存，保质期 3年。"),
    "unlisted look-alike": ("杭密高速公路今日通车，全长10公里。", "秫蜜酿造工艺，保质期 3年。"),
    "base64": (base64.b64encode("这是一段公开的说明文字".encode()).decode(), base64.b64encode("国家秘密的范围由法律规定".encode()).decode()),
    "reversed by bidi": ("\u202e话对的面里书本一这\u202c", "\u202e密保家国守保\u202c"),
}  # fmt: skip


def woven(kind: str) -> Disguise:
    def disguise(word: str, random: Random) -> str:
        return "".join(character + random.choice(UNSEEN[kind]) * random.randint(1, 3) for character in word[:-1]) + word[-1]

    return disguise


@cache
def same_under_nfkc(character: str) -> str:
    every = map(chr, range(0x80, sys.maxunicode + 1))
    return "".join(other for other in every if other != character and unicodedata.normalize("NFKC", other) == character)


def compatibility(word: str, random: Random) -> str:
    return "".join(random.choice(same_under_nfkc(character) or character) for character in word)


def listed(word: str, random: Random) -> str:
    firsts, seconds = FIRST_CHARACTERS[Level(word)][1:], SECOND_CHARACTERS
    pair = random.choice([(first, second) for first in (word[0], *firsts) for second in seconds if (first, second) != (word[0], "密")])
    return "".join(pair)


def unlisted(word: str, random: Random) -> str:
    first, second = random.choice(UNLISTED_FIRST[word[0]]), random.choice(UNLISTED_SECOND)
    return random.choice((first + "密", word[0] + second))


def split(word: str, random: Random) -> str:
    first, second = random.choice(PARTS[word[0]]), random.choice(SECOND_PARTS)
    return random.choice(("", " ", "")).join(first + second)


def pinyin(word: str, random: Random) -> str:
    first, second = PINYIN[word]
    spelled = random.choice((first + second, f"{first} {second}", f"{first}-{second}", word[0] + second, first + "密"))
    if random.random() < 0.6:
        spelled = "".join(character for character in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(character))
    return random.choice((str.upper, str.title, str.lower))(spelled)


def initials(word: str, random: Random) -> str:
    return random.choice(("{}{}", "{}.{}.", "{} {}", "{}-{}")).format(*INITIALS[word])


def latin_alike(word: str, random: Random) -> str:
    spelled = random.choice(("JM", "".join(PINYIN[word])))
    plain = "".join(c for c in unicodedata.normalize("NFD", spelled.upper()) if not unicodedata.combining(c))
    return "".join(random.choice(ALPHABETS[character]) for character in plain)


def spread(word: str, random: Random) -> str:
    return random.choice(BETWEEN).join(word)


def down(word: str, random: Random) -> str:
    return random.choice(("\n", "\n\n", " \n", "\r\n", "\u2028")).join(word)


WORD_DISGUISES: dict[str, Disguise] = {
    **{kind: woven(kind) for kind in UNSEEN},
    "compatibility form": compatibility,
    "listed look-alike": listed,
    "unlisted look-alike": unlisted,
    "split characters": split,
    "pinyin": pinyin,
    "initials": initials,
    "latin look-alike": latin_alike,
    "separated": spread,
    "vertical": down,
}
# Of the whole mark.
MARK_DISGUISES: dict[str, Disguise] = {
    "reversed by bidi": lambda mark, random: f"\u202e{mark[::-1]}\u202c",
    "reversed plainly": lambda mark, random: mark[::-1],
    "every character apart": lambda mark, random: random.choice((" ", "　", "·")).join(mark),
    "every character on a line": lambda mark, random: "\n".join(mark),
    "base64": lambda mark, random: base64.b64encode(mark.encode(random.choice(("utf-8", "gb18030", "utf-16-le")))).decode(),
    "hex": lambda mark, random: mark.encode(random.choice(("utf-8", "gb18030"))).hex(),
    "percent-encoded": lambda mark, random: quote(mark),
    "escapes": lambda mark, random: "".join(f"\\u{ord(character):04x}" for character in mark),
    "entities": lambda mark, random: "".join(random.choice(("&#{};", "&#x{:x};")).format(ord(character)) for character in mark),
}
BARE = frozenset({"unlisted look-alike", "listed look-alike", "pinyin", "initials", "latin look-alike"})


def evasive(family: str, random: Random) -> Mark:
    """A mark disguised in this way: with star and term, with a label, or (where that is enough to be read as one) alone."""
    word = random.choice(list(Level)).value
    term = random.choice(("★10年", "★长期", "★3年", "★6个月"))
    if family in MARK_DISGUISES:
        return Mark(MARK_DISGUISES[family](word + term, random), family)
    hidden = WORD_DISGUISES[family](word, random)
    if random.random() < 0.6:
        return Mark(hidden + term, family)
    if random.random() < 0.5:
        return Mark(f"密级：{hidden}", family)
    return Mark(hidden, family, bare=True)


def harmless(family: str, random: Random) -> str:
    """A harmless sentence whose level words are disguised in this way."""
    if family in PLAIN_HARMLESS and random.random() < 0.5:
        return random.choice(PLAIN_HARMLESS[family])
    sentence = random.choice(HARMLESS)
    if family in MARK_DISGUISES:
        return MARK_DISGUISES[family](sentence.replace("{", "").replace("}", ""), random)
    return "".join(WORD_DISGUISES[family](piece, random) if piece in list(Level) else piece for piece in _pieces(sentence))


def _pieces(sentence: str) -> Iterator[str]:
    for piece in sentence.split("{"):
        yield from piece.split("}")


FAMILIES = (*WORD_DISGUISES, *MARK_DISGUISES)
