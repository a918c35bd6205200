"""What a reader's fault has held goes out after the reader is mended, when a person says so, and not before."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from tests.end_to_end.hostile_screening import KILLS_WORKER
from tests.end_to_end.installation import PASSWORD, ROOT
from tests.end_to_end.mixed import CLEAN, INTERNAL

pytestmark = pytest.mark.timeout(300)

REVIEWER = """
import sys
from pathlib import Path
from reports.installation import open_installation
open_installation(Path(sys.argv[1]))
from django.db import transaction
from reports.cases import audit
from reports.cases.models import Person
person = Person(username="reviewer", role="reviewer")
person.set_password(sys.argv[2])
with transaction.atomic():
    audit.lock()
    person.save()
    audit.append("test", "person-created", person)
"""


def test_screened_again_after_the_reader_was_mended(installation):
    command = [sys.executable, "-c", REVIEWER, str(installation.configuration), PASSWORD]
    subprocess.run(command, cwd=ROOT, env=installation.environment(), check=True)
    for name, text in (("a.txt", CLEAN), ("b.txt", INTERNAL)):
        (installation.inbox / name).write_bytes(text.encode() + KILLS_WORKER)
    process = installation.start("watch --once", "tests.end_to_end.hostile_screener")
    assert process.wait(120) == 1, installation.tail()
    assert installation.states() == Counter(held=2)
    assert {code for (code,) in installation.query("SELECT code FROM cases_unscannedrow")} == {"worker-died"}

    assert installation.screener("watch", "--once").returncode == 0
    assert installation.states() == Counter(held=2)  # nothing happens by itself
    assert installation.screener("queue", "rescreen", "--as", "reviewer").returncode == 2
    again = installation.screener("queue", "rescreen", "--unread", "--as", "reviewer")
    assert again.returncode == 1, again.stderr
    assert sorted(line.split()[1][:5] for line in again.stdout.splitlines()) == ["现在读得到", "结果有变，"]
    assert installation.states() == Counter(released=1, held=1)
    assert (installation.released / "a.txt").read_bytes() == CLEAN.encode() + KILLS_WORKER
    (number,) = [number for (number,) in installation.query("SELECT number FROM cases_case WHERE state = 'held'")]
    shown = installation.screener("queue", "show", number).stdout
    assert "worker-died" not in shown
    refused = installation.screener("queue", "rescreen", number, "--as", "reviewer")
    assert refused.returncode == 3
    assert "因程序未能读取" in refused.stderr
    assert installation.screener("audit", "verify").returncode == 0
