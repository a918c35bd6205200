"""What is sealed lies nowhere plain, opens as a whole or not at all, and survives a death at any step."""

import hashlib
import os
import subprocess

import pytest

from reports.cases import custody, keys
from reports.cases.held_file import Content, CustodyError
from tests.reports.cases import killed
from tests.reports.cases.held_folders import CIPHERS, SHA256, STORAGE, TEXT, names


@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("content", [b"", b"x", TEXT, os.urandom(2_500_000)], ids=["empty", "one", "text", "blocks"])
def test_what_is_sealed_can_be_looked_at_and_lies_nowhere_plain(folders, taken, sealed, key, cipher, content):
    taken.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    assert custody.seal(taken, sealed, STORAGE, key, cipher, sha256) == Content(sha256, len(content))
    assert not taken.exists()
    assert names(sealed.parent) == [sealed.name]
    assert oct(sealed.stat().st_mode & 0o777) == "0o600"
    assert len(content) < 2 or content[:40] not in sealed.read_bytes()
    with custody.view(sealed, STORAGE, key, sha256) as seen:
        assert seen.read() == content
    assert custody.verify(sealed, STORAGE, sha256, key) == ""


def test_two_files_of_one_content_are_sealed_under_different_keys(folders, taken, sealed, key):
    other = sealed.with_name("other.sealed")
    for target in (sealed, other):
        taken.write_bytes(TEXT)
        custody.seal(taken, target, STORAGE, key, "aes-256-gcm")
    assert sealed.read_bytes()[-200:] != other.read_bytes()[-200:]


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_altered_byte_is_found_before_anything_is_shown(taken, sealed, key, cipher):
    taken.write_bytes(b"short text")
    custody.seal(taken, sealed, STORAGE, key, cipher)
    good = sealed.read_bytes()
    for at in range(len(good)):
        sealed.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(CustodyError) as refused:
            custody.view(sealed, STORAGE, key, "")
        assert refused.value.why in {"altered", "not-sealed", "other-key"}
    for end in range(len(good)):
        sealed.write_bytes(good[:end])
        assert custody.verify(sealed, STORAGE, "", key) in {"altered", "not-sealed"}
    sealed.write_bytes(good + b"x")
    assert custody.verify(sealed, STORAGE, "", key) == "altered"


def test_a_sealed_file_put_in_the_place_of_another_does_not_open(taken, sealed, key):
    taken.write_bytes(TEXT)
    custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm")
    with pytest.raises(CustodyError) as refused:
        custody.view(sealed, "aa" * 16, key, SHA256)
    assert refused.value.why == "altered"


def test_another_master_key_is_named_as_the_reason(folders, taken, sealed, key):
    taken.write_bytes(TEXT)
    custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm")
    keys.create(folders / "second")
    assert custody.verify(sealed, STORAGE, SHA256, keys.master(folders / "second" / "keys" / "custody.key")) == "other-key"


def test_a_file_that_is_not_the_one_that_was_judged_is_not_sealed_as_such(taken, sealed, key):
    taken.write_bytes(b"another version")
    with pytest.raises(CustodyError) as refused:
        custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm", SHA256)
    assert refused.value.why == "changed"
    assert (taken.exists(), names(sealed.parent)) == (True, [])


def test_a_plain_file_left_beside_a_sealed_one_goes_only_when_both_agree(taken, sealed, key):
    taken.write_bytes(TEXT)
    custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm", SHA256)
    taken.write_bytes(b"something else")
    with pytest.raises(CustodyError):
        custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm", SHA256)
    assert taken.exists()
    taken.write_bytes(TEXT)
    assert custody.seal(taken, sealed, STORAGE, key, "aes-256-gcm", SHA256).sha256 == SHA256
    assert not taken.exists()


@pytest.mark.parametrize("cipher", CIPHERS)
def test_sealing_killed_at_any_step_leaves_one_complete_file_and_goes_on(folders, taken, sealed, key, cipher):
    def set_up():
        sealed.unlink(missing_ok=True)
        taken.write_bytes(TEXT)

    deaths = 0
    for _ in killed.at_every_step(set_up, lambda: custody.seal(taken, sealed, STORAGE, key, cipher, SHA256)):
        deaths += 1
        whole = taken.exists() and taken.read_bytes() == TEXT
        assert whole or custody.verify(sealed, STORAGE, SHA256, key) == ""
        custody.seal(taken, sealed, STORAGE, key, cipher, SHA256)
        assert not taken.exists()
        assert names(sealed.parent) == [sealed.name]
        assert custody.verify(sealed, STORAGE, SHA256, key) == ""
    assert deaths > 10


def test_rewrapping_opens_under_the_new_key_alone_and_survives_every_death(folders, taken, sealed, key):
    keys.create(folders / "new")
    new = keys.master(folders / "new" / "keys" / "custody.key")

    def set_up():
        sealed.unlink(missing_ok=True)
        taken.write_bytes(TEXT)
        custody.seal(taken, sealed, STORAGE, key, "sm4-gcm", SHA256)

    for _ in killed.at_every_step(set_up, lambda: custody.rewrap(sealed, STORAGE, key, new)):
        assert "" in {custody.verify(sealed, STORAGE, SHA256, each) for each in (key, new)}
        custody.rewrap(sealed, STORAGE, key, new)
        assert (custody.verify(sealed, STORAGE, SHA256, new), custody.verify(sealed, STORAGE, SHA256, key)) == ("", "other-key")
        assert names(sealed.parent) == [sealed.name]
    assert custody.rewrap(sealed, STORAGE, key, new) is False


def test_a_full_disk_leaves_the_plain_file_and_no_half_sealed_one(taken, elsewhere, key):
    if os.geteuid() != 0:
        pytest.skip("only root mounts a small file system")
    small = elsewhere / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("no mounts here")
    try:
        taken.write_bytes(TEXT)
        with pytest.raises(OSError, match="No space"):
            custody.seal(taken, small / f"{STORAGE}.sealed", STORAGE, key, "aes-256-gcm", SHA256)
        assert names(small) == []
        assert taken.read_bytes() == TEXT
    finally:
        subprocess.run(["umount", str(small)], check=True)
