"""Folders, files and keys to try custody in."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import pytest

from reports.cases import custody, keys

STORAGE = "0f" * 16
TEXT = ("本院经审理查明，下列事实。" * 9000).encode()  # over 256 KB
SHA256 = hashlib.sha256(TEXT).hexdigest()
CIPHERS = ("aes-256-gcm", "sm4-gcm")


@pytest.fixture
def folders(tmp_path):
    (tmp_path / "inbox").mkdir()
    custody.prepare(tmp_path / "held")
    return tmp_path


@pytest.fixture
def inbox(folders):
    return folders / "inbox"


@pytest.fixture
def taken(folders):
    return folders / "held" / "taken" / STORAGE


@pytest.fixture
def isolated(folders):
    return folders / "held" / "isolated" / STORAGE


@pytest.fixture
def sealed(folders):
    return folders / "held" / "sealed" / f"{STORAGE}.sealed"


@pytest.fixture
def key(folders):
    keys.create(folders / "home")
    return keys.master(folders / "home" / "keys" / "custody.key")


@pytest.fixture
def elsewhere():
    """A folder on another file system."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
