"""Hiding places of doc, xls and ppt."""

from __future__ import annotations

import struct
from functools import partial

from screener.model import Place
from tests.extract import test_xls
from tests.extract.legacy_files import atom, edited, macros, record, sample, streams
from tests.extract.proofs.compound import (
    MACROS,
    MAIN,
    WIDE,
    appended,
    biff,
    blip,
    doc_strings,
    encrypted_doc,
    encrypted_ppt,
    encrypted_xls,
    equation,
    followed,
    in_book,
    modern_shape,
    more,
    of_more,
    of_record,
    of_sample,
    put,
    shape,
    stored,
    summary_with,
    tooltip,
    without_index,
)
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


def shared() -> Proofs:
    proofs: Proofs = {}
    pools = {"doc": ("ObjectPool", "_1"), "xls": ("MBD0001",), "ppt": ("MBD0001",)}
    for kind, pool in pools.items():
        book = {(*pool, *path): data for path, data in streams(sample("xls")).items()}
        sound = {(*pool, "\x01Ole10Native"): native("a.wav", SOUND)}
        proofs |= {
            ("unreferenced part", kind): (put(kind, {("Item",): WIDE}, Place.ORPHAN),),
            ("bytes behind the end", kind): (
                Proof(partial(followed, kind), f"a.{kind}", TOKEN, Place.ORPHAN),
            ),
            ("equation", kind): (put(kind, {(*pool, "Equation Native"): equation()}, Place.FORMULA),),
            ("thumbnail", kind): (
                Proof(partial(edited, sample(kind), {("\x05SummaryInformation",): summary_with(written_picture())}), f"a.{kind}", PICTURE_TOKEN, Place.IMAGE, "thumbnail", ocr=True),
            ),
            ("form field", kind): (put(kind, {(*pool, "contents"): b"\0\2\4\0" + WIDE}, Place.ORPHAN),),
            ("macro", kind): (
                put(kind, {(MACROS[kind], *path): data for path, data in macros(f"' {TOKEN}").items()}, Place.MACRO),
            ),
            ("embedded object", kind): (put(kind, {(*pool, "\x01Ole10Native"): native("a.txt", text_file())}, Place.BODY, inside="!a.txt"),),
            ("member name", kind): (put(kind, {(*pool, "\x01Ole10Native"): native(f"{TOKEN}.txt", b"x")}, Place.FILE_NAME),),
            ("embedded workbook", kind): (put(kind, book, Place.HIDDEN, "青松隐藏行", pool[-1]),),
            ("chart", kind): (put(kind, book, Place.CHART, "青松图表", pool[-1]),),
            ("sound or video", kind): (held(partial(edited, sample(kind), sound), f"a.{kind}", "unsupported-format"),),
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
    ("link tooltip", "doc"): (Proof(tooltip, "a.doc", TOKEN, Place.FIELD),),
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
    ("table", "xls"): (
        *(of_sample("xls", what) for what in ("cell", "formula value")), of_record("label"),
        *(Proof(lambda: sample("xls"), "a.xls", text, Place.TABLE) for text in ("13800138000", "青松公式字")),
        in_book(b"", record(0x203, struct.pack("<HHHd", 1, 1, 0, 13900139000.0)), Place.TABLE, "13900139000"),
        in_book(b"", record(0x27E, struct.pack("<HHHI", 1, 1, 0, 12345678 << 2 | 2)), Place.TABLE, "12345678"),
        in_book(b"", record(0xBD, struct.pack("<HHHIHIH", 1, 1, 0, 87654321 << 2 | 2, 0, 6, 2)), Place.TABLE, "87654321"),
    ),
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
    ("picture", "xls"): (in_book(biff(0xEB, blip(written_picture())), b"", Place.IMAGE, PICTURE_TOKEN, ".png", ocr=True),),
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
    ("link tooltip", "ppt"): (without_index(atom(0x03E8, atom(0x0FD7, atom(0x0FBA, WIDE, 0x20), 0xF), 0xF), Place.LINK),),
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
