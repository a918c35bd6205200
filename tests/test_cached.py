"""What is cached comes back; what anybody else could have written, or what is damaged, does not."""

import multiprocessing
import os
import shutil

import pytest

from screener.cached import KEPT_OF_A_KIND, cache_key, read_cached, write_cached

KEY = cache_key("thing", b"content", b"1.0")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_cached(KEY, b"made")
    assert read_cached(KEY) == b"made"
    return tmp_path / "cache" / "screener"


def test_parts_do_not_run_into_each_other():
    assert cache_key("thing", b"ab", b"c") != cache_key("thing", b"a", b"bc")


def test_nothing_was_written_under_another_key(folder):
    assert read_cached(cache_key("thing", b"content", b"1.1")) is None


def test_nobody_else_may_read_what_is_cached(folder):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600


def _flip(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def _link(path):
    shutil.move(path, path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def _fifo(path):
    path.unlink()
    os.mkfifo(path)


def _moved(path):
    other = cache_key("thing", b"other")
    write_cached(other, b"another")
    path.with_name(other).replace(path)


@pytest.mark.parametrize(
    "tamper",
    [
        _flip,
        _link,
        _fifo,
        _moved,
        lambda path: path.write_bytes(path.read_bytes()[:-2]),
        lambda path: path.write_bytes(b""),
        lambda path: path.chmod(0o620),
        lambda path: path.chmod(0o602),
        lambda path: path.parent.chmod(0o770),
        lambda path: path.parent.chmod(0o707),
        lambda path: path.parent.parent.chmod(0o777),
        lambda path: (path.parent.rename(path.parent.with_name("x")), path.parent.symlink_to("x")),
        pytest.param(
            lambda path: os.chown(path, 65534, 65534), marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
        ),
        pytest.param(
            lambda path: os.chown(path.parent, 65534, 65534),
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away"),
        ),
    ],
)
def test_what_is_foreign_or_damaged_is_not_used(folder, tamper):
    tamper(folder / KEY)
    assert read_cached(KEY) is None


def test_it_is_made_again_after_damage(folder):
    _flip(folder / KEY)
    write_cached(KEY, b"made")
    assert read_cached(KEY) == b"made"


@pytest.mark.parametrize("base", ["/proc/nowhere", "/dev/null"])
def test_without_a_place_nothing_is_kept_and_nothing_fails(monkeypatch, base):
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    write_cached(KEY, b"made")
    assert read_cached(KEY) is None


def test_old_forms_are_thrown_away(folder):
    for number in range(KEPT_OF_A_KIND + 5):
        write_cached(cache_key("thing", bytes([number])), b"")
    assert len(list(folder.iterdir())) == KEPT_OF_A_KIND


def _write_often(letter):
    for _ in range(50):
        write_cached(KEY, letter * 200_000)
        content = read_cached(KEY)
        assert content is not None
        assert len(set(content)) == 1


def test_writers_at_the_same_time_leave_one_whole_content(folder):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_often, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(list(folder.iterdir())) == 1
