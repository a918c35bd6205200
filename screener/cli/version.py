"""What this is, and with `-v` what it is made of: what an inspector or a bug report asks for."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PARTS = (
    "jieba",
    "pdfplumber",
    "python-docx",
    "pyahocorasick",
    "watchdog",
    "pypdfium2",
    "pikepdf",
    "lxml",
    "selectolax",
    "pebble",
    "cryptography",
)


def program_version() -> str:
    try:
        return version("screener")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0+unknown"


def show_version(*, verbose: bool) -> int:
    print(f"screener {program_version()}")  # noqa: T201
    if verbose:
        print(f"python {platform.python_version()} {platform.machine()} {platform.system()} {platform.release()}")  # noqa: T201
        from screener.sandbox import walls

        print(walls())  # noqa: T201
        for part in PARTS:
            print(f"{part} {version(part)}")  # noqa: T201
    return 0
