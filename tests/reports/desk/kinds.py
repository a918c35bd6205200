"""Documents of each kind that a case page shows in its own way, made by the libraries that such files come from."""

from __future__ import annotations

import io
from email.message import EmailMessage

import fpdf
from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image, ImageDraw, ImageFont

from tests.extract import ofd_files

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
LINE = "根据有关规定，现将救助对象的审核情况公示如下，公示期五个工作日。"
PHONE = "联系人赵敏，电话 13911223344"
LONG_PAGES, FOUND_ON, PICTURE_ON = 12, 7, 9


def long_pdf() -> bytes:
    """Twelve pages: a number on the seventh, a picture without text on the ninth, a remark of a reader on the third."""
    pdf = fpdf.FPDF()
    pdf.add_font("song", "", FONT, collection_font_number=2)
    pdf.set_font("song", size=14)
    pdf.set_title("救助对象公示")
    for number in range(1, LONG_PAGES + 1):
        pdf.add_page()
        pdf.cell(text=f"第 {number} 部分")
        for row in range(8):
            pdf.set_xy(20, 30 + row * 12)
            pdf.cell(text=LINE)
        if number == 3:
            pdf.text_annotation(20, 140, text="张三身份证号 320106197506055042，发布前删去", name="Comment")
        if number == FOUND_ON:
            pdf.set_xy(20, 140)
            pdf.cell(text=PHONE)
        if number == PICTURE_ON:
            pdf.image(Image.effect_mandelbrot((600, 400), (-2, -1, 1, 1), 20).convert("RGB"), x=20, y=140, w=150)
    return bytes(pdf.output())


def picture(text: str = PHONE) -> bytes:
    image = Image.new("RGB", (1_000, 700), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 36, index=2)
    for row, line in enumerate(("关于发放救助金的公示", LINE[:24], text, "某某市中级人民法院")):
        draw.text((80, 80 + row * 120), line, fill="black", font=font)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def workbook() -> bytes:
    """A sheet that is seen, with a remark, and one that is hidden."""
    book = Workbook()
    seen = book.worksheets[0]
    seen.title = "公示"
    for row in (("序号", "姓名", "救助金额（元）"), (1, "张某明", 3_000), (2, "王某华", 2_500)):
        seen.append(row)
    seen["B3"].comment = Comment("本人电话 13911223344", "李秀英")
    hidden = book.create_sheet("底表")
    for row in (("姓名", "身份证号", "联系电话"), ("张某明", "320106197506055042", "13897366946")):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def letter() -> bytes:
    """A message with one attachment that is read and one that cannot be."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部资料，注意保存"
    document.add_paragraph("救助对象名单")
    document.add_paragraph(PHONE)
    stream = io.BytesIO()
    document.save(stream)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "wang@court.example", "office@court.example", "送审：救助公示"
    message.set_content("附件是本月救助公示，请审。\n经办人电话 13822334455\n")
    message.add_attachment(stream.getvalue(), maintype="application", subtype="octet-stream", filename="名单.docx")
    message.add_attachment(b"AC1018\x00" + bytes(range(256)) * 8, maintype="application", subtype="octet-stream", filename="图纸.dwg")
    # One made up by chance may hold the number of a bank card.
    message.set_boundary("part-of-this-message")
    return message.as_bytes()


def ofd() -> bytes:
    return ofd_files.ofd(ofd_files.text(PHONE, y=60))


KINDS = {
    "长公示.pdf": long_pdf,
    "公示照片.png": picture,
    "救助台账.xlsx": workbook,
    "送审邮件.eml": letter,
    "公示.ofd": ofd,
}
