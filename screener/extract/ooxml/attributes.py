"""Text that an XML part holds outside its paragraphs: in attributes, and in elements that no reader of ours knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from screener.extract.ooxml.distinct_tags import distinct_elements
from screener.extract.style_names import is_mark
from screener.model import Place

# By the attribute's own name, whatever its namespace; read even when it is plain ASCII.
NAMED = {
    "descr": Place.ALT_TEXT,
    "title": Place.ALT_TEXT,
    "alt": Place.ALT_TEXT,
    "caption": Place.ALT_TEXT,
    "string": Place.WATERMARK,
    "tooltip": Place.LINK,
    "display": Place.LINK,
    "instr": Place.FIELD,
    "author": Place.METADATA,
    "userName": Place.METADATA,
    "displayName": Place.METADATA,
    "prompt": Place.FORM_FIELD,
    "promptTitle": Place.FORM_FIELD,
    "error": Place.FORM_FIELD,
    "errorTitle": Place.FORM_FIELD,
    "displayText": Place.FORM_FIELD,
}
# `val` and `name` mean what their element says.
ELEMENTS = {
    "alias": Place.FORM_FIELD,
    "tag": Place.FORM_FIELD,
    "listItem": Place.FORM_FIELD,
    "listEntry": Place.FORM_FIELD,
    "statusText": Place.FORM_FIELD,
    "helpText": Place.FORM_FIELD,
    "default": Place.FORM_FIELD,
    "tblCaption": Place.ALT_TEXT,
    "tblDescription": Place.ALT_TEXT,
    "docPr": Place.ALT_TEXT,
    "cNvPr": Place.ALT_TEXT,
    "bookmarkStart": Place.BOOKMARK,
    "docVar": Place.METADATA,
    "lvlText": Place.FIELD,
    "cmAuthor": Place.COMMENT,
    "sheet": Place.SHEET_NAME,
    "tableColumn": Place.TABLE,
}
# Names of fonts and styles, which say nothing about a document. Properties have their own reader.
IGNORED_ELEMENTS = frozenset(
    {
        "name",
        "aliases",
        "basedOn",
        "next",
        "link",
        "pStyle",
        "rStyle",
        "tblStyle",
        "style",
        "altName",
        "latentStyles",
        "lsdException",
        "cellStyle",
        "tableStyle",
        "numFmt",
        "font",
        "rFonts",
        "latin",
        "ea",
        "cs",
        "sym",
        "scheme",
        "styleLink",
        "numStyleLink",
        "theme",
        "property",
        "fontScheme",
        "clrScheme",
        "fmtScheme",
        "panose1",
        "sig",
        "definedName",
        "cacheField",
        "sheetName",
    }
)
# Elsewhere, in custom data and in the settings of an add-in, a `property` or a `link` is anything.
STANDARD = ("{http://schemas.openxmlformats.org/", "{http://purl.oclc.org/ooxml/")
# Their readers take the values.
PRESENTATION_TAG = "{http://schemas.openxmlformats.org/presentationml/2006/main}tag"
PIVOT_ITEMS = frozenset({"s", "n", "d"})
IGNORED_ATTRIBUTES = frozenset(
    {"id", "spid", "eastAsia", "ascii", "hAnsi", "cs", "typeface", "style", "fontname", "face", "panose", "formatCode"}
)
# Bookmarks that programs set by themselves.
GENERATED = re.compile(r"_(?:GoBack|Toc\d+|Hlk\d+|Ref\d+|MON_\d+)|OLE_LINK\d+|Picture \d+|Rectangle \d+|Text ?Box \d+")
# Worth reading wherever it stands: any character beyond ASCII, or digits enough for a telephone or an identity number.
TELLING = re.compile(r"[^\x00-\x7f]|(?<![\w.-])\d{11,}(?![\w.-])")
LONG_ENOUGH = 11
LONG_VALUE = re.compile(rf'="[^"]{{{LONG_ENOUGH},}}')
NAMED_VALUES = tuple(f'{name}="' for name in NAMED)
# An argument in quotation marks of either kind, or a bare word behind the keyword.
ARGUMENT = re.compile(r'"([^"]+)"|“([^”]+)”|(?<=\s)([^\s"“”\\]+)')
COUNTER = re.compile(r"%\d")
WORD = re.compile(r"[A-Za-z\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff★☆]")


def attribute_texts(root: etree._Element) -> Iterator[tuple[Place, str]]:
    """Each distinct text that attributes hold, with the kind of place it is."""
    seen: set[tuple[Place, str]] = set()
    for element in distinct_elements(root, _may_tell):
        tag = str(element.tag).rpartition("}")[2]
        if element.tag == PRESENTATION_TAG:
            continue
        if tag in IGNORED_ELEMENTS and str(element.tag).startswith(STANDARD):
            marks = dict.fromkeys((Place.METADATA, str(value)) for value in element.values() if is_mark(str(value)))
            yield from (mark for mark in marks if mark not in seen)
            seen.update(marks)
            continue
        for name, value in element.items():
            # Nearly all there is in a style sheet.
            if len(value) < LONG_ENOUGH and value.isascii() and _must_tell(str(element.tag), str(name)):
                continue
            found = _place(tag, str(name).rpartition("}")[2], str(value))
            if found is None:
                continue
            for text in (str(value), *_within(str(name), str(value))):
                if (one := (found, text)) not in seen:
                    seen.add(one)
                    yield one


def _may_tell(tag: str) -> bool:
    """Whether `attribute_texts` may find anything in a tag as it is written: no other need be looked into."""
    element = tag.split(None, 1)[0].rpartition(":")[2]
    named = element in ELEMENTS or any(name in tag for name in NAMED_VALUES)
    return named or not tag.isascii() or LONG_VALUE.search(tag) is not None


@lru_cache(maxsize=4096)
def _must_tell(element: str, attribute: str) -> bool:
    """Whether this attribute is read only for a value that is worth reading wherever it stands (`TELLING`), by the rules of `_place`."""
    tag, name = element.rpartition("}")[2], attribute.rpartition("}")[2]
    named = (name in ("val", "name", "value") and tag in ELEMENTS) or (name in NAMED and tag != "tableColumn")
    return not named and tag != "lvlText" and not (tag in ("comment", "cm") and name == "author")


def _within(name: str, value: str) -> Iterator[str]:
    """What a field's code keeps; and a value without its quotation marks, as the settings of an add-in are written."""
    if name.endswith("}instr"):
        yield from quoted_texts(value)
    elif len(value) > 2 and value[0] == value[-1] == '"':
        yield value[1:-1]


def quoted_texts(code: str) -> Iterator[str]:
    """What a field's code shows or keeps (QUOTE, IF, SET), each argument alone: behind the keyword a mark does not begin its line."""
    for match in ARGUMENT.finditer(code):
        text = next(group for group in match.groups() if group is not None)
        if TELLING.search(text):
            yield text


def _place(tag: str, name: str, value: str) -> Place | None:
    if name in IGNORED_ATTRIBUTES or not value.strip():
        return None
    if tag in PIVOT_ITEMS and name == "v":
        return None
    if tag == "lvlText":
        return Place.FIELD if WORD.search(COUNTER.sub("", value)) else None
    if tag in ("comment", "cm") and name == "author":
        return Place.COMMENT
    if name in ("val", "name", "value") and tag in ELEMENTS:
        return None if GENERATED.fullmatch(value) else ELEMENTS[tag]
    if name in NAMED and tag != "tableColumn":
        return NAMED[name]
    return Place.MARKUP if TELLING.search(value) else None


def loose_texts(root: etree._Element, handled: frozenset[str]) -> Iterator[str]:
    """Text of elements outside those `handled` (Clark names), in document order. Where nothing is handled, all text."""
    if not etree.tostring(root, encoding="unicode", method="text", with_tail=False).strip():
        return
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in handled:
            continue
        waiting.extend(reversed(element))
        texts = [element.text or "", *(child.tail or "" for child in element)]
        text = "".join(texts).strip()
        if text and (not handled or TELLING.search(text)):
            name = str(element.tag).rpartition("}")[2]
            # An element called 密级 labels what it holds.
            yield text if name.isascii() else f"{name}：{text}"
