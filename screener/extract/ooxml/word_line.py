"""One paragraph of a Word document while its runs are gathered, and the ways in which it can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from screener.extract.ooxml.word_styles import Look
from screener.model import Place

INSERTED, DELETED, HIDDEN, RUBY, SLIGHT, CHOICE, FALLBACK = 1, 2, 4, 8, 16, 32, 64
UNSEEN = DELETED | HIDDEN | RUBY


@dataclass(frozen=True, slots=True)
class Stand:
    """Where blocks stand: their place, the cell around them, whether white text on this ground would be invisible."""

    place: Place
    cell: str | None = None
    on_white: bool = True
    boxed: bool = False


@dataclass(slots=True)
class Computed:
    """Where the stored result of a field begins and ends among the pieces, and what its code says that it shows."""

    begin: int
    end: int
    text: str


@dataclass(slots=True)
class Line:
    look: Look
    stand: Stand
    pieces: list[tuple[str, int]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    computed: list[Computed] = field(default_factory=list)
    open_fields: list[Computed | None] = field(default_factory=list)
    seen: Look | None = None

    def text(self, wanted: int = 0, unwanted: int = 0) -> str:
        return "".join(text for text, state in self.pieces if state & wanted == wanted and not state & unwanted)

    def mark_field(self, kind: str | None, shown: str) -> None:
        """Note a `w:fldChar`; `shown` is what the code that ends here shows."""
        at = len(self.pieces)
        if shown:
            self.computed.append(one := Computed(at, at, shown))
            self.open_fields[-1:] = [one]
        if kind == "begin":
            self.open_fields.append(None)
        elif kind == "end" and self.open_fields and (ended := self.open_fields.pop()) is not None:
            ended.end = at

    def readings(self, visible: str, bullet: str) -> Iterator[tuple[Place, str]]:
        """How else the paragraph reads, to a person or to another program, where that is no part of `visible` anyway."""
        states = 0
        for _, state in self.pieces:
            states |= state
        others: list[tuple[Place, str]] = []
        if states & INSERTED and not states & DELETED:
            others.append((Place.INSERTED, self.text(unwanted=UNSEEN | INSERTED)))
        if states & SLIGHT:
            others.append((Place.HIDDEN, self.text(unwanted=UNSEEN | SLIGHT)))
        if states & FALLBACK:
            others += [(Place.HIDDEN, self.text(unwanted=UNSEEN | branch)) for branch in (CHOICE, FALLBACK)]
        if self.computed:
            others.append((Place.FIELD, self._with_computed()))
        if bullet:
            others.append((Place.FIELD, bullet + visible))
        yield from ((place, text) for place, text in others if text.strip() and text not in visible)

    def _with_computed(self) -> str:
        texts, at = [], 0
        for one in self.computed:
            if one.begin >= at:
                texts += [*self._seen(at, one.begin), one.text]
                at = one.end
        return "".join([*texts, *self._seen(at, len(self.pieces))])

    def _seen(self, begin: int, end: int) -> Iterator[str]:
        return (text for text, state in self.pieces[begin:end] if not state & UNSEEN)
