"""Builds `tests/samples/odf`: Office files with hidden content of every kind that LibreOffice carries over, saved by it as OpenDocument.

Needs LibreOffice. Everything in them is invented; each kind of content has a word of its own.
"""

from __future__ import annotations

import subprocess
import tempfile
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.util import Inches

TARGET = Path(__file__).parent / "odf"


def letter(path: Path) -> None:
    document = docx.Document()
    document.core_properties.keywords = "关键词"
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉字样"
    section.footer.paragraphs[0].text = "页脚字样"
    mark = document.add_paragraph().add_run("机密★10年")
    mark.font.size = Pt(16)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("关于检查的通知").font.size = Pt(22)
    split = document.add_paragraph()
    for piece in ("拆", "分", "词"):
        split.add_run(piece).bold = piece == "分"
    document.add_paragraph().add_run("隐藏字样").font.hidden = True
    document.add_paragraph().add_run("白色字样").font.color.rgb = RGBColor(255, 255, 255)
    paragraph = document.add_paragraph("原文")
    for tag, content in (("ins", "<w:t>插入字样</w:t>"), ("del", "<w:delText>删除字样</w:delText>")):
        change = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="修订人" w:date="2026-01-01T00:00:00Z"><w:r>{content}</w:r></w:{tag}>'
        paragraph._p.append(parse_xml(change))
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "姓名", "单元格字样"
    document.add_comment(document.add_paragraph("有批注").runs, text="批注字样", author="批注人", initials="批")
    document.save(str(path))


def book(path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook["Sheet"]
    sheet.title = "第一张"
    sheet["B2"] = "单元格字样"
    sheet["B3"] = 13800138000
    sheet["B3"].number_format = "0.00E+00"
    sheet["B4"] = '="公式"&"字样"'
    sheet["A6"] = "隐藏行字样"
    sheet.row_dimensions[6].hidden = True
    sheet["D1"] = "隐藏列字样"
    sheet.column_dimensions["D"].hidden = True
    sheet["F1"] = "有批注"
    sheet["F1"].comment = Comment("批注字样", "批注人")
    sheet.HeaderFooter.oddHeader.center.text = "打印页眉"
    rule = DataValidation(type="list", formula1='"甲,乙"', promptTitle="提示标题", prompt="提示字样", showInputMessage=True)
    rule.add("G1")
    sheet.add_data_validation(rule)
    workbook.defined_names["名称字样"] = DefinedName("名称字样", attr_text="第一张!$B$2")
    hidden = workbook.create_sheet("隐藏表名")
    hidden["A1"] = "隐藏表字样"
    hidden.sheet_state = "hidden"
    workbook.save(path)


def slides(path: Path) -> None:
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[5])
    first.shapes.title.text = "标题字样"
    first.shapes.add_textbox(Inches(1), Inches(3), Inches(4), Inches(1)).text_frame.text = "文本框字样"
    first.notes_slide.notes_text_frame.text = "备注字样"
    frame = first.shapes.add_table(1, 1, Inches(1), Inches(5), Inches(4), Inches(1))
    frame.table.cell(0, 0).text = "表格字样"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "替代字样")
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "隐藏页字样"
    second._element.set("show", "0")
    moved = first.shapes.add_textbox(0, 0, Inches(4), Inches(1))
    moved.text_frame.text = "母版字样"
    presentation.slide_layouts[5].shapes._spTree.append(moved._element)
    presentation.save(str(path))


def lightened(path: Path) -> None:
    """The thumbnail left out: it is the picture of a page, and bigger than the rest."""
    with zipfile.ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist() if not info.filename.startswith("Thumbnails")}
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in parts.items():
            archive.writestr(info, data)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for build, name, kind in ((letter, "letter.docx", "odt"), (book, "book.xlsx", "ods"), (slides, "slides.pptx", "odp")):
            path = Path(folder) / name
            build(path)
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(TARGET), str(path)]
            subprocess.run(command, check=True, capture_output=True)
            lightened(TARGET / path.with_suffix(f".{kind}").name)


if __name__ == "__main__":
    main()
