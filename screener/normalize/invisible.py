"""Characters that no reader sees: zero widths, bidi controls, soft hyphens, variation selectors, tags, combining marks."""

from __future__ import annotations

import unicodedata

from screener.lazy_pattern import lazy_pattern

# Combining diacritical marks (all blocks of that name), the grapheme joiner, half marks, variation selectors and Mongolian ones.
COMBINING = lazy_pattern(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
# Letters and blanks by category that are drawn as nothing: Hangul fillers, the Braille blank is a space and stays one.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u180b\u180c\u180d\u180f")
LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
KEPT_CONTROLS = frozenset("\t\n")


def fold_invisible(character: str) -> str:
    """Nothing for what is not drawn, a line feed for every kind of line end, else the character."""
    if character in LINE_ENDS:
        return "\n"
    if character in KEPT_CONTROLS:
        return character
    if character in BLANK_LETTERS or COMBINING.match(character):
        return ""
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Cs") or (category == "Cn" and ord(character) & 0xFFFE == 0xFFFE):
        return ""
    return character
