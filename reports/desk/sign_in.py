"""Signing in: a password, ours or the directory's, then the second factor of those who have one. Unknown, locked and wrong look and take the same."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports.cases import audit
from reports.cases.models import Person
from reports.desk import provider
from reports.desk.access import begin_session
from reports.desk.models import Seat
from reports.desk.standing import WAY
from reports.desk.ways import OIDC, ways

PENDING = "pending"
# How long the second page waits for its six digits.
PENDING_SECONDS = 180
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012  Django's form reads it as it is written
        "invalid_login": "用户名或密码不对，或账号已停用、没有角色。连续五次不对，账号锁定十五分钟。",
        "inactive": "用户名或密码不对，或账号已停用、没有角色。连续五次不对，账号锁定十五分钟。",
    }

    def clean_username(self) -> str:
        """An account of ours as it is written, everybody else in the one spelling under which tries are counted."""
        name = str(self.cleaned_data["username"])
        return name if Person.objects.filter(username=name).exists() else name.lower()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return sign_in_page(request, form, 200 if request.method == "GET" else 422)
    person = form.get_user()
    assert isinstance(person, Person)
    return redirect(after_first_factor(request, person, Seat.objects.filter(pk=person.pk).values_list("way", flat=True).first() or ""))


def after_first_factor(request: HttpRequest, person: Person, way: str, *, second_factor_shown: bool = False) -> str:
    """Lets in who needs no second factor, or has shown one outside that counts here. The name of the page that comes next."""
    if not second_factor_shown and TOTPDevice.objects.filter(user=person, confirmed=True).exists():
        request.session.flush()
        request.session[PENDING] = [person.pk, int(time.time()), way]
        return "second-factor"
    _enter(request, person, way)
    return "home"


@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    pk, since, way = (*request.session.get(PENDING, (0, 0)), "")[:3]
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
            _enter(request, person, way)
            otp_login(request, device)
            return redirect("home")
        wrong = True
    return render(request, "desk/second_factor.html", {"wrong": wrong}, status=422 if wrong else 200)


def _enter(request: HttpRequest, person: Person, way: str) -> None:
    request.session.flush()  # nothing of the visitor's session, its key least of all, becomes part of the person's
    login(request, person, BACKEND)
    begin_session(request, person, way)
    with transaction.atomic():
        audit.append(person.username, "sign-in", None, role=person.role, **({"way": way} if way else {}))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    person, way = request.user, request.session.get(WAY)
    logout(request)
    if isinstance(person, Person):
        with transaction.atomic():
            audit.append(person.username, "sign-out", None, role=person.role)
    if way == OIDC and (address := provider.sign_out_address(settings.CONFIG.oidc, request.build_absolute_uri(reverse("sign-in")))):
        return redirect(address)
    return redirect("sign-in")


def locked_out(request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None) -> HttpResponse:
    return sign_in_page(request, SignInForm(request), 429, locked=True)


def sign_in_page(request: HttpRequest, form: SignInForm, status: int, **more: object) -> HttpResponse:
    return render(request, "desk/sign_in.html", {"form": form, "ways": ways(settings.CONFIG), **more}, status=status)
