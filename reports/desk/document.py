"""What a reviewer sees of an opened document: pages with boxes on the findings, and text in its places with the findings marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from reports.cases.models import Case, FindingRow
from reports.desk import words
from reports.desk.readers import Reader, ReaderFailedError
from reports.formats.printable import UNSAFE, printable
from screener.model import Location, Place
from screener.wording import PLACES, location_words

SEGMENTS_A_VIEW, SEGMENTS_BEFORE, PAGES_A_VIEW = 200, 2, 100
# Findings that no picture of a page shows (annotations, properties, attachments) are told in words beside the pages.
MOST_BESIDE = 100
ROW = re.compile(r"[A-Z]{1,3}([0-9]{1,7})|R([0-9]{1,7})C[0-9]{1,7}")


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
    """A page with the boxes of its `count` findings, and its text where there is no picture of it. `unseen` findings have no box on it."""

    number: int
    width: float
    height: float
    count: int
    unseen: int
    marks: tuple[Mark, ...]
    lines: tuple[tuple[float, float, float, float, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, with the findings that it is."""

    text: str = field(repr=False)
    pk: int | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A segment in pieces; one of a table with the cell that it stands in."""

    cell: str
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """Segments that stand in one kind of place, in rows: those of one row of a table share one."""

    title: str
    part: str = field(repr=False)
    rows: tuple[tuple[Said, ...], ...] = field(repr=False)


Told = tuple[str, str, int | None, str | None, object, str]


def pages(case: Case, reader: Reader, rows: list[FindingRow], opened: dict[str, object], start: str, finding: str) -> dict[str, object]:
    sizes = opened["pages"]
    assert isinstance(sizes, list)
    first = start_of(start, len(sizes))
    by_page: dict[int, dict[tuple[float, ...], list[FindingRow]]] = {}
    unseen: list[FindingRow] = []
    for row in rows:
        number = row.page or (1 if len(sizes) == 1 else 0)
        if number and str(row.pk) == finding:
            first = (number - 1) // PAGES_A_VIEW * PAGES_A_VIEW
        if row.box and 0 < number <= len(sizes) and _on_the_page(case, row):
            by_page.setdefault(number, {}).setdefault(tuple(float(edge) for edge in row.box), []).append(row)
        else:
            unseen.append(row)
    shown = []
    for index, (width, height) in enumerate(sizes[first : first + PAGES_A_VIEW], first + 1):
        lines = _lines(reader, index) if opened["kind"] == "layout" else ()
        boxes = by_page.get(index, {})
        marks = tuple(_mark(box, found) for box, found in boxes.items())
        beside = sum(row.page == index and _on_the_page(case, row) for row in unseen)
        shown.append(Page(index, float(width), float(height), sum(map(len, boxes.values())), beside, marks, lines))
    return {
        "kind": opened["kind"],
        "pages": shown,
        "pager": _pager(first, len(shown), len(sizes), PAGES_A_VIEW),
        "unit": "页",
        "target": finding,
        **_beside(case, reader, unseen),
    }


def _beside(case: Case, reader: Reader, rows: list[FindingRow]) -> dict[str, object]:
    """The text of findings that are on no picture; of those that cannot be shown either (`lost`), what and where they are."""
    listed = rows[:MOST_BESIDE]
    told: list[tuple[Told, list[FindingRow]]] = []
    lost: list[FindingRow] = []
    if listed:
        try:
            for index, found in _by_segment(reader, listed).items():
                if index is None:
                    lost.extend(found)
                    continue
                answer, _ = reader.ask("text", start=index, count=1)
                told.append((answer["segments"][0], found))
        except ReaderFailedError:
            # The pages are worth seeing without it.
            told, lost = [], listed
    return {"unseen": len(rows), "beside": _blocks(case, told), "lost": _titles(case, lost), "left_out": len(rows) - len(listed)}


def _titles(case: Case, rows: list[FindingRow]) -> list[tuple[int, str, str]]:
    """What, where, and in which attachment."""
    return [
        (row.pk, f"{location_words(_location(row), 'zh')}：{words.rule_title(row.rule)}", words.part_words(case, row.part))
        for row in rows[:MOST_BESIDE]
    ]


def text(case: Case, reader: Reader, rows: list[FindingRow], start: str, finding: str) -> dict[str, object]:
    by_segment = _by_segment(reader, rows)
    places = (index for index, found in by_segment.items() if index is not None and any(str(row.pk) == finding for row in found))
    asked = next(places, None)
    first = start_of(start, 1 << 31) if asked is None else max(0, asked - SEGMENTS_BEFORE)
    told, _ = reader.ask("text", start=first, count=SEGMENTS_A_VIEW)
    blocks = _blocks(case, [(segment, by_segment.get(index, [])) for index, segment in enumerate(told["segments"], first)])
    pager = _pager(first, len(told["segments"]), told["count"], SEGMENTS_A_VIEW)
    lost = _titles(case, by_segment.get(None, []))
    return {"kind": "text", "blocks": blocks, "pager": pager, "unit": "段", "target": finding, "lost": lost}


def _by_segment(reader: Reader, rows: list[FindingRow]) -> dict[int | None, list[FindingRow]]:
    where, _ = reader.ask("locate", findings=[[r.part, r.place, r.page, r.paragraph, r.cell, r.start, r.end, r.masked_quote] for r in rows])
    by_segment: dict[int | None, list[FindingRow]] = {}
    for row, index in zip(rows, where, strict=True):
        by_segment.setdefault(index, []).append(row)
    return by_segment


def _blocks(case: Case, told: Iterable[tuple[Told, list[FindingRow]]]) -> list[Block]:
    def stands(one: tuple[Told, list[FindingRow]]) -> tuple[str, str]:
        part, place, page, cell, _, _ = one[0]
        sheet = (cell or "").rpartition("!")[0]
        title = PLACES[Place(place)][0] + (f"，第 {page} 页" if page else "") + (f"，{_table_words(sheet)}" if sheet else "")
        return title, words.part_words(case, part)

    blocks = []
    for (title, part), inside in groupby(told, stands):
        rows: list[tuple[object, list[Said]]] = []
        for (*_, cell, _box, said), found in inside:
            address = (cell or "").rpartition("!")[2]
            match = ROW.fullmatch(address)
            key = match and (match[1] or match[2])
            spoken = Said(_cell_words(address), tuple(_pieces(said, found)))
            if key and rows and rows[-1][0] == key:
                rows[-1][1].append(spoken)
            else:
                rows.append((key, [spoken]))
        blocks.append(Block(title, part, tuple(tuple(row) for _, row in rows)))
    return blocks


def _table_words(sheet: str) -> str:
    """A table without a name is only numbered (T1), a sheet has its name."""
    numbered = re.fullmatch(r"T([0-9]{1,7})", sheet)
    return f"表 {numbered[1]}" if numbered else f"工作表“{printable(sheet)}”"


def _cell_words(address: str) -> str:
    numbered = re.fullmatch(r"R([0-9]{1,7})C([0-9]{1,7})", address)
    return f"{numbered[1]}行{numbered[2]}列" if numbered else printable(address)


def _location(row: FindingRow) -> Location:
    place = Place(row.place) if row.place in set(Place) else Place.BODY
    return Location("", place, row.page, row.paragraph, row.cell)


def _on_the_page(case: Case, row: FindingRow) -> bool:
    """Not inside an attachment, whose boxes are on pages of its own; the picture of a page is that page."""
    inside = row.part.removeprefix(case.untrusted_name)
    steps = (row.part.partition("!")[2] if inside == row.part else inside).lstrip("!").split("!")
    return all(step.startswith("page") for step in steps if step)


def _mark(box: tuple[float, ...], rows: list[FindingRow]) -> Mark:
    left, top, right, bottom = box
    title = "、".join(dict.fromkeys(words.rule_title(row.rule) for row in rows))
    others = tuple(row.pk for row in rows[1:])
    return Mark(rows[0].pk, others, title, left - 2, top - 2, max(6.0, right - left + 4), max(6.0, bottom - top + 4))


def _lines(reader: Reader, page: int) -> tuple[tuple[float, float, float, float, str], ...]:
    """Left, base line, width, size and text of each line: the page as the file's coordinates have it."""
    told, _ = reader.ask("layout", page=page)
    lines = []
    for *_, box, said in told:
        if box is not None and said.strip():
            left, top, right, bottom = (float(edge) for edge in box)
            size = max(4.0, min(bottom - top, (right - left) / max(1, len(said)) * 1.6))
            lines.append((left, bottom - 0.15 * size, max(1.0, right - left), size, printable(said)))
    return tuple(lines)


def _pieces(said: str, rows: Iterable[FindingRow]) -> list[Piece]:
    """The text cut at the edges of its findings; of two that overlap the first keeps the common part, the other is among its `others`."""
    pieces: list[Piece] = []
    at, marked = 0, -1
    for row in sorted(rows, key=lambda row: (row.start, -row.end)):
        start, end = max(at, min(row.start, len(said))), min(row.end, len(said))
        if end <= start:
            if marked >= 0:
                pieces[marked] = replace(pieces[marked], others=(*pieces[marked].others, row.pk))
            continue
        if start > at:
            pieces.append(Piece(_legible(said[at:start])))
        marked = len(pieces)
        pieces.append(Piece(_legible(said[start:end]), row.pk))
        at = end
    if at < len(said):
        pieces.append(Piece(_legible(said[at:])))
    return pieces


def _legible(said: str) -> str:
    """Lines stay lines; what is not seen at all is written out, for a mark may be hidden by it."""
    return UNSAFE.sub(lambda match: match[0] if match[0] in "\n\t" else printable(match[0]), said)


def start_of(asked: str, count: int) -> int:
    return min(int(asked), max(0, count - 1)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0


def _pager(first: int, shown: int, count: int, size: int) -> dict[str, object]:
    return {
        "from": first + 1 if count else 0,
        "to": first + shown,
        "count": count,
        "before": max(0, first - size) if first else None,
        "after": first + shown if first + shown < count else None,
    }
