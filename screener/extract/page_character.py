"""One character of a laid-out page: what a PDF, an OFD or a recogniser of pictures gives to the geometry of lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from screener.model import Place

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Character:
    """One character, its box from the top left of the page, and how it is painted. `place` is HIDDEN or LAYER for what cannot be seen."""

    text: str = field(repr=False)
    box: Box | None
    size: float = 0.0
    color: str | None = None
    place: Place = Place.BODY
    readable: bool = True
