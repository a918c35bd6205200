"""Form fields and free text that stand side by side on a page, a character or a word in each, read as the line or column that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from screener.extract.pdf.roles import text_of
from screener.extract.source import Source
from screener.model import Layout, Place, Segment

# What fills a box of a form: one character of a comb, a level, a term. Longer values are read by themselves.
LONGEST = 8
# Boxes nearer than so many of their heights read on.
NEAR = 2.0
HEAD = 0.2
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Box:
    """A filled field; left, bottom, right, top in the space of its page."""

    text: str = field(repr=False)
    sides: tuple[float, float, float, float]

    def span(self, axis: int) -> tuple[float, float]:
        return self.sides[axis], self.sides[axis + 2]

    def middle(self, axis: int) -> float:
        return sum(self.span(axis)) / 2

    @property
    def height(self) -> float:
        return max(1.0, self.sides[3] - self.sides[1])


def read_field_rows(source: Source, pdf: pikepdf.Pdf) -> Iterator[Segment]:
    for number, page in enumerate(pdf.pages, 1):
        boxes = list(_boxes(page.obj))
        if len(boxes) < 2:
            continue
        zone = _head(page.obj)
        for row in (*_rows(boxes, 0), *_rows([box for box in boxes if len(box.text) == 1], 1)):
            layout = Layout(header_zone=zone is not None and row[0].middle(1) > zone)
            yield source.segment("".join(box.text for box in row), Place.FORM_FIELD, page=number, layout=layout)


def _boxes(page: pikepdf.Dictionary) -> Iterator[_Box]:
    annotations = page.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        sides = _numbers(annotation.get("/Rect"))
        value = _value(annotation) if annotation.get("/Subtype") == pikepdf.Name.Widget else annotation.get("/Contents")
        if sides is None or not isinstance(value, pikepdf.String):
            continue
        if text := text_of(value).strip()[: LONGEST + 1]:
            left, bottom, right, top = sides
            if len(text) <= LONGEST:
                yield _Box(text, (min(left, right), min(bottom, top), max(left, right), max(bottom, top)))


def _value(widget: Any) -> Any:  # noqa: ANN401
    """A widget may be one of several of its field, and the value is the field's."""
    for _ in range(DEEPEST):
        if not isinstance(widget, pikepdf.Dictionary) or "/V" in widget:
            break
        widget = widget.get("/Parent")
    return widget.get("/V") if isinstance(widget, pikepdf.Dictionary) else None


def _rows(boxes: list[_Box], axis: int) -> Iterator[list[_Box]]:
    """Runs of two and more along the axis: 0 for lines from the left, 1 for columns from the top."""
    across = 1 - axis
    level: list[_Box] = []
    for box in sorted(boxes, key=lambda box: box.middle(across)):
        if level and box.middle(across) - level[-1].middle(across) > 0.5 * min(box.height, level[-1].height):
            yield from _runs(level, axis)
            level = []
        level.append(box)
    yield from _runs(level, axis)


def _runs(level: list[_Box], axis: int) -> Iterator[list[_Box]]:
    run: list[_Box] = []
    for box in sorted(level, key=lambda box: box.middle(axis), reverse=axis == 1):
        if run and _gap(run[-1], box, axis) > NEAR * min(box.height, run[-1].height):
            if len(run) > 1:
                yield run
            run = []
        run.append(box)
    if len(run) > 1:
        yield run


def _gap(before: _Box, box: _Box, axis: int) -> float:
    (begin, end), (other, last) = before.span(axis), box.span(axis)
    return begin - last if axis == 1 else other - end


def _head(page: pikepdf.Dictionary) -> float | None:
    """Above this a mark stands in the head of its page."""
    box = _numbers(page.get("/MediaBox"))
    return None if box is None else box[3] - HEAD * (box[3] - box[1])


def _numbers(value: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        one, two, three, four = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    return one, two, three, four
