"""Showing what a document says: only sealed documents, only after an opening that the chain records, never a state secret.

The content lives in the memory of a child process for as long as it is looked at; no page of it is kept by a browser or a disk.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from reports.cases import audit, custody, places
from reports.cases.models import Case, Custody
from reports.desk import document
from reports.desk.account import signed_in
from reports.desk.readers import PNG, READERS, Reader, ReaderFailedError
from reports.desk.visible import case_of
from screener.errors import ScreenerError

OPENED = "opened"
# How long an opening holds; then the next look is a new opening.
OPEN_SECONDS = 900
PAGE_PIXELS = 1_400


class NotShownError(Exception):
    """Why there is nothing to see, as a sentence."""


def why_not_shown(case: Case) -> str:
    """Empty where the content may be opened."""
    if case.state_secret:
        return "疑为国家秘密：本系统不显示任何内容。"
    if case.custody != Custody.SEALED:
        return {
            Custody.INBOX: "文件还没有收取。",
            Custody.TAKEN: "文件正在审查或封存，稍候可以查看。",
            Custody.DELIVERED: "文件已送出，请在发布处查看。",
        }.get(Custody(case.custody), "文件不在封存之中，不能查看。")
    return ""


def is_open(request: HttpRequest, case: Case) -> bool:
    sha256, until = request.session.get(OPENED, {}).get(case.number, ("", 0))
    return bool(sha256 == case.sha256 and until > time.time())


@require_http_methods(["GET", "POST"])
def case_content(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(signed_in(request), number)
    whole = not request.headers.get("HX-Request")
    why = why_not_shown(case)
    if not why and request.method == "POST":
        _open(request, case)
        if whole:
            return redirect(reverse("case", args=[number]) + "#content")
    if not why and not is_open(request, case):
        why = "查看已到时，请重新打开。"
    shown: dict[str, object] = {"case": case, "why": why}
    if not why:
        try:
            shown |= content_of(case, request.GET.get("start", ""), request.GET.get("finding", ""))
        except NotShownError as error:
            shown["why"] = str(error)
    return render(request, "desk/content.html" if not whole else "desk/content_page.html", shown, status=403 if why and whole else 200)


@require_GET
def case_page(request: HttpRequest, number: str, page: int) -> HttpResponse:
    """The picture of one page."""
    case = case_of(signed_in(request), number)
    if why_not_shown(case) or not is_open(request, case):
        return HttpResponse(status=403)
    try:
        _, png = _reader(case).ask("page", page=page, width=PAGE_PIXELS)
    except (ReaderFailedError, NotShownError):
        return HttpResponse(status=404)
    if not png.startswith(PNG):  # the child may be another's by now: a picture, or nothing
        return HttpResponse(status=404)
    return HttpResponse(png, content_type="image/png")


def content_of(case: Case, start: str, finding: str) -> dict[str, object]:
    """What the template needs: pages with boxes, or blocks of text with highlights. Raises `NotShownError`."""
    try:
        reader = _reader(case)
        opened, _ = reader.ask("open")
        rows = list(case.findings.order_by("pk"))
        if opened["kind"] == "text":
            return document.text(case, reader, rows, start, finding)
        return document.pages(case, reader, rows, opened, start, finding)
    except (ReaderFailedError, KeyError, TypeError, ValueError):
        raise NotShownError("这份文件不能在此显示：格式损坏或过于复杂。请按“未能读取”处理，由人工用原来的程序通读。") from None


@transaction.atomic
def _open(request: HttpRequest, case: Case) -> None:
    person = signed_in(request)
    audit.append(person.username, "open-content", case, role=person.role)
    opened = request.session.get(OPENED, {})
    now = time.time()
    kept = {number: held for number, held in opened.items() if held[1] > now}
    request.session[OPENED] = kept | {case.number: (case.sha256, int(now) + OPEN_SECONDS)}


def _reader(case: Case) -> Reader:
    def start() -> Reader:
        return Reader(_content(case), case.untrusted_name, case.media_type, settings.CONFIG.limits)

    return READERS.of(f"{case.storage}:{case.sha256}", start)


def _content(case: Case) -> bytes:
    try:
        sealed = places.sealed(case, places.channel_named(case.channel))
        with custody.view(sealed, case.storage, places.master_key(), case.sha256) as memory:
            return memory.read()
    except (ScreenerError, OSError):
        raise NotShownError("封存的文件打不开，或与记录不符。请报告系统管理员和保密办。") from None
