"""Which documents are made: a covering design over forms, places, formats and bodies, drawn with a seed, each with an unmarked twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from tests.evaluation import page_spots, sheet_spots, spread_spots, text_spots, word_spots
from tests.evaluation.evasions import FAMILIES, evasive, harmless
from tests.evaluation.marks import Mark, bodies, forms, rounds
from tests.evaluation.spots import Made, Spot
from tests.recognize.test_marks_of_domain import LOOK_ALIKES, MENTIONS

SPOTS: tuple[Spot, ...] = (*word_spots.SPOTS, *sheet_spots.SPOTS, *page_spots.SPOTS, *text_spots.SPOTS)
SPREAD: tuple[Spot, ...] = spread_spots.SPOTS
BY_NAME = {(spot.format, spot.place): spot for spot in (*SPOTS, *SPREAD)}
# Every form in each place of these; of the others so many.
EVERY_FORM = ("docx", "txt utf-8")
FORMS_ELSEWHERE = 22
DISGUISED_IN = (
    ("docx", "first line"), ("docx", "header"), ("docx", "property 密级"), ("docx", "body paragraph"), ("txt utf-8", "first line"), ("txt gb18030", "body line"), ("html", "first line"),
    ("pptx", "slide corner"), ("xlsx", "first cell"), ("odt", "header"), ("eml", "subject"), ("ofd", "head left"),
)  # fmt: skip
ENCODED_IN = (
    ("docx", "property 密级"), ("docx", "keywords"), ("html", "meta keywords"), ("html", "comment"), ("pdf", "keywords"), ("ofd", "custom data 密级"), ("txt utf-8", "first line"),
    ("eml", "header line"),
)  # fmt: skip
ENCODED = ("base64", "hex", "percent-encoded", "escapes", "entities")
PAST_PAPERS = ("exam", "admission_rules")
SENTENCES = ("本院认为，{}。", "{}", "一、关于{}的几点说明", "会议还听取了有关{}情况的介绍，并就下一步工作作了安排。", "详见《{}》一文。")
MENTIONED_IN = (
    ("txt utf-8", "body line"), ("docx", "body paragraph"), ("docx", "first line"), ("docx", "header"), ("docx", "table cell"), ("docx", "file name"), ("xlsx", "cell"), ("pptx", "slide corner"),
    ("html", "first line"), ("pdf", "body line"), ("docx", "keywords"), ("xlsx", "sheet name"), ("txt utf-8", "first line"), ("eml", "subject"), ("ofd", "head left"), ("pdf", "head left"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to be made. `group` is mark, twin, mention, look-alike, evasion or counter."""

    group: str
    family: str
    spot: tuple[str, str]
    body: str
    put: str
    must_block: bool = False

    @property
    def marked(self) -> bool:
        return self.group in ("mark", "evasion")

    def made(self, texts: dict[str, str]) -> Made:
        return BY_NAME[self.spot].make(texts[self.body], self.put)


def samples(seed: int = 1, share: float = 1.0) -> list[Sample]:
    """All samples, without repetition. `share` below 1 draws so many of them, from every group alike."""
    random = Random(seed)
    made = list(dict.fromkeys([*_marks(random), *_mentions(random), *_evasions(random), *_torn(random)]))
    return made if share >= 1 else [sample for sample in made if random.random() < share]


def _marks(random: Random) -> Iterator[Sample]:
    kinds, endless = sorted(bodies()), rounds(random)
    for spot in SPOTS:
        wanted = len(forms()) if spot.format in EVERY_FORM else FORMS_ELSEWHERE
        for mark in islice(endless, wanted):
            if spot.takes(mark):
                yield from _with_twin(spot, mark, random.choice(kinds), random, "mark")


def _with_twin(spot: Spot, mark: Mark, body: str, random: Random, group: str) -> Iterator[Sample]:
    where = (spot.format, spot.place)
    # Before it was used is over for a paper of a past year: somebody must look, no more (survey §7.2, 1 to 3).
    spent = mark.family == "12" and body in PAST_PAPERS
    yield Sample(group, mark.family, where, body, mark.text, spot.must_block(mark) and not spent)
    neutral = random.choice([text for text in spot.neutral if len(text) <= spot.longest])
    yield Sample("twin" if group == "mark" else "counter", mark.family if group == "evasion" else "twin", where, body, neutral)


def _mentions(random: Random) -> Iterator[Sample]:
    kinds = sorted(bodies())
    for phrase in MENTIONS:
        for where in (MENTIONED_IN[0], *random.sample(MENTIONED_IN[1:], 3)):
            kind = BY_NAME[where].kind
            text = random.choice(SENTENCES).format(phrase) if kind == "text" else phrase
            if BY_NAME[where].takes(Mark(text, "")):
                yield Sample("mention", where[1], where, random.choice(kinds), text)
    for row, text in _look_alikes():
        for where in (("txt utf-8", "body line"), ("docx", "body paragraph"), ("txt utf-8", "first line")):
            yield Sample("look-alike", f"7.2.{row}", where, random.choice(kinds), text)


def _look_alikes() -> Iterator[tuple[int, str]]:
    for row, items in LOOK_ALIKES.items():
        every: tuple[Any, ...] = items if isinstance(items, tuple) else (items,)
        yield from ((row, item) for item in every if isinstance(item, str))


def _evasions(random: Random) -> Iterator[Sample]:
    kinds = sorted(bodies())
    for family in FAMILIES:
        for where in ENCODED_IN if family in ENCODED else DISGUISED_IN:
            for _ in range(3):
                mark = evasive(family, random)
                if BY_NAME[where].takes(mark):
                    yield Sample("evasion", family, where, random.choice(kinds), mark.text, BY_NAME[where].must_block(mark))
                yield Sample("counter", family, _roomy(where), random.choice(kinds), harmless(family, random))


def _roomy(where: tuple[str, str]) -> tuple[str, str]:
    """A sentence does not fit a property of levels; it stands in a paragraph instead."""
    return ("docx", "body paragraph") if where[1].endswith("密级") else where


def _torn(random: Random) -> Iterator[Sample]:
    """Marks torn apart by structure: those of plain characters, for the place is what hides them."""
    kinds = sorted(bodies())
    whole = [form for form in forms() if form.row in (1, 2, 4, 5, 6, 10, 13, 16, 17, 20, 32)]
    for spot in SPREAD:
        for _ in range(8):
            mark = random.choice(whole).mark(random)
            named = Mark(mark.text, f"{spot.format}: {spot.place}", mark.bare)
            yield from _with_twin(spot, named, random.choice(kinds), random, "evasion")
