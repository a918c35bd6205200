"""Glyphs drawn side by side by pdfium, each once: a sheet made for the purpose, with the fonts of the document and no page of it.

300 glyphs are drawn so in the time of one page, and a document of 100 pages has not many more.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as c

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Drawings: TypeAlias = NDArray[np.uint8]

EM, CELL = 32, 44
# Where a glyph begins in its cell, so that what hangs below the line and leans over the edge is in it too.
LEFT, LOW, HIGH = 6, 11, 28
COLUMNS, ROWS = 48, 48


def drawn(fonts: list[pikepdf.Dictionary], glyphs: Iterable[tuple[int, bytes]], scale: int = 1) -> Iterator[tuple[Drawings, list[str]]]:
    """Ink (0 none, 255 full) of every glyph, given as the number of its font and its code, and what pdfium takes it to say.

    In stacks of `COLUMNS * ROWS` at the most.
    """
    data, counts = _sheet(fonts, glyphs)
    document = pdfium.PdfDocument(data)
    try:
        for number, count in enumerate(counts):
            page = document[number]
            pixels = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy()
            pixels = pixels.reshape(pixels.shape[0], pixels.shape[1])
            side = CELL * scale
            cells = 255 - pixels.reshape(-1, side, COLUMNS, side).swapaxes(1, 2).reshape(-1, side, side)[:count]
            yield cells, _said(page, -(-count // COLUMNS))[:count]
            page.close()
    finally:
        document.close()


def _sheet(fonts: list[pikepdf.Dictionary], glyphs: Iterable[tuple[int, bytes]]) -> tuple[bytes, list[int]]:
    todo, counts = iter(glyphs), list[int]()
    with pikepdf.new() as sheet:
        named = {f"/F{number}": sheet.copy_foreign(font) for number, font in enumerate(fonts)}
        resources = sheet.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(named)))
        vertical = {number for number, font in enumerate(fonts) if str(font.get("/Encoding")).endswith("-V")}
        while batch := list(islice(todo, COLUMNS * ROWS)):
            rows = -(-len(batch) // COLUMNS)
            page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, COLUMNS * CELL, rows * CELL], Resources=resources)
            page.Contents = sheet.make_stream(
                b"".join(_shown(place, rows, font, code, upright=font not in vertical) for place, (font, code) in enumerate(batch))
            )
            sheet.pages.append(pikepdf.Page(page))
            counts.append(len(batch))
        stream = io.BytesIO()
        sheet.save(stream, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return stream.getvalue(), counts


def _shown(place: int, rows: int, font: int, code: bytes, *, upright: bool) -> bytes:
    x, y = place % COLUMNS * CELL, (rows - 1 - place // COLUMNS) * CELL
    # Vertical writing begins at the middle of a glyph's top.
    across, up = (x + LEFT, y + LOW) if upright else (x + LEFT + EM // 2, y + LOW + HIGH)
    return b"q %d %d %d %d re W n BT /F%d %d Tf 1 0 0 1 %d %d Tm <%s> Tj ET Q\n" % (
        x, y, CELL, CELL, font, EM, across, up, code.hex().encode(),
    )  # fmt: skip


def _said(page: pdfium.PdfPage, rows: int) -> list[str]:
    held = page.get_textpage()
    try:
        return _texts(held.raw, rows)
    finally:
        held.close()


def _texts(text_page: Any, rows: int) -> list[str]:  # noqa: ANN401
    units: list[list[int]] = [[] for _ in range(rows * COLUMNS)]
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(c.FPDFText_CountChars(text_page)):
        if c.FPDFText_IsGenerated(text_page, index) == 1 or not c.FPDFText_GetCharOrigin(text_page, index, x, y):
            continue
        column, row = int(x.value // CELL), rows - 1 - int(y.value // CELL)
        if 0 <= column < COLUMNS and 0 <= row < rows:
            units[row * COLUMNS + column].append(c.FPDFText_GetUnicode(text_page, index) & 0xFFFF)
    return [b"".join(unit.to_bytes(2, "big") for unit in cell).decode("utf-16-be", "replace") for cell in units]
