"""The geometry of the monthly report's charts. Pure: numbers in, rectangles out; the template draws them as SVG, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# The drawing's own units: the page scales it.
WIDTH, HEIGHT = 900.0, 240.0
LEFT, BOTTOM, TOP = 44.0, 30.0, 14.0
STEPS = (1, 2, 5)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: what came, and the part of it that was held, as heights from the ground up."""

    x: float
    width: float
    all_y: float
    all_height: float
    held_y: float
    held_height: float
    label: str
    title: str
    weekend: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class DayChart:
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, float, int], ...]
    """(y, y of its number, value) of each grid line"""
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    numbers: float = LEFT - 8
    label: float = HEIGHT - BOTTOM + 18


def day_chart(days: Sequence[tuple[date, int, int]]) -> DayChart:
    """A bar a day."""
    step = step_of(max((came for _, came, _ in days), default=0))
    top = step * 4
    room = (WIDTH - LEFT) / max(len(days), 1)
    ground, high = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    bars = []
    for number, (day, came, held) in enumerate(days):
        whole, part = (round(high * value / top, 1) for value in (came, held))
        bars.append(
            Bar(
                round(LEFT + room * number + room * 0.14, 1), round(room * 0.72, 1), round(ground - whole, 1), whole, round(ground - part, 1), part,
                str(day.day), f"{day.month}月{day.day}日：报送 {came} 件，留置 {held} 件", day.weekday() >= SATURDAY,
            )
        )  # fmt: skip
    return DayChart(tuple(bars), tuple((y, y + 4, step * line) for line in range(5) for y in (round(ground - high * line / 4, 1),)))


def step_of(highest: int) -> int:
    """The distance of four grid lines that reach `highest`, in numbers that people read easily."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * 4 >= highest:
                return step * power
        power *= 10


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal bar with its parts, each in percent of the longest: (start, length, class)."""

    label: str
    value: int
    parts: tuple[tuple[float, float, str], ...]
    told: str


def lines(rows: Sequence[tuple[str, int, tuple[tuple[int, str], ...], str]]) -> tuple[Line, ...]:
    """`rows` are (label, whole, ((part, class), …), words); what the parts leave of the whole stays pale."""
    longest = max((whole for _, whole, _, _ in rows), default=0) or 1
    drawn = []
    for label, whole, parts, told in rows:
        start, placed = 0.0, []
        rest = whole - sum(part for part, _ in parts)
        for part, name in (*parts, (rest, "rest")):
            length = 100 * part / longest
            if part > 0:
                placed.append((round(start, 2), round(length, 2), name))
            start += length
        drawn.append(Line(label, whole, tuple(placed), told))
    return tuple(drawn)
