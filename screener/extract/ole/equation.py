"""Equations of the old Equation Editor and of MathType, whose characters stand apart, each in a record of its own."""

from __future__ import annotations

import re

EQUATION = "Equation Native"
HEADER = 28
# A character: tag, options of MathType, typeface, the character in UTF-16.
CHARACTER = re.compile(rb"[\x02\x12\x22\x32\x82\x92][\x00-\x3f]?[\x80-\xff](..)", re.DOTALL)


def equation_text(data: bytes) -> str:
    """The characters in the order in which they stand, without what is drawn around them."""
    found = (one[1].decode("utf-16-le", "ignore") for one in CHARACTER.finditer(data, HEADER))
    return "".join(character for character in found if character.isprintable())
