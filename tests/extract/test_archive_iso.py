"""Disc images written by pycdlib."""

from __future__ import annotations

import io

import pytest
from pycdlib import PyCdlib

from screener.model import Place
from tests.extract.archive_samples import MARKED, held, names, read, texts


def image(**options):
    disc = PyCdlib()
    disc.new(interchange_level=3, **options)
    return disc


def saved(disc):
    out = io.BytesIO()
    disc.write_fp(out)
    disc.close()
    return out.getvalue()


def add(disc, text, path, **paths):
    data = text.encode()
    disc.add_fp(io.BytesIO(data), len(data), path, **paths)


def joliet():
    disc = image(joliet=3, vol_ident="VOLUME")
    disc.add_directory("/DIR1", joliet_path="/秘密")
    add(disc, MARKED, "/DIR1/A.TXT;1", joliet_path="/秘密/名单.txt")
    return saved(disc)


def test_files_are_read_under_their_full_names():
    document = read(joliet(), "光盘.iso")
    assert document.media_type == "application/x-iso9660-image"
    assert not document.unscanned
    assert texts(document).count(MARKED) == 1
    assert {"秘密", "秘密/名单.txt", "DIR1/A.TXT"} <= set(names(document))
    assert "VOLUME" in texts(document, Place.METADATA)


def test_a_file_that_only_one_tree_has_is_read():
    disc = image(joliet=3)
    add(disc, MARKED, "/HIDDEN.TXT;1")
    add(disc, "绝密★20年", "/B.TXT;1", joliet_path="/b.txt")
    disc.rm_hard_link(iso_path="/B.TXT;1")
    assert {MARKED, "绝密★20年"} <= set(texts(read(saved(disc), "a.iso")))


def test_rock_ridge_and_udf_are_read():
    disc = image(rock_ridge="1.09", udf="2.60")
    add(disc, MARKED, "/A.TXT;1", rr_name="long name.txt", udf_path="/名单.txt")
    disc.add_symlink("/LINK.;1", "link", "long name.txt")
    document = read(saved(disc), "a.iso")
    assert texts(document).count(MARKED) == 1
    assert {"long name.txt", "名单.txt", "A.TXT"} <= set(names(document))
    assert "long name.txt" in texts(document, Place.LINK)


@pytest.mark.parametrize("cut", [33_000, 40_000, -2_100])
def test_a_truncated_image_is_held(cut):
    assert read(joliet()[:cut], "a.iso").unscanned


def test_a_folder_that_contains_itself_is_read_once():
    data = bytearray(joliet())
    for volume in (16, 17):
        root = data[volume * 2048 + 156 : volume * 2048 + 190]
        begin = int.from_bytes(root[2:6], "little") * 2048
        entry = begin + 2 * 34
        data[entry + 2 : entry + 10] = root[2:10]
    assert held(read(bytes(data), "a.iso"))


def test_what_stands_behind_the_image_is_read_too():
    assert "绝密★20年" in texts(read(joliet() + "绝密★20年".encode(), "a.iso"))


@pytest.mark.parametrize("who", ["sys_ident", "vol_ident", "vol_set_ident", "pub_ident_str", "preparer_ident_str", "app_ident_str"])
def test_what_the_disc_says_about_itself_is_read(who):
    assert any("COURT OFFICE" in text for text in texts(read(saved(image(**{who: "COURT OFFICE"})), "a.iso"), Place.METADATA))
