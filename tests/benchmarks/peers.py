"""The tools that we are measured against, in an environment of their own beside ours: never dependencies."""

from __future__ import annotations

import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from tests.benchmarks.measured import progress

FOLDER = Path(sys.prefix).with_name(".venv-peers")
PACKAGES = ("kreuzberg", "presidio-analyzer", "pyahocorasick")


@cache
def peer_python() -> str | None:
    """The interpreter that has them all, made when it is not there; `None` when they do not install."""
    python = FOLDER / "bin" / "python"
    if (
        subprocess.run([python, "-c", "import kreuzberg, presidio_analyzer, ahocorasick"], capture_output=True, check=False).returncode
        if python.exists()
        else True
    ):
        progress(f"peers: installing {', '.join(PACKAGES)} into {FOLDER}")
        venv.create(FOLDER, with_pip=True, clear=True)
        installed = subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], capture_output=True, check=False)
        if installed.returncode:
            return None
    return str(python)
