"""The days that a page or a file is about, as they were asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` up to and without `end`."""

    begin: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def words(self) -> str:
        whole = self.begin.day == 1 and self == month_of(f"{self.begin:%Y-%m}")
        return f"{self.begin:%Y年%m月}" if whole else f"{self.begin:%Y年%m月%d日}至{self.last:%Y年%m月%d日}"

    @property
    def moments(self) -> tuple[datetime, datetime]:
        zone = timezone.get_current_timezone()
        first, after = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (self.begin, self.end))
        return first, after


def month_of(text: str) -> Period:
    """The month `2026-11`; this one for whatever is none."""
    match = MONTH.fullmatch(text)
    today = timezone.localdate()
    begin = date(int(match[1]), int(match[2]), 1) if match else today.replace(day=1)
    return Period(begin, (begin + timedelta(days=31)).replace(day=1))


def days_of(begin: str, last: str) -> Period:
    """From one day to another, both in; this month for whatever are none."""
    this = month_of("")
    try:
        first, end = date.fromisoformat(begin), date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        return this
    return Period(first, end) if first.year >= FIRST_YEAR and first < end else this
