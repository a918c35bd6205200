"""`--passwords`: what is encrypted is opened with them, and they are told to nobody."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pikepdf
import pytest

from screener.config import Config, load_config
from screener.errors import ConfigError
from screener.extract import Source
from screener.extract.source import Budget
from tests.extract.archive_samples import ARCHIVES, held, read, texts
from tests.extract.pdf_files import line, one_page

SECRET = "通行★secret"


def encrypted_pdf(password):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(one_page(line("机密★10年")))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=password, R=6))
    return out.getvalue()


def test_a_pdf_with_a_user_password_is_held_and_opened_when_it_is_known():
    data = encrypted_pdf(SECRET)
    assert held(read(data, "a.pdf", "wrong")) == [("password-protected", "a.pdf")]
    document = read(data, "a.pdf", "wrong", SECRET)
    assert not document.unscanned
    assert "机密★10年" in texts(document)


def test_a_pdf_that_only_its_owner_may_change_needs_none():
    assert "机密★10年" in texts(read(encrypted_pdf(""), "a.pdf"))


def test_passwords_are_not_in_any_repr(tmp_path):
    config = Config(passwords=(SECRET,))
    source = Source.of_file(tmp_path / "a.txt", config.limits, passwords=config.passwords)
    assert isinstance(source.budget, Budget)
    assert SECRET not in f"{config!r}{source!r}{source.budget!r}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_command_line_tries_each_line_and_repeats_none(tmp_path, encoding):
    passwords = tmp_path / "密码.txt"
    passwords.write_bytes("错误的口令\r\nsecret\r\n\r\n".encode(encoding))
    archive = str(ARCHIVES / "password.7z")

    def check(*more):
        command = [sys.executable, "-m", "screener", "check", archive, "--format", "jsonl", *more]
        return subprocess.run(command, capture_output=True, timeout=100, check=False)

    (line_without,) = map(json.loads, check().stdout.splitlines())
    assert {item["code"] for item in line_without["unscanned"]} == {"password-protected"}
    done = check("--passwords", str(passwords))
    (line_with,) = map(json.loads, done.stdout.splitlines())
    assert not line_with["unscanned"]
    assert line_with["verdict"] == "block"
    assert "错误的口令" not in (done.stdout + done.stderr).decode()
    assert b'"secret"' not in done.stdout


def test_a_missing_file_of_passwords_is_a_usage_error(tmp_path):
    command = [sys.executable, "-m", "screener", "check", str(ARCHIVES / "solid.7z"), "--passwords", str(tmp_path / "none.txt")]
    done = subprocess.run(command, capture_output=True, timeout=100, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_configuration_file_cannot_hold_passwords(tmp_path):
    file = tmp_path / "screener.toml"
    file.write_text('passwords = ["secret"]')
    with pytest.raises(ConfigError, match="unknown key passwords"):
        load_config(file)
