"""Fonts that tell something else than they show: `机` drawn and `公` said, which a reader of the text layer believes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from screener.errors import UnreadableError
from screener.extract.page_lines import Line

SECTION = re.compile(r"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
TOKEN = re.compile(r"<\s*([0-9A-Fa-f\s]*)>|(\[)|(\])")
MOST_CODES = 70_000
# A font with more characters is a whole one; those hold variants of one character side by side (upright and turned, old and new).
WHOLE_FONT = 3_000
# The breadth of a Han character in thousandths of its size. The blank of that breadth is U+3000.
BROAD = 900
IDEOGRAPHIC_SPACE = "\u3000"
DEEPEST = 8

# Where marks stand, and how long they are. 150 dpi suffice for print that has no noise.
HEAD, MOST_LINES, LONGEST, HEAD_DPI = 0.25, 8, 24, 150
SURE = 0.9
# Of A1. A larger page is not compared but read as a picture.
MOST_PIXELS = 18_000_000
SHOWN = frozenset("★☆")


class Doubt(Enum):
    """Why a page is looked at as well as read. DRAWN: glyphs are little drawings, which most programs label truthfully."""

    DRAWN = 1
    MAPPING = 2


def fonts_of(page: pikepdf.Dictionary) -> Iterator[Any]:
    """The fonts of a page and of the forms that it draws."""
    yield from _fonts(_inherited(page), set(), 0)


def _inherited(page: Any) -> Any:  # noqa: ANN401
    for _ in range(32):
        if not isinstance(page, pikepdf.Dictionary) or "/Resources" in page:
            break
        page = page.get("/Parent")
    return page.get("/Resources") if isinstance(page, pikepdf.Dictionary) else None


def _fonts(resources: Any, seen: set[tuple[int, int]], depth: int) -> Iterator[Any]:  # noqa: ANN401
    if not isinstance(resources, pikepdf.Dictionary) or depth > DEEPEST:
        return
    fonts, forms = resources.get("/Font"), resources.get("/XObject")
    if isinstance(fonts, pikepdf.Dictionary):
        yield from (font for font in fonts.values() if isinstance(font, pikepdf.Dictionary))
    if isinstance(forms, pikepdf.Dictionary):
        for form in forms.values():
            if isinstance(form, pikepdf.Stream) and "/Resources" in form and form.objgen not in seen:
                seen.add(form.objgen)
                yield from _fonts(form["/Resources"], seen, depth + 1)


def doubt_of(font: pikepdf.Dictionary) -> Doubt | None:
    mapping = font.get("/ToUnicode")
    if isinstance(mapping, pikepdf.Stream):
        try:
            codes = dict(islice(mapped(mapping.read_bytes().decode("latin-1")), MOST_CODES))
        except pikepdf.PdfError:
            return Doubt.MAPPING
        if _tells_one_thing_twice(codes) or _leaves_blank(font, codes):
            return Doubt.MAPPING
    return Doubt.DRAWN if font.get("/Subtype") == pikepdf.Name.Type3 else None


def mapped(cmap: str) -> Iterator[tuple[int, str]]:
    """Code and text, for every entry of a ToUnicode mapping."""
    for kind, body in SECTION.findall(cmap):
        tokens = [match[2] or match[3] or "".join(match[1].split()) for match in TOKEN.finditer(body)]
        at, width = 0, 2 if kind == "bfchar" else 3
        while at + width <= len(tokens):
            first, last, target = tokens[at], tokens[at + width - 2], tokens[at + width - 1]
            at += width
            if target == "[":
                end = tokens.index("]", at) if "]" in tokens[at:] else len(tokens)
                yield from ((int(first or "0", 16) + offset, _text(code)) for offset, code in enumerate(tokens[at:end]))
                at = end + 1
            elif target != "]" and "[" not in (first, last):
                text, begin = _text(target), int(first or "0", 16)
                for offset in range(min(int(last or "0", 16) - begin + 1, MOST_CODES) if kind == "bfrange" else 1):
                    yield begin + offset, text[:-1] + chr(min(ord(text[-1]) + offset, 0x10FFFF)) if text else ""


def _text(code: str) -> str:
    return bytes.fromhex(code if len(code) % 2 == 0 else code + "0").decode("utf-16-be", "replace")


def _tells_one_thing_twice(codes: dict[int, str]) -> bool:
    """A font that was cut down to what a document uses has each Han character once."""
    if len(codes) > WHOLE_FONT:
        return False
    han = [text for text in codes.values() if "\u3400" <= text[:1] <= "\u9fff"]
    return len(set(han)) < len(han)


def _leaves_blank(font: pikepdf.Dictionary, codes: dict[int, str]) -> bool:
    """A glyph as broad as a Han character, said to be a space, an accent or nothing."""
    if len(codes) > WHOLE_FONT:
        return False
    nothing = [code for code, text in codes.items() if text != IDEOGRAPHIC_SPACE and is_nothing(text)]
    return bool(nothing) and any(_width(font, code) >= BROAD for code in nothing)


def is_nothing(text: str) -> bool:
    return all(character.isspace() or unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"} for character in text)


def _width(font: pikepdf.Dictionary, code: int) -> float:
    """0 where the font does not say. The width of a composite font is by glyph, which is the code where its encoding is Identity."""
    widths, first = font.get("/Widths"), font.get("/FirstChar")
    if isinstance(widths, pikepdf.Array) and isinstance(first, int):
        return float(widths[code - first]) if 0 <= code - first < len(widths) else 0.0
    below = font.get("/DescendantFonts")
    descendant = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    if not isinstance(descendant, pikepdf.Dictionary) or str(font.get("/Encoding")) not in {"/Identity-H", "/Identity-V"}:
        return 0.0
    return _glyph_width(list(descendant.get("/W", [])), code, float(descendant.get("/DW", 1000)))


def _glyph_width(runs: list[Any], glyph: int, otherwise: float) -> float:
    at = 0
    while at + 1 < len(runs):
        first, second = int(runs[at]), runs[at + 1]
        if isinstance(second, pikepdf.Array):
            if first <= glyph < first + len(second):
                return float(second[glyph - first])
            at += 2
        elif at + 2 < len(runs):
            if first <= glyph <= int(second):
                return float(runs[at + 2])
            at += 3
        else:
            break
    return otherwise


def shows_something_else(page: pdfium.PdfPage, lines: list[Line]) -> bool:
    """Whether these lines look different from what their font says. A comparison, not a reading."""
    try:
        import numpy as np

        from screener.extract.picture.ocr import read_cuts
    except ImportError:  # the pictures of every document are told unread then
        return False
    width, height = page.get_size()
    short = sorted((line for line in lines if line.box and line.size), key=lambda line: line.top)[:MOST_LINES]
    if not short:
        return False
    scale = HEAD_DPI / 72
    if width * height * scale * scale > MOST_PIXELS:
        return True
    bottom = max(line.box[3] for line in short if line.box)
    head = page.render(scale=scale, crop=(0, max(0.0, height - bottom - 10), 0, 0), may_draw_forms=False).to_numpy()[:, :, :3]
    cuts = []
    for line in short:
        assert line.box is not None
        edge = 0.15 * line.size
        left, top, right, low = (
            round(side * scale) for side in (line.box[0] - edge, line.box[1] - edge, line.box[2] + edge, line.box[3] + edge)
        )
        cuts.append(np.ascontiguousarray(head[max(0, top) : low, max(0, left) : right]))
    pairs = [(line, cut) for line, cut in zip(short, cuts, strict=True) if cut.size and min(cut.shape[:2]) > 8]
    try:
        seen = read_cuts([cut for _, cut in pairs])
    except UnreadableError:
        return True
    return any(score >= SURE and han_of(text) != han_of(line.text) for (line, _), (text, score) in zip(pairs, seen, strict=True))


def han_of(text: str) -> str:
    return "".join(character for character in text if "\u3400" <= character <= "\u9fff" or character in SHOWN)
