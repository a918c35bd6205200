"""Showing what a document says: only sealed documents, only after an opening that the chain records, never a state secret.

The content lives in the memory of a child process for as long as it is looked at; no page of it is kept by a browser or a disk.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from reports.cases import audit, custody, places
from reports.cases.models import Case, Custody, FindingRow
from reports.desk import words
from reports.desk.account import signed_in
from reports.desk.readers import PNG, READERS, Reader, ReaderFailedError
from reports.desk.visible import case_of
from reports.formats.printable import UNSAFE, printable
from screener.errors import ScreenerError
from screener.model import Place
from screener.wording import PLACES

OPENED = "opened"
# How long an opening holds; then the next look is a new opening.
OPEN_SECONDS = 900
SEGMENTS_A_VIEW, SEGMENTS_BEFORE, PAGES_A_VIEW = 200, 2, 100
PAGE_PIXELS = 1_400


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page. Boxes are those of lines, so that several findings may share one: `others` are all but the first."""

    pk: int
    others: tuple[int, ...]
    title: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the boxes of its `count` findings, and its text where there is no picture of it."""

    number: int
    width: float
    height: float
    count: int
    marks: tuple[Mark, ...]
    lines: tuple[tuple[float, float, float, float, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """Segments that stand in one kind of place: each is a list of (text, finding or None)."""

    title: str
    part: str = field(repr=False)
    segments: tuple[tuple[tuple[str, int | None], ...], ...] = field(repr=False)


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
            return _text(case, reader, rows, start, finding)
        return _pages(case, reader, rows, opened, start, finding)
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


def _pages(
    case: Case, reader: Reader, rows: Iterable[FindingRow], opened: dict[str, object], start: str, finding: str
) -> dict[str, object]:
    sizes = opened["pages"]
    assert isinstance(sizes, list)
    first = _start(start, len(sizes))
    by_page: dict[int, dict[tuple[float, ...], list[FindingRow]]] = {}
    for row in rows:
        number = row.page or (1 if len(sizes) == 1 else 0)
        if number and str(row.pk) == finding:
            first = (number - 1) // PAGES_A_VIEW * PAGES_A_VIEW
        if number and row.box and _on_the_page(case, row):
            by_page.setdefault(number, {}).setdefault(tuple(float(edge) for edge in row.box), []).append(row)
    pages = []
    for index, (width, height) in enumerate(sizes[first : first + PAGES_A_VIEW], first + 1):
        lines = _lines(reader, index) if opened["kind"] == "layout" else ()
        boxes = by_page.get(index, {})
        marks = tuple(_mark(box, found) for box, found in boxes.items())
        pages.append(Page(index, float(width), float(height), sum(map(len, boxes.values())), marks, lines))
    return {
        "kind": opened["kind"],
        "pages": pages,
        "pager": _pager(first, len(pages), len(sizes), PAGES_A_VIEW),
        "unit": "页",
        "target": finding,
    }


def _on_the_page(case: Case, row: FindingRow) -> bool:
    """Not inside an attachment, whose boxes are on pages of its own; the picture of a page is that page."""
    return all(step.startswith("page") for step in _inner(case, row.part).split("!") if step)


def _mark(box: tuple[float, ...], rows: list[FindingRow]) -> Mark:
    left, top, right, bottom = box
    title = "、".join(dict.fromkeys(words.rule_title(row.rule) for row in rows))
    others = tuple(row.pk for row in rows[1:])
    return Mark(rows[0].pk, others, title, left - 2, top - 2, max(6.0, right - left + 4), max(6.0, bottom - top + 4))


def _lines(reader: Reader, page: int) -> tuple[tuple[float, float, float, float, str], ...]:
    """Left, base line, width, size and text of each line: the page as the file's coordinates have it."""
    told, _ = reader.ask("layout", page=page)
    lines = []
    for *_, box, text in told:
        if box is not None and text.strip():
            left, top, right, bottom = (float(edge) for edge in box)
            size = max(4.0, min(bottom - top, (right - left) / max(1, len(text)) * 1.6))
            lines.append((left, bottom - 0.15 * size, max(1.0, right - left), size, printable(text)))
    return tuple(lines)


def _text(case: Case, reader: Reader, rows: list[FindingRow], start: str, finding: str) -> dict[str, object]:
    where, _ = reader.ask("locate", findings=[[r.part, r.place, r.page, r.paragraph, r.cell, r.start, r.end, r.masked_quote] for r in rows])
    by_segment: dict[int, list[FindingRow]] = {}
    first = None
    for row, index in zip(rows, where, strict=True):
        if index is not None:
            by_segment.setdefault(index, []).append(row)
            first = max(0, index - SEGMENTS_BEFORE) if str(row.pk) == finding else first
    first = _start(start, 1 << 31) if first is None else first
    told, _ = reader.ask("text", start=first, count=SEGMENTS_A_VIEW)
    blocks: list[Block] = []
    for index, (part, place, page, _box, text) in enumerate(told["segments"], first):
        title = PLACES[Place(place)][0] + (f"，第 {page} 页" if page else "")
        pieces = tuple(_pieces(text, by_segment.get(index, ())))
        if blocks and (blocks[-1].title, blocks[-1].part) == (title, _inner(case, part)):
            blocks[-1] = Block(title, blocks[-1].part, (*blocks[-1].segments, pieces))
        else:
            blocks.append(Block(title, _inner(case, part), (pieces,)))
    pager = _pager(first, len(told["segments"]), told["count"], SEGMENTS_A_VIEW)
    return {"kind": "text", "blocks": blocks, "pager": pager, "unit": "段", "target": finding}


def _pieces(text: str, rows: Iterable[FindingRow]) -> Iterable[tuple[str, int | None]]:
    """The text cut at the edges of its findings; of two that overlap the first keeps the common part."""
    at = 0
    for row in sorted(rows, key=lambda row: (row.start, -row.end)):
        start, end = max(at, min(row.start, len(text))), min(row.end, len(text))
        if end <= start:
            continue
        if start > at:
            yield _legible(text[at:start]), None
        yield _legible(text[start:end]), row.pk
        at = end
    if at < len(text):
        yield _legible(text[at:]), None


def _legible(text: str) -> str:
    """Lines stay lines; what is not seen at all is written out, for a mark may be hidden by it."""
    return UNSAFE.sub(lambda match: match[0] if match[0] in "\n\t" else printable(match[0]), text)


def _inner(case: Case, part: str) -> str:
    inside = part.removeprefix(case.untrusted_name)
    return printable((part.partition("!")[2] if inside == part else inside).lstrip("!"))


def _start(text: str, count: int) -> int:
    return min(int(text), max(0, count - 1)) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _pager(first: int, shown: int, count: int, size: int) -> dict[str, object]:
    return {
        "from": first + 1 if count else 0,
        "to": first + shown,
        "count": count,
        "before": max(0, first - size) if first else None,
        "after": first + shown if first + shown < count else None,
    }
