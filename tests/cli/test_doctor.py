"""`screener doctor`: what is not well is said, each thing in its line, and the exit code is 1."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from tests.end_to_end.installation import Installation
from tests.end_to_end.mixed import INTERNAL

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def installation(tmp_path):
    return Installation.make(tmp_path / "a")


def test_all_is_well_while_it_is_watched(installation):
    with installation.running():
        installation.wait_until(lambda: (installation.folder / "var" / "watch.json").exists())
        (installation.inbox / "a.txt").write_text(INTERNAL, "utf-8")
        installation.wait_until_done(1)
        assert installation.screener("audit", "sign").returncode == 0
        done = installation.screener("doctor")
    assert done.returncode == 0, done.stdout
    assert "注意" not in done.stdout
    quiet = installation.screener("doctor", "--quiet", "--lang", "en")
    assert quiet.returncode == 1
    assert quiet.stdout.strip() == "LOOK  nobody watches the drop-box: run screener serve"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda one: one.held.chmod(0o750), "0700"),
        (lambda one: one.released.rmdir(), "不在，或不能读写"),
        (lambda one: (one.folder / "var/keys/custody.key").unlink(), "密钥"),
        (lambda one: (one.folder / "var/keys/audit.key").chmod(0o644), "密钥"),
        (lambda one: (one.inbox / "link").symlink_to("/etc/passwd"), "是链接"),
        (lambda one: shutil.rmtree(one.inbox), "投递箱不在"),
    ],
)
def test_what_is_not_well_is_said(installation, spoil, said):
    spoil(installation)
    done = installation.screener("doctor", "--quiet")
    assert done.returncode == 1, done.stderr
    assert said in done.stdout


def test_a_year_without_its_holidays_is_said_and_is_no_fault(installation):
    text = installation.configuration.read_text("utf-8")
    this_year = date.today().year  # noqa: DTZ011  as the program asks
    installation.configuration.write_text(text.replace("[desk]\n", f"[desk]\nholidays = [{this_year - 1}-10-01]\n"), "utf-8")
    assert f"没有配置 {this_year} 年的放假" in installation.screener("doctor").stdout
    assert "放假" not in installation.screener("doctor", "--quiet").stdout
    installation.configuration.write_text(text.replace("[desk]\n", f"[desk]\nholidays = [{this_year}-10-01]\n"), "utf-8")
    assert f"{this_year} 年的放假和调休" in installation.screener("doctor").stdout
