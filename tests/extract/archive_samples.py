"""What the archive tests share: the committed samples, and reading one the way the walker does."""

from __future__ import annotations

from pathlib import Path

from screener.config import Limits
from screener.extract import Source, read_document
from screener.extract.source import Budget
from screener.model import Document, Place

ARCHIVES = Path(__file__).parents[1] / "samples" / "archives"
MARKED = "机密★10年\n名单如下"


def read(data: bytes, name: str, *passwords: str, limits: Limits | None = None) -> Document:
    return read_document(Source(name, name, Budget(limits or Limits(), passwords=passwords), data))


def read_sample(name: str, *passwords: str, limits: Limits | None = None) -> Document:
    return read_document(Source.of_file(ARCHIVES / name, limits or Limits(), passwords=passwords))


def texts(document: Document, place: Place | None = None) -> list[str]:
    return [segment.text for segment in document.segments if place is None or segment.location.place is place]


def names(document: Document) -> list[str]:
    return texts(document, Place.FILE_NAME)


def held(document: Document) -> list[tuple[str, str]]:
    """Code and part of all that was not read."""
    return [(item.code, item.location.part) for item in document.unscanned]
