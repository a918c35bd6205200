"""Text in fonts that the file does not bring along, read by its encoding alone.

pdfium drops a text object whose one glyph the fonts of this machine do not have: `机密★10年` set character by character loses its star
where the substitute has none, and on a server without Chinese fonts all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2.raw as c

from screener.extract.pdf.paint import IDENTITY, Matrix, Painted, concat
from screener.extract.source import Source
from screener.model import Layout, Segment, Unscanned

# The encodings that need no mapping: their codes are UTF-16, or GBK.
ENCODINGS = {
    "/UniGB-UTF16-H": "utf-16-be",
    "/UniGB-UTF16-V": "utf-16-be",
    "/UniGB-UCS2-H": "utf-16-be",
    "/UniGB-UCS2-V": "utf-16-be",
    "/GBK-EUC-H": "gb18030",
    "/GBK-EUC-V": "gb18030",
    "/GBKp-EUC-H": "gb18030",
    "/GBKp-EUC-V": "gb18030",
    "/GBK2K-H": "gb18030",
    "/GBK2K-V": "gb18030",
    "/GB-EUC-H": "gb2312",
    "/GB-EUC-V": "gb2312",
}
# pdfium's own measure of nothing.
NOTHING = 0.01
NEAR = 2.5
HEAD = 0.2


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str = field(repr=False)
    x: float
    y: float
    size: float


def loses_glyphs(objects: Iterable[Painted]) -> bool:
    """Whether pdfium saw text on the page that has no width for it."""
    for item in objects:
        if item.kind == c.FPDF_PAGEOBJ_TEXT:
            left, _, right, _ = item.bounds()
            if right - left < NOTHING:
                return True
    return False


def unembedded_lines(source: Source, pdf: pikepdf.Pdf, number: int, known: Iterable[str]) -> Iterator[Segment | Unscanned]:
    """The lines of such fonts on a page; `known` are those that were read already."""
    page = pdf.pages[number - 1]
    told = {"".join(text.split()) for text in known}
    try:
        box, pieces = [float(side) for side in page.mediabox], _pieces(page)
    except (pikepdf.PdfError, ArithmeticError, IndexError, TypeError, ValueError):
        yield source.unscanned("page-not-legible", page=number)
        return
    for row in (*_runs(pieces, across=False), *_runs([one for one in pieces if len(one.text) == 1], across=True)):
        text = "".join(piece.text for piece in row)
        if text.strip() and "".join(text.split()) not in told:
            head = row[0].y > box[3] - HEAD * (box[3] - box[1])
            yield source.segment(text, page=number, layout=Layout(header_zone=head))


def encoding_of(font: Any) -> str:  # noqa: ANN401
    """Of a font that is not in the file; empty where it is, or where only the font knows its codes."""
    below = font.get("/DescendantFonts")
    descendant = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    describes = descendant.get("/FontDescriptor") if isinstance(descendant, pikepdf.Dictionary) else None
    embedded = isinstance(describes, pikepdf.Dictionary) and any(key in describes for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    name = font.get("/Encoding")
    return ENCODINGS.get(str(name), "") if isinstance(name, pikepdf.Name) and not embedded else ""


def _pieces(page: pikepdf.Page) -> list[_Piece]:
    resources = page.obj.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    pen = _Pen({str(key): encoding_of(font) for key, font in fonts.items()} if isinstance(fonts, pikepdf.Dictionary) else {})
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), list(instruction.operands)
        if name in MOVES:
            pen.move(name, operands)
        elif name in SETTINGS:
            pen.set(name, operands)
        if name in SHOWS:
            pen.show(operands[-1])
    return pen.pieces


MOVES = frozenset({"BT", "Tm", "Td", "TD", "T*", "'", '"'})
SETTINGS = frozenset({"q", "Q", "cm", "Tf", "TL"})
SHOWS = frozenset({"Tj", "TJ", "'", '"'})


@dataclass
class _Pen:
    """Where text is put, as far as lines need it: the widths of glyphs are taken for whole squares."""

    encodings: dict[str, str]
    pieces: list[_Piece] = field(default_factory=list, repr=False)
    stack: list[Matrix] = field(default_factory=list)
    page: Matrix = IDENTITY
    line: Matrix = IDENTITY
    text: Matrix = IDENTITY
    encoding: str = ""
    size: float = 0.0
    leading: float = 0.0

    def set(self, name: str, operands: list[Any]) -> None:
        if name == "q":
            self.stack.append(self.page)
        elif name == "Q":
            self.page = self.stack.pop() if self.stack else IDENTITY
        elif name == "cm":
            self.page = concat(_matrix(operands), self.page)
        elif name == "Tf":
            self.encoding, self.size = self.encodings.get(str(operands[0]), ""), float(operands[1])
        else:
            self.leading = float(operands[0])

    def move(self, name: str, operands: list[Any]) -> None:
        if name == "BT":
            self.line = IDENTITY
        elif name == "Tm":
            self.line = _matrix(operands)
        elif name in {"Td", "TD"}:
            self.leading = -float(operands[1]) if name == "TD" else self.leading
            self.line = concat((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)
        else:
            self.line = concat((1, 0, 0, 1, 0, -self.leading), self.line)
        self.text = self.line

    def show(self, shown: Any) -> None:  # noqa: ANN401
        if not self.encoding:
            return
        strings = [one for one in shown if isinstance(one, pikepdf.String)] if isinstance(shown, pikepdf.Array) else [shown]
        words = b"".join(map(bytes, strings)).decode(self.encoding, "replace")
        at = concat(self.text, self.page)
        self.pieces.append(_Piece(words, at[4], at[5], max(1.0, abs(self.size) * max(map(abs, at[:4])))))
        self.text = concat((1, 0, 0, 1, len(words) * self.size, 0), self.text)


def _matrix(operands: Any) -> Matrix:  # noqa: ANN401
    one, two, three, four, five, six = (float(number) for number in operands)
    return one, two, three, four, five, six


def _runs(pieces: list[_Piece], *, across: bool) -> Iterator[list[_Piece]]:
    """Lines from the left; `across`: columns from the top, of two characters and more."""
    level: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: one.x if across else -one.y):
        if level and abs((piece.x - level[-1].x) if across else (piece.y - level[-1].y)) > 0.5 * min(piece.size, level[-1].size):
            yield from _broken(level, across=across)
            level = []
        level.append(piece)
    yield from _broken(level, across=across)


def _broken(level: list[_Piece], *, across: bool) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    for piece in sorted(level, key=lambda one: -one.y if across else one.x):
        last = run[-1] if run else None
        if last and (last.y - piece.y if across else piece.x - last.x - (len(last.text) - 1) * last.size) > NEAR * last.size:
            if len(run) > across:
                yield run
            run = []
        run.append(piece)
    if len(run) > across:
        yield run
