"""What the pages of a document say, kept until all are read; then the pages that may show something else are named.

A glyph is drawn once for the whole document and compared with how characters look. OCR reads the few that look wrong, and the lines in
the head of a page that have such a glyph: `机` drawn and `公` said is found on any page, anything drawn and anything said in the heads.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from screener.extract.page_lines import Line
from screener.extract.pdf.fonts import HEAD, LONGEST, MOST_LINES, han_of, shows_something_else
from screener.extract.pdf.page_fonts import PageFonts
from screener.extract.pdf.unlike import Unlike
from screener.model import Place

NEEDED = ("cv2", "numpy", "onnxruntime", "rapidocr")


@dataclass
class Said:
    """By page: the characters that it has, each once; and the lines that may have to be compared."""

    characters: dict[int, str] = field(default_factory=dict, repr=False)
    heads: dict[int, list[Line]] = field(default_factory=dict, repr=False)
    made_up: dict[int, list[Line]] = field(default_factory=dict, repr=False)
    """lines with codes that mean nothing: pdfium takes the code itself for the text, and so a glyph 0x516C says `公`"""

    def add(self, number: int, lines: list[Line], *, compared: bool) -> None:
        shown = [line for line in lines if line.place is not Place.HIDDEN]
        self.characters[number] = "".join({character for line in shown for character in line.text})
        if compared:
            self.heads[number] = [line for line in shown if len(line.text) <= LONGEST]
        if made_up := [line for line in shown if line.unreadable and han_of(line.text)]:
            self.made_up[number] = made_up

    def shown_otherwise(self, document: pdfium.PdfDocument, fonts: PageFonts) -> Iterator[int]:
        """Pages that are to be looked at as pictures."""
        if not self.characters or not all(map(importlib.util.find_spec, NEEDED)):
            return  # the pictures of every document are told unread then
        used = frozenset().union(*(fonts.of_page.get(number, ()) for number in self.characters))
        unlike = Unlike.of({key: font for key, font in fonts.fonts.items() if key in used}, frozenset().union(*self.characters.values()))
        for number, text in self.characters.items():
            of_page = fonts.of_page.get(number, frozenset({(0, 0)}))
            shown = unlike.shows_mark(of_page, text) or unlike.cannot_say(of_page, text) or len(self.made_up.get(number, ())) > MOST_LINES
            if shown or self._looks_different(document, number, unlike.doubtful(of_page)):
                yield number

    def _looks_different(self, document: pdfium.PdfDocument, number: int, doubtful: set[str] | None) -> bool:
        short, made_up = self.heads.get(number, []), self.made_up.get(number, [])
        wrong = [line for line in short if (han_of(line.text) if doubtful is None else not doubtful.isdisjoint(line.text))]
        if not wrong and not made_up:
            return False
        page = document[number - 1]
        try:
            head = [line for line in wrong if line.top < HEAD * page.get_height()]
            return shows_something_else(page, head) or shows_something_else(page, made_up)
        finally:
            page.close()
