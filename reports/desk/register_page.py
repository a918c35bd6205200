"""登记台账: the register of a period, narrowed down as the list of cases is, as a workbook or as paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.cases.models import Case, Person
from reports.desk.account import signed_in
from reports.desk.case_list import ENTITIES, STATES, VERDICTS, Filters, departments, narrowed, rows_of
from reports.desk.downloads import paper_file
from reports.desk.period import Period, days_of
from reports.desk.visible import visible
from reports.papers import LAYOUTS
from reports.papers.ledger import ledger

SHOWN = 20
# A workbook holds what a year brings; paper is read by people.
MOST = {"xlsx": 50_000, "pdf": 500, "docx": 500}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register is to hold."""

    period: Period
    filters: Filters
    cases: QuerySet[Case]

    @property
    def query(self) -> str:
        chosen = {name: value for name in ("state", "verdict", "entity", "department", "channel") if (value := getattr(self.filters, name))}
        return urlencode({"begin": self.period.begin.isoformat(), "last": self.period.last.isoformat(), **chosen})


def _asked(request: HttpRequest, person: Person) -> Asked:
    period = days_of(request.GET.get("begin", ""), request.GET.get("last", ""))
    filters = Filters.of(request, person)
    if "state" not in request.GET:
        filters = replace(filters, state="all")
    first, after = period.moments
    cases = narrowed(visible(person), filters, timezone.now()).filter(received_at__gte=first, received_at__lt=after)
    return Asked(period, filters, cases)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    asked = _asked(request, person)
    shown = asked.cases.select_related("submitter").order_by("-received_at", "-pk")[:SHOWN]
    return render(
        request,
        "desk/register.html",
        {
            "asked": asked,
            "count": asked.cases.count(),
            "rows": rows_of(list(shown)),
            "shown": SHOWN,
            "most": MOST,
            "states": STATES,
            "verdicts": VERDICTS,
            "entities": ENTITIES,
            "channels": [channel.name for channel in settings.CONFIG.channels],
            "departments": departments(person),
        },
    )


@require_GET
def register_file(request: HttpRequest, layout: str) -> HttpResponse:
    person = signed_in(request)
    if layout not in LAYOUTS:
        raise Http404
    asked = _asked(request, person)
    if (count := asked.cases.count()) > MOST[layout]:
        messages.error(request, f"所选 {count:,} 件，超过一份 {layout} 的 {MOST[layout]:,} 件：请缩短期间，或选 xlsx。")
        return redirect(f"/register/?{asked.query}")
    name = f"登记台账-{asked.period.begin:%Y%m%d}-{asked.period.last:%Y%m%d}"
    return paper_file(request, lambda: ledger(asked.cases, asked.period.words), name, layout, f"/register/?{asked.query}")
