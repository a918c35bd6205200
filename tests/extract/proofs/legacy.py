"""Hiding places of doc, xls and ppt: files of LibreOffice, and edits of them record by record where it cannot write a kind."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract import test_doc, test_ppt, test_xls
from tests.extract.legacy_files import SAMPLES, atom, edited, macros, record, sample, streams
from tests.extract.office_files import part
from tests.extract.proofs.proof import (
    DESCRIPTION,
    PICTURE_TOKEN,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    held,
    joined,
    macro_project,
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_ole import native

WIDE = TOKEN.encode("utf-16-le")
MAIN = {"doc": ("WordDocument",), "xls": ("Workbook",), "ppt": ("PowerPoint Document",)}
MACROS = {"doc": "Macros", "xls": "_VBA_PROJECT_CUR", "ppt": "VBA"}
ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.microsoft.com/office/2006/relationships/shapeXml" Target="drs/shapexml.xml"/></Relationships>'
)
Streams = Mapping[tuple[str, ...], bytes | Callable[[bytes], bytes]]


def more(kind: str) -> bytes:
    return (SAMPLES / f"more.{kind}").read_bytes()


def of_sample(kind: str, what: str) -> Proof:
    token, place = {"doc": test_doc.KINDS, "xls": test_xls.KINDS, "ppt": test_ppt.KINDS}[kind][what]
    return Proof(lambda: sample(kind), f"a.{kind}", token, place)


def of_more(kind: str, token: str, place: Place) -> Proof:
    return Proof(lambda: more(kind), f"a.{kind}", token, place)


def put(kind: str, edits: Streams, expected: Place, token: str = TOKEN, inside: str = "") -> Proof:
    return Proof(lambda: edited(sample(kind), edits), f"a.{kind}", token, expected, inside)


def options(key: int, data: bytes) -> bytes:
    """One complex property of a shape."""
    return atom(0xF00B, struct.pack("<HI", 0x8000 | key, len(data)) + data, 0x13)


def shape(key: int, text: str = TOKEN) -> bytes:
    return options(key, text.encode("utf-16-le") + b"\0\0")


def blip(picture: bytes) -> bytes:
    return atom(0xF01E, bytes(17) + picture, 0x6E00)


def modern_shape() -> bytes:
    """A shape as newer programs keep it beside the old one, diagrams too: a package with its XML."""
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("_rels/.rels", ROOT_RELATIONS)
        archive.writestr("drs/shapexml.xml", part(f"<p:sp><p:txBody><a:p><a:r><a:t>{TOKEN}</a:t></a:r></a:p></p:txBody></p:sp>"))
    return options(0x03A9, stream.getvalue())


def biff(kind: int, data: bytes) -> bytes:
    """A record that may be longer than one can be."""
    return record(kind, data[:8000]) + b"".join(record(0x3C, data[at : at + 8000]) for at in range(8000, len(data), 8000))


def in_book(globals_: bytes = b"", sheet: bytes = b"", place: Place = Place.BODY, token: str = TOKEN, inside: str = "") -> Proof:
    return Proof(lambda: test_xls.book(globals_, sheet), "a.xls", token, place, inside)


def of_record(what: str) -> Proof:
    globals_, sheet, place = test_xls.RECORDS[what]
    return in_book(globals_ or b"", sheet, place, "青松标签")


def appended(kind: str, data: bytes, expected: Place | str, token: str = TOKEN, inside: str = "", *, ocr: bool = False) -> Proof:
    """Records behind all others of the stream where the drawings of this format are."""
    stream = {"doc": ("Data",), "ppt": ("PowerPoint Document",)}[kind]
    return Proof(lambda: edited(sample(kind), {stream: lambda old: old + data}), f"a.{kind}", token, expected, inside, ocr)


def without_index(data: bytes, expected: Place) -> Proof:
    """A presentation whose index of slides is lost, so that what is put behind it is as good as any slide."""
    document = ("PowerPoint Document",)
    return put("ppt", {("Current User",): b"", document: lambda old: old + data}, expected)


def doc_strings(index: int) -> bytes:
    """The sample with a table of strings put at this entry of the header."""
    found = streams(sample("doc"))
    name = next(path for path in found if path[-1].endswith("Table"))
    table, main = found[name], bytearray(found[MAIN["doc"]])
    strings = b"\xff\xff" + struct.pack("<HHH", 1, 0, len(TOKEN)) + WIDE
    struct.pack_into("<II", main, 0x9A + 8 * index, len(table), len(strings))
    return write_compound({**found, name: table + strings, MAIN["doc"]: bytes(main)})


def stored(data: bytes) -> bytes:
    return atom(0x1011, struct.pack("<I", len(data)) + zlib.compress(data), 0x10)


def encrypted_doc() -> bytes:
    def encrypt(data: bytes) -> bytes:
        return data[:10] + struct.pack("<H", struct.unpack_from("<H", data, 10)[0] | 0x100) + data[12:]

    return edited(sample("doc"), {("WordDocument",): encrypt})


def encrypted_xls() -> bytes:
    return write_compound({("Workbook",): test_xls.bof(5) + record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\x55" * 48) + record(0x0A, b"")})


def encrypted_ppt() -> bytes:
    return edited(sample("ppt"), {("Current User",): lambda data: data[:12] + struct.pack("<I", 0xF3D1C4DF) + data[16:]})


def shared() -> Proofs:
    proofs: Proofs = {}
    pools = {"doc": ("ObjectPool", "_1"), "xls": ("MBD0001",), "ppt": ("MBD0001",)}
    for kind, pool in pools.items():
        book = {(*pool, *path): data for path, data in streams(sample("xls")).items()}
        sound = {(*pool, "\x01Ole10Native"): native("a.wav", SOUND)}
        proofs |= {
            ("unreferenced part", kind): (put(kind, {("Item",): WIDE}, Place.ORPHAN),),
            ("bytes behind the end", kind): (
                Proof(lambda kind=kind: sample(kind) + TOKEN.encode("gb18030"), f"a.{kind}", TOKEN, Place.ORPHAN),
            ),
            ("macro", kind): (
                put(kind, {(MACROS[kind], *path): data for path, data in macros(f"' {TOKEN}").items()}, Place.MACRO),
            ),
            ("embedded object", kind): (put(kind, {(*pool, "\x01Ole10Native"): native("a.txt", text_file())}, Place.BODY, inside="!a.txt"),),
            ("member name", kind): (put(kind, {(*pool, "\x01Ole10Native"): native(f"{TOKEN}.txt", b"x")}, Place.FILE_NAME),),
            ("embedded workbook", kind): (put(kind, book, Place.HIDDEN, "青松隐藏行", pool[-1]),),
            ("chart", kind): (put(kind, book, Place.CHART, "青松图表", pool[-1]),),
            ("sound or video", kind): (held(lambda kind=kind, sound=sound: edited(sample(kind), sound), f"a.{kind}", "unsupported-format"),),
            ("custom data", kind): (put(kind, {("MsoDataStore", "A", "Item"): f"<a>{TOKEN}</a>".encode()}, Place.ORPHAN),),
            ("signature", kind): (put(kind, {("_xmlsignatures", "1"): f"<a>{TOKEN}</a>".encode()}, Place.ORPHAN),),
        }  # fmt: skip
    return proofs


DOC: Proofs = {
    **{
        (cell, "doc"): tuple(of_sample("doc", what) for what in kinds)
        for cell, kinds in {
            "body": ("body",), "table": ("table",), "hidden text": ("hidden run", "half hidden"), "white text": ("white run",),
            "1-pt text": ("1 pt run",), "tracked deletion": ("deleted",), "tracked insertion": ("inserted",), "header": ("header",),
            "footer": ("footer",), "footnote": ("footnote",), "endnote": ("endnote",), "comment": ("comment",),
            "comment author": ("comment author",), "revision author": ("revision author",), "text box": ("text box",),
            "watermark or WordArt": ("WordArt",), "field code": ("field code",), "link target": ("link",), "bookmark": ("bookmark",),
            "core property": ("title", "author"), "custom property": ("custom property",),
        }.items()
    },
    ("nested table", "doc"): (of_more("doc", "青松内层表", Place.TABLE),),
    ("form field", "doc"): tuple(of_more("doc", text, Place.FORM_FIELD) for text in ("青松域默认", "青松域帮助", "青松域状态")),
    ("list label", "doc"): (of_more("doc", "青松编号", Place.FIELD),),
    ("phonetic guide", "doc"): (of_more("doc", "青松拼音", Place.FIELD),),
    ("app property", "doc"): tuple(of_more("doc", text, Place.METADATA) for text in ("青松主管", "青松单位")),
    ("alt text", "doc"): (appended("doc", shape(0x0381), Place.ALT_TEXT),),
    ("diagram", "doc"): (appended("doc", modern_shape(), Place.TEXT_BOX),),
    ("document variable", "doc"): (Proof(lambda: doc_strings(60), "a.doc", TOKEN, Place.METADATA),),
    ("external template", "doc"): (Proof(lambda: doc_strings(32), "a.doc", TOKEN, Place.METADATA),),
    ("mail merge source", "doc"): (Proof(lambda: doc_strings(72), "a.doc", TOKEN, Place.LINK),),
    ("building block", "doc"): (
        Proof(lambda: doc_strings(9), "a.doc", TOKEN, Place.METADATA),
        put("doc", {MAIN["doc"]: lambda data: data + bytes(64) + WIDE + bytes(64)}, Place.EARLIER_VERSION),
    ),
    ("earlier version", "doc"): (put("doc", {MAIN["doc"]: lambda data: data + bytes(64) + WIDE + bytes(64)}, Place.EARLIER_VERSION),),
    ("unreferenced part", "doc"): (put("doc", {("0Table",): WIDE}, Place.ORPHAN),),
    ("picture", "doc"): (appended("doc", blip(written_picture()), Place.IMAGE, PICTURE_TOKEN, ".png", ocr=True),),
    ("picture metadata", "doc"): (appended("doc", blip(described_picture()), Place.METADATA, DESCRIPTION, ".png"),),
    ("vector drawing", "doc"): (appended("doc", UNPACKED := atom(0xF01A, bytes(50) + b"not deflated", 0x3D40), "image-not-read", ""),),
    ("encrypted content", "doc"): (held(encrypted_doc, "a.doc", "password-protected"),),
    ("unknown markup", "doc"): (Proof(lambda: doc_strings(90), "a.doc", TOKEN, Place.METADATA),),
}  # fmt: skip

LABEL = test_xls.wide(TOKEN)
AID = struct.pack("<HHHHHHH", 1, 10 + len(WIDE), 0, 0, 1, len(TOKEN), len(TOKEN)) + WIDE
XLS: Proofs = {
    **{
        (cell, "xls"): tuple(of_sample("xls", what) for what in kinds)
        for cell, kinds in {
            "table": ("cell", "formula value"), "hidden row or column": ("hidden row", "hidden column"), "white text": ("white cell",),
            "hidden sheet or slide": ("hidden sheet", "very hidden sheet"), "spreadsheet formula": ("formula literal",),
            "comment": ("comment",), "header": ("header",), "footer": ("footer",), "defined name": ("defined name",),
            "sheet, slide or layer name": ("sheet name", "hidden sheet's name"), "number format": ("number format",),
            "data validation": ("list of choices", "prompt"), "link target": ("link",), "chart": ("chart title",), "core property": ("author",),
        }.items()
    },
    ("text box", "xls"): (of_record("text box"),),
    ("form field", "xls"): (of_record("text box"),),
    ("comment author", "xls"): (of_record("comment's author"),),
    ("external link cache", "xls"): (of_record("external value"),),
    ("unreferenced part", "xls"): (of_record("unused shared string"),),
    ("revision author", "xls"): (of_record("last user"), put("xls", {("User Names",): record(0x193, LABEL)}, Place.ORPHAN)),
    ("unknown markup", "xls"): (of_record("unknown record"),),
    ("hidden text", "xls"): (of_more("xls", "青松空格式", Place.HIDDEN),),
    ("1-pt text", "xls"): (of_more("xls", "青松小字", Place.HIDDEN),),
    ("conditional format", "xls"): (of_more("xls", "青松条件", Place.FORM_FIELD),),
    ("filter or scenario", "xls"): (of_more("xls", "青松筛选", Place.MARKUP), in_book(b"", record(0xAF, bytes(7) + WIDE), Place.MARKUP)),
    ("data connection", "xls"): (in_book(record(0x876, bytes(8) + WIDE), b"", Place.MARKUP),),
    ("link tooltip", "xls"): (in_book(b"", record(0x800, struct.pack("<HHHHH", 0x800, 0, 0, 0, 0) + WIDE + b"\0\0"), Place.LINK),),
    ("pivot cache", "xls"): (put("xls", {("_SX_DB_CUR", "0001"): record(0xCD, LABEL)}, Place.EXTERNAL_CACHE),),
    ("tracked insertion", "xls"): (put("xls", {("Revision Log",): record(0x13B, bytes(9) + LABEL)}, Place.ORPHAN),),
    ("tracked deletion", "xls"): (put("xls", {("Revision Log",): record(0x13B, bytes(9) + LABEL)}, Place.ORPHAN),),
    ("phonetic guide", "xls"): (
        in_book(
            record(0xFC, struct.pack("<IIHBI", 1, 1, 2, 5, len(AID)) + "机密".encode("utf-16-le") + AID),
            record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
            Place.HIDDEN,
        ),
    ),
    ("watermark or WordArt", "xls"): (in_book(b"", biff(0xEC, shape(0x00C0)), Place.WATERMARK),),
    ("alt text", "xls"): (in_book(b"", biff(0xEC, shape(0x0381)), Place.ALT_TEXT),),
    ("diagram", "xls"): (in_book(b"", biff(0xEC, modern_shape()), Place.TEXT_BOX),),
    ("picture", "xls"): (in_book(biff(0xEB, blip(written_picture())), b"", Place.IMAGE, PICTURE_TOKEN, ".png"),),
    ("picture metadata", "xls"): (in_book(biff(0xEB, blip(described_picture())), b"", Place.METADATA, DESCRIPTION, ".png"),),
    ("vector drawing", "xls"): (held(lambda: test_xls.book(biff(0xEB, UNPACKED), b""), "a.xls", "image-not-read"),),
    ("custom property", "xls"): (
        Proof(lambda: edited(sample("xls"), {("\x05DocumentSummaryInformation",): streams(sample("doc"))[("\x05DocumentSummaryInformation",)]}), "a.xls", "青松自定属性", Place.METADATA),
    ),
    ("app property", "xls"): (
        Proof(lambda: edited(sample("xls"), {("\x05DocumentSummaryInformation",): streams(more("doc"))[("\x05DocumentSummaryInformation",)]}), "a.xls", "青松主管", Place.METADATA),
    ),
    ("encrypted content", "xls"): (held(encrypted_xls, "a.xls", "password-protected"),),
}  # fmt: skip

PPT: Proofs = {
    **{
        (cell, "ppt"): tuple(of_sample("ppt", what) for what in kinds)
        for cell, kinds in {
            "body": ("title", "group"), "text box": ("text box",), "table": ("table",), "speaker notes": ("notes",),
            "hidden sheet or slide": ("hidden slide",), "master or template": ("master",), "comment": ("comment",),
            "comment author": ("comment author",), "link target": ("link",),
        }.items()
    },
    ("footer", "ppt"): (of_more("ppt", "青松页脚", Place.FOOTER),),
    ("header", "ppt"): (without_index(atom(0x03E8, atom(0x0FD9, atom(0x0FBA, WIDE, 0x10), 0xF), 0xF), Place.HEADER),),
    ("white text", "ppt"): (of_more("ppt", "青松白字", Place.TEXT_BOX),),
    ("1-pt text", "ppt"): (of_more("ppt", "青松小字", Place.TEXT_BOX),),
    ("hidden text", "ppt"): (of_more("ppt", "青松外面", Place.TEXT_BOX),),
    ("alt text", "ppt"): (without_index(atom(0x03EE, shape(0x0381), 0xF), Place.ALT_TEXT),),
    ("watermark or WordArt", "ppt"): (without_index(atom(0x03EE, shape(0x00C0), 0xF), Place.WATERMARK),),
    ("diagram", "ppt"): (without_index(atom(0x03EE, modern_shape(), 0xF), Place.TEXT_BOX),),
    ("earlier version", "ppt"): (
        appended("ppt", atom(0x03EE, atom(0x0FA0, WIDE), 0xF), Place.EARLIER_VERSION),
        appended("ppt", atom(0x03F0, atom(0x0FBA, WIDE), 0xF), Place.EARLIER_VERSION),
    ),
    ("unknown markup", "ppt"): (appended("ppt", atom(0x7777, b"\1\2\3\4" + WIDE), Place.EARLIER_VERSION),),
    ("embedded object", "ppt"): (appended("ppt", stored(packed_file()), Place.BODY, TOKEN, "!a.txt"),),
    ("embedded workbook", "ppt"): (appended("ppt", stored(sample("xls")), Place.HIDDEN, "青松隐藏行"),),
    ("chart", "ppt"): (appended("ppt", stored(sample("xls")), Place.CHART, "青松图表"),),
    ("macro", "ppt"): (appended("ppt", stored(macro_project()), Place.MACRO),),
    ("picture", "ppt"): (Proof(lambda: edited(sample("ppt"), {("Pictures",): blip(written_picture())}), "a.ppt", PICTURE_TOKEN, Place.IMAGE, ".png", ocr=True),),
    ("picture metadata", "ppt"): (put("ppt", {("Pictures",): blip(described_picture())}, Place.METADATA, DESCRIPTION, ".png"),),
    ("vector drawing", "ppt"): (held(lambda: edited(sample("ppt"), {("Pictures",): UNPACKED}), "a.ppt", "image-not-read"),),
    ("core property", "ppt"): (
        Proof(lambda: edited(sample("ppt"), {("\x05SummaryInformation",): streams(sample("doc"))[("\x05SummaryInformation",)]}), "a.ppt", "青松标题", Place.METADATA),
    ),
    ("custom property", "ppt"): (
        Proof(lambda: edited(sample("ppt"), {("\x05DocumentSummaryInformation",): streams(sample("doc"))[("\x05DocumentSummaryInformation",)]}), "a.ppt", "青松自定属性", Place.METADATA),
    ),
    ("app property", "ppt"): (
        Proof(lambda: edited(sample("ppt"), {("\x05DocumentSummaryInformation",): streams(more("doc"))[("\x05DocumentSummaryInformation",)]}), "a.ppt", "青松主管", Place.METADATA),
    ),
    ("document variable", "ppt"): (appended("ppt", atom(0x03E8, atom(0x1388, atom(0x138A, atom(0x0FBA, WIDE, 0x10), 0xF), 0xF), 0xF), Place.EARLIER_VERSION),),
    ("encrypted content", "ppt"): (held(encrypted_ppt, "a.ppt", "password-protected"),),
}  # fmt: skip

LEGACY: Proofs = joined(DOC, XLS, PPT, shared())
