"""Bytes -> segments, and a list of what could not be read. The formats are the table in `formats`.

This is one of the three places that catch everything: a hostile file may break a parser in any way, and whatever it raises becomes an
`Unscanned`, so that what was not read is never passed.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module

from screener.errors import UnreadableError
from screener.extract.appended import appended
from screener.extract.formats import BY_MEDIA_TYPE, EXTRACTORS, Format
from screener.extract.media_type import UNKNOWN, detect, is_document_name, suffix_mismatch
from screener.extract.source import Budget, Extractor, Item, Source
from screener.extract.text.other_readings import other_readings
from screener.model import Coverage, Document, Place, Segment, Unscanned

__all__ = ["EXTRACTORS", "Budget", "Reading", "Source", "read_document"]

PLAIN_TEXT = "text.plain_text"
# Places whose text does not show that a document's own text was read: a name and properties are there even when the body was missed.
NOT_CONTENT = frozenset({Place.FILE_NAME, Place.METADATA, Place.ARCHIVE_COMMENT, Place.ORPHAN})


@dataclass
class Reading:
    """One pass over a submitted file and everything nested in it. Iterate it once; then `coverage` is complete."""

    source: Source
    types: dict[str, str] = field(default_factory=dict, repr=False)
    parts: set[str] = field(default_factory=set, repr=False)
    unread: set[str] = field(default_factory=set, repr=False)
    pages: set[tuple[str, int]] = field(default_factory=set, repr=False)
    pages_unread: set[tuple[str, int]] = field(default_factory=set, repr=False)
    images: int = 0
    images_unread: int = 0
    characters: int = 0

    def __iter__(self) -> Iterator[Segment | Unscanned]:
        yield from self._read(self.source)

    @property
    def media_type(self) -> str:
        """Of the submitted file itself."""
        return self.types.get(self.source.part, UNKNOWN)

    @property
    def coverage(self) -> Coverage:
        return Coverage(
            len(self.parts - self.unread),
            len(self.unread),
            len(self.pages - self.pages_unread),
            len(self.pages_unread),
            self.characters,
            self.images,
            self.images_unread,
        )

    def _read(self, source: Source) -> Iterator[Segment | Unscanned]:
        self.parts.add(source.part)
        failed, before = False, self.characters
        for item in _items(source, self):
            if isinstance(item, Source):
                yield from self._read(item)
                continue
            failed |= isinstance(item, Unscanned)
            self._count(source, item)
            yield item
        entry = BY_MEDIA_TYPE.get(self.types[source.part])
        expected = entry is not None and (entry.holds_text or (not source.size and is_document_name(source.name)))
        if expected and not failed and self.characters == before:
            failed = True
            yield source.unscanned("no-text")
        for item in _guarded(source, appended(source, self.types[source.part])):
            if isinstance(item, Source):
                yield from self._read(item)
                continue
            failed |= isinstance(item, Unscanned)
            yield item
        if self.types[source.part].startswith("image/"):
            self.images += not failed
            self.images_unread += failed
        if failed:
            self.unread.add(source.part)

    def _count(self, source: Source, item: Segment | Unscanned) -> None:
        page = item.location.page
        if page is not None:
            self.pages.add((source.part, page))
        if isinstance(item, Segment):
            if item.location.place not in NOT_CONTENT:
                self.characters += len(item.text.strip())
        elif page is not None:
            self.pages_unread.add((source.part, page))


def read_document(source: Source) -> Document:
    """Read the whole file into one `Document`. For a large file iterate a `Reading` instead."""
    reading = Reading(source)
    items = list(reading)
    return Document(
        reading.media_type,
        tuple(item for item in items if isinstance(item, Segment)),
        tuple(item for item in items if isinstance(item, Unscanned)),
        reading.coverage,
    )


def _items(source: Source, reading: Reading) -> Iterator[Item]:
    """The file's name, then what the extractor for it yields."""
    reading.types[source.part] = UNKNOWN
    if source.name:
        yield source.segment(source.name, Place.FILE_NAME)
    yield from _guarded(source, _extracted(source, reading))


def _with_other_readings(items: Iterator[Item]) -> Iterator[Item]:
    """Behind the text of a file, so that its passages stay whole, what each segment says besides."""
    later: list[Segment] = []
    for item in items:
        yield item
        if isinstance(item, Segment) and item.location.place is not Place.FILE_NAME:
            later += [replace(item, text=text, location=replace(item.location, place=Place.MARKUP)) for text in other_readings(item.text)]
    yield from later


def _extracted(source: Source, reading: Reading) -> Iterator[Item]:
    reading.types[source.part] = media_type = detect(source)
    if suffix_mismatch(source.name, media_type):
        yield source.unscanned("suffix-mismatch", media_type)
    entry = BY_MEDIA_TYPE.get(media_type)
    items = _extractor(entry)(source)
    # Plain text may be of any size, and is read twice for this.
    yield from items if entry is not None and entry.extractor == PLAIN_TEXT else _with_other_readings(items)


def _guarded(source: Source, items: Iterator[Item]) -> Iterator[Item]:
    """The same items, and whatever is raised on the way made a result."""
    try:
        yield from items
    except UnreadableError as error:
        yield source.unscanned(error.code, error.reason)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        yield source.unscanned("corrupt", type(error).__name__)
    except MemoryError:
        yield source.unscanned("too-large", "memory")
    except Exception as error:  # noqa: BLE001  a hostile file may break a parser in any way; what it did becomes a result
        yield source.unscanned("extractor-failed", type(error).__name__)


def _extractor(entry: Format | None) -> Extractor:
    if entry is None or entry.extractor is None:
        return _unsupported
    return _load(entry.extractor)


@cache
def _load(module: str) -> Extractor:
    extractor: Extractor = getattr(import_module(f"screener.extract.{module}"), f"extract_{module.rsplit('.', 1)[-1]}")
    return extractor


def _unsupported(source: Source) -> Iterator[Item]:
    yield source.unscanned("unsupported-format")
