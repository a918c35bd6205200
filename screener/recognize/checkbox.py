"""The boxes of a form: ☑机密 □秘密, 机密（√）秘密（ ）, ○秘密 ●机密. Which of them belongs to a word, and whether it is ticked."""

from __future__ import annotations

import re
from enum import StrEnum

from screener.lazy_pattern import lazy_pattern

TICKED = "☑☒√✓✔✅⊠🗹🗸"
# A bullet where the line has no empty one beside it, a choice where it has.
FILLED = "■●◉⊙▣◼⬛◾"
EMPTY = "□☐◻▢⬜"
# Circles are empty beside a filled one only: 〇 is a zero, too.
RINGS = "○◯〇◎"
SIGN = lazy_pattern(rf"[(\[【〔]\s*(?P<inner>[√✓✔xv*]?)\s*[)\]】〕]|[{TICKED}{FILLED}{EMPTY}{RINGS}]")
OPTION_BEFORE = lazy_pattern(r"(?:[绝机秘]\s*密\s*级?|公开|内部|[非无普]密|不?涉密|普通|一般|工作秘密)\s*$")


class Box(StrEnum):
    NONE = ""
    TICKED = "ticked"
    EMPTY = "empty"


def box_of(line: str, start: int, end: int) -> Box:
    """The box of the option `line[start:end]`: before it, or behind it where the first box of the line stands behind an option."""
    signs = list(SIGN.finditer(line))
    if not signs:
        return Box.NONE
    if OPTION_BEFORE.search(line, 0, signs[0].start()):
        own = next((sign for sign in signs if sign.start() >= end and not line[end : sign.start()].strip()), None)
    else:
        own = next((sign for sign in signs if sign.end() <= start and not line[sign.end() : start].strip()), None)
    return Box.NONE if own is None else _state(own, signs)


def _state(sign: re.Match[str], signs: list[re.Match[str]]) -> Box:
    if sign["inner"] or sign[0] in TICKED:
        return Box.TICKED
    if sign[0] in EMPTY or sign["inner"] == "":
        return Box.EMPTY
    others = "".join(other[0] for other in signs)
    if sign[0] in FILLED:
        return Box.TICKED if any(empty in others for empty in EMPTY + RINGS) else Box.NONE
    return Box.EMPTY if any(filled in others for filled in FILLED + TICKED) else Box.NONE
