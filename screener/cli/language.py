"""Which of the product's two languages the person at the keyboard reads."""

from __future__ import annotations

import os
from collections.abc import Sequence

LANGUAGES = ("zh", "en")
_chosen = "zh"


def choose(arguments: Sequence[str], configured: str = "") -> str:
    """`--lang` on the command line, else the configuration, else English for an English locale, else Chinese.

    Read before the arguments are parsed, because the parser's own words depend on it.
    """
    global _chosen  # one process speaks one language
    wanted = configured
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            wanted = argument.split("=", 1)[1]
        elif argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
    if wanted not in LANGUAGES:
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        wanted = "en" if locale.lower().startswith("en") else "zh"
    _chosen = wanted
    return wanted


def chosen() -> str:
    return _chosen


def pair(zh: str, en: str) -> str:
    """The one of two sentences that this person reads."""
    return en if _chosen == "en" else zh
