"""Keys are made once, read only where nobody else can read them, and never replaced."""

import base64
import os

import pytest

from reports.cases import keys


@pytest.fixture
def home(tmp_path):
    keys.create(tmp_path / "home")
    return tmp_path / "home"


def test_a_new_installation_gets_every_key_in_files_that_nobody_else_can_read(tmp_path):
    made = keys.create(tmp_path)
    assert [path.name for path in made] == ["custody.key", "audit.key", "audit.pub", "session.key"]
    assert {oct(path.stat().st_mode & 0o777) for path in made} == {"0o600"}
    assert oct((tmp_path / "keys").stat().st_mode & 0o777) == "0o700"


def test_existing_keys_are_never_replaced(home):
    before = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    assert keys.create(home) == []
    assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == before


def test_the_master_key_may_live_on_another_disk(tmp_path):
    elsewhere = tmp_path / "token" / "custody.key"
    assert elsewhere in keys.create(tmp_path / "home", elsewhere)
    assert not (tmp_path / "home" / "keys" / "custody.key").exists()
    assert len(keys.master(elsewhere).secret) == 32


def test_a_master_key_whose_disk_is_not_mounted_is_not_made_anew(home):
    (home / "keys" / "custody.key").unlink()
    with pytest.raises(keys.KeyFileError, match="not made anew"):
        keys.create(home)
    assert not (home / "keys" / "custody.key").exists()


def test_a_key_that_somebody_made_meanwhile_is_not_replaced(home):
    before = (home / "keys" / "custody.key").read_bytes()
    with pytest.raises(FileExistsError):
        keys.create_master(home / "keys" / "custody.key")
    assert (home / "keys" / "custody.key").read_bytes() == before
    assert len(list((home / "keys").iterdir())) == 4


def test_an_audit_key_signs_and_its_public_half_verifies(home):
    keys.audit_public(home).verify(keys.audit_private(home).sign(b"head"), b"head")
    assert keys.key_id(keys.audit_public(home)) == keys.key_id(keys.audit_private(home).public_key())


def test_the_key_id_differs_by_key_and_tells_nothing_of_it(tmp_path):
    for name in ("one", "two"):
        keys.create(tmp_path / name)
    one, two = (keys.master(tmp_path / name / "keys" / "custody.key") for name in ("one", "two"))
    assert one.id != two.id
    assert one.id not in one.secret.hex()
    assert one.secret.hex() not in repr(one)
    assert "secret" not in repr(one)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_private_key_that_others_can_reach_is_refused(home, mode):
    for name, load in (
        ("custody.key", lambda: keys.master(home / "keys" / "custody.key")),
        ("audit.key", lambda: keys.audit_private(home)),
    ):
        (home / "keys" / name).chmod(mode)
        with pytest.raises(keys.KeyFileError) as refused:
            load()
        assert "chmod 600" in refused.value.sentence
        assert f"{mode:04o}" in refused.value.sentence_en


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_is_refused(home):
    os.chown(home / "keys" / "custody.key", 65534, -1)
    with pytest.raises(keys.KeyFileError, match="another user"):
        keys.master(home / "keys" / "custody.key")


def test_a_link_in_the_place_of_a_key_is_refused(home, tmp_path):
    (home / "keys" / "custody.key").rename(tmp_path / "elsewhere")
    (home / "keys" / "custody.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(keys.KeyFileError):
        keys.master(home / "keys" / "custody.key")


def test_a_fifo_in_the_place_of_a_key_is_refused_without_waiting(home):
    (home / "keys" / "custody.key").unlink()
    os.mkfifo(home / "keys" / "custody.key", 0o600)
    with pytest.raises(keys.KeyFileError, match="regular file"):
        keys.master(home / "keys" / "custody.key")


@pytest.mark.parametrize("content", [b"", b"short", base64.b64encode(b"x" * 31), base64.b64encode(b"x" * 33), b"\xff" * 44])
def test_a_malformed_master_key_is_refused(home, content):
    (home / "keys" / "custody.key").write_bytes(content)
    with pytest.raises(keys.KeyFileError, match="32 bytes in base64"):
        keys.master(home / "keys" / "custody.key")


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
def test_a_malformed_audit_key_is_refused(home, content):
    (home / "keys" / "audit.key").write_bytes(content)
    with pytest.raises(keys.KeyFileError, match="Ed25519"):
        keys.audit_private(home)


def test_a_lost_key_says_that_it_must_come_from_the_backup(home):
    (home / "keys" / "custody.key").unlink()
    with pytest.raises(keys.KeyFileError) as refused:
        keys.master(home / "keys" / "custody.key")
    assert "备份" in refused.value.sentence


def test_keys_are_not_put_into_a_folder_that_others_enter(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(keys.KeyFileError, match="700"):
        keys.create(tmp_path)
