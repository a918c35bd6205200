"""What the documents for people say is so."""

from __future__ import annotations

import re
from importlib.metadata import requires
from pathlib import Path

import pytest

from screener.config import Channel, Config, Desk, Group, Ldap, Limits, Notify, Oidc, Records, Unit
from screener.extract.formats import EXTRACTORS

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_format_that_is_read_stands_in_the_readme(name):
    text = (ROOT / name).read_text("utf-8")
    words = set(re.findall(r"[a-z0-9]+", text))
    # One suffix of each kind is enough: .jpe is .jpg.
    read = [entry for entry in EXTRACTORS if entry.extractor and entry.suffixes and entry.extractor not in NOT_TOLD]
    missing = {entry.extractor for entry in read} - {entry.extractor for entry in read if {suffix[1:] for suffix in entry.suffixes} & words}
    assert missing == set()


# Read only to say that it is locked or signed, or a part of another file.
NOT_TOLD = {"mail.locked", "mail.signature", "ole.ole"}


def test_every_setting_stands_in_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    for settings in (Config, Limits, Unit, Channel, Records, Desk, Ldap, Oidc, Group, Notify):
        for key in settings.__dataclass_fields__:
            assert key in {"passwords", "ratio_floor"} or re.search(rf"^\[*{key}\b", text, re.MULTILINE), key


def test_every_dependency_has_its_reason():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    needed = [re.split(r"[^A-Za-z0-9_.-]", one)[0] for one in requires("screener") or () if "dev" not in one.rsplit(";", 1)[-1]]
    assert [name for name in needed if not re.search(rf"^\| (?:[\w.-]+, )*{re.escape(name)}(?:, [\w.-]+)* \|", text, re.MULTILINE)] == []


def test_every_command_of_the_makefile_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        for target in re.findall(r"`?make ([a-z-]+)`?", (ROOT / name).read_text("utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
