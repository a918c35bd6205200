"""Log lines without content: what kind of thing went wrong and where in the program, never an exception's own words."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class BareFormatter(logging.Formatter):
    """`django.request` prints addresses, exceptions print values; both may hold names from outside. Our own loggers say only what is ours."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if status := getattr(record, "status_code", None):
            line += f" status={status}"
        if record.name.startswith(("reports.", "watchers.", "screener.")):
            line += f" {record.getMessage()}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" {record.exc_info[0].__name__} at {_where(record.exc_info[2])}"
        return line


def _where(trace: TracebackType | None) -> str:
    return " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace)[-6:]))
