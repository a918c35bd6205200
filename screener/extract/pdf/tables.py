"""The cells of ruled tables by pdfplumber, where a table is likely to pair a label with what must not be published."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from screener.extract.source import Item, Source
from screener.model import Place

# Labels whose value stands in the neighbouring cell, so that only the cell layout says which value is whose.
LABELS = re.compile("密级|秘密等级|保密期限|姓名|身份证|电话|账号|住址|公开方式|公开属性")
# pdfplumber takes 27 times as long as pdfium. The text of every page has been read already: this is a second view.
MOST_PAGES = 20
MOST_PATHS = 1_000
# Finding cells takes the square of the crossings: 10,000 of them 1.6 s, 22,500 already 8 s.
MOST_CROSSINGS = 6_000
FEWEST_PATHS = 4


def wants_table(text: str, paths: int) -> bool:
    return FEWEST_PATHS <= paths <= MOST_PATHS and LABELS.search("".join(text.split())) is not None


def _crossings(edges: Sequence[dict[str, Any]]) -> int:
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    level = [edge for edge in edges if edge["orientation"] == "h"]
    return sum(
        1
        for one in upright
        for other in level
        if other["x0"] - 3 <= one["x0"] <= other["x1"] + 3 and one["top"] - 3 <= other["top"] <= one["bottom"] + 3
    )


def read_tables(source: Source, pages: Sequence[int], password: str = "") -> Iterator[Item]:
    """Every cell of the tables on these pages, `R2C3` for the third cell of the second row. Pages count from 1."""
    import pdfplumber
    from pdfminer.psexceptions import PSException
    from pdfplumber.table import merge_edges
    from pdfplumber.utils.exceptions import PdfminerException

    chosen = list(pages[:MOST_PAGES])
    try:
        content = source.content if isinstance(source.content, Path) else io.BytesIO(source.content)
        with pdfplumber.open(content, pages=chosen, password=password) as pdf:
            for page in pdf.pages:
                if _crossings(merge_edges(page.edges, 3, 3, 3, 3)) > MOST_CROSSINGS:
                    continue
                # Bold made by printing a character over itself would else read 机机密密.
                for table in page.dedupe_chars().find_tables():
                    for row, cells in enumerate(table.extract(), 1):
                        for column, cell in enumerate(cells, 1):
                            if cell and cell.strip():
                                yield source.segment(cell, Place.TABLE, page=page.page_number, cell=f"R{row}C{column}")
                page.close()
    except (PSException, PdfminerException) as error:
        yield source.unscanned("extractor-failed", type(error).__name__, Place.TABLE)
