"""What pages of an OFD file draw with: colours, drawing parameters, composite graphics, pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from screener.extract.ofd.package import OfdPackage, child, children, local

# A drawing parameter may lean on another one.
MOST_RELATIVES = 16
CHANNEL = re.compile(r"#[0-9A-Fa-f]{1,4}|-?[\d.]+")
# Text that lets almost nothing of its colour through is not meant to be read (alpha runs to 255).
INVISIBLE_ALPHA = 8


@dataclass(frozen=True, slots=True)
class Ink:
    """How text is painted; `alpha` runs from 0 to 255."""

    color: str | None = None
    alpha: float = 255.0

    @property
    def is_white(self) -> bool:
        return self.color is not None and all(channel >= 0xF0 for channel in bytes.fromhex(self.color))


BLACK = Ink()


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, sound or film by its part."""

    kind: str
    part: str = field(repr=False)


@dataclass
class Resources:
    """All resources of a document by id: one set of numbers for public, document and page resources."""

    spaces: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, etree._Element] = field(default_factory=dict, repr=False)
    composites: dict[str, etree._Element] = field(default_factory=dict, repr=False)
    media: dict[str, Medium] = field(default_factory=dict, repr=False)

    def add(self, package: OfdPackage, name: str, root: etree._Element) -> None:
        base = root.get("BaseLoc", "")
        for element in root.iter(etree.Element):
            key, kind = element.get("ID", ""), local(element)
            if kind == "ColorSpace":
                self.spaces[key] = element.get("Type", "RGB").casefold()
                package.locate(f"{package.resolve(name, base)}/", element.get("Profile", ""))
            elif kind == "DrawParam":
                self.parameters[key] = element
            elif kind == "CompositeGraphicUnit":
                self.composites[key] = element
            elif kind == "MultiMedia":
                part = self._file(package, name, base, child(element, "MediaFile"))
                if part is not None:
                    self.media[key] = Medium(element.get("Type", "").casefold(), part)
            elif kind == "Font":
                self._file(package, name, base, child(element, "FontFile"))

    @staticmethod
    def _file(package: OfdPackage, name: str, base: str, element: etree._Element | None) -> str | None:
        target = (element.text or "").strip() if element is not None else ""
        folder = f"{package.resolve(name, base)}/" if base else name
        return package.locate(folder, target) or package.locate(name, target)

    def ink(self, element: etree._Element, below: Ink) -> Ink:
        """The colour of text in an object: its own, that of its drawing parameters, or that of the layer it stands in."""
        alpha = below.alpha * _alpha(element) / 255
        fill = child(element, "FillColor")
        stroked = element.get("Stroke", "false").casefold() == "true"
        if element.get("Fill", "true").casefold() == "false":
            if not stroked:
                return Ink(below.color, 0.0)
            fill = child(element, "StrokeColor")
        if fill is None:
            fill = self._from_parameters(element.get("DrawParam"))
        if fill is None:
            return Ink(below.color, alpha)
        return Ink(self.color(fill), alpha * _alpha(fill) / 255)

    def _from_parameters(self, key: str | None) -> etree._Element | None:
        for _ in range(MOST_RELATIVES):
            element = self.parameters.get(key or "")
            if element is None:
                return None
            if (fill := child(element, "FillColor")) is not None:
                return fill
            key = element.get("Relative")
        return None

    def color(self, element: etree._Element) -> str | None:
        """As six hexadecimal digits; `None` for patterns, shadings and palettes."""
        if element.get("Index") is not None or next(iter(children(element, "Pattern", "AxialShd", "RadialShd")), None) is not None:
            return None
        values = [_channel(found) for found in CHANNEL.findall(element.get("Value", ""))]
        if len(values) == 1 or (values and self.spaces.get(element.get("ColorSpace", "")) == "gray"):
            values = values[:1] * 3
        elif len(values) == 4:
            values = [(255 - ink) * (255 - values[3]) // 255 for ink in values[:3]]
        return bytes(values).hex().upper() if len(values) == 3 else None


def _channel(text: str) -> int:
    try:
        value = int(text[1:], 16) if text.startswith("#") else float(text)
    except ValueError:
        return 0
    return int(min(255.0, max(0.0, value)))


def _alpha(element: etree._Element) -> float:
    try:
        return min(255.0, max(0.0, float(element.get("Alpha", "255"))))
    except ValueError:
        return 255.0
