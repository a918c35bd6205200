"""The clock of the queue, in words: how many working days a held document has left, or is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

from reports.cases.working_days import Calendar, calendar


@dataclass(frozen=True, slots=True)
class Clock:
    """When a document is due, in words. `late`: the day has passed."""

    words: str
    late: bool
    soon: bool


def clock(since: datetime, days: int, today: date) -> Clock:
    return _clock(timezone.localtime(since).date(), days, today, calendar())


@lru_cache(maxsize=4096)
def _clock(since: date, days: int, today: date, working: Calendar) -> Clock:
    last = working.due_day(since, days)
    if last < today:
        return Clock(f"超期 {working.between(last, today)} 个工作日", late=True, soon=False)
    left = working.between(today, last)
    return Clock("今日到期" if left == 0 else f"还剩 {left} 个工作日", late=False, soon=left <= 2)
