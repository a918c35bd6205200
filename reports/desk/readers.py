"""The parent's side of `page_reader`: a child for each document that somebody is looking at, gone when nobody does."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from screener.config import Limits

MOST_READERS = 4
IDLE_SECONDS = 300.0
ANSWER_SECONDS = 60.0
LONGEST_HEAD, LONGEST_BODY = 1 << 26, 1 << 26
PNG = b"\x89PNG\r\n\x1a\n"


class ReaderFailedError(Exception):
    """The child died, hung, or could not do it. The message is a class name of ours or a parser's, never its words."""


class Reader:
    """One child with one document."""

    def __init__(self, content: bytes, name: str, media_type: str, limits: Limits) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reports.desk.page_reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        self._lock = threading.Lock()
        self.used = time.monotonic()
        self._pending = b""
        told = {"name": name, "media_type": media_type, "limits": asdict(limits)}
        try:
            self._send(told, content)
        except OSError as error:
            self.close()
            raise ReaderFailedError(type(error).__name__) from None

    def ask(self, do: str, **more: object) -> tuple[Any, bytes]:
        """Raises `ReaderFailedError`; a child that did not answer in time is gone afterwards."""
        with self._lock:
            self.used = time.monotonic()
            try:
                self._send({"do": do, **more})
                head, body = self._receive(time.monotonic() + ANSWER_SECONDS)
            except (OSError, ValueError, KeyError, TypeError) as error:
                self.close()
                raise ReaderFailedError(type(error).__name__) from None
            finally:
                self.used = time.monotonic()
        if "answer" not in head:
            raise ReaderFailedError("unreadable")
        return head["answer"], body

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, head: object, body: bytes = b"") -> None:
        assert self._process.stdin is not None
        data = memoryview(json.dumps({"head": head, "bytes": len(body)}).encode() + b"\n" + body)
        deadline = time.monotonic() + ANSWER_SECONDS
        while data:
            if not select.select([], [self._process.stdin], [], max(0.0, deadline - time.monotonic()))[1]:
                raise TimeoutError
            data = data[os.write(self._process.stdin.fileno(), data[: 1 << 16]) :]

    def _receive(self, deadline: float) -> tuple[Any, bytes]:
        while b"\n" not in self._pending:
            self._more(deadline, LONGEST_HEAD)
        line, _, self._pending = self._pending.partition(b"\n")
        frame = json.loads(line)
        size = frame["bytes"]
        if not isinstance(size, int) or not 0 <= size <= LONGEST_BODY or not isinstance(frame["head"], dict):
            raise ValueError
        while len(self._pending) < size:
            self._more(deadline, size)
        body, self._pending = self._pending[:size], self._pending[size:]
        return frame["head"], body

    def _more(self, deadline: float, most: int) -> None:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(self._process.stdout.fileno(), 1 << 20)
        if not piece or len(self._pending) > most:
            raise BrokenPipeError
        self._pending += piece


class Readers:
    """The children that are alive, by what they hold; the one longest unused makes room."""

    def __init__(self) -> None:
        self._readers: OrderedDict[str, Reader] = OrderedDict()
        self._lock = threading.Lock()
        self._sweeper: threading.Timer | None = None

    def of(self, key: str, start: Callable[[], Reader]) -> Reader:
        with self._lock:
            reader = self._readers.get(key)
            if reader is None or not reader.alive:
                if reader is not None:
                    self._readers.pop(key).close()
                reader = self._readers[key] = start()
            self._readers.move_to_end(key)
            while len(self._readers) > MOST_READERS:
                self._readers.popitem(last=False)[1].close()
            self._sweep_later()
            return reader

    def close(self) -> None:
        with self._lock:
            while self._readers:
                self._readers.popitem()[1].close()

    def _sweep_later(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Timer(IDLE_SECONDS / 2, self._sweep)
            self._sweeper.daemon = True
            self._sweeper.start()

    def _sweep(self) -> None:
        with self._lock:
            self._sweeper = None
            for key in [key for key, reader in self._readers.items() if time.monotonic() - reader.used > IDLE_SECONDS]:
                self._readers.pop(key).close()
            if self._readers:
                self._sweep_later()


READERS = Readers()
