"""One's own account: the password, and the second factor."""

from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports.cases import audit
from reports.cases.models import Person
from reports.desk.access import begin_session
from reports.desk.models import Seat
from reports.desk.ways import WAYS


def signed_in(request: HttpRequest) -> Person:
    """The person at the page. `access` let nobody else through."""
    assert isinstance(request.user, Person)
    return request.user


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    device = TOTPDevice.objects.filter(user=signed_in(request), confirmed=True).first()
    return render(request, "desk/account.html", {"device": device, "way": _way(request)})


def _way(request: HttpRequest) -> str:
    """How this person signs in, in words; empty with a password of ours."""
    seat = Seat.objects.filter(pk=signed_in(request).pk).first()
    return WAYS[seat.way] if seat and seat.way else ""


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    if _way(request):
        messages.error(request, "您的密码不在本系统，请在单位的系统里修改。")
        return redirect("account")
    form = PasswordChangeForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            Seat.objects.filter(pk=person.pk).update(password_is_initial=False)
            audit.append(person.username, "change-password", person, role=person.role)
        update_session_auth_hash(request, person)
        begin_session(request, person)
        messages.success(request, "密码已修改。")
        return redirect("account")
    initial = Seat.objects.filter(pk=person.pk, password_is_initial=True).exists()
    return render(request, "desk/change_password.html", {"form": form, "initial": initial}, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol_second_factor(request: HttpRequest) -> HttpResponse:
    """Shows the secret of a new device; it counts once the person has proved that it works."""
    person = signed_in(request)
    if TOTPDevice.objects.filter(user=person, confirmed=True).exists():
        return redirect("account")
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "totp"})
    wrong = False
    if request.method == "POST":
        if device.verify_is_allowed()[0] and device.verify_token(request.POST.get("token", "").strip()):
            with transaction.atomic():
                device.confirmed = True
                device.save(update_fields=["confirmed"])
                audit.append(person.username, "enrol-second-factor", person, role=person.role)
            otp_login(request, device)
            messages.success(request, "动态口令已启用，下次登录时须输入。")
            return redirect("account")
        wrong = True
    picture = _qr_code(device.config_url)
    return render(
        request,
        "desk/enrol_second_factor.html",
        {"modules": picture, "side": len(picture), "secret": _base32(device.bin_key), "wrong": wrong},
        status=422 if wrong else 200,
    )


def _qr_code(text: str) -> list[str]:
    """The code as rows of an SVG path: drawn in the page, so that the secret has no address of its own."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(text)
    rows = []
    for y, row in enumerate(code.get_matrix()):
        line = io.StringIO()
        for x, dark in enumerate(row):
            if dark:
                line.write(f"M{x} {y}h1v1h-1z")
        rows.append(line.getvalue())
    return rows


def _base32(key: bytes) -> str:
    import base64

    text = base64.b32encode(key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
