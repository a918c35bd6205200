"""Office files for tests: made by python-docx, openpyxl and python-pptx, then edited part by part where these cannot make a kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping

import docx
import openpyxl
import pptx
from docx.document import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pptx.presentation import Presentation

from screener.config import Limits
from screener.extract.ooxml.docx import extract_docx
from screener.extract.ooxml.pptx import extract_pptx
from screener.extract.ooxml.xlsx import extract_xlsx
from screener.extract.source import Item, Source
from screener.model import Place, Segment, Unscanned

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = OFFICE
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": W,
        "a": A,
        "r": R,
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
Edit = bytes | Callable[[bytes], bytes]
Relationship = tuple[str, str, str]  # owner, kind, target; a target with a scheme is external

EXTRACTORS = {"docx": extract_docx, "xlsx": extract_xlsx, "pptx": extract_pptx}


def saved(document: Document | Workbook | Presentation) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repack(data: bytes, edits: Mapping[str, Edit | None] = {}, related: Iterable[Relationship] = ()) -> bytes:
    """The same package with parts added, replaced, changed or (`None`) left out, and with more relationships."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, edit in edits.items():
        if edit is None:
            del parts[name]
        else:
            parts[name] = edit if isinstance(edit, bytes) else edit(parts[name])
    for number, (owner, kind, target) in enumerate(related):
        folder, _, file = owner.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        head = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        mode = ' TargetMode="External"' if ":" in target else ""
        line = f'<Relationship Id="test{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
        parts[name] = parts.get(name, head).replace(b"</Relationships>", line.encode())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def inject(before: str, xml: str) -> Callable[[bytes], bytes]:
    """Put markup before the first occurrence of a tag; its prefixes are declared on a wrapper that readers look through."""

    def edit(data: bytes) -> bytes:
        at = data.index(before.encode())
        return data[:at] + declared(xml).encode() + data[at:]

    return edit


def declared(xml: str) -> str:
    """Markup whose first tag declares all prefixes."""
    at = next(index for index, character in enumerate(xml) if character in " />" and index > 0)
    return f"{xml[:at]} {NAMESPACES}{xml[at:]}"


def part(xml: str) -> bytes:
    return declared(xml).encode()


def word(body: str = "", edits: Mapping[str, Edit | None] = {}, related: Iterable[Relationship] = ()) -> bytes:
    """A document of python-docx with one plain paragraph and this markup in its body."""
    document = docx.Document()
    document.add_paragraph("普通正文")
    first: dict[str, Edit | None] = {"word/document.xml": inject("<w:sectPr", body)} if body else {}
    return repack(repack(saved(document), first), edits, related)


def first_sheet(book: Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


def workbook(edits: Mapping[str, Edit | None] = {}, related: Iterable[Relationship] = ()) -> bytes:
    book = openpyxl.Workbook()
    first_sheet(book)["A1"] = "普通单元格"
    return repack(saved(book), edits, related)


def slides(edits: Mapping[str, Edit | None] = {}, related: Iterable[Relationship] = ()) -> bytes:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "普通标题"
    return repack(saved(presentation), edits, related)


def read(kind: str, data: bytes, limits: Limits | None = None) -> list[Item]:
    return list(EXTRACTORS[kind](Source.of_bytes(data, f"a.{kind}", limits)))


def segments(items: Iterable[Item]) -> list[Segment]:
    return [item for item in items if isinstance(item, Segment)]


def places(items: Iterable[Item], token: str) -> set[Place]:
    return {segment.location.place for segment in segments(items) if token in segment.text}


def sources(items: Iterable[Item]) -> list[Source]:
    return [item for item in items if isinstance(item, Source)]


def children(items: Iterable[Item]) -> dict[str, tuple[Place, bytes]]:
    return {item.name: (item.place, bytes(item.data)) for item in sources(items)}


def codes(items: Iterable[Item]) -> set[tuple[str, str]]:
    return {(item.code, item.reason) for item in items if isinstance(item, Unscanned)}
