"""7z archives made by 7-Zip (tests/samples/archives/build_archives.py)."""

from __future__ import annotations

import pytest

from screener.config import Limits
from tests.extract.archive_samples import ARCHIVES, MARKED, held, names, read, read_sample, texts

INNER = ["report.csv", "秘密/名单.txt"]


@pytest.mark.parametrize("name", ["solid.7z", "separate.7z", "bcj2.7z", "bzip2.7z"])
def test_every_file_and_every_name_is_read(name):
    document = read_sample(name)
    assert document.media_type == "application/x-7z-compressed"
    assert not document.unscanned
    assert MARKED in texts(document)
    assert {"秘密", *INNER} <= set(names(document))
    assert document.coverage.parts_read == 3


def test_an_archive_in_memory_reads_like_one_on_disk():
    assert texts(read((ARCHIVES / "solid.7z").read_bytes(), "solid.7z")) == texts(read_sample("solid.7z"))


@pytest.mark.parametrize("passwords", [(), ("wrong", "也不对")])
def test_an_encrypted_file_is_held_and_its_name_screened(passwords):
    document = read_sample("password.7z", *passwords)
    assert held(document) == [("password-protected", f"password.7z!{name}") for name in INNER]
    assert {"秘密", *INNER} <= set(names(document))


def test_encrypted_names_hold_the_archive():
    assert held(read_sample("hidden-names.7z", "wrong")) == [("password-protected", "hidden-names.7z")]


@pytest.mark.parametrize("name", ["password.7z", "hidden-names.7z"])
def test_a_given_password_opens(name):
    document = read_sample(name, "wrong", "secret")
    assert not document.unscanned
    assert MARKED in texts(document)


def test_the_last_of_many_passwords_opens():
    assert MARKED in texts(read_sample("password.7z", *(f"wrong{number}" for number in range(100)), "secret"))


def test_a_method_that_is_not_supported_holds_the_file_and_tells_its_name():
    document = read_sample("ppmd.7z")
    assert held(document) == [("unsupported-format", f"ppmd.7z!{name}") for name in INNER]
    assert set(INNER) <= set(names(document))


def test_a_bomb_is_stopped_by_its_ratio():
    assert held(read_sample("bomb.7z")) == [("too-large", "bomb.7z!bomb.bin")]


@pytest.mark.parametrize("limits", [Limits(total_bytes=1_000_000, ratio=10**6), Limits(part_bytes=1_000_000, ratio=10**6)])
def test_a_bomb_is_stopped_by_its_size(limits):
    assert [code for code, _ in held(read_sample("bomb.7z", limits=limits))] == ["too-large"]


def test_more_members_than_allowed_hold_the_archive():
    assert [code for code, _ in held(read_sample("solid.7z", limits=Limits(members=1)))] == ["too-large"]


@pytest.mark.parametrize("cut", [10, 100, -40, -1])
def test_a_truncated_archive_is_held(cut):
    assert read((ARCHIVES / "solid.7z").read_bytes()[:cut], "a.7z").unscanned


@pytest.mark.parametrize("at", range(32, 250, 6))
def test_a_changed_byte_is_held_or_changes_nothing_that_was_read(at):
    data = bytearray((ARCHIVES / "separate.7z").read_bytes())
    data[at] ^= 0x55
    document = read(bytes(data), "a.7z")
    assert document.unscanned or MARKED in texts(document)


def test_what_stands_behind_the_archive_is_read_too():
    document = read((ARCHIVES / "solid.7z").read_bytes() + "绝密★20年".encode(), "a.7z")
    assert "绝密★20年" in texts(document)
