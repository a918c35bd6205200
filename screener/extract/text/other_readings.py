"""What else a text says: without the markup, escapes and control sequences in it, and with what is written in it in ASCII decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from screener.extract.text.ascii_text import BASE64_RUN, base64_texts, readable, uuencoded
from screener.normalize.escapes import ESCAPED, unveil

MARKED = re.compile(r"</[A-Za-z]|<!--|<br\s*/?>|/>")
# What a page shows on a line of its own; the rest is shown in one line with the text around it.
BLOCK_TAG = re.compile(r"</?(?:p|div|br|tr|li|ul|ol|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
CELL_TAG = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<!\[CDATA\[|\]\]>|</?[A-Za-z!?][^<>]*>")
MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
# Colours and cursor moves of a terminal (ECMA-48), character sets, window titles.
TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[()][0-9A-B])")
ANNOTATED = re.compile(r"\ufff9([^\ufff9-\ufffb]*)\ufffa[^\ufffb\n]*\ufffb|[\ufff9-\ufffb]")
QUOTED = re.compile(r"(?:=[0-9A-Fa-f]{2}(?:=\r?\n)?){2,}")
UTF_7 = re.compile(r"\+([A-Za-z0-9+/]{3,})(-?)")
HZ = re.compile(r"~\{((?:[!-~]{2})+?)~\}")
ISO_2022_JP = re.compile(r"\x1b\$\(?[@BD]((?:[!-~]{2})+)")
ISO_2022 = re.compile(r"\x1b\$\)?([AC])|\x0e((?:[!-~]{2})+)\x0f?")
STYLE = re.compile(r"\bcontent\s*:|\bquotes\s*:|symbols\s*:|list-style")
STYLE_ESCAPE = re.compile(r"\\([0-9a-fA-F]{4,6})[ \t\n]?")
DATA_ADDRESS = re.compile(r"\bdata:[\w/+.-]*(?:;[\w.=-]*)*,([^\"'<>\s]{2,})", re.IGNORECASE)
VEILED = re.compile(
    rf"{MARKED.pattern}|\]\(|\x1b|\x08|[\ufff9-\ufffb]|=[0-9A-F]{{2}}=|\+[A-Za-z0-9+/]{{3}}|~\{{|\x0e|\\[0-9a-f]{{4}}|\bdata:"
    rf"|{BASE64_RUN.pattern}|^begin [0-7]{{3}}",
    re.IGNORECASE | re.MULTILINE,
)


def is_veiled(text: str) -> bool:
    return VEILED.search(text) is not None or ESCAPED.search(text) is not None


def other_readings(text: str, *, tagged: bool = True) -> Iterator[str]:
    """Each reading once, none of them the text itself. `tagged`: there may be tags to take out."""
    if not is_veiled(text):
        return
    seen = {text.strip(), ""}
    for reading in _readings(text, tagged=tagged):
        if (key := reading.strip()) not in seen:
            seen.add(key)
            yield reading


def without_tags(text: str) -> str:
    text = CELL_TAG.sub("\t", BLOCK_TAG.sub("\n", text)) if MARKED.search(text) else text
    return TAG.sub("", TAG.sub("", text))  # twice, for a comment may hold tags


def _readings(text: str, *, tagged: bool) -> Iterator[str]:
    plain = _styled(text) if STYLE.search(text) else text
    plain = ANNOTATED.sub(r"\1", TERMINAL.sub("", _double_byte(plain)))
    plain = _struck_over(plain) if "\b" in plain else plain
    plain = UTF_7.sub(_utf_7, QUOTED.sub(_quoted, plain))
    unescaped = unveil(plain)
    yield unescaped
    shown = MARKDOWN_LINK.sub(r"\1", without_tags(unescaped) if tagged and MARKED.search(unescaped) else unescaped)
    yield unveil(shown)
    for match in DATA_ADDRESS.finditer(text):
        yield readable(unquote_to_bytes(match[1])) or ""
    yield from base64_texts(text)
    if "begin " in text:
        for _, data in uuencoded(text.encode("utf-8", "replace")):
            yield readable(data) or ""


def _struck_over(text: str) -> str:
    kept: list[str] = []
    for character in text:
        if character != "\b":
            kept.append(character)
        elif kept and kept[-1] != "\n":
            kept.pop()
    return "".join(kept)


def _styled(text: str) -> str:
    return STYLE_ESCAPE.sub(lambda match: chr(code) if 0x2000 <= (code := int(match[1], 16)) < 0xD800 else match[0], text)


def _quoted(match: re.Match[str]) -> str:
    data = bytes.fromhex(re.sub(r"=\r?\n|=", "", match[0]))
    return match[0] if data.isascii() else readable(data) or match[0]


def _utf_7(match: re.Match[str]) -> str:
    if not match[2] and len(match[1]) < 6:
        return match[0]  # two characters at least, for one is met by chance
    text = f"+{match[1]}-".encode().decode("utf-7", "ignore")
    return text if readable(text.encode("utf-8", "replace")) and not text.isascii() else match[0]


def _double_byte(text: str) -> str:
    """HZ and ISO 2022: two bytes of seven bits for a character, between signs that turn them on and off."""
    if "~{" in text:
        text = HZ.sub(lambda match: _seven_bits(match[1], "gb2312"), text)
    if "\x1b$" not in text:
        return text
    text = ISO_2022_JP.sub(lambda match: _seven_bits(match[1], "euc_jp"), text)
    designated = "A"

    def shifted(match: re.Match[str]) -> str:
        nonlocal designated
        if match[1]:
            designated = match[1]
            return ""
        return _seven_bits(match[2], "gb2312" if designated == "A" else "euc_kr")

    return ISO_2022.sub(shifted, text).replace("\x1b(B", "")


def _seven_bits(text: str, encoding: str) -> str:
    return bytes(byte | 0x80 for byte in text.encode("ascii")).decode(encoding, "replace")
