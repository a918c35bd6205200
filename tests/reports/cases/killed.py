"""Runs a step in a child that is killed before its n-th call that changes a disk, for every n: no crash point is forgotten."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

from reports.cases import handles

CHANGES = ("open", "write", "fsync", "link", "unlink", "mkdir", "rename", "fchmod")


def at_every_step(set_up: Callable[[], None], step: Callable[[], object], limit: int = 400) -> Iterator[int]:
    """Set up, run `step` until the n-th change, yield n after its death; ends after the run that came through."""
    for killed_at in range(1, limit):
        set_up()
        child = os.fork()
        if child == 0:
            _die_before(killed_at)
            try:
                step()
            except BaseException:  # noqa: BLE001  the child must not come back into the test
                os._exit(1)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if os.WIFEXITED(ended):
            assert os.WEXITSTATUS(ended) == 0
            return
        assert os.WTERMSIG(ended) == signal.SIGKILL
        yield killed_at
    raise AssertionError("more steps than expected")


def _die_before(number: int) -> None:
    left = number

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **named)

        return call

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))
    handles.rename = counted(handles.rename)
