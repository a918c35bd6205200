"""Places of a Word document, made by python-docx and edited where it cannot make a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from tests.evaluation.spots import Made, Spot, file_name, lines, xml
from tests.extract.office_files import Edit, inject, repack, saved

CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property></Properties>'
)
SHAPE = '<v:shape id="s1" type="#_x0000_t136" style="position:absolute;width:400pt;height:100pt;rotation:315"><v:textpath string="{}"/></v:shape>'
DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="1200000" cy="400000"/>'
    '<wp:docPr id="7" name="图形" descr="{alt}"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    "<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def document(body: str) -> Document:
    made = docx.Document()
    # python-docx's own template carries a picture of itself, which would be read by OCR each time.
    package = made.part.package
    for key in [key for key, link in package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    made.core_properties.author = "办公室"
    for number, line in enumerate(lines(body)):
        run = made.add_paragraph().add_run(line)
        if number == 0:
            made.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            run.font.size = Pt(22)
    return made


def runs(put: str, properties: str = "", tag: str = "w:t") -> str:
    """Runs of a paragraph, a line break for each line end."""
    pieces = "<w:br/>".join(f'<{tag} xml:space="preserve">{xml(line)}</{tag}>' for line in put.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{pieces}</w:r>"


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def edited(body: str, put: str, change: Callable[[Document, str], object]) -> Made:
    made = document(body)
    change(made, put)
    return file_name(body, "docx"), saved(made)


def at_top(put_before: str = "", alignment: WD_ALIGN_PARAGRAPH | None = None) -> Callable[[str, str], Made]:
    def change(made: Document, put: str) -> None:
        first = made.paragraphs[0]
        if put_before and put:
            first.insert_paragraph_before(put_before)
        added = first.insert_paragraph_before()
        if alignment is not None:
            added.alignment = alignment
        added.add_run(put).font.size = Pt(16)

    return lambda body, put: edited(body, put, change)


def after_title(made: Document, put: str) -> None:
    made.paragraphs[1].insert_paragraph_before(put).alignment = WD_ALIGN_PARAGRAPH.CENTER


def in_middle(made: Document, put: str) -> Paragraph:
    return made.paragraphs[len(made.paragraphs) // 2].insert_paragraph_before(put)


def opening_paragraph(made: Document, put: str) -> None:
    target = made.paragraphs[len(made.paragraphs) // 2]
    target.insert_paragraph_before(f"{put}{target.text}")


def in_margin(name: str, first: bool = False) -> Callable[[str, str], Made]:
    def change(made: Document, put: str) -> None:
        section = made.sections[0]
        section.different_first_page_header_footer = first
        getattr(section, name).paragraphs[0].text = put

    return lambda body, put: edited(body, put, change)


def white(made: Document, put: str) -> None:
    run = in_middle(made, "").add_run(put)
    run.font.color.rgb, run.font.size = RGBColor(255, 255, 255), Pt(1)


def hidden(made: Document, put: str) -> None:
    in_middle(made, "").add_run(put).font.hidden = True


def commented(made: Document, put: str) -> None:
    made.add_comment(made.paragraphs[1].runs[0], text=put, author="审核")


def in_cell(made: Document, put: str) -> None:
    table = made.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("编号", "名称", "备注"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1", "材料", put), strict=True):
        cell.text = text


def in_property(name: str) -> Callable[[str, str], Made]:
    return lambda body, put: edited(body, put, lambda made, text: setattr(made.core_properties, name, text))


def injected(markup: Callable[[str], str]) -> Callable[[str, str], Made]:
    """Markup put before the paragraph in the middle of the body."""

    def make(body: str, put: str) -> Made:
        made = document(body)
        in_middle(made, "@@")
        data = repack(saved(made), {"word/document.xml": lambda part: replaced(part, markup(put))})
        return file_name(body, "docx"), data

    return make


def replaced(part: bytes, markup: str) -> bytes:
    at = part.index(b"@@")
    start = part.rindex(b"<w:p>", 0, at)
    end = part.index(b"</w:p>", at) + len(b"</w:p>")
    return inject("<w:end", markup)(part[:start] + b"<w:end" + part[end:]).replace(b"<w:end", b"")


def custom_property(body: str, put: str) -> Made:
    edits: dict[str, Edit | None] = {"docProps/custom.xml": CUSTOM.format(name="密级", value=xml(put)).encode()}
    return file_name(body, "docx"), repack(saved(document(body)), edits, [("", "custom-properties", "docProps/custom.xml")])


def watermark(body: str, put: str) -> Made:
    made = document(body)
    made.sections[0].header.paragraphs[0].text = "@@"
    markup = paragraph(f"<w:r><w:pict>{SHAPE.format(xml(put))}</w:pict></w:r>")
    parts: dict[str, Edit | None] = {"word/header1.xml": lambda part: inject("<w:p>", markup)(part).replace(b"@@", b"")}
    return file_name(body, "docx"), repack(saved(made), parts)


def named(body: str, put: str) -> Made:
    return f"{put}{'-' if put else ''}{file_name(body, 'docx')}", saved(document(body))


def name_suffixed(body: str, put: str) -> Made:
    return file_name(body, "docx").replace(".docx", f"（{put}）.docx" if put else ".docx"), saved(document(body))


def spot(place: str, kind: Any, make: Callable[[str, str], Made], **more: Any) -> Spot:
    return Spot("docx", place, kind, make, **more)


def simple(change: Callable[[Document, str], object]) -> Callable[[str, str], Made]:
    return lambda body, put: edited(body, put, change)


BEFORE = WD_ALIGN_PARAGRAPH.RIGHT
SPOTS = (
    spot("first line", "margin", at_top()),
    spot("under the copy number", "margin", at_top("000012"), neutral=("",)),
    spot("right aligned", "margin", at_top(alignment=BEFORE)),
    spot("under the title", "margin", simple(after_title)),
    spot("header", "margin", in_margin("header")),
    spot("first page header", "margin", in_margin("first_page_header", first=True)),
    spot("footer", "margin", in_margin("footer")),
    spot("watermark", "margin", watermark),
    spot("text box", "margin", injected(lambda put: DRAWING.format(alt="", inner=paragraph(runs(put))))),
    spot("body paragraph", "text", simple(in_middle)),
    spot("paragraph opening", "opening", simple(opening_paragraph), neutral=("",)),
    spot("table cell", "text", simple(in_cell)),
    spot("comment", "text", simple(commented)),
    spot("deletion", "text", injected(lambda put: paragraph(f'<w:del w:id="3" w:author="甲">{runs(put, tag="w:delText")}</w:del>'))),
    spot("insertion", "text", injected(lambda put: paragraph(f'<w:ins w:id="4" w:author="甲">{runs(put)}</w:ins>'))),
    spot("hidden text", "text", simple(hidden)),
    spot("white text", "text", simple(white)),
    spot("alt text", "text", injected(lambda put: DRAWING.format(alt=xml(put), inner=paragraph("")))),
    spot("keywords", "margin", in_property("keywords")),
    spot("category", "margin", in_property("category")),
    spot("property 密级", "margin", custom_property, neutral=("公开", "非密", "无")),
    spot("file name", "name", named),
    spot("file name suffix", "name", name_suffixed),
)
