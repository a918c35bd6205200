"""What has grown old enough that it may be destroyed: a proposal. Nothing here deletes; a destruction takes two persons (`rulings`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest

from reports.cases import log
from reports.cases.models import Case, Custody, Incident, State
from screener.config import Records

# 互联网政务应用安全管理规定 20: not less than a year. Review records: no national term; ten years is the middle one of the archives.
LEAST_YEARS_OF_LOGS = 1
LEAST_YEARS_OF_RECORDS = 10
LOG_FILE = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may go. Held files go by the `destroy` ruling of two persons; a record, once its file is gone, stays: it is small and is proof."""

    files: tuple[str, ...]
    """numbers of cases whose held files are past their time"""
    records: int
    """cases past their time altogether: for the archive to take over or to give up"""
    logs: tuple[Path, ...]


def proposal(now: datetime) -> Proposal:
    return Proposal(
        files=tuple(held_past_their_time(now).values_list("number", flat=True)),
        records=records_past_their_time(now).count(),
        logs=tuple(logs_past_their_time(settings.HOME, now)),
    )


def held_past_their_time(now: datetime) -> QuerySet[Case]:
    """Rejected long ago, and their files still kept. What waits for a decision, and what a leak's record refers to, has no end."""
    old = _before(now, record_years(settings.CONFIG.records))
    kept = Case.objects.filter(state=State.REJECTED, custody__in=[Custody.SEALED, Custody.ISOLATED])
    return _ended_before(kept, old)


def records_past_their_time(now: datetime) -> QuerySet[Case]:
    """Cases that came to an end, and whose end is older than records are kept."""
    old = _before(now, record_years(settings.CONFIG.records))
    return _ended_before(Case.objects.filter(state__in=[State.RELEASED, State.HANDED_OVER, State.CLOSED]), old)


def _ended_before(cases: QuerySet[Case], old: datetime) -> QuerySet[Case]:
    """The time runs from the last thing that happened to a case; while a leak of it is open it does not run."""
    last = Coalesce(Max("rulings__decided_at"), "received_at")
    ended = cases.annotate(last=Greatest(last, Coalesce("closed_at", "received_at"), Coalesce("released_at", "received_at")))
    going = Exists(Incident.objects.filter(case=OuterRef("pk"), concluded_at=None))
    return ended.filter(~going, last__lt=old).order_by("pk")


def logs_past_their_time(home: Path, now: datetime) -> Iterator[Path]:
    """By the day in the name: the time of a file is easily changed by a backup."""
    old = _before(now, log_years(settings.CONFIG.records)).date()
    folder = home / log.FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        written = LOG_FILE.fullmatch(path.name)
        if written and _day(written[1]) < old:
            yield path


def record_years(records: Records) -> int:
    return max(LEAST_YEARS_OF_RECORDS, records.retain_records_years)


def log_years(records: Records) -> int:
    """Not less than the law says, whatever the configuration does."""
    return max(LEAST_YEARS_OF_LOGS, records.retain_logs_years)


def _day(text: str) -> date:
    """A name that is no day is never old."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.max


def _before(now: datetime, years: int) -> datetime:
    """So many calendar years earlier; 29 February becomes the 28th, which keeps a day more."""
    now = now.astimezone(UTC)
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - years, day=day)
