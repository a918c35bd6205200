"""The reviewer's pages beside the drop-box: a process of its own, started again when it dies. A page that hangs holds up no document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from reports.cases.log import log, log_to
from screener.config import Config

AGAIN_AFTER = 2.0
PARENT_VARIABLE = "SCREENER_PARENT"
Start = Callable[..., Any]


@dataclass
class Pages:
    """The process with the pages, kept alive until `stop`."""

    _stopped: threading.Event = field(default_factory=threading.Event)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
        while not self._stopped.is_set():
            # The configuration is in the environment: `open_installation` put it there.
            self._process = subprocess.Popen([sys.executable, "-m", "screener", "serve", "--pages-only"], env=environment)
            code = self._process.wait()
            if not self._stopped.wait(AGAIN_AFTER):
                log("pages-restarted", exit=code)


def serve_pages(config: Config) -> None:
    """Until SIGTERM or Ctrl-C."""
    from waitress import create_server

    from reports.desk.wsgi import application, waitress_options

    if parent := os.environ.get(PARENT_VARIABLE):
        # Not by the kernel's signal: that comes when the thread that started us ends, and it is not the main one.
        _watch_parent(int(parent))
    log_to(Path(os.path.abspath(config.records.home)))  # noqa: PTH100  as reports.settings has it
    server = create_server(with_metrics(application), **waitress_options(config))

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    log("pages", port=config.desk.port)
    server.run()


def _watch_parent(parent: int) -> None:
    def look() -> None:
        while os.getppid() == parent:
            threading.Event().wait(1)
        os._exit(0)

    threading.Thread(target=look, daemon=True).start()


def with_metrics(pages: Start) -> Start:
    """`/metrics` for whoever asks on this machine. A proxy that is trusted says whom it asks for; without one, nobody else gets here."""

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        local = environ.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
        if environ.get("PATH_INFO") != "/metrics" or not local:
            answer: Iterable[bytes] = pages(environ, start)
            return answer
        from watchers.metrics import CONTENT_TYPE, exposition

        start("200 OK", [("Content-Type", CONTENT_TYPE), ("Cache-Control", "no-store")])
        return [exposition()]

    return application
