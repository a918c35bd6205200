"""One story of an RTF file while its text is gathered: paragraphs, cells, what is hidden or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.extract.source import Source
from screener.model import Layout, Place, Segment

INSERTED, DELETED, HIDDEN = 1, 2, 4
# A mark stands in the first lines (GB/T 9704: line 2 of page 1).
HEADER_ZONE = 8
TINY = 4
WHITE = 0xF0


@dataclass(slots=True)
class State:
    """What a group inherits from the one around it and does not give back."""

    destination: str = ""
    encoding: str = ""
    skip: int = 1
    vanish: bool = False
    deleted: bool = False
    inserted: bool = False
    shaded: bool = False
    size: int = 24
    color: str | None = None
    in_table: bool = False
    alignment: str | None = None

    @property
    def marks(self) -> int:
        white = self.color is not None and not self.shaded and all(channel >= WHITE for channel in bytes.fromhex(self.color))
        return INSERTED * self.inserted | DELETED * self.deleted | HIDDEN * (self.vanish or white or self.size <= TINY)


@dataclass(slots=True)
class Story:
    """Bytes wait in `raw` until it is sure that no more of the same character follow."""

    place: Place
    name: str = ""
    pieces: list[tuple[str, int]] = field(default_factory=list, repr=False)
    raw: bytearray = field(default_factory=bytearray, repr=False)
    look: tuple[int, str | None] | None = None
    number: int = 0
    lines: int = 0
    table: int = 0
    row: int = 1
    column: int = 1
    in_table: bool = False

    def text(self, wanted: int = 0, unwanted: int = 0) -> str:
        text = "".join(text for text, marks in self.pieces if marks & wanted == wanted and not marks & unwanted)
        return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def add(self, text: str, state: State) -> None:
        marks = state.marks
        self.pieces.append((text, marks))
        if self.look is None and text.strip() and not marks & (DELETED | HIDDEN):
            self.look = state.size, state.color

    def settle(self, state: State, fallback: str) -> None:
        if self.raw:
            data = bytes(self.raw)
            self.raw.clear()
            self.add(decoded(data, state.encoding, fallback), state)

    def end(self, source: Source, state: State, word: str = "par") -> Iterator[tuple[bool, Segment]]:
        """Close a paragraph: its segments, and whether each is in the flow of the text."""
        table = state.in_table or word in ("cell", "nestcell", "row")
        if table and not self.in_table:
            self.table, self.row, self.column = self.table + 1, 1, 1
        self.in_table = table
        cell = f"T{self.table}!R{self.row}C{self.column}" if table else None
        zone = self.place is Place.BODY and self.lines < HEADER_ZONE
        size, color = self.look or (None, None)
        layout = Layout(zone, state.alignment, size / 2 if size else None, color)
        visible = self.text(unwanted=DELETED | HIDDEN)
        hidden, deleted = self.text(HIDDEN, unwanted=DELETED), self.text(DELETED)
        place = Place.TABLE if table and self.place is Place.BODY else self.place
        said = [(visible, place)]
        if hidden.strip():
            said += [(hidden, Place.HIDDEN)] + ([(self.text(unwanted=DELETED), Place.HIDDEN)] if visible.strip() else [])
        if deleted.strip():
            original = self.text(unwanted=INSERTED)
            said += [(deleted, Place.DELETED)] + ([(original, Place.DELETED)] if original != deleted else [])
        self.number += 1
        for text, where in said:
            if text.strip():
                shown = f"{self.name}：{text}" if self.name else text
                in_flow = where is place and self.place is Place.BODY
                yield in_flow, source.segment(shown, where, paragraph=self.number, cell=cell, layout=layout)
        if visible.strip() and not table:
            self.lines += 1
        self._move(word)
        self.pieces.clear()
        self.look = None

    def _move(self, word: str) -> None:
        if word in ("cell", "nestcell"):
            self.column += 1
        elif word in ("row", "nestrow"):
            self.row, self.column = self.row + 1, 1
            self.lines += self.lines < HEADER_ZONE


def decoded(data: bytes, encoding: str, fallback: str) -> str:
    """A font without a charset of its own: the document's codepage, where the bytes are such text."""
    if data.isascii():
        return data.decode("ascii")
    if encoding:
        return data.decode(encoding, "replace")
    try:
        return data.decode(fallback)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace") if fallback != "cp1252" else data.decode("gb18030", "replace")
