"""The clock of the queue: how many working days a held document has been waiting. Monday to Friday; public holidays are not known here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """When a document is due, in words. `late`: the day has passed."""

    words: str
    late: bool
    soon: bool


def due_day(since: date, days: int) -> date:
    """The last day on which it is in time: `days` working days after the day of arrival, which does not count."""
    day = since
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def overdue_before(today: date, days: int) -> datetime:
    """What arrived before this moment is overdue today."""
    day = today
    while due_day(day, days) >= today:
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def clock(since: datetime, days: int, today: date) -> Clock:
    return _clock(timezone.localtime(since).date(), days, today)


@lru_cache(maxsize=4096)
def _clock(since: date, days: int, today: date) -> Clock:
    last = due_day(since, days)
    if last < today:
        return Clock(f"超期 {_between(last, today)} 个工作日", late=True, soon=False)
    left = _between(today, last)
    return Clock("今日到期" if left == 0 else f"还剩 {left} 个工作日", late=False, soon=left <= 2)


def _between(start: date, end: date) -> int:
    return sum((start + timedelta(days=step)).weekday() < SATURDAY for step in range(1, (end - start).days + 1))
