"""`screener serve`: drop-box and pages in one command, one clean end; numbers for who asks from this machine."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.end_to_end.installation import Installation, children
from tests.end_to_end.mixed import CLEAN, MARKED

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def installation(tmp_path):
    return Installation.make(tmp_path / "a")


def fetch(installation, path, **headers):
    port = installation.configuration.read_text("utf-8").rpartition("port = ")[2].strip()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    for _ in range(200):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""
        except OSError:
            time.sleep(0.1)
    raise AssertionError(installation.tail())


def test_pages_and_drop_box_run_and_end_together(installation):
    with installation.running("serve") as process:
        assert fetch(installation, "/")[0] == 200
        (installation.inbox / "a.txt").write_text(CLEAN, "utf-8")
        (installation.inbox / "b.txt").write_text(MARKED, "utf-8")
        installation.wait_until_done(2)
        status, numbers = fetch(installation, "/metrics")
        assert status == 200
        assert "screener_watching 1.0" in numbers
        assert re.search(r'screener_cases\{.*state="held"\} 1.0', numbers)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, installation.tail()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_through_a_proxy_there_are_no_numbers(installation):
    text = installation.configuration.read_text("utf-8")
    installation.configuration.write_text(text.replace("[desk]\n", '[desk]\norigins = ["https://shencha.example.cn"]\n'), "utf-8")
    with installation.running("serve --pages-only"):
        assert "screener_watching" in fetch(installation, "/metrics")[1]
        asked = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "Host": "shencha.example.cn"}
        assert "screener_watching" not in fetch(installation, "/metrics", **asked)[1]


def test_pages_that_die_come_back_and_the_drop_box_does_not_notice(installation):
    with installation.running("serve") as process:
        fetch(installation, "/")
        pages = next(pid for pid in children(process.pid) if b"--pages-only" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(pages, signal.SIGKILL)
        (installation.inbox / "a.txt").write_text(CLEAN, "utf-8")
        installation.wait_until_done(1)
        assert fetch(installation, "/")[0] == 200


def test_a_second_signal_does_not_wait(installation):
    with installation.running("watch") as process:
        installation.wait_until(lambda: (installation.folder / "var" / "watch.json").exists())
        os.kill(process.pid, signal.SIGSTOP)
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
        os.kill(process.pid, signal.SIGCONT)
        assert process.wait(30) in {0, 3}
    assert installation.screener("watch", "--once").returncode == 0


def test_without_a_channel_it_says_so(installation):
    installation.configuration.write_text('[records]\nhome = "var"\n', "utf-8")
    done = installation.screener("watch", "--once")
    assert done.returncode == 2
    assert "channels" in done.stderr
