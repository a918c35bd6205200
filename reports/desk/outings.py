"""Signing in at the provider: the browser is sent out and comes back. What it holds meanwhile opens nothing but the way back, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reports.desk import provider
from reports.desk.admission import REFUSED, RefusedError, admit, put_down_refusal
from reports.desk.models import Outing
from reports.desk.sign_in import SignInForm, after_first_factor, sign_in_page
from reports.desk.ways import OIDC, ways

# How long somebody may take at the provider.
MINUTES = 10


def cookie_name() -> str:
    return "__Host-outing" if settings.HTTPS else "outing"


@require_POST
def go(request: HttpRequest) -> HttpResponse:
    _refuse_where_there_is_none()
    now = timezone.now()
    Outing.objects.filter(began_at__lt=now - timedelta(minutes=MINUTES)).delete()
    ticket = secrets.token_urlsafe(32)
    outing = Outing(
        ticket=_digest(ticket),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        began_at=now,
    )
    try:
        answer = HttpResponseRedirect(provider.address(settings.CONFIG.oidc, outing, _back(request)))
    except RefusedError as refusal:
        return _refused(request, refusal.reason)
    outing.save(force_insert=True)
    # Lax, unlike the session's: it has to come along when the provider, another site, sends the browser back.
    answer.set_cookie(cookie_name(), ticket, max_age=MINUTES * 60, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return answer


@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    _refuse_where_there_is_none()
    try:
        outing = _taken(request)
        proven, second_factor_shown = provider.prove(settings.CONFIG.oidc, outing, request.GET.dict(), _back(request))
    except RefusedError as refusal:
        put_down_refusal(OIDC, refusal.reason)
        return _refused(request, refusal.reason)
    try:
        person = admit(proven)
    except RefusedError as refusal:
        return _refused(request, refusal.reason)
    target = after_first_factor(request, person, OIDC, second_factor_shown=second_factor_shown)
    # A page of ours that goes on, not a redirect: a browser that came from another site would not show the new session's cookie.
    answer = render(request, "desk/signed_in.html", {"target": reverse(target)})
    answer.headers["Refresh"] = f"0; url={reverse(target)}"
    answer.delete_cookie(cookie_name(), samesite="Lax")
    return answer


def _taken(request: HttpRequest) -> Outing:
    """The outing that this browser began, which nobody can come back from again."""
    outing = Outing.objects.filter(
        ticket=_digest(request.COOKIES.get(cookie_name(), "")), began_at__gte=timezone.now() - timedelta(minutes=MINUTES)
    ).first()
    if outing is None or not Outing.objects.filter(pk=outing.pk).delete()[0]:
        raise RefusedError("state")
    return outing


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    said = REFUSED.get(reason) or (
        "统一身份认证暂时连不上：请稍后再试，或用本系统的密码登录。"
        if reason == "provider-unreachable"
        else "统一身份认证的答复没有通过核验，没有登录。请重试；仍然如此的，请报告系统管理员。"
    )
    answer = sign_in_page(request, SignInForm(request), 503 if reason == "provider-unreachable" else 403, refused=said)
    answer.delete_cookie(cookie_name(), samesite="Lax")
    return answer


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc-back"))


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _refuse_where_there_is_none() -> None:
    if OIDC not in ways(settings.CONFIG):
        raise Http404
