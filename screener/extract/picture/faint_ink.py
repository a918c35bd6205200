"""Writing that nearly has the colour of its ground, 250 on 255, stretched until it can be read: nobody sees it, and a copy of it is found."""

from __future__ import annotations

import cv2
import numpy as np

from screener.extract.picture.ocr import Line, Pixels, read_lines

# Shades next to the ground that OCR does not see. What is further from it is ink, and so far around ink are its blur and the noise of JPEG.
DEEPEST, AROUND = 24, np.ones((41, 41), np.uint8)
# A plain ground; fewer pixels than a word of two small characters has.
PLAIN, FEWEST = 0.6, 150
# A tinted cell or panel is a surface and no stroke.
SURFACE = np.ones((25, 25), np.uint8)
# What is left when specks are taken away. Noise is specks.
COHERENT = 0.5
# The noise of a scan is ever rarer the further from the ground it is. Ink has a shade of its own, which stands out; saved as JPEG, it is
# at least far from the ground more often.
STANDS_OUT, FAR, SHARE_FAR = 1.2, 4, 0.3
NEXT, MARGIN = np.ones((3, 3), np.uint8), 20


def faint_lines(pixels: Pixels, *, enlarge: bool = True) -> list[Line]:
    layer = faint_layer(pixels)
    if layer is None:
        return []
    ink = layer < 255
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, left = max(0, int(rows[0]) - MARGIN), max(0, int(columns[0]) - MARGIN)
    cut = layer[top : int(rows[-1]) + MARGIN, left : int(columns[-1]) + MARGIN]
    return [line.mapped(1.0, left, top) for line in read_lines(np.repeat(cut[:, :, None], 3, axis=2), enlarge=enlarge)]


def faint_layer(pixels: Pixels) -> Pixels | None:
    """The faint ink in black on white; None where there is none to speak of. 8 ms on a page where OCR takes 1,200."""
    light = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    shades = np.bincount(light.ravel(), minlength=256)
    ground = int(shades.argmax())
    if ground < 128:
        light, shades, ground = np.asarray(255 - light, np.uint8), shades[::-1], 255 - ground
    near = shades[max(0, ground - DEEPEST) : ground - 1]
    if shades[ground - 1 : ground + 2].sum() < PLAIN * light.size or near.sum() < FEWEST:
        return None
    away = ground - light.astype(np.int16)
    free = cv2.dilate((away > DEEPEST).astype(np.uint8), AROUND) == 0
    marks = ((away > 1) & free).astype(np.uint8)
    if np.count_nonzero(marks) < FEWEST:
        return None
    marks &= 1 - cv2.dilate(cv2.morphologyEx(marks, cv2.MORPH_OPEN, SURFACE), NEXT)
    strokes = cv2.medianBlur(marks, 3) & marks
    count = int(np.count_nonzero(strokes))
    if count < max(FEWEST, COHERENT * np.count_nonzero(marks)) or not _has_shade(away[free]):
        return None
    inked = (cv2.dilate(strokes, NEXT) > 0) & (away > 0)
    darkest = max(1.0, float(np.percentile(away[inked], 95)))
    layer = np.full(light.shape, 255, np.uint8)
    layer[inked] = np.clip(255 - away[inked] * (255 / darkest), 0, 254).astype(np.uint8)
    return layer


def _has_shade(away: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bool:
    counts = np.bincount(np.clip(away, 0, DEEPEST + 1), minlength=DEEPEST + 2)[: DEEPEST + 1]
    peaks = (counts[2:] >= FEWEST) & (counts[2:] > STANDS_OUT * counts[1:-1])
    far = int(counts[FAR:].sum())
    return bool(peaks.any()) or (far >= FEWEST and far > SHARE_FAR * int(counts[1:FAR].sum()))
