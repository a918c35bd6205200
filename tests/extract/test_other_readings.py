"""What a text says besides: under its markup and escapes, in other encodings, in base64."""

from __future__ import annotations

import base64
import binascii

import pytest

from screener.model import Place
from tests.extract.readings import codes, items, texts

MARK = "机密★10年"
PROSE = "今天天气很好，法院工作人员走访了社区群众，听取了意见建议。\n"
CODED = base64.b64encode((PROSE + MARK).encode()).decode()


def says(data: bytes | str, name: str, mark: str = MARK) -> bool:
    data = data.encode() if isinstance(data, str) else data
    return any(mark in text for text in texts(data, name))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("utf-8", "utf-16-le"),
        ("gb18030", "utf-16-le"),
        ("utf-8", "utf-16-be"),
        ("utf-16", "utf-8"),
        ("utf-16", "gb18030"),
        ("ascii", "utf-16-le"),
    ],
)
@pytest.mark.parametrize("lines", [3, 200])
def test_what_a_shell_appended_in_another_encoding_is_read_or_held(first, second, lines):
    begin = "log line ok\r\n" if first == "ascii" else PROSE
    end = (PROSE * 3).encode("utf-8" if first == "ascii" else first)
    data = (begin * lines).encode(first) + f"\r\n{MARK}\r\n".encode(second) + end
    assert says(data, "a.txt") or codes(data, "a.txt") == ["unsupported-format"]
    assert lines == 3 or says(data, "a.txt")


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "big5"])
def test_a_line_in_a_foreign_encoding_is_read(encoding):
    assert says((PROSE * 200).encode() + "\n機密★10年\n".encode(encoding) + (PROSE * 200).encode(), "a.txt", "機密★10年")


@pytest.mark.parametrize(
    ("text", "encoding"), [("これは機密★10年の文書です。", "shift_jis"), ("機密★10年\n 안녕하세요 문서입니다 한국어 문장", "euc_kr")]
)
def test_japanese_and_korean_files_are_read(text, encoding):
    assert says(text.encode(encoding), "a.txt", "機密★10年")


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8", "utf-16"])
def test_ordinary_chinese_has_no_other_reading(encoding):
    text = (PROSE * 50).replace("听", "聽") if encoding == "big5" else PROSE * 50
    assert texts(text.encode(encoding, "ignore"), "a.txt", Place.MARKUP) == []


@pytest.mark.parametrize(
    "text",
    [
        "+" + base64.b64encode(MARK.encode("utf-16-be")).decode().rstrip("=") + "- hello",
        MARK.encode("hz").decode(),
        "機密★10年".encode("iso2022_jp").decode(),
        "\x1b$)A\x0e" + bytes(byte & 0x7F for byte in "机密".encode("gb2312")).decode() + "\x0f hello",
        "=E6=9C=BA=E5=AF=86=E2=98=8510=E5=B9=B4 hello",
        "机\x1b[0m密\x1b[31m★10年\x1b[0m",
        "机x\b密x\b★10年",
        "机\ufff9\ufffaabc\ufffb密★10年",
        r'.x::before{content:"\673a\5bc6\2605 10\5e74"}',
        "公告\n<p>机<b>密</b>★10年</p>",
        "机<!-- x -->密★10年",
        "[机](x)密★10年",
        CODED,
        "x=" + base64.urlsafe_b64encode((MARK + PROSE).encode()).decode(),
        "x=" + base64.b64encode((MARK + PROSE).encode("utf-16-le")).decode(),
        base64.b64encode(MARK.encode()).decode(),
        "hi\nbegin 644 a.txt\n" + binascii.b2a_uu(MARK.encode()).decode() + "`\nend\n",
        "hi\nbegin 644 a.txt\n" + binascii.b2a_uu(MARK.encode()).decode(),
    ],
)
def test_a_text_is_read_without_what_stands_between(text):
    mark = "機密★10年" if "\x1b$B" in text else "机密" if "\x0e" in text else MARK
    assert says(text + "\n" + PROSE, "a.txt", mark)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"content":"<p>机<b>密</b>★10年</p>"}', "a.json"),
        ('{"content":"<p>机<span style=\\"x\\">密</span>★10年</p>"}', "a.json"),
        ('{"runs": [{"t": "机"}, {"t": "密"}, {"t": "★10年"}]}', "a.json"),
        ('<?xml version="1.0"?><a>机<b a="' + "x" * 20_000 + '"/>密★10年</a>', "a.xml"),
    ],
)
def test_markup_inside_data_is_taken_out(text, name):
    assert says(text, name)


@pytest.mark.parametrize(
    "text", ["sha256 " + "0123456789abcdef" * 4, "/usr/share/documentation/examples/index", "a+bcdefgh+c", "R&D [1](2)"]
)
def test_hashes_and_paths_are_no_hidden_chinese(text):
    assert not any("\u4e00" <= character <= "\u9fff" for found in texts(text.encode(), "a.txt", Place.MARKUP) for character in found)


HEAD = "From: a@b.cn\nTo: c@d.cn\nSubject: hello\nMIME-Version: 1.0\n"
PART = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{CODED}\n"


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        (f"Content-Type: text/plain; charset=utf-8\n\n{CODED}\n", None),
        (f"Content-Type: multipart/mixed\n\n--X\n{PART}--X--\n", "suspicious-structure"),
        (f"Content-Type: multipart/mixed; boundary=Y\n\n--X\n{PART}--X--\n", "suspicious-structure"),
        (f"Content-Type: multipart/mixed; boundary=X\n\n{CODED}\n--X\nContent-Type: text/plain\n\nhi\n--X--\n", None),
        (f"Content-Type: multipart/mixed; boundary=X; boundary=Y\n\n--Y\n{PART}--Y--\n--X\n\nhi\n--X--\n", "suspicious-structure"),
        (f"Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n{CODED}\n", "suspicious-structure"),
        ("Content-Type: text/enriched; charset=utf-8\n\n机<bold>密</bold>★10年\n", None),
    ],
)
def test_mail_that_two_programs_read_in_two_ways_is_read_whole_or_held(mail, code):
    data = (HEAD + mail).encode()
    assert says(data, "a.eml")
    assert codes(data, "a.eml") == ([code] if code else [])


def test_a_charset_that_nobody_can_read_is_held():
    body = base64.b64encode(b"\x0e\x4f\x5d\x58\x69\x0f").decode()
    data = f"{HEAD}Content-Type: text/plain; charset=cp935\nContent-Transfer-Encoding: base64\n\n{body}\n".encode()
    assert codes(data, "a.eml") == ["unsupported-format"]
    assert codes(f"{HEAD}Content-Type: text/plain; charset=x-unknown\n\nhello\n".encode(), "a.eml") == []


@pytest.mark.parametrize(
    "body",
    [
        "<ruby>机<rt>ji</rt>密<rt>mi</rt></ruby>★10年",
        "机<del>甲</del>密★10年",
        "机<sup>①</sup>密★10年",
        "<style>span.q{display:none}</style><p>机<span class=q>甲乙丙</span>密★10年</p>",
        "<style>p .q{position:absolute;left:-9999px}</style><p>机<span class=q>甲</span>密★10年</p>",
        "<p>机<span style='font-size:1px'>甲乙丙</span>密★10年</p>",
        "<meta http-equiv=refresh content='0;url=data:text/html,%E6%9C%BA%E5%AF%86%E2%98%8510%E5%B9%B4'>",
        "<style>.x{background:url(\"data:image/svg+xml,%3Csvg xmlns='a'%3E%3Ctext%3E机密★10年%3C/text%3E%3C/svg%3E\")}</style>",
        "<script>document.write(String.fromCharCode(26426,23494,9733,49,48,24180))</script>",
        '<script>document.write(`机${"密"}★10年`)</script>',
        f'<script>atob("{CODED}")</script>',
        '<script type="text/template"><p>机<b>密</b>★10年</p></script>',
        "<p 机密★10年>x</p>",
    ],
)
def test_a_page_is_read_as_it_is_shown(body):
    assert says(f"<!doctype html><html><head><meta charset=utf-8></head><body><p>正文</p>{body}</body></html>", "a.html")


SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
NAMESPACES = '<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>'


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (f'{SVG}<path d="M0 0L10 10"/></svg>', ["image-not-read"]),
        (f'{SVG}<path d="M0 0L10 10"/><text>图</text></svg>', []),
        (f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY m "&#26426;&#23494;">]>{SVG}<text>&m;</text></svg>', ["suspicious-structure"]),
        (f'<?xml version="1.0"?>{NAMESPACES}{SVG}<text>图</text></svg>', []),
    ],
)
def test_drawings_that_may_show_what_was_not_read_are_held(drawing, expected):
    assert codes(drawing.encode(), "a.svg") == expected


def test_what_an_entity_stands_for_is_read():
    assert says(f'<!DOCTYPE svg [<!ENTITY m "&#26426;"><!ENTITY n "密★10年">]>{SVG}<text>&m;&n;</text></svg>', "a.svg")


def test_a_tag_with_too_many_attributes_is_read_as_text_and_held():
    tag = "<p " + " ".join(f'a{number}="密"' for number in range(100_000)) + f' z="{MARK}">'
    assert says(f"<html><body>{tag}</body></html>", "a.html")
    assert codes(f"<html><body>{tag}</body></html>".encode(), "a.html") == ["suspicious-structure"]


def test_strings_that_never_close_are_read_once():
    assert len(items(("<html><script>" + "`\\" * 200_000 + "</script>机密").encode(), "a.html")) < 10
