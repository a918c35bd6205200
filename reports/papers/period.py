"""The papers of a month, from what the installation's configuration and database say."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from reports.cases.models import Case
from reports.papers.monthly import figures, monthly
from reports.papers.paper import Paper
from screener.errors import UsageError

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def month(text: str = "") -> tuple[date, date]:
    """The first day of the month written `2026-11` (empty: the present one), and of the one after it. Raises `UsageError`."""
    match = MONTH.fullmatch(text or f"{timezone.localdate():%Y-%m}")
    if match is None:
        raise UsageError(f"月份写成 2026-11 这样，而不是 {text}。", f"write the month like 2026-11, not {text}.")
    begin = date(int(match[1]), int(match[2]), 1)
    return begin, (begin + timedelta(days=31)).replace(day=1)


def cases_received(begin: date, end: date) -> QuerySet[Case]:
    """From `begin` up to, and without, `end`, in the time zone of the installation."""
    zone = timezone.get_current_timezone()
    first, after = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (begin, end))
    return Case.objects.filter(received_at__gte=first, received_at__lt=after)


def monthly_report(begin: date, end: date) -> Paper:
    unit = next(iter(settings.CONFIG.unit.names), "")
    return monthly(figures(begin, end), unit)


def rule_titles() -> dict[str, str]:
    """The rules' names for people."""
    from screener.dictionary import load_dictionaries
    from screener.screening import every_rule

    return {name: rule.title for name, rule in every_rule(load_dictionaries(settings.CONFIG.dictionaries)).items()}
