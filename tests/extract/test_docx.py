"""Word documents: every hiding place by itself."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from screener.model import Place
from tests.extract.office_files import children, inject, part, places, read, repack, saved, segments, sources, word, workbook

SAMPLES = Path(__file__).parents[1] / "samples" / "docx"
TOKEN = "密令甲"


def p(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def box(content: str) -> str:
    return f"<w:txbxContent>{content}</w:txbxContent>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tbl><w:tr><w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"


PLAIN = p(r(TOKEN))
BODY_KINDS = {
    "body": (PLAIN, Place.BODY),
    "table": (cell(PLAIN), Place.TABLE),
    "nested table": (cell(p(r("外")) + cell(PLAIN) + p("")), Place.TABLE),
    "row in a content control": (
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{PLAIN}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        Place.TABLE,
    ),
    "DrawingML text box": (p(f"<w:r><w:drawing><wps:txbx>{box(PLAIN)}</wps:txbx></w:drawing></w:r>"), Place.TEXT_BOX),
    "VML text box": (p(f"<w:r><w:pict><v:shape><v:textbox>{box(PLAIN)}</v:textbox></v:shape></w:pict></w:r>"), Place.TEXT_BOX),
    "fallback": (
        p(f"<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:pict>{box(PLAIN)}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"),
        Place.TEXT_BOX,
    ),
    "runs in a choice": (p(f"<mc:AlternateContent><mc:Choice>{r(TOKEN)}</mc:Choice></mc:AlternateContent>"), Place.BODY),
    "DrawingML paragraph": (p(f"<w:r><w:drawing><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></w:drawing></w:r>"), Place.TEXT_BOX),
    "WordArt": (p(f'<w:r><w:pict><v:shape><v:textpath string="{TOKEN}"/></v:shape></w:pict></w:r>'), Place.WATERMARK),
    "insertion": (p(f"<w:ins>{r(TOKEN)}</w:ins>"), Place.BODY),
    "move to": (p(f"<w:moveTo>{r(TOKEN)}</w:moveTo>"), Place.BODY),
    "deletion": (p(f"<w:del><w:r><w:delText>{TOKEN}</w:delText></w:r></w:del>"), Place.DELETED),
    "move from": (p(f"<w:moveFrom>{r(TOKEN)}</w:moveFrom>"), Place.DELETED),
    "hidden run": (p(r(TOKEN, "<w:vanish/>")), Place.HIDDEN),
    "white run": (p(r(TOKEN, '<w:color w:val="FFFFFF"/>')), Place.HIDDEN),
    "nearly white run": (p(r(TOKEN, '<w:color w:val="FEFDFE"/>')), Place.HIDDEN),
    "theme white run": (p(r(TOKEN, '<w:color w:val="auto" w:themeColor="background1"/>')), Place.HIDDEN),
    "1 pt run": (p(r(TOKEN, '<w:sz w:val="2"/>')), Place.HIDDEN),
    "field code": (p(f"<w:r><w:instrText> QUOTE {TOKEN} </w:instrText></w:r>"), Place.FIELD),
    "deleted field code": (p(f"<w:del><w:r><w:delInstrText>{TOKEN}</w:delInstrText></w:r></w:del>"), Place.FIELD),
    "simple field code": (p(f'<w:fldSimple w:instr="QUOTE {TOKEN}">{r("值")}</w:fldSimple>'), Place.FIELD),
    "simple field result": (p(f'<w:fldSimple w:instr="DATE">{r(TOKEN)}</w:fldSimple>'), Place.BODY),
    "form field": (p(f'<w:r><w:fldChar><w:ffData><w:helpText w:val="{TOKEN}"/></w:ffData></w:fldChar></w:r>'), Place.FORM_FIELD),
    "content control": (p(f"<w:sdt><w:sdtContent>{r(TOKEN)}</w:sdtContent></w:sdt>"), Place.BODY),
    "alias": (p(f'<w:sdt><w:sdtPr><w:alias w:val="{TOKEN}"/></w:sdtPr></w:sdt>'), Place.FORM_FIELD),
    "tag": (p(f'<w:sdt><w:sdtPr><w:tag w:val="{TOKEN}"/></w:sdtPr></w:sdt>'), Place.FORM_FIELD),
    "list item": (
        p(f'<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="{TOKEN}"/></w:dropDownList></w:sdtPr></w:sdt>'),
        Place.FORM_FIELD,
    ),
    "bookmark": (p(f'<w:bookmarkStart w:id="1" w:name="{TOKEN}"/>'), Place.BOOKMARK),
    "ruby base": (p(f"<w:r><w:ruby><w:rt>{r('ji')}</w:rt><w:rubyBase>{r(TOKEN)}</w:rubyBase></w:ruby></w:r>"), Place.BODY),
    "ruby": (p(f"<w:r><w:ruby><w:rt>{r(TOKEN)}</w:rt><w:rubyBase>{r('基')}</w:rubyBase></w:ruby></w:r>"), Place.BODY),
    "formula": (p(f"<m:oMath><m:r><m:t>{TOKEN}</m:t></m:r></m:oMath>"), Place.BODY),
    "smart tag": (p(f"<w:smartTag>{r(TOKEN)}</w:smartTag>"), Place.BODY),
    "smart tag attribute": (p(f'<w:smartTag><w:smartTagPr><w:attr w:val="{TOKEN}"/></w:smartTagPr></w:smartTag>'), Place.MARKUP),
    "custom XML": (f"<w:customXml>{PLAIN}</w:customXml>", Place.BODY),
    "unknown element in a paragraph": (p(f'<z:z xmlns:z="urn:z">{TOKEN}</z:z>'), Place.BODY),
    "unknown element outside": (f'<w:customXml><z:z xmlns:z="urn:z">{TOKEN}</z:z></w:customXml>', Place.MARKUP),
    "XML comment": (f"<w:customXml><!-- {TOKEN} --></w:customXml>", Place.MARKUP),
    "description": (p(f'<w:r><w:drawing><wp:docPr id="1" name="n" descr="{TOKEN}"/></w:drawing></w:r>'), Place.ALT_TEXT),
    "title": (p(f'<w:r><w:drawing><wp:docPr id="1" name="n" title="{TOKEN}"/></w:drawing></w:r>'), Place.ALT_TEXT),
    "VML alternative": (p(f'<w:r><w:pict><v:shape alt="{TOKEN}"/></w:pict></w:r>'), Place.ALT_TEXT),
    "table description": (f'<w:tbl><w:tblPr><w:tblDescription w:val="{TOKEN}"/></w:tblPr></w:tbl>', Place.ALT_TEXT),
    "tooltip": (p(f'<w:hyperlink w:tooltip="{TOKEN}">{r("链接")}</w:hyperlink>'), Place.LINK),
    "revision author": (p(f'<w:ins w:author="{TOKEN}">{r("字")}</w:ins>'), Place.METADATA),
}


@pytest.mark.parametrize(("markup", "place"), BODY_KINDS.values(), ids=BODY_KINDS)
def test_text_in_the_body_is_found_in_its_place(markup, place):
    assert places(read("docx", word(markup)), TOKEN) == {place}


def story(root: str, inner: str = PLAIN) -> bytes:
    return part(f"<w:{root}>{inner}</w:{root}>")


PART_KINDS = {
    "header": ("header", story("hdr"), Place.HEADER),
    "header table": ("header", story("hdr", cell(PLAIN)), Place.HEADER),
    "footer": ("footer", story("ftr"), Place.FOOTER),
    "footnote": ("footnotes", story("footnotes", f"<w:footnote>{PLAIN}</w:footnote>"), Place.FOOTNOTE),
    "endnote": ("endnotes", story("endnotes", f"<w:endnote>{PLAIN}</w:endnote>"), Place.ENDNOTE),
    "comment": ("comments", story("comments", f"<w:comment>{PLAIN}</w:comment>"), Place.COMMENT),
    "comment author": ("comments", story("comments", f'<w:comment w:author="{TOKEN}">{p(r("批"))}</w:comment>'), Place.COMMENT),
    "glossary": (
        "glossaryDocument",
        story("glossaryDocument", f"<w:docPart><w:docPartBody>{PLAIN}</w:docPartBody></w:docPart>"),
        Place.HIDDEN,
    ),
    "numbering": ("numbering", story("numbering", f'<w:lvl><w:lvlText w:val="{TOKEN}%1"/></w:lvl>'), Place.FIELD),
    "variable": ("settings", story("settings", f'<w:docVars><w:docVar w:name="n" w:val="{TOKEN}"/></w:docVars>'), Place.METADATA),
    "chart title": ("chart", part(f"<c:chartSpace><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></c:chartSpace>"), Place.CHART),
    "chart cache": ("chart", part(f"<c:chartSpace><c:strCache><c:pt><c:v>{TOKEN}</c:v></c:pt></c:strCache></c:chartSpace>"), Place.CHART),
    "diagram": ("diagramData", part(f"<dgm:dataModel><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></dgm:dataModel>"), Place.DIAGRAM),
    "custom XML": ("customXml", f"<item><v>{TOKEN}</v></item>".encode(), Place.METADATA),
    "custom XML attribute": ("customXml", f'<item v="{TOKEN}"/>'.encode(), Place.MARKUP),
    "orphan": (None, story("document"), Place.ORPHAN),
    "orphan header": (None, story("hdr"), Place.ORPHAN),
}


@pytest.mark.parametrize(("kind", "content", "place"), PART_KINDS.values(), ids=PART_KINDS)
def test_text_in_another_part_is_found_in_its_place(kind, content, place):
    related = [("word/document.xml", kind, "test.xml")] if kind else []
    assert places(read("docx", word(edits={"word/test.xml": content}, related=related)), TOKEN) == {place}


def test_headers_of_first_and_even_pages_are_read():
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = document.settings.odd_and_even_pages_header_footer = True
    for name, header in (("首页", section.first_page_header), ("偶数", section.even_page_header), ("奇数", section.header)):
        header.paragraphs[0].text = name
    items = read("docx", saved(document))
    assert [places(items, name) for name in ("首页", "偶数", "奇数")] == [{Place.HEADER}] * 3


def test_properties_are_labels_with_values():
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property name="密级"><vt:lpwstr>机密</vt:lpwstr></property></Properties>'
    )
    document = docx.Document()
    document.core_properties.keywords = "关键词甲"
    data = repack(saved(document), {"docProps/custom.xml": custom.encode()}, [("", "custom-properties", "docProps/custom.xml")])
    texts = [segment.text for segment in segments(read("docx", data)) if segment.location.place is Place.METADATA]
    assert {"密级：机密", "keywords：关键词甲"} <= set(texts)
    assert "机密" not in texts
    assert not any(text.startswith("Words") for text in texts)


def test_files_inside_become_sources():
    ole, macro = b"\xd0\xcf\x11\xe0", b"\xd0\xcf\x11\xe0macro"
    data = word(
        edits={
            "word/media/image1.png": b"\x89PNG",
            "word/embeddings/oleObject1.bin": ole,
            "word/embeddings/book.xlsx": workbook(),
            "word/vbaProject.bin": macro,
            "word/afchunk.htm": b"<html><p>\xe6\x9c\xba</p></html>",
            "word/lost.bin": b"lost",
        },
        related=[
            ("word/document.xml", "image", "media/image1.png"),
            ("word/document.xml", "oleObject", "embeddings/oleObject1.bin"),
            ("word/document.xml", "package", "embeddings/book.xlsx"),
            ("word/document.xml", "vbaProject", "vbaProject.bin"),
            ("word/document.xml", "aFChunk", "afchunk.htm"),
        ],
    )
    found = {name: place for name, (place, _) in children(read("docx", data)).items()}
    assert found.pop("docProps/thumbnail.jpeg") is Place.IMAGE  # python-docx's template has one
    assert found == {
        "word/media/image1.png": Place.IMAGE,
        "word/embeddings/oleObject1.bin": Place.EMBEDDED,
        "word/embeddings/book.xlsx": Place.EMBEDDED,
        "word/vbaProject.bin": Place.MACRO,
        "word/afchunk.htm": Place.EMBEDDED,
        "word/lost.bin": Place.ORPHAN,
    }


def test_only_the_thumbnail_of_the_package_is_one():
    picture = b"\x89PNG\r\n\x1a\n"
    name = "word/docProps/thumbnail.png"
    named = word(edits={name: picture}, related=[("word/document.xml", "image", "docProps/thumbnail.png")])
    shown = word(related=[("word/document.xml", "image", "../docProps/thumbnail.jpeg")])
    found = [{item.name: item.thumbnail for item in sources(read("docx", data))} for data in (named, shown)]
    assert found == [{"docProps/thumbnail.jpeg": True, name: False}, {"docProps/thumbnail.jpeg": False}]


def test_targets_outside_are_read_unquoted():
    items = read("docx", word(related=[("word/document.xml", "hyperlink", "file:///C:/%E6%9C%BA%E5%AF%86/a.doc")]))
    assert places(items, "机密") == {Place.LINK}


def test_printer_settings_and_fonts_are_no_documents_but_a_file_in_their_place_is():
    related = [("word/document.xml", "font", "fonts/font1.odttf"), ("word/document.xml", "printerSettings", "printerSettings1.bin")]
    edits = {"word/fonts/font1.odttf": b"\1\2\3", "word/printerSettings1.bin": "打印机\0".encode("utf-16-le").ljust(220, b"\0")}
    items = read("docx", word(edits=edits, related=related))
    assert children(items).keys() == {"docProps/thumbnail.jpeg"}
    assert places(items, "打印机") == {Place.METADATA}
    disguised = {**edits, "word/fonts/font1.odttf": workbook()}
    assert "word/fonts/font1.odttf" in children(read("docx", word(edits=disguised, related=related)))


def test_a_name_that_somebody_gave_to_a_style_is_read():
    style = f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="a"><w:name w:val="{TOKEN}"/></w:style>'
    items = read("docx", word(edits={"word/styles.xml": inject("</w:styles>", style)}))
    assert places(items, TOKEN) == {Place.METADATA}


def test_a_property_that_word_keeps_is_told_with_its_name():
    root = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    items = read("docx", word(edits={"docProps/app.xml": f'<Properties xmlns="{root}"><Manager>{TOKEN}</Manager></Properties>'.encode()}))
    assert [segment.text for segment in segments(items) if TOKEN in segment.text] == [f"Manager：{TOKEN}"]
