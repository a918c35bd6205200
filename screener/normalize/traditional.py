"""Traditional characters, Japanese forms and old variants -> simplified.

`traditional.txt` holds pairs, one a line: the character and what it becomes. The pairs are facts of OpenCC's character tables
(t2s, with the Japanese and variant tables first); `make tables` rebuilds the file.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def simplified() -> dict[str, str]:
    lines = files("screener.normalize").joinpath("traditional.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1] for line in lines if not line.startswith("#")}


def fold_traditional(character: str) -> str:
    """The simplified character that a mainland reader takes this one for."""
    return simplified().get(character, character) if character >= "\u3400" else character
