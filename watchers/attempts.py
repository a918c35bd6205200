"""Steps that meet the world (a database, a disk, a share): what fails is told by its class and tried again, for ever or for so long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, connection

from reports.cases.log import log
from screener.errors import ScreenerError
from watchers.screening_process import BrokenRulesError

# What goes wrong is tried again after so long, twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class GaveUpError(ScreenerError):
    """The world did not become better in the time that a run for cron may take."""

    code = "gave-up"

    def __init__(self, seconds: float, error: str) -> None:
        super().__init__(
            f"数据库或磁盘已有 {seconds:.0f} 秒不能用（{error}），这次先到这里。什么都没有丢，也没有放行：修好后再运行，会接着做。",
            f"the database or a disk has failed for {seconds:.0f} s ({error}), this run ends here. Nothing was lost, nothing was let out: "
            "mend it and run again, which goes on from here.",
        )


@dataclass
class Attempts:
    """`failed` is called after each step that failed. `patience`: how long a step may go on failing before that is an error."""

    failed: Callable[[], None]
    patience: float = float("inf")
    pause: float = 0.0
    """before the next round: longer after each round with a failure"""
    _failing: dict[str, tuple[float, float, str]] = field(default_factory=dict)
    """steps that failed when they were last tried: since when by the monotonic and by the wall clock, and the class of what is wrong"""
    _failures: int = 0

    @property
    def told(self) -> dict[str, object]:
        """For other processes; empty while all is well."""
        if not self._failing:
            return {}
        _, since, error = min(self._failing.values())
        return {"since": since, "error": error}

    def step(self, name: str, step: Callable[[], object], *, first: bool = False) -> bool:
        """Whether it was done. Its words may name files: of what fails the class is kept. `first`: rules that do not load are an error.

        Raises `GaveUpError`.
        """
        began = time.monotonic()
        try:
            step()
        except (DatabaseError, InterfaceError, OSError, ScreenerError) as error:
            if isinstance(error, BrokenRulesError) and first:
                raise
            self._failures += 1
            kind = getattr(error, "code", "") or type(error).__name__
            since, wall, _ = self._failing.get(name, (began, time.time(), ""))
            self._failing[name] = since, wall, kind
            log("failed", error=error, step=name, why=getattr(error, "why", ""))
            connection.close()
            self.failed()  # at once: the next try may wait half a minute for a lock
            if (seconds := time.monotonic() - since) > self.patience:
                raise GaveUpError(seconds, kind) from None
            return False
        if self._failing.pop(name, None) and not self._failing:
            log("well-again")
        return True

    def rest(self) -> None:
        """A round is over."""
        self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE) if self._failures else 0.0
        self._failures = 0
