r"""Hiding places of RTF: a sample of LibreOffice, and every destination by itself."""

from __future__ import annotations

import io
import struct
import zipfile

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract import test_rtf
from tests.extract.legacy_files import sample
from tests.extract.office_files import part
from tests.extract.proofs.compound import ROOT_RELATIONS
from tests.extract.proofs.proof import (
    DESCRIPTION,
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
from tests.extract.test_rtf import ole_1, rtf
from tests.extract.test_xlsx import book_with, hidden_row

HEX = "".join(f"\\'{byte:02x}" for byte in TOKEN.encode("gb18030"))
COLORS = "{\\colortbl;\\red255\\green255\\blue255;}"


def of_sample(what: str) -> Proof:
    token, place = test_rtf.SAMPLE_KINDS[what]
    return Proof(lambda: sample("rtf"), "a.rtf", token, place)


def of_table(what: str) -> Proof:
    body, place = test_rtf.DESTINATIONS[what]
    return Proof(lambda: rtf(body), "a.rtf", test_rtf.TOKEN, place)


def holding(body: str, expected: Place | str, token: str = TOKEN, inside: str = "", head: str = "", *, ocr: bool = False) -> Proof:
    return Proof(lambda: rtf(body, head), "a.rtf", token, expected, inside, ocr)


def each(place: Place, *destinations: str) -> tuple[Proof, ...]:
    return tuple(holding(f"{{\\*\\{name} {HEX}}}", place) for name in destinations)


def named(name: str) -> Proof:
    return holding(f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn {name}}}{{\\sv {HEX}}}}}}}}}", Place.ALT_TEXT)


def attached(name: str, data: bytes) -> str:
    raw = name.encode() + b"\0"
    packed = b"\x02\0" + raw + raw + b"\0\0\3\0" + struct.pack("<I", len(raw)) + raw + struct.pack("<I", len(data)) + data
    return f"{{\\object{{\\*\\objdata {ole_1(b'Package' + bytes(1), packed)}}}}}"


def modern_shape() -> str:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("_rels/.rels", ROOT_RELATIONS)
        archive.writestr("drs/shapexml.xml", part(f"<p:sp><p:txBody><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></p:txBody></p:sp>"))
    return f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn metroBlob}}{{\\sv{{\\*\\svb {stream.getvalue().hex()}}}}}}}}}}}"


def picture(data: bytes) -> str:
    return f"{{\\pict\\pngblip {data.hex()}}}"


STORE = write_compound({("MsoDataStore", "A", "Item"): f"<a>{TOKEN}</a>".encode()}).hex()
NESTED = f"\\trowd\\cellx9000\\intbl\\itap2 {HEX}\\nestcell{{\\*\\nesttableprops\\trowd\\cellx900\\nestrow}}\\itap1 x\\cell\\row"
RTF: Proofs = {
    (cell, "rtf"): proofs
    for cell, proofs in {
        "body": (of_sample("body"), of_table("body"), of_table("field result")),
        "table": (of_sample("table"), of_table("cell")),
        "nested table": (holding(NESTED, Place.TABLE),),
        "header": (of_sample("header"), of_table("header"), *each(Place.HEADER, "headerl", "headerr", "headerf")),
        "footer": (of_sample("footer"), of_table("first footer"), *each(Place.FOOTER, "footerl", "footerr")),
        "text box": (of_table("text box"), of_table("old text box")),
        "watermark or WordArt": (of_sample("WordArt"), of_table("shape property")),
        "footnote": (of_sample("footnote"), of_table("footnote")),
        "endnote": (of_sample("endnote"), of_table("endnote")),
        "comment": (of_sample("comment"), of_table("annotation")),
        "comment author": (of_table("annotation author"), holding(f"{{\\*\\atnid {HEX}}}", Place.COMMENT)),
        "tracked insertion": (of_sample("inserted"), holding(f"{{\\revised {HEX}}}", Place.BODY)),
        "tracked deletion": (of_sample("deleted"), of_table("deleted")),
        "revision author": (holding(f"{{\\*\\revtbl{{Unknown;}}{{{HEX};}}}}", Place.METADATA),),
        "hidden text": (of_sample("hidden run"), of_table("hidden"), of_table("switched on and off")),
        "white text": (of_sample("white run"), holding(f"{{\\cf1 {HEX}}}", Place.HIDDEN, head=COLORS)),
        "1-pt text": (of_table("tiny"),),
        "field code": (of_sample("field code"), of_table("field"), *each(Place.FIELD, "xe", "datafield")),
        "form field": tuple(
            holding(f"{{\\*\\formfield{{\\*\\{name} {HEX}}}}}", Place.FORM_FIELD)
            for name in ("ffname", "ffdeftext", "ffformat", "ffhelptext", "ffstattext", "ffl")
        ),
        "bookmark": (of_sample("bookmark"), of_table("bookmark")),
        "outline": (holding(f"{{\\tc {HEX}}}", Place.OUTLINE),),
        "core property": (of_sample("title"), of_table("author"), *(holding(f"{{\\info{{\\{name} {HEX}}}}}", Place.METADATA) for name in ("subject", "keywords", "category", "operator", "doccomm", "comment"))),
        "app property": tuple(holding(f"{{\\info{{\\*\\{name} {HEX}}}}}", Place.METADATA) for name in ("manager", "company", "hlinkbase")),
        "custom property": (
            of_sample("custom property"), of_table("user property"), *each(Place.METADATA, "userprops", "propname", "staticval", "linkval", "generator")
        ),
        "document variable": (of_table("document variable"),),
        "alt text": (of_sample("alternative text"), holding(f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn wzDescription}}{{\\sv {HEX}}}}}}}}}", Place.ALT_TEXT), *map(named, ("wzName", "wzTooltip"))),
        "list label": (of_table("list label"), holding(f"{{\\pntext x}}{{\\*\\pn{{\\pntxtb {HEX}}}}}", Place.FIELD), *each(Place.FIELD, "pntxta"), *each(Place.METADATA, "listname", "liststylename")),
        "equation": (holding(f"{{\\mmath{{\\*\\moMath{{\\mr {HEX}}}}}}}", Place.MARKUP),),
        "phonetic guide": (holding(f"{{\\field{{\\*\\fldinst EQ \\\\o(\\\\s\\\\up 9({HEX}),x)}}{{\\fldrslt x}}}}", Place.FIELD),),
        "link target": (holding(f'{{\\field{{\\*\\fldinst HYPERLINK "http://a.test/{HEX}"}}{{\\fldrslt x}}}}', Place.FIELD), holding(f"{{\\*\\filetbl{{\\file {HEX};}}}}", Place.LINK)),
        "link tooltip": (holding(f'{{\\field{{\\*\\fldinst HYPERLINK "http://a.test" \\\\o "{HEX}"}}{{\\fldrslt x}}}}', Place.FIELD),),
        "external template": (holding(f"{{\\*\\template {HEX}}}", Place.LINK),),
        "mail merge source": (holding(f"{{\\*\\mailmerge{{\\*\\mmdatasource {HEX}}}}}", Place.MARKUP),),
        "custom data": (holding(f"{{\\*\\datastore {STORE}}}", Place.ORPHAN),),
        "diagram": (holding(modern_shape(), Place.MARKUP),),
        "embedded object": (holding(attached("a.txt", text_file()), Place.BODY, inside="a.txt"), holding(f"{{\\object{{\\*\\objdata {ole_1(b'X' + bytes(1), packed_file())}}}}}", Place.BODY)),
        "embedded workbook": (holding(attached("a.xlsx", book_with(hidden_row)), Place.HIDDEN, "密令甲", "a.xlsx"),),
        "chart": (holding(f"{{\\object{{\\*\\objdata {ole_1(b'MSGraph.Chart' + bytes(1), sample('xls'))}}}}}", Place.CHART, "青松图表"),),
        "member name": (*each(Place.LINK, "objname"), *each(Place.METADATA, "objclass"), holding(attached("a.txt", b"x"), Place.FILE_NAME, "a.txt"),),
        "picture": (holding(picture(written_picture()), Place.IMAGE, PICTURE_TOKEN, ".png", ocr=True),),
        "picture metadata": (holding(picture(described_picture()), Place.METADATA, DESCRIPTION, ".png"),),
        "vector drawing": (holding(f"{{\\pict\\emfblip {drawing().hex()}}}", "image-not-read", "", ".emf"), held(lambda: rtf("{\\pict\\macpict 0011}"), "a.rtf", "image-not-read")),
        "sound or video": (holding(attached("a.wav", SOUND), "unsupported-format", "", "a.wav"),),
        "unknown markup": (of_table("unknown destination"),),
        "unreferenced part": (Proof(lambda: TOKEN.encode("gb18030") * 3 + rtf("x"), "a.rtf", TOKEN, Place.BODY),),
        "bytes behind the end": (Proof(lambda: rtf("x") + TOKEN.encode("gb18030"), "a.rtf", TOKEN, Place.BODY),),
    }.items()
}  # fmt: skip
