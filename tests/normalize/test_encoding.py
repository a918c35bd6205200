"""Which encoding bytes are in, when nothing says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.normalize.encoding import decode, decodings, decodings_with_hint, encodings, is_damaged, is_text

PROSE = "各单位要认真落实保密工作责任制，加强对涉密人员的教育管理，确保国家秘密安全。现将有关事项通知如下："
TRADITIONAL = "各單位要認真落實保密工作責任制，加強對涉密人員的教育管理，確保國家秘密安全。"
ENCODINGS = ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["机密", "机密★1年", "绝密\n", "内部资料", PROSE, PROSE * 9, "编号 2026-001，联系电话 13800138000"])
def test_every_encoding_of_chinese_is_among_the_plausible_ones(text, encoding):
    assert text in [found for found, _ in decodings(text.encode(encoding))]


@pytest.mark.parametrize("encoding", [*ENCODINGS, "big5"])
def test_a_sentence_is_decoded_without_doubt(encoding):
    text = TRADITIONAL if encoding == "big5" else PROSE
    found = decode(text.encode(encoding))
    assert (found.text, found.certain) == (text, True)


@given(
    st.text(st.sampled_from(sorted(set(PROSE))), min_size=6, max_size=200), st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
)
def test_any_run_of_common_characters_survives_the_round_trip(text, encoding):
    assert text in [found for found, _ in decodings(text.encode(encoding))]


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_somehow(data):
    assert decodings(data)
    assert isinstance(is_text(data), bool)


def test_a_byte_order_mark_that_lies_does_not_hide_the_text():
    assert PROSE in " ".join(text for text, _ in decodings(b"\xff\xfe" + PROSE.encode("gb18030") + b"  "))


@pytest.mark.parametrize("encoding", ["utf-7", "hz", "iso2022_jp"])
def test_an_encoding_that_looks_like_ascii_is_read_when_it_is_declared(encoding):
    text = "機密" if encoding == "iso2022_jp" else "机密"
    assert text in [found for found, _ in decodings_with_hint(text.encode(encoding), encoding)]


@pytest.mark.parametrize("said", ["iso-8859-1", "no-such-charset", "rot13", "us-ascii", "\0"])
def test_a_declaration_that_cannot_be_true_changes_nothing(said):
    assert decodings_with_hint(PROSE.encode("gbk"), said) == decodings(PROSE.encode("gbk"))


def test_a_sample_cut_inside_a_character_is_still_known():
    assert encodings(PROSE.encode("gb18030")[:-1], whole=False) == ["gb18030"]
    assert encodings(PROSE.encode()[:-1], whole=False) == ["utf-8"]


def test_a_handful_of_broken_characters_is_no_damage_but_many_are():
    assert not is_damaged(3, 10)
    assert is_damaged(60, 1000)
    assert not is_damaged(6, 1_000_000)


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x00" * 100, bytes((i * 7919 >> 3) & 0xFF for i in range(4000))])
def test_binary_is_no_text(data):
    assert not is_text(data)
