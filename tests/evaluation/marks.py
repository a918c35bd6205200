"""The forms of marks in `marks.toml`, filled with levels, stars, terms, numerals, widths and separators."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark to be put somewhere. `family` names its kind in the report: the row of the domain survey, or an evasion."""

    text: str
    family: str
    bare: bool = False
    """a mark only by where it stands"""
    paragraph: bool = False
    """belongs before or in a paragraph of the body"""


@dataclass(frozen=True, slots=True)
class Form:
    row: int
    text: str
    slots: dict[str, list[str]]
    bare: bool = False
    paragraph: bool = False
    wrap: str = ""

    def mark(self, random: Random) -> Mark:
        text = self.fill(self.text, random)
        if self.wrap:
            text = text.format(self.fill(self.wrap, random))
        return Mark(text, f"{self.row:02d}", self.bare, self.paragraph)

    def fill(self, text: str, random: Random) -> str:
        return SLOT.sub(lambda slot: random.choice(self.slots[slot[1]]), text)


def forms() -> tuple[Form, ...]:
    table = tomllib.loads((HERE / "marks.toml").read_text("utf-8"))
    return tuple(Form(slots=table["slots"], **form) for form in table["form"])


def rounds(random: Random) -> Iterator[Mark]:
    """Marks without end: every form once in random order, then again with other fillings."""
    every = list(forms())
    while True:
        random.shuffle(every)
        for form in every:
            yield form.mark(random)


def bodies() -> dict[str, str]:
    """Kind -> a text of that kind, its title on the first line."""
    return {file.stem: file.read_text("utf-8").strip() for file in sorted((HERE / "texts").glob("*.txt"))}
