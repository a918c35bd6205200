"""What reviewers called false: by rule, how often it was right month by month, and the way from there to an exception."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.cases.models import FindingRow
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.monthly_page import agreement
from reports.desk.period import month_of
from reports.desk.visible import visible
from reports.formats.printable import printable
from screener.allowance import STATE_SECRET
from screener.wording import location_words

MONTHS = 6
LATEST = 10


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding that was called false."""

    pk: int
    number: str
    where: str
    quote: str = field(repr=False)
    why: str = field(repr=False)
    by: str


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule with what became of its findings. `months` are percent of agreement, `None` where it found nothing."""

    rule: str
    title: str
    found: int
    false: int
    agreement: int
    months: tuple[int | None, ...]
    latest: tuple[Alarm, ...]
    more: int
    secret: bool


@require_GET
def false_alarms(request: HttpRequest) -> HttpResponse:
    cases = visible(signed_in(request))
    months = [month_of("")]
    while len(months) < MONTHS:
        months.insert(0, month_of(f"{months[0].begin - timedelta(days=1):%Y-%m}"))
    since = months[0].moments[0]
    called = FindingRow.objects.filter(case__in=cases).exclude(false_alarm="")
    rules = list(called.values_list("rule", flat=True).distinct())
    counted: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    monthly = FindingRow.objects.filter(case__in=cases.filter(received_at__gte=since), rule__in=rules)
    for rule, month, found, false in (
        monthly.annotate(month=TruncMonth("case__received_at"))
        .values("rule", "month")
        .annotate(found=Count("pk"), false=Count("pk", filter=~Q(false_alarm="")))
        .values_list("rule", "month", "found", "false")
    ):
        counted[rule][f"{month:%Y-%m}"] = (found, false)
    keys = [f"{month.begin:%Y-%m}" for month in months]
    records = [_record(rule, counted[rule], keys, called) for rule in rules]
    records.sort(key=lambda record: -record.false)
    return render(request, "desk/false_alarms.html", {"records": records, "months": [f"{month.begin.month}月" for month in months]})


def _record(rule: str, by_month: dict[str, tuple[int, int]], keys: list[str], called: object) -> RuleRecord:
    rows = called.filter(rule=rule).select_related("case", "false_alarm_by").order_by("-pk")  # type: ignore[attr-defined]
    count = rows.count()
    latest = tuple(_alarm(row) for row in rows[:LATEST])
    found = sum(found for found, _ in by_month.values())
    false = sum(false for _, false in by_month.values())
    months = tuple(agreement(*by_month[key]) if key in by_month else None for key in keys)
    secret = any(row.entity.startswith(STATE_SECRET) for row in rows[:1])
    return RuleRecord(rule, words.rule_title(rule), found, false, agreement(found, false), months, latest, count - len(latest), secret)


def _alarm(row: FindingRow) -> Alarm:
    secret = row.case.state_secret
    quote = "" if secret else printable(row.masked_quote.replace("\n", "⏎"))[:80]
    where = words.location(row)
    if secret:
        where = replace(where, part="", cell=None)  # a sheet's name is content too
    by = row.false_alarm_by.display_name if row.false_alarm_by else ""
    return Alarm(row.pk, row.case.number, printable(location_words(where, "zh")), quote, row.false_alarm, by)
