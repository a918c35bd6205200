"""How a token is put into doc, xls and ppt: files of LibreOffice, and edits of them where it cannot write a kind."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping

from screener.extract.ole.compound_writer import write_compound
from screener.model import Place
from tests.extract import test_doc, test_ppt, test_xls
from tests.extract.legacy_files import SAMPLES, atom, edited, record, sample, streams
from tests.extract.office_files import part
from tests.extract.proofs.proof import (
    TOKEN,
    Proof,
)

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


def in_book(
    globals_: bytes = b"", sheet: bytes = b"", place: Place = Place.BODY, token: str = TOKEN, inside: str = "", *, ocr: bool = False
) -> Proof:
    return Proof(lambda: test_xls.book(globals_, sheet), "a.xls", token, place, inside, ocr)


def of_record(what: str) -> Proof:
    globals_, sheet, place = test_xls.RECORDS[what]
    assert isinstance(sheet, bytes)
    assert isinstance(place, Place)
    return in_book(globals_ if isinstance(globals_, bytes) else b"", sheet, place, "青松标签")


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


def followed(kind: str) -> bytes:
    return sample(kind) + TOKEN.encode("gb18030")


def equation() -> bytes:
    head = struct.pack("<HIHIIIII", 28, 0x20000, 0xC1C6, 100, 0, 0, 0, 0) + bytes([3, 1, 1, 3, 0, 10, 1])
    return head + b"".join(b"\x02\x80" + character.encode("utf-16-le") for character in TOKEN) + b"\0\0"


def summary_with(picture: bytes) -> bytes:
    """A property set whose only property is a bitmap of the first page."""
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(stream, "BMP")
    data = stream.getvalue()[14:]
    clip = struct.pack("<IIiI", 0x47, 8 + len(data), -1, 8) + data
    section = struct.pack("<IIII", len(clip) + 16, 1, 17, 16) + clip
    kind = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return struct.pack("<HHI16sI", 0xFFFE, 0, 0x20005, bytes(16), 1) + kind + struct.pack("<I", 48) + section


def tooltip() -> bytes:
    """The sample with another address of the same length in its link."""
    old, new = "http://example.test/青松链接", 'http://aaaaa" \\o "' + TOKEN
    assert len(old) == len(new)
    return edited(sample("doc"), {MAIN["doc"]: lambda data: data.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))})
