"""Signing in: password, then the second factor of those who have one. Unknown, locked and wrong look and take the same."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import load_backend, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports.cases import audit
from reports.cases.models import Person
from reports.desk.access import begin_session

PENDING = "pending"
# How long the second page waits for its six digits.
PENDING_SECONDS = 180
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012  Django's form reads it as it is written
        "invalid_login": "用户名或密码不对，或账号已停用。连续五次不对，账号锁定十五分钟。",
        "inactive": "用户名或密码不对，或账号已停用。连续五次不对，账号锁定十五分钟。",
    }


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/sign_in.html", {"form": form}, status=200 if request.method == "GET" else 422)
    person = form.get_user()
    assert isinstance(person, Person)
    if TOTPDevice.objects.filter(user=person, confirmed=True).exists():
        request.session.flush()
        request.session[PENDING] = [person.pk, int(time.time())]
        return redirect("second-factor")
    _enter(request, person)
    return redirect("home")


@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    pk, since = request.session.get(PENDING, (0, 0))
    person = load_backend(BACKEND).get_user(pk) if time.time() - since <= PENDING_SECONDS else None
    if not isinstance(person, Person):
        request.session.pop(PENDING, None)
        return redirect("sign-in")
    wrong = False
    if request.method == "POST":
        # The device itself makes the next try wait longer after each wrong one.
        with transaction.atomic():
            device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True).first()
            holds = device is not None and device.verify_is_allowed()[0] and device.verify_token(request.POST.get("token", "").strip())
        if device is not None and holds:
            _enter(request, person)
            otp_login(request, device)
            return redirect("home")
        wrong = True
    return render(request, "desk/second_factor.html", {"wrong": wrong}, status=422 if wrong else 200)


def _enter(request: HttpRequest, person: Person) -> None:
    request.session.flush()  # nothing of the visitor's session, its key least of all, becomes part of the person's
    login(request, person, BACKEND)
    begin_session(request, person)
    with transaction.atomic():
        audit.append(person.username, "sign-in", None, role=person.role)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    person = request.user
    logout(request)
    if isinstance(person, Person):
        with transaction.atomic():
            audit.append(person.username, "sign-out", None, role=person.role)
    return redirect("sign-in")


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None) -> HttpResponse:
    form = SignInForm(request)
    return render(request, "desk/sign_in.html", {"form": form, "locked": True}, status=429)
