"""A report is written whole, and never onto what is screened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check import MARKED, folder, screener

__all__ = ["folder"]


def test_a_report_file_is_whole_or_not_there(tmp_path, folder):
    report = tmp_path / "报告.html"
    assert screener("check", folder, "--format", "html", "--output", report).returncode == 1
    assert report.read_bytes().lower().startswith(b"<!doctype html>")
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []
    assert screener("check", folder, "--format", "html", "--output", report).returncode == 1


def _report_is_the_file(folder):
    return [folder / "a.txt"], folder / "a.txt"


def _report_is_in_the_folder(folder):
    return [folder], folder / "子" / "c.txt"


def _report_leads_to_the_file(folder):
    (folder.parent / "link").symlink_to(folder / "a.txt")
    return [folder / "a.txt"], folder.parent / "link"


def _file_leads_to_the_report(folder):
    (folder.parent / "report").write_text(MARKED, "utf-8")
    (folder / "link").symlink_to(folder.parent / "report")
    return [folder], folder.parent / "report"


def _hard_link(folder):
    (folder.parent / "hard").hardlink_to(folder / "子" / "c.txt")
    return [folder], folder.parent / "hard"


def _folder_behind_a_link(folder):
    (folder.parent / "way").symlink_to(folder)
    return [folder.parent / "way"], folder / "a.txt"


def _broken_link(folder):
    (folder / "gone").symlink_to(folder / "nowhere")
    return [folder], folder / "gone"


@pytest.mark.parametrize(
    "case",
    [
        _report_is_the_file,
        _report_is_in_the_folder,
        _report_leads_to_the_file,
        _file_leads_to_the_report,
        _hard_link,
        _folder_behind_a_link,
        _broken_link,
    ],
)
def test_a_report_is_never_written_onto_a_document(folder, case):
    paths, report = case(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = screener("check", *paths, "--output", report)
    assert done.returncode == 2
    assert f"报告不能写到送审文件上：{report}。请换一个文件名。" in done.stderr.decode()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_report_is_never_written_onto_what_is_piped_in(folder):
    command = [sys.executable, "-m", "screener", "check", "-", "--output", folder / "a.txt", "--lang", "zh"]
    with (folder / "a.txt").open("rb") as piped:
        done = subprocess.run(command, stdin=piped, capture_output=True, timeout=100)
    assert done.returncode == 2
    assert (folder / "a.txt").read_text("utf-8") == MARKED


def test_a_device_is_written_to_and_not_replaced(folder):
    assert screener("check", folder / "a.txt", "--output", "/dev/null").returncode == 1
    assert not Path("/dev/null").is_file()
