"""What one container of an OFD file (a page, an annotation, a composite graphic) paints."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from screener.extract.ofd.package import child, children, descendants, local, number, numbers
from screener.extract.ofd.resources import BLACK, INVISIBLE_ALPHA, Ink, Resources
from screener.extract.ofd.runs import POINTS, Glyph, Run, advance
from screener.extract.page_character import Box
from screener.model import Place

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# Composite graphics may hold each other; a hostile file lets them hold each other for ever, or by the million.
MOST_NESTED, MOST_OBJECTS = 16, 200_000
# Text of 2 points or less is not meant to be read.
TINY = 2.0
# `g 5 3.2`: five times 3.2. A hostile count is no reason to fill the memory.
MOST_DELTAS = 100_000


@dataclass(frozen=True, slots=True)
class State:
    """What holds for everything inside a container."""

    matrix: Matrix
    ink: Ink = BLACK
    visible: bool = True
    nested: int = 0


@dataclass
class Painting:
    """Collects, in the order of painting. `ids` are the objects whose text tags ask for."""

    resources: Resources
    ids: frozenset[str] = frozenset()
    page: Box | None = None
    runs: list[Run] = field(default_factory=list, repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    images: list[str] = field(default_factory=list)
    paths: int = 0
    mute: int = 0
    """objects whose glyphs stand for no characters"""
    _objects: int = 0
    _dark: list[Box] = field(default_factory=list, repr=False)

    @property
    def complete(self) -> bool:
        return self._objects <= MOST_OBJECTS

    def paint(self, element: etree._Element, state: State) -> None:
        for item in element.iterchildren(etree.Element):
            self._objects += 1
            if not self.complete:
                return
            kind = local(item)
            inner = replace(state, visible=False) if item.get("Visible", "true").casefold() in ("false", "0") else state
            if kind in ("TextObject", "Text"):
                self._text(item, inner)
            elif kind == "PathObject":
                self._path(item, inner)
                self.paint(item, replace(inner, matrix=_placed(item, state.matrix)))
            elif kind == "ImageObject":
                self.images += [value for name in ("ResourceID", "Substitution", "ImageMask") if (value := item.get(name))]
                self._dark.append(_box(item, state.matrix))
            elif kind == "CompositeObject":
                unit = self.resources.composites.get(item.get("ResourceID", ""))
                if unit is not None and state.nested < MOST_NESTED:
                    ink = self.resources.ink(item, inner.ink)
                    self.paint(unit, State(_placed(item, state.matrix), ink, inner.visible, state.nested + 1))
            elif len(item):
                if kind in ("Layer", "PageBlock", "Appearance"):
                    inner = replace(inner, ink=self.resources.ink(item, inner.ink))
                self.paint(item, replace(inner, matrix=_placed(item, state.matrix)) if kind == "Appearance" else inner)

    def _path(self, item: etree._Element, state: State) -> None:
        self.paths += 1
        fill = child(item, "FillColor")
        if item.get("Fill", "false").casefold() == "true":
            ink = self.resources.ink(item, state.ink)
            if (fill is not None and ink.color is None) or (ink.alpha > INVISIBLE_ALPHA and not ink.is_white):
                self._dark.append(_box(item, state.matrix))

    def _text(self, item: etree._Element, state: State) -> None:
        matrix = _placed(item, state.matrix)
        size = number(item.get("Size"), 0.0)
        stretch = number(item.get("HScale"), 1.0)
        height = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 * size
        ink = self.resources.ink(item, state.ink)
        codes: list[str] = []
        x = y = 0.0
        for code in children(item, "TextCode"):
            text = "".join(map(str, code.itertext()))
            # Without a start of its own a piece begins where the one before began.
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            if not text.strip(" \t\r\n"):
                codes.append(text)
                continue
            text = text.strip("\r\n")
            codes.append(text)
            glyphs, downward = _glyphs(text, (x, y), size * stretch, code, matrix)
            run = Run(glyphs, height or 0.1, _angle(matrix), ink.color, Place.BODY, downward)
            self.runs.append(replace(run, place=self._place(run, ink, state.visible)))
        whole = "".join(codes)
        if item.get("ID") in self.ids:
            self.texts[item.get("ID", "")] = whole
        if not whole.strip() and _has_glyphs(item, whole):
            self.mute += 1

    def _place(self, run: Run, ink: Ink, visible: bool) -> Place:
        if not visible or ink.alpha <= INVISIBLE_ALPHA or run.size <= TINY:
            return Place.HIDDEN
        first = run.glyphs[0]
        if self.page is not None and not any(
            -glyph.width < glyph.x < self.page[2] and 0 < glyph.y < self.page[3] + run.size for glyph in run.glyphs
        ):
            return Place.HIDDEN
        x, y = first.x + first.width / 2, first.y - run.size / 3
        if ink.is_white and not any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in self._dark):
            return Place.HIDDEN
        return Place.BODY


def page_state(box: list[float]) -> State:
    """Millimetres of a page area to points from its top left corner."""
    return State((POINTS, 0.0, 0.0, POINTS, -box[0] * POINTS, -box[1] * POINTS))


def _placed(item: etree._Element, matrix: Matrix) -> Matrix:
    """The way from inside an object to the page: its own matrix, then the corner of its boundary, then what it stands in."""
    corner, own = numbers(item.get("Boundary")), numbers(item.get("CTM"))
    left, top = (corner[0], corner[1]) if len(corner) >= 2 else (0.0, 0.0)
    a, b, c, d, e, f = own if len(own) == 6 else IDENTITY
    outer = (
        matrix[0],
        matrix[1],
        matrix[2],
        matrix[3],
        matrix[0] * left + matrix[2] * top + matrix[4],
        matrix[1] * left + matrix[3] * top + matrix[5],
    )
    return (
        outer[0] * a + outer[2] * b,
        outer[1] * a + outer[3] * b,
        outer[0] * c + outer[2] * d,
        outer[1] * c + outer[3] * d,
        outer[0] * e + outer[2] * f + outer[4],
        outer[1] * e + outer[3] * f + outer[5],
    )


def _box(item: etree._Element, matrix: Matrix) -> Box:
    corner = numbers(item.get("Boundary"))
    left, top, width, height = corner if len(corner) == 4 else (0.0, 0.0, 0.0, 0.0)
    across = [matrix[0] * x + matrix[2] * y + matrix[4] for x in (left, left + width) for y in (top, top + height)]
    down = [matrix[1] * x + matrix[3] * y + matrix[5] for x in (left, left + width) for y in (top, top + height)]
    return min(across), min(down), max(across), max(down)


def _angle(matrix: Matrix) -> float:
    return math.degrees(math.atan2(matrix[1], matrix[0])) % 360


def deltas(text: str | None) -> list[float]:
    """The steps from one character to the next; `g n v` says n times v."""
    found: list[float] = []
    words = iter((text or "").replace(",", " ").split())
    for word in words:
        if word.casefold() == "g":
            count, value = int(number(next(words, ""), 0.0)), number(next(words, ""), 0.0)
            found.extend([value] * min(max(0, count), MOST_DELTAS - len(found)))
        else:
            found.extend(numbers(word))
    return found


def _glyphs(text: str, start: tuple[float, float], size: float, code: etree._Element, matrix: Matrix) -> tuple[tuple[Glyph, ...], bool]:
    """The characters at their places, and whether they run downward. Steps that the file does not give are those of the letters."""
    across, down = deltas(code.get("DeltaX")), deltas(code.get("DeltaY"))
    scale = math.hypot(matrix[0], matrix[1])
    (x, y), moved = start, (0.0, 0.0)
    glyphs: list[Glyph] = []
    for index, character in enumerate(text):
        natural = advance(character) * size
        step_x = across[index] if index < len(across) else 0.0
        step_y = down[index] if index < len(down) else 0.0
        if not step_x and not step_y:
            step_x = natural
        width = min(natural, step_x) if step_x > 0 and not step_y else natural
        place = matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
        glyphs.append(Glyph(character, *place, width * scale))
        x, y = x + step_x, y + step_y
        if index + 1 < len(text):
            moved = moved[0] + abs(step_x), moved[1] + abs(step_y)
    return tuple(glyphs), moved[1] > moved[0]


def _has_glyphs(item: etree._Element, text: str) -> bool:
    """Whether an object without characters draws something all the same: glyph numbers that only its font can tell."""
    drawn = {value for glyphs in descendants(item, "Glyphs") for value in numbers(glyphs.text) if value}
    # A few blanks drawn with one and the same glyph are blanks.
    return bool(drawn) and (not text or len(drawn) > 1)


def text_children(element: etree._Element) -> Iterator[str]:
    """The texts of all text objects below an element, whatever they look like."""
    for item in descendants(element, "TextObject"):
        if text := "".join("".join(map(str, code.itertext())) for code in children(item, "TextCode")).strip():
            yield text
