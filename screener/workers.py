"""Forked children that do one piece of work after another, each over pipes of its own, each piece with its deadline.

Not a library's pool: multiprocessing, concurrent.futures, pebble, loky and billiard unpickle what a child sends, so that a child that a
document has taken over runs code in its parent; and most let all children write into one pipe, so that one answers for another.
"""

from __future__ import annotations

import fcntl
import math
import os
import pickle
import select
import signal
import stat
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NoReturn, TypeVar

Work = TypeVar("Work")
Answer = TypeVar("Answer")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STANDARD_ERROR = 2
LENGTH = struct.Struct("!I")
PIECE = 1 << 20
# A verdict with every finding that is kept takes a few megabytes for each rule.
LONGEST_ANSWER = 1 << 27
# An answer that waited in its pipe until somebody asked was in time: so long it has for the rest.
REST_SECONDS = 10.0
# A child is replaced after so many pieces of work, so that what a parser leaks does not add up.
WORKS_PER_CHILD = 500


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece of work without an answer. `code` is one of `wording.CODES`."""

    code: str
    reason: str
    began: float


@dataclass(slots=True, eq=False)
class _Child(Generic[Work]):
    pid: int
    works: int
    answers: int
    work: Work
    began: float
    deadline: float
    given: int = 1
    received: bytearray = field(default_factory=bytearray)
    busy: bool = True


class Workers(Generic[Work, Answer]):
    """At most `most` children. `start` runs in each, builds its walls, and returns what does the work; `read` makes an answer of its bytes."""

    def __init__(self, most: int, start: Callable[[], Callable[[Work], bytes]], read: Callable[[Work, bytes], Answer]) -> None:
        self._most, self._start, self._read = most, start, read
        self._children: list[_Child[Work]] = []

    @property
    def busy(self) -> int:
        return sum(child.busy for child in self._children)

    @property
    def free(self) -> int:
        """How many more pieces of work are taken at once."""
        return self._most - self.busy

    def hand(self, work: Work, seconds: float) -> None:
        """To a child that is free, or a new one."""
        began, data = time.monotonic(), pickle.dumps(work)
        for child in [child for child in self._children if not child.busy]:
            # One that died in idleness, or speaks unasked, or does not take its work, is not waited for.
            if not _readable([child], 0) and _sent(child.works, data):
                child.work, child.began, child.deadline, child.busy = work, began, began + seconds, True
                child.given += 1
                return
            self._end(child)
        _sent(self._fork(work, began, began + seconds).works, data)  # if it is gone already, that is its answer

    def wait(self, seconds: float = float("inf"), also: Iterable[int] = ()) -> list[tuple[Work, Answer | Lost]]:
        """What has been answered or lost, after waiting for the first of it, for a descriptor of `also`, or so many seconds."""
        busy = [child for child in self._children if child.busy]
        until = min([child.deadline for child in busy], default=float("inf"))
        ready = _readable(busy, min(seconds, until - time.monotonic()), also)
        told: list[tuple[Work, Answer | Lost]] = []
        for child in busy:
            result = self._result(child) if child.answers in ready else None
            # Who has spoken is not late: nobody may have asked for longer than the deadline.
            if result is None and child.answers not in ready and time.monotonic() > child.deadline:
                result = Lost("timed-out", f"seconds {child.deadline - child.began:.0f}", child.began)
            if result is None:
                continue
            child.busy = False
            child.received.clear()
            told.append((child.work, result))
            if isinstance(result, Lost) or child.given >= WORKS_PER_CHILD:
                self._end(child)
        return told

    def stop(self) -> None:
        """End the children, whatever they are at."""
        for child in [*self._children]:
            self._end(child)

    def _result(self, child: _Child[Work]) -> Answer | Lost | None:
        """The whole answer, when its last piece has come."""
        piece = os.read(child.answers, PIECE)
        if not piece:
            return Lost("worker-died", f"exit {self._end(child)}", child.began)
        if not child.received:
            child.deadline = max(child.deadline, time.monotonic() + REST_SECONDS)
        child.received += piece
        length = LENGTH.unpack_from(child.received)[0] if len(child.received) >= LENGTH.size else 0
        more = len(child.received) - LENGTH.size - length
        if length > LONGEST_ANSWER or more > 0:
            return Lost("extractor-failed", "answer", child.began)
        if len(child.received) < LENGTH.size or more:
            return None
        try:
            return self._read(child.work, bytes(child.received[LENGTH.size :]))
        except Exception as error:  # noqa: BLE001  an answer that is none, from a child that a document has taken over
            return Lost("extractor-failed", type(error).__name__, child.began)

    def _fork(self, work: Work, began: float, deadline: float) -> _Child[Work]:
        (works, ours), (theirs, answers) = os.pipe(), os.pipe()
        # A signal between the fork and what follows it would leave two parents, or a child that nobody knows.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            pid = os.fork()
            if pid == 0:
                _serve(self._start, works, answers, before)
            child = _Child(pid, ours, theirs, work, began, deadline)
            self._children.append(child)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.set_blocking(ours, False)
        os.close(works)
        os.close(answers)
        return child

    def _end(self, child: _Child[Work]) -> int:
        """How it ended, once it has."""
        if child not in self._children:
            return 0
        self._children.remove(child)
        os.close(child.works)
        os.close(child.answers)
        return _ended(child.pid)


def _serve(start: Callable[[], Callable[[Work], bytes]], works: int, answers: int, mask: Iterable[int]) -> NoReturn:
    """In the child. Whatever happens, it does not return: there would be two parents."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _let_go({works, answers})
        do = start()
        with os.fdopen(works, "rb") as given, os.fdopen(answers, "wb") as told:
            while given.peek(1):
                answer = do(pickle.load(given))  # noqa: S301  from the parent
                told.write(LENGTH.pack(len(answer)) + answer)
                told.flush()
        code = 0
    finally:
        os._exit(code)


def _let_go(kept: set[int]) -> None:
    """Of what the parent has open, only files that are read: no report, no terminal, no connection, no pipe of another child.

    The numbers stay taken, or an object of the parent that is cleared away here would close a document that has got its number.
    """
    # By a task's path that names such a number a folder is found, which is not read, and not an emptiness that passes.
    null, nothing = os.open(os.devnull, os.O_RDWR), os.open("/", os.O_PATH)
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208  numbers
        try:
            is_read = stat.S_ISREG(os.fstat(number).st_mode) and fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
        except OSError:
            continue  # the one that listed them
        if not is_read and number not in kept:
            os.dup2(null if number <= STANDARD_ERROR else nothing, number)


def _sent(pipe: int, data: bytes) -> bool:
    try:
        return os.write(pipe, data) == len(data)
    except OSError:
        return False


def _readable(children: Sequence[_Child[Work]], seconds: float, also: Iterable[int] = ()) -> set[int]:
    poll = select.poll()
    for descriptor in (*(child.answers for child in children), *also):
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(None if seconds == float("inf") else max(0, math.ceil(seconds * 1000)))}


def _ended(pid: int) -> int:
    """The exit code. One that has closed its pipe and lives on is ended; on one that has gone the signal has no effect."""
    os.kill(pid, signal.SIGKILL)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:  # where SIGCHLD is ignored, the kernel has cleared it away
        return 1
