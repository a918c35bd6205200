"""Binary data in RTF: pictures, OLE 1 objects, and what newer programs keep in hex."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from screener.extract.media_type import begins_like_a_file
from screener.extract.ole.contents import unpacked_native
from screener.extract.ole.office_art import bitmap_file
from screener.extract.ole.ole import attempt
from screener.extract.ole.round_trip import read_round_trip
from screener.extract.rtf.tokens import PICTURES
from screener.extract.source import Item, Source
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE = b"Package"


def read_binary(source: Source, data: bytes, destination: str, kind: str, number: int) -> Iterator[Item]:
    """What the data of a destination holds. `kind`: the word that says which picture it is."""
    if destination == "pict":
        suffix = PICTURES.get(kind)
        if suffix is None:
            yield source.unscanned("image-not-read", kind or "unknown picture", Place.IMAGE)
        else:
            yield source.child(f"image{number}.{suffix}", bitmap_file(data) if suffix == "bmp" else data, Place.IMAGE)
    elif destination == "objdata":
        yield from _object(source, data, number)
    elif data.startswith(b"PK"):  # the theme
        yield from attempt(source, read_round_trip(source, data, Place.MARKUP))
    elif begins_like_a_file(data):
        yield source.child(f"{destination}{number}", data, Place.EMBEDDED)
    else:
        for found in swept_texts(data):
            yield source.segment(found, Place.MARKUP)


def _object(source: Source, data: bytes, number: int) -> Iterator[Item]:
    """An OLE 1 object: version, kind, three names, then the bytes; malformed ones are opened by Word all the same."""
    names, content = _native_data(data)
    for name in names:
        yield source.segment(name, Place.METADATA)
    at = data.find(COMPOUND)
    if at >= 0:
        yield source.child(f"object{number}", data[at:], Place.EMBEDDED)
    elif PACKAGE in data[:64]:
        texts, content = unpacked_native(struct.pack("<I", len(content)) + content)
        for text in texts:
            yield source.segment(text, Place.FILE_NAME)
        yield source.child(texts[0] if texts else f"object{number}", content, Place.EMBEDDED)
    else:
        yield source.child(f"object{number}", content, Place.EMBEDDED)


def _native_data(data: bytes) -> tuple[list[str], bytes]:
    at, names = 8, []
    try:
        for _ in range(3):
            (size,) = struct.unpack_from("<I", data, at)
            name = data[at + 4 : at + 4 + size].rstrip(b"\0").decode("gb18030", "replace")
            names += [name] if name.strip() else []
            at += 4 + size
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return [], data
    return names, data[at + 4 : at + 4 + size] or data
