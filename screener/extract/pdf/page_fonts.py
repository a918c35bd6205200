"""Which pages are looked at because of their fonts: one walk over the fonts of all pages."""

from __future__ import annotations

from dataclasses import dataclass, field

import pikepdf

from screener.extract.pdf.fonts import Doubt, doubt_of, fonts_of
from screener.extract.pdf.roles import ObjGen
from screener.extract.pdf.unembedded import encoding_of

# A font may lie where it is used first; the head of that page is compared with what it says.
MOST_COMPARED = 8


@dataclass
class PageFonts:
    """Pages by number. `compared`: the first page, and pages where a font appears that can say something else than it shows."""

    doubts: dict[int, Doubt] = field(default_factory=dict)
    compared: set[int] = field(default_factory=lambda: {1})
    bare: set[int] = field(default_factory=set)
    """pages with a font that is not in the file"""
    fonts: dict[ObjGen, pikepdf.Dictionary] = field(default_factory=dict, repr=False)
    of_page: dict[int, frozenset[ObjGen]] = field(default_factory=dict)
    """the fonts of each page; one that is no object of its own is in none of `fonts`"""

    @classmethod
    def of(cls, pdf: pikepdf.Pdf) -> PageFonts:
        found, known = cls(), dict[ObjGen, tuple[Doubt | None, bool]]()
        alike = dict[frozenset[ObjGen], frozenset[ObjGen]]()
        for number, page in enumerate(pdf.pages, 1):
            doubts: list[Doubt] = []
            used = set[ObjGen]()
            for font in fonts_of(page.obj):
                new = not font.is_indirect or font.objgen not in known
                used.add(font.objgen)
                if font.is_indirect:
                    found.fonts[font.objgen] = font
                if new:
                    known[font.objgen] = doubt_of(font), bool(encoding_of(font))
                doubt, bare = known[font.objgen]
                doubts += [] if doubt is None else [doubt]
                if bare:
                    found.bare.add(number)
                if new and "/ToUnicode" in font and len(found.compared) < MOST_COMPARED:
                    found.compared.add(number)
            found.of_page[number] = alike.setdefault(frozenset(used), frozenset(used))
            if doubts:
                found.doubts[number] = max(doubts, key=lambda doubt: doubt.value)
        return found
