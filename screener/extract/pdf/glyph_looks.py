"""What a glyph looks like: its drawing compared with how the common Chinese characters are drawn, in every style of print at once.

The table (`glyphs.npz`, built by `tests/tables/glyphs.py`) has a short vector for each character of GB 2312 and each star: the mean over
a dozen fonts, in the directions that tell characters apart and styles not. A comparison costs some microseconds, OCR of a line 15,000.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Drawings: TypeAlias = NDArray[np.uint8]
Vectors: TypeAlias = NDArray[np.float32]

TABLE = Path(__file__).with_name("glyphs.npz")
# A drawing is stretched into a square of this side; around it one pixel stays free, so that stacked squares do not touch.
SIDE, INNER, POOL = 32, 30, 8
INK = 64
# Less ink than this both ways, of 32 pixels to the em: nothing, or a glyph drawn small in a font that is set large.
TINY = 6
# Four directions across which ink begins and ends.
DIRECTIONS = ((1.0, 0.0), (0.7071, 0.7071), (0.0, 1.0), (-0.7071, 0.7071))


@dataclass(frozen=True)
class Looks:
    """The table: how each character looks, and the way from a drawing to a vector of the same kind."""

    characters: str = field(repr=False)
    marks: str = field(repr=False)
    """those that marks are made of"""
    vectors: Vectors = field(repr=False)
    projection: Vectors = field(repr=False)
    middle: Vectors = field(repr=False)

    @cached_property
    def column(self) -> dict[str, int]:
        return {character: number for number, character in enumerate(self.characters)}

    @cached_property
    def of_marks(self) -> NDArray[np.intp]:
        return np.array([self.column[character] for character in self.marks])

    def vectors_of(self, drawings: Drawings) -> Vectors:
        """Of the same kind as those of the table: the product of two is 1 where they are alike, 0 for any two characters."""
        return _unit(product(features(drawings) - self.middle, self.projection))


@cache
def looks() -> Looks:
    with np.load(TABLE) as table:
        vectors = table["vectors"].astype(np.float32)
        projection = table["projection"].astype(np.float32)
        return Looks(str(table["characters"]), str(table["marks"]), _unit(vectors), projection, table["middle"].astype(np.float32))


def product(left: Vectors, right: Vectors) -> Vectors:
    """Of two matrices. Without BLAS, whose threads wait for one another longer than these small ones take."""
    return np.asarray(cv2.gemm(left, right, 1.0, left[:0], 0.0), np.float32)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6), np.float32)


def normal(cell: Drawings) -> Drawings | None:
    """The ink of a cell (0 none, 255 full), stretched into a square: fonts differ in size, place and breadth. None where it is too small."""
    left, top, width, height = cv2.boundingRect((cell > INK).view(np.uint8))
    longer = max(width, height)
    if longer < TINY:
        return None
    # A dash stays flat: the shorter side grows by the root only.
    across, down = (max(INNER // 4, round(INNER * float(side / longer) ** 0.5)) for side in (width, height))
    ink = cv2.resize(cell[top : top + height, left : left + width], (across, down), interpolation=cv2.INTER_AREA)
    square = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (SIDE - down) // 2, (SIDE - across) // 2
    square[top : top + down, left : left + across] = ink
    return square


def features(drawings: Drawings) -> Vectors:
    """Where strokes of which direction lie: a square of 8 x 8 for each direction."""
    count = len(drawings)
    pile = np.ascontiguousarray(drawings).reshape(count * SIDE, SIDE)
    across = cv2.Sobel(pile, cv2.CV_32F, 1, 0, ksize=1)
    down = cv2.Sobel(pile, cv2.CV_32F, 0, 1, ksize=1)
    squares = [
        cv2.resize(np.abs(right * across + low * down), (POOL, count * POOL), interpolation=cv2.INTER_AREA).reshape(count, POOL * POOL)
        for right, low in DIRECTIONS
    ]
    found = np.sqrt(np.concatenate(squares, axis=1))
    found -= found.mean(axis=1, keepdims=True)
    return _unit(found)


def strokes(drawings: Drawings) -> Vectors:
    """How often ink begins and ends along a row or a column, on average: letters and digits have few, most Han characters many."""
    ink = drawings > 2 * INK
    rows = (ink[:, :, 1:] != ink[:, :, :-1]).sum(axis=(1, 2))
    columns = (ink[:, 1:] != ink[:, :-1]).sum(axis=(1, 2))
    return np.asarray((rows + columns) / (4.0 * SIDE), np.float32)
