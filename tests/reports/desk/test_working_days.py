"""The clock of the queue in words."""

from datetime import date, datetime

import pytest


@pytest.mark.parametrize(("since", "words", "late"), [
    ("2026-11-02", "还剩 5 个工作日", False),
    ("2026-10-26", "今日到期", False),
    ("2026-10-23", "超期 1 个工作日", True),
    ("2026-10-01", "超期 17 个工作日", True),
])  # fmt: skip
def test_the_clock_says_how_long(desk, since, words, late):
    from django.utils import timezone

    from reports.desk.working_days import clock

    told = clock(timezone.make_aware(datetime.fromisoformat(since)), 10, date(2026, 11, 9))
    assert (told.words, told.late) == (words, late)
