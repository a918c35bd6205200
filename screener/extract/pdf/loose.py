"""What a PDF can draw and no page shows: appearances of annotations, patterns, forms and pages left behind, pictures never painted.

pdfium reads pages only. So each of these is put on a page of its own, in a scratch document that never leaves memory.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from screener.errors import TooLargeError
from screener.extract.pdf.objects import decoded, is_content
from screener.extract.pdf.page import PageText, read_page
from screener.extract.pdf.pictures import SMALLEST, digest, page_pictures
from screener.extract.pdf.roles import Roles
from screener.extract.source import Budget, Item, Source
from screener.model import Layout, Location, Place

MOST_LOOSE = 5_000
BATCH = 200
# Far larger than any form, so that none of its text counts as cropped away.
EVERYWHERE = [-14_400, -14_400, 14_400, 14_400]


@dataclass(frozen=True)
class Loose:
    """One thing to draw by itself, and where its text will be said to stand."""

    thing: Any = field(repr=False)
    place: Place
    page: int | None = None
    in_header_zone: bool = False
    belongs_to_nothing: bool = False


def read_loose(
    source: Source, pdf: pikepdf.Pdf, roles: Roles, texts: set[int], pictures: set[bytes], hidden: frozenset[str]
) -> Iterator[Item]:
    """Text that is in `texts` was read on a page, and a picture in `pictures` was handed on: both are left out."""
    found = list(islice(_find(pdf, roles, pictures, source.budget), MOST_LOOSE + 1))
    for start in range(0, min(len(found), MOST_LOOSE), BATCH):
        yield from _read_batch(source, pdf, found[start : start + BATCH], texts, pictures, hidden)
    if len(found) > MOST_LOOSE:
        yield source.unscanned("too-large", f"forms outside of pages {MOST_LOOSE}", Place.HIDDEN)


def _find(pdf: pikepdf.Pdf, roles: Roles, pictures: set[bytes], budget: Budget) -> Iterator[Loose]:
    zones = dict(_annotations_at_the_top(pdf))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.Page and thing.objgen not in roles.page:
            yield Loose(thing, Place.EARLIER_VERSION)
        if not isinstance(thing, pikepdf.Stream):
            continue
        key = thing.objgen
        role, subtype = roles.role.get(key), thing.get("/Subtype")
        if subtype == pikepdf.Name.Image:
            if (
                role != "mask"
                and max(_number(thing, "/Width"), _number(thing, "/Height")) >= SMALLEST
                and digest(thing.read_raw_bytes()) not in pictures
            ):
                yield Loose(thing, Place.IMAGE, roles.page.get(key))
        elif role == "appearance":
            yield Loose(thing, Place.ANNOTATION, roles.page.get(key), zones.get(key, False))
        elif subtype == pikepdf.Name.Form or thing.get("/PatternType") == 1:
            yield Loose(thing, Place.HIDDEN)
        elif role is None and _is_forgotten_content(thing, budget):
            yield Loose(thing, Place.HIDDEN, belongs_to_nothing=True)


def _is_forgotten_content(stream: pikepdf.Stream, budget: Budget) -> bool:
    if any(key in stream for key in ("/Type", "/Subtype", "/FunctionType", "/ShadingType", "/N")):
        return False
    try:
        return is_content(decoded(stream, budget))
    except (pikepdf.PdfError, zlib.error, EOFError):
        return False  # the walk over the objects has said so already


def _annotations_at_the_top(pdf: pikepdf.Pdf) -> Iterator[tuple[tuple[int, int], bool]]:
    """Appearance streams whose annotation lies in the top fifth of its page: where a stamp with the level is put."""
    for page in pdf.pages:
        annotations, box = page.obj.get("/Annots"), page.obj.get("/MediaBox")
        if not isinstance(annotations, pikepdf.Array) or not isinstance(box, pikepdf.Array) or len(box) != 4:
            continue
        bottom, top = float(box[1]), float(box[3])
        for annotation in annotations:
            if not isinstance(annotation, pikepdf.Dictionary) or not isinstance(annotation.get("/AP"), pikepdf.Dictionary):
                continue
            rectangle, normal = annotation.get("/Rect"), annotation["/AP"].get("/N")
            if isinstance(rectangle, pikepdf.Array) and len(rectangle) == 4 and isinstance(normal, pikepdf.Stream):
                yield normal.objgen, max(float(rectangle[1]), float(rectangle[3])) > top - 0.2 * (top - bottom)


def _read_batch(
    source: Source, pdf: pikepdf.Pdf, batch: list[Loose], texts: set[int], pictures: set[bytes], hidden: frozenset[str]
) -> Iterator[Item]:
    with pikepdf.new() as scratch:
        drawable: list[Loose] = []
        for loose in batch:
            try:
                scratch.pages.append(pikepdf.Page(_as_page(scratch, pdf, loose.thing, source.budget)))
            except (pikepdf.PdfError, zlib.error, EOFError):
                yield source.unscanned("corrupt", "form", loose.place, page=loose.page)
            else:
                drawable.append(loose)
        stream = io.BytesIO()
        scratch.save(stream)
    if not drawable:
        return
    document = pdfium.PdfDocument(stream.getvalue())
    try:
        for index, loose in enumerate(drawable):
            page = document[index]
            if loose.place is Place.IMAGE:
                yield from page_pictures(source, page, f"picture-{loose.thing.objgen[0]}", loose.page, pictures)
            else:
                yield from _drawn(source, page, loose, texts, pictures, hidden)
            page.close()
    finally:
        document.close()


def _drawn(
    source: Source, page: pdfium.PdfPage, loose: Loose, texts: set[int], pictures: set[bytes], hidden: frozenset[str]
) -> Iterator[Item]:
    try:
        read = read_page(page, hidden)
    except TooLargeError as error:
        yield source.unscanned(error.code, error.reason, loose.place, page=loose.page)
        return
    yield from _texts(source, read, loose, texts)
    # A page has a size of its own; what was put on a page by us has not.
    is_page = not isinstance(loose.thing, pikepdf.Stream)
    name = f"form-{loose.thing.objgen[0]}"
    yield from page_pictures(source, page, name, loose.page, pictures, outlines=read.outlines, loose=not is_page)


def _texts(source: Source, read: PageText, loose: Loose, texts: set[int]) -> Iterator[Item]:
    new = False
    for line in (*read.drawn, *read.claimed):
        known = hash(line.text)
        if known not in texts:
            texts.add(known)
            new = True
            location: Location = source.location(loose.place, page=loose.page)
            yield source.segment(
                line.text, location.place, page=loose.page, layout=Layout(loose.in_header_zone, None, line.layout.font_size)
            )
    if loose.belongs_to_nothing and not read.drawn:
        # Without the fonts that its page had there is nothing to read it with.
        yield source.unscanned("suspicious-structure", "content of no page", loose.place)
    elif not read.legible and (new or not read.drawn):
        yield source.unscanned("page-not-legible", "", loose.place, page=loose.page)


def _as_page(scratch: pikepdf.Pdf, pdf: pikepdf.Pdf, thing: Any, budget: Budget) -> pikepdf.Dictionary:  # noqa: ANN401
    box: list[Any] = list(EVERYWHERE)
    subtype = thing.get("/Subtype")
    if isinstance(thing, pikepdf.Dictionary):
        box = list(_inherited(thing, "/MediaBox") or EVERYWHERE)
        data, resources = b"\n".join(decoded(part, budget) for part in _contents(thing)), _inherited(thing, "/Resources")
    elif subtype == pikepdf.Name.Image:
        width, height = min(_number(thing, "/Width"), 14_000), min(_number(thing, "/Height"), 14_000)
        box, data, resources = [0, 0, width, height], f"{width} 0 0 {height} 0 0 cm /X Do".encode(), _drawing(thing)
    elif subtype == pikepdf.Name.Form:
        data, resources = b"/X Do", _drawing(thing)
    else:  # a pattern, or content that belongs to nothing
        data, resources = decoded(thing, budget), thing.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        resources = pikepdf.Dictionary()
    # Only an indirect object can be copied to another file.
    held = scratch.copy_foreign(resources if resources.is_indirect else pdf.make_indirect(resources))
    content = scratch.make_stream(data)
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=pikepdf.Array(box), Resources=held, Contents=content)
    return scratch.make_indirect(page)


def _drawing(thing: Any) -> pikepdf.Dictionary:  # noqa: ANN401
    return pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=thing))


def _contents(page: pikepdf.Dictionary) -> Iterator[pikepdf.Stream]:
    contents = page.get("/Contents")
    for part in contents if isinstance(contents, pikepdf.Array) else [contents]:
        if isinstance(part, pikepdf.Stream):
            yield part


def _inherited(page: Any, key: str) -> Any:  # noqa: ANN401
    for _ in range(32):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None


def _number(thing: Any, key: str) -> int:  # noqa: ANN401
    value = thing.get(key)
    return max(1, int(value)) if isinstance(value, int) else 1
