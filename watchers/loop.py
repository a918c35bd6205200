"""Intake, screen, record, deliver: the drop-box at work. Each step is written down before the next, so that it may be stopped anywhere.

One thread does all that touches the database. What can go wrong from outside (a locked database, a full disk, a share that is gone) is
logged by its class name and tried again; nothing is given up, and nothing is released without the row that allows it.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from reports.cases import audit, outbox, places, proposals, register
from reports.cases.crash import crash_point
from reports.cases.log import log
from reports.cases.models import Case, Custody, Effect, State
from screener.config import Config
from screener.isolation import Task
from screener.model import Action, Screened
from watchers import WATCHERS
from watchers.attempts import Attempts, GaveUpError
from watchers.folder import FolderWatcher
from watchers.intake import take_in
from watchers.screening_process import ScreeningProcess
from watchers.status import forget_status, only_one, write_status

# A ruling made at the desk is carried out within so many seconds.
OUTBOX_EVERY = 1.0
WORDS_EVERY = 2.0
HEAD_EVERY = 300.0
STATUS_EVERY = 2.0
# How long a clean stop waits for what is being screened before it is given back.
FINISH_SECONDS = 10.0
# Claimed beyond what the workers hold, so that none of them waits for the database; and claimed together, since each time is a transaction.
AHEAD, TOGETHER = 14, 8
TRIES_OF_ONE_RUN = 3


@dataclass
class Loop:
    """The drop-box of one installation. `run` returns when `stop` is set, or, `once`, when nothing is left to do."""

    config: Config
    owner: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{secrets.token_hex(8)}")
    held: int = 0
    """how many documents of this run were not passed"""
    troubles: dict[str, Counter[str]] = field(default_factory=dict)
    """what stays in the inbox of each channel, by reason"""
    _wake: threading.Event = field(default_factory=threading.Event)
    _cases: dict[int, Case] = field(default_factory=dict)
    _done: list[tuple[Case, Screened]] = field(default_factory=list)
    _deaths: Counter[int] = field(default_factory=Counter)
    _reload: bool = False
    _words: int | None = None
    _due: dict[str, float] = field(default_factory=dict)
    _looked: dict[str, float] = field(default_factory=dict)
    _tell: Callable[[], None] = lambda: None
    _attempts: Attempts = field(init=False)

    def __post_init__(self) -> None:
        self._attempts = Attempts(lambda: self._tell() if self._is_due("status", STATUS_EVERY) else None)

    def wake(self) -> None:
        self._wake.set()

    def reload(self) -> None:
        """Screen by the dictionaries and policies as they are on the disk now, from the next round on."""
        self._reload = True
        self._wake.set()

    def run(self, stop: threading.Event, *, once: bool = False, patience: float = 60.0) -> None:
        """Raises `BrokenRulesError`, `AlreadyRunningError`; and `once`, when things have gone wrong for `patience` seconds, `GaveUpError`."""
        self._attempts.patience = patience if once else float("inf")
        with only_one(settings.HOME), ExitStack() as clearing:
            screening = ScreeningProcess(self._wake)
            clearing.callback(screening.stop)
            screening.start()
            watchers = [WATCHERS["folder"](channel, self._wake) for channel in self.config.channels]
            self._tell = lambda: self._write_status(watchers, screening)
            try:
                self._attempt("take-up", self._take_up)
                log("started", channels=len(watchers), owner=self.owner)
                if once:
                    self._once(watchers, screening, stop)
                while not stop.is_set() and not once:
                    self._turn(watchers, screening)
                    self._sleep(watchers, stop)
                self._finish(screening)
            except GaveUpError:
                with suppress(DatabaseError):
                    register.give_back(self.owner)
                forget_status(settings.HOME)
                raise
            finally:
                for watcher in watchers:
                    watcher.__exit__()

    def _turn(self, watchers: list[FolderWatcher], screening: ScreeningProcess) -> None:
        """One round of all steps. A step that fails leaves its work for the next round, which waits longer each time."""
        for watcher in watchers:
            if watcher.due() <= 0:
                self._take_in(watcher)
        if self._is_due("words", WORDS_EVERY):
            self._attempt("words", self._look_for_new_words)
        self._screen(screening)
        self._attempt("outbox", self._outbox)
        if self._is_due("leases", settings.CONFIG.records.lease_seconds / 3):
            self._attempt("renew", lambda: register.renew(self.owner))
        if self._is_due("head", HEAD_EVERY):
            self._attempt("sign-head", audit.sign_head)
        if self._is_due("status", STATUS_EVERY):
            self._tell()
        self._attempts.rest()

    def _screen(self, screening: ScreeningProcess) -> None:
        for name, step in (("restart", self._restart), ("collect", self._collect), ("claim", self._claim)):
            self._attempt(name, partial(step, screening))

    def _once(self, watchers: list[FolderWatcher], screening: ScreeningProcess, stop: threading.Event) -> None:
        """Two looks, as far apart as a file needs to settle; then until all that was taken in is done. For cron."""
        for watcher in watchers:
            self._take_in(watcher)
        stop.wait(max((watcher.settle_seconds for watcher in watchers), default=0.0) + 0.05)
        settled = time.monotonic()
        while not stop.is_set():
            more = [watcher for watcher in watchers if self._looked.get(watcher.channel.name, 0.0) < settled or watcher.has_more]
            for watcher in more:
                began = time.monotonic()
                if self._take_in(watcher):
                    self._looked[watcher.channel.name] = began
            self._screen(screening)
            self._due.pop("outbox", None)
            self._attempt("outbox", self._outbox)
            self._attempts.rest()
            if not (self._cases or self._done or self._attempts.pause or more or self._soon()):
                self._attempt("sign-head", audit.sign_head)
                return
            if self._attempts.pause or not more:
                self._wake.wait(self._attempts.pause or 1.0)
                self._wake.clear()

    def _soon(self) -> bool:
        """What failed for the first time (a name that is taken) is tried again in this run; what goes on failing is for the next."""
        try:
            return Effect.objects.filter(done_at=None, attempts__lt=TRIES_OF_ONE_RUN).exists()
        except DatabaseError:
            return True

    def _sleep(self, watchers: list[FolderWatcher], stop: threading.Event) -> None:
        if self._attempts.pause:
            stop.wait(self._attempts.pause)
            return
        seconds = min([watcher.due() for watcher in watchers], default=OUTBOX_EVERY)
        if self._wake.wait(min(seconds, OUTBOX_EVERY)):
            self._wake.clear()

    def _attempt(self, name: str, step: Callable[[], object]) -> bool:
        return self._attempts.step(name, step, first=not self._due)

    def _is_due(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + seconds
        return True

    def _take_up(self) -> None:
        """Leases of processes of this host that are no more: their work counts as an attempt, for it may have been what ended them."""
        host = self.owner.rpartition(":")[0]
        for owner in register.owners():
            if owner.rpartition(":")[0] == host and owner != self.owner:
                log("given-back", count=register.give_back(owner, blameless=False))

    def _take_in(self, watcher: FolderWatcher) -> bool:
        number = self.config.channels.index(watcher.channel) + 1
        done = self._attempt(f"take-in-{number}", lambda: self._take_from(watcher, number))
        if not done:
            watcher.look_again()  # when the round after the pause comes, not when the folder is next looked at
        return done

    def _take_from(self, watcher: FolderWatcher, number: int) -> None:
        count, troubles = take_in(watcher)
        codes = Counter(trouble.code for trouble in troubles)
        if codes != self.troubles.get(watcher.channel.name, Counter()):
            log("inbox-trouble", channel=number, codes=dict(codes))
        self.troubles[watcher.channel.name] = codes
        if count:
            log("taken", channel=number, count=count)

    def _look_for_new_words(self) -> None:
        """What two persons put in force at the desk holds for the next document; a file changed by hand waits for SIGHUP."""
        last = proposals.last_in_force()
        self._reload |= self._words not in {None, last}
        self._words = last

    def _restart(self, screening: ScreeningProcess) -> None:
        if self._reload:
            self._reload = False
            log("reloaded", waiting=len(screening.given))
            screening.restart()
        elif not screening.alive:
            log("restarted", waiting=len(screening.given))
            screening.start()

    def _claim(self, screening: ScreeningProcess) -> None:
        room = (workers := self.config.jobs or os.cpu_count() or 1) + AHEAD - len(self._cases)
        if len(self._cases) > workers and room < TOGETHER:
            return
        # What was in hand when a process died may have been what ended it: looked at alone, it takes no other document with it.
        if Case.objects.filter(state__in=(State.RECEIVED, State.SCREENING), custody=Custody.TAKEN, attempts__gte=1).exclude(
            lease_owner=self.owner
        ).exists() or any(case.attempts > 1 for case in self._cases.values()):
            room = 1 - len(self._cases)
        if room <= 0 or self._done:
            return
        for case in register.claim(self.owner, room):
            crash_point("claimed-not-screened")
            self._cases[case.pk] = case
            _submit(case, screening)

    def _collect(self, screening: ScreeningProcess) -> None:
        for number, screened in screening.finished():
            case = self._cases.get(number)
            if case is None:
                continue
            if _worker_died(screened) and self._try_again(case, screening):
                continue
            del self._cases[number]
            self._done.append((case, screened))
        if not self._done:
            return
        for _ in self._done:
            crash_point("screened-not-recorded")
        recorded = register.record_all(self._done)
        for case, (_, screened) in zip(recorded, self._done, strict=True):
            crash_point("recorded-no-effect")
            self._deaths.pop(case.pk, None)
            self.held += case.state == State.HELD
            log("screened", case=case.number, verdict=Action(screened.verdict.action).name.lower(), ms=screened.elapsed_ms)
        self._done.clear()
        self._due.pop("outbox", None)

    def _try_again(self, case: Case, screening: ScreeningProcess) -> bool:
        """A worker may be killed by what it reads, or by somebody else: only the document that does it again and again is held for it."""
        self._deaths[case.pk] += 1
        if self._deaths[case.pk] >= settings.CONFIG.records.attempts:
            return False
        log("worker-died", case=case.number, times=self._deaths[case.pk])
        _submit(case, screening)
        return True

    def _outbox(self) -> None:
        if self._is_due("outbox", OUTBOX_EVERY) and (done := outbox.run_due(timezone.now())):
            log("done", effects=done)

    def _finish(self, screening: ScreeningProcess) -> None:
        """What is being screened is finished if that is soon, else given back; what is decided is carried out."""
        end = time.monotonic() + FINISH_SECONDS
        while (self._cases or self._done) and time.monotonic() < end and screening.alive:
            self._attempt("collect", lambda: self._collect(screening))
            if self._cases or self._done:
                self._wake.wait(0.2)
                self._wake.clear()
        self._due.pop("outbox", None)
        self._attempt("outbox", self._outbox)
        self._attempt("give-back", lambda: register.give_back(self.owner))
        self._attempt("sign-head", audit.sign_head)
        forget_status(settings.HOME)
        log("stopped", unfinished=len(self._cases))

    def _write_status(self, watchers: list[FolderWatcher], screening: ScreeningProcess) -> None:
        unknown = {watcher.channel.name: watcher.unknown_writers for watcher in watchers if watcher.unknown_writers}
        state = {"screening": screening.alive, "claimed": len(self._cases), "failing": self._attempts.told}
        write_status(settings.HOME, **state, troubles=self.troubles, unknown_writers=unknown)


def _submit(case: Case, screening: ScreeningProcess) -> None:
    channel = places.channel_named(case.channel)
    name = os.fsdecode(bytes.fromhex(case.origin)) if case.origin else case.untrusted_name
    screening.submit(case.pk, channel.policy, Task(places.taken(case, channel), case.number, name))


def _worker_died(screened: Screened) -> bool:
    return any(unscanned.code == "worker-died" for unscanned in screened.verdict.unscanned)
