"""Documents are screened in child processes that may die, hang or eat memory; what happens to one costs that one.

A pool of warm workers, forked from a parent that has everything loaded (pebble: a killed or hung task costs only that task, where the
standard pool breaks whole). A worker screens what it extracts, so no text crosses a pipe; only the verdict does.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from screener.config import Limits
from screener.lone_child import ChildDiedError, OutOfTimeError, WorkFailedError, in_child
from screener.model import Coverage, Screened
from screener.sandbox import confine, die_with_parent
from screener.screening import Screener, unreadable

if TYPE_CHECKING:
    from pebble import ProcessFuture, ProcessPool

# Tasks waiting for each worker: enough to keep it busy, few enough that results come out as they are ready.
WAITING_PER_WORKER = 4
# A worker is replaced after so many documents, so that what a parser leaks does not add up.
DOCUMENTS_PER_WORKER = 500
# Of so many documents some need the word list; a worker that loads it alone takes longer for it than for the documents.
WARM_FROM = 20


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to screen. `refused` says why it is not even opened (a device, a link to a folder)."""

    path: Path = field(repr=False)
    shown: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    refused: str = ""


_screener: Screener


def screen_all(screener: Screener, tasks: Iterable[Task], jobs: int = 0) -> Generator[Screened, None, None]:
    """Screen each task in a child process; results come in the order of the tasks, each as soon as it and those before it are ready."""
    if isinstance(tasks, Sized) and len(tasks) == 1:
        # A pool takes as long to come and go as a short document takes.
        yield from (_screen_alone(screener, task) for task in tasks)
        return
    if not isinstance(tasks, Sized) or len(tasks) >= WARM_FROM:
        screener.warm()
    workers = jobs or os.cpu_count() or 1
    limits = screener.config.limits
    pool = _pool(screener, workers)
    waiting: deque[tuple[Task, ProcessFuture[Screened] | None]] = deque()
    with pool:
        try:
            for task in tasks:
                future = None if task.refused else pool.schedule(_screen, args=(task,), timeout=_seconds(task, limits))
                waiting.append((task, future))
                if len(waiting) >= workers * WAITING_PER_WORKER:
                    yield _result(screener, *waiting.popleft())
            while waiting:
                yield _result(screener, *waiting.popleft())
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


class WarmPool:
    """The same workers, kept from document to document: to a service they come one by one."""

    def __init__(self, screener: Screener, jobs: int = 0) -> None:
        screener.warm()
        self._screener = screener
        self._pool = _pool(screener, jobs or os.cpu_count() or 1)

    def submit(self, task: Task, done: Callable[[Screened], None]) -> None:
        """Screen the task; `done` is called with the result, in a thread of the pool."""
        future: ProcessFuture[Screened] = self._pool.schedule(_screen, args=(task,), timeout=_seconds(task, self._screener.config.limits))
        future.add_done_callback(lambda _: done(_result(self._screener, task, future)))

    def stop(self) -> None:
        """End the workers, whatever they are at."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _pool(screener: Screener, workers: int) -> ProcessPool:
    import multiprocessing

    from pebble import ProcessPool

    return ProcessPool(
        max_workers=workers,
        max_tasks=DOCUMENTS_PER_WORKER,
        initializer=_start,
        initargs=(screener, os.getpid()),
        context=multiprocessing.get_context("fork"),
    )


def _screen_alone(screener: Screener, task: Task) -> Screened:
    began, parent, seconds = time.monotonic(), os.getpid(), _seconds(task, screener.config.limits)
    if task.refused:
        return _unread(screener, task, task.refused, "", began)

    def screen() -> Screened:
        _start(screener, parent)
        return _screen(task)

    try:
        return in_child(screen, seconds)
    except OutOfTimeError:
        return _unread(screener, task, "timed-out", f"seconds {seconds:.0f}", began)
    except ChildDiedError as error:
        return _unread(screener, task, "worker-died", f"exit {error.exit_code}", began)
    except WorkFailedError as error:
        return _unread(screener, task, "extractor-failed", error.kind, began)
    except Exception as error:  # noqa: BLE001  an answer that is none, from a child that a document has taken over
        return _unread(screener, task, "extractor-failed", type(error).__name__, began)


def _seconds(task: Task, limits: Limits) -> float:
    """How long this file may take: a hang costs little, and a long scan has its time."""
    try:
        size = task.path.stat().st_size
    except OSError:
        size = 0
    return limits.seconds + limits.seconds_per_megabyte * size / 1_000_000


def _start(screener: Screener, parent: int) -> None:
    """In the worker: what it may use. The address space is limited, so that a bomb ends in a MemoryError and not in swapping."""
    global _screener  # the pool gives a worker no other place to keep what it was started with
    _screener = screener
    # Ended at once when the run is stopped, in the middle of a parser too, and not to outlive a parent that was killed.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(parent)
    limits = screener.config.limits
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # parsers warn in the words of the document, its names and its bytes
    confine()


def _screen(task: Task) -> Screened:
    return _screener.screen(task.path, task.name, task.shown)


def _result(screener: Screener, task: Task, future: ProcessFuture[Screened] | None) -> Screened:
    from concurrent.futures import TimeoutError as FutureTimeoutError

    from pebble import ProcessExpired

    began = time.monotonic()
    if future is None:
        return _unread(screener, task, task.refused, "", began)
    try:
        result = future.result()
    except FutureTimeoutError:
        return _unread(screener, task, "timed-out", f"seconds {_seconds(task, screener.config.limits):.0f}", began)
    except ProcessExpired as error:
        return _unread(screener, task, "worker-died", f"exit {error.exitcode}", began)
    except Exception as error:  # noqa: BLE001  whatever a hostile file did to its worker costs this document, not the run
        return _unread(screener, task, "extractor-failed", type(error).__name__, began)
    return result


def _unread(screener: Screener, task: Task, code: str, reason: str, began: float) -> Screened:
    unscanned = [unreadable(task.name or task.path.name, code, reason)]
    return screener.settle(task.shown, "", 0, "", (), unscanned, Coverage(parts_unread=1), began)
