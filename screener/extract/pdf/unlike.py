"""Glyphs that look unlike what they say, and glyphs that look like a character of a mark and say another."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2 as pdfium

from screener.extract.pdf.fonts import is_nothing
from screener.extract.pdf.glyph_codes import codes_of
from screener.extract.pdf.roles import ObjGen

if TYPE_CHECKING:
    from screener.extract.pdf.glyph_sheet import Drawings

# Of 2,000 honest glyphs in fonts that the table does not know, none fell below; of such as say another character, 1 of 130 stayed above.
LIKE = 0.55
# A glyph is taken for a character of a mark where nothing in the table is much more like it; less strictly where it lies for certain.
MARK_LIKE, MARK_NEARER, MARK_NEARER_LIAR = 0.50, 0.02, 0.15
# Where it says no Chinese character it may be a letter: `H` looks a little like 料, `*` like ★.
MARK_LIKE_LETTER, STAR_LIKE, FEW_STROKES = 0.65, 0.85, 1.4
STARS = "★☆"
# More than any letter or digit has; a whole word drawn as one glyph has these.
MANY_STROKES = 2.9
# 30 microseconds each. A document of a thousand pages asks its fonts for 5,000.
MOST_GLYPHS = 40_000
AT_ONCE = 256
# The more would be an attack or a font of pictures: not read, and taken for marks.
MOST_READ, OCR_SCALE = 24, 2


@dataclass(frozen=True, slots=True)
class Glyph:
    """`sure`: whoever made the font put it in. Others may not exist, and then show what the font has for nothing."""

    font: ObjGen
    code: bytes = field(repr=False)
    sure: bool


@dataclass
class Unlike:
    """What fonts say about themselves, by font. The texts are of one character each."""

    bad: dict[ObjGen, set[str]] = field(default_factory=dict, repr=False)
    """said by glyphs that do not look like it, or cannot be compared"""
    marks: dict[ObjGen, set[str]] = field(default_factory=dict, repr=False)
    """said by glyphs that show a character of a mark; empty text: anything"""
    known: dict[ObjGen, set[str]] = field(default_factory=dict, repr=False)
    """all that the font can say, where that is known"""
    honest: set[ObjGen] = field(default_factory=set)

    @classmethod
    def of(cls, fonts: Mapping[ObjGen, pikepdf.Dictionary], seen: frozenset[str]) -> Unlike:
        """`seen`: all characters of the document."""
        found, glyphs = cls(), list[Glyph]()
        for key, font in fonts.items():
            codes = codes_of(font, seen)
            if codes is None or len(glyphs) + len(codes.likely) + len(codes.possible) > MOST_GLYPHS:
                continue
            found.known[key], found.bad[key], found.marks[key] = set(), set(), set()
            if codes.honest:
                found.honest.add(key)
            glyphs += [Glyph(key, code, sure=True) for code in codes.likely]
            glyphs += [Glyph(key, code, sure=False) for code in codes.possible]
        found._compare(fonts, glyphs)
        return found

    def doubtful(self, fonts: frozenset[ObjGen]) -> set[str] | None:
        """The characters of a page with these fonts that are to be looked at; None for all."""
        if not fonts <= self.known.keys():
            return None
        return set[str]().union(*(self.bad[key] for key in fonts))

    def shows_mark(self, fonts: frozenset[ObjGen], text: str) -> bool:
        """Whether a page with these fonts and these characters shows a character of a mark that its text does not have."""
        said = set[str]().union(*(self.marks[key] for key in fonts if key in self.marks))
        return "" in said or not said.isdisjoint(text)

    def cannot_say(self, fonts: frozenset[ObjGen], text: str) -> bool:
        """Whether there are Chinese characters on the page that none of its fonts has: what we read is not what they were asked for."""
        if not fonts <= self.known.keys() or not fonts.isdisjoint(self.honest):
            return False
        return has_han(set(text).difference(*(self.known[key] for key in fonts)))

    def _compare(self, fonts: Mapping[ObjGen, pikepdf.Dictionary], glyphs: list[Glyph]) -> None:
        from screener.extract.pdf.glyph_sheet import drawn

        done, suspects = 0, list[tuple[Glyph, str]]()
        try:
            for cells, texts in drawn(*_numbered(fonts, glyphs)) if glyphs else ():
                batch = glyphs[done : done + len(cells)]
                done += len(cells)
                for glyph, said, unlike, mark in _judged(batch, cells, texts):
                    self.known[glyph.font].update(said)
                    if unlike or mark:
                        self.bad[glyph.font].update(said)
                    if mark:
                        suspects.append((glyph, said))
            for (glyph, said), read in zip(suspects, _read(fonts, [glyph for glyph, _ in suspects]), strict=True):
                if not read or (read != unicodedata.normalize("NFKC", said) and (has_han(read) or read in STARS)):
                    self.marks[glyph.font].update({""} if is_nothing(said) else said)
        except (pikepdf.PdfError, pdfium.PdfiumError):
            # Broken as fonts of a page may be. Nothing is known of any then, and the heads of pages are compared line by line.
            self.known.clear()


def _numbered(fonts: Mapping[ObjGen, pikepdf.Dictionary], glyphs: list[Glyph]) -> tuple[list[pikepdf.Dictionary], list[tuple[int, bytes]]]:
    numbers: dict[ObjGen, int] = {}
    for glyph in glyphs:
        numbers.setdefault(glyph.font, len(numbers))
    return [fonts[key] for key in numbers], [(numbers[glyph.font], glyph.code) for glyph in glyphs]


def _judged(batch: list[Glyph], cells: Drawings, texts: list[str]) -> Iterator[tuple[Glyph, str, bool, bool]]:
    """With each: what it says, whether it looks unlike that, and whether it looks like a character of a mark."""
    import numpy as np

    from screener.extract.pdf.glyph_looks import looks, normal, product, strokes

    table = looks()
    marks = np.ascontiguousarray(table.vectors[table.of_marks].T)
    inked: list[tuple[Glyph, str, Drawings]] = []
    for glyph, cell, said in _with_ink(batch, cells, texts):
        square = None if cell is None else normal(cell)
        if square is None:
            yield glyph, said, has_han(said), False
        else:
            inked.append((glyph, said, square))
    for at in range(0, len(inked), AT_ONCE):
        part = inked[at : at + AT_ONCE]
        drawings = np.stack([square for *_, square in part])
        vectors, lines = table.vectors_of(drawings), strokes(drawings)
        likeness = product(vectors, marks)
        which = likeness.argmax(axis=1)
        for row, (glyph, text, _) in enumerate(part):
            said, mark, like = unicodedata.normalize("NFKC", text), table.marks[which[row]], float(likeness[row, which[row]])
            column = table.column.get(said)
            own = -1.0 if column is None else float((vectors[row] * table.vectors[column]).sum())
            if column is not None or has_han(said):
                unlike, enough, nearer = own < LIKE, MARK_LIKE, MARK_NEARER_LIAR if own < LIKE else MARK_NEARER
            else:
                many = lines[row] > FEW_STROKES
                unlike, enough, nearer = lines[row] > MANY_STROKES, MARK_LIKE_LETTER if many else STAR_LIKE, MARK_NEARER
                like = like if many or mark in STARS else -1.0
            shows = mark != said and like >= max(enough, own)
            # Only now, for it costs as much as all the rest: whether no other character is more like it.
            yield glyph, text, bool(unlike), bool(shows and like >= float((table.vectors * vectors[row]).sum(axis=1).max()) - nearer)


def _with_ink(batch: list[Glyph], cells: Drawings, texts: list[str]) -> Iterator[tuple[Glyph, Drawings | None, str]]:
    """None for no ink. Of glyphs that may not exist, those with some; and once, saying nothing, what a font shows for all that it has not."""
    from screener.extract.pdf.glyph_looks import INK

    inked = [bool(most > INK) for most in cells.max(axis=(1, 2))]
    shown = {number: (glyph.font, cells[number].tobytes()) for number, glyph in enumerate(batch) if inked[number] and not glyph.sure}
    often, told = Counter(shown.values()), set[tuple[ObjGen, bytes]]()
    for number, (glyph, said) in enumerate(zip(batch, texts, strict=True)):
        if glyph.sure:
            yield glyph, cells[number] if inked[number] else None, said
        elif inked[number] and shown[number] not in told:
            told.add(shown[number])
            yield glyph, cells[number], said if often[shown[number]] == 1 else ""


def _read(fonts: Mapping[ObjGen, pikepdf.Dictionary], suspects: list[Glyph]) -> Iterator[str]:
    """What OCR reads in each, nothing where it cannot. It has the last word: what it reads as what it says is no mark."""
    if not suspects:
        return
    import numpy as np

    from screener.errors import UnreadableError
    from screener.extract.pdf.glyph_sheet import drawn

    try:
        from screener.extract.picture.ocr import read_cuts
    except ImportError:  # each is handed on as a picture then, and that is told unread
        yield from [""] * len(suspects)
        return

    read = suspects[:MOST_READ]
    cells = [cell for stack, _ in drawn(*_numbered(fonts, read), OCR_SCALE) for cell in stack] if read else []
    cuts = [np.ascontiguousarray(np.repeat(255 - cell[:, :, None], 3, axis=2)) for cell in cells]
    try:
        yield from (unicodedata.normalize("NFKC", text) for text, _ in read_cuts(cuts))
    except UnreadableError:
        yield from [""] * len(read)
    yield from [""] * (len(suspects) - len(read))


def has_han(text: Iterable[str]) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in text)
