"""Children answer, hang, die, raise and lie: each costs its own piece of work, and none is left behind."""

from __future__ import annotations

import fcntl
import os
import pathlib
import pickle
import signal
import stat
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress

import pytest

from screener import workers
from screener.workers import LENGTH, Lost, Workers


def own_pipe() -> int:
    """What a document that has taken over its child writes to: the one pipe that leads out."""
    for number in range(3, 64):
        with suppress(OSError):
            writes = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY
            if writes and stat.S_ISFIFO(os.fstat(number).st_mode):
                return number
    raise AssertionError


def say(data: bytes) -> None:
    os.write(own_pipe(), data)


def hang() -> None:
    time.sleep(600)


ATTACKS: dict[str, tuple[Callable[[], object], ...]] = {
    "hang": (hang,),
    "die": (lambda: os.kill(os.getpid(), signal.SIGKILL),),
    "leave": (lambda: os._exit(3),),
    "raise": (lambda: [][0],),
    "close and hang": (lambda: os.close(own_pipe()), hang),
    "begin and leave": (lambda: say(LENGTH.pack(100) + b"half"), lambda: os._exit(0)),
    "begin and hang": (lambda: say(LENGTH.pack(100) + b"half"), hang),
    "say too much": (lambda: say(LENGTH.pack(1) + b"two"),),
    "promise too much": (lambda: say(LENGTH.pack((1 << 32) - 1) + b"a"), hang),
    "say nothing": (lambda: say(LENGTH.pack(0)), hang),
}


def attack(kind: str) -> bytes:
    for deed in ATTACKS.get(kind, ()):
        deed()
    return kind.encode()


def spoken(_work, data: bytes) -> str:
    if not data:
        raise ValueError
    return data.decode()


def children() -> set[int]:
    return {int(number) for task in pathlib.Path("/proc/self/task").iterdir() for number in (task / "children").read_text().split()}


@contextmanager
def crew(most, do=attack, read=spoken):
    before = children()
    made: Workers[str, str] = Workers(most, lambda: do, read)
    try:
        yield made
    finally:
        made.stop()
    assert children() <= before


def answers(made, *works, seconds=30.0):
    """What became of each, in the order in which it came."""
    rest, found = list(works), []
    while rest or made.busy:
        while rest and made.free:
            made.hand(rest.pop(0), seconds)
        found += made.wait()
    return [(work, answer.code if isinstance(answer, Lost) else answer) for work, answer in found]


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("hang", "timed-out"),
        ("die", "worker-died"),
        ("leave", "worker-died"),
        ("raise", "worker-died"),
        ("close and hang", "worker-died"),
        ("begin and leave", "worker-died"),
        ("say too much", "extractor-failed"),
        ("promise too much", "extractor-failed"),
        ("say nothing", "extractor-failed"),
    ],
)
def test_an_attack_costs_its_own_work(kind, code, most):
    with crew(most) as made:
        found = dict(answers(made, "a", "b", kind, "c", "d", seconds=0.5 if kind == "hang" else 30))
    assert found == {"a": "a", "b": "b", kind: code, "c": "c", "d": "d"}


def test_an_answer_that_begins_and_does_not_end_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(workers, "REST_SECONDS", 0.2)
    with crew(1) as made:
        assert answers(made, "begin and hang", "a", seconds=0.2) == [("begin and hang", "timed-out"), ("a", "a")]


def test_an_answer_that_was_in_time_is_read_whenever_it_is_asked_for():
    with crew(2, lambda _: b"x" * 3_000_000) as made:
        made.hand("a", 0.2)
        time.sleep(0.5)
        ((_, answer),) = answers(made)
    assert len(str(answer)) == 3_000_000


def test_nothing_that_is_sent_is_unpickled(tmp_path):
    touched = tmp_path / "touched"

    class Lie:
        def __reduce__(self):
            return pathlib.Path.touch, (touched,)

    def lie(_):
        return pickle.dumps(Lie())

    with crew(1, lie, lambda work, data: (_ for _ in ()).throw(ValueError)) as made:
        assert answers(made, "a", "b") == [("a", "extractor-failed"), ("b", "extractor-failed")]
    assert not touched.exists()


def test_a_child_is_kept_from_work_to_work_and_replaced_after_many(monkeypatch):
    monkeypatch.setattr(workers, "WORKS_PER_CHILD", 3)
    with crew(1, lambda _: str(os.getpid()).encode()) as made:
        pids = [pid for _, pid in answers(made, *"abcdefg")]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_a_child_that_died_in_idleness_or_speaks_unasked_gets_no_work():
    def speak_later(work):
        if work == "die":
            signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
            signal.setitimer(signal.ITIMER_REAL, 0.1)
        if work == "speak":
            signal.signal(signal.SIGALRM, lambda *_: os.write(own_pipe(), LENGTH.pack(4) + b"pass"))
            signal.setitimer(signal.ITIMER_REAL, 0.1)
        return str(work).encode()

    with crew(1, speak_later) as made:
        for work in ("die", "speak"):
            assert answers(made, work) == [(work, work)]
            time.sleep(0.4)
            assert answers(made, "next") == [("next", "next")]


def test_a_child_keeps_nothing_open_but_files_that_are_read(tmp_path):
    (tmp_path / "read").write_text("a", "utf-8")
    (reading, writing) = os.pipe()
    with (tmp_path / "read").open("rb") as read, (tmp_path / "written").open("wb+") as written:

        def kept(_):
            told = []
            for number in (read.fileno(), written.fileno(), reading, writing):
                try:
                    told.append(pathlib.Path(f"/proc/self/fd/{number}").read_text("utf-8"))
                except OSError:
                    told.append("-")
            return "".join(told).encode()

        with crew(2, kept) as made:
            assert dict(answers(made, "a", "b")) == dict.fromkeys("ab", "a---")
    os.close(reading)
    os.close(writing)


def test_walls_that_cannot_be_built_lose_the_work():
    def refuse():
        raise OSError

    made: Workers[str, str] = Workers(2, refuse, lambda work, data: data.decode())
    assert dict(answers(made, "a", "b")) == dict.fromkeys("ab", "worker-died")
