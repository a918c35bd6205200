"""The walk over every object of a PDF: properties, notes, forms, scripts, attachments, layers, whatever no page shows."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from lxml import etree

from screener.extract.page_lines import is_readable
from screener.extract.pdf.pictures import digest
from screener.extract.pdf.roles import Parent, Roles, every_object, name_of, text_of
from screener.extract.source import Budget, Item, Source
from screener.extract.style_names import is_mark
from screener.model import Place
from screener.normalize.escapes import unescape

PLACES = {
    "/Alt": Place.ALT_TEXT,
    "/ActualText": Place.ALT_TEXT,
    "/E": Place.ALT_TEXT,
    "/JS": Place.MACRO,
    "/URI": Place.LINK,
    "/TU": Place.FORM_FIELD,
    "/TM": Place.FORM_FIELD,
    "/V": Place.FORM_FIELD,
    "/DV": Place.FORM_FIELD,
    "/RV": Place.FORM_FIELD,
    "/Opt": Place.FORM_FIELD,
    "/Desc": Place.ATTACHMENT,
    "/UF": Place.ATTACHMENT,
    "/F": Place.ATTACHMENT,
    "/Contents": Place.ANNOTATION,
    "/RC": Place.ANNOTATION,
    "/Subj": Place.ANNOTATION,
    "/T": Place.ANNOTATION,
}
# Encryption, checksums, appearance codes, collections of glyphs, the bounds of name trees: not words.
# fmt: off
NOT_TEXT = frozenset({
    "/ID", "/O", "/U", "/OE", "/UE", "/Perms", "/DA", "/DS", "/Lang", "/CheckSum", "/Registry", "/Ordering", "/CharSet", "/Panose",
    "/FontFamily", "/Cert", "/Limits", "/Lookup",
})
# fmt: on
# These are words where an element of the structure tree has them: nobody checks what is written there.
STRUCTURAL = frozenset({"/ID", "/Lang"})
CONTENT = re.compile(rb"\bBT\b.*?\b(?:Tj|TJ)\b", re.DOTALL)
UUID_OR_DATE = re.compile(r"(?:uuid:|xmp\.[a-z]id:)?[0-9A-Fa-f-]{32,36}|D?:?\d{4}[-\d]{4,6}T?[\d:.+Z'-]*")
NO_CONTENT = frozenset({"/XRef", "/ObjStm"})
UNREAD_TYPES = frozenset({"/Sound", "/3D", "/Movie"})


def read_objects(source: Source, pdf: pikepdf.Pdf, roles: Roles, seen: set[bytes]) -> Iterator[Item]:
    """Texts in order of place, so that what belongs together is read together; then the files inside the file."""
    found: dict[tuple[Place, str, int | None], None] = {}
    for owner, thing in every_object(pdf):
        for place, text in _texts(thing):
            if place in {Place.LINK, Place.MACRO}:
                found.setdefault((place, unescape(text), roles.page.get(owner)))
            found.setdefault((place, text, roles.page.get(owner)))
    for place, text, page in sorted(found, key=lambda entry: entry[0]):
        yield source.segment(text, place, page=page)
    for owner, thing in every_object(pdf):
        if isinstance(thing, pikepdf.Stream):
            yield from _stream(source, thing, roles.role.get(owner, ""), roles, seen)


def _texts(thing: Parent) -> Iterator[tuple[Place, str]]:
    if isinstance(thing, pikepdf.Array):
        return
    kind = name_of(thing.get("/Type", ""))
    is_field = "/FT" in thing or thing.get("/Subtype") == pikepdf.Name.Widget
    for key, value in thing.items():
        yield from ((Place.METADATA, name[1:]) for name in _names(key, value) if is_mark(name))
        if (key in NOT_TEXT and not (key in STRUCTURAL and "/S" in thing)) or (key == "/Contents" and "/ByteRange" in thing):
            continue
        for text in _strings(key, value):
            place = PLACES.get(key, Place.METADATA)
            if is_field:
                place = Place.FORM_FIELD if place in {Place.ANNOTATION, Place.METADATA} else place
            elif key == "/Title" and "/Parent" in thing:
                place = Place.OUTLINE
            elif kind == "/OCG":
                place = Place.LAYER
            if key in {"/RC", "/RV"}:
                text = _without_markup(text)
            if text.strip():
                yield place, f"{name_of(key)[1:]}：{text}" if place is Place.METADATA else text


def _names(key: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    """Roles of a structure, classes and the like, which are names and no strings."""
    if not key.isascii():
        yield name_of(key)
    if isinstance(value, pikepdf.Name):
        yield name_of(value)


def _strings(key: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    """The strings under one key, arrays of them included; not those that are bytes."""
    values = [value]
    if isinstance(value, pikepdf.Array):
        if len(value) and isinstance(value[0], pikepdf.Name):
            return
        values = [inner for item in value for inner in (list(item) if isinstance(item, pikepdf.Array) and not item.is_indirect else [item])]
    for item in values:
        if isinstance(item, pikepdf.Name) and key in {"/V", "/DV", "/AS"}:
            yield name_of(item)[1:]
        elif isinstance(item, pikepdf.String):
            text = text_of(item)
            if not UUID_OR_DATE.fullmatch(text) and all(is_readable(character) or character in "\t\r\n\0" for character in text):
                yield text


def _stream(source: Source, stream: pikepdf.Stream, role: str, roles: Roles, seen: set[bytes]) -> Iterator[Item]:
    kind, subtype = name_of(stream.get("/Type", "")), name_of(stream.get("/Subtype", ""))
    page = roles.page.get(stream.objgen)
    if kind in UNREAD_TYPES:
        yield source.unscanned("unsupported-format", kind[1:], Place.EMBEDDED, page=page)
        return
    # A thumbnail is too small to be read, by a reader or by OCR. Pictures are read elsewhere.
    if role in {"font", "profile", "thumbnail"} or (not role and (kind in NO_CONTENT or subtype == "/Image" or is_numbers(stream))):
        return
    try:
        data = decoded(stream, source.budget)
    except (pikepdf.PdfError, zlib.error, EOFError):
        yield source.unscanned("corrupt", role or "stream", Place.EMBEDDED, page=page)
        return
    if role == "file" or kind == "/EmbeddedFile":
        known = digest(data)
        if known not in seen:
            seen.add(known)
            yield source.child(roles.file_name.get(stream.objgen) or f"attachment-{stream.objgen[0]}", data, Place.ATTACHMENT, page=page)
    elif role == "xmp" or kind == "/Metadata" or subtype == "/XML" or data.lstrip().startswith(b"<?xpacket"):
        yield from _as_markup(source, data, list(_xmp(data)), Place.METADATA)
    elif role == "xfa":
        yield from _as_markup(source, data, list(_words(data)), Place.FORM_FIELD)
    elif role == "script":
        text = _decoded_text(data) or data.decode("latin-1")
        yield from (source.segment(each, Place.MACRO, page=page) for each in dict.fromkeys((text, unescape(text))))
    elif role not in {"content", "appearance"} and subtype != "/Form" and "/PatternType" not in stream and not is_content(data):
        yield from _unknown(source, data)


def _as_markup(source: Source, data: bytes, texts: list[str], place: Place) -> Iterator[Item]:
    if texts:
        yield from (source.segment(text, place) for text in texts)
    else:  # no XML, though it should be
        yield from _unknown(source, data)


def _unknown(source: Source, data: bytes) -> Iterator[Item]:
    text = _decoded_text(data)
    if text is None:
        yield source.unscanned("suspicious-structure", "stream of unknown use", Place.EMBEDDED)
    elif text.strip():
        yield source.segment(text, Place.MARKUP)


def is_numbers(stream: pikepdf.Stream) -> bool:
    """Functions, shadings, and the hint table of a linearized file (/S is an offset there)."""
    return "/FunctionType" in stream or "/ShadingType" in stream or isinstance(stream.get("/S"), int)


def is_content(data: bytes) -> bool:
    return CONTENT.search(data) is not None


def decoded(stream: pikepdf.Stream, budget: Budget) -> bytes:
    """The stream without its filters. The usual filter is undone piece by piece, for a megabyte of it may hold a gigabyte."""
    if stream.get("/Filter") == pikepdf.Name.FlateDecode and "/DecodeParms" not in stream:
        raw = stream.read_raw_bytes()
        return budget.read(_Inflating(raw), len(raw))  # type: ignore[arg-type]
    data = stream.read_bytes()
    budget.spend(len(data))
    return data


class _Inflating(io.RawIOBase):
    """A zlib stream read piecewise. One that is cut short raises `EOFError`: what is missing was not read."""

    def __init__(self, raw: bytes) -> None:
        self.inflate = zlib.decompressobj()
        self.rest = raw
        self.begun = bool(raw)

    def read(self, size: int = -1) -> bytes:
        while self.rest and not self.inflate.eof:
            piece = self.inflate.decompress(self.rest, max(size, 0))
            self.rest = self.inflate.unconsumed_tail
            if piece:
                return piece
        if self.begun and not self.inflate.eof:
            raise EOFError
        return b""


def _decoded_text(data: bytes) -> str | None:
    codecs = ("utf-16",) if data.startswith((b"\xfe\xff", b"\xff\xfe")) else ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(is_readable(character) or character in "\t\r\n\f" for character in text):
            return text
    return None


def _xmp(data: bytes) -> Iterator[str]:
    """`名：值` for every property of an XMP packet, whatever its namespace."""
    for element in _xml(data):
        name = _local_name(element.tag)
        parent = element
        while name in {"li", "Alt", "Seq", "Bag", "Description", "value"} and (above := parent.getparent()) is not None:
            parent, name = above, _local_name(above.tag)
        values = [(name, element.text or "")] + [(_local_name(key), str(value)) for key, value in element.attrib.items()]
        for label, value in values:
            if (text := str(value).strip()) and label not in {"lang", "about", "parseType"} and not UUID_OR_DATE.fullmatch(text):
                yield f"{label}：{text}"


def _local_name(tag: str | bytes) -> str:
    """Not lxml's own, which refuses the names that it has let pass in a broken packet."""
    return str(tag).rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def _words(data: bytes) -> Iterator[str]:
    for element in _xml(data):
        for text in (element.text, element.tail, *element.attrib.values()):
            if text and str(text).strip():
                yield str(text).strip()


def _without_markup(text: str) -> str:
    words = list(_words(text.encode("utf-8", "replace")))
    return "\n".join(words) if words else text


def _xml(data: bytes) -> Iterator[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return
    if root is not None:
        yield from (element for element in root.iter() if isinstance(element.tag, str))
