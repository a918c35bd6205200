"""What went out and should not have, settled at the terminal: follow-ups of a recheck, leaks with their report, their papers."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest
from docx import Document

from tests.cli.test_queue import PEOPLE
from tests.end_to_end.installation import PASSWORD, ROOT, Installation
from tests.end_to_end.mixed import CLEAN

pytestmark = pytest.mark.timeout(300)
WORD = "建设工程合同纠纷"


@pytest.fixture
def installation(rechecked, tmp_path):
    shutil.copytree(rechecked.folder, tmp_path / "copy")
    return Installation(tmp_path / "copy")


@pytest.fixture(scope="module")
def rechecked(tmp_path_factory):
    """A document that went out, and a word list that came later and has something against it."""
    made = Installation.make(tmp_path_factory.mktemp("leak"))
    subprocess.run([sys.executable, "-c", PEOPLE, str(made.configuration), PASSWORD], cwd=ROOT, env=made.environment(), check=True)
    (made.inbox / "a.txt").write_text(CLEAN, "utf-8")
    assert made.screener("watch", "--once").returncode == 0
    (made.folder / "dictionaries").mkdir()
    (made.folder / "words.txt").write_text(f"{WORD}\n", "utf-8")
    text = made.configuration.read_text("utf-8")
    made.configuration.write_text('dictionaries = "dictionaries"\n' + text, "utf-8")
    arguments = ("dictionary", "import", made.folder / "words.txt", "--name", "local", "--owner", "保密办", "--score", "0.9")
    assert made.screener(*arguments).returncode == 0
    assert made.screener("recheck").returncode == 1
    return made


def cases(installation, state):
    done = installation.screener("queue", "list", "--format", "jsonl", "--state", state)
    return [json.loads(line) for line in done.stdout.splitlines()]


def settle(installation, action, case, user, *more, reason="other"):
    return installation.screener("queue", action, case["number"], "--as", user, "--reason", reason, "--seen", case["seen"], *more)


def test_a_follow_up_is_settled_with_the_guards_of_the_desk(installation):
    (case,) = cases(installation, "held")
    (original,) = cases(installation, "released")
    assert settle(installation, "take-down", case, "clerk", "--remark", "x").returncode == 3
    assert settle(installation, "take-down", case, "reviewer").returncode == 3  # no reason in words
    assert settle(installation, "take-down", {**case, "seen": "0" * 10}, "reviewer", "--remark", "x").returncode == 2
    other = settle(installation, "take-down", original, "reviewer", "--remark", "x")
    assert (other.returncode, "不是待决定的复查件" in other.stderr) == (2, True)
    done = settle(installation, "take-down", case, "reviewer", "--remark", "应当撤下")
    assert (done.returncode, "须撤下" in done.stdout) == (0, True), done.stderr
    assert cases(installation, "held") == []
    assert installation.screener("audit", "verify").returncode == 0


def test_what_may_stay_is_said_to_stay(installation):
    (case,) = cases(installation, "held")
    done = settle(installation, "keep-public", case, "reviewer", "--remark", "普通案由", reason="mention-only")
    assert (done.returncode, "可以继续公开" in done.stdout) == (0, True), done.stderr


def test_a_leak_of_personal_data_goes_from_the_record_to_its_end(installation, tmp_path):
    (case,) = cases(installation, "released")
    assert installation.screener("leak", "list").stdout.strip() == "没有。"

    def leak(action, *arguments, user="reviewer"):
        return installation.screener("leak", action, *arguments, "--as", user)

    ground = (case["number"], "--kind", "personal-data", "--how", "群众来电反映")
    assert leak("open", *ground, user="auditor").returncode == 3
    assert leak("open", "20200101-000001", *ground[1:]).returncode == 2
    opened = leak("open", *ground)
    assert opened.returncode == 0, opened.stderr
    number = re.match(r"\d+", opened.stdout)
    assert number is not None
    one = number[0]
    assert f"{one}\t{case['number']}\tpersonal-data" in installation.screener("leak", "list").stdout
    assert leak("conclude", one).returncode == 3
    assert leak("untold", one, "--because", "已避免危害").returncode == 3
    assert leak("fill-in", one, "--field", "level=x").returncode == 2
    assert leak("fill-in", one, "--field", "measures=十分钟内撤下", "--field", "cause=误发").returncode == 0
    assert leak("untold", one, "--because", "已避免危害").returncode == 0
    assert leak("reported", one, "--to", "peer").returncode == 2
    assert leak("reported", one, "--to", "authority", "--at", "yesterday").returncode == 2
    assert leak("reported", one, "--to", "authority").returncode == 0
    fields = [f"--field={key}=已填" for key in ("kinds", "quantity", "harm", "contact")]
    assert leak("fill-in", one, *fields).returncode == 0
    assert "concluded" in leak("conclude", one, "--lang", "en").stdout
    assert installation.screener("leak", "list").stdout.strip() == "没有。"
    assert "personal-data" in installation.screener("leak", "list", "--all").stdout
    done = installation.screener("report", "leak", one, "--output", tmp_path / "leak.docx")
    assert done.returncode == 0, done.stderr
    cells = [cell.text for table in Document(str(tmp_path / "leak.docx")).tables for row in table.rows for cell in row.cells]
    assert "十分钟内撤下" in cells
    assert installation.screener("report", "leak", one, "--notice", "--output", tmp_path / "notice.pdf").returncode == 0
    assert installation.screener("report", "leak", "99", "--output", tmp_path / "none.pdf").returncode == 2
    assert installation.screener("audit", "verify").returncode == 0
