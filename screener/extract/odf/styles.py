"""How OpenDocument text looks: a style with all it is based on, common styles and automatic ones together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from screener.extract.ooxml.word_styles import ALIGNMENTS, PLAIN, Look

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT, TABLE, DRAW, PRESENTATION, FORM, META, NUMBER, SCRIPT, CONFIG = (
    f"{{{OASIS}{name}:1.0}}"
    for name in ("office", "style", "text", "table", "drawing", "presentation", "form", "meta", "datastyle", "script", "config")
)
FO, SVG = f"{{{OASIS}xsl-fo-compatible:1.0}}", f"{{{OASIS}svg-compatible:1.0}}"
DC, XLINK = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/1999/xlink}"
POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)")
CLEAR = frozenset({None, "", "transparent", "none", "#ffffff"})
# A style may be based on one that is based on it.
MOST_ANCESTORS = 32


@dataclass(frozen=True, slots=True)
class Display:
    """What a style says about showing a thing at all: sheets, sections, slides, and the fill behind a shape."""

    off: bool = False
    filled: bool = False


@dataclass
class OdfStyles:
    """Styles by family and name. Automatic styles of a part come over the common ones of the document."""

    elements: dict[tuple[str, str], etree._Element] = field(default_factory=dict, repr=False)
    defaults: dict[str, Look] = field(default_factory=dict)
    _looks: dict[tuple[str, str], Look] = field(default_factory=dict)

    def add(self, root: etree._Element) -> None:
        for style in root.iter(f"{STYLE}style"):
            self.elements[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style
        for style in root.iter(f"{STYLE}default-style"):
            self.defaults[style.get(f"{STYLE}family", "")] = look_of(style)

    def over(self, root: etree._Element) -> OdfStyles:
        """These styles with those of a part laid over them."""
        styles = OdfStyles(dict(self.elements), dict(self.defaults))
        styles.add(root)
        return styles

    def look(self, family: str, name: str | None) -> Look:
        """Without the defaults of the family."""
        key = (family, name or "")
        if key not in self._looks:
            look = PLAIN
            for element in self._chain(family, name):
                look = look.over(look_of(element))
            self._looks[key] = look
        return self._looks[key]

    def paragraph(self, name: str | None) -> Look:
        return self.look("paragraph", name).over(self.defaults.get("paragraph", PLAIN))

    def display(self, family: str, name: str | None) -> Display:
        off = filled = False
        for element in self._chain(family, name):
            for properties in element:
                off |= properties.get(f"{TABLE}display") == "false" or properties.get(f"{PRESENTATION}visibility") == "hidden"
                off |= properties.get(f"{TEXT}display") == "none"
                filled |= properties.get(f"{DRAW}fill", "none") != "none" and properties.get(f"{DRAW}fill-color") not in CLEAR
                filled |= properties.get(f"{FO}background-color") not in CLEAR
        return Display(off, filled)

    def _chain(self, family: str, name: str | None) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while name and len(chain) < MOST_ANCESTORS and (element := self.elements.get((family, name))) is not None:
            chain.append(element)
            name = element.get(f"{STYLE}parent-style-name")
        return chain


def look_of(style: etree._Element) -> Look:
    """The direct formatting in one style element."""
    size = color = vanish = shaded = alignment = None
    for properties in style:
        if properties.tag == f"{STYLE}text-properties":
            size = points(properties.get(f"{FO}font-size"))
            value = properties.get(f"{FO}color")
            color = value.removeprefix("#").upper() if value else None
            vanish = True if properties.get(f"{TEXT}display") == "none" else None
        if (background := properties.get(f"{FO}background-color")) is not None:
            shaded = background not in CLEAR
        if (aligned := properties.get(f"{FO}text-align")) is not None:
            alignment = ALIGNMENTS.get(aligned, aligned)
    return Look(size, color, vanish, shaded, alignment)


def points(length: str | None) -> float | None:
    found = LENGTH.fullmatch(length or "")
    try:
        return round(float(found[1]) * POINTS[found[2]], 1) if found else None
    except ValueError:
        return None
