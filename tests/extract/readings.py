"""What tests of extractors ask of a file: its texts by place, its codes, its parts."""

from __future__ import annotations

from screener.config import Limits
from screener.extract import Reading, Source
from screener.model import Place, Segment, Unscanned


def items(data: bytes, name: str, limits: Limits | None = None) -> list[Segment | Unscanned]:
    return list(Reading(Source.of_bytes(data, name, limits)))


def texts(data: bytes, name: str, place: Place | None = None) -> list[str]:
    return [item.text for item in items(data, name) if isinstance(item, Segment) and place in (None, item.location.place)]


def codes(data: bytes, name: str, limits: Limits | None = None) -> list[str]:
    return [item.code for item in items(data, name, limits) if isinstance(item, Unscanned)]


def parts(data: bytes, name: str) -> dict[str, str]:
    """Part -> the text of its body."""
    found: dict[str, str] = {}
    for item in items(data, name):
        if isinstance(item, Segment) and item.location.place is Place.BODY:
            found[item.location.part] = found.get(item.location.part, "") + item.text
    return found
