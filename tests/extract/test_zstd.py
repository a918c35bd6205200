"""zstd files, by the module that Python 3.14 has and its backport."""

from __future__ import annotations

import io
import tarfile

import pytest
from backports import zstd

from screener.config import Limits
from tests.extract.archive_samples import MARKED, held, names, read, texts


def test_a_file_of_several_frames_is_read_whole():
    data = zstd.compress(MARKED.encode()) + zstd.compress("\n绝密★20年".encode())
    document = read(data, "名单.txt.zst")
    assert not document.unscanned
    assert any("绝密★20年" in text for text in texts(document))
    assert "名单.txt" in names(document)


def test_a_compressed_tar_is_opened():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo("名单.txt")
        info.size = len(MARKED.encode())
        tar.addfile(info, io.BytesIO(MARKED.encode()))
    assert MARKED in texts(read(zstd.compress(out.getvalue()), "a.tzst"))


@pytest.mark.parametrize("limits", [Limits(), Limits(part_bytes=1_000_000, ratio=10**9)])
def test_a_bomb_is_stopped(limits):
    assert [code for code, _ in held(read(zstd.compress(bytes(100_000_000)), "a.zst", limits=limits))] == ["too-large"]


@pytest.mark.parametrize("cut", [8, -3])
def test_a_truncated_file_is_held(cut):
    assert ("corrupt", "a.zst") in held(read(zstd.compress(MARKED.encode() * 50)[:cut], "a.zst"))
