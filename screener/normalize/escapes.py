"""Text written in ASCII: `\\u673a`, `_x673A_`, `&#26426;`, `%E6%9C%BA`, `\\xe6\\x9c\\xba`, and files written in base64."""

from __future__ import annotations

import binascii
import html
import mmap
import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.normalize.encoding import decode

CODE_UNITS = lazy_pattern(r"(?:\\u[0-9a-fA-F]{4})+")
# The last is a spreadsheet's (ECMA-376 Part 1, 22.9.2.19).
CODE_POINT = lazy_pattern(r"\\u\{([0-9a-fA-F]{1,6})\}|\\U([0-9a-fA-F]{8})|%u([0-9a-fA-F]{4})|_x([0-9a-fA-F]{4})_")
HEX_BYTES = lazy_pattern(r"(?:\\x[0-9a-fA-F]{2}){2,}|(?:%[0-9a-fA-F]{2}){2,}")
OCTAL_BYTES = lazy_pattern(r"(?:\\[0-3][0-7]{2}){2,}")
REFERENCE = lazy_pattern(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});?")
ESCAPED = lazy_pattern(
    r"\\u[0-9a-fA-F{]|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}|%[uU]?[0-9a-fA-F]{2}|\\[0-3][0-7]{2}|&#?\w+;|_x[0-9a-fA-F]{4}_"
)

HAN = lazy_pattern(r"[\u3400-\u9fff\uf900-\ufaff★☆]")
MOST_VEILS = 3
# A per cent sign that was escaped itself.
HUNDRED = lazy_pattern(r"%25(?=[uU]?[0-9a-fA-F]{2}|25)")

# One line of base64 at least, then lines of any length. Shorter ones hold no file.
BASE64 = lazy_pattern(rb"[A-Za-z0-9+/]{60,}={0,2}(?:(?:\\r)?(?:\\n|\r?\n)[ \t]{0,8}[A-Za-z0-9+/]{4,}={0,2})*")
NOT_BASE64 = lazy_pattern(rb"\\[rn]|[^A-Za-z0-9+/=]")


def unescape(text: str) -> str:
    """The text with escapes of every kind resolved; the same text where it holds none."""
    if not ESCAPED.search(text):
        return text
    text = CODE_UNITS.sub(lambda match: bytes.fromhex(match[0].replace("\\u", "")).decode("utf-16-be", "replace"), text)
    text = CODE_POINT.sub(lambda match: _character(match[match.lastindex or 0]), text)
    text = HEX_BYTES.sub(lambda match: _readable(bytes.fromhex(re.sub(r"\\x|%", "", match[0])), match[0]), text)
    text = OCTAL_BYTES.sub(lambda match: _readable(bytes(int(code, 8) for code in match[0].split("\\")[1:]), match[0]), text)
    return REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def unveil(text: str) -> str:
    """The same for what was escaped twice or three times: `&amp;#26426;`, `%25E6%259C%25BA`."""
    for _ in range(MOST_VEILS):
        if (bare := unescape(HUNDRED.sub("%", text))) == text:
            break
        text = bare
    return text


def veiled_han(text: str) -> str | None:
    """The text without its escapes, if they hide Chinese: paths and code are full of escapes that hide nothing."""
    bare = unveil(text)
    return bare if len(HAN.findall(bare)) > len(HAN.findall(text)) else None


def decode_base64(data: bytes) -> bytes:
    """Every piece up to its padding; the standard library stops at the first, and two may stand one behind the other."""
    pieces = []
    for piece in re.findall(rb"[^=]+", NOT_BASE64.sub(b"", data)):
        whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces)


def base64_blocks(data: bytes | mmap.mmap) -> Iterator[bytes]:
    """What the long runs of base64 in a text decode to."""
    for match in BASE64.finditer(data):
        yield decode_base64(match[0])


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _readable(data: bytes, otherwise: str) -> str:
    return otherwise if data.isascii() else decode(data).text
