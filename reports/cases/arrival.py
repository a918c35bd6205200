"""What a watcher tells of a file that has settled in an inbox. No Django here: a watcher needs no database to look at a folder."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file in an inbox about which nothing changed for long enough."""

    relative: bytes = field(repr=False)
    """its path below the inbox: bytes, since a name may be in any encoding"""
    ledger_key: str
    """device:inode:size:mtime_ns"""
    size: int
    modified: float = 0.0
