"""The drop-box: what has settled is told of, whatever events were missed; what must not be taken stays and is told of."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest

from screener.config import Channel
from watchers.folder import FolderWatcher, stuck
from watchers.looking import is_temporary, on_network_share

SETTLES = 0.3


@pytest.fixture
def channel(tmp_path):
    for name in ("inbox", "held", "released"):
        (tmp_path / name).mkdir()
    return Channel("门户", tmp_path / "inbox", tmp_path / "released", tmp_path / "held", settle_seconds=SETTLES, poll_seconds=5)


@pytest.fixture
def watcher(channel):
    with FolderWatcher(channel) as started:
        started.arrivals()
        yield started


def settled(watcher, wanted=1, seconds=20.0):
    """What arrives until so many have; each is taken away as the loop does."""
    found: list[bytes] = []
    end = time.monotonic() + seconds
    while len(found) < wanted and time.monotonic() < end:
        watcher.wait(1)
        for arrival in watcher.arrivals():
            os.unlink(watcher.root + b"/" + arrival.relative)  # noqa: PTH108
            watcher.took(arrival.relative)
            found.append(arrival.relative)
    return found


def codes(watcher):
    return sorted(trouble.code for trouble in watcher.troubles)


def test_a_file_is_taken_when_it_does_not_change_any_more(watcher, channel):
    (channel.inbox / "公告.txt").write_text("开庭公告", "utf-8")
    assert watcher.arrivals() == []
    (arrival,) = _wait_for_one(watcher)
    status = (channel.inbox / "公告.txt").stat()
    assert arrival.relative == "公告.txt".encode()
    assert arrival.ledger_key == f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def _wait_for_one(watcher):
    for _ in range(200):
        watcher.wait(1)
        if found := watcher.arrivals():
            return found
    raise AssertionError


def test_a_file_that_grows_is_left_until_it_stops(watcher, channel):
    stop = threading.Event()

    def write():
        with (channel.inbox / "大.bin").open("wb") as file:
            while not stop.is_set():
                file.write(b"x")
                file.flush()
                time.sleep(SETTLES / 6)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert settled(watcher, seconds=SETTLES * 5) == []
    finally:
        stop.set()
        writer.join()
    assert settled(watcher) == ["大.bin".encode()]


def test_a_file_whose_old_modification_time_is_restored_has_changed_all_the_same(watcher, channel):
    file = channel.inbox / "a"
    file.write_bytes(b"1")
    watcher.arrivals()
    time.sleep(SETTLES)
    status = file.stat()
    file.write_bytes(b"2")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert watcher.arrivals() == []
    assert settled(watcher) == [b"a"]


def test_a_finished_transfer_is_taken_at_once(tmp_path):
    for name in ("inbox", "held"):
        (tmp_path / name).mkdir()
    slow = Channel("c", tmp_path / "inbox", tmp_path / "released", tmp_path / "held", settle_seconds=600, poll_seconds=600)
    with FolderWatcher(slow) as watcher:
        watcher.arrivals()
        (slow.inbox / "a.docx.part").write_bytes(b"content")
        assert settled(watcher, seconds=0.5) == []
        (slow.inbox / "a.docx.part").rename(slow.inbox / "a.docx")
        assert settled(watcher) == [b"a.docx"]


@pytest.mark.parametrize("name", ["~$公告.docx", ".~lock.公告.docx#", "a.part", "a.TMP", "a.crdownload", "a.filepart", ".nfs0000000001a2"])
def test_names_that_programs_give_while_they_write_are_temporary(name):
    assert is_temporary(os.fsencode(name))


@pytest.mark.parametrize("name", ["公告.docx", "part", "a.part.docx", "temp.doc", "~公告.doc"])
def test_names_of_documents_are_not_temporary(name):
    assert not is_temporary(os.fsencode(name))


@pytest.mark.parametrize("lock", ["~$开庭公告.docx", "~$公告.docx", ".~lock.开庭公告.docx#"])
def test_what_an_editor_has_open_waits_until_its_lock_is_gone(watcher, channel, lock):
    (channel.inbox / "开庭公告.docx").write_bytes(b"x")
    (channel.inbox / lock).write_bytes(b"owner")
    assert settled(watcher, seconds=SETTLES * 4) == []
    (channel.inbox / lock).unlink()
    assert settled(watcher) == ["开庭公告.docx".encode()]


@pytest.mark.parametrize("name", ["二〇二六 年.txt".encode("gb18030"), b"\xff\xfe\x80", "换\n行\t.txt".encode(), b"-rf", "．．".encode()])
def test_names_in_any_encoding_arrive_as_they_are(watcher, channel, name):
    Path(os.fsdecode(os.fsencode(channel.inbox) + b"/" + name)).write_bytes(b"x")
    assert settled(watcher) == [name]


def test_what_lay_there_before_the_start_is_taken(channel):
    (channel.inbox / "科室" / "刑庭").mkdir(parents=True)
    (channel.inbox / "科室" / "刑庭" / "a").write_bytes(b"1")
    with FolderWatcher(channel) as watcher:
        assert settled(watcher) == ["科室/刑庭/a".encode()]


def test_files_in_many_new_folders_at_once_are_all_seen(watcher, channel):
    names = [f"{number:03}/里/{inner}" for number in range(100) for inner in range(5)]
    for name in names:
        (channel.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (channel.inbox / name).write_bytes(b"x")
    assert sorted(settled(watcher, len(names))) == sorted(map(os.fsencode, names))


def test_without_events_the_regular_look_finds_it(channel):
    with FolderWatcher(Channel("c", channel.inbox, channel.released, channel.held, "", "", 0.1, 0.2, network_share=False)) as watcher:
        watcher.arrivals()
        watcher._stop_observing()
        watcher._observed = (channel.inbox.stat().st_dev, channel.inbox.stat().st_ino)
        (channel.inbox / "a").write_bytes(b"1")
        assert settled(watcher) == [b"a"]


def test_a_share_is_looked_at_without_events_and_settles_longer(channel):
    with FolderWatcher(Channel("c", channel.inbox, channel.released, channel.held, network_share=True)) as watcher:
        watcher.arrivals()
        assert watcher._observer is None
        assert watcher.settle_seconds >= 5
        assert watcher.due() <= 1


MOUNTS = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /mnt/share rw - cifs //server/share rw
41 27 0:41 / /mnt/nfs\\040disk rw shared:3 - nfs4 server:/x rw
42 27 0:42 / /mnt/sshfs rw - fuse.sshfs a:/ rw
43 40 0:43 / /mnt/share/local rw - ext4 /dev/vdb rw
44 27 0:44 / /mnt/usb rw - fuseblk /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/srv/inbox", False),
        ("/mnt/share/inbox", True),
        ("/mnt/shared", False),
        ("/mnt/nfs disk/inbox", True),
        ("/mnt/sshfs", True),
        ("/mnt/share/local/inbox", False),
        ("/mnt/usb", False),
    ],
)
def test_a_network_share_is_known_by_its_mount(tmp_path, path, share):
    (tmp_path / "mountinfo").write_text(MOUNTS, "utf-8")
    assert on_network_share(path, str(tmp_path / "mountinfo")) is share


def test_links_devices_pipes_and_second_names_are_refused_and_told_of(watcher, channel, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"x")
    (channel.inbox / "link").symlink_to(outside / "secret")
    (channel.inbox / "folder").symlink_to(outside)
    os.link(outside / "secret", channel.inbox / "hard")
    os.mkfifo(channel.inbox / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(channel.inbox / "socket"))
        assert settled(watcher, seconds=SETTLES * 4) == []
    assert codes(watcher) == ["hard-linked", "linked", "linked", "not-a-file", "not-a-file"]
    (outside / "secret").unlink()
    assert settled(watcher) == [b"hard"]


def test_what_never_settles_is_told_of_and_never_given_up(watcher, channel):
    (channel.inbox / "a.part").write_bytes(b"x")
    (channel.inbox / "b").write_bytes(b"x")
    watcher.arrivals()
    for one in watcher._watched.values():
        one.first -= 601
    (channel.inbox / "b").write_bytes(b"xy")
    watcher.arrivals()
    assert codes(watcher) == ["unfinished", "unsettled"]
    (channel.inbox / "a.part").rename(channel.inbox / "a")
    assert sorted(settled(watcher, 2)) == [b"a", b"b"]


def test_a_stranger_to_the_watcher_sees_what_lies_too_long(channel):
    (channel.inbox / "a").write_bytes(b"x")
    (channel.inbox / "b").symlink_to("a")
    assert [trouble.code for trouble in stuck(channel)] == ["linked"]
    assert [trouble.code for trouble in stuck(channel, older_than=0)] == ["unsettled", "linked"]
    assert "relative" not in repr(stuck(channel))


@pytest.mark.skipif(os.geteuid() != 0, reason="changes its user")
def test_a_file_that_may_not_be_read_is_told_of_and_taken_when_it_may():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        inbox, held = Path(folder, "inbox"), Path(folder, "held")
        for made in (inbox, held):
            made.mkdir()
            os.chown(made, 65534, 65534)
        (inbox / "a").write_bytes(b"x")
        (inbox / "a").chmod(0o600)
        (inbox / "locked").mkdir(0o700)
        os.seteuid(65534)
        try:
            with FolderWatcher(Channel("c", inbox, inbox, held, settle_seconds=SETTLES)) as watcher:
                assert settled(watcher, seconds=SETTLES * 4) == []
                assert codes(watcher) == ["unreadable-file", "unreadable-folder"]
                os.seteuid(0)
                (inbox / "a").chmod(0o644)
                (inbox / "locked").rmdir()
                os.seteuid(65534)
                assert settled(watcher) == [b"a"]
                assert codes(watcher) == []
        finally:
            os.seteuid(0)


def test_an_inbox_that_went_away_is_told_of_and_taken_up_again(watcher, channel):
    (channel.inbox / "a").write_bytes(b"x")
    watcher.arrivals()
    channel.inbox.rename(channel.inbox.with_name("elsewhere"))
    assert watcher.arrivals() == []
    assert codes(watcher) == ["inbox-gone"]
    channel.inbox.with_name("elsewhere").rename(channel.inbox)
    assert settled(watcher) == [b"a"]
    (channel.inbox / "b").write_bytes(b"x")
    assert settled(watcher) == [b"b"]
    assert codes(watcher) == []


def test_an_inbox_on_another_file_system_than_held_takes_nothing_in(channel):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        moved = Channel("c", Path(elsewhere), channel.released, channel.held, settle_seconds=0.1)
        if moved.inbox.stat().st_dev == channel.held.stat().st_dev:
            pytest.skip("one file system only")
        (moved.inbox / "a").write_bytes(b"x")
        with FolderWatcher(moved) as watcher:
            assert settled(watcher, seconds=1) == []
            assert codes(watcher) == ["held-elsewhere"]


def test_a_folder_is_removed_only_after_we_emptied_it_and_it_stayed_so(watcher, channel, monkeypatch):
    monkeypatch.setattr("watchers.folder.EMPTY_FOR", 0.2)
    (channel.inbox / "空").mkdir()
    (channel.inbox / "科室" / "里").mkdir(parents=True)
    (channel.inbox / "科室" / "里" / "a").write_bytes(b"x")
    assert settled(watcher) == ["科室/里/a".encode()]
    for _ in range(100):
        time.sleep(0.05)
        watcher.arrivals()
        if not (channel.inbox / "科室").exists():
            break
    assert [entry.name for entry in channel.inbox.iterdir()] == ["空"]


def test_folders_that_vanish_during_a_look_do_not_stop_it(watcher, channel):
    stop = threading.Event()

    def churn():
        while not stop.is_set():
            (channel.inbox / "x" / "y").mkdir(parents=True, exist_ok=True)
            shutil.rmtree(channel.inbox / "x")

    churning = threading.Thread(target=churn)
    churning.start()
    try:
        (channel.inbox / "a").write_bytes(b"x")
        assert settled(watcher) == [b"a"]
        assert "inbox-gone" not in codes(watcher)
    finally:
        stop.set()
        churning.join()
