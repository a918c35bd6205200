"""Taking in, isolating, sealing and looking: with real files, on two file systems, killed at every step."""

import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from reports.cases import custody, handles
from reports.cases.held_file import PROBLEMS, CustodyError, NotTakenError
from tests.reports.cases import killed
from tests.reports.cases.held_folders import SHA256, STORAGE, TEXT, names

NAMES = [
    "判决书.docx".encode(),
    "判决书.docx".encode("gb18030"),
    b"\xff\xfe.doc",
    b"a\nb.txt",
    b"-rf",
    "部门/二庭/判决.docx".encode(),
    b"x" * 255,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_taken_in_under_ours(inbox, taken, name):
    path = inbox / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(TEXT)
    found = path.stat()
    result = custody.take(inbox, name, taken)
    assert not os.path.lexists(path)
    assert taken.read_bytes() == TEXT
    assert oct(taken.stat().st_mode & 0o777) == "0o600"
    assert result == custody.Taken(f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}", len(TEXT))


def symlink(path):
    path.symlink_to("/etc/passwd")


def fifo(path):
    os.mkfifo(path)


def device(path):
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    os.mknod(path, 0o20600, os.makedev(1, 3))


def folder(path):
    path.mkdir()


def hard_link(path):
    path.write_bytes(TEXT)
    os.link(path, path.parent.parent / "other name")


@pytest.mark.parametrize(
    ("make", "why"),
    [(symlink, "not-a-file"), (fifo, "not-a-file"), (device, "not-a-file"), (folder, "not-a-file"), (hard_link, "hard-linked")],
)
def test_what_is_no_file_of_its_own_stays_where_it_is(inbox, taken, make, why):
    make(inbox / "x")
    before = os.lstat(inbox / "x").st_ino
    with pytest.raises(NotTakenError) as refused:
        custody.take(inbox, b"x", taken)
    assert refused.value.why == why
    assert os.lstat(inbox / "x").st_ino == before
    assert names(taken.parent) == []


@pytest.mark.parametrize("relative", [b"../secret", b"a/../../secret", b"/etc/passwd", b"", b".", b"..", b"a//x", b"x/", b"a\0b"])
def test_a_path_out_of_the_inbox_leads_nowhere(inbox, taken, relative):
    (inbox.parent / "secret").write_bytes(TEXT)
    (inbox / "a").mkdir()
    with pytest.raises(NotTakenError):
        custody.take(inbox, relative, taken)
    assert (inbox.parent / "secret").exists()
    assert names(taken.parent) == []


def test_a_folder_swapped_for_a_link_leads_nowhere(inbox, taken):
    (inbox.parent / "others").mkdir()
    (inbox.parent / "others" / "x").write_bytes(TEXT)
    (inbox / "department").symlink_to(inbox.parent / "others")
    with pytest.raises(NotTakenError) as refused:
        custody.take(inbox, b"department/x", taken)
    assert refused.value.why == "linked-folder"
    assert (inbox.parent / "others" / "x").exists()


@pytest.mark.parametrize("occupied", [False, True], ids=["name free", "name taken again"])
@pytest.mark.parametrize(("make", "why"), [(symlink, "not-a-file"), (fifo, "not-a-file"), (hard_link, "hard-linked")])
def test_what_is_exchanged_between_the_look_and_the_rename_is_not_taken_in(inbox, taken, monkeypatch, make, why, occupied):
    (inbox / "x").write_bytes(TEXT)
    rename = handles.rename
    calls = []

    def exchanged_first(here, name, target, new_name):
        calls.append(name)
        if len(calls) == 1:
            (inbox / "x").unlink()
            make(inbox / "x")
        rename(here, name, target, new_name)
        if len(calls) == 1 and occupied:
            (inbox / "x").write_bytes(b"a new arrival")

    monkeypatch.setattr(handles, "rename", exchanged_first)
    with pytest.raises(NotTakenError) as refused:
        custody.take(inbox, b"x", taken)
    assert refused.value.why == why
    assert names(taken.parent) == []
    assert names(inbox) == (["x", f"x.{STORAGE}"] if occupied else ["x"])
    assert not occupied or (inbox / "x").read_bytes() == b"a new arrival"


def test_nothing_is_taken_over_a_file_that_is_there(inbox, taken):
    (inbox / "x").write_bytes(b"second")
    taken.write_bytes(b"first")
    with pytest.raises(FileExistsError):
        custody.take(inbox, b"x", taken)
    assert (taken.read_bytes(), (inbox / "x").read_bytes()) == (b"first", b"second")


def test_a_file_that_is_gone_is_said_to_be_gone(inbox, taken):
    with pytest.raises(FileNotFoundError):
        custody.take(inbox, b"x", taken)


def test_held_on_another_file_system_is_an_error_and_never_a_copy(elsewhere, taken, isolated):
    (elsewhere / "x").write_bytes(TEXT)
    with pytest.raises(CustodyError) as refused:
        custody.take(elsewhere, b"x", taken)
    assert refused.value.why == "other-file-system"
    taken.write_bytes(TEXT)
    with pytest.raises(CustodyError) as refused:
        custody.isolate(taken, elsewhere / STORAGE)
    assert refused.value.why == "other-file-system"
    assert names(elsewhere) == ["x"]
    assert taken.read_bytes() == TEXT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_file_that_may_not_be_read_stays_in_the_inbox():
    with tempfile.TemporaryDirectory(dir="/tmp") as base:
        Path(base).chmod(0o777)
        box = Path(base, "box")
        box.mkdir()
        box.chmod(0o777)
        held = Path(base, "taken")
        held.mkdir()
        os.chown(held, 65534, -1)
        (box / "x").write_bytes(TEXT)
        (box / "x").chmod(0o600)
        child = os.fork()
        if child == 0:
            os.setresuid(65534, 65534, 65534)
            try:
                custody.take(box, b"x", held / STORAGE)
            except NotTakenError as refused:
                os._exit(0 if refused.why == "unreadable-file" else 1)
            except BaseException:  # noqa: BLE001  the child must not come back into the test
                os._exit(2)
            os._exit(3)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert (names(box), names(held)) == (["x"], [])


def test_a_writer_is_seen_until_it_has_closed_the_file(inbox, taken):
    with (inbox / "x").open("wb") as writer:
        writer.write(b"first half")
        writer.flush()
        custody.take(inbox, b"x", taken)
        assert custody.has_writer(taken) is True
    assert custody.has_writer(taken) is False


def test_a_reader_is_no_writer(inbox, taken):
    (inbox / "x").write_bytes(TEXT)
    with (inbox / "x").open("rb"):
        custody.take(inbox, b"x", taken)
        assert custody.has_writer(taken) is False


def test_a_writer_in_another_process_is_seen(inbox, taken):
    program = "import sys; f = open(sys.argv[1], 'ab'); print('open', flush=True); sys.stdin.read()"
    (inbox / "x").write_bytes(TEXT)
    writer = subprocess.Popen([sys.executable, "-c", program, str(inbox / "x")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    custody.take(inbox, b"x", taken)
    assert custody.has_writer(taken) is True
    writer.communicate()
    assert custody.has_writer(taken) is False


def test_a_writer_who_comes_while_we_look_does_not_end_the_process(taken, monkeypatch):
    taken.write_bytes(TEXT)
    child = os.fork()
    if child == 0:
        ask = fcntl.fcntl

        def somebody_comes_first(descriptor, command, argument):
            if (command, argument) == (fcntl.F_SETLEASE, fcntl.F_UNLCK):
                subprocess.run(
                    [sys.executable, "-c", "import os, sys; os.open(sys.argv[1], os.O_WRONLY | os.O_NONBLOCK)", taken],
                    check=False,
                    stderr=subprocess.DEVNULL,
                )
            return ask(descriptor, command, argument)

        monkeypatch.setattr(fcntl, "fcntl", somebody_comes_first)
        os._exit(int(custody.has_writer(taken) is not False))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_isolating_is_a_rename(taken, isolated):
    taken.write_bytes(TEXT)
    before = taken.stat().st_ino
    custody.isolate(taken, isolated)
    assert isolated.stat().st_ino == before
    custody.isolate(taken, isolated)
    assert not taken.exists()


def test_isolating_never_replaces(taken, isolated):
    taken.write_bytes(b"one")
    isolated.write_bytes(b"other")
    with pytest.raises(FileExistsError):
        custody.isolate(taken, isolated)
    assert taken.read_bytes() == b"one"


def test_taking_in_killed_at_any_step_leaves_one_whole_file(inbox, taken):
    def set_up():
        taken.unlink(missing_ok=True)
        (inbox / "a").mkdir(exist_ok=True)
        (inbox / "a" / "x").write_bytes(TEXT)

    deaths = 0
    for _ in killed.at_every_step(set_up, lambda: custody.take(inbox, b"a/x", taken)):
        deaths += 1
        there = [path for path in (inbox / "a" / "x", taken) if path.exists()]
        assert len(there) == 1
        assert there[0].read_bytes() == TEXT
    assert deaths > 5


def test_verifying_says_what_is_wrong(taken):
    assert custody.verify(taken, STORAGE, SHA256) == "missing"
    taken.write_bytes(TEXT)
    assert custody.verify(taken, STORAGE, SHA256) == ""
    taken.write_bytes(TEXT + b" ")
    assert custody.verify(taken, STORAGE, SHA256) == "changed"
    os.link(taken, taken.with_name("copy"))
    assert custody.verify(taken, STORAGE, SHA256) == "hard-linked"
    taken.unlink()
    taken.symlink_to("copy")
    assert custody.verify(taken, STORAGE, SHA256) == "not-a-file"


def test_a_held_folder_that_others_enter_is_refused(tmp_path):
    (tmp_path / "held").mkdir()
    (tmp_path / "held").chmod(0o755)
    with pytest.raises(CustodyError) as refused:
        custody.prepare(tmp_path / "held")
    assert refused.value.why == "open-folder"


def test_every_problem_has_two_sentences():
    assert all(zh and en and zh != en for zh, en in PROBLEMS.values())
