"""What this is, and with `-v` what it is made of: what an inspector or a bug report asks for."""

from __future__ import annotations

import platform

from screener import __version__

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
    "cryptography",
)


def show_version(*, verbose: bool) -> int:
    print(f"screener {__version__}")  # noqa: T201
    if verbose:
        print(f"python {platform.python_version()} {platform.machine()} {platform.system()} {platform.release()}")  # noqa: T201
        from importlib.metadata import version

        from screener.recognize import matcher, segmentation
        from screener.sandbox import walls

        print(walls())  # noqa: T201
        print(matcher.engine())  # noqa: T201
        print(segmentation.engine())  # noqa: T201
        for part in PARTS:
            print(f"{part} {version(part)}")  # noqa: T201
    return 0
