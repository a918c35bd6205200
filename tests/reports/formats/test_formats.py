"""The contract of every format in `FORMATS`."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from reports.formats import BINARY, FORMATS, load_report
from screener.model import Action, Location, Place, Reason, Screened, Unscanned
from tests.reports.formats import cases

STREAMING = ("text", "jsonl", "sarif")  # the others begin with counts, or are an archive

NASTY = (
    "line\nbreak.pdf",
    "\x1b[2J\x1b]0;owned\x07.pdf",
    "\u202efdp.exe",
    "zero\u200bwidth\u2028.pdf",
    "undecodable-\udcff\udcb1.pdf",
    "\ud800.pdf",
    "\ufffe\uffff\x00\x85.pdf",
    "tag\U000e0041.pdf",
    '<script>alert("x")</script>.pdf',
    "</script><img src=x onerror=alert(1)>&amp;.pdf",
    "{{ 7 * 7 }}{% raw %}.pdf",
    "[bold red]markup[/] :smile: [x](http://example.invalid).pdf",
    "]]>.pdf",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-1",
    "@SUM(1)",
    "a" * 300 + "很" * 300,
    "",
)
ACTIVE = ("\x1b", "\x07", "\x00", "\x85", "\u202e", "\u200b", "\u2028", "\ufffe", "\U000e0041")


def write(name: str, results: Iterable[Screened], **changes: Any) -> str:
    """What the format wrote, which must be UTF-8; of a workbook all its parts, their character references resolved."""
    out = io.BytesIO()
    load_report(name)(iter(results), out, cases.options(**changes))
    assert not out.closed
    if name not in BINARY:
        return out.getvalue().decode()
    with zipfile.ZipFile(out) as archive:
        return html.unescape("".join(archive.read(part).decode() for part in archive.namelist()))


def nasty(text: str) -> Screened:
    """The text in every field that may come from outside."""
    location = Location(f"{text}!{text}", Place.TABLE, cell=text)
    found = cases.finding(text, location=location, evidence=(f"context:{text}",))
    reason = Reason(Action.REVIEW, "rule", text, text)
    return cases.screened(text, Action.REVIEW, [reason], [found], [Unscanned(location, "corrupt", text)], media_type="a/b")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_quotes_are_masked_unless_asked_for(name, language):
    masked = write(name, cases.run(), language=language)
    assert cases.RESIDENT_ID not in masked
    assert cases.RESIDENT_ID[4:12] not in masked
    assert cases.MARK not in masked
    assert "1101**************" in masked
    assert cases.RESIDENT_ID in write(name, cases.run(), language=language, show_text=True)


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_and_every_unread_part_is_told(name):
    told = write(name, cases.run())
    for words in ("加密附件.pdf", "卷宗扫描.pdf", "password-protected", "image-not-read"):
        assert words in told
    for screened in cases.run():
        file = screened.path.rpartition("/")[2]
        assert file in told or (name == "sarif" and "%E5%85%AC%E5%91%8A.pdf" in told)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "jsonl"])
def test_a_rule_is_told_by_its_title_and_in_the_readers_language(name):
    zh, en = write(name, cases.run(), language="zh"), write(name, cases.run(), language="en")
    assert "公民身份号码" in zh
    assert "resident identity number" in en
    assert "密码" in zh
    assert "password" in en


@pytest.mark.parametrize("name", FORMATS)
def test_a_rule_without_a_title_stands_for_itself(name):
    assert "resident-id" in write(name, cases.run(), rules={})


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_files_make_a_report_too(name, language):
    write(name, [], language=language)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("show_text", [False, True])
@pytest.mark.parametrize("text", NASTY)
def test_text_from_outside_is_shown_and_never_obeyed(name, show_text, text):
    told = write(name, [nasty(text)], show_text=show_text)
    assert not [character for character in ACTIVE if character in told]


@pytest.mark.parametrize("name", STREAMING)
def test_a_file_is_told_before_the_next_one_is_screened(name):
    out = io.BytesIO()
    seen: list[bool] = []

    def results() -> Iterator[Screened]:
        yield cases.marked()
        seen.append(b"marking.star" in out.getvalue())
        yield cases.unread()

    load_report(name)(results(), out, cases.options())
    assert seen == [True]


@pytest.mark.parametrize("name", FORMATS)
def test_the_iterator_is_read_once_and_to_its_end(name):
    results = iter(cases.run())
    load_report(name)(results, io.BytesIO(), cases.options())
    assert next(results, None) is None
