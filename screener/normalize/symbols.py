"""Stars, dashes, dots and blanks: many drawings of one sign become that sign."""

from __future__ import annotations

import unicodedata

# Every sign of Unicode that is drawn as a star, filled or open, and the emoji; ★ is the sign that the law names
# (国家秘密文件、资料和其他物品标志的规定, art. 4). F0AB is ★ in the Wingdings code that Word stores in the private area.
STARS = frozenset("★☆✩✪✫✬✭✮✯✰✦✧✡✶✷✸✹✵⋆⭐⭑⭒🌟🟀🟁🟂🟃🟄🟅🟆🟇🟈🟉🟊🟋🟌🟍🟎🟏🟐🟑🟒🟓🟔⚝⛤⛥⛦⛧⍟٭🔯\uf0ab\uf0b5\uf0b6")
ASTERISKS = frozenset("*⁎⁑∗∗✱✲✳✴✻✼✽❇❈❉❊❋⧆⊛﹡＊")
DASHES = frozenset("‐‑‒–—―−⁃﹘﹣－⸺⸻─━ｰ")
DOTS = frozenset("·•‧∙⋅・･●○◦᛫⸱ꞏ") - {"●", "○"}


def fold_symbols(character: str) -> str:
    """★ for a star, `*` for an asterisk, `-` for a dash, `·` for a middle dot, a blank for every kind of blank."""
    if character in STARS:
        return "★"
    if character in ASTERISKS:
        return "*"
    if character in DASHES:
        return "-"
    if character in DOTS:
        return "·"
    if character == "\u2800" or unicodedata.category(character) == "Zs":
        return " "
    return character
