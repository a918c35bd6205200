"""dBase tables, written by the layout of dBase III and FoxPro."""

from __future__ import annotations

import struct

import pytest

from screener.model import Place
from tests.extract.archive_samples import held, read, texts


def dbf(fields, rows, *, encoding="gb18030", language=0x4D, version=3, deleted=()):
    """`fields`: name, kind, length."""
    listed = b"".join(struct.pack("<11sc4xBB14x", name.encode(encoding), kind.encode(), length, 0) for name, kind, length in fields) + b"\r"
    size = 1 + sum(length for _, _, length in fields)
    head = struct.pack("<BBBBIHH17xB2x", version, 126, 11, 24, len(rows), 32 + len(listed), size, language)
    records = b""
    for number, row in enumerate(rows):
        values = (value if isinstance(value, bytes) else str(value).encode(encoding) for value in row)
        records += (b"*" if number in deleted else b" ") + b"".join(
            value.ljust(length) for value, (_, _, length) in zip(values, fields, strict=True)
        )
    return head + listed + records + b"\x1a"


FIELDS = [("XM", "C", 20), ("SFZH", "C", 18), ("MJ", "C", 20)]
ROW = ("张三", "110101199003070011", "机密★10年")


@pytest.mark.parametrize(("encoding", "language"), [("gb18030", 0x4D), ("gb18030", 0), ("big5hkscs", 0x78), ("utf-8", 0)])
def test_a_record_is_a_segment(encoding, language):
    row = ("張三", "110101199003070011", "機密★10年") if encoding == "big5hkscs" else ROW
    document = read(dbf(FIELDS, [row] * 3, encoding=encoding, language=language), "名册.dbf")
    assert document.media_type == "application/x-dbf"
    assert not document.unscanned
    expected = "\t".join(row)
    assert texts(document, Place.TABLE) == ["XM\tSFZH\tMJ", *[expected] * 3]


def test_column_names_in_chinese_are_read():
    assert "姓名\t电话" in texts(read(dbf([("姓名", "C", 20), ("电话", "C", 11)], [("张三", "13800138000")]), "a.dbf"))


def test_deleted_records_are_read_as_hidden():
    document = read(dbf(FIELDS, [ROW, ROW], deleted={1}), "a.dbf")
    assert texts(document, Place.HIDDEN) == ["\t".join(ROW)]


def test_binary_numbers_are_read():
    fields = [("DH", "B", 8), ("NUM", "I", 4), ("JE", "Y", 8)]
    row = (struct.pack("<d", 13800138000.0), struct.pack("<i", 2026), struct.pack("<q", 12_500))
    assert "13800138000\t2026\t1.25" in texts(read(dbf(fields, [row], version=0x30), "a.dbf"))


def test_a_truncated_table_is_read_as_far_as_it_goes_and_held():
    document = read(dbf(FIELDS, [ROW] * 3)[:-20], "a.dbf")
    assert held(document) == [("corrupt", "a.dbf")]
    assert "\t".join(ROW) in texts(document)


def test_what_stands_behind_the_records_is_read_too():
    assert "绝密★20年" in texts(read(dbf(FIELDS, [ROW]) + "绝密★20年".encode(), "a.dbf"))
