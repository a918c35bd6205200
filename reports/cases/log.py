"""One JSON object a line in `home/logs`, a file a day: events, ids, codes, counts, class names. Never content, never a name from outside.

A value that is not plainly one of these is left out, and of what a library says only its name and level are kept: a parser's words quote
the document. No file is ever removed here (`retention` proposes, two persons decide); a file a day needs no renaming, so that several
processes may write.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

FOLDER = "logs"
OURS = logging.getLogger("screener.events")
EVENT = re.compile(r"[a-z][a-z0-9-]{0,47}", re.ASCII)
# Codes, case numbers, class names, versions, hashes, times; nothing with a blank or a letter beyond ASCII.
WORD = re.compile(r"[A-Za-z0-9_.:@+-]{1,128}", re.ASCII)
LEFT_OUT = "?"


def log_to(home: Path, level: int = logging.INFO, *, console: bool = True) -> None:
    """Send every logger of the process to `home/logs` and, for the journal, to standard error."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handlers: list[logging.Handler] = [DailyFile(folder)]
    if console:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(Lines())
    logging.raiseExceptions = False  # a full disk must not stop the work, nor print a traceback
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(logging.WARNING)
    OURS.setLevel(level)


def log(event: str, level: int = logging.INFO, *, error: BaseException | None = None, **facts: object) -> None:
    """`event` is one of our words, `facts` are codes, counts and numbers of cases. Of `error` the class and our own lines are kept."""
    trace = (type(error), error, error.__traceback__) if error is not None else None
    OURS.log(level, event, extra={"facts": facts}, exc_info=trace)


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": record.process,
        }
        if record.name == OURS.name and isinstance(record.msg, str) and EVENT.fullmatch(record.msg):
            line["event"] = record.msg
            for key, value in getattr(record, "facts", {}).items():
                line.setdefault(key, _plain(value))
        else:
            line |= {"event": "library", "logger": _plain(record.name)}
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__, "where": _where(record.exc_info[2])}
        return json.dumps(line, separators=(",", ":"))


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if WORD.fullmatch(value) else LEFT_OUT
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value[:100]]
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in list(value.items())[:100]}
    return LEFT_OUT


def _where(trace: TracebackType | None) -> list[str]:
    """Function and line, innermost first: no source line, and no message, which holds values."""
    return [f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(trace, -6))]


class DailyFile(logging.Handler):
    """Appends each line with one write to the file of its day (UTC), which only its owner reads."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._day = ""
        self._descriptor = -1

    def emit(self, record: logging.LogRecord) -> None:
        try:
            day = datetime.fromtimestamp(record.created, UTC).date().isoformat()
            if day != self._day:
                self._open(day)
            os.write(self._descriptor, self.format(record).encode() + b"\n")
        except OSError:
            self.handleError(record)

    def _open(self, day: str) -> None:
        self.close_file()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        self._descriptor = os.open(self._folder / f"{day}.jsonl", flags, 0o600)
        self._day = day

    def close_file(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._day = -1, ""

    def close(self) -> None:
        self.close_file()
        super().close()
