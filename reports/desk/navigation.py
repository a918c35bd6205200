"""What stands at the top of every page: the pages that this person may open. To add one: one line here, one in `roles`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from reports.cases.models import Person
from reports.desk.roles import may

NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("queue", "审查件", "Cases"),
    ("submit", "送审", "Submit"),
    ("leaks", "复查与泄密", "Leaks"),
    ("trails", "留痕", "Trail"),
    ("register", "台账", "Register"),
    ("monthly", "月报", "Report"),
    ("dictionaries", "词典", "Words"),
    ("inspection", "检查材料", "Inspection"),
    ("people", "人员", "People"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {"pages": (), "unit": unit()}
    here = request.resolver_match.url_name if request.resolver_match else ""
    pages = [(name, zh, en, name == here) for name, zh, en in NAVIGATION if may(person.role, name)]
    return {"pages": pages, "unit": unit()}


def unit() -> str:
    from django.conf import settings

    return settings.CONFIG.unit.names[0] if settings.CONFIG.unit.names else ""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everybody begins where their work is."""
    assert isinstance(request.user, Person)
    role = request.user.role
    return redirect(next((name for name, _, _ in NAVIGATION if may(role, name)), "account"))
