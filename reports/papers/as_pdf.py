"""A paper as PDF with its font inside, so that it looks the same on every machine, years later."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableCellFillMode
from fpdf.fonts import FontFace

from reports.papers.paper import Grid, Paper, Table, written
from screener.errors import ScreenerError

FONT_VARIABLE = "SCREENER_FONT"
# Where Debian's packages and the systems made in China keep a font that has every common character.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
FONT_PACKAGE, FONT_FILE = "pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"
LABEL_SHARES = (22, 78)
LABEL_FILL = (238, 241, 245)


class PaperError(ScreenerError):
    """The machine lacks something that a layout needs."""

    code = "no-chinese-font"


def as_pdf(paper: Paper) -> bytes:
    """Raises `PaperError` where no Chinese font is to be found."""
    pdf = _Sheet(paper)
    pdf.set_title(written(paper.title))
    pdf.add_font("song", fname=_font())
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    pdf.set_font("song", size=18)
    pdf.multi_cell(0, 11, written(paper.title), align="C", new_x="LMARGIN", new_y="NEXT")
    if paper.subtitle:
        pdf.set_font("song", size=10)
        pdf.multi_cell(0, 7, written(paper.subtitle), align="C", new_x="LMARGIN", new_y="NEXT")
    for section in paper.sections:
        if section.heading:
            pdf.ln(2)
            pdf.set_font("song", size=12)
            pdf.cell(0, 8, written(section.heading), new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("song", size=9.5)
        _grid(pdf, section) if isinstance(section, Grid) else _table(pdf, section)
    return bytes(pdf.output())


class _Sheet(FPDF):
    """The page, with its number and its footing at the foot."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(orientation="landscape" if paper.landscape else "portrait", format="A4")
        self._footing = written(paper.footing)
        self.set_margins(18, 16)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("song", size=8)
        self.cell(0, 8, f"{self._footing}　第 {self.page_no()} 页 / 共 {{nb}} 页", align="C")


def _grid(pdf: FPDF, section: Grid) -> None:
    with pdf.table(col_widths=LABEL_SHARES, first_row_as_headings=False, line_height=6, padding=1) as table:
        for label, text in section.rows:
            row = table.row()
            row.cell(written(label), style=FontFace(fill_color=LABEL_FILL), align="C")
            row.cell(written(text), align="L")


def _table(pdf: FPDF, section: Table) -> None:
    shares = section.widths or (1,) * len(section.columns)
    heading = FontFace(emphasis="", fill_color=LABEL_FILL)
    with pdf.table(
        col_widths=shares, headings_style=heading, cell_fill_mode=TableCellFillMode.NONE, line_height=5.5, padding=0.8, text_align="L"
    ) as table:
        for texts in (section.columns, *section.rows):
            row = table.row()
            for text in texts:
                row.cell(written(text))


@lru_cache(maxsize=1)
def _font() -> Path:
    """`$SCREENER_FONT`, else a font of the system, else the package of the `font` extra."""
    for name in (os.environ.get(FONT_VARIABLE, ""), *FONTS):
        if name and Path(name).is_file():
            return Path(name)
    spec = find_spec(FONT_PACKAGE)
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / FONT_FILE
    raise PaperError(
        f"没有找到中文字体，不能生成 PDF：请安装系统字体（apt-get install fonts-noto-cjk），或用 {FONT_VARIABLE} 指明字体文件；也可改用 docx。",
        f"no Chinese font was found, so there is no PDF: apt-get install fonts-noto-cjk, or name a font file in {FONT_VARIABLE}; or take docx.",
    )
