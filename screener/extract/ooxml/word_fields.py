"""What the code of a Word field shows where the field stands: EQ, QUOTE, SYMBOL, IF and the text of a button."""

from __future__ import annotations

import re

# What is worth reading into a paragraph: a field of ASCII (a formula, a page number) spells no Chinese word.
SPELLS = re.compile(r"[^\x00-\x7f]")
TOKEN = re.compile(r'"([^"]*)"|“([^”]*)”|(<>|[<>=]+)|([^\s"“”=<>]+)')
FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
# A reading aid above the character: \o\ad(\s\up 9(jī),机).
AID = re.compile(r"\\s\\(?:up|do)\s*(?:\d+\s*)?\([^()]*\)", re.IGNORECASE)
SWITCH = re.compile(r"\\[a-z]+\s*\d*|\\", re.IGNORECASE)
# What Word's own command draws around a character.
ENCLOSERS = "○◯□△◇"
OPERATORS = frozenset({"=", "<>", "<", ">", "<=", ">="})


def field_text(code: str) -> str:
    """The text that a field shows by its code alone, or nothing where that is not literal or spells nothing."""
    keyword, _, rest = code.strip().partition(" ")
    evaluate = EVALUATED.get(keyword.upper())
    text = evaluate(rest) if evaluate is not None else ""
    return text if SPELLS.search(text) else ""


def _eq(rest: str) -> str:
    rest = FORMAT.sub("", rest)
    for code in (AID.sub("", rest), rest):
        pieces = (piece.strip(" \"'") for piece in re.split(r"[(),;，；（）]", SWITCH.sub("", code)))
        if SPELLS.search(text := "".join(piece for piece in pieces if piece not in ENCLOSERS)):
            return text
    return ""


def _quote(rest: str) -> str:
    """Strings, words, and numbers that stand for characters (`QUOTE 26426 23494`)."""
    pieces = []
    for straight, curly, sign, word in TOKEN.findall(FORMAT.sub("", rest)):
        pieces.append(straight or curly or sign or (_character(word) if re.fullmatch(r"\d{3,}|0x[0-9a-fA-F]+", word) else word))
    return "".join(pieces)


def _symbol(rest: str) -> str:
    """`SYMBOL 26426 \\u`; a star of Wingdings stays at U+F000; without `\\u` a code of two bytes is one of the Chinese code page."""
    number, _, switches = rest.strip().partition(" ")
    if "wingdings" in switches.casefold():
        return _character(number, 0xF000)
    character = _character(number)
    if "\\u" not in switches.casefold() and len(character) == 1 and ord(character) > 0xFF:
        try:
            return ord(character).to_bytes(2, "big").decode("gb18030")
        except (UnicodeDecodeError, OverflowError):
            return character
    return character


def _if(rest: str) -> str:
    """The branch that a comparison of literals takes; where it cannot be told, the first that has words."""
    tokens = [(straight or curly or sign or word, bool(sign)) for straight, curly, sign, word in TOKEN.findall(FORMAT.sub("", rest))]
    at = next((index for index, (token, sign) in enumerate(tokens) if sign and token in OPERATORS), None)
    if at is None:
        return ""
    left = "".join(token for token, _ in tokens[:at])
    right, *branches = [token for token, _ in tokens[at + 1 :]] or [""]
    sign = tokens[at][0]
    if sign in ("=", "<>") and len(branches) == 2 and (left.casefold() == right.casefold()) is (sign != "="):
        branches.reverse()
    return next((branch for branch in branches if branch), "")


def _button(rest: str) -> str:
    return rest.strip().partition(" ")[2]


def _character(number: str, above: int = 0) -> str:
    try:
        code = int(number, 0)
        return chr(above + code if code < 0x100 else code)
    except (ValueError, OverflowError):
        return ""


EVALUATED = {"EQ": _eq, "QUOTE": _quote, "SYMBOL": _symbol, "IF": _if, "MACROBUTTON": _button, "GOTOBUTTON": _button}
