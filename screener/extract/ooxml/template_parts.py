"""What the parts say that all documents of one template repeat (style sheets, themes, layouts of slides), remembered by their packed bytes.

No part that a person writes in is remembered, nor one that has anything wrong with it; what is remembered does not depend on the document
around it. It lives as long as the process and holds no more than the numbers below say.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, Self, TypeVar

from screener.extract.source import Source
from screener.model import Layout, Place, Segment

Value = TypeVar("Value")
Box = tuple[float, float, float, float]
# By what a part is referred to as, and by its root, whatever it claims to be.
KINDS = frozenset(
    {"styles", "stylesWithEffects", "theme", "fontTable", "webSettings", "numbering"}
    | {"tableStyles", "presProps", "viewProps", "slideLayout", "slideMaster", "notesMaster", "handoutMaster"}
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROOTS = frozenset(
    {W + "styles", W + "fonts", W + "webSettings", W + "numbering", A + "theme", A + "tblStyleLst"}
    | {P + "presentationPr", P + "viewPr", P + "sldLayout", P + "sldMaster", P + "notesMaster", P + "handoutMaster", X + "styleSheet"}
)
REMEMBERED = 128
LONGEST = 4_000
"""characters of all texts of one part"""


class Memory(Generic[Value]):
    """The last so many values that were asked for. Threads of one process share it."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._lock = Lock()
        self._values: dict[Hashable, Value] = {}

    def recall(self, key: Hashable) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values[key] = value = self._values.pop(key)
            return value

    def remember(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            while len(self._values) > self._size:
                del self._values[next(iter(self._values))]

    def values(self) -> list[Value]:
        with self._lock:
            return list(self._values.values())

    def forget(self) -> None:
        with self._lock:
            self._values.clear()


@dataclass(frozen=True, slots=True)
class Said:
    """What one part says, in whatever document it stands: `root` read by `reader`."""

    root: str
    reader: object
    texts: tuple[tuple[str, Place, int | None, str | None, Box | None, Layout], ...] = field(repr=False)

    @classmethod
    def of(cls, root: str, reader: object, items: Sequence[object]) -> Self | None:
        """`None` where there is more to it than texts, or more text than is remembered."""
        segments = [item for item in items if isinstance(item, Segment)]
        if len(segments) < len(items) or sum(len(segment.text) for segment in segments) > LONGEST:
            return None
        if any(segment.location.page is not None for segment in segments):
            return None
        texts = ((one.text, (at := one.location).place, at.paragraph, at.cell, at.box, one.layout) for one in segments)
        return cls(root, reader, tuple(texts))

    def segments(self, source: Source, name: str) -> Iterator[Segment]:
        for text, place, paragraph, cell, box, layout in self.texts:
            yield source.segment(text, place, name, paragraph=paragraph, cell=cell, box=box, layout=layout)


SAID: Memory[Said] = Memory()
