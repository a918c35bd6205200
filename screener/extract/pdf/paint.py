"""What a page paints and how: a walk over pdfium's page objects, Form XObjects included, for what the text alone does not tell."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as c

from screener.errors import TooLargeError
from screener.extract.page_character import Box
from screener.extract.pdf.roles import text_of
from screener.model import Place

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)

# A drawing of a whole city has about 200,000 paths.
MOST_OBJECTS = 1_000_000
# pdfium itself stops at 40, and at a form that contains itself.
DEEPEST_FORM = 64
SMALLEST_POINTS = 2.0
WHITE, DARK = 245, 225
# Text that leans further from the level or the upright than a badly laid scan is a watermark; so is one this large and this pale.
LEVEL_DEGREES = 5.0
HUGE_POINTS, PALE, SHEER = 48.0, 150, 128
ACTUAL_TEXT = b"ActualText"


@dataclass(frozen=True, slots=True)
class Painted:
    """One object of a page. `address` is pdfium's own, good while the page is open."""

    raw: Any = field(repr=False)
    kind: int
    matrix: Matrix
    order: int

    def bounds(self) -> Box:
        """Left, bottom, right, top in the page's own space."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not c.FPDFPageObj_GetBounds(self.raw, left, bottom, right, top):
            return 0.0, 0.0, 0.0, 0.0
        corners = [_apply(self.matrix, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
        return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)


def address(pointer: Any) -> int:  # noqa: ANN401  a ctypes pointer has no useful type
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def painted(page: Any) -> Iterator[Painted]:  # noqa: ANN401
    """Every object of the page in the order of painting; what stands in a form comes with the form's matrix."""
    count = 0
    stack: list[tuple[Any, Matrix, int]] = [
        (c.FPDFPage_GetObject(page, index), IDENTITY, 0) for index in reversed(range(c.FPDFPage_CountObjects(page)))
    ]
    while stack:
        raw, matrix, depth = stack.pop()
        count += 1
        if count > MOST_OBJECTS or depth > DEEPEST_FORM:
            raise TooLargeError(f"page objects {MOST_OBJECTS}, depth {DEEPEST_FORM}")
        kind = c.FPDFPageObj_GetType(raw)
        yield Painted(raw, kind, matrix, count)
        if kind == c.FPDF_PAGEOBJ_FORM:
            own = c.FS_MATRIX()
            c.FPDFPageObj_GetMatrix(raw, own)
            inner = concat((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            stack.extend(
                (c.FPDFFormObj_GetObject(raw, index), inner, depth + 1) for index in reversed(range(c.FPDFFormObj_CountObjects(raw)))
            )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def concat(first: Matrix, then: Matrix) -> Matrix:
    e, f = _apply(then, first[4], first[5])
    return (
        first[0] * then[0] + first[1] * then[2],
        first[0] * then[1] + first[1] * then[3],
        first[2] * then[0] + first[3] * then[2],
        first[2] * then[1] + first[3] * then[3],
        e,
        f,
    )


def drop_actual_text(objects: list[Painted]) -> bool:
    """Take /ActualText off every object, so that the next reading gives the glyphs that are drawn. True if there was any.

    pdfium, like other readers, returns ActualText instead of the glyphs: `机密` drawn, `公告` read.
    """
    found = False
    for item in objects:
        for index in range(max(0, c.FPDFPageObj_CountMarks(item.raw))):
            mark = c.FPDFPageObj_GetMark(item.raw, index)
            found |= bool(c.FPDFPageObjMark_RemoveParam(item.raw, mark, ACTUAL_TEXT))
    return found


@dataclass
class Ground:
    """What lies under and over text: dark fills and pictures, looked at only when white or invisible text asks."""

    objects: list[Painted] = field(repr=False)
    _fills: list[tuple[int, Box]] | None = None
    _pictures: list[Box] | None = None
    _whites: list[tuple[int, Box]] | None = None
    _orders: dict[int, int] = field(default_factory=dict)

    def is_dark(self, box: Box) -> bool:
        """Whether something not white was painted where this box lies."""
        if self._fills is None:
            self._fills = [(item.order, item.bounds()) for item in self.objects if _is_dark_fill(item)]
        return any(_covers(fill, box) for _, fill in self._fills)

    def is_covered(self, box: Box, key: int) -> bool:
        """Whether white was painted over this box later than the text object at `key`: `机甲密`, and a reader sees `机 密`."""
        if self._whites is None:
            self._whites = [(item.order, item.bounds()) for item in self.objects if _is_white_rectangle(item)]
            if self._whites:
                self._orders = {address(item.raw): item.order for item in self.objects if item.kind == c.FPDF_PAGEOBJ_TEXT}
        order = self._orders.get(key) if self._whites else None
        return order is not None and any(later > order and _covers(cover, box) for later, cover in self._whites)

    def is_picture(self, box: Box, page_area: float) -> bool:
        """Whether this box lies on a picture of half a page: text that a scanner's OCR put there, not text that somebody hid."""
        if self._pictures is None:
            boxes = [item.bounds() for item in self.objects if item.kind == c.FPDF_PAGEOBJ_IMAGE]
            self._pictures = [box for box in boxes if _area(box) >= 0.5 * page_area]
        return any(_covers(picture, box) for picture in self._pictures)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _covers(outer: Box, box: Box) -> bool:
    """More than half of the box, both ways: a table's dark cell is often a little lower than the tallest glyph."""
    width = min(outer[2], box[2]) - max(outer[0], box[0])
    height = min(outer[3], box[3]) - max(outer[1], box[1])
    return width >= 0.5 * (box[2] - box[0]) and height >= 0.5 * (box[3] - box[1]) and width >= 0 and height >= 0


def _is_dark_fill(item: Painted) -> bool:
    if item.kind in {c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_SHADING}:
        return True
    if item.kind != c.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(item.raw, fill, stroke) or fill.value == c.FPDF_FILLMODE_NONE:
        return False
    color = _fill_color(item.raw)
    return color is None or (min(color[:3]) < DARK and color[3] > 40)


def _is_white_rectangle(item: Painted) -> bool:
    if item.kind != c.FPDF_PAGEOBJ_PATH or not 4 <= c.FPDFPath_CountSegments(item.raw) <= 6:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c.FPDFPath_GetDrawMode(item.raw, fill, stroke) or fill.value == c.FPDF_FILLMODE_NONE:
        return False
    color = _fill_color(item.raw)
    return color is not None and min(color[:3]) >= WHITE and color[3] == 255


def _fill_color(raw: Any) -> tuple[int, int, int, int] | None:  # noqa: ANN401
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    return (r.value, g.value, b.value, a.value) if c.FPDFPageObj_GetFillColor(raw, r, g, b, a) else None


@dataclass(frozen=True, slots=True)
class Ink:
    """How one text object is painted. `unseen` says that no reader sees it, wherever it stands; white needs a look at the ground."""

    size: float
    color: str | None
    place: Place
    invisible: bool
    white: bool


def ink_of(raw: Any, text_page: Any, index: int, hidden_layers: frozenset[str]) -> Ink:  # noqa: ANN401
    """The ink of the text object that character `index` belongs to."""
    own, points = c.FS_MATRIX(), ctypes.c_float()
    c.FPDFText_GetMatrix(text_page, index, own)
    c.FPDFTextObj_GetFontSize(raw, points)
    across, upward = math.hypot(own.a, own.b) * abs(points.value), math.hypot(own.c, own.d) * abs(points.value)
    mode = c.FPDFTextObj_GetTextRenderMode(raw)
    fills = mode in {c.FPDF_TEXTRENDERMODE_FILL, c.FPDF_TEXTRENDERMODE_FILL_CLIP}
    color = _fill_color(raw)
    invisible = mode in {c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP} or (fills and color is not None and color[3] <= 5)
    place = Place.BODY
    if hidden_layers and _in_hidden_layer(raw, hidden_layers):
        place = Place.LAYER
    elif min(across, upward) <= SMALLEST_POINTS:
        place = Place.HIDDEN
    elif not invisible and (_leans(own) or (upward >= HUGE_POINTS and color is not None and (min(color[:3]) >= PALE or color[3] < SHEER))):
        place = Place.WATERMARK
    name = None if color is None else "#{:02x}{:02x}{:02x}".format(*color[:3])
    return Ink(upward, name, place, invisible, fills and color is not None and min(color[:3]) >= WHITE)


def _leans(matrix: c.FS_MATRIX) -> bool:
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 90
    return LEVEL_DEGREES < angle < 90 - LEVEL_DEGREES


def _in_hidden_layer(raw: Any, hidden_layers: frozenset[str]) -> bool:  # noqa: ANN401
    for index in range(max(0, c.FPDFPageObj_CountMarks(raw))):
        mark = c.FPDFPageObj_GetMark(raw, index)
        if _bytes(c.FPDFPageObjMark_GetName, c.FPDF_WCHAR, mark).decode("utf-16-le", "replace").rstrip("\0") != "OC":
            continue
        # As bytes: pdfium's own string getter takes every name for UTF-8.
        name = text_of(_bytes(c.FPDFPageObjMark_GetParamBlobValue, ctypes.c_ubyte, mark, b"Name"))
        # A membership dictionary (OCMD) has no name. Where some layer is off, it may be the one: say so rather than call it seen.
        if not name or name in hidden_layers:
            return True
    return False


def _bytes(call: Any, unit: Any, *arguments: Any) -> bytes:  # noqa: ANN401
    length = ctypes.c_ulong()
    if not call(*arguments, None, 0, length) or not length.value:
        return b""
    buffer = ctypes.create_string_buffer(length.value)
    call(*arguments, ctypes.cast(buffer, ctypes.POINTER(unit)), length.value, length)
    return buffer.raw[: length.value]
