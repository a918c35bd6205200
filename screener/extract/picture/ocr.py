"""Pixels -> lines of text, by RapidOCR: one engine for each process, its models inside its package, no network.

Needs the extra `ocr`; whoever imports this module says what it means that it cannot be imported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
from rapidocr.main import RapidOCRError

from screener.errors import UnreadableError

Pixels: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[float, float]

# An A4 page at 170 dpi. 10.5 pt is read without an error so, as it is at 150 dpi; time grows with the pixels.
SHORT_SIDE, LONG_SIDE = 1414, 2000
# A line that the cut between two tiles goes through stands whole in one of them; across a cut between columns, a long number does.
OVERLAP = 300
# Below this height a line is read again at the full resolution of the picture, up to so many pixels.
SMALL_LINE, MOST_PIXELS = 17, 16_000_000
# A small picture is enlarged until its short side is this long, three times at the most; a long strip until it is as high as a line.
ENLARGED, MOST_ENLARGED, STRIP = 736, 3.0, 48
# The detector rounds to a multiple of 32 pixels, and what is lower than 16 away, without a word.
BORDER = 24
# Upright print scores above 0.95, print turned by 90 or 180 degrees about 0.6.
SURE, LEGIBLE = 0.85, 0.5
# How much better the other way up must score. Strokes such as ××× and --- score about the same either way.
CLEARLY = 0.15
# A box so much higher than wide holds text turned by 90 degrees, or a column of upright characters.
TALL = 1.5


class ImageNotReadError(UnreadableError):
    code = "image-not-read"


@dataclass(frozen=True, slots=True)
class Line:
    """`corners` go round from where the text begins, so that the first two show its direction. `stacked`: upright characters in a column.

    `colour` is that of its ink, where it was read apart from the page.
    """

    text: str = field(repr=False)
    score: float
    corners: tuple[Point, Point, Point, Point]
    stacked: bool = False
    colour: str | None = None

    @property
    def angle(self) -> float:
        """The direction of the text in degrees, clockwise from left to right."""
        (left, top), (right, bottom) = self.corners[:2]
        return math.degrees(math.atan2(bottom - top, right - left))

    @property
    def weight(self) -> int:
        """How much the line says about which way up the page lies: ×××, 一 and 000 read the same upside down, Han read well do not."""
        return sum("\u4e00" < character <= "\u9fff" for character in self.text) if self.score >= SURE else 0

    @property
    def height(self) -> float:
        """Of a character."""
        begin, along, across = self.corners[0], self.corners[1], self.corners[3]
        return math.dist(begin, along if self.stacked else across)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        xs, ys = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(xs), min(ys), max(xs), max(ys)

    def mapped(self, scale: float, left: float, top: float) -> Line:
        one, two, three, four = ((x / scale + left, y / scale + top) for x, y in self.corners)
        return replace(self, corners=(one, two, three, four))

    def turned(self, quarters: int) -> Line:
        """The same box, its text beginning at a later corner."""
        one, two, three, four = (*self.corners[quarters:], *self.corners[:quarters])
        return replace(self, corners=(one, two, three, four))


def read_lines(pixels: Pixels, *, enlarge: bool = True) -> list[Line]:
    """The lines in a picture (rows x columns x RGB), in no promised order. Raises `ImageNotReadError`."""
    height, width = pixels.shape[:2]
    short = min(height, width)
    scale = SHORT_SIDE / short if short > SHORT_SIDE else 1.0
    if enlarge and short < ENLARGED:
        scale = min(max(1.0, min(ENLARGED / short, LONG_SIDE / max(height, width)), STRIP / short), MOST_ENLARGED)
    try:
        lines = _read_tiles(pixels, scale)
        full = min(1.0, math.sqrt(MOST_PIXELS / (height * width)))
        small = sum(line.height * scale < SMALL_LINE for line in lines)
        if full > scale * 1.2 and small > max(1, len(lines) // 10):
            lines = _merge([*_read_tiles(pixels, full), *lines])
    except (ONNXRuntimeError, cv2.error, ValueError) as error:
        raise ImageNotReadError(type(error).__name__) from error
    return lines


def _read_tiles(pixels: Pixels, scale: float) -> list[Line]:
    if scale != 1.0:
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    height, width = pixels.shape[:2]
    tiles = [(left, top) for top in _cuts(height) for left in _cuts(width)]
    lines = [
        line.mapped(scale, left / scale, top / scale)
        for left, top in tiles
        for line in _read_tile(pixels[top : top + LONG_SIDE, left : left + LONG_SIDE])
    ]
    return _merge(lines) if len(tiles) > 1 else lines


def _cuts(length: int) -> Sequence[int]:
    """Where tiles begin. A remainder shorter than the overlap is in the tile before it."""
    return range(0, max(1, length - OVERLAP), LONG_SIDE - OVERLAP)


def _merge(lines: list[Line]) -> list[Line]:
    """Of lines that cover one another, the one that says most."""
    if not lines:
        return []
    boxes = np.array([line.bounds for line in lines])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = np.ones(len(lines), bool)
    for index in sorted(range(len(lines)), key=lambda index: -len(lines[index].text) * lines[index].score):
        if not kept[index]:
            continue
        box = boxes[index]
        across = np.clip(np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0]), 0, None)
        down = np.clip(np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1]), 0, None)
        kept &= across * down < 0.6 * np.minimum(areas, areas[index])
        kept[index] = True
    return [line for line, keep in zip(lines, kept, strict=True) if keep]


def _read_tile(tile: Pixels) -> list[Line]:
    colour = [float(value) for value in np.median(np.concatenate([tile[0], tile[-1], tile[:, 0], tile[:, -1]]), axis=0)]
    framed = cv2.copyMakeBorder(tile, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=colour)
    blue_first = np.ascontiguousarray(framed[:, :, ::-1])
    try:
        crops, found = _engine().detect_and_crop(blue_first, {})
    except RapidOCRError:  # what it raises where there is no text
        return []
    lines = [
        # The crop of a tall box comes turned to the left: its text begins at the upper right corner.
        Line("", 0.0, _corners(box)).turned(1 if _is_tall(box) else 0)
        for box in found.boxes
    ]
    lines = [replace(line, text=text, score=score) for line, (text, score) in zip(lines, _recognize(crops), strict=True)]
    lines = _turn_over(lines, crops)
    lines = [
        _unstack(line, crop) if line.score < SURE and _is_tall(box) else line
        for line, crop, box in zip(lines, crops, found.boxes, strict=True)
    ]
    return [line.mapped(1.0, -BORDER, -BORDER) for line in lines]


def _turn_over(lines: list[Line], crops: list[Pixels]) -> list[Line]:
    """Read again, upside down, the lines that were not read well; and all of them where that shows that the page lies so.

    A classifier of directions does the same worse: it turned lines of small upright print over, and a number was lost.
    """
    doubtful = [index for index, line in enumerate(lines) if line.score < SURE]
    over = _read_over(lines, crops, doubtful)
    turned = [index for index, line in over.items() if line.score >= max(LEGIBLE, lines[index].score + CLEARLY)]
    if sum(over[index].weight for index in turned) > sum(line.weight for line in lines):
        over |= _read_over(lines, crops, [index for index in range(len(lines)) if index not in over])
        turned = [index for index, line in over.items() if line.score >= lines[index].score - CLEARLY]
    return [over[index] if index in turned else line for index, line in enumerate(lines)]


def _read_over(lines: list[Line], crops: list[Pixels], indices: list[int]) -> dict[int, Line]:
    read = _recognize([np.ascontiguousarray(crops[index][::-1, ::-1]) for index in indices])
    return {index: replace(lines[index].turned(2), text=text, score=score) for index, (text, score) in zip(indices, read, strict=True)}


def _unstack(line: Line, crop: Pixels) -> Line:
    """A column of upright characters read as the line that they make when laid side by side."""
    column = np.rot90(crop, -1)
    cells = list(_cells(column))
    if len(cells) < 2:
        return line
    tallest = max(len(cell) for cell in cells)
    level = [cv2.copyMakeBorder(cell, 0, tallest - len(cell), 0, 0, cv2.BORDER_REPLICATE) for cell in cells]
    ((text, score),) = _recognize([np.ascontiguousarray(np.concatenate(level, axis=1), np.uint8)])
    if score < line.score + CLEARLY:
        return line
    # What came turned to the left, upright again: the text begins at the upper left corner.
    by_height = sorted(line.corners, key=lambda corner: corner[1])
    (top_left, top_right), (low_left, low_right) = sorted(by_height[:2]), sorted(by_height[2:])
    return Line(text, score, (top_left, top_right, low_right, low_left), stacked=True)


def _cells(column: Pixels) -> Iterator[Pixels]:
    """A column cut where no ink is, into pieces about as high as it is wide."""
    grey = cv2.cvtColor(np.ascontiguousarray(column), cv2.COLOR_BGR2GRAY).astype(np.int16)
    ink = np.any(np.abs(grey - int(np.median(grey))) > 60, axis=1, keepdims=True)
    height, width = grey.shape
    begin = 0
    for row in range(height):
        if row - begin >= 0.6 * width and not ink[row].any():
            yield column[begin : row + 1]
            begin = row + 1
    if ink[begin:].any():
        yield column[begin:]


def read_cuts(cuts: list[Pixels]) -> list[tuple[str, float]]:
    """Lines that were cut out already (BGR), each with its score: a tenth of the work of finding them."""
    try:
        return _recognize(cuts)
    except (ONNXRuntimeError, cv2.error, ValueError) as error:
        raise ImageNotReadError(type(error).__name__) from error


def _recognize(crops: list[Pixels]) -> list[tuple[str, float]]:
    if not crops:
        return []
    read = _engine().recognize_txt(crops)
    return [(str(text).strip(), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def _corners(box: NDArray[np.float32]) -> tuple[Point, Point, Point, Point]:
    one, two, three, four = ((float(x), float(y)) for x, y in box)
    return one, two, three, four


def _is_tall(box: NDArray[np.float32]) -> bool:
    # As `get_rotate_crop_image` of RapidOCR decides it.
    one, two, three, four = _corners(box)
    width = int(max(math.dist(one, two), math.dist(three, four)))
    height = int(max(math.dist(one, four), math.dist(two, three)))
    return height / width >= TALL


@cache
def _engine() -> Any:  # noqa: ANN401  RapidOCR is not typed
    cv2.setNumThreads(1)
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            # We scale and cut ourselves: the default makes a long screenshot so small that nothing in it can be read, without a word.
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1 << 20,
            # The default stops after a thousand boxes: that many specks below a mark would hide it.
            "Det.max_candidates": 1 << 20,
            # A path that is given is never downloaded.
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            # Each processor has a worker already; a second thread shortens the wait for one page and saves no processor time.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
