"""How a level is written and miswritten, and what only looks so."""

import pytest

from screener.normalize import normalize
from screener.recognize.level_words import level_words


def words(text: str) -> list[tuple[str, str]]:
    return [(word.level.value, word.disguise) for word in level_words(normalize(text).text)]


@pytest.mark.parametrize(
    ("text", "level", "disguise"),
    [
        ("机密", "机密", ""),
        ("糹色宀必山", "绝密", "split"),
        ("幺 色 宀 心 丿 山", "绝密", "split"),
        ("朩几宓山", "机密", "split"),
        ("木 九 冖 必 山", "机密", "split"),
        ("禾心丿宀必山", "秘密", "split"),
        ("木必密", "秘密", "look-alike"),
        ("MM★3年", "秘密", "pinyin"),
        ("M-M★3年", "秘密", "pinyin"),
        ("密级：MM", "秘密", "pinyin"),
        ("ꭻꮇ★3年", "机密", "pinyin"),
        ("机\n密", "机密", "vertical"),
        ("机 密", "机密", "spaced"),
        ("机·密", "机密", "separated"),
    ],
)
def test_a_level_is_read_however_written(text, level, disguise):
    assert words(text) == [(level, disguise)]


@pytest.mark.parametrize("text", ["板厚12 mm", "尺寸：30 MM*40 MM", "M&M 巧克力", "红木几案", "禾苗必须", "秘书", "机关", "绝句"])
def test_what_is_no_level_is_not_read_as_one(text):
    assert words(text) == []
