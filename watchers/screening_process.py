"""Screening in a process of its own, which holds the warm workers and no key, no database, no session.

Workers are forked from what they are forked from: a parser that was taken over reads all that its parent had in memory. So the parent of
the workers is started afresh (not forked) from the loop, and what comes back from it is read as nouns of `screener.model` and nothing
else. When it dies, with all its workers, the loop starts another and gives it again what it had.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from screener.config import PATH_VARIABLE, Config, load_config
from screener.errors import ScreenerError, UsageError
from screener.isolation import Task, WarmPool
from screener.json_nouns import NoNounError, decode, encode
from screener.model import Screened

GRACE = 5.0
PROGRAM = "watchers.screening_process"


class BrokenRulesError(UsageError):
    """The policy or a dictionary does not load: nothing can be screened."""

    code = "broken-policy"


@dataclass
class ScreeningProcess:
    """The loop's end of it. `wake` is set when a result has come, or the process died."""

    wake: threading.Event
    results: queue.SimpleQueue[tuple[int, Screened]] = field(default_factory=queue.SimpleQueue)
    given: dict[int, tuple[str, Task]] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _to: Connection | None = None

    def start(self) -> None:
        """Returns once the rules are loaded. Raises `BrokenRulesError` where they do not load."""
        (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
        command = [sys.executable, "-m", PROGRAM, str(theirs_in), str(theirs_out), str(os.getpid())]
        self._process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL)  # noqa: S603  ourselves
        os.close(theirs_in)
        os.close(theirs_out)
        self._to, answers = Connection(ours_out, readable=False), Connection(ours_in, writable=False)
        try:
            greeting: tuple[str, ...] = decode(answers.recv_bytes(), tuple[str, ...])
        except (EOFError, OSError, NoNounError):
            greeting = ("审查进程启动失败。", "the screening process did not start.")
        if greeting:
            self.stop()
            raise BrokenRulesError(*greeting)
        threading.Thread(target=self._read, args=(answers,), daemon=True).start()
        for number, (policy, task) in list(self.given.items()):
            self._send(number, policy, task)

    def submit(self, number: int, policy: str, task: Task) -> None:
        """`number` comes back with the result. `policy` empty: the installation's."""
        self.given[number] = (policy, task)
        self._send(number, policy, task)

    def finished(self) -> list[tuple[int, Screened]]:
        """What has come back since the last call, each once."""
        done = []
        while not self.results.empty():
            number, screened = self.results.get()
            if self.given.pop(number, None) is not None:
                done.append((number, screened))
        return done

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def restart(self) -> None:
        """With the rules as they are on the disk now; what was given and has not come back is screened by these."""
        given = dict(self.given)
        self.stop()
        self.given.update(given)
        self.start()

    def stop(self) -> None:
        """End it with its workers; what was given is forgotten."""
        self.given.clear()
        if self._to is not None:
            self._to.close()
            self._to = None
        if self._process is not None:
            try:
                self._process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _send(self, number: int, policy: str, task: Task) -> None:
        if self._to is not None and self.alive:
            try:
                self._to.send_bytes(pickle.dumps((number, policy, task)))
            except OSError:
                self.wake.set()  # it died; the loop sees that it is not alive

    def _read(self, answers: Connection) -> None:
        try:
            while True:
                self.results.put(decode(answers.recv_bytes(), tuple[int, Screened]))
                self.wake.set()
        except (EOFError, OSError, NoNounError):
            self.wake.set()
        finally:
            answers.close()


def _serve(tasks: Connection, answers: Connection, config: Config) -> None:
    """The other end: one pool, warm for each policy in use."""
    from screener.screening import Screener

    screeners: dict[str, Screener] = {}
    problem: tuple[str, ...] = ()
    try:
        screeners = {policy: Screener.build(config, policy or None) for policy in {channel.policy for channel in config.channels} | {""}}
    except ScreenerError as error:
        problem = (error.sentence, error.sentence_en)
    answers.send_bytes(encode(problem))
    if problem:
        return
    for policy in {channel.policy for channel in config.channels}:
        screeners[policy].warm()
    waiting: deque[tuple[int, str, Task]] = deque()
    pool = WarmPool(screeners, config.jobs)
    try:
        while True:
            for result in pool.finished(also=[tasks.fileno()]):
                answers.send_bytes(encode(result))
            while tasks.poll():
                number, policy, task = pickle.loads(tasks.recv_bytes())  # noqa: S301  from the loop, which is trusted
                waiting.append((number, policy if policy in screeners else "", task))
            while waiting and pool.free:
                pool.submit(*waiting.popleft())
    except (EOFError, OSError):
        pass  # the loop has gone or wants no more
    finally:
        pool.close()


def main(arguments: list[str]) -> None:
    from screener.sandbox import die_with_parent

    reading, writing, parent = map(int, arguments)
    die_with_parent(parent)
    # Ctrl-C and a service manager tell the whole group; when to stop is the loop's to say, by closing the pipe.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    assert os.environ.get(PATH_VARIABLE) is not None
    _serve(Connection(reading, writable=False), Connection(writing, readable=False), load_config())


if __name__ == "__main__":
    main(sys.argv[1:])
