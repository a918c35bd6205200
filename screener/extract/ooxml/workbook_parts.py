"""The parts of a workbook beside its sheets: names, comments, caches of other files, pivot tables, styles."""

from __future__ import annotations

from collections.abc import Iterator

from screener.extract.ooxml.drawing import read_paragraphs
from screener.extract.ooxml.parts import Part, Reader
from screener.extract.ooxml.rich_string import string_text
from screener.extract.ooxml.spreadsheet import FORMULA, VALUE, X, number_text
from screener.extract.ooxml.spreadsheet_styles import format_texts
from screener.model import Place, Segment

THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"

# The old cell and the new one in the log of a shared workbook.
REVISED = {X + "oc": Place.DELETED, X + "nc": Place.INSERTED}


def read_workbook(part: Part) -> Iterator[Segment]:
    for element in part.root.iter(X + "definedName"):
        for text in (element.get("name", ""), element.get("comment", ""), element.get("description", ""), element.text or ""):
            if text.strip() and not text.startswith("_xlnm."):
                yield part.segment(text, Place.DEFINED_NAME)


def read_comments(part: Part) -> Iterator[Segment]:
    for author in part.root.iter(X + "author"):
        if (author.text or "").strip():
            yield part.segment(author.text or "", Place.COMMENT)
    for comment in part.root.iter(X + "comment"):
        if (text := string_text(comment)).strip():
            yield part.segment(text, Place.COMMENT, cell=comment.get("ref"))


def read_threaded_comments(part: Part) -> Iterator[Segment]:
    for comment in part.root.iter(THREADED + "threadedComment"):
        if (text := "".join(map(str, comment.itertext()))).strip():
            yield part.segment(text, Place.COMMENT, cell=comment.get("ref"))


def read_styles(part: Part) -> Iterator[Segment]:
    for text in format_texts(part.root):
        yield part.segment(text, Place.NUMBER_FORMAT)


def read_external_cache(part: Part) -> Iterator[Segment]:
    """Names of another workbook's sheets and its cells as they were when last seen."""
    for element in part.root.iter(X + "sheetName", X + "definedName", X + "cell", X + "v", X + "val", X + "value"):
        text = element.get("val") or element.get("name") or (element.text or "" if element.tag != X + "cell" else "")
        if text.strip():
            yield part.segment(text, Place.EXTERNAL_CACHE)


def read_pivot_cache(part: Part) -> Iterator[Segment]:
    """A pivot table carries a copy of its source, deleted rows included: shared items, then each record a line."""
    for group in part.root.iter(X + "cacheField", X + "r"):
        own = [group.get("name", ""), group.get("caption", "")] if group.tag == X + "cacheField" else []
        values = [*own, *(item.get("v", "") for item in group.iter(X + "s", X + "n", X + "d"))]
        if text := "\t".join(filter(None, values)):
            yield part.segment(text, Place.HIDDEN)


def read_revisions(part: Part) -> Iterator[Segment]:
    """What a shared workbook remembers of each change: the cell before it, and after."""
    for cell in part.root.iter(*REVISED):
        for element in cell.iter(VALUE, FORMULA, X + "is"):
            text = string_text(element) if element.tag == X + "is" else number_text(element.text or "")
            if text.strip():
                yield part.segment(text, REVISED[str(cell.tag)], cell=cell.get("r"))


WORKBOOK_READERS: dict[str, Reader] = {
    X + "workbook": read_workbook,
    X + "comments": read_comments,
    X + "revisions": read_revisions,
    X + "styleSheet": read_styles,
    X + "externalLink": read_external_cache,
    X + "pivotCacheDefinition": read_pivot_cache,
    X + "pivotCacheRecords": read_pivot_cache,
    THREADED + "ThreadedComments": read_threaded_comments,
    XDR + "wsDr": lambda part: read_paragraphs(part, Place.TEXT_BOX),
}
TAKEN = frozenset({FORMULA, VALUE, *REVISED, X + "comment", X + "author", X + "definedName", THREADED + "threadedComment"})
