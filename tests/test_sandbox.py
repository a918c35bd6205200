"""What a parser that has been taken over still cannot do, tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from screener.sandbox import has_seccomp, landlock_abi, walls

ATTEMPTS = {
    "write a new file": ("open('leak', 'w').write('x')", 1, False),
    "overwrite a file": ("open('here', 'r+').write('x')", 1, False),
    "truncate a file": ("import os; os.truncate('here', 0)", 3, False),
    "rename a file": ("import os; os.rename('here', 'there')", 1, False),
    "remove a file": ("import os; os.unlink('here')", 1, False),
    "run a program": ("import os; os.execv('/bin/true', ['true'])", 1, True),
    "connect by TCP": ("import socket; socket.create_connection(('127.0.0.1', 9))", 4, True),
    "send a datagram": ("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", 99, True),
    "open a local socket": ("import socket; socket.socket(socket.AF_UNIX)", 99, True),
    "signal its parent": ("import os; os.kill(os.getppid(), 0)", 6, False),
}
ALLOWED = {
    "read a file": "assert open('here').read() == 'text'",
    "write to the null device": "open('/dev/null', 'w').write('x')",
    "use memory and threads": "import threading; t = threading.Thread(target=bytearray, args=(1 << 20,)); t.start(); t.join()",
}


def confined(code, folder):
    (folder / "here").write_text("text")
    script = f"import sys; sys.dont_write_bytecode = True\nfrom screener.sandbox import confine\nconfine()\n{code}"
    return subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, timeout=60)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_it_cannot(tmp_path, attempt):
    code, abi, by_seccomp = ATTEMPTS[attempt]
    if landlock_abi() < abi and not (by_seccomp and has_seccomp()):
        pytest.skip(f"this kernel has no wall for it: {walls()}")
    done = confined(code, tmp_path)
    assert done.returncode == 1
    assert b"PermissionError" in done.stderr
    assert (tmp_path / "here").read_text() == "text"
    assert not (tmp_path / "leak").exists()


@pytest.mark.parametrize("need", ALLOWED)
def test_it_still_can(tmp_path, need):
    done = confined(ALLOWED[need], tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
