"""Cabinets written by cabarchive (tests/samples/archives/build_archives.py)."""

from __future__ import annotations

import pytest

from screener.config import Limits
from tests.extract.archive_samples import ARCHIVES, MARKED, held, names, read, read_sample, texts


@pytest.mark.parametrize("name", ["stored.cab", "mszip.cab"])
def test_every_file_and_every_name_is_read(name):
    document = read_sample(name)
    assert document.media_type == "application/vnd.ms-cab-compressed"
    assert not document.unscanned
    assert MARKED in texts(document)
    assert {"秘密\\名单.txt", "report.csv"} <= set(names(document))


def test_a_file_over_several_blocks_is_read_to_its_end():
    assert any("第8999行\n绝密★20年" in text for text in texts(read_sample("mszip.cab")))


def test_lzx_is_held_by_name():
    data = bytearray((ARCHIVES / "stored.cab").read_bytes())
    data[36 + 6] = 3
    document = read(bytes(data), "a.cab")
    assert [code for code, _ in held(document)] == ["unsupported-format"] * 2
    assert "report.csv" in names(document)


@pytest.mark.parametrize("name", ["stored.cab", "mszip.cab"])
@pytest.mark.parametrize("cut", [20, 60, -10])
def test_a_truncated_cabinet_is_held(name, cut):
    assert read((ARCHIVES / name).read_bytes()[:cut], name).unscanned


def test_files_that_claim_the_same_bytes_are_read_each_and_counted_each():
    data = bytearray((ARCHIVES / "stored.cab").read_bytes())
    first = data.index(b"report.csv") - 16
    size = int.from_bytes(data[first : first + 4], "little")
    second = first + 16 + len(b"report.csv\0")
    data[second : second + 4] = size.to_bytes(4, "little")
    data[second + 4 : second + 8] = bytes(4)
    document = read(bytes(data), "a.cab")
    assert sum("张三,13800138000" in text for text in texts(document)) == 2


def test_a_bomb_is_stopped():
    assert [code for code, _ in held(read_sample("mszip.cab", limits=Limits(part_bytes=1_000)))] == ["too-large"]


def test_what_stands_behind_the_cabinet_is_read_too():
    assert "绝密★20年" in texts(read((ARCHIVES / "stored.cab").read_bytes() + "绝密★20年".encode(), "a.cab"))


@pytest.mark.parametrize(("name", "count"), [("stored.cab", 0), ("stored.cab", 1), ("mszip.cab", 0)])
def test_what_no_entry_claims_is_read_all_the_same(name, count):
    data = bytearray((ARCHIVES / name).read_bytes())
    data[28:30] = count.to_bytes(2, "little")
    assert any("机密★10年" in text for text in texts(read(bytes(data), "a.cab")))
