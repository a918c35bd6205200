"""Working days: which days count, when a held document is due, and what is overdue. Everything that speaks of overdue asks here.

The State Council says every autumn which days of the next year are off and which weekends are worked (调休). They stand in the
configuration (`[desk] holidays, workdays`); a year that is not named there has Monday to Friday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What differs from Monday to Friday."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    """weekend days that are worked; a day that is in both is off"""

    def works(self, day: date) -> bool:
        return day not in self.holidays and (day.weekday() < SATURDAY or day in self.workdays)

    def between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and with `end`."""
        return sum(self.works(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))

    def due_day(self, since: date, days: int) -> date:
        """The last day on which it is in time: `days` working days after the day of arrival, which does not count."""
        day = since
        while days > 0:
            day += ONE_DAY
            days -= self.works(day)
        return day

    def overdue_before(self, today: date, days: int) -> datetime:
        """What arrived before this moment is overdue today."""
        day = today
        while self.due_day(day, days) >= today:
            day -= ONE_DAY
        return timezone.make_aware(datetime.combine(day + ONE_DAY, datetime.min.time()))


def calendar() -> Calendar:
    """The calendar of the office."""
    desk = settings.CONFIG.desk
    return Calendar(frozenset(desk.holidays), frozenset(desk.workdays))


def overdue_before(now: datetime) -> datetime:
    """What arrived before this moment, and still waits, is overdue now."""
    return calendar().overdue_before(timezone.localdate(now), settings.CONFIG.desk.days_to_rule)
