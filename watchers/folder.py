"""The drop-box: a folder in which a document is taken in when nothing about it changes any more.

Events are hints to look, and every look is at everything: of 10,000 files put into new sub-folders, events told of 2,315, and after a
queue overflow of 1,328; a whole look at 10,000 files takes 65 ms. Time is the monotonic clock: a wall clock that steps settles nothing.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.cases.arrival import Arrival
from reports.cases.log import log
from screener.config import Channel
from watchers.looking import Entry, Signature, is_temporary, look, on_network_share
from watchers.trouble import UNSETTLED_AFTER, Trouble

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

# On a share a writer's buffers come late, and nothing but looking tells of a change.
SHARE_SETTLES, SHARE_LOOKS = 5.0, 1.0
# Looks that events ask for are at least so far apart, and a look never takes more than a fifth of the time.
APART, SHARE_OF_TIME = 0.1, 5
# A folder that was emptied by us is removed when nothing was put into it for so long: a copy under way still needs it.
EMPTY_FOR = 60.0


@dataclass(slots=True)
class _Watched:
    """A path in the inbox: what it looked like, since when, and since when it is there."""

    signature: Signature
    since: float
    first: float


class FolderWatcher:
    """Watches one channel's inbox. Start it in a `with`; call `arrivals` whenever `wait` returns."""

    def __init__(self, channel: Channel, wake: threading.Event | None = None) -> None:
        self.channel = channel
        self.wake = wake or threading.Event()
        self.root = os.fsencode(channel.inbox)
        self.share = channel.network_share or on_network_share(str(channel.inbox))
        self.settle_seconds = max(channel.settle_seconds, SHARE_SETTLES) if self.share else channel.settle_seconds
        self.troubles: tuple[Trouble, ...] = ()
        self._watched: dict[bytes, _Watched] = {}
        self._renamed: set[bytes] = set()
        self._emptied: dict[bytes, float] = {}
        self._observer: BaseObserver | None = None
        self._observed: tuple[int, int] | None = None
        self._hinted = True
        self.has_more = False
        self.unknown_writers = 0
        """how many files were taken of which it could not be known whether somebody still had them open for writing"""
        self._looked = self._took = 0.0

    def __enter__(self) -> FolderWatcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_observing()

    def due(self) -> float:
        """In how many seconds the folder should be looked at again."""
        now, regular = time.monotonic(), SHARE_LOOKS if self.share else self.channel.poll_seconds
        seconds = self._looked + regular - now
        if self._hinted:
            seconds = 0.0
        elif self._watched:
            # Only what may still settle is waited for; what has been in trouble for long is left to the regular look.
            soon = (one.since + self.settle_seconds - now for one in self._watched.values() if now - one.since < self.settle_seconds + 1)
            seconds = min(seconds, max(0.0, min(soon, default=seconds)))
        apart = max(APART, SHARE_OF_TIME * self._took)
        return max(seconds, self._looked + apart - now if self._looked else 0.0, 0.0)

    def wait(self, timeout: float) -> None:
        """Until it is time to look, or something woke us, or `timeout` seconds are over."""
        self.wake.wait(min(timeout, self.due()))
        self.wake.clear()

    def arrivals(self) -> list[Arrival]:
        """Look at the whole folder; the files that have settled. A file is told of at every look until it is taken away."""
        began = time.monotonic()
        self._hinted = self.has_more = False
        renamed, self._renamed = self._renamed, set()
        try:
            self._observe()
            entries = list(look(self.root))
        except OSError:
            # The mount went away, or was never there. What was known of its files is forgotten: they must settle anew.
            self._stop_observing()
            self._watched.clear()
            self.troubles = (Trouble("inbox-gone"),)
            self._looked, self._took = began, 0.0
            return []
        settled, troubles = [], [] if self._held_here() else [Trouble("held-elsewhere")]
        present: dict[bytes, _Watched] = {}
        for entry in entries:
            one = self._watched.get(entry.relative)
            if one is None or one.signature != entry.signature:
                one = _Watched(entry.signature, began, began if one is None else one.first)
            present[entry.relative] = one
            still = not entry.refused and (began - one.since >= self.settle_seconds or entry.relative in renamed)
            if trouble := self._trouble(entry, one, began, settled=still):
                troubles.append(trouble)
            elif still:
                settled.append(entry)
        self._watched = present
        self._looked, self._took = began, time.monotonic() - began
        self._remove_emptied(began)
        self.troubles = tuple(troubles)
        return [_arrival(entry) for entry in settled] if self._held_here() else []

    def look_again(self) -> None:
        """There was more than could be taken."""
        self._hinted = self.has_more = True

    def took(self, relative: bytes) -> None:
        """The file was taken in: its folder may be removed when it stays empty."""
        self._watched.pop(relative, None)
        folder = os.path.dirname(relative)  # noqa: PTH120
        if folder:
            self._emptied[folder] = time.monotonic()

    def _trouble(self, entry: Entry, one: _Watched, now: float, *, settled: bool) -> Trouble | None:
        age = now - one.first
        if settled or not entry.refused:
            if not os.access(os.path.join(self.root, entry.relative), os.R_OK, effective_ids=True):  # noqa: PTH118
                return Trouble("unreadable-file", entry.relative, age)
            return None if settled or age < UNSETTLED_AFTER else Trouble("unsettled", entry.relative, age)
        if entry.refused in {"unfinished", "being-edited"}:
            return None if age < UNSETTLED_AFTER else Trouble(entry.refused, entry.relative, age)
        # A program that links and then unlinks its temporary name has two names for a moment.
        return None if age < self.settle_seconds else Trouble(entry.refused, entry.relative, age)

    def _held_here(self) -> bool:
        """Taking in is a rename. An empty mount point that was left behind shows here too."""
        try:
            return self.channel.held.stat().st_dev == self.channel.inbox.stat().st_dev
        except OSError:
            return False

    def _remove_emptied(self, now: float) -> None:
        for folder, since in list(self._emptied.items()):
            if now - since < EMPTY_FOR:
                continue
            del self._emptied[folder]
            try:
                path = os.path.join(self.root, folder)  # noqa: PTH118
                status = os.lstat(path)
                if time.time() - status.st_mtime < EMPTY_FOR:
                    self._emptied[folder] = now
                    continue
                os.rmdir(path)  # noqa: PTH106  fails where it is not empty
            except OSError:
                continue
            if parent := os.path.dirname(folder):  # noqa: PTH120
                self._emptied.setdefault(parent, now)

    def _observe(self) -> None:
        """Have events come from the folder that is there now: after a mount went and came back it is another one."""
        status = os.stat(self.root)  # noqa: PTH116
        identity = (status.st_dev, status.st_ino)
        if self.share or identity == self._observed:
            return
        self._stop_observing()
        import warnings

        # It warns of folders made twice in quick succession, by their names.
        warnings.filterwarnings("ignore", module=r"watchdog\..*")
        from watchdog import events
        from watchdog.observers import Observer

        kinds = [
            events.FileCreatedEvent, events.FileClosedEvent, events.FileMovedEvent, events.FileDeletedEvent,
            events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
        ]  # fmt: skip
        observer = Observer()
        handler = events.FileSystemEventHandler()
        handler.on_any_event = self._hint  # type: ignore[method-assign]
        try:
            observer.schedule(handler, str(Path(self.channel.inbox)), recursive=True, event_filter=kinds)
            observer.start()
        except OSError as error:
            # No watches left (fs.inotify.max_user_watches): slower, not blind.
            log("no-events", error=error)
            self._observed = identity
            self.share = True
            return
        self._observer, self._observed = observer, identity

    def _hint(self, event: FileSystemEvent) -> None:
        if event.event_type == "moved" and not event.is_directory:
            before, after = os.fsencode(event.src_path), os.fsencode(event.dest_path)
            if before and is_temporary(os.path.basename(before)) and after.startswith(self.root + b"/"):  # noqa: PTH119
                self._renamed.add(after[len(self.root) + 1 :])
        self._hinted = True
        self.wake.set()

    def _stop_observing(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(5)
        self._observer = self._observed = None


def _arrival(entry: Entry) -> Arrival:
    device, inode, size, mtime, _ = entry.signature
    return Arrival(entry.relative, f"{device}:{inode}:{size}:{mtime}", size, mtime / 1e9)


def stuck(channel: Channel, older_than: float = UNSETTLED_AFTER) -> list[Trouble]:
    """What lies in the inbox longer than it should, as a stranger to the running watcher sees it: by the time of its last change."""
    try:
        entries = list(look(os.fsencode(channel.inbox)))
    except OSError:
        return [Trouble("inbox-gone")]
    now = time.time()
    found = [
        Trouble(entry.refused or "unsettled", entry.relative, now - (entry.status.st_ctime if entry.status else now)) for entry in entries
    ]
    at_once = {"linked", "not-a-file", "other-file-system", "unreadable-folder"}
    return [trouble for trouble in found if trouble.seconds >= older_than or trouble.code in at_once]
