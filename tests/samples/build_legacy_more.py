"""Builds the `more.*` files of `tests/samples/legacy`: hiding places that `all.*` leaves out. Needs LibreOffice."""

from __future__ import annotations

import io

import docx
import openpyxl
import pptx
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from tests.extract.office_files import first_sheet, inject, part, repack, saved
from tests.samples.build_legacy import TARGET, convert, field, png, run, without_thumbnail

CELL = "<w:tbl><w:tblPr><w:tblW w:w='5000' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='5000'/></w:tblGrid><w:tr><w:tc><w:tcPr/>{}</w:tc></w:tr></w:tbl>"
NESTED = CELL.format(f"<w:p>{run('外层')}</w:p>" + CELL.format(f"<w:p>{run('青松内层表')}</w:p>") + "<w:p/>")
FORM = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="域名"/><w:enabled/><w:helpText w:type="text" w:val="青松域帮助"/>'
    '<w:statusText w:type="text" w:val="青松域状态"/><w:textInput><w:default w:val="青松域默认"/></w:textInput></w:ffData></w:fldChar></w:r>'
    '<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{run("青松域值")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
LIST = (
    '<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="青松编号%1"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)
BODY = NESTED + FORM + "".join(
    f"<w:p>{content}</w:p>"
    for content in (
        f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>{run("条目")}',
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('青松拼音')}</w:rt><w:rubyBase>{run('基')}</w:rubyBase></w:ruby></w:r>",
        field(" DOCVARIABLE 变量 ", "值"),
    )
)  # fmt: skip
VARIABLES = '<w:settings><w:docVars><w:docVar w:name="变量" w:val="青松变量"/></w:docVars></w:settings>'
APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Manager>青松主管</Manager><Company>青松单位</Company></Properties>"
)


def document() -> bytes:
    made = docx.Document()
    picture = made.add_picture(io.BytesIO(png()), width=Emu(400000))
    picture._inline.docPr.set("descr", "青松替代文字")
    types = '<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    return repack(
        saved(made),
        {
            "word/document.xml": inject("<w:sectPr", BODY),
            "word/numbering.xml": part(LIST),
            "word/settings.xml": part(VARIABLES),
            "docProps/app.xml": APPLICATION.encode(),
            "[Content_Types].xml": lambda data: (
                data if b"docProps/app.xml" in data else data.replace(b"</Types>", types.encode() + b"</Types>")
            ),
        },
    )


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet["A1"], sheet["A2"], sheet["A3"] = "标题", "青松小字", "青松空格式"
    sheet["A2"].font = Font(size=1)
    sheet["A3"].number_format = ";;;"
    sheet.conditional_formatting.add("A1", FormulaRule(formula=['A1="青松条件"'], font=Font(bold=True)))
    sheet.auto_filter.ref = "A1:A3"
    sheet.auto_filter.add_filter_column(0, ["青松筛选"])
    return saved(book)


def slides() -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    for top, text in enumerate(("青松白字", "青松小字", "青松外面")):
        frame = slide.shapes.add_textbox(Inches(1) if top < 2 else Inches(-6), Inches(1 + top), Inches(4), Inches(1)).text_frame
        frame.text = text
    first, second, _ = slide.shapes
    first.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
    second.text_frame.paragraphs[0].runs[0].font.size = Pt(1)
    picture = slide.shapes.add_picture(io.BytesIO(png("green")), Inches(8), Inches(6))
    picture._element.nvPicPr.cNvPr.set("descr", "青松替代文字")
    footer = (
        '<p:sp><p:nvSpPr><p:cNvPr id="88" name="f"/><p:cNvSpPr/><p:nvPr><p:ph type="ftr" idx="11"/></p:nvPr></p:nvSpPr><p:spPr/>'
        "<p:txBody><a:bodyPr/><a:p><a:r><a:t>青松页脚</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    return repack(saved(show), {"ppt/slides/slide1.xml": inject("</p:spTree>", footer)})


def main() -> None:
    for data, suffix, wanted, filter_name in (
        (document(), ".docx", "doc", "MS Word 97"),
        (workbook(), ".xlsx", "xls", "MS Excel 97"),
        (slides(), ".pptx", "ppt", "MS PowerPoint 97"),
    ):
        made = convert(data, suffix, wanted, filter_name)
        (TARGET / f"more.{wanted}").write_bytes(without_thumbnail(made) if wanted == "ppt" else made)


if __name__ == "__main__":
    main()
