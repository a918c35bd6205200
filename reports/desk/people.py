"""Accounts, kept by the administrator: who there is, in which role. No page here shows a case."""

from __future__ import annotations

import secrets
from typing import Any

from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from reports.cases import audit
from reports.cases.models import Person
from reports.desk.account import signed_in
from reports.desk.admission import RefusedError, assign
from reports.desk.models import Seat
from reports.desk.ways import LOCAL, WAYS, ways


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("username", "first_name", "department", "role", "is_active")
        labels = {"username": "用户名", "first_name": "姓名", "department": "部门", "role": "角色", "is_active": "启用"}  # noqa: RUF012
        help_texts = {"username": "字母、数字和 . - _ @ +", "is_active": ""}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        if self.instance.pk:
            self.fields["username"].disabled = True  # it stands in the chain
        else:
            self.fields["username"].validators.append(ASCIIUsernameValidator())
            del self.fields["is_active"]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    factors = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    rows = [(person, person.pk in factors) for person in Person.objects.order_by("-is_active", "department", "username")]
    return render(request, "desk/people.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = _initial_password()
        with transaction.atomic():
            person = form.save(commit=False)
            person.set_password(password)
            person.save()
            Seat.objects.create(person=person, password_is_initial=True)
            _put_down(request, "person-created", person)
        return render(request, "desk/person_password.html", {"person": person, "password": password})
    return render(request, "desk/person.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Person, pk=pk)
    if account.pk == signed_in(request).pk:
        messages.error(request, "不能修改自己的账号：请由另一名系统管理员修改。")
        return redirect("people")
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = PersonForm(request.POST if step == "save" else None, instance=account)
    if step == "save" and form.is_valid():
        with transaction.atomic():
            form.save()
            Seat.objects.filter(pk=account.pk).update(token="")  # signs in again, as what they now are
            _put_down(request, "person-changed", account)
        messages.success(request, "已保存。")
        return redirect("people")
    if step == "password":
        password = _initial_password()
        with transaction.atomic():
            account.set_password(password)
            account.save(update_fields=["password"])
            Seat.objects.update_or_create(person=account, defaults={"token": "", "password_is_initial": True, "way": LOCAL, "subject": ""})
            _put_down(request, "password-reset", account)
        return render(request, "desk/person_password.html", {"person": account, "password": password})
    if step == "way":
        return _sign_in_by(request, account, request.POST.get("way", ""))
    if step == "unlock":
        reset(username=account.username)
        _put_down(request, "person-unlocked", account)
        messages.success(request, "已解除锁定。")
        return redirect("people")
    if step == "second-factor":
        with transaction.atomic():
            TOTPDevice.objects.filter(user=account).delete()
            _put_down(request, "second-factor-removed", account)
        messages.success(request, "已取消其动态口令。")
        return redirect("people")
    seat = Seat.objects.filter(pk=account.pk).first()
    outside = [(way, WAYS[way]) for way in ways(settings.CONFIG)]
    shown = {"form": form, "person": account, "seat": seat, "way": WAYS[seat.way if seat else LOCAL], "outside": outside}
    return render(request, "desk/person.html", shown, status=422 if step else 200)


def _sign_in_by(request: HttpRequest, account: Person, way: str) -> HttpResponse:
    try:
        with transaction.atomic():
            assign(account, way)
            _put_down(request, "person-changed", account)
    except RefusedError:
        messages.error(request, "没有改：系统管理员只用本系统的密码登录，其他人只能用配置里写明的方式。")
    else:
        messages.success(request, f"登录方式改为{WAYS[way]}。要改回本系统密码，请重置密码。")
    return redirect("people")


def _initial_password() -> str:
    """Without letters and digits that are taken for each other when read aloud."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@transaction.atomic
def _put_down(request: HttpRequest, action: str, person: Person) -> None:
    audit.append(signed_in(request).username, action, person, role=person.role, active=person.is_active)
