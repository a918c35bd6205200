"""`screener recheck`: what went out is screened again by today's rules, and what would not go out today is a case and an incident."""

from __future__ import annotations

import pytest

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import CLEAN

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def installation(tmp_path):
    made = Installation.make(tmp_path / "a")
    (made.inbox / "a.txt").write_text(CLEAN, "utf-8")
    assert made.screener("watch", "--once").returncode == 0
    return made


def test_by_the_same_rules_nothing_is_looked_at_again(installation):
    done = installation.screener("recheck")
    assert (done.returncode, done.stdout) == (0, "没有需要重查的文件。\n")
    again = installation.screener("recheck", "--all", "--lang", "en")
    assert again.returncode == 0
    assert again.stdout.startswith("1\t")


def test_what_would_not_pass_today_is_a_new_case(installation):
    own = installation.folder / "dictionaries"
    own.mkdir()
    imported = installation.folder / "words.txt"
    imported.write_text("建设工程合同纠纷\n", "utf-8")
    text = installation.configuration.read_text("utf-8")
    installation.configuration.write_text('dictionaries = "dictionaries"\n' + text, "utf-8")
    made = installation.screener("dictionary", "import", imported, "--name", "local", "--owner", "保密办", "--score", "0.9")
    assert made.returncode == 0, made.stderr
    done = installation.screener("recheck")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "新开审查件" in done.stdout
    assert installation.states()["released"] == 1
    assert installation.states()["held"] == 1
