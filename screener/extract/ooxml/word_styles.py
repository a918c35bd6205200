"""How a run of a word-processing document looks: its own properties, its style, the style's ancestors, the defaults."""

from __future__ import annotations

from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from screener.extract.ooxml.attributes import COUNTER, WORD
from screener.extract.ooxml.drawing import integer
from screener.model import Layout

R_PR, P_PR = qn("w:rPr"), qn("w:pPr")
VAL = qn("w:val")
VANISH, SPEC_VANISH, SZ, COLOR, SHD, HIGHLIGHT = (qn(f"w:{name}") for name in ("vanish", "specVanish", "sz", "color", "shd", "highlight"))
STRIKES = frozenset(qn(f"w:{name}") for name in ("strike", "dstrike", "webHidden"))
WIDTH, SPACING = qn("w:w"), qn("w:spacing")
SLIGHTING = frozenset({*STRIKES, WIDTH, SPACING})
JC, R_STYLE, R_FONTS = qn("w:jc"), qn("w:rStyle"), qn("w:rFonts")
W_STYLE, STYLE_ID, TYPE, DEFAULT, BASED_ON = (qn(f"w:{name}") for name in ("style", "styleId", "type", "default", "basedOn"))
FILL, THEME_COLOR = qn("w:fill"), qn("w:themeColor")
OFF = frozenset({"0", "false", "off", "none"})
BACKGROUNDS = frozenset({"background1", "light1"})
ALIGNMENTS = {"start": "left", "end": "right", "both": "justify"}
# Text of 2 points or less, or as good as white, is not meant to be read.
TINY = 2.0
# Letters of so few points, of so few hundredths of their width, or drawn so far over each other (twentieths of a point) are passed over.
SMALL, NARROW, OVERLAPPING = 4.0, 33, -100
WHITE = 0xF0


@dataclass(frozen=True, slots=True)
class Look:
    """What one layer of formatting says; `None` where it says nothing."""

    size: float | None = None
    color: str | None = None
    vanish: bool | None = None
    shaded: bool | None = None
    alignment: str | None = None
    symbol: bool | None = None
    slight: bool | None = None

    def over(self, below: Look) -> Look:
        """This layer laid over another."""
        if self == PLAIN:
            return below
        return Look(
            below.size if self.size is None else self.size,
            below.color if self.color is None else self.color,
            below.vanish if self.vanish is None else self.vanish,
            below.shaded if self.shaded is None else self.shaded,
            below.alignment if self.alignment is None else self.alignment,
            below.symbol if self.symbol is None else self.symbol,
            below.slight if self.slight is None else self.slight,
        )

    @property
    def is_white(self) -> bool:
        if self.color is None or len(self.color) != 6 or self.shaded:
            return False
        try:
            return all(channel >= WHITE for channel in bytes.fromhex(self.color))
        except ValueError:
            return False

    @property
    def is_slight(self) -> bool:
        """Whether a reader passes it over (struck out, squeezed, very small), so that a word that it cuts reads as one."""
        return bool(self.slight) or (self.size is not None and self.size <= SMALL)

    def is_hidden(self, *, on_white: bool) -> bool:
        return bool(self.vanish) or (self.size is not None and self.size <= TINY) or (on_white and self.is_white)

    def layout(self, *, header_zone: bool) -> Layout:
        return Layout(header_zone, self.alignment, self.size, self.color)


PLAIN = Look()


def is_shaded(shading: etree._Element) -> bool:
    """Whether a background other than white is drawn, so that white text on it can be read."""
    return shading.get(FILL, "auto").upper() not in ("AUTO", "FFFFFF") or shading.get(VAL, "clear") not in ("clear", "nil")


def look_of(properties: etree._Element | None) -> Look:
    """The direct formatting in a `w:rPr` or a `w:pPr`."""
    if properties is None or not len(properties):
        return PLAIN
    size = color = vanish = shaded = alignment = symbol = slight = None
    for element in properties:
        tag, value = element.tag, element.get(VAL)
        if tag in (VANISH, SPEC_VANISH):
            vanish = value not in OFF
        elif tag == SZ:
            size = int(value) / 2 if value is not None and value.isdecimal() else None
        elif tag == COLOR:
            color = "FFFFFF" if element.get(THEME_COLOR) in BACKGROUNDS else None if value == "auto" else value
        elif tag in (SHD, HIGHLIGHT):
            shaded = is_shaded(element) if tag == SHD else value not in ("none", "white")
        elif tag == JC:
            alignment = ALIGNMENTS.get(value or "", value)
        elif tag == R_FONTS:
            symbol = any(str(font).startswith("Wingdings") for font in element.values())
        elif tag in SLIGHTING:
            slight = slight or _slights(tag, value)
    return Look(size, color, vanish, shaded, alignment, symbol, slight)


def _slights(tag: str, value: str | None) -> bool | None:
    if tag in STRIKES:
        return value not in OFF
    number = integer((value or "").rstrip("%"), 100)
    return (number <= NARROW if tag == WIDTH else number <= OVERLAPPING) or None


def literal_bullets(root: etree._Element) -> dict[tuple[str, str], str]:
    """Bullets that are words, by the numbering and the level that a paragraph names: `机` before `密★10年`."""
    bullets: dict[str, dict[str, str]] = {}
    for definition in root.iter(qn("w:abstractNum")):
        for level in definition.iterfind(qn("w:lvl")):
            text, form = level.find(qn("w:lvlText")), level.find(qn("w:numFmt"))
            literal = text.get(VAL, "") if text is not None else ""
            if form is not None and form.get(VAL) == "none":
                literal = COUNTER.sub("", literal)
            if "%" not in literal and WORD.search(literal):
                bullets.setdefault(definition.get(qn("w:abstractNumId"), ""), {})[level.get(qn("w:ilvl"), "0")] = literal
    found: dict[tuple[str, str], str] = {}
    for number in root.iter(qn("w:num")) if bullets else ():
        named = number.find(qn("w:abstractNumId"))
        for at, literal in bullets.get(named.get(VAL, "") if named is not None else "", {}).items():
            found[number.get(qn("w:numId"), ""), at] = literal
    return found


class Styles:
    """The style sheet of a document, each style resolved once."""

    def __init__(self, root: etree._Element | None, numbering: etree._Element | None = None) -> None:
        self.bullets = literal_bullets(numbering) if numbering is not None else {}
        # Each style's own look and what it is based on, and no element of the tree: a style sheet is remembered for the next document.
        self._own: dict[str, tuple[str, Look]] = {}
        self._looks: dict[str, Look] = {}
        self._default_paragraph = ""
        defaults = PLAIN
        for style in root.iter(W_STYLE) if root is not None else ():
            name, based_on = style.get(STYLE_ID, ""), style.find(BASED_ON)
            parent = based_on.get(VAL, "") if based_on is not None else ""
            self._own[name] = parent, look_of(style.find(R_PR)).over(look_of(style.find(P_PR)))
            if style.get(TYPE) == "paragraph" and style.get(DEFAULT, "0") not in OFF:
                self._default_paragraph = name
        if root is not None and (found := root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{R_PR}")) is not None:
            defaults = look_of(found)
        self.defaults = defaults

    def style(self, name: str) -> Look:
        """A style with all it is based on, without the document's defaults."""
        known = self._looks.get(name)
        if known is None:
            chain: dict[str, Look] = {}
            while name in self._own and name not in chain:
                based_on, chain[name] = self._own[name]
                name = based_on
            known = PLAIN
            for look in reversed(chain.values()):
                known = look.over(known)
            for name in list(chain)[:1]:
                self._looks[name] = known
        return known

    def paragraph(self, properties: etree._Element | None) -> Look:
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        style = named.get(VAL, "") if named is not None else self._default_paragraph
        return look_of(properties).over(self.style(style)).over(self.defaults)

    def bullet(self, properties: etree._Element | None) -> str:
        """The word that numbering puts before a paragraph."""
        numbering = properties.find(qn("w:numPr")) if properties is not None and self.bullets else None
        if numbering is None:
            return ""
        number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
        key = (number.get(VAL, "") if number is not None else "", level.get(VAL, "0") if level is not None else "0")
        return self.bullets.get(key, "")

    def run(self, properties: etree._Element | None, paragraph: Look) -> Look:
        if properties is None or not len(properties):
            return paragraph
        named = properties.find(R_STYLE)
        look = look_of(properties)
        return look.over(self.style(named.get(VAL, ""))).over(paragraph) if named is not None else look.over(paragraph)
