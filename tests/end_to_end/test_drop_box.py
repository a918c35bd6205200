"""The drop-box with real processes: every document ends in the right place, whatever happens to the machine in between."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.end_to_end.installation import Installation, children, kill_group
from tests.end_to_end.mixed import CANARY, CLEAN, Dropped, documents

pytestmark = pytest.mark.timeout(300)


def drop(installation, dropped):
    """As a program saves: in a folder beside, then renamed into the inbox."""
    for one in dropped:
        target = installation.inbox / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.content)


def check_all(installation: Installation, dropped: list[Dropped]) -> None:
    """Each content once, in its place; the numbers add up; the chain holds; the canary stands in isolated files only."""
    lying = installation.by_content()
    for one in dropped:
        digest = hashlib.sha256(one.content).hexdigest()
        wanted = {"released": [f"released/{one.name}"], "sealed": []}
        where = lying.get(digest, [])
        if one.fate == "isolated":
            assert len(where) == 1, one.name
            assert where[0].startswith("held/isolated/")
        else:
            assert where == wanted[one.fate], one.name
    fates = Counter(one.fate for one in dropped)
    assert installation.states() == Counter(released=fates["released"], held=fates["isolated"] + fates["sealed"])
    assert len(list((installation.held / "sealed").iterdir())) == fates["sealed"]
    assert all(path.startswith("held/isolated/") for path in installation.holding(CANARY))
    verified = installation.screener("audit", "verify")
    assert verified.returncode == 0, verified.stdout


def test_what_is_dropped_while_it_serves_ends_in_the_right_place(either):
    dropped = list(documents(40))
    with either.running("serve"):
        drop(either, dropped)
        either.wait_until_done(len(dropped), 200)
        listed = either.screener("queue", "list", "--format", "jsonl")
        assert listed.stdout.count("\n") == sum(one.fate != "released" for one in dropped)
    check_all(either, dropped)
    logs = "".join(path.read_text("utf-8") for path in (either.folder / "var" / "logs").iterdir())
    assert not any(one.name.rpartition("/")[2] in logs for one in dropped)


def test_once_for_cron_says_that_something_was_held(either):
    (either.inbox / "a.txt").write_text(CLEAN, "utf-8")
    assert either.screener("watch", "--once").returncode == 0
    (dropped,) = documents(1, start=1)
    drop(either, [dropped])
    assert either.screener("watch", "--once").returncode == 1
    assert either.states() == Counter(released=1, held=1)


def test_a_clean_stop_loses_nothing_and_leaves_nothing_running(either):
    dropped = list(documents(30))
    process = either.start()
    drop(either, dropped)
    either.wait_until(lambda: sum(either.states().values()) > 5)
    below = children(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0, either.tail()
    assert not any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in below)
    assert either.states()["screening"] == 0
    with either.running():
        either.wait_until_done(len(dropped))
    check_all(either, dropped)
    (attempts,) = either.query("SELECT max(attempts) FROM cases_case")[0]
    assert attempts == 1


def test_killed_with_all_its_processes_it_goes_on_where_it_was(either):
    dropped = list(documents(24))
    drop(either, dropped)
    for wanted in (1, 8):
        process = either.start()
        either.wait_until(lambda wanted=wanted: sum(either.states().values()) >= wanted)
        time.sleep(0.3)
        kill_group(process)
    with either.running():
        either.wait_until_done(len(dropped))
    check_all(either, dropped)


def test_a_worker_that_is_killed_costs_no_document_its_verdict(either):
    dropped = list(documents(30))
    with either.running() as process:
        drop(either, dropped)
        for _ in range(4):
            time.sleep(0.4)
            for pid in children(process.pid)[1:2]:
                os.kill(pid, signal.SIGKILL)
        either.wait_until_done(len(dropped))
    check_all(either, dropped)


def test_a_document_that_takes_the_whole_process_with_it_is_held_in_the_end(installation):
    (installation.inbox / "a.txt").write_text(CLEAN, "utf-8")
    for _ in range(3):
        process = installation.start(SCREENER_CRASH_AT="claimed-not-screened")
        assert process.wait(60) == -signal.SIGKILL
    with installation.running():
        installation.wait_until_done(1)
    assert installation.query("SELECT c.state, u.code FROM cases_case c JOIN cases_unscannedrow u ON u.case_id = c.id") == [
        ("held", "extractor-failed")
    ]


@pytest.mark.parametrize("name", ["公告（二）.txt".encode("gb18030"), b"\xff\xfe.txt", "换\n行.txt".encode(), b"-rf .txt"])
def test_names_in_any_encoding_come_out_as_they_went_in(installation, name):
    folder = os.fsencode(installation.inbox)
    Path(os.fsdecode(folder + b"/" + name)).write_text(CLEAN, "utf-8")
    assert installation.screener("watch", "--once").returncode == 0, installation.tail()
    assert [os.fsencode(path.name) for path in installation.released.iterdir()] == [name]


def test_two_of_one_name_both_come_out(installation):
    for number in range(2):
        (installation.inbox / "a.txt").write_text(f"{CLEAN}{number}", "utf-8")
        assert installation.screener("watch", "--once").returncode == 0
    assert sorted(path.read_text("utf-8")[-1] for path in installation.released.iterdir()) == ["0", "1"]


def test_only_one_process_watches_an_installation(installation):
    with installation.running():
        installation.wait_until(lambda: (installation.folder / "var" / "watch.json").exists())
        second = installation.screener("watch")
        assert second.returncode == 2
        assert "已有进程在值守" in second.stderr


def test_new_dictionaries_hold_from_a_hangup_on(installation):
    """Without a restart, and without losing what is being screened."""
    text = installation.configuration.read_text("utf-8")
    installation.configuration.write_text('dictionaries = "dictionaries"\n' + text, "utf-8")
    (installation.folder / "dictionaries").mkdir()
    (installation.folder / "words.txt").write_text("建设工程合同纠纷\n", "utf-8")
    with installation.running() as process:
        (installation.inbox / "a.txt").write_text(CLEAN, "utf-8")
        installation.wait_until_done(1)
        words = ("dictionary", "import", installation.folder / "words.txt", "--name", "local", "--owner", "保密办", "--score", "0.9")
        assert installation.screener(*words).returncode == 0
        process.send_signal(signal.SIGHUP)
        installation.wait_until(lambda: '"reloaded"' in installation.tail())
        (installation.inbox / "b.txt").write_text(CLEAN + "二", "utf-8")
        installation.wait_until_done(2)
    assert installation.states() == Counter(released=1, held=1)
