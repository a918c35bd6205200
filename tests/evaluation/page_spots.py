"""Places of documents with a fixed layout: PDF written with pikepdf, OFD written part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from tests.evaluation.spots import Made, Spot, file_name, lines, middle, title, xml
from tests.extract.ofd_files import layer, ofd, page, text
from tests.extract.ofd_files import xml as part
from tests.extract.pdf_files import add_page, line, saved

WIDTH = 32  # characters of a line of the page


def wrapped(body: str) -> list[str]:
    return [row[at : at + WIDTH] for row in lines(body)[1:] for at in range(0, len(row), WIDTH)]


def set_page(body: str, inserted: str = "") -> str:
    """The operators of a page: the title, the lines of the text, `inserted` as a line among them."""
    rows = wrapped(body)
    rows.insert(min(len(rows), middle(body) + 3), inserted)
    content = line(title(body)[:24], 130, 730, 18)
    return content + "".join(stacked(row, 72, 690 - 20 * number, 14) for number, row in enumerate(rows[:31]))


def stacked(put: str, x: float, y: float, size: float = 16, before: str = "") -> str:
    """One line of operators for each line of the text, going down."""
    return "".join(line(row, x, y - number * (size + 4), size, before) for number, row in enumerate(put.split("\n")) if row)


def drawn(x: float, y: float, size: float = 16, before: str = "") -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        pdf = pikepdf.new()
        add_page(pdf, stacked(put, x, y, size, before) + set_page(body))
        return file_name(body, "pdf"), saved(pdf)

    return make


def every_page(y: float) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        pdf = pikepdf.new()
        for _ in range(3):
            add_page(pdf, stacked(put, 72, y, 10) + set_page(body))
        return file_name(body, "pdf"), saved(pdf)

    return make


def in_body(body: str, put: str) -> Made:
    pdf = pikepdf.new()
    add_page(pdf, set_page(body, put.replace("\n", "")))
    return file_name(body, "pdf"), saved(pdf)


def watermark(body: str, put: str) -> Made:
    pdf = pikepdf.new()
    rows = "".join(
        f"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 {150 + 80 * n} {300 - 80 * n} Tm <{r.encode('utf-16-be').hex()}> Tj ET "
        for n, r in enumerate(put.split("\n"))
    )
    add_page(pdf, set_page(body) + f"q 0.8 g {rows} Q\n")
    return file_name(body, "pdf"), saved(pdf)


def changed(change: Callable[[Pdf, Dictionary, str], object]) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        pdf = pikepdf.new()
        added = add_page(pdf, set_page(body))
        if put:
            change(pdf, added, put)
        return file_name(body, "pdf"), saved(pdf)

    return make


def note(subtype: Name) -> Callable[[Pdf, Dictionary, str], object]:
    def change(pdf: Pdf, added: Dictionary, put: str) -> None:
        made = Dictionary(Type=Name.Annot, Subtype=subtype, Rect=[100, 760, 300, 800], Contents=String(put))
        added.Annots = Array([pdf.make_indirect(made)])

    return change


def field(pdf: Pdf, added: Dictionary, put: str) -> None:
    made = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[100, 760, 300, 800], FT=Name.Tx, T=String("栏"), V=String(put))
    )
    added.Annots = Array([made])
    pdf.Root.AcroForm = Dictionary(Fields=[made])


def outline(pdf: Pdf, added: Dictionary, put: str) -> None:
    with pdf.open_outline() as tree:
        tree.root.append(OutlineItem(put, 0))


def information(key: str) -> Callable[[Pdf, Dictionary, str], object]:
    return lambda pdf, added, put: pdf.docinfo.__setitem__(key, put)


def ofd_rows(body: str) -> str:
    rows = [title(body), *wrapped(body)][:30]
    return "".join(text(xml(row), 25, 60 + 7 * number, size=5) for number, row in enumerate(rows))


def ofd_text(x: float, y: float, size: float = 6, attributes: str = "") -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        rows = enumerate(put.split("\n"))
        head = "".join(text(xml(row), x, y + number * (size + 1), size=size, attributes=attributes) for number, row in rows if row)
        return file_name(body, "ofd"), ofd(head + ofd_rows(body))

    return make


def ofd_changed(change: Callable[[str], tuple[dict[str, bytes | None], dict[str, Any]]]) -> Callable[[str, str], Made]:
    def make(body: str, put: str) -> Made:
        edits, more = change(xml(put))
        return file_name(body, "ofd"), ofd(ofd_rows(body), edits, **more)

    return make


def ofd_annotation(kind: str) -> Callable[[str], tuple[dict[str, bytes | None], dict[str, Any]]]:
    def change(put: str) -> tuple[dict[str, bytes | None], dict[str, Any]]:
        look = f'<ofd:Appearance Boundary="0 0 210 297">{text(put, 60, 100)}</ofd:Appearance>'
        edits: dict[str, bytes | None] = {
            "Doc_0/Annotations.xml": part("Annotations", '<ofd:Page PageID="1"><ofd:FileLoc>Annots/A.xml</ofd:FileLoc></ofd:Page>'),
            "Doc_0/Annots/A.xml": part("PageAnnot", f'<ofd:Annot Type="{kind}" ID="9">{look}</ofd:Annot>'),
        }
        return edits, {"document": "<ofd:Annotations>Annotations.xml</ofd:Annotations>"}

    return change


def custom_data(put: str) -> tuple[dict[str, bytes | None], dict[str, Any]]:
    return {}, {"information": f'<ofd:CustomDatas><ofd:CustomData Name="密级">{put}</ofd:CustomData></ofd:CustomDatas>'}


def keyword(put: str) -> tuple[dict[str, bytes | None], dict[str, Any]]:
    return {}, {"information": f"<ofd:Keywords><ofd:Keyword>{put}</ofd:Keyword></ofd:Keywords>"}


def template(put: str) -> tuple[dict[str, bytes | None], dict[str, Any]]:
    edits: dict[str, bytes | None] = {
        "Doc_0/Tpl.xml": page(text(put, 25, 20)),
        "Doc_0/Pages/Page_0/Content.xml": part("Page", '<ofd:Template TemplateID="2" ZOrder="Background"/>' + layer(text("正文", 25, 100))),
    }
    return edits, {"common": '<ofd:TemplatePage ID="2" BaseLoc="Tpl.xml"/>'}


def pdf_spot(place: str, kind: Any, make: Callable[[str, str], Made], **more: Any) -> Spot:
    return Spot("pdf", place, kind, make, **more)


def ofd_spot(place: str, kind: Any, make: Callable[[str, str], Made], **more: Any) -> Spot:
    return Spot("ofd", place, kind, make, **more)


PUBLIC = ("公开", "非密", "无")
SPOTS = (
    pdf_spot("head left", "margin", drawn(72, 780)),
    pdf_spot("head right", "margin", drawn(430, 780)),
    pdf_spot("header of every page", "margin", every_page(810)),
    pdf_spot("footer of every page", "margin", every_page(30)),
    pdf_spot("watermark", "margin", watermark),
    pdf_spot("body line", "text", in_body),
    pdf_spot("white text", "text", drawn(72, 480, 14, "1 g")),
    pdf_spot("invisible text", "text", drawn(72, 480, 14, "3 Tr")),
    pdf_spot("off the page", "text", drawn(-300, 480, 14)),
    pdf_spot("note", "text", changed(note(Name.Text))),
    pdf_spot("free text", "margin", changed(note(Name.FreeText))),
    pdf_spot("form field", "text", changed(field)),
    pdf_spot("outline", "margin", changed(outline)),
    pdf_spot("keywords", "margin", changed(information("/Keywords"))),
    pdf_spot("property 密级", "margin", changed(information("/密级")), neutral=PUBLIC),
    pdf_spot("file name", "name", lambda body, put: (f"{put}-{file_name(body, 'pdf')}", drawn(72, 780)(body, "")[1])),
    ofd_spot("head left", "margin", ofd_text(25, 25)),
    ofd_spot("head right", "margin", ofd_text(150, 25)),
    ofd_spot("foot", "margin", ofd_text(90, 285, 4)),
    ofd_spot("body line", "text", ofd_text(25, 275, 5)),
    ofd_spot("invisible text", "text", ofd_text(25, 150, 5, 'Visible="false"')),
    ofd_spot("watermark annotation", "margin", ofd_changed(ofd_annotation("Watermark"))),
    ofd_spot("stamp annotation", "margin", ofd_changed(ofd_annotation("Stamp"))),
    ofd_spot("custom data 密级", "margin", ofd_changed(custom_data), neutral=PUBLIC),
    ofd_spot("keyword", "margin", ofd_changed(keyword)),
    ofd_spot("template page", "margin", ofd_changed(template)),
    ofd_spot("file name", "name", lambda body, put: (f"{put}-{file_name(body, 'ofd')}", ofd(ofd_rows(body)))),
)
