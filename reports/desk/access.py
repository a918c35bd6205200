"""The door of every page: who is there, may that role go here, is the session still good. What is not in `roles` is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from reports.cases.models import Person
from reports.desk import refusals
from reports.desk.models import Seat
from reports.desk.roles import BEFORE_OWN_PASSWORD, POLLS, PUBLIC, may
from reports.desk.standing import ASKED, ASKING, WAY, may_stay
from reports.desk.uploads import HeldUpload

SEEN, BEGAN, TOKEN = "seen", "began", "seat"  # keys of the session
# How often the time of the last visit is written: each write is a transaction.
SEEN_EVERY = 30


class AccessMiddleware:
    """Refuses before a view, a form or an upload is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What is shown here is kept by no browser and no proxy.
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), clipboard-read=()"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        route = request.resolver_match.url_name if request.resolver_match else None
        if route in PUBLIC:
            return None
        person = request.user
        if not isinstance(person, Person) or not _session_good(request, person, route or ""):
            if request.user.is_authenticated:
                logout(request)
            return _to_sign_in(request)
        if route is None or not may(person.role, route):
            return refusals.forbidden(request)
        if route not in BEFORE_OWN_PASSWORD and Seat.objects.filter(pk=person.pk, password_is_initial=True).exists():
            return redirect("change-password")
        if route == "submit-file" and request.method == "POST":
            request.upload_handlers = [HeldUpload(request, kwargs["channel"])]
        return None


def begin_session(request: HttpRequest, person: Person, way: str = "") -> None:
    """After signing in by `way`: this session counts, an earlier one of the same person no longer does."""
    import secrets

    token = secrets.token_urlsafe(24)
    Seat.objects.update_or_create(person=person, defaults={"token": token})
    request.session[TOKEN] = token
    request.session[BEGAN] = request.session[SEEN] = request.session[ASKED] = request.session[ASKING] = int(time.time())
    request.session[WAY] = way


def _session_good(request: HttpRequest, person: Person, route: str) -> bool:
    now, session = time.time(), request.session
    if now - session.get(SEEN, 0) > settings.CONFIG.desk.session_minutes * 60 or now - session.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE:
        return False
    if not session.get(TOKEN) or not Seat.objects.filter(pk=person.pk, token=session[TOKEN]).exists():
        return False
    if not may_stay(session, person, now):
        return False
    if route not in POLLS and now - session[SEEN] > SEEN_EVERY:
        session[SEEN] = int(now)
    return True


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = reverse("sign-in")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
