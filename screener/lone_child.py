"""One piece of work in a forked child of its own, with a deadline: what a pool does for thousands, without the threads and the wait of one."""

from __future__ import annotations

import io
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from typing import Any, TypeVar

from screener import model

Answer = TypeVar("Answer")

PIECE = 1 << 16
# A verdict with every finding that is kept takes a few megabytes.
LONGEST_ANSWER = 1 << 28


class OutOfTimeError(Exception):
    """The deadline passed; the child has been killed."""


class ChildDiedError(Exception):
    """The child ended without an answer."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


class WorkFailedError(Exception):
    """The work raised; the name of its exception is all that is told."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Nouns(pickle.Unpickler):
    """Builds the nouns of `screener.model` and nothing else: a child that a document has taken over chooses what it sends."""

    def find_class(self, module: str, name: str, /) -> type:
        found = vars(model).get(name) if module == model.__name__ else None
        if not isinstance(found, type) or found.__module__ != model.__name__:
            raise pickle.UnpicklingError("no noun")
        return found


def read_nouns(data: bytes) -> Any:  # noqa: ANN401  whoever asks knows what was sent
    """What was pickled, when it is made of nouns and plain values. Raises `pickle.UnpicklingError` for anything else."""
    return _Nouns(io.BytesIO(data)).load()


def in_child(work: Callable[[], Answer], seconds: float) -> Answer:
    """What `work` returns, made of the nouns of `screener.model`. `work` builds its own walls: it runs as this process would."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(work, writing)
    os.close(writing)
    try:
        data = _read(reading, time.monotonic() + seconds)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise ChildDiedError(code)
    done, result = read_nouns(data)
    if not done:
        raise WorkFailedError(result if isinstance(result, str) and result.isidentifier() else "unknown")
    answer: Answer = result
    return answer


def _answer(work: Callable[[], Answer], writing: int) -> None:
    """In the child. Whatever happens, it does not return: there would be two parents."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        try:
            answer: tuple[bool, object] = True, work()
        except Exception as error:  # noqa: BLE001  told to the parent, by name
            answer = False, type(error).__name__
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)


def _read(reading: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            raise OutOfTimeError
        piece = os.read(reading, PIECE)
        size += len(piece)
        if not piece or size > LONGEST_ANSWER:
            return b"".join(pieces)
        pieces.append(piece)
