"""PowerPoint 97-2003 presentations: slides, notes, masters, comments, and the earlier edits that a quick save keeps."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError, UnsupportedFormatError
from screener.extract.ole import ppt_records as kinds
from screener.extract.ole.compound import Compound
from screener.extract.ole.office_art import modern_shapes, packages, pictures, read_pictures, shape_texts
from screener.extract.ole.ole import attempt, read_compound
from screener.extract.ole.ppt_records import Presentation, Record, open_presentation, records
from screener.extract.ole.round_trip import read_round_trip
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import NO_LAYOUT, Layout, Place, Segment

CHARACTERS, BYTES, STRING, TEXT_KIND = 0x0FA0, 0x0FA8, 0x0FBA, 0x0F9F
SHOW_INFO, HIDDEN_SLIDE = 0x03F9, 0x0004
COMMENT, HEADERS, LINK, STORED, LIST = 0x2EE0, 0x0FD9, 0x0FD7, 0x1011, 0x0FF0
TEXTS = {CHARACTERS: "utf-16-le", BYTES: "latin-1", STRING: "utf-16-le"}
PROPERTIES = frozenset({0xF00B, 0xF121, 0xF122})
# What newer programs keep for themselves: themes, layouts, time nodes.
ROUND_TRIP = range(0x0400, 0x0430)
# An atom by its header, that holds records.
TAG_DATA = 0x138B
TITLES, OTHER = frozenset({0, 6}), 4
HEADER = 1
# Fonts, colours, animation clocks: nothing in them was written by the author.
SILENT = frozenset(
    {0x0FB7, 0x0FA1, 0x0FAA, 0x0FA6, 0x07F0, 0x0F9E, 0x0FA2, 0x0FA3, 0x0FA4, 0x0FA5, 0x1772, 0x0FF5, 0x0FC1, 0xF00A, 0xF00F, 0xF010, 0xF009}
)
COMPRESSED = 1
DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a record stands. `kind`: of the text box, from the atom before the text."""

    place: Place
    page: int | None = None
    title_page: bool = False


def extract_ppt(source: Source) -> Iterator[Item]:
    yield from read_compound(source, _read)


def _read(compound: Compound) -> Iterator[Item]:
    source = compound.source
    paths = [path for path in compound.streams if path[-1].casefold() == "powerpoint document"]
    if not paths:
        raise UnsupportedFormatError("PowerPoint 95")
    for path in paths:
        data = compound.read(path)
        user = compound.find(*path[:-1], "Current User")
        show, failed = Presentation(), None
        try:
            show = open_presentation(data, compound.read(user) if user else b"")
        except PasswordProtectedError:
            raise
        except (CorruptError, struct.error):
            failed = source.unscanned("corrupt", "persist directory")
        seen: set[bytes] = set()
        reader = _Reader(source, show, seen)
        yield from attempt(source, reader.read(data))
        if failed is not None:
            yield failed
        stream = compound.find(*path[:-1], "Pictures")
        if stream is not None:
            yield from _pictures(source, compound.read(stream), seen)


def _pictures(source: Source, data: bytes, seen: set[bytes]) -> Iterator[Item]:
    yield from read_pictures(source, data, seen, "Pictures")
    found = list(pictures(data, source.budget))
    gaps = zip([0, *(picture.end for picture in found)], [*(picture.start for picture in found), len(data)], strict=True)
    if any(data[start:end].strip(b"\0") for start, end in gaps):  # encrypted by itself, or of an unknown kind
        yield source.unscanned("image-not-read", "unknown picture", Place.IMAGE, "Pictures")


class _Reader:
    """Walks the records of one stream; what the presentation no longer uses is an earlier version of it."""

    def __init__(self, source: Source, show: Presentation, seen: set[bytes]) -> None:
        self._source, self._show, self._seen = source, show, seen
        self._kind = 0
        self._numbers: dict[int | None, int] = {}
        self._objects = 0

    def read(self, data: bytes) -> Iterator[Item]:
        tops = list(records(data, 0, len(data)))
        live = [record for record in tops if not self._show.live or record.start in self._show.live]
        for record in sorted(live, key=lambda one: (one.kind != kinds.SLIDE, self._show.pages.get(one.start, 1 << 30))):
            yield from self._walk(record, self._stand(record), DEEPEST)
        for record in tops:
            if self._show.live and record.start not in self._show.live:
                stand = replace(self._stand(record), place=Place.EARLIER_VERSION)
                yield from self._walk(record, stand, DEEPEST)

    def _stand(self, record: Record) -> _Stand:
        page = self._show.pages.get(record.start)
        if record.kind == kinds.SLIDE:
            info = next((child for child in record.children() if child.kind == SHOW_INFO and len(child.body) >= 12), None)
            hidden = info is not None and struct.unpack_from("<H", info.body, 10)[0] & HIDDEN_SLIDE
            return _Stand(Place.HIDDEN if hidden else Place.BODY, page, title_page=page == 1)
        if record.kind == kinds.NOTES:
            return _Stand(Place.NOTES, page)
        if record.kind in (kinds.MASTER, kinds.HANDOUT):
            return _Stand(Place.MASTER)
        return _Stand(Place.BODY)

    def _walk(self, record: Record, stand: _Stand, depth: int) -> Iterator[Item]:
        if not depth:
            yield self._source.unscanned("too-deep", f"depth {DEEPEST}")
            return
        if record.kind == STORED:
            yield from self._stored(record)
        elif record.is_container or record.kind == TAG_DATA:
            yield from self._container(record, stand, depth)
        else:
            yield from self._atom(record, stand)

    def _atom(self, record: Record, stand: _Stand) -> Iterator[Item]:
        kind, earlier = record.kind, stand.place is Place.EARLIER_VERSION
        if kind == TEXT_KIND and len(record.body) >= 4:
            (self._kind,) = struct.unpack_from("<I", record.body)
        elif kind in TEXTS:
            text = record.body.decode(TEXTS[kind], "replace")
            if not text.startswith("___PPT"):  # what programs call their own tags
                yield from self._text(text, self._string_stand(stand) if kind == STRING else stand)
        elif kind in PROPERTIES:
            yield from self._properties(record, stand)
        elif kind in ROUND_TRIP and record.body.find(b"PK\x03\x04", 0, 64) >= 0:
            yield from self._packages(record.body, stand if earlier else replace(stand, place=Place.MASTER))
        elif kind not in SILENT and not 0xF01A <= kind <= 0xF02A:
            for text in swept_texts(record.body):
                yield self._segment(text, stand.place if earlier else Place.METADATA, stand.page)

    def _container(self, record: Record, stand: _Stand, depth: int) -> Iterator[Item]:
        page = stand.page
        earlier = stand.place is Place.EARLIER_VERSION
        for child in record.children():
            inner = stand
            if record.kind == HEADERS and child.kind == STRING:
                inner = replace(stand, place=Place.HEADER if child.instance == HEADER else Place.FOOTER)
            elif record.kind == COMMENT:
                inner = replace(stand, place=Place.COMMENT)
            elif record.kind == LINK:
                inner = replace(stand, place=Place.LINK)
            elif record.kind == LIST and child.kind == kinds.SLIDE_PERSIST and record.instance == kinds.SLIDES_LIST:
                page = (page or 0) + 1
            elif record.kind == LIST:
                place = {kinds.MASTERS_LIST: Place.MASTER, kinds.NOTES_LIST: Place.NOTES}.get(record.instance, stand.place)
                inner = replace(stand, place=place, page=page, title_page=page == 1)
            if earlier:
                inner = replace(inner, place=Place.EARLIER_VERSION)
            yield from self._walk(child, inner, depth - 1)

    def _string_stand(self, stand: _Stand) -> _Stand:
        if stand.place in (Place.BODY, Place.HIDDEN, Place.MASTER, Place.NOTES):
            return replace(stand, place=Place.METADATA)
        return stand

    def _text(self, text: str, stand: _Stand) -> Iterator[Item]:
        if self._kind == OTHER and stand.place is Place.BODY:
            stand = replace(stand, place=Place.TEXT_BOX)
        for line in text.rstrip("\0").split("\r"):
            line = line.replace("\x0b", "\n")
            if line.strip():
                zone = Layout(header_zone=True) if stand.title_page and self._kind in TITLES and stand.place is Place.BODY else NO_LAYOUT
                yield self._segment(line, stand.place, stand.page, zone)

    def _properties(self, record: Record, stand: _Stand) -> Iterator[Item]:
        raw = record.data[record.start : record.end]
        for place, text in shape_texts(raw):
            yield self._segment(text, Place.EARLIER_VERSION if stand.place is Place.EARLIER_VERSION else place, stand.page)
        for package in modern_shapes(raw):
            yield from self._packages(package, replace(stand, place=Place.TEXT_BOX))

    def _packages(self, data: bytes, stand: _Stand) -> Iterator[Item]:
        for package in packages(data):
            if package not in self._seen:
                self._seen.add(package)
                yield from attempt(self._source, read_round_trip(self._source, package, stand.place, stand.page))

    def _stored(self, record: Record) -> Iterator[Item]:
        """An embedded object or the macros: a compound file of its own."""
        self._objects += 1
        content = record.body
        if record.instance == COMPRESSED:
            limit = self._source.budget.limits.part_bytes
            unpacker = zlib.decompressobj()
            try:
                content = unpacker.decompress(content[4:], limit)
            except zlib.error:
                yield self._source.unscanned("corrupt", "embedded object", Place.EMBEDDED)
                return
            if unpacker.unconsumed_tail:
                raise TooLargeError(f"part_bytes {limit}")
            self._source.budget.spend(len(content))
        yield self._source.child(f"object{self._objects}", content, Place.EMBEDDED)

    def _segment(self, text: str, place: Place, page: int | None, layout: Layout = NO_LAYOUT) -> Segment:
        self._numbers[page] = number = self._numbers.get(page, 0) + 1
        return self._source.segment(text, place, page=page, paragraph=number, layout=layout)
