"""Records of a PowerPoint binary file, and which of them are the presentation as it is shown and which an earlier state of it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.errors import CorruptError, PasswordProtectedError

CONTAINER = 0xF
CURRENT_USER, USER_EDIT, PERSIST_DIRECTORY = 0x0FF6, 0x0FF5, 0x1772
DOCUMENT, SLIDE_LIST, SLIDE_PERSIST = 0x03E8, 0x0FF0, 0x03F3
SLIDE, NOTES, MASTER, HANDOUT = 0x03EE, 0x03F0, 0x03F8, 0x0FC9
ENCRYPTED = 0xF3D1C4DF
SLIDES_LIST, MASTERS_LIST, NOTES_LIST = 0, 1, 2
# An edit of an encrypted presentation also says where its session key is.
ENCRYPTED_EDIT = 32


@dataclass(frozen=True, slots=True)
class Record:
    kind: int
    instance: int
    is_container: bool
    start: int
    end: int
    data: bytes = field(repr=False)

    @property
    def body(self) -> bytes:
        return self.data[self.start + 8 : self.end]

    def children(self) -> Iterator[Record]:
        return records(self.data, self.start + 8, self.end)


def records(data: bytes, at: int, end: int) -> Iterator[Record]:
    """The records of a range; the last may be cut by its end."""
    while at + 8 <= end:
        version, kind, size = struct.unpack_from("<HHI", data, at)
        stop = min(at + 8 + size, end)
        yield Record(kind, version >> 4, version & 0xF == CONTAINER, at, stop, data)
        at += 8 + size


def record_at(data: bytes, offset: int) -> Record | None:
    return next(records(data, offset, len(data)), None) if offset + 8 <= len(data) else None


@dataclass
class Presentation:
    """`pages`: the offset of each slide's container -> its number; likewise of the notes of a slide. `live`: offsets in use."""

    live: set[int] = field(default_factory=set)
    pages: dict[int, int] = field(default_factory=dict)


def open_presentation(data: bytes, current_user: bytes) -> Presentation:
    """Follow the edits from the last one back. Raises `PasswordProtectedError` where the records are encrypted."""
    if len(current_user) < 20:
        raise CorruptError("Current User")
    token, offset = struct.unpack_from("<II", current_user, 12)
    if token == ENCRYPTED:
        raise PasswordProtectedError
    objects, document = _edits(data, offset)
    root = record_at(data, objects.get(document, len(data)))
    if root is None or root.kind != DOCUMENT:
        raise CorruptError("no document")
    show = Presentation(set(objects.values()))
    slides: dict[int, int] = {}
    for which in (SLIDES_LIST, NOTES_LIST):
        for listed in root.children():
            if listed.kind == SLIDE_LIST and listed.instance == which:
                _number(listed, which, objects, slides, show)
    return show


def _edits(data: bytes, offset: int) -> tuple[dict[int, int], int]:
    """Where each object was last written, and the number of the document among them."""
    objects: dict[int, int] = {}
    seen: set[int] = set()
    document = 0
    while offset not in seen and (edit := record_at(data, offset)) is not None and edit.kind == USER_EDIT:
        previous, directory, document_id = struct.unpack_from("<III", edit.body, 8)
        if len(edit.body) >= ENCRYPTED_EDIT and not seen:
            raise PasswordProtectedError
        seen.add(offset)
        if (persist := record_at(data, directory)) is not None and persist.kind == PERSIST_DIRECTORY:
            for number, at in _objects(persist.body):
                objects.setdefault(number, at)
        document = document or document_id
        if not previous:
            break
        offset = previous
    return objects, document


def _number(listed: Record, which: int, objects: dict[int, int], slides: dict[int, int], show: Presentation) -> None:
    number = 0
    for persist in listed.children():
        if persist.kind != SLIDE_PERSIST or len(persist.body) < 16:
            continue
        number += 1
        reference, _, _, identifier = struct.unpack_from("<IIII", persist.body)
        offset = objects.get(reference, -1)
        if which == SLIDES_LIST:
            slides[identifier] = show.pages[offset] = number
        elif (notes := record_at(persist.data, offset) if offset >= 0 else None) is not None:
            # NotesAtom: the slide these notes belong to
            atom = next((child for child in notes.children() if child.kind == 0x03F1 and len(child.body) >= 4), None)
            if atom is not None and (page := slides.get(struct.unpack_from("<I", atom.body)[0])):
                show.pages[offset] = page


def _objects(body: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(body):
        (head,) = struct.unpack_from("<I", body, at)
        first, count = head & 0xFFFFF, head >> 20
        at += 4
        for index in range(count):
            if at + 4 > len(body):
                return
            yield first + index, struct.unpack_from("<I", body, at)[0]
            at += 4
