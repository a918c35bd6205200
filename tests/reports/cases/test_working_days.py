"""Working days: weekends, announced holidays, weekends that are worked; one edge of overdue for pages and papers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from reports.cases.working_days import Calendar
from tests.reports.cases.installation import Installation

# National Day 2026 and the two Saturdays and Sundays that are worked for it.
WEEK = frozenset(date(2026, 10, day) for day in range(1, 8))
GOLDEN = Calendar(WEEK, frozenset({date(2026, 9, 20), date(2026, 10, 10)}))


@pytest.mark.parametrize(("calendar", "day", "works"), [
    (Calendar(), "2026-10-01", True),
    (Calendar(), "2026-10-10", False),
    (GOLDEN, "2026-10-01", False),  # Thursday, off
    (GOLDEN, "2026-10-03", False),  # Saturday, off
    (GOLDEN, "2026-10-08", True),
    (GOLDEN, "2026-10-10", True),  # Saturday, worked
    (GOLDEN, "2026-10-11", False),
    (Calendar(WEEK, WEEK), "2026-10-03", False),  # said to be both: off
])  # fmt: skip
def test_which_days_are_worked(calendar, day, works):
    assert calendar.works(date.fromisoformat(day)) is works


@pytest.mark.parametrize(("calendar", "since", "days", "due"), [
    (Calendar(), "2026-11-02", 1, "2026-11-03"),
    (Calendar(), "2026-11-06", 1, "2026-11-09"),  # Friday: Monday
    (Calendar(), "2026-11-07", 1, "2026-11-09"),
    (Calendar(), "2026-11-02", 5, "2026-11-09"),
    (Calendar(), "2026-11-02", 10, "2026-11-16"),
    (Calendar(), "2026-11-02", 0, "2026-11-02"),
    (Calendar(), "2026-09-30", 1, "2026-10-01"),
    (GOLDEN, "2026-09-30", 1, "2026-10-08"),
    (GOLDEN, "2026-09-30", 3, "2026-10-10"),
    (GOLDEN, "2026-10-03", 1, "2026-10-08"),  # put in on a holiday
    (GOLDEN, "2026-09-18", 1, "2026-09-20"),  # Friday: the Sunday that is worked
    (GOLDEN, "2026-09-30", 10, "2026-10-20"),
])  # fmt: skip
def test_the_day_on_which_it_is_due(calendar, since, days, due):
    assert calendar.due_day(date.fromisoformat(since), days) == date.fromisoformat(due)


@pytest.mark.parametrize("calendar", [Calendar(), GOLDEN], ids=["weekends", "golden-week"])
@pytest.mark.parametrize("days", [0, 1, 5, 10])
def test_the_edge_of_overdue_agrees_with_the_day_it_is_due(installation: Installation, calendar, days):
    for offset in range(21):
        today = date(2026, 9, 28) + timedelta(days=offset)
        edge = calendar.overdue_before(today, days)
        for back in range(40):
            since = today - timedelta(days=back)
            arrived = timezone.make_aware(datetime.combine(since, datetime.min.time()) + timedelta(hours=12))
            assert (arrived < edge) is (calendar.due_day(since, days) < today)


def test_list_clock_and_monthly_report_count_by_the_same_calendar(installation: Installation):
    from django.conf import settings

    from reports.cases.models import Case
    from reports.cases.working_days import overdue_before
    from reports.desk.working_days import clock
    from reports.papers.monthly import figures

    arrived = datetime(2026, 9, 30, 2, tzinfo=UTC)
    Case.objects.create(number="20260930-000001", storage="0" * 32, state="held", channel="web", received_at=arrived, action=1)
    now = datetime(2026, 10, 15, 2, tzinfo=UTC)
    told = []
    for calendar in (Calendar(), GOLDEN):
        desk = replace(settings.CONFIG.desk, holidays=tuple(calendar.holidays), workdays=tuple(calendar.workdays))
        settings.CONFIG = replace(settings.CONFIG, desk=desk)
        late = clock(arrived, settings.CONFIG.desk.days_to_rule, timezone.localdate(now)).late
        counted = figures(date(2026, 9, 1), date(2026, 10, 1), now).overdue
        told.append((late, counted, arrived < overdue_before(now)))
    assert told == [(True, 1, True), (False, 0, False)]
