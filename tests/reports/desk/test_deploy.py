"""The settings of an installation behind HTTPS, as Django's own check and a reader of headers see them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.reports.cases.installation import Installation

ROOT = Path(__file__).parents[3]


def run(place: Installation, program: str) -> subprocess.CompletedProcess[str]:
    (place.root / "screener.toml").write_text(
        (place.root / "screener.toml").read_text("utf-8") + '\n[desk]\norigins = ["https://shencha.example.cn"]\n', "utf-8"
    )
    environment = {**place.environment, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    before = "import django\ndjango.setup()\n"
    return subprocess.run([sys.executable, "-c", before + program], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_djangos_check_for_deployment_has_nothing_to_say(desk):
    done = run(desk, "from django.core.management import call_command\ncall_command('check', deploy=True, fail_level='INFO')")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_go_over_https_alone_and_to_no_script(desk):
    program = """
from django.test import Client
answer = Client(SERVER_NAME="shencha.example.cn").get("/sign-in/", secure=True)
print(answer.cookies.output())
print(answer["Strict-Transport-Security"])
plain = Client(SERVER_NAME="shencha.example.cn").get("/sign-in/")
print(plain.status_code, plain["Location"])
print(Client(SERVER_NAME="evil.example").get("/sign-in/", secure=True).status_code)
"""
    done = run(desk, program)
    cookies, hsts, redirect, evil = done.stdout.splitlines()[-4:]
    for word in ("__Host-csrf=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
        assert word in cookies
    assert "max-age=31536000" in hsts
    assert redirect == "301 https://shencha.example.cn/sign-in/"
    assert evil == "400"
