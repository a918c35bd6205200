"""Builds `tests/samples/documents`, what `make run` screens: small real files of an invented court, clean ones and ones that must be held.

Needs LibreOffice (pdf) and 7z (the encrypted archive) beside the development environment. Everything in them is invented.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.comments import Comment
from pptx import Presentation

TARGET = Path(__file__).parent / "documents"

NOTICE = (
    "云州市中级人民法院",
    "关于做好2026年下半年裁判文书公开工作的通知",
    "各基层人民法院、本院各部门：",
    "为落实司法公开要求，现就下半年裁判文书上网工作通知如下。",
    "一、严格先审查后公开。各部门应当对拟公开的文书逐项审查，上网不涉密，涉密不上网；涉及国家秘密、商业秘密、个人隐私的，依法不予公开。",
    "二、办理侵犯商业秘密罪等案件时，应当对当事人的技术秘密采取相应保密措施，不得泄露审判工作中知悉的秘密。",
    "三、各部门应当在文书生效后七个工作日内完成公开。",
    "云州市中级人民法院",
    "2026年7月6日",
    "（此件公开发布）",
)
JUDGMENT = (
    "云州市临江区人民法院",
    "刑事判决书",
    "（2026）云0102刑初17号",
    "公诉机关云州市临江区人民检察院。",
    "被告人李某，男，1988年出生，汉族，住云州市临江区。",
    "公诉机关指控，被告人李某采用秘密窃取的方法，多次盗窃他人财物，数额较大。",
    "本院认为，被告人李某以非法占有为目的，秘密窃取他人财物，其行为已构成盗窃罪。辩护人关于本案涉及侵犯商业秘密罪的意见，没有事实依据，不予采纳。",
    "判决如下：被告人李某犯盗窃罪，判处有期徒刑八个月，并处罚金人民币三千元。",
)


def docx(*paragraphs: str, header: str = "", top: tuple[str, ...] = (), comment: str = "") -> bytes:
    document = Document()
    document.core_properties.author = "办公室"
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for line in top:
        run = document.add_paragraph().add_run(line)
        run.font.size = Pt(16)
    for number, line in enumerate(paragraphs):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(line)
        if number == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.size, run.font.color.rgb = Pt(26), RGBColor(0xC0, 0, 0)
        if comment and number == 3:
            document.add_comment(run, text=comment, author="审核")
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "a.docx")
        source.write_bytes(data)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return Path(folder, "a.pdf").read_bytes()


def statistics() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "结案统计"
    for row in (
        ("部门", "收案", "结案", "结案率"),
        ("民一庭", 312, 287, "92.0%"),
        ("刑庭", 148, 141, "95.3%"),
        ("行政庭", 96, 88, "91.7%"),
    ):
        sheet.append(row)
    return saved(book)


def name_list() -> bytes:
    """A public notice whose hidden sheet still holds what the visible one masks: the leak that happens."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "救助公示"
    sheet.append(("序号", "姓名", "身份证号", "联系电话", "救助金额"))
    hidden = book.create_sheet("原始数据")
    hidden.append(("序号", "姓名", "身份证号", "联系电话", "开户行", "卡号"))
    people = (
        ("赵某", "110101199003074610", "13900001111"),
        ("钱某", "110101198512124933", "13700002222"),
        ("孙某", "110101197708152018", "15000003333"),
    )
    for number, (name, resident_id, mobile) in enumerate(people, 1):
        sheet.append((number, name, resident_id[:4] + "*" * 10 + resident_id[-4:], mobile[:3] + "****" + mobile[-4:], 3000))
        hidden.append((number, name, resident_id, mobile, "云州银行", ""))
    hidden.sheet_state = "hidden"
    sheet["E1"].comment = Comment("金额待核", "审核")
    return saved(book)


def slides() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[0])
    slide.shapes.title.text = "2026年上半年审判工作汇报"
    slide.placeholders[1].text = "云州市中级人民法院"
    slide.notes_slide.notes_text_frame.text = "机密★5年"
    return saved(show)


def mail(attachment: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bangongshi@court.example", "wangzhan@court.example", "请上网发布"
    message.set_content("请将附件发布到本院网站。")
    message.add_attachment(attachment, maintype="application", subtype="zip", filename="附件.zip")
    return message.as_bytes()


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 7, 6, 9, 0, 0)), data)
    return stream.getvalue()


def encrypted(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "方案.docx").write_bytes(data)
        subprocess.run(["7z", "a", "-tzip", "-pYunzhou2026", "a.zip", "方案.docx"], cwd=folder, check=True, capture_output=True, timeout=60)
        return Path(folder, "a.zip").read_bytes()


PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>开庭公告</title><meta name="keywords" content="开庭,公告">{extra}</head>
<body><h1>开庭公告</h1><p>本院定于2026年8月12日上午9时在第三法庭公开开庭审理王某诉云州某科技有限公司劳动争议一案。</p>
<p>咨询请拨打12368诉讼服务热线。</p></body></html>
"""


def main() -> int:
    marked = docx(*NOTICE, top=("000012", "机密★10年", "特急"))
    files = {
        "01 公开通知.docx": docx(*NOTICE),
        "02 版头带密级.docx": marked,
        "03 页眉带密级.docx": docx(*NOTICE, header="机 密"),
        "04 批注带密级.docx": docx(*NOTICE, comment="原件密级：秘密"),
        "05 判决书.pdf": pdf(docx(*JUDGMENT)),
        "06 版头带密级.pdf": pdf(marked),
        "07 结案统计.xlsx": statistics(),
        "08 救助公示（隐藏工作表）.xlsx": name_list(),
        "09 工作汇报（备注带密级）.pptx": slides(),
        "10 开庭公告.html": PAGE.format(extra="").encode(),
        "11 开庭公告（代码注释）.html": PAGE.format(extra="<!-- 密级：秘密★1年 -->").encode(),
        "12 普法材料.txt": "\n".join(
            ("国家秘密的密级分为绝密、机密、秘密三级。", "机关、单位不得将依法应当公开的事项确定为国家秘密。", "咨询电话：12345")
        ).encode("gb18030"),
        "13 内部资料.txt": "内部资料 注意保存\n\n审判委员会工作要点（讨论稿）\n".encode(),
        "14 邮件附压缩包.eml": mail(archive({"清单/第一批.zip": archive({"会议纪要.docx": marked})})),
        "15 加密附件.zip": encrypted(docx(*NOTICE)),
    }
    TARGET.mkdir(exist_ok=True)
    for name, data in files.items():
        (TARGET / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
