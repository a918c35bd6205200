"""Another master key for the sealed store: every data key is wrapped anew, no content is decrypted, and the old key is kept aside."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reports.cases import audit, custody, handles, keys, places
from reports.cases.models import Case, Custody
from reports.cases.states import RefusedError
from screener.config import Channel

ACTOR = "rotation"


def rotate() -> int:
    """How many sealed files are under the new key now. A run that was stopped goes on where it was.

    The old key stays beside the new one as `NAME.<its id>`: backups are sealed under it. Raises `RefusedError` while the outbox is at work.
    """
    path = settings.CONFIG.records.key or settings.HOME / keys.FOLDER / keys.MASTER
    fresh = path.with_name(f"{path.name}.new")
    with ExitStack() as stack:
        for channel in settings.CONFIG.channels:
            stack.enter_context(_alone(channel))
        if not fresh.exists():
            keys.create_master(fresh)
        old, new = keys.master(path), keys.master(fresh)
        count = 0
        for case in Case.objects.filter(custody=Custody.SEALED).order_by("pk").iterator(500):
            custody.rewrap(places.sealed(case, places.channel_named(case.channel)), case.storage, old, new)
            count += 1
        with transaction.atomic():
            audit.lock()
            audit.append(ACTOR, "rotate-key", old=old.id, new=new.id, files=count)
        aside = path.with_name(f"{path.name}.{old.id}")
        if not aside.exists():
            keys.write_new(aside, keys.read(path))
        # In one step: at no moment is there no key under the name that the configuration knows.
        fresh.replace(path)
        with handles.folder(path.parent) as folder:
            os.fsync(folder)
    return count


@contextmanager
def _alone(channel: Channel) -> Iterator[None]:
    """While this stands, the outbox of the channel seals and delivers nothing: it takes the same lock."""
    descriptor = os.open(Path(channel.held) / ".outbox.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise RefusedError("being-done") from None
    finally:
        os.close(descriptor)
