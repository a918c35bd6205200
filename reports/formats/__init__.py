"""How results are told. To add a format: one file, one line here.

A format is a module of this package whose function `write_<module>` has the shape of `Report`. It is imported when it is asked for, and
it knows the nouns and their wording, never how a verdict is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import BinaryIO, TypeAlias

from reports.formats.options import Options
from screener.model import Screened

__all__ = ["BINARY", "FORMATS", "Options", "Report", "load_report"]

Report: TypeAlias = Callable[[Iterable[Screened], BinaryIO, Options], None]

FORMATS: dict[str, str] = {
    "text": "text",
    "jsonl": "json_lines",
    "sarif": "sarif",
    "junit": "junit",
    "html": "page",
    "xlsx": "workbook",
}

BINARY = frozenset({"xlsx"})
"""Formats that no terminal should be shown."""


def load_report(name: str) -> Report:
    """The function that writes the format `name` of `FORMATS`."""
    module = FORMATS[name]
    report: Report = getattr(import_module(f"reports.formats.{module}"), f"write_{module}")
    return report
