"""Places at which the process can be told to kill itself: proof that a machine that stops there loses nothing and releases nothing twice.

`SCREENER_CRASH_AT=delivered-not-recorded:3` kills the process with SIGKILL when it comes there for the third time.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "SCREENER_CRASH_AT"
POINTS = (
    "settled-not-received",
    "received-not-taken",
    "moved-not-taken",
    "taken-not-claimed",
    "claimed-not-screened",
    "screened-not-recorded",
    "recorded-not-committed",
    "recorded-no-effect",
    "before-isolate",
    "isolated-not-recorded",
    "before-seal",
    "sealed-not-recorded",
    "target-chosen",
    "delivered-not-recorded",
    "delivered-not-forgotten",
    "before-destroy",
    "destroyed-not-recorded",
    "before-notice",
    "notice-not-recorded",
)

_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Die here when the environment says so."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    if name not in POINTS:
        raise ValueError(name)
    point, _, times = wanted.partition(":")
    if point == name:
        _passed[name] += 1
        if _passed[name] == int(times or 1):
            os.kill(os.getpid(), signal.SIGKILL)
