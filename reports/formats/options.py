"""What the caller decides about a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from screener.model import Finding, Rule
from screener.wording import say

SEALED = "sealed"
"""the evidence that a term of a sealed dictionary was found"""


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Options:
    """`rules` are the rules that may be met, by their id: they give findings their titles. An id that is missing stands for itself."""

    language: str = "zh"
    show_text: bool = False
    """quote what was found as it stands: for a terminal that nobody else reads, never for a file that travels"""
    color: bool = False
    quiet: bool = False
    """leave out what passed; a format for machines takes no notice"""
    version: str = ""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    width: int = 0
    """columns of the text report; 0: as wide as the terminal"""
    made_at: datetime = field(default_factory=_now)

    def say(self, zh: str, en: str) -> str:
        return say((zh, en), self.language)

    def quote(self, finding: Finding) -> str:
        """The only way in which a document's text enters a report. What a sealed dictionary found is never shown: it is its content."""
        return finding.quote if self.show_text and SEALED not in finding.evidence else finding.masked_quote

    def title(self, rule: str) -> str:
        known = self.rules.get(rule)
        return self.say(known.title, known.title_en) if known else rule
