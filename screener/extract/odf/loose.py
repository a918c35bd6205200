"""What an OpenDocument part holds outside its paragraphs: properties, attributes, scripts, declarations, link targets."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from screener.extract.odf.styles import CONFIG, DC, DRAW, FORM, META, NUMBER, OFFICE, PRESENTATION, SCRIPT, STYLE, SVG, TABLE, TEXT, XLINK
from screener.extract.odf.text import PARAGRAPHS
from screener.extract.ooxml.attributes import TELLING
from screener.extract.style_names import is_mark
from screener.model import Place

Found = tuple[Place, str]

# By element and attribute, in full.
NAMED: dict[tuple[str, str], Place] = {
    (f"{TEXT}bookmark", f"{TEXT}name"): Place.BOOKMARK,
    (f"{TEXT}bookmark-start", f"{TEXT}name"): Place.BOOKMARK,
    (f"{TEXT}reference-mark", f"{TEXT}name"): Place.BOOKMARK,
    (f"{TEXT}reference-mark-start", f"{TEXT}name"): Place.BOOKMARK,
    (f"{TEXT}section", f"{TEXT}name"): Place.BOOKMARK,
    (f"{TABLE}named-range", f"{TABLE}name"): Place.DEFINED_NAME,
    (f"{TABLE}named-expression", f"{TABLE}name"): Place.DEFINED_NAME,
    (f"{TABLE}named-expression", f"{TABLE}expression"): Place.FORMULA,
    (f"{TABLE}database-range", f"{TABLE}name"): Place.DEFINED_NAME,
    (f"{TABLE}filter-condition", f"{TABLE}value"): Place.FORM_FIELD,
    (f"{TABLE}content-validation", f"{TABLE}condition"): Place.FORM_FIELD,
    (f"{TABLE}content-validation", f"{TABLE}name"): Place.DEFINED_NAME,
    (f"{TABLE}help-message", f"{TABLE}title"): Place.FORM_FIELD,
    (f"{TABLE}error-message", f"{TABLE}title"): Place.FORM_FIELD,
    (f"{TABLE}scenario", f"{TABLE}comment"): Place.COMMENT,
    (f"{TABLE}table", f"{TABLE}title"): Place.ALT_TEXT,
    (f"{TEXT}placeholder", f"{TEXT}description"): Place.FORM_FIELD,
    (f"{DRAW}layer", f"{DRAW}name"): Place.LAYER,
    (f"{DRAW}page", f"{DRAW}name"): Place.OUTLINE,
}
# By attribute alone: what fields and form controls hold.
ATTRIBUTES: dict[str, Place] = {
    f"{XLINK}href": Place.LINK,
    f"{XLINK}title": Place.LINK,
    f"{OFFICE}string-value": Place.FIELD,
    f"{TEXT}string-value": Place.FIELD,
    f"{TEXT}string-value-if-true": Place.FIELD,
    f"{TEXT}string-value-if-false": Place.FIELD,
    f"{TEXT}formula": Place.FIELD,
    f"{TEXT}condition": Place.FIELD,
    f"{TEXT}connection-name": Place.LINK,
    f"{TEXT}help": Place.FORM_FIELD,
    f"{TEXT}hint": Place.FORM_FIELD,
    **{f"{FORM}{name}": Place.FORM_FIELD for name in ("label", "value", "current-value", "title", "name", "command", "datasource")},
}
# Names of styles and fonts, and addresses that repeat the name of a sheet, say nothing about a document, and official templates call their styles 密级 and 份号.
STYLED = (
    "-address",
    "style-name",
    "master-page-name",
    "font-name",
    "font-family",
    "font-name-asian",
    "font-family-asian",
    "font-name-complex",
    "font-family-complex",
)
NAMING = frozenset(
    {
        f"{TEXT}bullet-char",
        f"{STYLE}num-suffix",
        f"{STYLE}name",
        f"{STYLE}display-name",
        f"{SVG}font-family",
        f"{DRAW}name",
        f"{DRAW}display-name",
        f"{TABLE}name",
    }
)
STYLE_NAMES = frozenset({f"{STYLE}name", f"{STYLE}display-name"})
UNNAMED = frozenset({f"{STYLE}font-face", f"{OFFICE}font-face-decls"})
INNER = ("Pictures/", "Object", "#", "./Object", "../", "ObjectReplacements/", "Thumbnails/")
STANDARD_LAYERS = frozenset({"layout", "background", "backgroundobjects", "controls", "measurelines"})
GENERATED = ("_GoBack", "_Toc", "_Ref", "_Hlk", "__Annotation__", "__Fieldmark__", "__DdeLink__", "_PictureBullets")
# Read by the readers of cells and paragraphs.
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell", f"{TEXT}hidden-text"})
LITERALS = frozenset({f"{NUMBER}text", f"{NUMBER}currency-symbol"})
READ_ELSEWHERE = PARAGRAPHS | {
    f"{TEXT}script",
    f"{OFFICE}meta",
    f"{OFFICE}binary-data",
    f"{SVG}title",
    f"{SVG}desc",
    f"{STYLE}font-face",
    *(f"{PRESENTATION}{name}-decl" for name in ("header", "footer", "date-time")),
}
MACROS = frozenset({f"{SCRIPT}module", f"{OFFICE}script", "{http://openoffice.org/2000/script}module"})
TEXTS: dict[str, Place] = {
    f"{CONFIG}config-item": Place.METADATA,
    f"{FORM}option": Place.FORM_FIELD,
    f"{FORM}item": Place.FORM_FIELD,
}
PRINTERS = frozenset({"PrinterSetup"})
MACHINE_WRITTEN = frozenset(
    {"creation-date", "date", "print-date", "editing-cycles", "editing-duration", "document-statistic", "generator"}
)


def property_texts(root: etree._Element) -> Iterator[Found]:
    """`meta.xml`: each property a label with its value."""
    for meta in root.iter(f"{OFFICE}meta"):
        for element in meta.iterchildren(etree.Element):
            name = element.get(f"{META}name") or str(element.tag).rpartition("}")[2]
            value = "".join(map(str, element.itertext())).strip()
            if value and not (name in MACHINE_WRITTEN and value.isascii()):
                yield Place.METADATA, f"{name}：{value}"


def loose_parts(root: etree._Element) -> Iterator[Found]:
    """Everything that neither the paragraphs nor the properties hold, each text once."""
    seen: set[Found] = set()
    for found in (*_attributes(root), *_texts(root)):
        if found not in seen:
            seen.add(found)
            yield found


def _attributes(root: etree._Element) -> Iterator[Found]:
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        for key, value in element.items():
            name, text = str(key), str(value).strip()
            place = NAMED.get((tag, name)) or ATTRIBUTES.get(name)
            if not text or tag in UNNAMED or name.endswith(STYLED):
                if is_mark(text):
                    yield Place.METADATA, text
                continue
            if place is None:
                if name in STYLE_NAMES and is_mark(text):
                    yield Place.METADATA, text
                elif TELLING.search(text) and name not in NAMING and tag not in CELLS:
                    yield Place.MARKUP, text
                elif name == f"{DRAW}name" and not tag.startswith(f"{DRAW}fill") and not text.isascii() and tag.startswith(DRAW):
                    yield Place.ALT_TEXT, text
            elif not (place is Place.FIELD and tag in CELLS) and not _is_routine(place, text):
                yield place, unquote(text) if place is Place.LINK else text


def _is_routine(place: Place, text: str) -> bool:
    if place is Place.LINK:
        return text.startswith(INNER)
    return (place is Place.BOOKMARK and text.startswith(GENERATED)) or (place is Place.LAYER and text in STANDARD_LAYERS)


def _texts(root: etree._Element) -> Iterator[Found]:
    """Texts of elements outside paragraphs, and scripts, which may stand in one."""
    for script in root.iter(f"{TEXT}script"):
        if text := (script.text or "").strip():
            yield Place.MACRO, text
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = str(element.tag)
        if tag in READ_ELSEWHERE:
            continue
        if tag in MACROS:
            text = "".join(map(str, element.itertext())).strip()
            if text:
                yield Place.MACRO, text
            continue
        waiting.extend(reversed([child for child in element if isinstance(child.tag, str)]))
        text = " ".join([element.text or "", *(child.tail or "" for child in element)]).strip()
        if text and (place := _place_of(element, tag, text)) is not None:
            yield place, f"creator：{text}" if tag == f"{DC}creator" else text


def _place_of(element: etree._Element, tag: str, text: str) -> Place | None:
    if tag == f"{DC}creator":
        owner = element.getparent()
        return None if owner is not None and owner.tag == f"{OFFICE}annotation" else Place.METADATA
    if not TELLING.search(text) or (tag == f"{CONFIG}config-item" and element.get(f"{CONFIG}name") in PRINTERS):
        return None
    return Place.NUMBER_FORMAT if tag in LITERALS else TEXTS.get(tag, Place.MARKUP)
