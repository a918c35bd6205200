"""A page taken apart by its inks: the print, the red of stamps and letterheads, and the light grey of watermarks.

Printed across one another neither is read reliably: a slanted stamp came whole on two pages of four, and the lines beneath it were
missing without a sign.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from screener.extract.picture.ocr import Line, Pixels, read_lines

# Red ink scanned or printed, faded to pink included.
RED = 50
# Fewer red pixels than a word of two small characters has; where more of the picture is red, it is a ground and not an ink.
FEWEST_RED, MOST_RED = 150, 0.3
# Darker than this, red lies over black print, which stays when the red is lifted off.
BRIGHT = 120
# Lighter than print, darker than paper.
GREYEST, LIGHTEST = 150, 246
# A watermark across a page covers at least a thousandth of it, counted away from ink. What covers half of it is a photograph or tinted paper.
LEAST_GREY, MOST_GREY = 0.001, 0.5
# Darker than this is print, and so far around it grey is the blur of its edges: a soft scan has more of that than of any watermark.
INK, EDGE, NEXT = 130, np.ones((9, 9), np.uint8), np.ones((3, 3), np.uint8)
# Yellow, pale green and pink on white: clear to the eye, and to OCR nearly white. Where more of a picture is so tinted, it is a ground.
PALE_TINT, MOST_PALE = 22, 0.15
MARGIN = 20
# A seal is as wide as it is high, whichever way it lies, and no smaller than this; a stamp of two characters is twice as wide.
ROUND, SMALLEST_SEAL = 1.35, 60

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Inks:
    """`page` is the picture without the other two; the others are where these are, None where there is none to speak of."""

    page: Pixels
    red: Mask | None
    grey: Mask | None
    pale: Mask | None


def separate(pixels: Pixels) -> Inks:
    red, green, blue = (pixels[:, :, channel].astype(np.int16) for channel in range(3))
    redness = red - np.maximum(green, blue)
    is_red = redness > RED
    page, has_red = pixels, is_red.sum() >= FEWEST_RED
    if has_red and is_red.mean() <= MOST_RED:
        # The faint rim of the ink goes with it.
        rim = (cv2.dilate(is_red.astype(np.uint8), EDGE) > 0) & (redness > RED // 3)
        page = _without(page, rim & (red >= BRIGHT))
    light = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    ink = (light < INK).astype(np.uint8)
    # The edges of black letters are grey too, but one or two pixels wide.
    grey = cv2.medianBlur(((light >= GREYEST) & (light <= LIGHTEST) & ~is_red).astype(np.uint8), 5) > 0
    has_grey = LEAST_GREY <= float((grey & (cv2.dilate(ink, EDGE) == 0)).mean()) <= MOST_GREY
    if has_grey:
        page = _without(page, (cv2.dilate(grey.astype(np.uint8), NEXT) > 0) & (cv2.dilate(ink, NEXT) == 0))
    tint = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    inked = cv2.dilate(ink | is_red.astype(np.uint8), EDGE) > 0
    pale = (tint > PALE_TINT) & (light >= GREYEST) & ~inked
    has_pale = pale.sum() >= FEWEST_RED and pale.mean() <= MOST_PALE
    return Inks(page, is_red if has_red else None, grey if has_grey else None, pale if has_pale else None)


def read_mask(mask: Mask, *, enlarge: bool = True) -> list[Line]:
    """What one ink says."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, left = max(0, int(rows[0]) - MARGIN), max(0, int(columns[0]) - MARGIN)
    cut = mask[top : int(rows[-1]) + MARGIN, left : int(columns[-1]) + MARGIN]
    layer = np.where(cut, 0, 255).astype(np.uint8)
    return [line.mapped(1.0, left, top) for line in read_lines(np.repeat(layer[:, :, None], 3, axis=2), enlarge=enlarge)]


def seals(mask: Mask) -> list[tuple[int, int, int, int]]:
    """Where the seals are. Their text runs in a ring, names an office, and is not read."""
    thick = cv2.dilate(mask.astype(np.uint8), EDGE)
    contours, _ = cv2.findContours(thick, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        _, (width, height), _ = cv2.minAreaRect(contour)
        if min(width, height) >= SMALLEST_SEAL and max(width, height) <= ROUND * min(width, height):
            left, top, across, down = cv2.boundingRect(contour)
            found.append((left, top, left + across, top + down))
    return found


def _without(pixels: Pixels, mask: Mask) -> Pixels:
    ground = np.median(pixels[~mask][::97], axis=0) if (~mask).any() else 255
    changed = pixels.copy()
    changed[mask] = ground
    return changed
