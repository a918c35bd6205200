"""Specks and pale characters put between the letters of a word, which a reader overlooks and a search does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from screener.extract.page_character import Character
from screener.model import Place

# Below this share of a line's largest size, and this size, a character is a speck. Raised figures are larger.
SPECK, SPECK_POINTS = 0.4, 6.0
# Paler than this it is overlooked beside black. White text that is seen has something dark under it.
PALE, WHITE = 225, 245


def without_noise(row: Sequence[Character]) -> Sequence[Character]:
    """The row with its noise called hidden: `机` and `密` in 16 pt, and two characters of 3 pt between them.

    A line that is small or pale as a whole is a footnote or a watermark.
    """
    solid = [character for character in row if character.place is Place.BODY and character.text.strip()]
    largest = max((character.size for character in solid), default=0.0)
    limit = min(SPECK * largest, SPECK_POINTS)
    noise = {id(one) for one in solid if one.size < limit or _is_pale(one.color)}
    if not noise or len(noise) == len(solid):
        return row
    return [replace(character, place=Place.HIDDEN) if id(character) in noise else character for character in row]


def _is_pale(color: str | None) -> bool:
    return color is not None and PALE <= min(bytes.fromhex(color.removeprefix("#"))) < WHITE
