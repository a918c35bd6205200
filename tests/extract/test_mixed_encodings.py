"""A text that is Western by the number of its bytes, and Chinese where it matters."""

from __future__ import annotations

import pytest

from screener.config import Limits
from screener.extract import Reading, Source
from screener.model import Segment

MARK = "机密★10年\n关于有关工作的报告\n"
FRENCH = "Le café est situé près de l'hôtel, où les élèves étudient déjà.\n" * 400
NAMES = {"a.txt": "{}", "a.html": "<html><body><p>{}</p></body></html>"}


def texts(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return [item.text for item in Reading(Source.of_file(path, Limits(), name, ())) if isinstance(item, Segment)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "west", [b"\xff" * 300, b"\xe9" * 300, b"\xe9 " * 300, FRENCH.encode("cp1252")], ids=["ff", "e9", "letters", "prose"]
)
@pytest.mark.parametrize("first", [True, False], ids=["Chinese first", "Chinese last"])
def test_the_chinese_of_it_is_read(tmp_path, name, encoding, west, first):
    chinese = MARK.encode(encoding)
    before, after = NAMES[name].split("{}")
    body = chinese + west if first else west + b"\n" + chinese
    assert any("机密★10年" in text for text in texts(tmp_path, name, before.encode() + body + after.encode()))


@pytest.mark.parametrize("name", NAMES)
def test_western_prose_is_read_once(tmp_path, name):
    data = NAMES[name].format(FRENCH).encode("cp1252")
    assert sum("café" in text for text in texts(tmp_path, name, data)) > 0
    assert not any("\u4e00" <= character <= "\u9fff" for text in texts(tmp_path, name, data) for character in text)
