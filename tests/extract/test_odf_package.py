"""OpenDocument: slides, other parts of the package, deletions, encryption, damage, and one flat file."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from screener.errors import PasswordProtectedError
from screener.extract import read_document
from screener.extract.odf.odf import extract_odf
from screener.extract.source import Item, Source
from screener.model import Place
from tests.extract.ofd_files import png
from tests.extract.office_files import children, codes, places, repack, segments
from tests.extract.test_odf import (
    BOX,
    TOKEN,
    before,
    cell,
    frame,
    p,
    read,
    sample,
    sheet,
    style,
    with_body,
)


def test_repeated_cells_and_rows_move_addresses_and_cost_nothing():
    repeated = cell("", 'table:number-columns-repeated="3"') + cell("乙") + cell(p("丙"), 'table:number-columns-repeated="999999999"')
    xml = sheet(repeated).replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2147483647">', 1)
    cells = {s.text: s.location.cell for s in segments(read(with_body("ods", xml + sheet(cell(p("丁"))))))}
    assert (cells["丙"], cells["丁"]) == ("S!E1", "S!A1")


SLIDE_KINDS: dict[str, tuple[str, str, Place]] = {
    "shape": (f"<draw:page><draw:rect>{p(TOKEN)}</draw:rect></draw:page>", "", Place.BODY),
    "notes": (f"<draw:page><presentation:notes>{frame(BOX)}</presentation:notes></draw:page>", "", Place.NOTES),
    "comment": (f"<draw:page><office:annotation>{p(TOKEN)}</office:annotation></draw:page>", "", Place.COMMENT),
    "hidden slide": (
        f'<draw:page draw:style-name="zz">{frame(BOX)}</draw:page>',
        style("drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>'),
        Place.HIDDEN,
    ),
    "name of a slide": (f'<draw:page draw:name="{TOKEN}"/>', "", Place.OUTLINE),
    "layer": (f'<draw:layer-set><draw:layer draw:name="{TOKEN}"/></draw:layer-set>', "", Place.LAYER),
    "header": (f"<presentation:header-decl>{TOKEN}</presentation:header-decl>", "", Place.HEADER),
    "footer": (f"<presentation:footer-decl>{TOKEN}</presentation:footer-decl>", "", Place.FOOTER),
}


@pytest.mark.parametrize(("xml", "styles", "place"), SLIDE_KINDS.values(), ids=SLIDE_KINDS)
def test_text_in_slides_is_found_in_its_place(xml, styles, place):
    assert places(read(with_body("odp", xml, styles)), TOKEN) == {place}


@pytest.mark.parametrize("region", ["header", "header-left", "header-first", "footer", "footer-left", "footer-first"])
def test_headers_and_footers_of_every_kind_of_page_are_read(region):
    edit = before("</style:master-page>", f"<style:{region}>{p(TOKEN)}</style:{region}>")
    place = Place.HEADER if region.startswith("header") else Place.FOOTER
    assert places(read(repack(sample("odt"), {"styles.xml": edit})), TOKEN) == {place}


def listed(name: str) -> Callable[[bytes], bytes]:
    return before("</manifest:manifest>", f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type=""/>')


CHART = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:{0}><chart:title><text:p>{1}</text:p></chart:title></office:{0}></office:body></office:document-content>"
)
PART_KINDS = {
    "chart": ("Object 1/content.xml", CHART.format("chart", TOKEN).encode(), Place.CHART),
    "embedded text": ("Object 1/content.xml", CHART.format("text", TOKEN).encode(), Place.EMBEDDED),
    "macro": (
        "Basic/Standard/M.xml",
        f'<script:module xmlns:script="http://openoffice.org/2000/script">{TOKEN}</script:module>'.encode(),
        Place.MACRO,
    ),
    "dialogue": ("Dialogs/D.xml", f'<d value="{TOKEN}"/>'.encode(), Place.MACRO),
    "macro without a library": ("Basic/M.bas.xml", f"<d>{TOKEN}</d>".encode(), Place.MACRO),
    "macro of another vocabulary": (
        "a.xml",
        f'<s:module xmlns:s="urn:oasis:names:tc:opendocument:xmlns:script:1.0">{TOKEN}</s:module>'.encode(),
        Place.MACRO,
    ),
    "macro in a part of no known name": (
        "a.xml",
        f'<s:module xmlns:s="http://openoffice.org/2000/script">{TOKEN}</s:module>'.encode(),
        Place.MACRO,
    ),
    "script of the document": (
        "a.xml",
        f'<o:script xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0">{TOKEN}</o:script>'.encode(),
        Place.MACRO,
    ),
    "setting": (
        "a.xml",
        f'<c:config-item xmlns:c="urn:oasis:names:tc:opendocument:xmlns:config:1.0" c:name="A">{TOKEN}</c:config-item>'.encode(),
        Place.METADATA,
    ),
    "formula": ("Object 2/content.xml", f'<math xmlns="urn:m"><mi>{TOKEN}</mi></math>'.encode(), Place.MARKUP),
    "signature": ("META-INF/documentsignatures.xml", f"<s><X509IssuerName>{TOKEN}</X509IssuerName></s>".encode(), Place.MARKUP),
    "statements": ("manifest.rdf", f"<r><d>{TOKEN}</d></r>".encode(), Place.MARKUP),
    "cache": ("layout-cache", f"\x01\x02{TOKEN}\x03".encode(), Place.ORPHAN),
    "name of a part": (f"{TOKEN}.xml", b"<a/>", Place.FILE_NAME),
}


@pytest.mark.parametrize(("name", "content", "place"), PART_KINDS.values(), ids=PART_KINDS)
def test_text_in_another_part_is_found_in_its_place(name, content, place):
    assert places(read(repack(sample("odt"), {name: content, "META-INF/manifest.xml": listed(name)})), TOKEN) == {place}


def test_a_part_that_the_manifest_does_not_name_is_an_orphan():
    items = read(repack(sample("odt"), {"x/content.xml": CHART.format("text", TOKEN).encode(), "x/a.bin": b"anything"}))
    assert places(items, TOKEN) == {Place.ORPHAN}
    assert children(items)["x/a.bin"] == (Place.ORPHAN, b"anything")


def test_user_defined_properties_are_labels_with_values():
    edit = before("</office:meta>", '<meta:user-defined meta:name="密级">机密</meta:user-defined>')
    assert "密级：机密" in [segment.text for segment in segments(read(repack(sample("odt"), {"meta.xml": edit})))]


def test_pictures_objects_scripts_and_earlier_versions_become_files_of_their_own():
    parts = {
        "Pictures/p.png": png(),
        "Object 3": b"\xd0\xcf\x11\xe0",
        "Scripts/python/a.py": b"print()",
        "Versions/Version1": b"PK\x03\x04",
    }
    manifest = before("</manifest:manifest>", "".join(f'<manifest:file-entry manifest:full-path="{name}"/>' for name in parts))
    found = children(read(repack(sample("odt"), {**parts, "META-INF/manifest.xml": manifest})))
    assert [found[name][0] for name in parts] == [Place.IMAGE, Place.EMBEDDED, Place.MACRO, Place.EARLIER_VERSION]


def deletion(text: str) -> str:
    return f'<text:changed-region text:id="c1"><text:deletion>{p(text)}</text:deletion></text:changed-region>'


def test_deleted_text_is_also_read_as_it_stood_between_what_is_left():
    changes = f"<text:tracked-changes>{deletion('密★')}</text:tracked-changes>"
    items = read(with_body("odt", changes + p('机<text:change text:change-id="c1"/>5年')))
    assert places(items, "机密★5年") == {Place.DELETED}
    assert places(items, "机5年") == {Place.BODY}


def test_text_before_a_change_is_read_without_what_was_put_in():
    marks = '<text:change-start text:change-id="i1"/>', '<text:change-end text:change-id="i1"/>'
    changes = "<text:tracked-changes>" + deletion("密★") + "</text:tracked-changes>"
    items = read(with_body("odt", changes + p(f'机{marks[0]}<text:span>会</text:span>议{marks[1]}<text:change text:change-id="c1"/>5年')))
    assert places(items, "机密★5年") == {Place.DELETED}
    assert places(items, "机会议5年") == {Place.BODY}


def test_an_insertion_within_a_word_is_read_as_if_rejected():
    marks = '<text:change-start text:change-id="i1"/>', '<text:change-end text:change-id="i1"/>'
    items = read(with_body("odt", p(f"机{marks[0]}会议{marks[1]}密★5年") + p(f"开庭{marks[0]}公告{marks[1]}")))
    assert places(items, "机密★5年") == {Place.INSERTED}
    assert places(items, "开庭") == {Place.BODY}


def encrypted(name: str) -> Callable[[bytes], bytes]:
    return before(
        "</manifest:manifest>", f'<manifest:file-entry manifest:full-path="{name}"><manifest:encryption-data/></manifest:file-entry>'
    )


def test_an_encrypted_document_is_held_and_what_is_plain_is_read():
    data = repack(sample("odt"), {"content.xml": b"\x01\x02", "META-INF/manifest.xml": encrypted("content.xml")})
    with pytest.raises(PasswordProtectedError):
        read(data)
    assert ("password-protected", "OpenDocument encryption") in {
        (one.code, one.reason) for one in read_document(Source.of_bytes(data, "a.odt")).unscanned
    }
    items: list[Item] = []
    with pytest.raises(PasswordProtectedError):
        items.extend(extract_odf(Source.of_bytes(data, "a.odt")))
    assert places(items, "页眉字样") == {Place.HEADER}


UNREAD = {
    "no content": ({"content.xml": None}, ("corrupt", "no content.xml")),
    "broken XML": ({"content.xml": lambda data: data[:-30]}, ("corrupt", "XMLSyntaxError")),
    "document type": ({"settings.xml": b"<!DOCTYPE x><x/>"}, ("suspicious-structure", "doctype")),
}


@pytest.mark.parametrize(("edits", "code"), UNREAD.values(), ids=UNREAD)
def test_what_is_wrong_with_a_file_is_said(edits, code):
    assert code in codes(read(repack(sample("odt"), edits)))


def flat() -> bytes:
    picture = base64.b64encode(png()).decode()
    names = ["office", "text", "draw", "style", "meta"]
    uris = {name: name for name in names} | {"draw": "drawing"}
    declared = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uris[name]}:1.0"' for name in names)
    return (
        f'<office:document {declared} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><meta:keyword>关键词</meta:keyword></office:meta><office:master-styles><style:master-page><style:header>{p('页眉')}</style:header>"
        f"</style:master-page></office:master-styles><office:body><office:text>{p(TOKEN)}"
        f"{p(f'<draw:frame><draw:image><office:binary-data>{picture}</office:binary-data></draw:image></draw:frame>')}"
        "</office:text></office:body></office:document>"
    ).encode()


def test_one_flat_file_holds_the_same():
    items = read(flat(), "a.fodt")
    assert [places(items, token) for token in (TOKEN, "页眉", "keyword：关键词")] == [{Place.BODY}, {Place.HEADER}, {Place.METADATA}]
    assert children(items) == {"object1": (Place.IMAGE, png())}


def test_a_flat_file_with_broken_pictures_or_markup_says_so():
    assert ("corrupt", "base64") in codes(read(flat().replace(b"iVBOR", b"iV!OR"), "a.fodt"))
    assert ("corrupt", "XMLSyntaxError") in codes(read(flat()[:-20], "a.fodt"))


@pytest.mark.parametrize(("mark", "sign"), [("tab", "\t"), ("line-break", "\n"), ("soft-page-break", "")])
def test_a_sign_between_two_characters_is_read_as_it_stands(mark, sign):
    edit = before("</office:text>", p(f"一<text:{mark}/>二"))
    assert f"一{sign}二" in [segment.text for segment in segments(read(repack(sample("odt"), {"content.xml": edit})))]


@pytest.mark.parametrize("value", ["string-value", "date-value", "time-value", "boolean-value", "value"])
@pytest.mark.parametrize("cell", ["table-cell", "covered-table-cell"])
def test_a_cell_that_holds_only_its_value_is_read_once(cell, value):
    row = f'<table:table-row><table:{cell} office:{value}="{TOKEN}"/></table:table-row>'
    table = f'<table:table table:name="a">{row}</table:table>'
    items = read(repack(sample("ods"), {"content.xml": before("</office:spreadsheet>", table)}), "a.ods")
    assert [segment.location.place for segment in segments(items) if TOKEN in segment.text] == [Place.TABLE]
