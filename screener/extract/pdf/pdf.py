"""PDF: pages by pdfium, everything that is no page by a walk over the objects, and what earlier versions of the file still hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c

from screener.errors import CorruptError, PasswordProtectedError, TooLargeError
from screener.extract.page_lines import Line
from screener.extract.pdf.field_rows import read_field_rows
from screener.extract.pdf.fonts import Doubt
from screener.extract.pdf.loose import read_loose
from screener.extract.pdf.objects import read_objects
from screener.extract.pdf.outlines import Outlines
from screener.extract.pdf.page import PageText, read_page
from screener.extract.pdf.page_fonts import PageFonts
from screener.extract.pdf.pictures import page_pictures
from screener.extract.pdf.remarks import read_remarks
from screener.extract.pdf.roles import hidden_layers, roles_of
from screener.extract.pdf.said import Said
from screener.extract.pdf.tables import read_tables, wants_table
from screener.extract.pdf.unembedded import unembedded_lines
from screener.extract.source import Item, Source
from screener.model import Place, Segment, Unscanned

# Each version costs as much as the file itself. The newest are read; a file with more has a history that a person should look at.
MOST_VERSIONS = 8
END = re.compile(rb"startxref\s+\d+\s+%%EOF[ \t]*\r?\n?")
# Readers look for the end mark in the last kilobyte; some mailers add a few lines of their own.
END_WITHIN = 2_048
# A header line on every page must not cut the paragraph that runs over the page break: such lines are held back and told in groups.
MOST_ASIDES = 2_000
# Each costs some seconds. A font that may lie on more pages than that is for a person.
MOST_DOUBTED = 8


@dataclass
class Seen:
    """What has been told already, so that an earlier version tells only what the current one does not have."""

    texts: set[int] = field(default_factory=set)
    pictures: set[bytes] = field(default_factory=set)
    files: set[bytes] = field(default_factory=set)


def extract_pdf(source: Source) -> Iterator[Item]:
    seen = Seen()
    for item in _read(source, seen, tables=True):
        if isinstance(item, Segment):
            seen.texts.add(hash(item.text))
        yield item
    yield from read_remarks(source)
    yield from _earlier_versions(source, seen)


def _read(source: Source, seen: Seen, *, tables: bool = False) -> Iterator[Item]:
    document, password = _open(source)
    if b"%%EOF" not in source.data[-END_WITHIN:]:
        # Cut short. pdfium reads such a file as far as it goes and does not say that it did.
        yield source.unscanned("corrupt", "no end of file")
    try:
        pdf = _walkable(source, password)
        if pdf is None:
            yield source.unscanned("corrupt", "objects")
            yield from _pages(source, document, seen, frozenset(), password if tables else None, PageFonts(), None)
            return
        with pdf:
            if any("file is damaged" in str(warning) for warning in pdf.get_warnings()):
                # The table of objects was rebuilt from what could be found; what could not be found is not missed by anyone.
                yield source.unscanned("corrupt", "object table")
            layers = hidden_layers(pdf)
            yield from _pages(source, document, seen, layers, password if tables else None, PageFonts.of(pdf), pdf)
            roles = roles_of(pdf)
            yield from read_objects(source, pdf, roles, seen.files)
            yield from read_field_rows(source, pdf)
            yield from read_loose(source, pdf, roles, seen.texts, seen.pictures, layers)
    finally:
        document.close()


def _open(source: Source) -> tuple[pdfium.PdfDocument, str]:
    """The document and the password that opens it; the empty one opens what only its owner may change."""
    for password in ("", *source.budget.passwords):
        try:
            document = pdfium.PdfDocument(source.content if isinstance(source.content, Path) else bytes(source.content), password)
            pages = len(document)
        except pdfium.PdfiumError as error:
            if error.err_code == c.FPDF_ERR_PASSWORD:
                continue
            raise CorruptError("pdfium") from error
        if not pages:
            document.close()
            raise CorruptError("no pages")
        return document, password
    raise PasswordProtectedError


def _walkable(source: Source, password: str) -> pikepdf.Pdf | None:
    try:
        content = source.content if isinstance(source.content, Path) else io.BytesIO(source.content)
        return pikepdf.open(content, password=password, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise PasswordProtectedError from error
    except pikepdf.PdfError:
        return None


def _pages(
    source: Source,
    document: pdfium.PdfDocument,
    seen: Seen,
    layers: frozenset[str],
    tables: str | None,
    fonts: PageFonts,
    pdf: pikepdf.Pdf | None,
) -> Iterator[Item]:
    """All text first and pictures after it, for a picture between two pages would cut a paragraph that runs over the break."""
    asides: list[Segment] = []
    pictured: dict[int, tuple[bool, Outlines | None]] = {}
    doubts = fonts.doubts
    looked_at = set(list(doubts)[:MOST_DOUBTED])
    tabled: list[int] = []
    said = Said()
    for number in range(1, len(document) + 1):
        source.budget.count_member()
        read = _page(source, document, number, layers, bare=number in fonts.bare)
        if isinstance(read, Unscanned):
            yield read
            continue
        segments = list(_segments(source, read, number))
        yield from (segment for segment in segments if segment.location.place is Place.BODY)
        yield from unembedded_lines(source, pdf, number, [segment.text for segment in segments]) if read.lost and pdf else ()
        asides.extend(segment for segment in segments if segment.location.place is not Place.BODY)
        if len(asides) > MOST_ASIDES:
            yield from _by_place(asides)
            asides = []
        if not read.legible or doubts.get(number) is Doubt.MAPPING or (number in doubts and number not in looked_at):
            yield source.unscanned("page-not-legible", page=number)
        if number not in doubts and read.legible:
            said.add(number, read.drawn, compared=number in fonts.compared)
        if read.images or read.needs_picture or read.outlines or number in looked_at:
            pictured[number] = (read.needs_picture, read.outlines)
        if tables is not None and wants_table("".join(line.text for line in read.drawn), read.paths):
            tabled.append(number)
    yield from _by_place(asides)
    if tabled:
        yield from read_tables(source, tabled, tables or "")
    lying = list(said.shown_otherwise(document, fonts))
    looked_at.update(lying[:MOST_DOUBTED])
    pictured = dict.fromkeys(lying[:MOST_DOUBTED], (False, None)) | pictured
    yield from (source.unscanned("page-not-legible", page=number) for number in lying[MOST_DOUBTED:])
    yield from _pictures(source, document, seen, pictured, looked_at)


def _pictures(
    source: Source, document: pdfium.PdfDocument, seen: Seen, pictured: dict[int, tuple[bool, Outlines | None]], looked_at: set[int]
) -> Iterator[Item]:
    for number, (whole, outlines) in sorted(pictured.items()):
        page = document[number - 1]
        try:
            also = number in looked_at
            yield from page_pictures(source, page, f"page{number}", number, seen.pictures, whole=whole, also=also, outlines=outlines)
        finally:
            page.close()


def _page(source: Source, document: pdfium.PdfDocument, number: int, layers: frozenset[str], *, bare: bool) -> PageText | Unscanned:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return source.unscanned("corrupt", "page", page=number)
    try:
        return read_page(page, layers, bare=bare)
    except TooLargeError as error:
        return source.unscanned(error.code, error.reason, page=number)
    finally:
        page.close()


def _by_place(segments: list[Segment]) -> list[Segment]:
    return sorted(segments, key=lambda segment: segment.location.place)


def _segments(source: Source, read: PageText, page: int) -> Iterator[Segment]:
    for number, line in enumerate(read.drawn, 1):
        yield _segment(source, line, line.place, page, number)
    for line in read.claimed:
        yield _segment(source, line, Place.ALT_TEXT, page, None)


def _segment(source: Source, line: Line, place: Place, page: int, number: int | None) -> Segment:
    box = None if line.box is None else (round(line.box[0], 1), round(line.box[1], 1), round(line.box[2], 1), round(line.box[3], 1))
    return source.segment(line.text, place, page=page, paragraph=number, box=box, layout=line.layout)


def _earlier_versions(source: Source, seen: Seen) -> Iterator[Item]:
    """The file as it was before each incremental save. What was deleted or replaced since is gone from the screen, not from the file."""
    ends = [match.end() for match in END.finditer(source.data)]
    # A linearized file has its first end mark near its beginning, and no file of its own before it.
    earlier = [end for end in ends[:-1] if not _is_linearized_head(source, end)]
    if len(earlier) > MOST_VERSIONS:
        yield source.unscanned("too-large", f"earlier versions {MOST_VERSIONS}", Place.EARLIER_VERSION)
    for end in earlier[-MOST_VERSIONS:]:
        version = replace(source, content=bytes(source.data[:end]))
        try:
            for item in _read(version, seen):
                if not isinstance(item, Segment):
                    yield item
                elif (known := hash(item.text)) not in seen.texts:
                    seen.texts.add(known)
                    yield replace(item, location=replace(item.location, place=Place.EARLIER_VERSION))
        except (CorruptError, PasswordProtectedError) as error:
            yield source.unscanned(error.code, "earlier version", Place.EARLIER_VERSION)


def _is_linearized_head(source: Source, end: int) -> bool:
    return b"/Linearized" in source.data[:1024] and end == min(match.end() for match in END.finditer(source.data))
