"""A database that stays away: a run for cron ends and says so, a service waits and says so; nothing is lost, and all goes on afterwards."""

from __future__ import annotations

import sqlite3
import urllib.request
from collections import Counter
from contextlib import closing
from functools import partial

import pytest

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import documents
from tests.end_to_end.test_drop_box import check_all, drop

pytestmark = pytest.mark.timeout(300)

# Each step that writes fails at once, as on a file system that has become read-only.
BREAK = {
    "taking in": "CREATE TRIGGER broken BEFORE INSERT ON cases_case BEGIN SELECT RAISE(ABORT, 'x'); END",
    "claiming": "CREATE TRIGGER broken BEFORE UPDATE ON cases_case WHEN new.state = 'screening' BEGIN SELECT RAISE(ABORT, 'x'); END",
    "the verdict": "CREATE TRIGGER broken BEFORE UPDATE ON cases_case WHEN new.action IS NOT NULL BEGIN SELECT RAISE(ABORT, 'x'); END",
    "the delivery": "CREATE TRIGGER broken BEFORE UPDATE ON cases_case WHEN new.state = 'released' BEGIN SELECT RAISE(ABORT, 'x'); END",
}
MEND = "DROP TRIGGER broken"


def change(installation: Installation, words: str) -> None:
    with closing(sqlite3.connect(installation.folder / "var" / "cases.sqlite3", timeout=60)) as database:
        database.execute(words)
        database.commit()


def metrics(installation: Installation) -> dict[str, float]:
    (port,) = [line.split()[2] for line in installation.configuration.read_text("utf-8").splitlines() if line.startswith("port")]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = [line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize("where", BREAK)
def test_a_run_for_cron_ends_with_a_sentence_and_the_next_one_goes_on(installation, where):
    dropped = list(documents(4))
    drop(installation, dropped)
    change(installation, BREAK[where])
    ended = installation.screener("watch", "--once", "--patience", "2")
    assert ended.returncode == 3, ended.stderr
    assert "什么都没有丢" in ended.stderr
    assert installation.states()["released"] == 0
    assert not (installation.folder / "var" / "watch.json").exists()
    change(installation, MEND)
    # What was held by the run that ended early is not held by this one.
    assert installation.screener("watch", "--once").returncode == (0 if where == "the delivery" else 1)
    check_all(installation, dropped)


def test_a_service_waits_says_that_it_fails_and_goes_on_by_itself(installation):
    dropped = list(documents(4))
    change(installation, BREAK["taking in"])
    with installation.running("serve"):
        drop(installation, dropped)
        installation.wait_until(lambda: '"failing":{"since"' in status(installation).replace(" ", ""))
        assert "IntegrityError" in installation.screener("doctor").stdout
        installation.wait_until(lambda: answers(installation) and metrics(installation)["screener_failing_seconds"] > 0)
        change(installation, MEND)
        installation.wait_until_done(len(dropped))
        installation.wait_until(lambda: metrics(installation)["screener_failing_seconds"] == 0)
        assert metrics(installation)["screener_database_up"] == 1
    check_all(installation, dropped)


def status(installation: Installation) -> str:
    file = installation.folder / "var" / "watch.json"
    return file.read_text("utf-8") if file.exists() else ""


def answers(installation: Installation) -> bool:
    try:
        metrics(installation)
    except OSError:
        return False
    return True


def _has_taken(installation: Installation, documents: int) -> bool:
    return sum(installation.states().values()) >= documents


def test_postgresql_that_ends_its_connections_again_and_again_loses_nothing(tmp_path, cluster):
    installation = Installation.make(tmp_path / "安装", database=cluster.new())
    dropped = list(documents(24))
    with installation.running():
        drop(installation, dropped)
        for number in range(1, 6):
            installation.wait_until(partial(_has_taken, installation, 4 * number))
            cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'cases%'")
        installation.wait_until_done(len(dropped))
    check_all(installation, dropped)
    fates = Counter(one.fate for one in dropped)
    assert installation.states()["released"] == fates["released"]
