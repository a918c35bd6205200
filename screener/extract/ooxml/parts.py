"""One part after another: who reads it is decided by its root element, and a part that nobody knows is read as plain XML or as a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from lxml import etree

from screener.errors import TooLargeError, UnreadableError
from screener.extract.archive.package import is_xml
from screener.extract.ooxml.attributes import attribute_texts, loose_texts
from screener.extract.ooxml.opc import Package
from screener.extract.ooxml.template_parts import KINDS, ROOTS, SAID, Said
from screener.extract.source import Item
from screener.model import NO_LAYOUT, Layout, Place, Segment
from screener.normalize.escapes import decode_base64

PICTURES = re.compile(r"\.(?:png|jpe?g|jfif|gif|bmp|dib|tiff?|emf|wmf|emz|wmz|svg|webp|wdp|hdp|jxr|ico|pcx|pict?)(?:~\w+)?$", re.IGNORECASE)
# Roots that are files of their own: they go to the reader of that format.
FOREIGN_ROOTS = frozenset({"{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/1999/xhtml}html", "html", "HTML"})
FOREIGN_KINDS = frozenset({"aFChunk", "htmlPubSaveAs"})
# Fonts and a printer driver's memory hold no text of the document; anything in them that is a file by its first bytes is read as one.
INERT_KINDS = frozenset({"font", "printerSettings"})
FILES = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM")
# Power Query keeps its code, and tables that somebody typed into it, in a zip behind a version and a length of four bytes each.
QUERIES = "{http://schemas.microsoft.com/DataMashup}DataMashup"
# The names of the printer and of the paper in a DEVMODE structure.
PRINTER_NAMES = (slice(0, 64), slice(102, 166))


@dataclass(frozen=True)
class Part:
    """An XML part being read. Whatever place its reader names, a part that nothing refers to is an orphan."""

    package: Package
    name: str
    root: etree._Element = field(repr=False)
    page: int | None = None

    def segment(
        self,
        text: str,
        place: Place,
        *,
        paragraph: int | None = None,
        cell: str | None = None,
        box: tuple[float, float, float, float] | None = None,
        layout: Layout = NO_LAYOUT,
    ) -> Segment:
        where = Place.ORPHAN if self.name in self.package.orphans else place
        return self.package.source.segment(text, where, self.name, page=self.page, paragraph=paragraph, cell=cell, box=box, layout=layout)


Reader: TypeAlias = Callable[[Part], Iterator[Item]]


def read_parts(
    package: Package,
    readers: Mapping[str, Reader],
    handled: frozenset[str],
    first: Iterable[str] = (),
    pages: Mapping[str, int] | None = None,
    done: Collection[str] = (),
) -> Iterator[Item]:
    """Every part of the package, `first` ones first, save those `done`. Then what there is to say about the package itself.

    `handled` are the elements whose text a reader takes; text outside them is read too, in case it means something.
    """
    for name in dict.fromkeys((*first, *package.parts)):
        if name not in package.parts or name in done or name.endswith(".rels"):
            continue
        if not name.isascii():
            yield package.source.segment(name, Place.FILE_NAME, name)
        try:
            yield from _read_part(package, name, readers, handled, (pages or {}).get(name))
        except TooLargeError:
            raise
        except UnreadableError as error:
            yield package.source.unscanned(error.code, error.reason, inner=name)
    yield from _links(package)
    yield from dict.fromkeys(package.remarks)  # a style sheet is read twice
    if package.broken:
        yield package.source.unscanned("corrupt", "no central directory")


def _read_part(package: Package, name: str, readers: Mapping[str, Reader], handled: frozenset[str], page: int | None) -> Iterator[Item]:
    kinds = package.kinds.get(name, frozenset())
    as_file, tolerant = bool(kinds & FOREIGN_KINDS), name.casefold().endswith(".vml")
    repeats = kinds & KINDS and not as_file and not tolerant and not kinds & INERT_KINDS and page is None and name not in package.orphans
    fingerprint = package.fingerprint(name) if repeats else None
    if (known := SAID.recall((fingerprint, handled))) is not None and readers.get(known.root) is known.reader:
        package.pass_over(name)
        yield from known.segments(package.source, name)
        return
    data = package.read(name)
    if not data:
        return
    if kinds & INERT_KINDS and not data.startswith(FILES) and not is_xml(data):
        yield from _printer_names(package, name, data) if "printerSettings" in kinds else ()
        return
    remarks = len(package.remarks)
    as_xml = is_xml(data) and not as_file
    root = package.parse(name, data, tolerant=tolerant) if as_xml else None
    if root is None and as_xml:
        return  # said by `parse`
    if root is None or root.tag in FOREIGN_ROOTS:
        # By its relationship alone: a picture in the text may have this name too.
        thumbnail = kinds == {"thumbnail"} and all(one.target != name for one in package.relationships if one.owner)
        yield package.source.child(name, data, _child_place(package, name, kinds), page=page, thumbnail=thumbnail)
        return
    items = _read_root(Part(package, name, root, page), readers, handled)
    if fingerprint is not None and root.tag in ROOTS:
        read = list(items)
        items = iter(read)
        said = Said.of(str(root.tag), readers.get(str(root.tag)), read)
        if said is not None and len(package.remarks) == remarks:
            SAID.remember((fingerprint, handled), said)
    yield from items


def _printer_names(package: Package, name: str, data: bytes) -> Iterator[Segment]:
    for names in PRINTER_NAMES:
        if text := data[names].decode("utf-16-le", "replace").partition("\0")[0].strip():
            yield package.source.segment(text, Place.METADATA, name)


def _read_root(part: Part, readers: Mapping[str, Reader], handled: frozenset[str]) -> Iterator[Item]:
    if part.root.tag == QUERIES:
        queries = decode_base64((part.root.text or "").encode("ascii", "ignore"))
        part.package.source.budget.spend(len(queries))
        content = queries[8 : 8 + int.from_bytes(queries[4:8], "little")]
        yield part.package.source.child(f"{part.name}.zip", content, Place.EMBEDDED)
    reader = readers.get(str(part.root.tag))
    if reader is not None:
        yield from reader(part)
    yield from read_loose(part, handled if reader is not None else frozenset())


def read_loose(part: Part, handled: frozenset[str]) -> Iterator[Segment]:
    """What stands outside the elements that a reader takes: attributes, and elements of no known kind."""
    for text in loose_texts(part.root, handled):
        yield part.segment(text, Place.MARKUP if handled else Place.METADATA)
    for place, text in sorted(attribute_texts(part.root), key=lambda found: found[0]):
        yield part.segment(text, place)


def _child_place(package: Package, name: str, kinds: frozenset[str]) -> Place:
    if name in package.orphans:
        return Place.ORPHAN
    if "vbaProject" in kinds:
        return Place.MACRO
    return Place.IMAGE if PICTURES.search(name) else Place.EMBEDDED


def _links(package: Package) -> Iterator[Segment]:
    """Where the document points outside: a target may be a path with a telling folder."""
    targets = {(one.owner, one.target) for one in package.relationships if one.external and one.target.strip()}
    for owner, target in sorted(targets):
        yield package.source.segment(unquote(target), Place.LINK, owner)
