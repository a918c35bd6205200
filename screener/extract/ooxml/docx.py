"""Word documents: the body and every other story, then the parts that all Office files share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from docx.oxml.ns import qn

from screener.extract.ooxml.drawing import DRAWING_READERS, DRAWN
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.parts import Part, Reader, read_parts
from screener.extract.ooxml.properties import PROPERTY_READERS
from screener.extract.ooxml.template_parts import Memory
from screener.extract.ooxml.word_styles import OFF, VAL, Styles
from screener.extract.ooxml.wordprocessing import W_P, Story
from screener.extract.source import Item, Source
from screener.model import Place

HANDLED = frozenset({W_P, *DRAWN, *PROPERTY_READERS})
# Stories by the root of their part, whatever the part is called. Building blocks are in no view of the document.
STORIES = {
    "w:document": Place.BODY,
    "w:hdr": Place.HEADER,
    "w:ftr": Place.FOOTER,
    "w:footnotes": Place.FOOTNOTE,
    "w:endnotes": Place.ENDNOTE,
    "w:comments": Place.COMMENT,
    "w:glossaryDocument": Place.HIDDEN,
}
# Style sheets with their numbering, by the content of both.
SHEETS: Memory[Styles] = Memory(16)


def extract_docx(source: Source) -> Iterator[Item]:
    with Package(source) as package:
        main = tuple(one.target for one in package.related("", "officeDocument"))
        styles = _Sheets(package)
        readers: dict[str, Reader] = {**PROPERTY_READERS, **DRAWING_READERS}
        readers.update({qn(root): partial(_read_story, styles, place) for root, place in STORIES.items()})
        readers[qn("w:styles")] = _read_styles
        yield from read_parts(package, readers, HANDLED, main)


def _read_story(styles: _Sheets, place: Place, part: Part) -> Iterator[Item]:
    yield from Story(part, styles.of(part.name), place, first_page=place is Place.BODY).read(part.root)


class _Sheets:
    """The style sheet that goes with a part: the document's, or the glossary's own. Headers and notes use the document's."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, Styles] = {}

    def of(self, part: str) -> Styles:
        package = self._package
        owners = (part, *(one.target for one in package.related("", "officeDocument")))
        names = (one.target for owner in owners for one in package.related(owner, "styles"))
        name = next((name for name in names if name in package.parts), "word/styles.xml" if "word/styles.xml" in package.parts else "")
        if name not in self._known:
            self._known[name] = self._styles(name)
        return self._known[name]

    def _styles(self, name: str) -> Styles:
        package, number = self._package, self._number_part()
        parts = [part for part in (name, number) if part]
        key = (name != "", *map(package.fingerprint, parts))
        known = SHEETS.recall(key)
        if known is not None:
            for part in parts:
                package.pass_over(part)
            return known
        remarks = len(package.remarks)
        sheet = package.parse(name, package.read(name)) if name else None
        numbering = package.parse(number, package.read(number), tolerant=True) if number else None
        known = Styles(sheet, numbering)
        if None not in key and len(package.remarks) == remarks:
            SHEETS.remember(key, known)
        return known

    def _number_part(self) -> str:
        package = self._package
        owners = [one.target for one in package.related("", "officeDocument")]
        names = (one.target for owner in owners for one in package.related(owner, "numbering") if one.target in package.parts)
        return next(names, "")


def _read_styles(part: Part) -> Iterator[Item]:
    """Names that somebody gave to styles, each once."""
    for style in part.root.iter(qn("w:style")):
        name = style.find(qn("w:name"))
        if style.get(qn("w:customStyle"), "0") not in OFF and name is not None and not (text := name.get(VAL, "")).isascii():
            yield part.segment(text, Place.METADATA)
