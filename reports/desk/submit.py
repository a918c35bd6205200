"""Submitting a document at the desk: the approval form, the file, and the case that comes of both."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from reports.cases import places, register
from reports.cases.arrival import Arrival
from reports.cases.form_fields import FORM_FIELDS, problems
from reports.cases.models import Case, Person
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.uploads import HeldFile, HeldUpload, channel_at
from reports.desk.visible import case_of
from screener.config import Channel

LONGEST_NAME, LONGEST_VALUE = 200, 500


@require_GET
def submit(request: HttpRequest) -> HttpResponse:
    """Which way out: with one channel there is nothing to choose."""
    channels = settings.CONFIG.channels
    if len(channels) == 1:
        return redirect("submit-file", channel=0)
    return render(request, "desk/submit.html", {"channels": list(enumerate(channels))})


@require_http_methods(["GET", "POST"])
def submit_file(request: HttpRequest, channel: int) -> HttpResponse:
    person, way = signed_in(request), channel_at(channel)
    if way is None:
        raise Http404
    try:
        before = _fixed(request, person)
    except Http404:
        _discard(request)
        raise
    if request.method == "GET":
        values = dict(before.form) if before else {"drafter": person.display_name}
        return _page(request, way, channel, before, values, [])
    file = request.FILES.get("file")
    values = {line.key: request.POST.get(line.key, "").replace("\0", "").strip()[:LONGEST_VALUE] for line in FORM_FIELDS}
    wrong = problems({key: value for key, value in values.items() if value})
    if values.get("secret") == "是":
        wrong.append(("secret", "涉及国家秘密的文件不得在此送审，已上传的部分已经删除。请按保密规定办理。"))
    handler = request.upload_handlers[0]
    if isinstance(handler, HeldUpload) and handler.too_large:
        wrong.append(
            ("file", f"文件超过 {settings.CONFIG.desk.upload_bytes // 1_000_000:,} MB，没有收取。请拆分后送审，或交管理员从投递箱送入。")
        )
    elif not isinstance(file, HeldFile):
        wrong.append(("file", "请选择要送审的文件。"))
    elif not file.size:
        wrong.append(("file", "文件是空的。"))
    if wrong or not isinstance(file, HeldFile):
        _discard(request)
        return _page(request, way, channel, before, values, wrong)
    case = _receive(file, way, person, {key: value for key, value in values.items() if value}, before)
    target = reverse("case", args=[case.number])
    return JsonResponse({"to": target}) if _by_script(request) else redirect(target)


def _receive(file: HeldFile, way: Channel, person: Person, form: dict[str, object], before: Case | None) -> Case:
    """The row first, then the rename: an upload cut short between the two is closed as vanished at the next start, and nothing is lost
    that the clerk does not still have."""
    try:
        status = os.fstat(file.fileno())
        key = f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"
        arrival = Arrival(_name(file.name or "").encode("utf-8", "backslashreplace"), key, status.st_size, status.st_mtime)
        (case,) = register.receive(way, [arrival], submitter=person, form=form, predecessor=before)
        target = places.taken(case, way)
        os.rename(file.path, target)  # noqa: PTH104  by name, as `places` gives it; the storage name is random and new
        _sync(target.parent)
        return register.taken(case)
    except BaseException:
        file.path.unlink(missing_ok=True)
        raise
    finally:
        file.close()


def _discard(request: HttpRequest) -> None:
    for handler in request.upload_handlers:
        if isinstance(handler, HeldUpload):
            handler.discard()


def _sync(folder: os.PathLike[str]) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(name: str) -> str:
    """The file's name as it may go out: one step, no control characters, nothing that a web server hides or obeys."""
    plain = "".join(
        character for character in name.replace("\\", "/").rpartition("/")[2] if character >= " " and character != "\x7f"
    ).strip()
    plain = "_" + plain[1:] if plain.startswith(".") else plain
    stem, dot, suffix = plain.rpartition(".")
    while len(plain.encode("utf-8", "backslashreplace")) > LONGEST_NAME:
        stem = stem[:-1] if dot else ""
        plain = f"{stem}{dot}{suffix[:20]}" if dot else plain[:-1]
    return plain or "未命名"


def _fixed(request: HttpRequest, person: Person) -> Case | None:
    """The case that this upload corrects: one's own only."""
    number = request.POST.get("fixes", "") or request.GET.get("fixes", "")
    if not number:
        return None
    case = case_of(person, number)
    if case.submitter_id != person.pk:
        raise Http404
    return case


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _page(
    request: HttpRequest, way: Channel, channel: int, before: Case | None, values: dict[str, Any], wrong: list[tuple[str, str]]
) -> HttpResponse:
    if wrong and _by_script(request):
        return JsonResponse({"problems": wrong}, status=422)
    said = dict(wrong)
    lines = [(line, str(values.get(line.key, "")), said.get(line.key, "")) for line in FORM_FIELDS]
    shown = {
        "channel": channel,
        "way": way,
        "lines": lines,
        "wrong": wrong,
        "file_problem": said.get("file", ""),
        "before": before,
        "before_name": words.shown_name(before) if before else "",
        "most": settings.CONFIG.desk.upload_bytes // 1_000_000,
        "several": len(settings.CONFIG.channels) > 1,
    }
    return render(request, "desk/submit_file.html", shown, status=422 if wrong else 200)
