"""Which codes a font of a PDF may have been asked for: what is to be drawn, to see whether the font tells the truth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

import pikepdf

from screener.extract.pdf.fonts import MOST_CODES, mapped
from screener.extract.pdf.unembedded import ENCODINGS

# Collections whose texts pdfium knows by heart: a font of one needs no mapping, and says more than its mapping.
COLLECTIONS = ("GB1", "CNS1", "Japan1", "Korea1")
NAMED = re.compile(r"/Adobe-(GB1|CNS1|Japan1|Korea1)-UCS2")
TWO_BYTES = re.compile(r"begincodespacerange\s*<0000>\s*<[Ff]{4}>\s*endcodespacerange")
LISTED = re.compile(r"<([0-9A-Fa-f]{4})>\s*(?:<([0-9A-Fa-f]{4})>\s*)?\d")
EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
# A whole font is asked only for what the document says; one cut down has what the document needs.
WHOLE = 400


@dataclass(frozen=True, slots=True)
class Codes:
    """As they stand in a content stream. `likely` were put in by whoever made the font; `possible` ones mostly have no glyph."""

    likely: list[bytes] = field(default_factory=list, repr=False)
    possible: list[bytes] = field(default_factory=list, repr=False)
    honest: bool = False
    """a font that cannot lie: the reader brings it along himself, and everybody knows its encoding"""


def codes_of(font: pikepdf.Dictionary, seen: frozenset[str]) -> Codes | None:
    """For a document with these characters; None where that cannot be told."""
    try:
        return _of_composite(font, seen) if font.get("/Subtype") == pikepdf.Name("/Type0") else _of_simple(font)
    except (pikepdf.PdfError, ArithmeticError, LookupError, TypeError, ValueError):
        return None


def _of_composite(font: pikepdf.Dictionary, seen: frozenset[str]) -> Codes | None:
    below = font.get("/DescendantFonts")
    descendant = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    if not isinstance(descendant, pikepdf.Dictionary):
        return None
    mapping, encoding = _text_of(font.get("/ToUnicode")), font.get("/Encoding")
    codec = ENCODINGS.get(str(encoding)) if isinstance(encoding, pikepdf.Name) else None
    if codec is not None:
        if not mapping and not _is_embedded(descendant):
            return Codes(honest=True)
        likely = _in_bytes(_asked(mapping, seen), shortest=2 if codec.startswith("utf") else 1)
        # What has no mapping says what the encoding makes of it.
        possible = {b"\0\0", *(character.encode(codec, "ignore") for character in seen)}
        return Codes(likely, sorted(possible - {b"", *likely}))
    likely, collections = _in_bytes(_asked(mapping, seen), shortest=2), set(_collections(descendant, mapping))
    own = _text_of(encoding)
    if not (mapping or collections) or not (TWO_BYTES.search(own) if own else str(encoding) in {"/Identity-H", "/Identity-V"}):
        return None
    numbers = {number for name in collections for character in seen for number in _numbers(name).get(character, ())}
    possible = set(_in_bytes(_listed(own) if own and collections else numbers, shortest=2))
    return Codes(likely, sorted({b"\0\0", *possible}.difference(likely)) if possible else [])


def _collections(descendant: pikepdf.Dictionary, mapping: str) -> Iterator[str]:
    yield from NAMED.findall(mapping)
    system = descendant.get("/CIDSystemInfo")
    ordering = str(system.get("/Ordering")) if isinstance(system, pikepdf.Dictionary) else ""
    if ordering in COLLECTIONS:
        yield ordering


@cache
def _numbers(collection: str) -> dict[str, list[int]]:
    """By character, the numbers that mean it in a collection."""
    from pdfminer.cmapdb import CMapDB

    found: dict[str, list[int]] = {}
    for number, text in CMapDB.get_unicode_map(f"Adobe-{collection}").cid2unichr.items():
        found.setdefault(text, []).append(number)
    return found


def _listed(encoding: str) -> Iterator[int]:
    """The codes of an encoding that the file brings along."""
    for first, last in LISTED.findall(encoding):
        begin = int(first, 16)
        yield from range(begin, min(int(last or first, 16), begin + MOST_CODES) + 1)


def _in_bytes(codes: Iterable[int], shortest: int) -> list[bytes]:
    return [code.to_bytes(max(shortest, 1 if code <= 0xFF else 2), "big") for code in sorted(set(codes)) if code < 1 << 16]


def _text_of(stream: Any) -> str:  # noqa: ANN401
    return stream.read_bytes().decode("latin-1") if isinstance(stream, pikepdf.Stream) else ""


def _asked(mapping: str, seen: frozenset[str]) -> Iterator[int]:
    pairs = list(islice(mapped(mapping), MOST_CODES))
    for code, text in pairs:
        if len(pairs) <= WHOLE or not text or not seen.isdisjoint(text):
            yield code


def _of_simple(font: pikepdf.Dictionary) -> Codes | None:
    if font.get("/Subtype") == pikepdf.Name.Type3:
        return None
    if not _is_embedded(font):
        return Codes(honest=True)
    likely = {code for code, _ in mapped(_text_of(font.get("/ToUnicode"))) if code < 1 << 8}
    return Codes([bytes([code]) for code in sorted(likely)], [bytes([code]) for code in range(256) if code not in likely])


def _is_embedded(font: pikepdf.Dictionary) -> bool:
    describes = font.get("/FontDescriptor")
    return isinstance(describes, pikepdf.Dictionary) and any(key in describes for key in EMBEDDED)
