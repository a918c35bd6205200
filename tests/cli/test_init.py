"""`screener init`: one command makes an installation that works, and run again it changes nothing."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys

import pytest

from tests.cli.test_check import screener
from tests.end_to_end.installation import ROOT

WITHOUT_PASSWORD = {"SCREENER_PASSWORD_FILE": ""}


def modes(folder):
    return {
        str(path.relative_to(folder)): (path.read_bytes() if path.is_file() and path.suffix != ".sqlite3" else b"", path.stat().st_mode)
        for path in folder.rglob("*")
        if not path.name.startswith("cases.sqlite3")
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "审查"
    done = screener("init", folder, stdin=b"", env=WITHOUT_PASSWORD)
    assert done.returncode == 0, done.stderr.decode()
    return folder, done.stdout.decode()


def test_it_prints_the_password_once_and_the_next_step(made):
    folder, said = made
    assert re.search(r"口令：\S{12,}", said)
    assert f"screener --config {folder}/screener.toml serve" in said
    again = screener("init", folder, stdin=b"", env=WITHOUT_PASSWORD)
    assert again.returncode == 0
    assert "口令" not in again.stdout.decode()


def test_what_must_be_private_is(made):
    folder, _ = made
    for name in ("held", "held/isolated", "held/taken", "held/sealed", "var", "var/keys", "var/logs"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700, name
    for path in [*(folder / "var" / "keys").iterdir(), folder / "var" / "cases.sqlite3"]:
        assert not path.stat().st_mode & 0o077, path


def test_run_again_it_changes_nothing(made):
    folder, _ = made
    before = modes(folder)
    (folder / "screener.toml").write_text((folder / "screener.toml").read_text("utf-8") + "# 本院改过\n", "utf-8")
    before["screener.toml"] = modes(folder)["screener.toml"]
    for more in ((), ("--upgrade",)):
        assert screener("init", folder, *more, stdin=b"", env=WITHOUT_PASSWORD).returncode == 0
    assert modes(folder) == before


def test_every_setting_in_the_example_is_known(made, tmp_path):
    """Uncommented, the example must load: a setting that was renamed would be found by the first user."""
    folder, _ = made
    text = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", (folder / "screener.toml").read_text("utf-8"))
    file = tmp_path / "screener.toml"
    file.write_text(text, "utf-8")
    code = "import sys, pathlib; from screener.config import load_config; print(len(load_config(pathlib.Path(sys.argv[1])).channels))"
    done = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "2\n", done.stderr


def test_the_unit_names_what_is_here(made):
    folder, _ = made
    unit = (folder / "screener.service").read_text("utf-8")
    assert f"ExecStart={sys.executable} -m screener --config {folder}/screener.toml serve" in unit
    assert "KillMode=mixed" in unit


def test_a_weak_password_is_refused(tmp_path):
    (tmp_path / "password").write_text("123456789012", "utf-8")
    done = screener("init", tmp_path / "a", env={"SCREENER_PASSWORD_FILE": str(tmp_path / "password")})
    assert done.returncode == 2
    assert "口令不合要求" in done.stderr.decode()


def test_a_held_folder_that_others_can_enter_is_refused(made):
    folder, _ = made
    (folder / "held").chmod(0o755)
    try:
        done = screener("init", folder, stdin=b"", env=WITHOUT_PASSWORD)
    finally:
        (folder / "held").chmod(0o700)
    assert done.returncode == 2
    assert "chmod 700" in done.stderr.decode()


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    done = screener("init", tmp_path / "file" / "a", env=WITHOUT_PASSWORD)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1


def test_without_an_installation_the_commands_say_what_to_do(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "SCREENER_CONFIG"}
    for command in (["watch"], ["serve"], ["doctor"], ["queue", "list"], ["audit", "verify"], ["recheck"]):
        done = subprocess.run([sys.executable, "-m", "screener", *command], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 2, command
        assert "screener init" in done.stderr
