"""How a paragraph of a Word document reads: cut by runs, revisions and formats, in its place on the page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx
import pytest
from docx.shared import Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.config import Limits
from screener.extract.ooxml.docx import extract_docx
from screener.extract.source import Source
from screener.model import Place
from tests.extract.office_files import W, codes, inject, places, read, saved, segments, word

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


def body_texts(markup: str, place: Place = Place.BODY) -> list[str]:
    return [
        segment.text for segment in segments(read("docx", word(markup))) if segment.location.place is place and segment.text != "普通正文"
    ]


def test_text_cut_by_revisions_reads_as_accepted_and_as_it_was():
    markup = p(r("机") + f"<w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins>{r('密')}</w:ins>" + r("件"))
    assert body_texts(markup) == ["机密件"]
    assert body_texts(markup, Place.DELETED) == ["乙", "机乙件"]


def test_a_mark_that_is_half_hidden_is_read_whole():
    markup = p(r("机") + r("密", "<w:vanish/>"))
    assert body_texts(markup) == ["机"]
    assert body_texts(markup, Place.HIDDEN) == ["密", "机密"]


def test_white_letters_on_a_dark_ground_are_not_hidden():
    white = '<w:color w:val="FFFFFF"/>'
    assert body_texts(p(r("表头", white + '<w:shd w:val="clear" w:fill="1F4E79"/>'))) == ["表头"]
    assert body_texts(cell(p(r("表头", white)), '<w:shd w:val="clear" w:fill="1F4E79"/>'), Place.TABLE) == ["表头"]


def test_hidden_by_a_style_or_by_its_ancestor_is_hidden():
    document = docx.Document()
    base = document.styles.add_style("base", 1)
    base.font.hidden = True
    derived = document.styles.add_style("derived", 1)
    derived.base_style = base
    document.add_paragraph("藏一", style="derived")
    document.add_paragraph().add_run("藏二", style=document.styles.add_style("run", 2)).font.hidden = None
    document.styles["run"].font.hidden = True
    document.add_paragraph(style="derived").add_run("不藏").font.hidden = False
    items = read("docx", saved(document))
    assert [places(items, text) for text in ("藏一", "藏二", "不藏")] == [{Place.HIDDEN}, {Place.HIDDEN}, {Place.BODY}]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<w:r><w:t>机密</w:t><w:sym w:font="Wingdings" w:char="F0AB"/><w:t>1年</w:t></w:r>', "机密\uf0ab1年"),
        ('<w:r><w:t>机密</w:t><w:sym w:font="Wingdings" w:char="00AB"/></w:r>', "机密\uf0ab"),
        ('<w:r><w:sym w:font="SimSun" w:char="673A"/><w:t>密</w:t></w:r>', "机密"),
        ('<w:r><w:t>机密</w:t></w:r><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>«</w:t></w:r>', "机密\uf0ab"),
        ("<w:r><w:t>机</w:t><w:tab/><w:t>密</w:t><w:br/><w:t>件</w:t></w:r>", "机\t密\n件"),
        ("<w:r><w:t>机</w:t><w:ptab/><w:t>密</w:t><w:cr/><w:t>件</w:t></w:r>", "机\t密\n件"),
        ("<w:r><w:t>机</w:t><w:noBreakHyphen/><w:t>密</w:t><w:softHyphen/><w:t>件</w:t></w:r>", "机-密\u00ad件"),
        ("<w:r><w:t>机</w:t></w:r><w:r><w:t> </w:t></w:r><w:r><w:t>密</w:t></w:r>", "机 密"),
        ("<m:oMath><m:r><m:t>机</m:t></m:r><m:r><m:t> </m:t></m:r><m:r><m:t>密</m:t></m:r></m:oMath>", "机 密"),
        ("<w:r><w:t>机<!-- 注 -->密</w:t></w:r>", "机密"),
        ("<w:r><w:t><![CDATA[机]]>密</w:t></w:r>", "机密"),
        ("<w:r><w:t>机</w:t></w:r><w:proofErr/>\n  <w:bookmarkStart w:name='_GoBack'/>\n  <w:r><w:t>密</w:t></w:r>", "机密"),
    ],
    ids=[
        "sym",
        "sym low",
        "sym any",
        "Wingdings run",
        "tab and break",
        "other tab and break",
        "hyphens",
        "blank run",
        "blank in a formula",
        "comment",
        "CDATA",
        "between runs",
    ],
)
def test_a_paragraph_reads_as_it_is_drawn(markup, text):
    assert body_texts(p(markup)) == [text]


def test_a_reading_aid_does_not_part_the_letters_it_stands_over():
    def over(base: str, aid: str) -> str:
        return f"<w:r><w:ruby><w:rt>{r(aid)}</w:rt><w:rubyBase>{r(base)}</w:rubyBase></w:ruby></w:r>"

    assert body_texts(p(over("机", "ji") + over("密", "mi"))) == ["机密", "jimi"]


@pytest.mark.parametrize("tag", ["del", "moveFrom"])
def test_what_stands_in_a_deletion_is_deleted_whatever_element_holds_it(tag):
    assert body_texts(p(f"<w:{tag}>{r('密')}</w:{tag}>"), Place.DELETED) == ["密"]


def test_a_blank_and_text_called_deleted_belong_to_what_was_deleted():
    pieces = "".join(f"<w:r><w:delText>{text}</w:delText></w:r>" for text in ("机", " ", "密"))
    assert body_texts(p(pieces), Place.DELETED) == ["机 密"]


@pytest.mark.parametrize("tag", ["ins", "moveTo"])
def test_a_word_that_an_insertion_cuts_is_read_without_it(tag):
    assert body_texts(p(r("机") + f"<w:{tag}>{r('乙')}</w:{tag}>" + r("密")), Place.INSERTED) == ["机密"]


@pytest.mark.parametrize("properties", ["<w:strike/>", '<w:sz w:val="8"/>'])
def test_a_word_that_a_run_cuts_which_readers_pass_over_is_read_without_it(properties):
    assert body_texts(p(r("机") + r("乙", properties) + r("密")), Place.HIDDEN) == ["机密"]


def test_both_branches_of_an_alternative_are_read_in_their_line():
    branches = f"<mc:AlternateContent><mc:Choice>{r('甲')}</mc:Choice><mc:Fallback>{r('乙')}</mc:Fallback></mc:AlternateContent>"
    assert body_texts(p(r("机") + branches + r("密")), Place.HIDDEN) == ["机乙密", "机甲密"]


def test_what_a_field_shows_is_read_in_its_line():
    simple = f"<w:fldSimple w:instr={quoteattr('QUOTE 密')}>{r('值')}</w:fldSimple>"
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    long = f"{begin}<w:r><w:instrText>QUOTE 密</w:instrText></w:r>{separate}{r('值')}{end}"
    for field in (simple, long):
        assert "机密件" in body_texts(p(r("机") + field + r("件")), Place.FIELD)


@pytest.mark.parametrize("tag", ["w:drawing", "w:pict", "w:object", "mc:AlternateContent"])
def test_a_measure_in_a_drawing_is_no_text(tag):
    assert body_texts(p(r("机") + f"<w:r><{tag}><wp:posOffset>12345</wp:posOffset></{tag}></w:r>" + r("密"))) == ["机密"]


@pytest.mark.parametrize("code", ['QUOTE "机密★1年"', "QUOTE 机密★1年", 'IF 1 = 1 "机密★1年" ""', "SET x “机密★1年”"])
def test_an_argument_of_a_field_is_read_alone(code):
    field = f"<w:r><w:instrText>{escape(code)}</w:instrText></w:r><w:r><w:fldChar/></w:r>"
    assert "机密★1年" in body_texts(p(field), Place.FIELD)
    assert "机密★1年" in body_texts(p(f"<w:fldSimple w:instr={quoteattr(code)}/>"), Place.FIELD)


def test_a_field_code_cut_over_runs_is_joined():
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in ("QUOTE 机", "密"))
    assert body_texts(p(f"{pieces}<w:r><w:fldChar/></w:r>{r('值')}"), Place.FIELD)[-2:] == ["QUOTE 机密", "机密"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=6))
def test_a_mark_cut_over_runs_is_one_text(cuts):
    mark, edges = "机密★10年", sorted({0, *cuts, 6})
    pieces = [mark[start:end] for start, end in zip(edges, [*edges[1:], 6], strict=True)]
    document = docx.Document()
    paragraph = document.add_paragraph()
    for number, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(number % 2)
    assert [segment.text for segment in segments(read("docx", saved(document))) if segment.location.place is Place.BODY] == [mark]


def test_layout_comes_from_the_run_the_style_and_the_defaults():
    document = docx.Document()
    style = document.styles.add_style("mark", 1)
    style.font.size, style.font.color.rgb, style.paragraph_format.alignment = Pt(16), RGBColor(0xC0, 0, 0), 2
    document.add_paragraph("样式", style="mark")
    document.add_paragraph(style="mark").add_run("直接").font.size = Pt(22)
    layouts = [segment.layout for segment in segments(read("docx", saved(document))) if segment.location.place is Place.BODY]
    assert [(one.font_size, one.color, one.alignment) for one in layouts] == [(16, "C00000", "right"), (22, "C00000", "right")]


def test_the_header_zone_is_the_first_eight_lines_with_tables_and_boxes_among_them():
    document = docx.Document()
    row = document.add_table(1, 3).rows[0]
    for index in range(3):
        row.cells[index].text = f"格{index}"
    for number in range(9):
        document.add_paragraph("")
        document.add_paragraph(f"段{number}")
    zone = [segment.text for segment in segments(read("docx", saved(document))) if segment.layout.header_zone]
    assert zone == ["格0", "格1", "格2", *(f"段{number}" for number in range(7))]
    boxed = p(f"<w:r><w:pict>{box(p(r('框')))}</w:pict></w:r>")
    assert [segment.layout.header_zone for segment in segments(read("docx", word(boxed))) if segment.text == "框"] == [True]


def test_cells_and_paragraphs_have_numbers():
    document = docx.Document()
    document.add_paragraph("首段")
    table = document.add_table(2, 3)
    table.cell(1, 2).text = "格"
    inner = table.cell(1, 1).add_table(1, 1)
    inner.cell(0, 0).text = "内"
    found = {segment.text: segment.location for segment in segments(read("docx", saved(document)))}
    assert (found["首段"].paragraph, found["首段"].part) == (1, "a.docx!word/document.xml")
    assert (found["格"].cell, found["内"].cell) == ("T1!R2C3", "T1!R2C2/T1!R1C1")


def test_text_beside_the_flow_does_not_tear_it_apart():
    markup = p(f"{r('机')}<w:bookmarkStart w:name='书签甲'/><w:r><w:pict>{box(p(r('框')))}</w:pict></w:r>") + p(r("密"))
    document = "<w:customXml>" + markup + "</w:customXml>"
    flow = [segment.text for segment in segments(read("docx", word(document))) if segment.location.place is Place.BODY]
    assert flow == ["普通正文", "机", "密"]
    order = [segment.text for segment in segments(read("docx", word(document)))]
    assert order[:3] == flow


def test_another_prefix_for_the_namespace_hides_nothing():
    def renamed(data: bytes) -> bytes:
        return re.sub(rb"(</?|xmlns:| )w:", rb"\1ns0:", data).replace(b"xmlns:w=", b"xmlns:ns0=")

    data = word(p(r(TOKEN)) + p(f"<w:del><w:r><w:delText>{TOKEN}</w:delText></w:r></w:del>"), {"word/document.xml": renamed})
    assert places(read("docx", data), TOKEN) == {Place.BODY, Place.DELETED}


def test_strict_names_are_read_like_transitional_ones():
    def strict(data: bytes) -> bytes:
        return data.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")

    data = word(
        p(r(TOKEN, "<w:vanish/>")) + p(f'<w:sdt><w:sdtPr><w:alias w:val="乙"/></w:sdtPr></w:sdt>{r("甲")}'), {"word/document.xml": strict}
    )
    items = read("docx", data)
    assert (places(items, TOKEN), places(items, "甲")) == ({Place.HIDDEN}, {Place.BODY, Place.HIDDEN})


def test_an_attribute_of_a_style_is_not_text():
    markup = f'<w:style w:type="paragraph" w:styleId="密级"><w:name w:val="{TOKEN}"/></w:style>'
    items = read("docx", word(edits={"word/styles.xml": inject("</w:styles>", markup)}))
    assert places(items, TOKEN) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "letter.docx",
            {
                "机密★10年": Place.BODY,
                "页眉密字": Place.HEADER,
                "批注密字": Place.COMMENT,
                "格中密字": Place.TABLE,
                "框中密字": Place.TEXT_BOX,
            },
        ),
    ],
)
def test_a_file_by_libreoffice_is_read_in_all_its_places(name, expected):
    items = list(read("docx", (SAMPLES / name).read_bytes()))
    assert {text: places(items, text) for text in expected} == {text: {place} for text, place in expected.items()}
    assert codes(items) == set()


def test_a_path_and_its_bytes_read_alike(tmp_path):
    data = word(p(r(TOKEN)))
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert segments(extract_docx(Source.of_file(path, Limits()))) == segments(read("docx", data))
