"""Documents are screened in child processes that may die, hang or eat memory; what happens to one costs that one.

Children are forked from a parent that has everything loaded. A child screens what it extracts, so no text crosses a pipe; only the
verdict does.
"""

from __future__ import annotations

import logging
import os
import resource
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from screener.config import Limits
from screener.json_nouns import NoNounError, decode, encode
from screener.model import Coverage, Screened
from screener.sandbox import confine, die_with_parent
from screener.screening import Screener, unreadable
from screener.workers import Lost, Workers

# Of so many documents some need the word list; a worker that loads it alone takes longer for it than for the documents.
WARM_FROM = 20
# So many findings, and documents, may wait for the results before them: while a long document is read, the others go on.
WAITING = 20_000
# Of the bytes of all, a large file has more than one part in so many for each worker; there are never more of them than that.
PARTS_PER_WORKER = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to screen. `refused` says why it is not even opened (a device, a link to a folder)."""

    path: Path = field(repr=False)
    shown: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    refused: str = ""


Work: TypeAlias = tuple[int, str, Task]


class WarmPool:
    """Children that screen by one of several policies, each known by the name it has in `screeners`."""

    def __init__(self, screeners: Mapping[str, Screener], jobs: int = 0) -> None:
        self._screeners = screeners
        parent = os.getpid()
        self._workers: Workers[Work, Screened] = Workers(jobs or os.cpu_count() or 1, lambda: _started(screeners, parent), _read)

    @property
    def busy(self) -> int:
        return self._workers.busy

    @property
    def free(self) -> int:
        """How many more documents are taken at once."""
        return self._workers.free

    def submit(self, number: int, policy: str, task: Task) -> None:
        """`number` comes back with the result."""
        self._workers.hand((number, policy, task), _seconds(task, self._screeners[policy].config.limits))

    def finished(self, seconds: float = float("inf"), also: Sequence[int] = ()) -> list[tuple[int, Screened]]:
        """The results there are, after waiting for the first, for a descriptor of `also`, or so many seconds."""
        return [(work[0], self._settled(work, result)) for work, result in self._workers.wait(seconds, also)]

    def close(self) -> None:
        """End the children, whatever they are at."""
        self._workers.stop()

    def _settled(self, work: Work, result: Screened | Lost) -> Screened:
        _, policy, task = work
        return _unread(self._screeners[policy], task, result.code, result.reason, result.began) if isinstance(result, Lost) else result


def screen_all(screener: Screener, tasks: Iterable[Task], jobs: int = 0) -> Generator[Screened, None, None]:
    """Screen each task in a child process; results come in the order of the tasks, each as soon as it and those before it are ready."""
    if not isinstance(tasks, Sequence) or len(tasks) >= WARM_FROM:
        screener.warm()
    workers = jobs or os.cpu_count() or 1
    order = _Order(tasks, workers)
    ready: dict[int, Screened] = {}
    turn = waiting = 0
    with closing(WarmPool({"": screener}, workers)) as pool:
        while True:
            while pool.free and (waiting < WAITING or not pool.busy) and (following := order.next()) is not None:
                number, task = following
                if task.refused:
                    ready[number] = _unread(screener, task, task.refused, "", time.monotonic())
                else:
                    pool.submit(number, "", task)
            if turn not in ready and not pool.busy:
                return
            for number, screened in pool.finished(0 if turn in ready else float("inf")):
                order.finished(number)
                ready[number] = screened
                waiting += _weight(screened)
            if (result := ready.pop(turn, None)) is not None:
                turn += 1
                waiting -= _weight(result)
                yield result


class _Order:
    """What to screen next: what comes next, but half of the workers begin with the large files, the largest first.

    One that came last would be read by one worker while the others have nothing left to do. The other half keep to the order, so that
    results come from the beginning.
    """

    def __init__(self, tasks: Iterable[Task], workers: int) -> None:
        self._rest = enumerate(tasks)
        self._lanes = workers // 2
        self._large = _large(tasks, workers) if self._lanes and isinstance(tasks, Sequence) else {}
        self._early: set[int] = set()
        self._started: set[int] = set()

    def next(self) -> tuple[int, Task] | None:
        if self._large and len(self._early) < self._lanes:
            number = next(iter(self._large))
            self._early.add(number)
            self._started.add(number)
            return number, self._large.pop(number)
        for number, task in self._rest:
            if number not in self._started:
                self._large.pop(number, None)
                return number, task
        return None

    def finished(self, number: int) -> None:
        self._early.discard(number)


def _large(tasks: Sequence[Task], workers: int) -> dict[int, Task]:
    sizes = {number: _size(task) for number, task in enumerate(tasks) if not task.refused}
    least = sum(sizes.values()) / (PARTS_PER_WORKER * workers)
    return {number: tasks[number] for number in sorted(sizes, key=sizes.__getitem__, reverse=True) if sizes[number] > least}


def _weight(screened: Screened) -> int:
    return 1 + len(screened.verdict.findings) + len(screened.verdict.unscanned)


def _seconds(task: Task, limits: Limits) -> float:
    """How long this file may take: a hang costs little, and a long scan has its time."""
    return limits.seconds + limits.seconds_per_megabyte * _size(task) / 1_000_000


def _size(task: Task) -> int:
    try:
        return task.path.stat().st_size
    except OSError:
        return 0


def _started(screeners: Mapping[str, Screener], parent: int) -> Callable[[Work], bytes]:
    """In the child: its walls, and what it does. The address space is limited, so that a bomb ends in a MemoryError and not in swapping."""
    die_with_parent(parent)  # ended at once, in the middle of a parser too
    limits = next(iter(screeners.values())).config.limits
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # parsers warn in the words of the document, its names and its bytes
    confine()

    def answer(work: Work) -> bytes:
        _, policy, task = work
        began = time.monotonic()
        try:
            return encode(_screen(screeners[policy], task))
        except Exception as error:  # noqa: BLE001  whatever a hostile file did to its worker costs this document, not the run
            return encode(_unread(screeners[policy], task, "extractor-failed", type(error).__name__, began))

    return answer


def _screen(screener: Screener, task: Task) -> Screened:
    return screener.screen(task.path, task.name, task.shown)


def _read(work: Work, data: bytes) -> Screened:
    screened = decode(data, Screened)
    if screened.path != work[2].shown:
        raise NoNounError
    return screened


def _unread(screener: Screener, task: Task, code: str, reason: str, began: float) -> Screened:
    unscanned = [unreadable(task.name or task.path.name, code, reason)]
    return screener.settle(task.shown, "", 0, "", (), unscanned, Coverage(parts_unread=1), began)
