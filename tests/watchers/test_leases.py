"""Who may know whether a program still writes into another user's file: the service with CAP_LEASE, and nothing that it starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.end_to_end.installation import ROOT

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="becomes another user, which root may, with setpriv of util-linux"
)
NOBODY, SOMEBODY = 65534, 12345
LOOK = """
import subprocess, sys
from pathlib import Path
from reports.cases.custody import has_writer
from screener.cli.watch import keep_capabilities_to_ourselves
keep_capabilities_to_ourselves()
started = subprocess.run(["grep", "CapEff", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
print(has_writer(Path(sys.argv[1])), int(started.split()[1], 16))
"""


@pytest.fixture
def file():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    path = folder / "dropped"
    path.write_bytes(b"x")
    path.chmod(0o644)
    os.chown(path, SOMEBODY, SOMEBODY)
    yield path
    shutil.rmtree(folder)


def seen_by_another(file: Path, capabilities: str) -> list[str]:
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    given = [f"--{one}={capabilities}" for one in ("inh-caps", "ambient-caps", "bounding-set")]
    command = [*become, *given, sys.executable, "-c", LOOK, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "HOME": "/"}, check=False)
    if "Permission denied" in done.stderr or "No module named" in done.stderr:
        pytest.skip("another user may not run this interpreter")
    return done.stdout.split()


@pytest.mark.parametrize(("capabilities", "known"), [("-all,+lease", "False"), ("-all", "None")])
def test_another_users_file_needs_the_capability_and_what_is_started_has_none(file, capabilities, known):
    assert seen_by_another(file, capabilities) == [known, "0"]


def test_a_writer_is_seen(file):
    with file.open("ab"):
        assert seen_by_another(file, "-all,+lease") == ["True", "0"]
