"""Files that leave by the browser: named by us alone, put down in the chain, kept by no cache."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.cases import audit
from reports.cases.models import Case
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.visible import case_of
from reports.papers import LAYOUTS
from reports.papers.approval_form import approval_form
from reports.papers.paper import Paper, laid_out
from screener.errors import ScreenerError

FORM_LAYOUTS = ("docx", "pdf")


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """`name` is ours: no part of it ever comes from a document or from what was typed."""
    response = HttpResponse(content, content_type=media_type)
    # RFC 5987: a Chinese name in its own field, percent-encoded.
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""  # noqa: FBT003  Django's signature
    return response


def paper_file(
    request: HttpRequest, paper: Callable[[], Paper], name: str, layout: str, back: str, case: Case | None = None
) -> HttpResponse:
    """The paper as a file; where the machine lacks what the layout needs, the page `back` with the sentence that says so."""
    try:
        content = laid_out(paper(), layout)
    except ScreenerError as error:
        messages.error(request, error.sentence)
        return redirect(back)
    with transaction.atomic():
        audit.append(signed_in(request).username, "download", case, paper=name, layout=layout)
    return attachment(content, f"{name}.{layout}", LAYOUTS[layout])


@require_GET
def case_form(request: HttpRequest, number: str, layout: str) -> HttpResponse:
    """The approval form of a case."""
    case = case_of(signed_in(request), number)
    if layout not in FORM_LAYOUTS:
        raise Http404
    titles = {rule: words.rule_title(rule) for rule in case.findings.values_list("rule", flat=True).distinct()}
    return paper_file(request, lambda: approval_form(case, titles), f"审批表-{case.number}", layout, case_address(case), case)


def case_address(case: Case) -> str:
    return f"/cases/{case.number}/"
