"""Where no event tells of a change, looking does: regularly, for as long as it runs."""

from __future__ import annotations

import errno
import os
import time

import pytest

from reports.cases import handles
from reports.cases.arrival import Arrival
from screener.config import Channel
from watchers import folder
from watchers.folder import FolderWatcher


@pytest.mark.parametrize("share", [True, False], ids=["a network share", "a folder whose events were lost"])
def test_a_file_that_no_event_tells_of_is_found_by_the_next_look(tmp_path, monkeypatch, share):
    for name in ("inbox", "held", "released"):
        (tmp_path / name).mkdir()
    channel = Channel("门户", tmp_path / "inbox", tmp_path / "released", tmp_path / "held", poll_seconds=1.0, network_share=share)
    watcher = FolderWatcher(channel)
    monkeypatch.setattr(watcher, "_observe", lambda: None)  # no event ever comes
    watcher.arrivals()
    assert 0 < watcher.due() <= max(1.0, folder.SHARE_LOOKS)
    (tmp_path / "inbox" / "a.txt").write_bytes(b"x")
    end = time.monotonic() + 30
    found: list[Arrival] = []
    while not found and time.monotonic() < end:
        time.sleep(min(watcher.due(), 1.0))
        if watcher.due() <= 0:  # as the loop asks
            found = watcher.arrivals()
    assert [arrival.relative for arrival in found] == [b"a.txt"]


def _cannot(*_: object) -> int:
    import ctypes

    ctypes.set_errno(errno.EINVAL)
    return -1


@pytest.mark.parametrize("occupied", [False, True])
def test_where_the_file_system_cannot_look_and_rename_at_once_nothing_is_replaced_either(tmp_path, monkeypatch, occupied):
    monkeypatch.setattr(handles, "_renameat2", lambda: _cannot)  # as NFS answers
    (tmp_path / "a").write_bytes(b"mine")
    if occupied:
        (tmp_path / "b").write_bytes(b"other")
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        if occupied:
            with pytest.raises(FileExistsError):
                handles.rename(here, b"a", here, b"b")
        else:
            handles.rename(here, b"a", here, b"b")
    finally:
        os.close(here)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == ({"a": b"mine", "b": b"other"} if occupied else {"b": b"mine"})
