"""What an inspection takes with it: register, forms and the chain of a period, as one file with its own instructions."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports.cases import audit
from reports.cases.models import Case
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.period import Period, days_of, month_of
from reports.desk.roles import may
from reports.papers.inspection import inspection_package
from reports.papers.withheld import AUDITOR, EVERYBODY
from screener.errors import ScreenerError

# A form takes 50 ms: more would keep the desk busy for minutes. The command line has no such end.
MOST = 2_000


@require_http_methods(["GET", "POST"])
def inspection(request: HttpRequest) -> HttpResponseBase:
    asked = request.POST if request.method == "POST" else request.GET
    period = days_of(asked.get("begin", ""), asked.get("last", "")) if "begin" in asked else month_of("")
    first, after = period.moments
    cases = Case.objects.filter(received_at__gte=first, received_at__lt=after)
    count = cases.count()
    if request.method == "POST" and count <= MOST:
        try:
            return _package(request, period)
        except ScreenerError as error:
            messages.error(request, error.sentence)
            return redirect("inspection")
    return render(
        request, "desk/inspection.html", {"period": period, "count": count, "most": MOST, "named": may(signed_in(request).role, "queue")}
    )


def _package(request: HttpRequest, period: Period) -> HttpResponseBase:
    first, after = period.moments
    cases = Case.objects.filter(received_at__gte=first, received_at__lt=after)
    with transaction.atomic():
        # Before: the chain that is in the package says who took it.
        audit.append(signed_in(request).username, "inspection-package", None, begin=period.begin.isoformat(), last=period.last.isoformat())
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="inspection-") as room:
        target = Path(room) / "package.zip"
        reader = EVERYBODY if may(signed_in(request).role, "queue") else AUDITOR
        inspection_package(cases, period.words, target, {rule: words.rule_title(rule) for rule in words.rules()}, reader)
        file = target.open("rb")
    # The file has no name any more: when it is sent, it is gone.
    name = f"检查材料-{period.begin:%Y%m%d}-{period.last:%Y%m%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
