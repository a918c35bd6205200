"""RAR archives, written by rars in the versions that are met with; files of WinRAR were read once, they may not be shipped."""

from __future__ import annotations

import os
import zlib

import pytest
from rars import RarBuilder

from screener.config import Limits
from screener.extract import Source, read_document
from screener.extract.archive.rar_end import archive_end
from screener.model import Place
from tests.extract.archive_samples import MARKED, held, names, read, texts

FILES = {"秘密/名单.txt": MARKED.encode(), "b.txt": b"second"}


def rar(files=FILES, **options):
    builder = RarBuilder(**options)
    for name, data in files.items():
        builder.add_bytes(data, name)
    return bytes(builder.to_bytes())


@pytest.mark.parametrize("solid", [False, True])
@pytest.mark.parametrize("version", ["rar15", "rar20", "rar29", "rar50", "rar70"])
def test_every_file_and_every_name_is_read(version, solid):
    document = read(rar(format=version, solid=solid), "归档.rar")
    assert document.media_type == "application/vnd.rar"
    assert not document.unscanned
    assert {MARKED, "second"} <= set(texts(document))
    assert set(FILES) <= set(names(document))


def test_an_archive_on_disk_reads_like_one_in_memory(tmp_path):
    path = tmp_path / "归档.rar"
    path.write_bytes(rar())
    assert read_document(Source.of_file(path, Limits())) == read(rar(), "归档.rar")


def test_a_solid_archive_of_many_files_is_decoded_once():
    files = {f"{number}.txt": f"第{number}件".encode() * 200 for number in range(400)}
    document = read(rar(files, solid=True), "a.rar")
    assert not document.unscanned
    assert document.coverage.parts_read == 401


def test_the_comment_is_read():
    assert texts(read(rar(format="rar50", comment="绝密★20年"), "a.rar"), Place.ARCHIVE_COMMENT) == ["绝密★20年"]


def test_a_name_in_gbk_is_read():
    plain = rar({"abcdefgh.txt": b"x"}, format="rar29", store=True)
    start = plain.index(b"abcdefgh.txt")
    changed = bytearray(plain.replace(b"abcdefgh.txt", "机密名单".encode("gbk") + b".txt"))
    head = next(at for at in range(start, 0, -1) if changed[at] == 0x74 and at + 30 < start + 8)
    size = int.from_bytes(changed[head + 3 : head + 5], "little")
    changed[head - 2 : head] = (0).to_bytes(2, "little")
    changed[head - 2 : head] = (zlib.crc32(bytes(changed[head : head - 2 + size])) & 0xFFFF).to_bytes(2, "little")
    assert "机密名单.txt" in names(read(bytes(changed), "a.rar"))


@pytest.mark.parametrize("version", ["rar29", "rar50"])
@pytest.mark.parametrize("passwords", [(), ("wrong",)])
def test_an_encrypted_file_is_held_and_its_name_screened(version, passwords):
    document = read(rar(format=version, password="秘x"), "a.rar", *passwords)
    assert held(document) == [("password-protected", f"a.rar!{name}") for name in FILES]
    assert set(FILES) <= set(names(document))


@pytest.mark.parametrize("version", ["rar40", "rar50"])
def test_encrypted_names_hold_the_archive(version):
    document = read(rar(format=version, password="secret", encrypt_headers=True), "a.rar", "wrong")
    assert held(document) == [("password-protected", "a.rar")]


@pytest.mark.parametrize("solid", [False, True])
@pytest.mark.parametrize("hide_names", [False, True])
@pytest.mark.parametrize("version", ["rar40", "rar50"])
def test_a_given_password_opens(version, hide_names, solid):
    document = read(rar(format=version, password="秘x", encrypt_headers=hide_names, solid=solid), "a.rar", "wrong", "秘x")
    assert not document.unscanned
    assert {MARKED, "second"} <= set(texts(document))


@pytest.mark.parametrize("limits", [Limits(), Limits(part_bytes=1_000_000, ratio=10**6), Limits(total_bytes=1_000_000, ratio=10**6)])
def test_a_bomb_is_stopped(limits):
    document = read(rar({"bomb": bytes(40_000_000)}), "a.rar", limits=limits)
    assert [code for code, _ in held(document)] == ["too-large"]
    assert "bomb" in names(document)


def test_a_link_is_told_and_not_followed():
    builder = RarBuilder(format="rar50")
    builder.add_unix_symlink("快捷方式", "/机密/名单.txt")
    document = read(bytes(builder.to_bytes()), "a.rar")
    assert texts(document, Place.LINK) == ["/机密/名单.txt"]
    assert "快捷方式" in names(document)


@pytest.mark.parametrize("cut", [8, 40, -30, -9])
def test_a_truncated_archive_is_held(cut):
    assert read(rar()[:cut], "a.rar").unscanned


def test_a_file_that_goes_on_in_another_volume_is_held(tmp_path):
    builder = RarBuilder(format="rar50", volume_size=20_000, store=True)
    builder.add_bytes(os.urandom(50_000), "大文件.bin")
    builder.write_volumes(str(tmp_path / "v.rar"))
    document = read((tmp_path / "v.part01.rar").read_bytes(), "v.part1.rar")
    assert held(document) == [("unsupported-format", "v.part1.rar!大文件.bin")]


def test_what_stands_behind_the_archive_is_read_too():
    document = read(rar(format="rar50", comment="注释") + "绝密★20年".encode(), "a.rar")
    assert {MARKED, "绝密★20年"} <= set(texts(document))


def test_what_stands_behind_an_archive_that_has_no_end_block_holds_it():
    assert read(rar(format="rar29") + "绝密★20年".encode(), "a.rar").unscanned


def test_the_end_of_an_old_archive_is_where_its_end_block_says():
    end = b"\xc4\x3d\x7b\x00\x40\x07\x00"
    assert archive_end(rar(format="rar29") + end + b"more") == len(rar(format="rar29") + end)
