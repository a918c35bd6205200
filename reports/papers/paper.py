"""A paper as content: what stands on it, before anyone decides how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels with what is written beside them: the body of a form. `rows` are (label, text)."""

    heading: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows. `widths` are shares of the page's width, one a column."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A titled sheet. `subtitle` stands under the title, `footing` at the foot of every page."""

    title: str
    subtitle: str
    sections: tuple[Grid | Table, ...] = field(repr=False)
    footing: str = ""
    landscape: bool = False


def laid_out(paper: Paper, layout: str) -> bytes:
    """The file. `layout` is a key of `LAYOUTS`. Raises `PaperError` where the machine lacks what the layout needs (a Chinese font)."""
    module = import_module(f"reports.papers.as_{layout}")
    result: bytes = getattr(module, f"as_{layout}")(paper)
    return result


def written(text: str) -> str:
    """Text from outside as it may stand on paper: control and bidi characters made visible, so that no name can rearrange a form."""
    return "".join(character if character.isprintable() or character in "\n\u3000" else "□" for character in text)
