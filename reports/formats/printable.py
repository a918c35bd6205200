"""Text from outside (file names, quotes, cell names) made safe to show."""

from __future__ import annotations

import re

# What a terminal obeys, what turns the reading direction round (`cod.\u202eexe`), what is not seen at all, what breaks a line or a record,
# what XML 1.0 cannot hold, and the lone surrogates in which Python keeps the bytes of an undecodable file name.
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    r"\ufff0-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def printable(text: str) -> str:
    r"""The text with every unsafe character written out (`\n`, `\x1b`, `\u202e`). For people: a backslash of the text stays as it is."""
    return UNSAFE.sub(_visible, text)


def shorten(text: str, length: int) -> str:
    """At most `length` characters, the middle left out: the beginning and the end are what names something."""
    if len(text) <= length:
        return text
    head = length // 3
    return f"{text[:head]}…{text[len(text) - (length - head - 1) :]}"


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # the byte that could not be decoded
        return f"\\x{code - 0xDC00:02x}"
    return {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}.get(code) or (
        f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    )
