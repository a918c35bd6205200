"""Archives: every member, every name, no bomb."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest

from screener.config import Limits
from screener.model import Place, Segment, Unscanned
from tests.extract.readings import codes, items, parts, texts


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.comment = comment
    return buffer.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes], **options) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", **options) as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def named(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return data.replace(old, new)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_the_code_page_of_the_machine_are_repaired(encoding):
    raw = "保密工作/机密名单.txt".encode(encoding)
    data = renamed(zipped({"x" * len(raw): "a"}), b"x" * len(raw), raw)
    assert parts(data, "a.zip") == {"a.zip!保密工作/机密名单.txt": "a"}


def test_names_in_utf_8_stay_and_a_path_is_only_a_name():
    assert parts(zipped({"../../绝密/é.txt": "a"}), "a.zip") == {"a.zip!../../绝密/é.txt": "a"}


def test_archives_nest_three_deep_with_their_whole_path():
    data = zipped({"二.zip": gzip.compress(tarred((named("三/内.txt"), "机密★1年".encode())))})
    assert parts(data, "一.zip")["一.zip!二.zip!二!三/内.txt"] == "机密★1年"


def test_comments_and_extra_fields_and_folders_are_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.comment = "机密".encode("gbk")
        path = "绝密.txt".encode()
        info.extra = struct.pack("<HH", 0x7075, 5 + len(path)) + bytes(5) + path
        archive.writestr(info, "a")
        archive.writestr("秘密文件夹/", b"")
        archive.comment = "内部资料".encode("gbk")
    data = buffer.getvalue()
    assert {"机密", "绝密.txt", "内部资料"} <= set(texts(data, "a.zip", Place.ARCHIVE_COMMENT))
    assert "秘密文件夹/" in texts(data, "a.zip", Place.FILE_NAME)


def test_an_encrypted_member_is_told_by_name_and_the_others_are_read():
    data = bytearray(zipped({"锁.txt": "x", "b.txt": "机密"}, zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    found = [item for item in items(bytes(data), "a.zip") if isinstance(item, Unscanned)]
    assert [(item.code, item.location.part) for item in found] == [("password-protected", "a.zip!锁.txt")]
    assert "锁.txt" in texts(bytes(data), "a.zip", Place.FILE_NAME)
    assert parts(bytes(data), "a.zip")["a.zip!b.txt"] == "机密"


def test_a_member_that_the_directory_leaves_out_is_read_and_told():
    shown, hidden = zipped({"a.txt": "a"}), zipped({"b.txt": "机密★1年"})
    local = hidden[: hidden.find(b"PK\x01\x02")]
    start = shown.find(b"PK\x01\x02")
    data = bytearray(shown[:start] + local + shown[start:])
    end = data.rfind(b"PK\x05\x06")
    data[end + 16 : end + 20] = struct.pack("<I", start + len(local))
    assert "机密★1年" in "".join(parts(bytes(data), "a.zip").values())
    assert "suspicious-structure" in codes(bytes(data), "a.zip")


def test_a_local_name_that_differs_from_the_directory_is_read_and_told():
    data = bytearray(zipped({"a.txt": "机密★1年"}, zipfile.ZIP_STORED))
    data[30:35] = b"b.txt"
    assert "机密★1年" in "".join(parts(bytes(data), "a.zip").values())
    assert "suspicious-structure" in codes(bytes(data), "a.zip")


def test_an_archive_cut_short_is_read_as_far_as_it_goes():
    data = zipped({"a.txt": "机密★1年", "b.bin": bytes(range(256)) * 400}, zipfile.ZIP_STORED)[:60_000]
    assert parts(data, "a.zip")["a.zip!a.txt"] == "机密★1年"
    assert "corrupt" in codes(data, "a.zip")


def test_two_members_of_one_name_are_both_read():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "机密")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "公开")
    found = "".join(parts(buffer.getvalue(), "a.zip").values())
    assert "机密" in found
    assert "公开" in found


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_every_stream_of_a_compressed_file_and_what_stands_behind_is_read(compress):
    data = compress("机密".encode()) + compress("★1年".encode())
    assert parts(data, "a.txt.gz")["a.txt.gz!a.txt"] == "机密★1年"
    assert parts(data + "绝密在后".encode(), "a.gz")["a.gz!appended"] == "绝密在后"
    assert codes(data[:-3], "a.gz") == ["corrupt"]


def test_the_texts_of_a_gzip_header_are_read():
    body = gzip.compress(b"a")[10:]
    data = b"\x1f\x8b\x08\x18" + bytes(6) + "机密.txt".encode("gbk") + b"\0" + "绝密".encode() + b"\0" + body
    assert parts(data, "a.gz") == {"a.gz!机密.txt": "a"}
    assert texts(data, "a.gz", Place.ARCHIVE_COMMENT) == ["绝密"]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"a": data})])
def test_a_bomb_stops_at_the_limit(compress):
    bomb = compress(bytes(5_000_000))
    assert "too-large" in codes(bomb, "a", Limits(part_bytes=1_000_000))
    assert "too-large" in codes(bomb, "a", Limits(total_bytes=1_000_000))
    assert "too-large" in codes(bomb, "a", Limits(ratio_floor=1000))


def test_a_part_that_is_too_large_does_not_keep_the_others_from_being_read():
    data = zipped({"大": bytes(3_000_000), "小.txt": "机密"})
    found = items(data, "a.zip", Limits(part_bytes=1_000_000))
    assert [item.code for item in found if isinstance(item, Unscanned)] == ["too-large"]
    assert "机密" in [item.text for item in found if isinstance(item, Segment)]


def test_too_many_members_and_too_many_levels_are_told():
    assert "too-large" in codes(zipped({f"{number}.txt": "a" for number in range(50)}), "a.zip", Limits(members=20))
    data = b"a"
    for _ in range(30):
        data = gzip.compress(data)
    assert codes(data, "a.gz") == ["too-deep"]


def test_names_and_targets_in_a_tar_are_read_and_nothing_is_followed():
    data = tarred(
        (named("机密/链接", tarfile.SYMTYPE, "/etc/绝密"), b""),
        (named("硬链接", tarfile.LNKTYPE, "没有的文件"), b""),
        (named("设备", tarfile.CHRTYPE), b""),
        (named("夹", tarfile.DIRTYPE), b""),
    )
    assert {"机密/链接", "硬链接", "设备", "夹"} <= set(texts(data, "a.tar", Place.FILE_NAME))
    assert texts(data, "a.tar", Place.LINK) == ["/etc/绝密", "没有的文件"]
    assert codes(data, "a.tar") == []


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_long_names_in_a_tar_are_read_in_any_encoding(form, encoding):
    name = "保密工作领导小组/" * (2 if form == tarfile.USTAR_FORMAT else 9) + "机密名单.txt"
    data = tarred((named(name), b"a"), format=form, encoding=encoding)
    assert parts(data, "a.tar") == {f"a.tar!{name}": "a"}


def test_a_tar_behind_the_end_of_a_tar_is_read():
    data = tarred((named("a.txt"), b"a")) + tarred((named("b.txt"), "机密★1年".encode()))
    assert parts(data, "a.tar")["a.tar!appended!b.txt"] == "机密★1年"


def test_a_tar_cut_short_is_told_and_read_before_that():
    data = tarred((named("a.txt"), "机密".encode()), (named("b.txt"), bytes(9000)))[:4000]
    assert parts(data, "a.tar")["a.tar!a.txt"] == "机密"
    assert "corrupt" in codes(data, "a.tar")


def test_a_tar_member_of_unknown_type_is_a_file():
    assert parts(tarred((named("a", b"Z"), "机密".encode())), "a.tar")["a.tar!a"] == "机密"


def test_what_stands_between_two_members_of_a_tar_is_read():
    data = bytearray(tarred((named("a.txt"), b"a"), (named("b.txt"), b"b")))
    data[600 : 600 + 14] = "机密★10年".encode()
    assert parts(bytes(data), "a.tar")["a.tar!a.txt!slack"] == "机密★10年"


def test_names_of_later_gzip_members_and_subfields_of_the_header_are_read():
    def stream(flags: int, text: bytes) -> bytes:
        packed = zlib.compressobj(9, zlib.DEFLATED, -15)
        body = packed.compress(b"a") + packed.flush()
        return b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + text + body + struct.pack("<II", zlib.crc32(b"a"), 1)

    name = "机密名单".encode()
    assert texts(gzip.compress(b"a") + stream(8, name + b"\0"), "a.gz", Place.ARCHIVE_COMMENT) == ["机密名单"]
    field = b"AB" + struct.pack("<H", len(name)) + name
    assert texts(stream(4, struct.pack("<H", len(field)) + field), "a.gz", Place.ARCHIVE_COMMENT) == ["机密名单"]


@pytest.mark.parametrize("kind", [0x5455, 0x9901, 0x4141])
def test_words_in_any_extra_field_of_a_zip_are_read(kind):
    name = "机密名单".encode()
    info = zipfile.ZipInfo("a.txt")
    info.extra = struct.pack("<HH", kind, len(name)) + name
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "a")
    assert texts(buffer.getvalue(), "a.zip", Place.ARCHIVE_COMMENT) == ["机密名单"]
