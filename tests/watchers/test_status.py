"""One process watches; others can tell that it does, and read its counts."""

from __future__ import annotations

import pytest

from watchers.status import AlreadyRunningError, forget_status, is_running, only_one, read_status, write_status


def test_a_second_watcher_is_refused_and_the_lock_goes_with_the_first(tmp_path):
    with only_one(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(AlreadyRunningError), only_one(tmp_path):
            pass
    assert not is_running(tmp_path)


def test_what_is_written_is_read_and_private(tmp_path):
    assert read_status(tmp_path) == {}
    write_status(tmp_path, claimed=3)
    assert read_status(tmp_path)["claimed"] == 3
    assert (tmp_path / "watch.json").stat().st_mode & 0o777 == 0o600
    forget_status(tmp_path)
    forget_status(tmp_path)
    assert read_status(tmp_path) == {}


def test_a_status_cut_short_is_none(tmp_path):
    (tmp_path / "watch.json").write_text('{"at": 1', "utf-8")
    assert read_status(tmp_path) == {}
