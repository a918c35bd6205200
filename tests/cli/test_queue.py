"""`screener queue`: what waits, and a named person's decision with the guards of the desk."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.end_to_end.installation import PASSWORD, ROOT, Installation
from tests.end_to_end.mixed import CLEAN, INTERNAL, MARKED

pytestmark = pytest.mark.timeout(300)

PEOPLE = """
import sys
from reports.installation import open_installation
from pathlib import Path
open_installation(Path(sys.argv[1]))
from reports.cases.models import Person
from tests.reports.cases.samples import put_down
for name, role in (("clerk", "submitter"), ("reviewer", "reviewer"), ("leader", "leader"), ("auditor", "auditor")):
    person = Person(username=name, role=role, first_name=name)
    person.set_password(sys.argv[2])
    person.save()
    put_down(person)
"""


@pytest.fixture
def installation(judged, tmp_path):
    """A copy for every test: what one approves or destroys, another still finds held."""
    shutil.copytree(judged.folder, tmp_path / "copy")
    return Installation(tmp_path / "copy")


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    made = Installation.make(tmp_path_factory.mktemp("queue"))
    command = [sys.executable, "-c", PEOPLE, str(made.configuration), PASSWORD]
    subprocess.run(command, cwd=ROOT, env=made.environment(), check=True)
    for name, text in (("clean.txt", CLEAN), ("marked.txt", MARKED), ("一.txt", INTERNAL), ("二.txt", INTERNAL + "二")):
        (made.inbox / name).write_text(text, "utf-8")
    assert made.screener("watch", "--once").returncode == 1
    return made


def listed(installation, *arguments):
    done = installation.screener("queue", "list", "--format", "jsonl", *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def held(installation, *, secret):
    return next(case for case in listed(installation) if case["state_secret"] is secret)


def decide(installation, action, case, user, *more, reason="other"):
    return installation.screener("queue", action, case["number"], "--as", user, "--reason", reason, "--seen", case["seen"], *more)


def test_the_list_is_what_waits_and_shows_no_file_name(installation):
    cases = listed(installation)
    assert {case["verdict"] for case in cases} == {"review", "block"}
    assert len(listed(installation, "--state", "all")) == 4
    assert "marked" not in installation.screener("queue", "list").stdout
    assert installation.screener("queue", "list", "--state", "nonsense").returncode == 2


def test_a_case_shows_masked_quotes_and_never_the_text(installation):
    shown = installation.screener("queue", "show", held(installation, secret=True)["number"])
    assert shown.returncode == 0
    assert "secrecy-marking" in shown.stdout
    assert "机密★10年" not in shown.stdout


@pytest.mark.parametrize(
    ("user", "more", "said"),
    [
        ("clerk", ("--remark", "看过"), "角色"),
        ("auditor", ("--remark", "看过"), "角色"),
        ("admin", ("--remark", "看过"), "角色"),
        ("nobody", ("--remark", "看过"), "口令"),
        ("reviewer", (), "说明"),
    ],
)
def test_who_may_not_or_gives_no_ground_is_refused(installation, user, more, said):
    case = held(installation, secret=False)
    done = decide(installation, "approve", case, user, *more)
    assert done.returncode == 3
    assert said in done.stderr
    assert held(installation, secret=False) == case


def test_who_has_not_looked_is_refused(installation):
    case = held(installation, secret=False)
    done = installation.screener("queue", "approve", case["number"], "--as", "reviewer", "--reason", "other")
    assert done.returncode == 2
    assert "--seen" in done.stderr
    assert decide(installation, "approve", {**case, "seen": "0" * 10}, "reviewer").returncode == 2


def test_a_wrong_password_is_refused(installation, tmp_path):
    (tmp_path / "wrong").write_text("not this one at all", "utf-8")
    case = held(installation, secret=False)
    arguments = ("queue", "reject", case["number"], "--as", "leader", "--reason", "other", "--remark", "x", "--seen", case["seen"])
    done = installation.screener(*arguments, SCREENER_PASSWORD_FILE=str(tmp_path / "wrong"))
    assert done.returncode == 3
    assert "口令" in done.stderr


def test_what_a_reviewer_approves_goes_out(installation):
    case = held(installation, secret=False)
    done = decide(installation, "approve", case, "reviewer", "--remark", "已逐页查看")
    assert done.returncode == 0, done.stderr
    (now,) = [one for one in listed(installation, "--state", "released") if one["number"] == case["number"]]
    assert now["custody"] == "delivered"
    assert any(path.read_text("utf-8").startswith(INTERNAL) for path in installation.released.iterdir())


def test_what_is_destroyed_takes_two_persons_and_is_gone(installation):
    case = held(installation, secret=True)
    ground = ("--remark", "保存期满", "--evidence", "basis=保存期满")
    first = decide(installation, "destroy", case, "reviewer", *ground)
    assert (first.returncode, "第二人" in first.stdout) == (0, True), first.stderr
    assert decide(installation, "destroy", case, "reviewer", *ground).returncode == 3
    second = decide(installation, "destroy", case, "leader", *ground)
    assert second.returncode == 0, second.stderr
    assert list((installation.held / "isolated").iterdir()) == []
    assert installation.screener("audit", "verify").returncode == 0
