"""A real installation in a folder, real processes on it, and a look at all that it holds."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
PASSWORD = "an administrator's long word 1"

CONFIGURATION = """\
[[channels]]
name = "门户"
inbox = "inbox"
released = "released"
held = "held"
settle_seconds = {settle}
poll_seconds = 2.0

[records]
home = "var"
database = "{database}"
lease_seconds = 30.0

[desk]
port = {port}
{more}
"""


@dataclass
class Installation:
    folder: Path
    database: str = ""

    @classmethod
    def make(cls, folder: Path, settle: float = 0.3, database: str = "", more: str = "") -> Installation:
        """`database`: an address of PostgreSQL, else SQLite. `more`: sections of the configuration."""
        folder.mkdir(parents=True, exist_ok=True)
        made = cls(folder, database)
        (folder / "tmp").mkdir(exist_ok=True)
        made.configuration.write_text(CONFIGURATION.format(settle=settle, port=_free_port(), database=database, more=more), "utf-8")
        done = made.screener("init", folder)
        assert done.returncode == 0, done.stderr
        return made

    @property
    def configuration(self) -> Path:
        return self.folder / "screener.toml"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def released(self) -> Path:
        return self.folder / "released"

    @property
    def held(self) -> Path:
        return self.folder / "held"

    def environment(self, **more: str) -> dict[str, str]:
        password = self.folder / "password"
        if not password.exists():
            password.write_text(PASSWORD, "utf-8")
        # Whatever is written to a temporary folder is written inside, where it is searched.
        return {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder / "tmp"),
            "SCREENER_PASSWORD_FILE": str(password),
            **more,
        }

    def screener(self, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "screener", "--config", str(self.configuration), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, env=self.environment(**more), cwd=self.folder)

    def start(self, command: str = "watch", program: str = "screener", **more: str) -> subprocess.Popen[bytes]:
        """In a session of its own, so that the whole group can be killed."""
        arguments = [sys.executable, "-m", program, "--config", str(self.configuration), *command.split()]
        with (self.folder / "errors.log").open("ab") as errors:
            return subprocess.Popen(
                arguments, stdout=errors, stderr=errors, env=self.environment(**more), cwd=self.folder, start_new_session=True
            )

    @contextmanager
    def running(self, command: str = "watch") -> Iterator[subprocess.Popen[bytes]]:
        process = self.start(command)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                finally:
                    kill_group(process)

    def query(self, words: str) -> list[tuple[object, ...]]:
        if self.database:
            with psycopg.connect(self.database) as postgresql:
                return postgresql.execute(words.encode()).fetchall()
        with closing(sqlite3.connect(f"file:{self.folder}/var/cases.sqlite3?mode=ro", uri=True, timeout=60)) as database:
            return database.execute(words).fetchall()

    def states(self) -> Counter[str]:
        return Counter(str(state) for (state,) in self.query("SELECT state FROM cases_case WHERE custody != 'vanished'"))

    def unfinished(self) -> int:
        """Cases that still have somewhere to go by themselves, effects that are due, files that were not taken in."""
        (cases,) = self.query("SELECT count(*) FROM cases_case WHERE state IN ('received', 'screening', 'passed')")[0]
        (effects,) = self.query("SELECT count(*) FROM cases_effect WHERE done_at IS NULL")[0]
        assert isinstance(cases, int)
        assert isinstance(effects, int)
        return cases + effects + sum(1 for path in self.inbox.rglob("*") if path.is_file())

    def wait_until(self, condition: Callable[[], object], seconds: float = 100.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if condition():
                    return
            except (sqlite3.OperationalError, psycopg.OperationalError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds} s: {self.states()}, {self.tail()}")

    def wait_until_done(self, received: int, seconds: float = 100.0) -> None:
        self.wait_until(lambda: sum(self.states().values()) >= received and self.unfinished() == 0, seconds)

    def tail(self) -> str:
        errors = self.folder / "errors.log"
        return errors.read_text("utf-8", "replace")[-2000:] if errors.exists() else ""

    def files(self) -> Iterator[Path]:
        for folder, _, names in os.walk(os.fsencode(self.folder)):
            for name in names:
                path = Path(os.fsdecode(folder + b"/" + name))
                if path.is_file() and not path.is_symlink():
                    yield path

    def by_content(self) -> dict[str, list[str]]:
        """Where each content lies: the paths by SHA-256."""
        found: dict[str, list[str]] = {}
        for path in self.files():
            found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), []).append(str(path.relative_to(self.folder)))
        return found

    def holding(self, words: str) -> list[str]:
        """The files in which the words stand in clear, in the encodings that a program may write."""
        spellings = [words.encode(code) for code in ("utf-8", "gb18030", "utf-16-le")] + [json.dumps(words).encode()[1:-1]]
        return [str(path.relative_to(self.folder)) for path in self.files() if any(spelling in path.read_bytes() for spelling in spellings)]


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    """The processes below `pid`, nearest first."""
    below: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            below += [int(child) for child in (thread / "children").read_text().split()]
    except OSError:
        return []
    return below + [inner for child in below for inner in children(child)]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
