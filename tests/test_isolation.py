"""What happens in a worker costs one document: a hang, a crash, a bomb."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from screener.config import Config, Limits
from screener.isolation import Task, _Order, screen_all
from screener.model import Action
from screener.screening import Screener
from screener.workers import LENGTH
from tests.test_workers import hang, own_pipe, say


class Lie:
    """What a worker that has been taken over would send: a call."""

    def __init__(self, touched: Path) -> None:
        self.touched = touched

    def __reduce__(self):
        return os.system, (f"touch {self.touched}",)


def sent(data: bytes) -> bytes:
    return LENGTH.pack(len(data)) + data


def answer(path: str, verdict: object) -> bytes:
    return sent(json.dumps([path, "", 0, "", verdict, 0]).encode())


PASSED = [0, [], [], [], [0, 0, 0, 0, 0, 0, 0], "", []]
# What a worker says in place of its verdict.
LIES: dict[str, Callable[[Path], bytes]] = {
    "lie of a call": lambda file: sent(pickle.dumps(Lie(file))),
    "lie of a verdict and a call": lambda file: sent(pickle.dumps((True, Lie(file)))),
    "lie of garbage": lambda _: sent(os.urandom(1000)),
    "lie cut short": lambda _: answer("1.txt", PASSED)[:-5] + b"\0" * 5,
    "lie about another document": lambda _: answer("2.txt", PASSED),
    "lie twice": lambda _: answer("1.txt", PASSED) * 2,
    "lie without a verdict": lambda _: answer("1.txt", None),
}


class Hostile:
    """Stands in for a parser's bug: acts on the text of the file, as a hostile file makes a parser act."""

    rules = ()
    touched = Path()

    def recognize(self, passage):
        text = passage.folded.text
        if "hang" in text:
            time.sleep(600)
        if "die" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "leave" in text:
            os._exit(3)
        if "eat" in text:
            return [bytearray(1 << 40)]
        if text in LIES:
            say(LIES[text](self.touched))
            hang()
        if "close" in text:
            os.close(own_pipe())
            hang()
        if "raise" in text:
            raise ValueError(text)
        return []


@pytest.fixture(scope="module")
def screener():
    built = Screener.build(Config(limits=Limits(seconds=3)))
    return replace(built, recognizers=(Hostile(),))


def tasks(folder, *texts):
    for number, text in enumerate(texts):
        path = folder / f"{number}.txt"
        path.write_text(text, "utf-8")
        yield Task(path, path.name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hang", "timed-out"),
        ("die", "worker-died"),
        ("leave", "worker-died"),
        ("close", "worker-died"),
        ("eat", "recognizer-failed"),
        ("raise", "recognizer-failed"),
    ],
)
def test_an_attack_costs_its_document_and_no_other(tmp_path, screener, text, code):
    results = list(screen_all(screener, tasks(tmp_path, "first", text, "second", "third"), jobs=2))
    assert [result.path for result in results] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert [result.verdict.action for result in results] == [Action.PASS, Action.REVIEW, Action.PASS, Action.PASS]
    assert [unread.code for unread in results[1].verdict.unscanned] == [code]
    assert text not in results[1].verdict.unscanned[0].reason


@pytest.mark.parametrize("lie", LIES)
def test_a_worker_that_was_taken_over_costs_its_document_and_runs_nothing_outside(tmp_path, screener, lie):
    hostile = Hostile()
    hostile.touched = tmp_path / "touched"
    results = list(screen_all(replace(screener, recognizers=(hostile,)), tasks(tmp_path, "first", lie, "second", "third"), jobs=2))
    assert [result.path for result in results] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert [result.verdict.action for result in results] == [Action.PASS, Action.REVIEW, Action.PASS, Action.PASS]
    assert [unread.code for unread in results[1].verdict.unscanned] == ["extractor-failed"]
    assert not hostile.touched.exists()


@pytest.mark.parametrize("jobs", [1, 2, 4, 5])
def test_large_files_are_begun_early_and_results_keep_their_order(tmp_path, screener, jobs):
    """One in the middle is named before it is reached, one is reached first; each comes back once and in its place."""
    sizes = [300_000, 1, 1, 1, 200_000, 1, 1, 250_000, 1, 500_000, 1]
    listed = list(tasks(tmp_path, *("文" * size for size in sizes)))
    assert [result.path for result in screen_all(screener, listed, jobs)] == [task.shown for task in listed]


def test_the_largest_file_is_begun_first_where_two_can_work(tmp_path):
    listed = list(tasks(tmp_path, *["text"] * 40, "x" * 10_000, "x" * 90_000))
    assert _Order(listed, 1).next() == (0, listed[0])
    order = _Order(listed, 2)
    begun = [number for number, _ in iter(order.next, None)]
    assert begun == [41, *range(41)]
    order = _Order(listed, 2)
    begun = []
    while (following := order.next()) is not None:
        begun.append(following[0])
        order.finished(following[0])
    assert begun == [41, 40, *range(40)]


def test_results_come_in_order_and_before_the_last_is_read(tmp_path, screener):
    seen = []

    def watched():
        for task in tasks(tmp_path, *["text"] * 60):
            seen.append(task)
            yield task

    results = screen_all(screener, watched(), jobs=2)
    assert next(results).path == "0.txt"
    assert len(seen) < 60
    assert [result.path for result in results] == [f"{number}.txt" for number in range(1, 60)]


def test_what_is_refused_is_held_unopened(tmp_path, screener):
    (result,) = screen_all(screener, [Task(tmp_path, "folder", refused="linked-folder")])
    assert result.verdict.action is Action.REVIEW
    assert result.verdict.unscanned[0].code == "linked-folder"


KILLED = """
import sys
from pathlib import Path
from screener.config import Config
from screener.isolation import Task, screen_all
from screener.screening import Screener
from tests.test_isolation import Hostile
from dataclasses import replace

screener = replace(Screener.build(Config()), recognizers=(Hostile(),))
next(screen_all(screener, [Task(Path(path), path) for path in sys.argv[1:]], jobs=2))
"""


def test_workers_die_with_a_parent_that_is_killed(tmp_path):
    for name in "ab":
        (tmp_path / name).write_text("hang", "utf-8")
    command = [sys.executable, "-c", KILLED, str(tmp_path / "a"), str(tmp_path / "b")]
    with subprocess.Popen(command, start_new_session=True) as running:
        children = Path(f"/proc/{running.pid}/task")
        while len([child for task in children.iterdir() for child in (task / "children").read_text().split()]) < 2:
            assert running.poll() is None
            time.sleep(0.05)
        time.sleep(0.5)  # they have started
        running.kill()
    for _ in range(200):
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a worker outlived its parent")
