"""What any compound file may hold beside its main streams: properties, macros, embedded files, and streams that nobody knows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from screener.errors import UnreadableError
from screener.extract.appended import HIDDEN_FILE
from screener.extract.media_type import STREAMS, begins_like_a_file
from screener.extract.ole.compound import BROKEN, STREAM, Compound, Path
from screener.extract.ole.compound_writer import write_compound
from screener.extract.ole.equation import EQUATION, equation_text
from screener.extract.ole.office_art import read_pictures, without_pictures
from screener.extract.ole.properties import read_property_set
from screener.extract.ole.vba import read_projects
from screener.extract.source import Item
from screener.extract.text.byte_sweep import swept_texts
from screener.model import Place, Segment

PROPERTY_SETS = "\x05"
NATIVE = "\x01Ole10Native"
# A document under rights management: what stands beside these streams only says that one may not read it.
RIGHTS = frozenset({"drmcontent", "drmencrypteddataspace", "drmencryptedtransform"})
# Streams that make a storage a document of its own.
DOCUMENTS = frozenset(name for names, media_type in STREAMS for name in names if media_type != "application/vnd.ms-office.vbaProject") - {
    "MM"
}


def read_contents(compound: Compound) -> Iterator[Item]:
    """Everything that no reader has taken."""
    if any(name.casefold().strip("\t\x06") in RIGHTS for path in compound.streams for name in path):
        yield compound.source.unscanned("password-protected", "rights management")
    yield from _embedded_documents(compound)
    yield from read_projects(compound)
    pictures: set[bytes] = set()
    for path in compound.streams:
        if path in compound.taken:
            continue
        data = compound.read(path)
        if path[-1].startswith(PROPERTY_SETS) and data[:2] == b"\xfe\xff":
            yield from _properties(compound, path, data)
        elif path[-1] == NATIVE:
            yield from _native(compound, path, data)
        elif begins_like_a_file(data):
            yield compound.source.child(_name(path), data, Place.EMBEDDED)
        else:
            if path[-1] == EQUATION and (text := equation_text(data)).strip():
                yield compound.source.segment(text, Place.FORMULA, "/".join(path))
            yield from read_pictures(compound.source, data, pictures, "/".join(path))
            yield from _sweep(compound, "/".join(path), without_pictures(data, compound.source.budget))
    for name, data in compound.orphans():
        yield from _sweep(compound, name, data)
    tail = compound.tail()
    if hidden := HIDDEN_FILE.search(tail):
        yield compound.source.child("appended", tail[hidden.start() :], Place.EMBEDDED)
        tail = tail[: hidden.start()]
    yield from _sweep(compound, "", tail)


def _embedded_documents(compound: Compound) -> Iterator[Item]:
    """Storages that are documents, rebuilt as files."""
    done: list[Path] = []
    for path, entry in compound.entries.items():
        folder = path[:-1]
        if not folder or entry.entry_type != STREAM or path[-1].casefold() not in DOCUMENTS or path in compound.taken:
            continue
        if any(folder[: len(known)] == known for known in done):
            continue
        done.append(folder)
        streams = {known[len(folder) :]: compound.read(known) for known in compound.streams if known[: len(folder)] == folder}
        yield compound.source.child(_name(folder), write_compound(streams), Place.EMBEDDED)


def _properties(compound: Compound, path: Path, data: bytes) -> Iterator[Item]:
    texts: set[str] = set()
    try:
        for item in read_property_set(compound.source, "/".join(path), data):
            if isinstance(item, Segment):
                texts.add(item.text.partition("：")[2])
            yield item
    except (*BROKEN, UnreadableError):
        yield compound.source.unscanned("corrupt", "property set", Place.METADATA)
    else:
        return
    for text in swept_texts(data):
        if text not in texts:
            yield compound.source.segment(text, Place.METADATA, "/".join(path))


def _native(compound: Compound, path: Path, data: bytes) -> Iterator[Item]:
    """A file that was packed as an object: its label, the paths it came from, its bytes."""
    texts, content = unpacked_native(data)
    for text in dict.fromkeys(texts):
        if text.strip():
            yield compound.source.segment(text, Place.FILE_NAME, "/".join(path))
    yield compound.source.child(texts[0] if texts and texts[0] else _name(path[:-1] or path), content, Place.EMBEDDED)


def unpacked_native(data: bytes) -> tuple[list[str], bytes]:
    """Names and bytes of a packed file (`\x01Ole10Native`)."""
    at, texts = 6, []
    try:
        for skip in (0, 0, 8):
            at += skip
            end = data.index(b"\0", at)
            texts.append(data[at:end].decode("gb18030", "replace"))
            at = end + 1
        (size,) = struct.unpack_from("<I", data, at)
        if at + 4 + size <= len(data) and data[4:6] == b"\x02\x00":
            return texts, data[at + 4 : at + 4 + size]
    except (ValueError, struct.error):
        pass
    return [], data[4:]


def _sweep(compound: Compound, inner: str, data: bytes) -> Iterator[Item]:
    for text in swept_texts(data):
        yield compound.source.segment(text, Place.ORPHAN, inner)


def _name(path: Path) -> str:
    return "".join(character for character in path[-1] if character.isprintable()) or "object"
