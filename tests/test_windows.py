"""A large text is read in windows and recognised in passages: whatever stands at a cut is found as it is found in one piece."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.extract import Source
from screener.extract.text.plain_text import extract_plain_text
from screener.model import Location, Segment
from screener.recognize import RECOGNIZERS
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK
from screener.recognize.overlap import resolve_overlaps
from screener.recognize.passage import passages

# Bytes or characters of a window, characters of a passage: as small as the overlaps allow. And more than any text here has.
WINDOW, PASSAGE = 500, 2_000
WHOLE = 1 << 20
# With a character of four bytes in every encoding here.
SENTENCE = "各单位要认真落实今年的各项工作安排并按时报送进展情况𠮷及时总结推广好的做法"
MARKS = (
    "机密★1年",
    "绝密★启用前",
    "密级：机密",
    "秘 密 ★ 长 期",
    "机\n密\n★\n5\n年",
    "云密发〔2026〕3号",
    "（此件不公开）",
    "公开方式\n不公开",
    "内部资料 注意保存",
)
VEILED = (
    "&#x673a;&#x5bc6;★1年",
    r"\u673a\u5bc6★1年",
    "=E6=9C=BA=E5=AF=86=E2=98=851=E5=B9=B4",
    "<b>机</b><i>密</i>★1年",
    "<b\nclass='x'>机</b><!-- x -->密★1年",
    "身份证号：<b>110101</b>19900307<i>4514</i>",
)
PHRASES = (
    "身份证号：110101199003074514",
    "身份证号码：\n110101199003074514",
    "公民身份号码110101 19900307 4514",
    "手机：13912345678",
    "联系电话：139-1234-5678",
    "卡号：6222021234567890128",
    "邮箱：zhangsan@example.com.cn",
    "护照号码：E12345678",
    "住云州市江北区人民路12号3幢401室",
)


# What is found, and whether it blocks (2), is looked at (1), or neither.
Found = dict[str, int]


def found(data: bytes, window: int, passage: int) -> Found:
    items = extract_plain_text(Source.of_bytes(data, "a.txt"), window)
    return recognized((item for item in items if isinstance(item, Segment)), passage)


def recognized(segments: Iterable[Segment], passage: int) -> Found:
    found: Found = {}
    for one in passages(segments, passage):
        for finding in resolve_overlaps([finding for recognizer in RECOGNIZERS for finding in recognizer.recognize(one)], one.span_of):
            weight = (finding.score >= WORTH_A_LOOK) + (finding.score >= BLOCKING)
            found[finding.quote] = max(weight, found.get(finding.quote, 0))
    return found


def is_kept(whole: Found, cut: Found) -> bool:
    return bool(whole) and all(cut.get(quote, -1) >= weight for quote, weight in whole.items())


def running(length: int) -> str:
    return (SENTENCE * (length // len(SENTENCE) + 1))[:length]


def lines(length: int, width: int) -> str:
    return "".join(f"{running(width)}\n" for _ in range(length // (width + 1))) + running(length % (width + 1))


# Characters before a hit, so that a window or a passage ends in it or near it.
BEFORE = st.builds(lambda windows, more: max(0, windows * WINDOW + more), st.integers(0, 9), st.integers(-100, 60))


@given(
    st.sampled_from((*MARKS, *VEILED, *PHRASES)),
    BEFORE,
    st.integers(0, PASSAGE),
    st.integers(3, 40),
    st.sampled_from(("utf-8", "gb18030", "utf-16", "utf-16-be")),
)
@settings(max_examples=300, deadline=None)
def test_what_stands_between_lines_is_found_wherever_they_are_cut(hit, before, after, width, encoding):
    text = f"{lines(before, width)}\n{hit}\n{lines(after, width)}"
    data = text.encode(encoding)
    assert is_kept(found(data, WHOLE, WHOLE), found(data, WINDOW, PASSAGE))


@given(
    st.sampled_from(PHRASES),
    st.integers(0, 2 * PASSAGE),
    st.integers(0, PASSAGE),
    st.sampled_from(("utf-8", "gb18030", "utf-16", "utf-16-be")),
)
@settings(max_examples=300, deadline=None)
def test_what_stands_in_a_line_without_end_is_found_wherever_it_is_cut(hit, before, after, encoding):
    data = f"{running(before)}，\t{hit}\t，{running(after)}".encode(encoding)
    assert is_kept(found(data, WHOLE, WHOLE), found(data, WINDOW, PASSAGE))


@pytest.mark.parametrize("hit", [hit for hit in (*MARKS, *PHRASES) if "\n" in hit])
@pytest.mark.parametrize("before", [30, 500, 1_500])
def test_what_a_passage_is_cut_in_is_found_in_the_next(hit, before):
    written = hit.split("\n")
    for at in range(1, len(written)):
        runs = (f"{lines(before, 25)}\n" + "\n".join(written[:at]), "\n".join(written[at:]) + f"\n{lines(500, 25)}")
        segments = [Segment(run, Location(paragraph=1 + number)) for number, run in enumerate(runs)]
        assert is_kept(recognized(segments, WHOLE), recognized(segments, before))
