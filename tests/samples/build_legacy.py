"""Builds `tests/samples/legacy`: one file of each old format with every kind of hiding place that LibreOffice can write there.

Needs LibreOffice. Each kind has its own invented token; which token must be found in which place is a table in the tests.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import docx
import olefile
import openpyxl
import pptx
from docx.document import Document
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture
from pptx.util import Emu, Inches

from screener.extract.ole.compound_writer import write_compound
from tests.extract.office_files import first_sheet, inject, part, repack, saved

TARGET = Path(__file__).parent / "legacy"
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="编号"><vt:lpwstr>青松自定属性</vt:lpwstr></property></Properties>'
)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field(code: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{run(result)}{marks[2]}"


TEXT_BOX = (
    '<w:r><w:pict><v:shape id="s" type="#_x0000_t202" style="width:200pt;height:60pt"><v:textbox><w:txbxContent>'
    f"<w:p>{run('青松文本框')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
WORD_ART = (
    '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" path="m@7,l@8,m@5,21600l@6,21600e"><v:textpath on="t"/></v:shapetype>'
    '<v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" style="position:absolute;width:300pt;height:80pt" fillcolor="silver">'
    '<v:textpath string="青松艺术字"/></v:shape></w:pict></w:r>'
)
BODY = "".join(
    f"<w:p>{content}</w:p>"
    for content in (
        run("青松正文"),
        run("青松半", "") + run("隐藏文字", "<w:vanish/>"),
        run("青松白字", '<w:color w:val="FFFFFF"/>'),
        run("青松小字", '<w:sz w:val="2"/>'),
        '<w:del w:id="1" w:author="青松修订人" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>青松删去</w:delText></w:r></w:del>' + run("留下"),
        f'<w:ins w:id="2" w:author="甲" w:date="2026-01-01T00:00:00Z">{run("青松插入")}</w:ins>',
        field(' DATE \\@ "青松域代码" ', "青松域结果"),
        f'<w:bookmarkStart w:id="3" w:name="青松书签"/>{run("有书签")}<w:bookmarkEnd w:id="3"/>',
        '<w:hyperlink r:id="test1"><w:r><w:t>链接</w:t></w:r></w:hyperlink>',
        TEXT_BOX,
        WORD_ART,
        '<w:r><w:t>脚</w:t></w:r><w:r><w:footnoteReference w:id="5"/></w:r><w:r><w:endnoteReference w:id="5"/></w:r>',
    )
)  # fmt: skip
NOTE = '<w:{kind} w:id="5"><w:p>{run}</w:p></w:{kind}>'


def notes(kind: str, text: str) -> bytes:
    return part(f"<w:{kind}s>" + NOTE.format(kind=kind, run=run(text)) + f"</w:{kind}s>")


def document() -> bytes:
    made: Document = docx.Document()
    made.core_properties.author, made.core_properties.title = "青松作者", "青松标题"
    section = made.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "青松页眉", "青松页脚"
    paragraph = made.add_paragraph("第一段")
    made.add_comment(paragraph.runs, text="青松批注", author="青松批注人", initials="批")
    table = made.add_table(2, 2)
    table.cell(1, 1).text = "青松单元格"
    picture = made.add_picture(io.BytesIO(png()), width=Emu(400000))
    picture._inline.docPr.set("descr", "青松替代文字")
    related = [
        ("word/document.xml", "footnotes", "footnotes.xml"),
        ("word/document.xml", "hyperlink", "http://example.test/青松链接"),
        ("word/document.xml", "endnotes", "endnotes.xml"),
        ("", "custom-properties", "docProps/custom.xml"),
    ]
    types = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in (
            ("word/footnotes.xml", "wordprocessingml.footnotes"),
            ("word/endnotes.xml", "wordprocessingml.endnotes"),
            ("docProps/custom.xml", "custom-properties"),
        )
    )
    return repack(
        saved(made),
        {
            "word/document.xml": inject("<w:sectPr", BODY),
            "word/footnotes.xml": notes("footnote", "青松脚注"),
            "word/endnotes.xml": notes("endnote", "青松尾注"),
            "docProps/custom.xml": CUSTOM.encode(),
            "[Content_Types].xml": lambda data: data.replace(b"</Types>", types.encode() + b"</Types>"),
        },
        related,
    )


def png(color: str = "red") -> bytes:
    stream = io.BytesIO()
    Picture.new("RGB", (24, 24), color).save(stream, "png")
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    book.properties.creator = "青松作者"
    sheet.title = "青松表名"
    sheet.append(["青松单元格", "普通"])
    sheet["A2"], sheet["B2"] = 13800138000, 11010519491231002
    sheet["A3"], sheet["A4"] = "青松隐藏行", "有批注"
    sheet["C1"] = "青松隐藏列"
    sheet["A5"], sheet["A6"] = '="青松"&"公式字"', 7
    sheet["A6"].number_format = '"青松格式★"0"年"'
    sheet["A7"] = "青松白字"
    sheet["A7"].font = Font(color="FFFFFFFF")
    sheet["A8"], sheet["A9"] = "链接", 0.5
    sheet["A8"].hyperlink = "http://example.test/qingsonglink"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["A4"].comment = Comment("青松批注", "青松批注人")
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.center.text, footer.left.text = "青松页眉", "青松页脚"
    book.defined_names["青松名称"] = DefinedName("青松名称", attr_text="青松表名!$A$1")
    choices = DataValidation(type="list", formula1='"青松选项,乙"')
    choices.promptTitle, choices.prompt = "提示", "青松输入提示"
    sheet.add_data_validation(choices)
    choices.add("B5")
    chart = BarChart()
    chart.title = "青松图表"
    chart.add_data(Reference(sheet, min_col=1, min_row=9, max_row=9))
    sheet.add_chart(chart, "E2")
    sheet.add_image(Image(io.BytesIO(png("blue"))), "E20")
    for state, text in (("hidden", "青松隐藏表"), ("veryHidden", "青松深藏表")):
        other = book.create_sheet(f"{text}名")
        other["B2"] = text
        other.sheet_state = state
    return saved(book)


def slides() -> bytes:
    show = pptx.Presentation()
    show.core_properties.author = "青松作者"
    first = show.slides.add_slide(show.slide_layouts[1])
    first.shapes.title.text, first.placeholders[1].text = "青松题名", "青松要点"
    first.shapes.add_textbox(Inches(1), Inches(4), Inches(4), Inches(1)).text_frame.text = "青松文本框"
    table = first.shapes.add_table(1, 1, Inches(1), Inches(5), Inches(4), Inches(1)).table
    table.cell(0, 0).text = "青松表格"
    group = first.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(6), Inches(4), Inches(2), Inches(1)).text_frame.text = "青松组合"
    picture = first.shapes.add_picture(io.BytesIO(png("green")), Inches(8), Inches(6))
    picture._element.nvPicPr.cNvPr.set("descr", "青松替代文字")
    link = first.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1)).text_frame.paragraphs[0].add_run()
    link.text, link.hyperlink.address = "链接", "http://example.test/qingsonglink"
    first.notes_slide.notes_text_frame.text = "青松备注"
    hidden = show.slides.add_slide(show.slide_layouts[5])
    hidden.shapes.title.text = "青松隐藏页"
    hidden._element.set("show", "0")
    data = saved(show)
    types = "".join(
        f'<Override PartName="/ppt/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.{kind}+xml"/>'
        for name, kind in (("commentAuthors", "commentAuthors"), ("comments/comment1", "comments"))
    )
    return repack(
        data,
        {
            "ppt/slideMasters/slideMaster1.xml": inject("</p:spTree>", MASTER_SHAPE),
            "ppt/commentAuthors.xml": part(
                '<p:cmAuthorLst><p:cmAuthor id="0" name="青松批注人" initials="批" lastIdx="1" clrIdx="0"/></p:cmAuthorLst>'
            ),
            "ppt/comments/comment1.xml": part(
                '<p:cmLst><p:cm authorId="0" dt="2026-01-01T00:00:00Z" idx="1"><p:pos x="1" y="1"/><p:text>青松批注</p:text></p:cm></p:cmLst>'
            ),
            "[Content_Types].xml": lambda data: data.replace(b"</Types>", types.encode() + b"</Types>"),
        },
        [
            ("ppt/presentation.xml", "commentAuthors", "commentAuthors.xml"),
            ("ppt/slides/slide1.xml", "comments", "../comments/comment1.xml"),
        ],
    )


MASTER_SHAPE = (
    '<p:sp><p:nvSpPr><p:cNvPr id="99" name="m"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="999999" cy="999999"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:t>青松母版</a:t></a:r></a:p></p:txBody></p:sp>'
)


def convert(data: bytes, suffix: str, wanted: str, filter_name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"all{suffix}").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", f"{wanted}:{filter_name}"]
        subprocess.run([*command, "--outdir", f"{folder}/out", f"{folder}/all{suffix}"], check=True, capture_output=True, timeout=180)
        return (Path(folder) / "out" / f"all.{wanted}").read_bytes()


def without_thumbnail(data: bytes) -> bytes:
    """LibreOffice puts a bitmap of half a megabyte into the summary of a presentation."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        streams = {tuple(path): ole.openstream(path).read() for path in ole.listdir()}
    return write_compound({path: content for path, content in streams.items() if path[-1] != "\x05SummaryInformation"})


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for data, suffix, wanted, filter_name in (
        (document(), ".docx", "doc", "MS Word 97"),
        (document(), ".docx", "rtf", "Rich Text Format"),
        (workbook(), ".xlsx", "xls", "MS Excel 97"),
        (slides(), ".pptx", "ppt", "MS PowerPoint 97"),
    ):
        made = convert(data, suffix, wanted, filter_name)
        if wanted == "ppt":
            made = without_thumbnail(made)
        (TARGET / f"all.{wanted}").write_bytes(made)
        print(wanted, len(made))


if __name__ == "__main__":
    main()
