"""From the inbox into our hands: a case is written, then the file is renamed, then that is written. Stopped anywhere, it goes on from there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from reports.cases import custody, places, register
from reports.cases.crash import crash_point
from reports.cases.held_file import CustodyError, NotTakenError
from reports.cases.log import log
from reports.cases.models import Case, Custody
from screener.config import Channel
from watchers.folder import FolderWatcher
from watchers.trouble import TROUBLES, Trouble

# So many are taken in before something else has its turn: while 10,000 files come in, the first of them go out.
BATCH = 100


def take_in(watcher: FolderWatcher) -> tuple[int, tuple[Trouble, ...]]:
    """Take in a batch of what has settled. How many, and what stays in the inbox and why."""
    arrivals = watcher.arrivals()
    troubles = list(watcher.troubles)
    if not {trouble.code for trouble in troubles} & {"inbox-gone", "held-elsewhere"}:
        troubles += _finish(watcher)
    count = 0
    if batch := arrivals[:BATCH]:
        crash_point("settled-not-received")
        cases = register.receive(watcher.channel, batch)
        crash_point("received-not-taken")
        ours = []
        for case, arrival in zip(cases, batch, strict=True):
            trouble = _take(case, watcher)
            if trouble is None:
                ours.append(case)
                watcher.took(arrival.relative)
            elif trouble.code != "vanished":
                troubles.append(trouble)
        _ours(ours, watcher.channel)
        count = len(ours)
    if count and len(arrivals) > BATCH:
        watcher.look_again()
    return count, tuple(troubles)


def _take(case: Case, watcher: FolderWatcher) -> Trouble | None:
    """Rename one file of a case that is written down. What comes back is why it is not ours yet."""
    relative, channel = bytes.fromhex(case.origin), watcher.channel
    try:
        custody.take(channel.inbox, relative, places.taken(case, channel))
    except FileExistsError:
        pass  # renamed before the machine stopped
    except FileNotFoundError:
        if not places.taken(case, channel).exists():
            register.vanished(case)
            return Trouble("vanished")
    except NotTakenError as error:
        return Trouble(error.why if error.why in TROUBLES else "not-taken", relative)
    except (CustodyError, OSError) as error:
        log("not-taken", error=error, case=case.number, why=getattr(error, "why", ""))
        return Trouble("not-taken", relative)
    crash_point("moved-not-taken")
    return _written(case, watcher)


def _written(case: Case, watcher: FolderWatcher) -> Trouble | None:
    """It is out of the inbox; it is judged once nobody still writes into it through a handle opened before."""
    try:
        writer = custody.has_writer(places.taken(case, watcher.channel))
    except OSError as error:
        log("not-taken", error=error, case=case.number)
        return Trouble("not-taken", bytes.fromhex(case.origin))
    watcher.unknown_writers += writer is None
    return Trouble("being-written", bytes.fromhex(case.origin)) if writer else None


def _ours(cases: list[Case], channel: Channel) -> None:
    """Written down together, and only once the renames last."""
    if not cases:
        return
    custody.make_last(channel.held / custody.TAKEN)
    register.taken_all(cases)
    for _ in cases:
        crash_point("taken-not-claimed")


def _finish(watcher: FolderWatcher) -> Iterator[Trouble]:
    """Cases that were written down and not taken: renamed already, still in the inbox as they were, or gone."""
    channel, ours = watcher.channel, []
    for case in Case.objects.filter(channel=channel.name, custody=Custody.INBOX, state="received").order_by("pk"):
        try:
            if places.taken(case, channel).exists():
                if trouble := _written(case, watcher):
                    yield trouble
                else:
                    ours.append(case)
            elif not _still_there(case, channel):
                # Changed or gone since: what is there now arrives anew, as a case of its own.
                register.vanished(case)
        except (CustodyError, OSError) as error:
            log("not-taken", error=error, case=case.number, why=getattr(error, "why", ""))
            yield Trouble("not-taken", bytes.fromhex(case.origin))
    _ours(ours, channel)


def _still_there(case: Case, channel: Channel) -> bool:
    try:
        found = os.lstat(os.path.join(os.fsencode(channel.inbox), bytes.fromhex(case.origin)))  # noqa: PTH118
    except (FileNotFoundError, NotADirectoryError):
        return False
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}" == case.ledger_key
