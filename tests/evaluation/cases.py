"""The marks and mentions of `cases.toml`, each judged by all recognisers where it stands: a whole file, a line of the head, a name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from screener.extract import Reading, Source
from screener.model import Example, Finding, Place, Segment
from screener.recognize import recognize
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK

CASES = Path(__file__).with_name("cases.toml")
MARKS = ("secret.marking", "secret.star-misuse", "secret.quoted-marking")
# What the file is called: without a mark.
FILES = {"document": "材料.txt", "csv": "登记表.csv"}


@dataclass(frozen=True, slots=True)
class Case:
    """A text of a kind. `expect` is block, held, open or clear."""

    kind: str
    place: str
    expect: str
    text: str

    def segments(self) -> list[Segment]:
        if self.place in FILES:
            return [item for item in Reading(Source.of_bytes(self.text.encode(), FILES[self.place])) if isinstance(item, Segment)]
        if self.place == "head":
            return list(Example(self.text, header_zone=True).segments())
        return list(Example(self.text, Place(self.place)).segments())

    def score(self) -> float:
        """The highest of a mark."""
        found = [item for item in recognize(self.segments()) if isinstance(item, Finding)]
        return max((finding.score for finding in found if finding.entity in MARKS), default=0.0)

    def is_met_by(self, score: float) -> bool:
        least = {"block": BLOCKING, "held": WORTH_A_LOOK}.get(self.expect, 0.0)
        below = {"open": BLOCKING, "clear": WORTH_A_LOOK}.get(self.expect, 1.0)
        return least <= score < below


def cases() -> tuple[Case, ...]:
    table = tomllib.loads(CASES.read_text("utf-8"))["case"]
    return tuple(Case(group["kind"], group["place"], group["expect"], text) for group in table for text in group["texts"])


def wrong() -> Iterator[tuple[Case, float]]:
    for case in cases():
        score = case.score()
        if not case.is_met_by(score):
            yield case, score
