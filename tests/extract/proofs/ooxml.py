"""Hiding places of each OOXML format by itself, told by the tables of its own tests."""

from __future__ import annotations

from screener.model import Place
from tests.extract import test_docx
from tests.extract.office_files import Edit, part, word, workbook
from tests.extract.proofs.office import (
    injected,
    of_body,
    of_book,
    of_book_part,
    of_part,
    of_show,
    of_show_part,
    shared,
)
from tests.extract.proofs.proof import TOKEN, Proof, Proofs, joined

WORD: Proofs = {
    ("body", "docx"): tuple(map(of_body, ("body", "content control", "smart tag", "custom XML", "runs in a choice", "simple field result"))),
    ("table", "docx"): tuple(map(of_body, ("table", "row in a content control"))),
    ("nested table", "docx"): (of_body("nested table"),),
    ("header", "docx"): tuple(map(of_part, ("header", "header table"))),
    ("footer", "docx"): (of_part("footer"),),
    ("text box", "docx"): tuple(map(of_body, ("DrawingML text box", "VML text box", "DrawingML paragraph"))),
    ("fallback of a drawing", "docx"): (of_body("fallback"),),
    ("watermark or WordArt", "docx"): (of_body("WordArt"),),
    ("footnote", "docx"): (of_part("footnote"),),
    ("endnote", "docx"): (of_part("endnote"),),
    ("comment", "docx"): (of_part("comment"),),
    ("comment author", "docx"): (of_part("comment author"),),
    ("tracked insertion", "docx"): tuple(map(of_body, ("insertion", "move to"))),
    ("tracked deletion", "docx"): tuple(map(of_body, ("deletion", "move from"))),
    ("revision author", "docx"): (of_body("revision author"),),
    ("hidden text", "docx"): (of_body("hidden run"),),
    ("white text", "docx"): tuple(map(of_body, ("white run", "nearly white run", "theme white run"))),
    ("1-pt text", "docx"): (of_body("1 pt run"),),
    ("field code", "docx"): tuple(map(of_body, ("field code", "deleted field code", "simple field code"))),
    ("form field", "docx"): tuple(map(of_body, ("form field", "alias", "tag", "list item"))),
    ("bookmark", "docx"): (of_body("bookmark"),),
    ("hidden row or column", "docx"): (
        Proof(lambda: word(f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{test_docx.PLAIN}</w:tc></w:tr></w:tbl>"), "a.docx", test_docx.TOKEN, Place.TABLE),
    ),
    ("equation", "docx"): (of_body("formula"),),
    ("phonetic guide", "docx"): tuple(map(of_body, ("ruby base", "ruby"))),
    ("alt text", "docx"): tuple(map(of_body, ("description", "title", "VML alternative", "table description"))),
    ("link tooltip", "docx"): (of_body("tooltip"),),
    ("list label", "docx"): (of_part("numbering"),),
    ("document variable", "docx"): (of_part("variable"),),
    ("building block", "docx"): (of_part("glossary"),),
    ("unknown markup", "docx"): tuple(
        map(of_body, ("smart tag attribute", "unknown element in a paragraph", "unknown element outside", "XML comment"))
    ),
    ("unreferenced part", "docx"): tuple(map(of_part, ("orphan", "orphan header"))),
    ("mail merge source", "docx"): (
        Proof(lambda: word(related=[("word/settings.xml", "mailMergeSource", f"file:///C:/{TOKEN}.mdb")]), "a.docx", TOKEN, Place.LINK),
        Proof(
            lambda: word(
                edits={"word/s2.xml": part(f'<w:settings><w:mailMerge><w:query w:val="SELECT {TOKEN}"/></w:mailMerge></w:settings>')},
                related=[("word/document.xml", "settings", "s2.xml")],
            ),
            "a.docx",
            TOKEN,
            Place.MARKUP,
        ),
    ),
}  # fmt: skip

REVISIONS = (
    '<x:revisions><x:rcc rId="1" sId="1"><x:oc r="A1" t="inlineStr"><x:is><x:t>{old}</x:t></x:is></x:oc>'
    '<x:nc r="A1" t="inlineStr"><x:is><x:t>{new}</x:t></x:is></x:nc></x:rcc></x:revisions>'
)
CONDITION = f'<conditionalFormatting sqref="A1"><cfRule type="containsText" text="{TOKEN}"><formula>"{TOKEN}"</formula></cfRule></conditionalFormatting>'
FILTER = f'<autoFilter ref="A1"><filterColumn colId="0"><filters><filter val="{TOKEN}"/></filters></filterColumn></autoFilter>'
LINKED = f'<hyperlinks><hyperlink ref="A1" display="{TOKEN}" location="A1"/></hyperlinks>'
SCENARIO = f'<scenarios><scenario name="s" comment="{TOKEN}"><inputCells r="A1" val="1"/></scenario></scenarios>'


def in_sheet(xml: str, place: Place) -> Proof:
    name = xml[1 : xml.index(" ") if " " in xml[: xml.index(">")] else xml.index(">")]
    plain = xml.replace(f"<{name}", f'<{name} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', 1)
    return Proof(
        lambda: workbook({"xl/worksheets/sheet1.xml": lambda data: data.replace(b"<pageMargins", plain.encode() + b"<pageMargins")}),
        "a.xlsx",
        TOKEN,
        place,
    )


TEXT = f"<a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p>"
EQUATION = f"<a:p><m:oMathPara><m:oMath><m:r><m:t>{TOKEN}</m:t></m:r></m:oMath></m:oMathPara></a:p>"


def in_drawing(xml: str, place: Place) -> Proof:
    related = [("xl/worksheets/sheet1.xml", "drawing", "../d.xml")]
    return Proof(lambda: workbook({"xl/d.xml": part(f"<xdr:wsDr>{xml}</xdr:wsDr>")}, related), "a.xlsx", TOKEN, place)


def log(kind: str, place: Place) -> Proof:
    """The log of a shared workbook: what a cell held before and after."""
    text = {"old": "甲", "new": "乙", kind: TOKEN}
    content = part(REVISIONS.format(**text))
    related = [("xl/workbook.xml", "revisionHeaders", "revisions/h.xml"), ("xl/revisions/h.xml", "revisionLog", "r.xml")]
    head = part('<x:headers><x:header userName="甲"/></x:headers>')
    return Proof(lambda: workbook({"xl/revisions/r.xml": content, "xl/revisions/h.xml": head}, related), "a.xlsx", TOKEN, place)


def reader() -> Proof:
    head = part(f'<x:headers><x:header userName="{TOKEN}"/></x:headers>')
    related = [("xl/workbook.xml", "revisionHeaders", "revisions/h.xml")]
    return Proof(lambda: workbook({"xl/revisions/h.xml": head}, related), "a.xlsx", TOKEN, Place.METADATA)


def phonetic() -> Proof:
    strings = part(f"<x:sst><x:si><x:t>机密</x:t><x:rPh><x:t>{TOKEN}</x:t></x:rPh></x:si></x:sst>")
    row = b'<row r="9"><c r="A9" t="s"><v>0</v></c></row></sheetData>'
    edits: dict[str, Edit | None] = {
        "xl/sharedStrings.xml": strings,
        "xl/worksheets/sheet1.xml": lambda data: data.replace(b"</sheetData>", row),
    }
    return Proof(lambda: workbook(edits), "a.xlsx", TOKEN, Place.HIDDEN)


def spare_string() -> Proof:
    strings = part(f"<x:sst><x:si><x:t>{TOKEN}</x:t></x:si></x:sst>")
    return Proof(lambda: workbook({"xl/sharedStrings.xml": strings}), "a.xlsx", TOKEN, Place.ORPHAN)


EXCEL: Proofs = {
    ("table", "xlsx"): (of_book("cell"), of_book_part("table column")),
    ("header", "xlsx"): tuple(map(of_book, ("odd header", "even header", "first header"))),
    ("footer", "xlsx"): (of_book("odd footer"),),
    ("text box", "xlsx"): tuple(map(of_book_part, ("shape", "VML box"))),
    ("watermark or WordArt", "xlsx"): (of_book_part("shape"),),
    ("comment", "xlsx"): (of_book("comment"), of_book_part("threaded comment")),
    ("comment author", "xlsx"): (of_book("comment author"), of_book_part("person")),
    ("tracked insertion", "xlsx"): (log("new", Place.INSERTED),),
    ("tracked deletion", "xlsx"): (log("old", Place.DELETED),),
    ("revision author", "xlsx"): (reader(),),
    ("hidden text", "xlsx"): (of_book("format that prints nothing"),),
    ("white text", "xlsx"): (of_book("white letters"),),
    ("1-pt text", "xlsx"): (of_book("tiny letters"),),
    ("defined name", "xlsx"): (of_book("defined name"),),
    ("sheet, slide or layer name", "xlsx"): (of_book("sheet name"),),
    ("spreadsheet formula", "xlsx"): (of_book("formula"),),
    ("number format", "xlsx"): (of_book("number format"),),
    ("data validation", "xlsx"): tuple(map(of_book, ("list of choices", "prompt"))),
    ("conditional format", "xlsx"): (in_sheet(CONDITION, Place.FORM_FIELD),),
    ("filter or scenario", "xlsx"): (in_sheet(FILTER, Place.MARKUP), in_sheet(SCENARIO, Place.MARKUP)),
    ("link tooltip", "xlsx"): (in_sheet(LINKED, Place.LINK),),
    ("pivot cache", "xlsx"): tuple(map(of_book_part, ("pivot cache", "pivot record"))),
    ("external link cache", "xlsx"): tuple(map(of_book_part, ("external cell", "external sheet"))),
    ("data connection", "xlsx"): (of_book_part("connection"),),
    ("alt text", "xlsx"): (of_book_part("alternative text"),),
    ("phonetic guide", "xlsx"): (phonetic(),),
    ("hidden sheet or slide", "xlsx"): (*map(of_book, ("hidden sheet", "very hidden sheet")), of_book_part("unlisted sheet")),
    ("hidden row or column", "xlsx"): tuple(map(of_book, ("hidden row", "hidden column"))),
    ("unreferenced part", "xlsx"): (of_book_part("orphan sheet"), spare_string()),
    ("chart", "xlsx"): (of_book("chart title"),),
    ("core property", "xlsx"): (of_book("property"),),
    ("equation", "xlsx"): (in_drawing(f"<xdr:sp><xdr:txBody>{EQUATION}</xdr:txBody></xdr:sp>", Place.TEXT_BOX),),
    ("fallback of a drawing", "xlsx"): (
        in_drawing(
            f"<mc:AlternateContent><mc:Choice/><mc:Fallback><xdr:sp><xdr:txBody>{TEXT}</xdr:txBody></xdr:sp></mc:Fallback></mc:AlternateContent>",
            Place.TEXT_BOX,
        ),
    ),
}  # fmt: skip


def in_tree(xml: str, place: Place) -> Proof:
    return injected("pptx", "</p:spTree>", xml, place)


def shape(inner: str, properties: str = "", placeholder: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="77" name="n"/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:spPr>{properties}</p:spPr>'
        f"<p:txBody>{inner}</p:txBody></p:sp>"
    )


WHITE = f'<a:p><a:r><a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr><a:t>{TOKEN}</a:t></a:r></a:p>'
FALLBACK = f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{shape(TEXT)}</mc:Fallback></mc:AlternateContent>"
BULLET = f'<a:p><a:pPr><a:buChar char="{TOKEN}"/></a:pPr><a:r><a:t>条目</a:t></a:r></a:p>'
HOVER = f'<a:p><a:r><a:rPr><a:hlinkClick tooltip="{TOKEN}"/></a:rPr><a:t>链接</a:t></a:r></a:p>'
SECTION = f'<p:extLst><p:ext><p14:sectionLst xmlns:p14="urn:p14"><p14:section name="{TOKEN}"/></p14:sectionLst></p:ext></p:extLst>'
SHOWS = f'<p:custShowLst><p:custShow name="{TOKEN}" id="0"/></p:custShowLst>'

POWERPOINT: Proofs = {
    ("body", "pptx"): (in_tree(shape(TEXT), Place.BODY), of_show("group")),
    ("table", "pptx"): (of_show("table"),),
    ("header", "pptx"): (of_show_part("handout master"),),
    ("footer", "pptx"): (in_tree(shape(TEXT, placeholder='<p:ph type="ftr" idx="11"/>'), Place.FOOTER),),
    ("text box", "pptx"): (of_show("text box"),),
    ("fallback of a drawing", "pptx"): (in_tree(FALLBACK, Place.BODY),),
    ("watermark or WordArt", "pptx"): (
        in_tree(shape('<a:bodyPr><a:prstTxWarp prst="textArchUp"/></a:bodyPr>' + TEXT), Place.BODY),
    ),
    ("comment", "pptx"): tuple(map(of_show_part, ("old comment", "modern comment"))),
    ("comment author", "pptx"): (of_show_part("comment author"),),
    ("speaker notes", "pptx"): (of_show("notes"),),
    ("hidden text", "pptx"): tuple(map(of_show, ("switched off", "off the left edge", "below the page"))),
    ("white text", "pptx"): (in_tree(shape(WHITE), Place.BODY),),
    ("1-pt text", "pptx"): (of_show("1 pt"),),
    ("sheet, slide or layer name", "pptx"): (
        of_show("name"),
        injected("pptx", "</p:presentation>", SECTION, Place.MARKUP, "ppt/presentation.xml"),
        injected("pptx", "</p:presentation>", SHOWS, Place.MARKUP, "ppt/presentation.xml"),
    ),
    ("alt text", "pptx"): (of_show("description"),),
    ("link tooltip", "pptx"): (in_tree(shape(HOVER), Place.LINK),),
    ("list label", "pptx"): (in_tree(shape(BULLET), Place.MARKUP),),
    ("equation", "pptx"): (in_tree(shape(EQUATION), Place.BODY),),
    ("document variable", "pptx"): (of_show_part("tag"),),
    ("hidden sheet or slide", "pptx"): (of_show("hidden slide"),),
    ("master or template", "pptx"): (*map(of_show, ("master", "layout")), of_show_part("handout master")),
    ("unreferenced part", "pptx"): (of_show_part("orphan slide"),),
    ("chart", "pptx"): (of_show("chart"),),
    ("diagram", "pptx"): (of_show_part("diagram"),),
    ("core property", "pptx"): (of_show("property"),),
}  # fmt: skip

OOXML: Proofs = joined(WORD, EXCEL, POWERPOINT, shared())
