"""OpenDocument files saved by LibreOffice, then every hiding place by itself, put into their parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screener.extract.odf.odf import extract_odf
from screener.extract.source import Item, Source
from screener.model import Place
from tests.extract.office_files import codes, places, repack, segments

SAMPLES = Path(__file__).parents[1] / "samples" / "odf"
TOKEN = "密令甲"
ENDS = {"odt": "</office:text>", "ods": "</office:spreadsheet>", "odp": "</office:presentation>"}
NAMES = {"odt": "letter", "ods": "book", "odp": "slides"}


def sample(kind: str) -> bytes:
    return (SAMPLES / f"{NAMES[kind]}.{kind}").read_bytes()


def read(data: bytes, name: str = "a.odt") -> list[Item]:
    return list(extract_odf(Source.of_bytes(data, name)))


def before(mark: str, xml: str) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        assert mark.encode() in data
        return data.replace(mark.encode(), xml.encode() + mark.encode(), 1)

    return edit


def with_body(kind: str, xml: str, styles: str = "") -> bytes:
    def edit(data: bytes) -> bytes:
        return before("</office:automatic-styles>", styles)(before(ENDS[kind], xml)(data))

    return repack(sample(kind), {"content.xml": edit})


LETTER = {
    "机密★10年": Place.BODY,
    "拆分词": Place.BODY,
    "插入字样": Place.BODY,
    "页眉字样": Place.HEADER,
    "页脚字样": Place.FOOTER,
    "隐藏字样": Place.HIDDEN,
    "白色字样": Place.HIDDEN,
    "删除字样": Place.DELETED,
    "修订人": Place.METADATA,
    "单元格字样": Place.TABLE,
    "批注字样": Place.COMMENT,
    "批注人": Place.COMMENT,
    "keyword：关键词": Place.METADATA,
}
BOOK = {
    "13800138000": Place.TABLE,
    "公式字样": Place.TABLE,
    '"公式"&"字样"': Place.FORMULA,
    "隐藏行字样": Place.HIDDEN,
    "隐藏列字样": Place.HIDDEN,
    "隐藏表字样": Place.HIDDEN,
    "隐藏表名": Place.SHEET_NAME,
    "批注字样": Place.COMMENT,
    "打印页眉": Place.HEADER,
    "提示标题": Place.FORM_FIELD,
    "提示字样": Place.FORM_FIELD,
    '"甲";"乙"': Place.FORM_FIELD,
    "名称字样": Place.DEFINED_NAME,
}
SLIDES = {
    "文本框字样": Place.BODY,
    "表格字样": Place.TABLE,
    "替代字样": Place.ALT_TEXT,
    "备注字样": Place.NOTES,
    "母版字样": Place.MASTER,
}


@pytest.mark.parametrize(
    ("kind", "token", "place"),
    [(kind, *one) for kind, table in (("odt", LETTER), ("ods", BOOK), ("odp", SLIDES)) for one in table.items()],
)
def test_what_libreoffice_saved_is_found_in_its_place(kind, token, place):
    assert places(read(sample(kind)), token) == {place}


@pytest.mark.parametrize("kind", NAMES)
def test_what_libreoffice_saved_has_nothing_wrong_with_it(kind):
    assert codes(read(sample(kind))) == set()


def test_a_hidden_slide_is_hidden_and_its_name_still_told():
    assert places(read(sample("odp")), "隐藏页字样") == {Place.HIDDEN, Place.OUTLINE}


def test_a_mark_tells_how_it_stands():
    by_text = {segment.text: segment for segment in segments(read(sample("odt")))}
    mark, title = by_text["机密★10年"], by_text["关于检查的通知"]
    assert (mark.layout.header_zone, mark.layout.font_size) == (True, 16.0)
    assert (title.layout.alignment, title.layout.font_size) == ("center", 22.0)


def test_cells_are_named_by_sheet_column_and_row():
    cells = {segment.text: segment.location.cell for segment in segments(read(sample("ods"))) if segment.location.cell}
    assert (cells["单元格字样"], cells["隐藏表字样"], cells["隐藏列字样"]) == ("第一张!B2", "隐藏表名!A1", "第一张!D1")


def p(content: str) -> str:
    return f"<text:p>{content}</text:p>"


def style(family: str, properties: str, name: str = "zz") -> str:
    return f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'


def frame(content: str, attributes: str = "") -> str:
    return f"<draw:frame {attributes}>{content}</draw:frame>"


BOX = f"<draw:text-box>{p(TOKEN)}</draw:text-box>"
SPAN = p(f'前<text:span text:style-name="zz">{TOKEN}</text:span>')
TEXT_KINDS: dict[str, tuple[str, str, Place]] = {
    "paragraph": (p(TOKEN), "", Place.BODY),
    "heading": (f"<text:h>{TOKEN}</text:h>", "", Place.BODY),
    "list": (f"<text:list><text:list-item>{p(TOKEN)}</text:list-item></text:list>", "", Place.BODY),
    "index": (f"<text:table-of-content><text:index-body>{p(TOKEN)}</text:index-body></text:table-of-content>", "", Place.BODY),
    "split by spans": (p("".join(f"<text:span>{c}</text:span>" for c in TOKEN)), "", Place.BODY),
    "field": (p(f"<text:user-field-get>{TOKEN}</text:user-field-get>"), "", Place.BODY),
    "ruby": (p(f"<text:ruby><text:ruby-base>基</text:ruby-base><text:ruby-text>{TOKEN}</text:ruby-text></text:ruby>"), "", Place.BODY),
    "element of no known kind": (p(f"<text:zz>{TOKEN}</text:zz>"), "", Place.BODY),
    "footnote": (p(f'<text:note text:note-class="footnote"><text:note-body>{p(TOKEN)}</text:note-body></text:note>'), "", Place.FOOTNOTE),
    "endnote": (p(f'<text:note text:note-class="endnote"><text:note-body>{p(TOKEN)}</text:note-body></text:note>'), "", Place.ENDNOTE),
    "comment": (p(f"<office:annotation>{p(TOKEN)}</office:annotation>"), "", Place.COMMENT),
    "text box": (p(frame(BOX)), "", Place.TEXT_BOX),
    "text box of the page": (frame(BOX), "", Place.TEXT_BOX),
    "shape": (p(f"<draw:custom-shape>{p(TOKEN)}</draw:custom-shape>"), "", Place.TEXT_BOX),
    "group of shapes": (p(f"<draw:g><draw:rect>{p(TOKEN)}</draw:rect></draw:g>"), "", Place.TEXT_BOX),
    "watermark": (p(f'<draw:custom-shape draw:name="PowerPlusWaterMarkObject1">{p(TOKEN)}</draw:custom-shape>'), "", Place.WATERMARK),
    "WordArt": (
        p(f'<draw:custom-shape>{p(TOKEN)}<draw:enhanced-geometry draw:text-path="true"/></draw:custom-shape>'),
        "",
        Place.WATERMARK,
    ),
    "shape not displayed": (p(frame(BOX, 'draw:display="none"')), "", Place.HIDDEN),
    "title of a picture": (p(frame(f"<svg:title>{TOKEN}</svg:title>")), "", Place.ALT_TEXT),
    "description of a picture": (p(frame(f"<svg:desc>{TOKEN}</svg:desc>")), "", Place.ALT_TEXT),
    "name of a shape": (p(frame("", f'draw:name="{TOKEN}"')), "", Place.ALT_TEXT),
    "hidden span": (SPAN, style("text", '<style:text-properties text:display="none"/>'), Place.HIDDEN),
    "white span": (SPAN, style("text", '<style:text-properties fo:color="#ffffff"/>'), Place.HIDDEN),
    "tiny span": (SPAN, style("text", '<style:text-properties fo:font-size="1pt"/>'), Place.HIDDEN),
    "white on dark": (SPAN, style("text", '<style:text-properties fo:color="#ffffff" fo:background-color="#000080"/>'), Place.BODY),
    "hidden by the parent of a style": (
        SPAN,
        style("text", '<style:text-properties text:display="none"/>', "parent")
        + '<style:style style:name="zz" style:family="text" style:parent-style-name="parent"/>',
        Place.HIDDEN,
    ),
    "white text on a filled shape": (
        p(f'<draw:rect draw:style-name="dark">{SPAN}</draw:rect>'),
        style("text", '<style:text-properties fo:color="#ffffff"/>')
        + style("graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#000080"/>', "dark"),
        Place.TEXT_BOX,
    ),
    "hidden section": (f'<text:section text:name="a" text:display="none">{p(TOKEN)}</text:section>', "", Place.HIDDEN),
    "conditional section": (f'<text:section text:name="a" text:display="condition">{p(TOKEN)}</text:section>', "", Place.HIDDEN),
    "hidden text field": (p(f'<text:hidden-text text:string-value="{TOKEN}"/>'), "", Place.HIDDEN),
    "hidden paragraph": (p(f"<text:hidden-paragraph/>{TOKEN}"), "", Place.HIDDEN),
    "variable": (f'<text:user-field-decls><text:user-field-decl office:string-value="{TOKEN}"/></text:user-field-decls>', "", Place.FIELD),
    "conditional text": (p(f'<text:conditional-text text:string-value-if-false="{TOKEN}"/>'), "", Place.FIELD),
    "formula of a field": (p(f'<text:expression text:formula="{TOKEN}"/>'), "", Place.FIELD),
    "placeholder": (p(f'<text:placeholder text:description="{TOKEN}"/>'), "", Place.FORM_FIELD),
    "bookmark": (p(f'<text:bookmark text:name="{TOKEN}"/>'), "", Place.BOOKMARK),
    "reference mark": (p(f'<text:reference-mark text:name="{TOKEN}"/>'), "", Place.BOOKMARK),
    "reference mark over text": (p(f'<text:reference-mark-start text:name="{TOKEN}"/>'), "", Place.BOOKMARK),
    "text if true": (p(f'<text:conditional-text text:string-value-if-true="{TOKEN}"/>'), "", Place.FIELD),
    "condition of a text": (p(f'<text:conditional-text text:condition="{TOKEN}"/>'), "", Place.FIELD),
    "text of a hidden field": (p(f'<text:zz text:string-value="{TOKEN}"/>'), "", Place.FIELD),
    "source of a field": (p(f'<text:dde-connection text:connection-name="{TOKEN}"/>'), "", Place.LINK),
    "help of a field": (p(f'<text:zz text:help="{TOKEN}"/>'), "", Place.FORM_FIELD),
    "hint of a field": (p(f'<text:zz text:hint="{TOKEN}"/>'), "", Place.FORM_FIELD),
    "title of a link": (p(f'<text:a xlink:href="http://a/" xlink:title="{TOKEN}">字</text:a>'), "", Place.LINK),
    **{
        f"{name} of a control": (f'<office:forms><form:text form:{name}="{TOKEN}"/></office:forms>', "", Place.FORM_FIELD)
        for name in ("label", "value", "current-value", "title", "name", "command", "datasource")
    },
    "bookmark over text": (p(f'<text:bookmark-start text:name="{TOKEN}"/>'), "", Place.BOOKMARK),
    "section's name": (f'<text:section text:name="{TOKEN}"/>', "", Place.BOOKMARK),
    "link": (p(f'<text:a xlink:href="https://example.test/{TOKEN}">文</text:a>'), "", Place.LINK),
    "script": (p(f"<text:script>{TOKEN}</text:script>文"), "", Place.MACRO),
    "form control": (
        f'<office:forms><form:form><form:text form:current-value="{TOKEN}"/></form:form></office:forms>',
        "",
        Place.FORM_FIELD,
    ),
    "form option": (f"<office:forms><form:option>{TOKEN}</form:option></office:forms>", "", Place.FORM_FIELD),
    "form item": (f"<office:forms><form:item>{TOKEN}</form:item></office:forms>", "", Place.FORM_FIELD),
    "currency of a number format": (
        "",
        f'<number:currency-style style:name="n"><number:currency-symbol>{TOKEN}</number:currency-symbol></number:currency-style>',
        Place.NUMBER_FORMAT,
    ),
    "number format": (
        "",
        f'<number:number-style style:name="n"><number:text>{TOKEN}</number:text></number:number-style>',
        Place.NUMBER_FORMAT,
    ),
    "attribute of no known kind": (f'<text:section text:zz="{TOKEN}"/>', "", Place.MARKUP),
    "element outside paragraphs": (f"<text:section><text:zz>{TOKEN}</text:zz></text:section>", "", Place.MARKUP),
    "XML comment": (f"<!-- {TOKEN} -->", "", Place.MARKUP),
}


@pytest.mark.parametrize(("xml", "styles", "place"), TEXT_KINDS.values(), ids=TEXT_KINDS)
def test_text_in_a_letter_is_found_in_its_place(xml, styles, place):
    assert places(read(with_body("odt", xml, styles)), TOKEN) == {place}


def cell(content: str = p(TOKEN), attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def sheet(cells: str, attributes: str = "", columns: str = "") -> str:
    return f'<table:table table:name="S" {attributes}>{columns}<table:table-row>{cells}</table:table-row></table:table>'


SHUT = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="3"/>'
SHEET_KINDS: dict[str, tuple[str, str, Place]] = {
    "cell": (sheet(cell()), "", Place.TABLE),
    "value without text": (sheet(cell("", f'office:string-value="{TOKEN}"')), "", Place.TABLE),
    "covered cell": (sheet(f"<table:covered-table-cell>{p(TOKEN)}</table:covered-table-cell>"), "", Place.TABLE),
    "row in a group": (
        f'<table:table table:name="S"><table:table-row-group><table:table-row>{cell()}</table:table-row></table:table-row-group></table:table>',
        "",
        Place.TABLE,
    ),
    "filtered row": (sheet(cell()).replace("<table:table-row>", '<table:table-row table:visibility="filter">'), "", Place.HIDDEN),
    "column among hidden ones": (sheet(cell("") * 3 + cell(), columns=SHUT), "", Place.HIDDEN),
    "hidden sheet": (
        sheet(cell(), 'table:style-name="zz"'),
        style("table", '<style:table-properties table:display="false"/>'),
        Place.HIDDEN,
    ),
    "white cell": (
        sheet(cell(attributes='table:style-name="zz"')),
        style("table-cell", '<style:text-properties fo:color="#ffffff"/>'),
        Place.HIDDEN,
    ),
    "comment": (sheet(cell(f"<office:annotation>{p(TOKEN)}</office:annotation>")), "", Place.COMMENT),
    "author of a comment": (sheet(cell(f"<office:annotation><dc:creator>{TOKEN}</dc:creator></office:annotation>")), "", Place.COMMENT),
    "formula": (sheet(cell("", f'table:formula="of:=&quot;{TOKEN}&quot;"')), "", Place.FORMULA),
    "shape in a cell": (sheet(cell(f"<draw:rect>{p(TOKEN)}</draw:rect>")), "", Place.TEXT_BOX),
    "shape on a sheet": (
        sheet(cell("")).replace("<table:table-row>", f"<table:shapes><draw:rect>{p(TOKEN)}</draw:rect></table:shapes><table:table-row>"),
        "",
        Place.TEXT_BOX,
    ),
    "name of a sheet": (sheet("").replace('"S"', f'"{TOKEN}"'), "", Place.SHEET_NAME),
    "linked sheet": (
        sheet("").replace("<table:table-row>", f'<table:table-source xlink:href="../{TOKEN}.ods"/><table:table-row>'),
        "",
        Place.LINK,
    ),
    "database range": (
        f'<table:database-ranges><table:database-range table:name="{TOKEN}"/></table:database-ranges>',
        "",
        Place.DEFINED_NAME,
    ),
    "named expression": (f'<table:named-expression table:name="{TOKEN}"/>', "", Place.DEFINED_NAME),
    "what a name stands for": (f'<table:named-expression table:expression="{TOKEN}"/>', "", Place.FORMULA),
    "name of a validation": (f'<table:content-validation table:name="{TOKEN}"/>', "", Place.DEFINED_NAME),
    "title of an error message": (f'<table:error-message table:title="{TOKEN}"/>', "", Place.FORM_FIELD),
    "title of a sheet": (sheet("", f'table:title="{TOKEN}"'), "", Place.ALT_TEXT),
    **{
        f"{name} without text": (sheet(cell("", f'office:{name}="{TOKEN}"')), "", Place.TABLE)
        for name in ("value", "date-value", "time-value", "boolean-value")
    },
    "filter": (f'<table:filter-condition table:value="{TOKEN}"/>', "", Place.FORM_FIELD),
    "error message": (
        f"<table:content-validations><table:error-message>{p(TOKEN)}</table:error-message></table:content-validations>",
        "",
        Place.FORM_FIELD,
    ),
    "earlier value": (f"<table:tracked-changes><table:previous>{p(TOKEN)}</table:previous></table:tracked-changes>", "", Place.DELETED),
}


@pytest.mark.parametrize(("xml", "styles", "place"), SHEET_KINDS.values(), ids=SHEET_KINDS)
def test_text_in_a_workbook_is_found_in_its_place(xml, styles, place):
    assert places(read(with_body("ods", xml, styles)), TOKEN) == {place}
