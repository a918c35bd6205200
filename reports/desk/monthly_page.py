"""The monthly report as a page with charts, and as files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.charts import day_chart, lines
from reports.desk.downloads import paper_file
from reports.desk.navigation import unit
from reports.desk.period import Period, month_of
from reports.desk.roles import may
from reports.papers import LAYOUTS
from reports.papers.monthly import Figures, figures
from reports.papers.monthly import monthly as monthly_paper

# So many are drawn; the files list all.
DRAWN = 12


@require_GET
def monthly(request: HttpRequest) -> HttpResponse:
    period = month_of(request.GET.get("month", ""))
    counted = _counted(period)
    before = month_of(f"{period.begin - timedelta(days=1):%Y-%m}")
    return render(
        request,
        "desk/monthly.html",
        {
            "period": period,
            "counted": counted,
            "previous": f"{before.begin:%Y-%m}",
            "next": f"{period.end:%Y-%m}" if period.end <= timezone.localdate() else "",
            "days": day_chart(counted.by_day),
            "departments": lines([
                (name, all_, ((held, "held"),), f"报送 {all_}，留置 {held}，送出 {out}")
                for name, all_, held, out in counted.by_department[:DRAWN]
            ]),
            "reasons": lines([(name, count, ((count, "held"),), f"{count} 件") for name, count in counted.by_reason[:DRAWN]]),
            "reviewers": lines([
                (name, all_, ((yes, "released"), (no, "rejected")), f"决定 {all_}，同意公开 {yes}，不予公开 {no}")
                for name, all_, yes, no in counted.by_reviewer[:DRAWN]
            ]),
            "rules": [(name, found, false, agreement(found, false)) for name, found, false in counted.by_rule[:DRAWN]],
            "drawn": DRAWN,
            "oversees": may(signed_in(request).role, "false-alarms"),
        },
    )  # fmt: skip


@require_GET
def monthly_file(request: HttpRequest, layout: str) -> HttpResponse:
    if layout not in LAYOUTS:
        raise Http404
    period = month_of(request.GET.get("month", ""))
    name = f"保密审查月报-{period.begin:%Y%m}"
    return paper_file(request, lambda: monthly_paper(_counted(period), unit()), name, layout, f"/monthly/?month={period.begin:%Y-%m}")


def agreement(found: int, false: int) -> int:
    """The share of findings that nobody called false, in percent."""
    return round(100 * (found - false) / found) if found else 100


def _counted(period: Period) -> Figures:
    counted = figures(period.begin, period.end)
    return replace(counted, by_rule=tuple((words.rule_title(rule), found, false) for rule, found, false in counted.by_rule))
