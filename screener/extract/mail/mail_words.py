"""Mail headers -> text, whatever a mail program did to them: encoded words cut inside a character, raw GBK, broken parameters."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import unquote_to_bytes

from screener.normalize.encoding import decodings_with_hint
from screener.normalize.escapes import decode_base64

ENCODED_WORD = re.compile(r"=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
# filename, filename*, filename*0, filename*0*
PARAMETER = re.compile(
    r"(?:^|[;\s])(file)?name(?:\*(\d+))?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;\"\s][^;]*))", re.IGNORECASE | re.DOTALL
)
CHARSET_IN_VALUE = re.compile(r"([\w.:-]*)'[\w-]*'(.*)", re.DOTALL)


def header_text(raw: str) -> str:
    """One header as a person reads it. Neighbouring words of one charset are joined first: many programs cut inside a character."""
    raw = BETWEEN_WORDS.sub(r"\1", raw.replace("\r", "").replace("\n", ""))
    pieces: list[tuple[str, bytes]] = []
    at = 0
    for match in ENCODED_WORD.finditer(raw):
        if match.start() > at:
            pieces.append(("", _bytes(raw[at : match.start()])))
        charset, data = match[1].casefold(), _word(match[2], match[3])
        if pieces and pieces[-1][0] == charset and at == match.start():
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
        at = match.end()
    pieces.append(("", _bytes(raw[at:])))
    return "".join(decodings_with_hint(data, charset)[0][0] for charset, data in pieces if data)


def file_names(message: Message) -> list[str]:
    """Every name that a part gives its file; the one that mail programs show comes first."""
    found: dict[str, None] = {}
    for wanted in ("content-disposition", "content-type"):
        for header, raw in message.raw_items():
            if header.casefold() == wanted:
                found.update(dict.fromkeys(_parameters(raw)))
    return [name for name in found if name.strip()]


def _parameters(raw: str) -> Iterator[str]:
    plain: list[str] = []
    parts: dict[bool, dict[int, tuple[str, bool]]] = {}
    for match in PARAMETER.finditer(raw):
        value = re.sub(r"\\([\"\\])", r"\1", match[4]) if match[4] is not None else match[5].strip()
        if match[2] is None and match[3] is None:
            plain.append(header_text(value))
        else:
            parts.setdefault(bool(match[1]), {})[int(match[2] or 0)] = (value, match[3] is not None)
    for numbered in parts.values():
        charset, data = "", b""
        for number, (value, encoded) in sorted(numbered.items()):
            if number == 0 and encoded and (said := CHARSET_IN_VALUE.match(value)):
                charset, value = said[1], said[2]
            data += unquote_to_bytes(_bytes(value)) if encoded else _bytes(value)
        text = decodings_with_hint(data, charset)[0][0]
        yield header_text(text) if "=?" in text else text
    yield from plain


def _word(kind: str, text: str) -> bytes:
    data = _bytes(text)
    if kind in "bB":
        return decode_base64(data)
    return binascii.a2b_qp(data, header=True)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
