"""Marks written in base64, in hexadecimal or in escapes, where a value stands that no reader is meant to read: 5py65a+G is 机密.

There and alone in the head of the first page: in running text nobody takes such a word for a mark, and ordinary files are full of keys and hashes.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Place, Rule, Segment
from screener.normalize import Normalized
from screener.normalize.escapes import ESCAPED, veiled_han
from screener.recognize.passage import Passage
from screener.recognize.secrecy_marking import MARKING, SECRECY_MARKING

PLACES = frozenset({
    Place.METADATA, Place.MAIL_HEADER, Place.COMMENT, Place.BOOKMARK, Place.DEFINED_NAME, Place.MARKUP, Place.ALT_TEXT, Place.FORM_FIELD,
})  # fmt: skip
SHORTEST, LONGEST = 6, 400
# What a passage may cost: so many decoded values are judged. One that holds no Chinese is none of them.
MOST_TOKENS = 200
# A value ends at a blank, a quotation mark or the colon after its name.
TOKEN = lazy_pattern(rf"[^\s\"'“”<>:：，。；、()（）【】]{{{SHORTEST},{LONGEST}}}")
HEXADECIMAL = lazy_pattern(r"(?:0x)?((?:[0-9A-Fa-f]{2}){4,})")
BASE64 = lazy_pattern(r"[A-Za-z0-9+/_\-]{6,}={0,2}")
URL_SAFE = str.maketrans("-_", "+/")
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
# What decodes to none of these is not worth judging: nobody veils a word that is disguised already.
LIKE_A_LEVEL = lazy_pattern("[绝絕机機秘祕密宻蜜]")
MOST_LAYERS = 3


class EncodedMarkingRecognizer:
    """Reads what a token decodes to as a value of the same place."""

    # What it finds is `MARKING`, which stands in the table already.
    rules: tuple[Rule, ...] = ()

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        if passage.place not in PLACES and not passage.has_head:
            return
        source = passage.folded.source
        as_written = Normalized(source, source)
        judged = 0
        for match in TOKEN.finditer(source):
            if passage.place not in PLACES and not _heads(match, source, passage):
                continue
            for text in _decoded(match[0]):
                judged += 1
                finding = _marking(text, passage, match.start())
                if finding is not None:
                    yield passage.finding(MARKING, *match.span(), finding.score, ("encoded", *finding.evidence), as_written)
                    break
            if judged >= MOST_TOKENS:
                return


def _heads(match: re.Match[str], source: str, passage: Passage) -> bool:
    """A line of its own in the head of the first page."""
    start, end = source.rfind("\n", 0, match.start()) + 1, source.find("\n", match.end())
    alone = not source[start : match.start()].strip() and not source[match.end() : len(source) if end < 0 else end].strip()
    return alone and passage.segment_at_source(match.start()).layout.header_zone


def _marking(text: str, passage: Passage, position: int) -> Finding | None:
    """The mark that the decoded text bears, judged where the token stands."""
    where = passage.segment_at_source(position)
    decoded = Passage((Segment(text, where.location, where.layout),))
    return next((finding for finding in SECRECY_MARKING.recognize(decoded) if finding.rule == MARKING.id), None)


def _decoded(token: str) -> Iterator[str]:
    """Every reading of the token that looks like a level word."""
    tokens = [token]
    for _ in range(MOST_LAYERS):
        readings = [reading for token in tokens for reading in _readings(token)]
        yield from (reading for reading in readings if LIKE_A_LEVEL.search(reading))
        tokens = [reading for reading in readings if reading.isascii() and len(reading) >= SHORTEST]


def _readings(token: str) -> Iterator[str]:
    if ESCAPED.search(token) and (bare := veiled_han(token)) is not None:
        yield bare
    if (match := HEXADECIMAL.fullmatch(token)) is not None:
        yield from _texts(bytes.fromhex(match[1]))
    if BASE64.fullmatch(token):
        letters = token.rstrip("=").translate(URL_SAFE)
        if len(letters) % 4 != 1:
            yield from _texts(binascii.a2b_base64(letters + "=" * (-len(letters) % 4)))


def _texts(data: bytes) -> Iterator[str]:
    if data.isascii():
        yield data.decode("ascii")
        return
    for encoding in ENCODINGS:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            continue


ENCODED_MARKING = EncodedMarkingRecognizer()
