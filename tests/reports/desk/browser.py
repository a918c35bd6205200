"""Debian's chromium against the desk as it is served for real, on this machine alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.reports.cases.installation import Installation
from tests.reports.desk import office

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[3]


@contextmanager
def served(place: Installation) -> Iterator[str]:
    """The address of a server process of its own for this installation."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**place.environment, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.reports.desk.serving", str(port)], env=environment, cwd=ROOT, stderr=subprocess.PIPE
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while server.poll() is None:
            try:
                urlopen(f"{address}/sign-in/", timeout=5).close()
            except HTTPError:
                raise  # it is there, and broken
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                break
        yield address
    finally:
        server.terminate()
        _, said = server.communicate(timeout=30)
        # What it logged of a normal working day: no traceback, no name, no text.
        sys.stderr.write(said.decode())


@contextmanager
def chromium() -> Iterator[Any]:
    import pytest
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread; Django would take our ordinary calls for calls from a coroutine.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A signed-in person's window. `troubles` are what the browser complained about: a policy broken, a script that failed."""

    def __init__(self, browser: Any, address: str, role: str = "", *, script: bool = True) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", java_script_enabled=script)
        self.page = self.context.new_page()
        self.address = address
        self.troubles: list[str] = []
        self.page.on("console", lambda message: self.troubles.append(message.text) if message.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.go("/sign-in/")
        if role:
            self.sign_in(office.PEOPLE[role][0])

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, username: str, password: str = office.PASSWORD) -> None:
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.page.click("button.main")
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        return str(self.page.inner_text("main"))

    def close(self) -> None:
        self.context.close()
