"""The process that screens: it comes back when it dies, forgets nothing it was given, and holds no key."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from screener.errors import UsageError
from screener.isolation import Task
from screener.model import Action, Screened
from tests.end_to_end.installation import children
from tests.end_to_end.mixed import CLEAN, MARKED
from watchers.screening_process import ScreeningProcess


@pytest.fixture
def process(tmp_path, monkeypatch):
    (tmp_path / "screener.toml").write_text('jobs = 1\n[[channels]]\nname = "a"\n', "utf-8")
    monkeypatch.setenv("SCREENER_CONFIG", str(tmp_path / "screener.toml"))
    started = ScreeningProcess(threading.Event())
    started.start()
    yield started
    started.stop()


def results(process, count):
    found: list[tuple[int, Screened]] = []
    end = time.monotonic() + 60
    while len(found) < count and time.monotonic() < end:
        process.wake.wait(0.2)
        process.wake.clear()
        if not process.alive:
            process.start()
        found += process.finished()
    return {number: screened.verdict.action for number, screened in found}


def give(process, tmp_path, number, text):
    file = tmp_path / f"{number}.txt"
    file.write_text(text, "utf-8")
    process.submit(number, "", Task(file, str(number), file.name))


def test_each_document_gets_its_verdict(process, tmp_path):
    give(process, tmp_path, 1, CLEAN)
    give(process, tmp_path, 2, MARKED)
    assert results(process, 2) == {1: Action.PASS, 2: Action.BLOCK}
    assert process.given == {}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_it_comes_back_and_screens_what_it_had(process, tmp_path, number):
    for one in range(1, 6):
        give(process, tmp_path, one, CLEAN)
    os.kill(process.pid, number)
    assert results(process, 5) == dict.fromkeys(range(1, 6), Action.PASS)


def test_its_workers_end_with_it(process, tmp_path):
    give(process, tmp_path, 1, CLEAN)
    results(process, 1)
    below = children(process.pid)
    assert below
    process.stop()
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in below):
            return
        time.sleep(0.05)
    pytest.fail("a worker outlived it")


def test_rules_that_do_not_load_are_said(tmp_path, monkeypatch):
    (tmp_path / "screener.toml").write_text('policy = "no-such-policy"\n', "utf-8")
    monkeypatch.setenv("SCREENER_CONFIG", str(tmp_path / "screener.toml"))
    with pytest.raises(UsageError) as refused:
        ScreeningProcess(threading.Event()).start()
    assert "no-such-policy" in refused.value.sentence
