"""Bytes -> text, where nothing reliable says which encoding they are in: Chinese and Western encodings, weighed by how likely the text is.

Each candidate is judged by what its text would cost in bits under a simple model of Chinese office text. Bits add up, so candidates of
different lengths compare fairly: Han read as UTF-16 where there is ASCII makes few characters, but each of them is rare.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import inf

from screener.normalize.traditional import fold_traditional

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
SINGLE_BYTE = "cp1252"
CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", SINGLE_BYTE)
# Enough to be sure by, small enough that weighing it costs nothing beside reading.
SAMPLE = 1 << 14
# What shows which encoding is the likeliest, so that it is weighed first and the others are given up early.
GLIMPSE = 1 << 10
# A file's beginning is asked about five times: its type, its text, by the walker and by the extractor.
REMEMBERED = 8
ASCII = bytes(range(0x80))
FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "utf_8_sig": "utf-8", "utf-16": "utf-16-le"}
# What these say is never Chinese: the text under them is the one already found, or a lie.
WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
# What is text shows in its first page.
GLANCE = 4_000
# Python never makes this character from a valid GB 18030 or Big5 sequence, so it counts what could not be decoded.
BROKEN = "\ufffd"
# A text with more broken places than this, and more than one in so many characters, is held as corrupt.
FEW, RARE = 5, 50_000
# Bits by which the best must lead before the others are given up: less in a text with hardly any evidence (a short one).
LEAD, SHORT_LEAD, SHORT = 30.0, 24.0, 200
# By so many bits a piece must be likelier in another encoding. The second bytes of all of them are never below `0`.
HAN_IN_UTF_8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){3}")
PIECE_LEAD, PIECE = 12.0, re.compile(rb"(?=[\x30-\x7e]{0,8}[\x80-\xff])[\x30-\x7e\x80-\xff]{4,400}")
CHINESE = ("utf-8", "gb18030", "big5hkscs")
# Above this the text is noise: a random choice among all characters of Unicode costs 17.
NOISE = 19.0
# What no text is made of: control characters, unassigned and private ones, and what could not be decoded.
ODD = 30.0
# The 100 most frequent characters carry a third of Chinese text (counted over the word frequencies of jieba, MIT); those of markings and
# of official letters added.
FREQUENT = frozenset(
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着部能市等业全里工公经本都"
    "而高政法面门动日进区事代那去心小同北定开产前其军还然起种所机密级秘绝件文号院内部关于通知印送份办函机读书字第月会议省县委办审判案由被告原诉"
)
BITS = {
    BROKEN: 40.0,
    "\0": 60.0,
    "\t": 7.0,
    "\n": 5.0,
    "\r": 5.0,
    "\f": 9.0,
    " ": 5.0,
    "\ufeff": 9.0,
    "\u3000": 6.0,
    "★": 8.0,
    "〔": 8.0,
    "〕": 8.0,
}
TRADITIONAL, LEVEL_1 = 3.0, 0xD8


@dataclass(frozen=True, slots=True)
class Decoded:
    """`certain`: no other encoding is worth screening under."""

    text: str = field(repr=False)
    encoding: str
    certain: bool


class _Costs(dict[str, float]):
    """Character -> bits, filled as characters are met."""

    def __init__(self, *, traditional: float) -> None:
        super().__init__(BITS)
        self._traditional = traditional

    def __missing__(self, character: str) -> float:
        self[character] = cost = self._cost(character)
        return cost

    def _cost(self, character: str) -> float:
        if character < "\x7f":
            return 6.0 if character >= " " else ODD
        category = unicodedata.category(character)
        if category in ("Cc", "Cn", "Co", "Cs"):
            return ODD
        if "\u4e00" <= character <= "\u9fff":
            simple = fold_traditional(character)
            extra = self._traditional if simple != character else 0.0
            if simple in FREQUENT:
                return 8.5 + extra
            try:
                return (12.0 if simple.encode("gb2312")[0] < LEVEL_1 else 17.0) + extra
            except UnicodeEncodeError:
                return 21.0
        if "\u3001" <= character <= "\u3015" or "\uff01" <= character <= "\uff5e" or "\u2010" <= character <= "\u2026":
            return 8.0
        if character <= "\u017f":
            return 13.0
        return {"L": 18.0, "N": 15.0, "P": 15.0, "S": 14.0}.get(category[0], 22.0)


@cache
def _costs(encoding: str) -> _Costs:
    # Only Big5 says by itself that a text is traditional.
    return _Costs(traditional=0.0 if encoding == "big5hkscs" else TRADITIONAL)


def decode(data: bytes) -> Decoded:
    """The likeliest text of these bytes; what cannot be decoded is replaced."""
    found = decodings(data)
    return Decoded(found[0][0], found[0][1], len(found) == 1)


def decodings(data: bytes) -> list[tuple[str, str]]:
    """Every plausible (text, encoding) of these bytes, best first; never empty."""
    mark, _ = byte_order_mark(data)
    plausible = encodings(data[:SAMPLE], whole=len(data) <= SAMPLE)
    if len(data) > SAMPLE:
        plausible += [encoding for encoding in _in_places(data[SAMPLE:], plausible[0]) if encoding not in plausible]
    return [(data[mark:].decode(encoding, "replace"), encoding) for encoding in plausible]


def byte_order_mark(data: bytes) -> tuple[int, str]:
    """How long the mark at the beginning is and the encoding that it says; 0 and nothing where there is none."""
    return next(((len(mark), encoding) for mark, encoding in MARKS if data.startswith(mark)), (0, ""))


def encodings(sample: bytes, *, whole: bool = True) -> list[str]:
    """The encodings that this sample is plausible in, best first; `whole` is false where it may end inside a character."""
    return list(_encodings(sample, whole))


@lru_cache(maxsize=REMEMBERED)
def _encodings(sample: bytes, whole: bool) -> list[str]:
    likely = _likely(sample, whole)
    return [*likely, *(encoding for encoding in _in_places(sample, likely[0]) if encoding not in likely)]


@lru_cache(maxsize=REMEMBERED)
def _likely(sample: bytes, whole: bool) -> list[str]:
    """What the sample as a whole may be in."""
    if sample.isascii() and b"\0" not in sample:
        return ["utf-8"]
    mark, said = byte_order_mark(sample)
    body = sample[mark:]
    strong = len(body.translate(None, ASCII))
    if not said and strong >= SHORT and b"\0" not in body and BROKEN not in _sampled(body, "utf-8", whole=whole):
        return ["utf-8"]  # no other text of this length happens to be valid UTF-8
    lead = SHORT_LEAD if strong < SHORT else LEAD
    weighed, least = [], inf
    possible = enumerate(_possible(body))
    for order, encoding in sorted(possible, key=lambda candidate: _weigh(body[:GLIMPSE], candidate[1], whole=False)):
        bits = _weigh(body, encoding, whole=whole, at_most=least + lead)
        weighed.append((bits, order, encoding))
        least = min(least, bits)
    weighed.sort()
    plausible = [encoding for bits, _, encoding in weighed if bits - weighed[0][0] <= lead]
    # A mark settles what is plausible; where the text says otherwise the mark lies, and both are read.
    return [said] if said in plausible else [said, *plausible] if said else plausible


def _in_places(data: bytes, chosen: str) -> list[str]:
    """The Chinese encodings that some piece is clearly in, in what is something else as a whole: a line of Chinese before a page of `ÿ`."""
    candidates = CHINESE if chosen == SINGLE_BYTE else ("utf-8",) if chosen in CHINESE[1:] and HAN_IN_UTF_8.search(data) else ()
    found: list[str] = []
    for piece in PIECE.findall(data) if candidates else ():
        bits = _weigh(piece, chosen, whole=True)
        found += [
            encoding
            for encoding in candidates
            if encoding not in found and _weigh(piece, encoding, whole=True, at_most=bits) + PIECE_LEAD < bits
        ]
        if len(found) == len(candidates):
            break
    return found


def is_text(sample: bytes, *, whole: bool = True) -> bool:
    """Whether these bytes are text in some encoding, and not a file of another kind."""
    return _is_text(sample, whole)


@lru_cache(maxsize=REMEMBERED)
def _is_text(sample: bytes, whole: bool) -> bool:
    text = _sampled(sample, _likely(sample, whole)[-1], whole=whole)[:GLANCE]
    costs = list(map(_costs("").__getitem__, text))
    odd = sum(map(ODD.__le__, costs))
    return odd <= max(min(FEW, len(text) // 4), len(text) // 50) and sum(costs) <= NOISE * len(text)


def is_damaged(broken: int, characters: int) -> bool:
    """Whether so many undecodable places in a text mean that it was not read."""
    return broken > FEW and broken * RARE > characters


def _possible(sample: bytes) -> list[str]:
    wide = b"\0\0" in sample
    return [encoding for encoding in CANDIDATES if wide or not encoding.startswith("utf-32")]


def _sampled(sample: bytes, encoding: str, *, whole: bool) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample, whole)


def _weigh(sample: bytes, encoding: str, *, whole: bool, at_most: float = inf) -> float:
    """The bits of the text in this encoding; of one that takes more than `at_most`, as many as were counted until it did."""
    text = _sampled(sample, encoding, whole=whole)
    cost = _costs(encoding).__getitem__
    # Any bytes at all are Western text, so it says little that these are.
    bits = 10.0 if encoding == SINGLE_BYTE else 0.0
    for at in range(0, len(text), GLIMPSE):
        bits += sum(map(cost, text[at : at + GLIMPSE]))
        if bits > at_most:
            break
    return bits


def decodings_with_hint(data: bytes, said: str) -> list[tuple[str, str]]:
    """`decodings`, and what the text is in the encoding that it declares, for a declaration may lie and may be the only way to read it.

    UTF-7, HZ and ISO-2022 look like plain ASCII: only what the document says about itself tells them from it.
    """
    found = decodings(data)
    try:
        codec = codecs.lookup(said)
    except (LookupError, ValueError):
        return found
    name = FAMILIES.get(codec.name, codec.name)
    if name in WESTERN or any(name == encoding for _, encoding in found) or not codec._is_text_encoding:
        return found
    text = data.decode(codec.name, "replace")
    if text == found[0][0] or is_damaged(text.count(BROKEN), len(text)):
        return found
    return [(text, codec.name), *found] if data.isascii() else [*found, (text, codec.name)]
