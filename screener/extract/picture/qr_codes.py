"""QR codes in a picture: where they are, so that OCR's guesses at them are not taken for text, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2

from screener.extract.picture.ocr import Pixels

# Its remarks about codes that it cannot decode go to standard error, which is for the person at the keyboard.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


@dataclass(frozen=True, slots=True)
class QrCode:
    """`box` is left, top, right, bottom in pixels; `text` is empty where the code is too small or too worn to be read."""

    box: tuple[int, int, int, int]
    text: str = field(repr=False)


def qr_codes(pixels: Pixels) -> Iterator[QrCode]:
    # 5 ms on a page where OCR takes 1,200; OpenCV's older detector takes 17 and finds fewer of them.
    found, texts, corners, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if not found or corners is None:
        return
    for text, quad in zip(texts, corners, strict=False):
        left, top = quad.min(axis=0)
        right, bottom = quad.max(axis=0)
        yield QrCode((int(left), int(top), int(right), int(bottom)), str(text))
