"""Names of styles, fonts and roles: they say nothing about a document, and official templates call theirs 密级 and 份号, save one with a star."""

from __future__ import annotations

import re

STAR = re.compile("[★☆]")


def is_mark(name: str) -> bool:
    """Whether a name is more than the name of a place in a template: it holds the star of a mark."""
    return STAR.search(name) is not None
