"""What a proof is: a real file with a token hidden in it, and the place where a reading must find it or the code that must hold it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msoffcrypto

from screener.extract import Reading, Source
from screener.model import Place, Segment, Unscanned
from tests.extract.legacy_files import macros
from tests.extract.test_ole import native
from tests.extract.test_picture import END, PICTURES, metafile

TOKEN = "青松密件在此"
NO_TOKEN = ""


@dataclass(frozen=True)
class Proof:
    """`expected`: a place, or the code of an `Unscanned`. `part`: must stand in the path of the part, where a file lies inside another."""

    build: Callable[[], bytes]
    name: str
    token: str
    expected: Place | str
    part: str = ""
    ocr: bool = False

    def holds(self) -> bool:
        return any(map(self._is_it, Reading(Source.of_bytes(self.build(), self.name))))

    def _is_it(self, item: Segment | Unscanned) -> bool:
        if self.part not in item.location.part:
            return False
        if isinstance(item, Unscanned):
            return item.code == self.expected
        return self.token != NO_TOKEN and self.token in item.text and item.location.place is self.expected


Proofs: TypeAlias = dict[tuple[str, str], tuple[Proof, ...]]


def held(build: Callable[[], bytes], name: str, code: str, part: str = "") -> Proof:
    return Proof(build, name, NO_TOKEN, code, part)


def joined(*tables: Proofs) -> Proofs:
    """One table of all; where two prove the same cell, both proofs stand."""
    found: Proofs = {}
    for table in tables:
        for cell, proofs in table.items():
            found[cell] = (*found.get(cell, ()), *proofs)
    return found


# Files to be put into others. Each is read by its own reader, so one of a kind is enough.
def text_file() -> bytes:
    return f"{TOKEN}\n".encode()


def packed_file() -> bytes:
    """What an OLE Packager object holds: its label and the file."""
    from screener.extract.ole.compound_writer import write_compound

    return write_compound({("\x01Ole10Native",): native("a.txt", text_file())})


def macro_project() -> bytes:
    from screener.extract.ole.compound_writer import write_compound

    return write_compound(macros(f"' {TOKEN}"))


def described_picture() -> bytes:
    """A picture with `秘密★一年` written beside its pixels."""
    return (PICTURES / "chunks.png").read_bytes()


def written_picture() -> bytes:
    """A picture of the words `机密★10年`, cut from the committed page."""
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(PICTURES / "page.png") as page:
        width, height = page.size
        page.crop((0, 0, width, height // 6)).save(stream, "PNG")
    return stream.getvalue()


def drawing() -> bytes:
    """A metafile that fills a path, which may be letters."""
    return bytes(metafile((62, b"\0" * 16), END).data)


SOUND = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\0\0\0\0"


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(data)).encrypt("unknown to all", out)
    return out.getvalue()


SAMPLES = Path(__file__).parents[2] / "samples"
PICTURE_TOKEN, DESCRIPTION = "机密★10年", "秘密★一年"

OOXML_FORMATS, LEGACY_FORMATS = ("docx", "xlsx", "pptx"), ("doc", "xls", "ppt")
ODF_FORMAT, ARCHIVE_FORMAT, PICTURE_FORMAT = "odt/ods/odp", "zip/7z/rar/tar", "png/jpg/tif"
FORMATS = (*OOXML_FORMATS, *LEGACY_FORMATS, "rtf", ODF_FORMAT, "ofd", "pdf", "html", "eml", "msg", ARCHIVE_FORMAT, PICTURE_FORMAT)
