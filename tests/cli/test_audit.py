"""`screener audit`: verified, exported, signed; what was changed behind the program's back is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import MARKED

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def installation(tmp_path):
    made = Installation.make(tmp_path / "a")
    (made.inbox / "a.txt").write_text(MARKED, "utf-8")
    assert made.screener("watch", "--once").returncode == 1
    return made


def test_an_honest_chain_holds_and_can_be_taken_away(installation, tmp_path):
    assert installation.screener("audit", "verify").returncode == 0
    head = installation.screener("audit", "sign")
    assert '"signature"' in head.stdout
    done = installation.screener("audit", "export", tmp_path / "export")
    assert done.returncode == 0, done.stderr
    assert any((tmp_path / "export").iterdir())
    assert "机密★10年" not in "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "export").iterdir())
    assert installation.screener("audit", "export", tmp_path / "export").returncode != 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE cases_auditentry SET actor = 'x' WHERE sequence = 2", "#2"),
        ("DELETE FROM cases_auditentry WHERE sequence = 3", "#3"),
        ("UPDATE cases_case SET state = 'released'", "审查件"),
    ],
)
def test_a_change_behind_our_back_is_named(installation, change, said):
    with closing(sqlite3.connect(installation.folder / "var" / "cases.sqlite3")) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(change)
        database.commit()
    done = installation.screener("audit", "verify")
    assert done.returncode == 1
    assert said in done.stdout


def test_a_held_file_that_was_touched_is_named(installation):
    (isolated,) = (installation.held / "isolated").iterdir()
    isolated.write_text(MARKED + "x", "utf-8")
    done = installation.screener("audit", "verify")
    assert done.returncode == 1
    assert "留存的文件被改动" in done.stdout
