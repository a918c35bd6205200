"""Writing in a palette: two entries of one colour, or a shade apart, which no eye tells from one another, and whose pixels spell a text."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

# Fewer pixels than a word of two small characters has.
FEWEST = 150
# What is left when specks are taken away. What a program scatters between two equal entries is specks.
COHERENT = 0.5
SHADE = 1


def same_colours(image: Image.Image) -> Image.Image | None:
    """The pixels of the rarer of equal entries, black on white; None where the palette hides nothing."""
    palette = image.getpalette("RGB") if image.mode == "P" else None
    if palette is None:
        return None
    entries = np.asarray(image)
    counts = np.bincount(entries.ravel(), minlength=256)
    used = [int(index) for index in np.argsort(-counts) if counts[index] >= FEWEST and 3 * index + 2 < len(palette)]
    grounds: list[list[int]] = []
    inks: list[int] = []
    for index in used:
        colour = palette[3 * index : 3 * index + 3]
        if any(max(abs(one - other) for one, other in zip(colour, ground, strict=True)) <= SHADE for ground in grounds):
            inks.append(index)
        else:
            grounds.append(colour)
    if not inks:
        return None
    ink = np.isin(entries, inks).astype(np.uint8)
    strokes = np.count_nonzero((cv2.medianBlur(ink, 3) > 0) & (ink > 0))
    if strokes < max(FEWEST, COHERENT * np.count_nonzero(ink)):
        return None
    return Image.fromarray(np.where(ink > 0, 0, 255).astype(np.uint8)).convert("RGB")
