"""Where documents come from. To add a way in: one file, one line in this table, one test."""

from __future__ import annotations

from watchers.folder import FolderWatcher

WATCHERS = {"folder": FolderWatcher}
