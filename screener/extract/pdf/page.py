"""The text of one page by pdfium: what is drawn, what /ActualText says instead, and what nobody sees."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from screener.extract.page_character import Box, Character
from screener.extract.page_lines import Line, is_legible, is_readable, lay_out, lines_of
from screener.extract.pdf.outlines import Outlines, outlines_of
from screener.extract.pdf.paint import Ground, Ink, Painted, address, drop_actual_text, ink_of, painted
from screener.extract.pdf.unembedded import loses_glyphs
from screener.model import Place

# pdfium writes these for a hyphen at the end of a line.
HYPHENS = frozenset({0x2, 0xFFFE})


@dataclass(frozen=True, slots=True)
class PageText:
    """A page after reading. `drawn` are the lines of its glyphs, `claimed` the lines that only /ActualText claims."""

    drawn: list[Line] = field(repr=False)
    claimed: list[Line] = field(repr=False)
    legible: bool
    images: int
    paths: int
    outlines: Outlines | None = None
    lost: bool = False
    """whether there is text that pdfium drops"""

    @property
    def needs_picture(self) -> bool:
        """Whether only a rendering of the page can say what it shows: a scan, a drawing, or a font that tells nothing."""
        return not self.legible or (not self.drawn and bool(self.images or self.paths))


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible box of a page, and the way from its own space (bottom left, before /Rotate) to the reader's (top left, after)."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        box = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(page, box)
        return cls(box.left, box.bottom, box.right, box.top, c.FPDFPage_GetRotation(page))

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation % 2 else (width, height)

    def seen(self, box: Box) -> Box:
        left, bottom, right, top = box
        if self.rotation == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        if self.rotation == 3:
            return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom

    def holds(self, box: Box) -> bool:
        """Whether any of the box lies on the page that is shown; what is cropped away is still in the file."""
        return box[0] < self.right and box[2] > self.left and box[1] < self.top and box[3] > self.bottom


def read_page(page: pdfium.PdfPage, hidden_layers: frozenset[str], *, bare: bool = False) -> PageText:
    """`bare`: a font of the page is not in the file."""
    objects = list(painted(page))
    frame = Frame.of(page)
    claimed = _read_lines(page, objects, frame, hidden_layers)
    drawn, only_claimed = claimed, list[Line]()
    if drop_actual_text(objects):
        drawn = _read_lines(page, objects, frame, hidden_layers)
        texts = {line.text for line in drawn}
        only_claimed = [line for line in claimed if line.text not in texts]
    kinds = [item.kind for item in objects]
    texts_painted = kinds.count(c.FPDF_PAGEOBJ_TEXT)
    legible = is_legible(drawn) and bool(drawn or not texts_painted or _all_blank(page))
    return PageText(
        lay_out(drawn, *frame.size),
        lay_out(only_claimed, *frame.size),
        legible,
        kinds.count(c.FPDF_PAGEOBJ_IMAGE),
        kinds.count(c.FPDF_PAGEOBJ_PATH),
        outlines_of(objects),
        bare and loses_glyphs(objects),
    )


def _all_blank(page: pdfium.PdfPage) -> bool:
    """Whether the characters of a page without lines are spaces, which many programs print on an empty page."""
    with _text_page(page) as text_page:
        return bool(c.FPDFText_CountChars(text_page) > 0)


class _text_page:  # noqa: N801  used as a function
    """A pdfium text page, closed at once: 300 pages of them are not held until the collector comes by."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.held = page.get_textpage()

    def __enter__(self) -> Any:  # noqa: ANN401
        return self.held.raw

    def __exit__(self, *_: object) -> None:
        self.held.close()


def _read_lines(page: pdfium.PdfPage, objects: list[Painted], frame: Frame, hidden_layers: frozenset[str]) -> list[Line]:
    with _text_page(page) as text_page:
        return lines_of(_rows(text_page, objects, frame, hidden_layers))


def _rows(text_page: Any, objects: list[Painted], frame: Frame, hidden_layers: frozenset[str]) -> Iterator[list[Character]]:  # noqa: ANN401
    ground, inks = Ground(objects), dict[int, Ink]()
    area = (frame.right - frame.left) * (frame.top - frame.bottom)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    row: list[Character] = []
    lead = ""
    last = Character("", None)
    for index in range(c.FPDFText_CountChars(text_page)):
        code = c.FPDFText_GetUnicode(text_page, index)
        if code in {0xA, 0xD}:
            if row:
                yield row
            row = []
            continue
        if 0xD800 <= code < 0xDC00:
            lead = chr(code)
            continue
        text = "-" if code in HYPHENS else _character(lead, code)
        lead = ""
        raw = c.FPDFText_GetTextObject(text_page, index)
        key = address(raw)
        if not key:  # a space that pdfium put between two words
            row.append(Character(text, None, last.size, last.color, last.place))
            continue
        ink = inks.get(key)
        if ink is None:
            ink = inks[key] = ink_of(raw, text_page, index, hidden_layers)
        c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        box = (left.value, bottom.value, right.value, top.value)
        readable = is_readable(text) and c.FPDFText_HasUnicodeMapError(text_page, index) != 1
        last = Character(text, frame.seen(box), ink.size, ink.color, _place(ink, box, frame, ground, area, key), readable or text.isspace())
        row.append(last)
    if row:
        yield row


def _character(lead: str, code: int) -> str:
    if lead and 0xDC00 <= code < 0xE000:
        return (lead + chr(code)).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    # A glyph without a mapping; and a lone half of a pair, which no later step could write down.
    return "\ufffd" if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def _place(ink: Ink, box: Box, frame: Frame, ground: Ground, area: float, key: int) -> Place:
    if ink.place not in (Place.BODY, Place.WATERMARK):
        return ink.place
    if not frame.holds(box):
        return Place.HIDDEN
    if ink.invisible:
        return Place.BODY if ground.is_picture(box, area) else Place.HIDDEN
    if (ink.white and not ground.is_dark(box)) or ground.is_covered(box, key):
        return Place.HIDDEN
    return ink.place
