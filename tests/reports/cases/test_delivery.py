"""Delivery: the bytes of the recorded hash, once, over nothing, whatever the moment at which the machine stops."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from reports.cases import custody, delivery, keys
from reports.cases.held_file import CustodyError
from tests.reports.cases import killed

STORAGE = "0f" * 16
TEXT = ("本院认为，上诉请求成立。" * 9000).encode()
SHA256 = hashlib.sha256(TEXT).hexdigest()
TARGET = "二庭/判决书.docx".encode("gb18030")


@pytest.fixture
def held(tmp_path):
    custody.prepare(tmp_path / "held")
    path = tmp_path / "held" / "taken" / STORAGE
    path.write_bytes(TEXT)
    return path


@pytest.fixture(params=["same file system", "another one"])
def released(request, tmp_path):
    if request.param == "same file system":
        (tmp_path / "released").mkdir()
        yield tmp_path / "released"
    else:
        folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
        yield folder
        shutil.rmtree(folder)


def forget(held, released):
    """What follows a delivery that is recorded."""
    delivery.make_last(released, [TARGET])
    delivery.forget([held], released, [STORAGE])


def everything(folder: Path) -> list[bytes]:
    return sorted(os.fsencode(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def at(released: Path, target: bytes = TARGET) -> Path:
    return released / os.fsdecode(target)


def content(released: Path, target: bytes = TARGET) -> bytes:
    return at(released, target).read_bytes()


def test_what_was_judged_arrives_under_its_own_name_in_a_new_file(held, released):
    with held.open("r+b") as still_open:
        delivery.deliver(held, released, TARGET, STORAGE, SHA256)
        still_open.write(b"exchanged after the verdict")
        still_open.flush()
        assert content(released) == TEXT
    forget(held, released)
    assert everything(released) == [TARGET]
    assert not held.exists()
    assert at(released).stat().st_mode & 0o777 == 0o644


def test_a_file_changed_since_the_verdict_does_not_go_out(held, released):
    held.write_bytes(TEXT + b"one more sentence")
    with pytest.raises(CustodyError) as refused:
        delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    assert refused.value.why == "changed"
    assert everything(released) == []
    assert held.exists()


def test_an_existing_file_is_never_replaced_even_by_the_same_content(held, released):
    at(released).parent.mkdir()
    for there in (b"other", TEXT):
        at(released).write_bytes(there)
        with pytest.raises(CustodyError) as refused:
            delivery.deliver(held, released, TARGET, STORAGE, SHA256)
        assert refused.value.why == "name-taken"
        assert content(released) == there
        assert everything(released) == [TARGET]


@pytest.mark.parametrize("target", [b"../x", b"/tmp/x", b"a/../../x", b""])
def test_no_name_leads_out_of_the_released_folder(held, released, target):
    with pytest.raises(ValueError, match="not a path"):
        delivery.deliver(held, released, target, STORAGE, SHA256)


def test_a_link_in_the_released_folder_is_not_followed(held, released, tmp_path):
    (tmp_path / "trap").mkdir()
    (released / "a").symlink_to(tmp_path / "trap")
    with pytest.raises(OSError):
        delivery.deliver(held, released, b"a/x", STORAGE, SHA256)
    assert everything(tmp_path / "trap") == []


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_a_sealed_file_is_decrypted_on_its_way_out(held, released, tmp_path, cipher):
    keys.create(tmp_path / "home")
    key = keys.master(tmp_path / "home" / "keys" / "custody.key")
    sealed = tmp_path / "held" / "sealed" / f"{STORAGE}.sealed"
    custody.seal(held, sealed, STORAGE, key, cipher, SHA256)
    altered = bytearray(sealed.read_bytes())
    altered[-1] ^= 1
    good = sealed.read_bytes()
    sealed.write_bytes(altered)
    with pytest.raises(CustodyError) as refused:
        delivery.deliver(sealed, released, TARGET, STORAGE, SHA256, key)
    assert refused.value.why == "altered"
    assert everything(released) == []
    sealed.write_bytes(good)
    delivery.deliver(sealed, released, TARGET, STORAGE, SHA256, key)
    forget(sealed, released)
    assert content(released) == TEXT
    assert everything(tmp_path / "held") == []


def _no_links(*_arguments, **_named):
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
def test_delivery_killed_at_any_step_delivers_once(held, released, links, monkeypatch):
    if not links:
        monkeypatch.setattr(os, "link", _no_links)  # as FAT answers

    def set_up():
        shutil.rmtree(released)
        released.mkdir()
        held.write_bytes(TEXT)

    def step():
        delivery.deliver(held, released, TARGET, STORAGE, SHA256)
        forget(held, released)

    deaths = 0
    for _ in killed.at_every_step(set_up, step):
        deaths += 1
        if held.exists():
            delivery.deliver(held, released, TARGET, STORAGE, SHA256)
        forget(held, released)
        assert everything(released) == [TARGET]
        assert content(released) == TEXT
        assert not held.exists()
    assert deaths > 10


def test_a_file_that_was_fetched_before_the_database_knew_is_not_released_again(held, released):
    delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    at(released).unlink()
    delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    assert TARGET not in everything(released)
    forget(held, released)
    assert everything(released) == []


def test_a_missing_held_file_and_no_mark_of_a_delivery_is_an_error(held, released):
    held.unlink()
    with pytest.raises(CustodyError) as refused:
        delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    assert refused.value.why == "missing"


def test_a_released_folder_that_is_gone_is_an_error_to_be_tried_again(held, released):
    shutil.rmtree(released)
    with pytest.raises(FileNotFoundError):
        delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    released.mkdir()
    delivery.deliver(held, released, TARGET, STORAGE, SHA256)
    assert content(released) == TEXT


def test_another_file_is_not_taken_for_a_delivery_without_links(held, released, monkeypatch):
    monkeypatch.setattr(os, "link", _no_links)
    (released / "x").write_bytes(b"other")
    with pytest.raises(CustodyError):
        delivery.deliver(held, released, b"x", STORAGE, SHA256)
    assert (released / "x").read_bytes() == b"other"
