"""A person at the command line is who they say they are: the same password, second factor and lock as at the desk."""

from __future__ import annotations

from collections.abc import Callable

from reports.cases.models import Person
from screener.errors import ScreenerError


class SignInError(ScreenerError):
    code = "not-signed-in"


def sign_in(username: str, password: str, ask_code: Callable[[], str]) -> Person:
    """Raises `SignInError`, in the same words whatever was wrong. `ask_code` is called for those who have a second factor."""
    from django.contrib.auth import authenticate
    from django.db import transaction
    from django.http import HttpRequest
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from reports.cases import audit

    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    person = authenticate(request, username=username, password=password)
    if not isinstance(person, Person):
        raise _refused()
    if TOTPDevice.objects.filter(user=person, confirmed=True).exists():
        code = ask_code()
        with transaction.atomic():
            device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True).first()
            holds = device is not None and device.verify_is_allowed()[0] and device.verify_token(code.strip())
        if not holds:
            raise _refused()
    with transaction.atomic():
        audit.lock()
        audit.append(person.username, "sign-in", None, role=person.role, at="terminal")
    return person


def _refused() -> SignInError:
    return SignInError(
        "用户名、口令或验证码不对，或账号已停用、已锁定。", "wrong name, password or code, or the account is not active or locked."
    )
