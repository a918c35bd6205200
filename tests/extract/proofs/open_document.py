"""Hiding places of OpenDocument files (odt, ods, odp), told by the tables of their own tests."""

from __future__ import annotations

from functools import partial

from screener.model import Place
from tests.extract import test_odf, test_odf_package
from tests.extract.legacy_files import sample as legacy_sample
from tests.extract.office_files import Edit, repack
from tests.extract.proofs.office import commented
from tests.extract.proofs.proof import (
    DESCRIPTION,
    ODF_FORMAT,
    PICTURE_TOKEN,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    drawing,
    held,
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_odf import before, sample, sheet, with_body
from tests.extract.test_odf import cell as odf_cell
from tests.extract.test_odf_package import encrypted, listed
from tests.extract.test_xlsx import book_with, hidden_row


def of_sample(kind: str, token: str) -> Proof:
    place = {"odt": test_odf.LETTER, "ods": test_odf.BOOK, "odp": test_odf.SLIDES}[kind][token]
    return Proof(lambda: sample(kind), f"a.{kind}", token, place)


def of_table(kind: str, what: str) -> Proof:
    xml, styles, place = {"odt": test_odf.TEXT_KINDS, "ods": test_odf.SHEET_KINDS, "odp": test_odf_package.SLIDE_KINDS}[kind][what]
    return Proof(lambda: with_body(kind, xml, styles), f"a.{kind}", test_odf.TOKEN, place)


def of_part(what: str) -> Proof:
    name, content, place = test_odf_package.PART_KINDS[what]
    return Proof(lambda: with_part(name, content), "a.odt", test_odf.TOKEN, place)


def with_part(name: str, content: bytes, kind: str = "odt") -> bytes:
    return repack(sample(kind), {name: content, "META-INF/manifest.xml": listed(name)})


def holding(name: str, content: bytes, token: str, expected: Place | str, inside: str = "", *, ocr: bool = False) -> Proof:
    return Proof(partial(with_part, name, content), "a.odt", token, expected, inside, ocr)


def edited(edits: dict[str, Edit | None], expected: Place, token: str = TOKEN, kind: str = "odt") -> Proof:
    return Proof(lambda: repack(sample(kind), edits), f"a.{kind}", token, expected)


def body(xml: str, expected: Place, kind: str = "odt", styles: str = "") -> Proof:
    return Proof(lambda: with_body(kind, xml, styles), f"a.{kind}", TOKEN, expected)


def each(table: dict[str, tuple[str, ...]], kind: str) -> dict[str, tuple[Proof, ...]]:
    return {cell: tuple(of_table(kind, what) for what in kinds) for cell, kinds in table.items()}


WORDS = each(
    {
        "body": ("paragraph", "heading", "list", "index", "split by spans", "field", "element of no known kind"),
        "footnote": ("footnote",), "endnote": ("endnote",), "comment": ("comment",),
        "text box": ("text box", "text box of the page", "shape", "group of shapes"),
        "watermark or WordArt": ("watermark", "WordArt"),
        "alt text": ("title of a picture", "description of a picture", "name of a shape"),
        "hidden text": ("hidden span", "shape not displayed", "hidden by the parent of a style", "hidden section", "conditional section",
                        "hidden text field", "hidden paragraph"),
        "white text": ("white span",), "1-pt text": ("tiny span",), "phonetic guide": ("ruby",),
        "field code": ("conditional text", "formula of a field"), "document variable": ("variable",),
        "form field": ("placeholder", "form control", "form option"), "bookmark": ("bookmark", "bookmark over text", "section's name"),
        "link target": ("link",), "script": ("script",), "number format": ("number format",),
        "unknown markup": ("attribute of no known kind", "element outside paragraphs", "XML comment"),
    },
    "odt",
)  # fmt: skip
SHEETS = each(
    {
        "table": ("cell", "value without text", "covered cell", "row in a group"),
        "hidden row or column": ("filtered row", "column among hidden ones"), "hidden sheet or slide": ("hidden sheet",),
        "white text": ("white cell",), "comment": ("comment",), "comment author": ("author of a comment",),
        "spreadsheet formula": ("formula",), "text box": ("shape in a cell", "shape on a sheet"),
        "sheet, slide or layer name": ("name of a sheet",), "link target": ("linked sheet",), "defined name": ("database range",),
        "filter or scenario": ("filter",), "data validation": ("error message",), "tracked deletion": ("earlier value",),
    },
    "ods",
)  # fmt: skip
SLIDES = each(
    {
        "body": ("shape",), "speaker notes": ("notes",), "comment": ("comment",), "hidden sheet or slide": ("hidden slide",),
        "sheet, slide or layer name": ("name of a slide", "layer"), "header": ("header",), "footer": ("footer",),
    },
    "odp",
)  # fmt: skip
SAMPLED: dict[str, tuple[tuple[str, str], ...]] = {
    "header": (("odt", "页眉字样"), ("ods", "打印页眉")),
    "footer": (("odt", "页脚字样"),),
    "table": (("odt", "单元格字样"), ("odp", "表格字样")),
    "tracked insertion": (("odt", "插入字样"),),
    "tracked deletion": (("odt", "删除字样"),),
    "revision author": (("odt", "修订人"),),
    "comment author": (("odt", "批注人"),),
    "core property": (("odt", "keyword：关键词"),),
    "hidden row or column": (("ods", "隐藏行字样"), ("ods", "隐藏列字样")),
    "defined name": (("ods", "名称字样"),),
    "data validation": (("ods", "提示标题"), ("ods", "提示字样"), ("ods", '"甲";"乙"')),
    "master or template": (("odp", "母版字样"),),
    "alt text": (("odp", "替代字样"),),
}
NESTED = "<table:table><table:table-row><table:table-cell>{}</table:table-cell></table:table-row></table:table>"
CONDITION = f'<style:style style:name="zz" style:family="table-cell"><style:map style:condition="cell-content()=&quot;{TOKEN}&quot;" style:apply-style-name="a"/></style:style>'
LABEL = f'<text:list-style style:name="zz"><text:list-level-style-number text:level="1" style:num-prefix="{TOKEN}"/></text:list-style>'
CACHE = sheet(odf_cell(f"<text:p>{TOKEN}</text:p>")).replace(
    "<table:table-row>", '<table:table-source xlink:href="../x.ods"/><table:table-row>', 1
)
PILOT = f'<table:data-pilot-tables><table:data-pilot-table table:name="x" table:application-data="{TOKEN}"/></table:data-pilot-tables>'
SCENARIO = sheet("").replace("<table:table-row>", f'<table:scenario table:comment="{TOKEN}"/><table:table-row>', 1)
SOURCE = f'<text:p><text:database-display text:table-name="{TOKEN}" text:column-name="x">值</text:database-display></text:p>'
TEMPLATE = f'<meta:template xlink:href="file:///C:/{TOKEN}.ott" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
TIP = f'<text:p><text:a xlink:href="#a" office:title="{TOKEN}">文</text:a></text:p>'

CHART_DATA = test_odf_package.CHART.format("chart", "标题").replace(
    "</chart:title>",
    '</chart:title><table:table xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-row><table:table-cell>'
    f"<text:p>{TOKEN}</text:p></table:table-cell></table:table-row></table:table>",
)

OTHERS: dict[str, tuple[Proof, ...]] = {
    "nested table": (body(NESTED.format(NESTED.format(f"<text:p>{TOKEN}</text:p>")), Place.TABLE),),
    "conditional format": (body("", Place.MARKUP, "ods", CONDITION),),
    "list label": (body("", Place.MARKUP, "odt", LABEL),),
    "external link cache": (body(CACHE, Place.TABLE, "ods"),),
    "pivot cache": (body(PILOT, Place.MARKUP, "ods"),),
    "filter or scenario": (body(SCENARIO, Place.COMMENT, "ods"),),
    "data connection": (body(SOURCE, Place.MARKUP),),
    "mail merge source": (body(SOURCE, Place.MARKUP),),
    "link tooltip": (body(TIP, Place.MARKUP),),
    "external template": (edited({"meta.xml": before("</office:meta>", TEMPLATE)}, Place.LINK),),
    "custom property": (edited({"meta.xml": before("</office:meta>", f'<meta:user-defined meta:name="密级">{TOKEN}</meta:user-defined>')}, Place.METADATA),),
    "chart": (of_part("chart"), holding("Object 1/content.xml", CHART_DATA.encode(), TOKEN, Place.CHART)),
    "layer": (body(f'<draw:page><draw:rect draw:layer="x"><text:p>{TOKEN}</text:p></draw:rect></draw:page>', Place.BODY, "odp"),),
    "web page inside": (holding("x.html", f"<html><p>x<p hidden>{TOKEN}".encode(), TOKEN, Place.HIDDEN, "x.html"),),
    "equation": (of_part("formula"),),
    "macro": (of_part("macro"), of_part("dialogue")),
    "signature": (of_part("signature"),),
    "custom data": (of_part("statements"),),
    "member name": (of_part("name of a part"),),
    "script": (holding("Scripts/python/a.py", f"# {TOKEN}".encode(), TOKEN, Place.BODY, "a.py"),),
    "embedded object": (of_part("embedded text"), holding("Object 3", packed_file(), TOKEN, Place.BODY, "a.txt")),
    "embedded workbook": (
        holding("Object 3", book_with(hidden_row), "密令甲", Place.HIDDEN, "Object 3"),
        holding("Object 3", legacy_sample("xls"), "青松隐藏行", Place.HIDDEN, "Object 3"),
    ),
    "earlier version": (holding("Versions/Version1", sample("odt"), "批注字样", Place.COMMENT, "Version1"),),
    "picture": (holding("Pictures/p.png", written_picture(), PICTURE_TOKEN, Place.IMAGE, "p.png", ocr=True),),
    "picture metadata": (holding("Pictures/p.png", described_picture(), DESCRIPTION, Place.METADATA, "p.png"),),
    "thumbnail": (holding("Thumbnails/t.png", described_picture(), DESCRIPTION, Place.METADATA, "t.png"),),
    "vector drawing": (held(partial(with_part, "Pictures/p.emf", drawing()), "a.odt", "image-not-read", "p.emf"),),
    "sound or video": (held(partial(with_part, "Media/m.wav", SOUND), "a.odt", "unsupported-format", "m.wav"),),
    "unreferenced part": (edited({"x/a.txt": text_file()}, Place.BODY), edited({"x/content.xml": f"<a>{TOKEN}</a>".encode()}, Place.ORPHAN)),
    "archive comment": (Proof(lambda: commented(lambda: sample("odt")), "a.odt", TOKEN, Place.ARCHIVE_COMMENT),),
    "bytes behind the end": (held(lambda: sample("odt") + TOKEN.encode(), "a.odt", "suspicious-structure"),),
    "encrypted content": (
        held(
            lambda: repack(sample("odt"), {"content.xml": b"\x01\x02", "META-INF/manifest.xml": encrypted("content.xml")}),
            "a.odt",
            "password-protected",
        ),
    ),
    "fallback of a drawing": (holding("ObjectReplacements/Object 1", described_picture(), DESCRIPTION, Place.METADATA),),
}  # fmt: skip

_TABLES = (WORDS, SHEETS, SLIDES, {cell: tuple(of_sample(*one) for one in found) for cell, found in SAMPLED.items()}, OTHERS)
ODF: Proofs = {
    (cell, ODF_FORMAT): tuple(proof for table in _TABLES for proof in table.get(cell, ())) for table in _TABLES for cell in table
}
