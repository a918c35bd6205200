"""Does what is due outside the database, whatever happened to the machine in between. What each effect does is in `effects` and `deliveries`.

Each effect was written in the transaction that decided it, and is done at least once: it looks at the disk first, does what is missing,
and is marked done last. A failure (disk full, share gone) is tried again later, for ever: an effect is never given up.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from reports.cases import audit, deliveries, effects, places
from reports.cases.effects import ACTOR
from reports.cases.models import Case, Effect
from screener.config import Channel
from screener.errors import ScreenerError

NOTICES = (Effect.Kind.MAIL, Effect.Kind.WEBHOOK)
BATCH = 200
# So many deliveries are looked at, and written down, in one transaction.
TOGETHER = 32
LONGEST_WAIT = timedelta(minutes=5)


def run_due(now: datetime) -> int:
    """Do what is due, in the order in which it was decided; how many effects were done."""
    done = 0
    for name in Effect.objects.filter(done_at=None, not_before__lte=now).order_by().values_list("case__channel", flat=True).distinct():
        try:
            channel = places.channel_named(name)
            lock = _lock(channel.held)
        except (OSError, ScreenerError) as error:
            for effect in _due(name, now):
                _postpone(effect, now, getattr(error, "code", "") or type(error).__name__)
            continue
        with lock or nullcontext():
            while lock and (due := _due(name, now)):
                outward = [effect.pk for effect in due if effect.kind == Effect.Kind.DELIVER]
                finished = [pk for at in range(0, len(outward), TOGETHER) for pk in _deliver(outward[at : at + TOGETHER], channel, now)]
                finished += [effect.pk for effect in due if effect.kind != Effect.Kind.DELIVER and _run(effect, channel, now)]
                # Marked together, to spare the disk: done twice is done once, each looks at the disk and at the case first.
                Effect.objects.filter(pk__in=finished, done_at=None).update(done_at=now, last_error="")
                done += len(finished)
    return done


def _due(channel: str, now: datetime) -> list[Effect]:
    """One after the other for each case; a notice goes out as soon as the file is safe, or could not be made so."""
    earlier = Effect.objects.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"), done_at=None).exclude(kind__in=NOTICES)
    due = Effect.objects.filter(case__channel=channel, done_at=None, not_before__lte=now).select_related("case")
    free = (~Q(kind__in=NOTICES) & ~Exists(earlier)) | (Q(kind__in=NOTICES) & ~Exists(earlier.filter(attempts=0)))
    return list(due.filter(free).order_by("pk")[:BATCH])


def _lock(held: Path) -> BinaryIO | None:
    """Nobody else works on this channel's files while this is open; `None` while somebody does. It goes with the process, however that ends."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    lock = os.fdopen(os.open(held / ".outbox.lock", flags, 0o600), "r+b")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _deliver(outward: list[int], channel: Channel, now: datetime) -> list[int]:
    fresh = list(Effect.objects.filter(pk__in=outward, done_at=None).select_related("case").order_by("pk"))
    failed = deliveries.deliver_all(fresh, channel)
    for effect in fresh:
        if error := failed.get(effect.pk):
            _postpone(effect, now, getattr(error, "why", "") or type(error).__name__)
    return [effect.pk for effect in fresh if effect.pk not in failed]


def _run(effect: Effect, channel: Channel, now: datetime) -> bool:
    effect.refresh_from_db()
    if effect.done_at is not None:
        return False
    try:
        effects.EXECUTORS[Effect.Kind(effect.kind)](effect, channel)
    except (OSError, ValueError, ScreenerError) as error:
        _postpone(effect, now, getattr(error, "why", "") or type(error).__name__)
        return False
    if effect.kind in NOTICES:
        # But a message that was sent is not sent again because the machine stopped at the next one.
        Effect.objects.filter(pk=effect.pk).update(done_at=now, last_error="")
    return True


def _postpone(effect: Effect, now: datetime, error: str) -> None:
    """Later again. The first failure of each kind goes into the chain; a thousand like it would only fill the disk that is full."""
    wait = min(timedelta(seconds=2 ** min(effect.attempts, 10)), LONGEST_WAIT)
    news = effect.last_error != error
    effect.attempts, effect.not_before, effect.last_error = effect.attempts + 1, now + wait, error[:64]
    with transaction.atomic():
        audit.lock()
        effect.save(update_fields=["attempts", "not_before", "last_error"])
        if news:
            audit.append(
                ACTOR, "effect-failed", Case.objects.get(pk=effect.case_id), kind=effect.kind, error=effect.last_error, effect=effect.pk
            )
