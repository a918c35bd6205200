"""Writing drawn as shapes (转曲): a mark whose letters are outlines is text to a reader and nothing to a text layer."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pypdfium2.raw as c

from screener.extract.page_character import Box
from screener.extract.pdf.paint import Painted

# A circle has 13 points, a rectangle with round corners 17, a Han character of a mark 30 to 100.
FEWEST_POINTS = 20
LEAST_SIDE, LARGEST_SIDE = 4.0, 200.0
# Two characters. On 140 pages of the sample documents one chart reached it.
ENOUGH_POINTS = 60
# Letters cut into bars or strokes of their own. Ruled tables have fewer pieces that are short both ways.
SHORT, ENOUGH_PIECES = 60.0, 100


@dataclass(frozen=True, slots=True)
class Outlines:
    """Where they are in the page's own space. The same shapes elsewhere have the same `digest`: a logo is read once."""

    box: Box
    digest: bytes = field(repr=False)


def outlines_of(objects: Iterable[Painted]) -> Outlines | None:
    points = pieces = 0
    shapes: list[tuple[int, int, int]] = []
    boxes: list[Box] = []
    for item in objects:
        if item.kind != c.FPDF_PAGEOBJ_PATH:
            continue
        box, count = item.bounds(), c.FPDFPath_CountSegments(item.raw)
        width, height = box[2] - box[0], box[3] - box[1]
        if count >= FEWEST_POINTS and LEAST_SIDE <= height <= LARGEST_SIDE and width >= LEAST_SIDE:
            points += count
        elif 0 < width <= SHORT and 0 < height <= SHORT and _is_filled(item):
            pieces += 1
        else:
            continue
        boxes.append(box)
        shapes.append((count, round(width), round(height)))
    if points < ENOUGH_POINTS and pieces < ENOUGH_PIECES:
        return None
    digest = hashlib.blake2b(repr(sorted(shapes)).encode(), digest_size=16).digest()
    return Outlines(union(boxes), digest)


def union(boxes: list[Box]) -> Box:
    return min(box[0] for box in boxes), min(box[1] for box in boxes), max(box[2] for box in boxes), max(box[3] for box in boxes)


def _is_filled(item: Painted) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(c.FPDFPath_GetDrawMode(item.raw, fill, stroke)) and fill.value != c.FPDF_FILLMODE_NONE
