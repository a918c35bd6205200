"""A file name of a level word and the one word that it qualifies in any story is looked at, and does not block; a paper's name blocks."""

from __future__ import annotations

import pytest

from screener.model import Location, Place, Segment
from screener.recognize.mark_features import BLOCKING, WORTH_A_LOOK
from tests.recognize.found import found


def score(name: str, place: Place = Place.FILE_NAME) -> float:
    return max(
        finding.score for finding in found([Segment(name, Location(place=place))]) if finding.rule in ("secrecy-marking", "quoted-marking")
    )


@pytest.mark.parametrize("name", ["秘密 花园.pdf", "秘密_基地.docx", "秘密-武器.txt", "秘密 森林"])
def test_a_story_is_looked_at(name):
    assert WORTH_A_LOOK <= score(name) < BLOCKING


@pytest.mark.parametrize(
    "name",
    ["秘密 关于开展检查的通知.pdf", "秘密 名单.xlsx", "秘密 武器清单.pdf", "机密 武器.pdf", "秘密★ 长期 花园.pdf", "秘密 花园 2026.pdf"],
)
def test_a_paper_blocks(name):
    assert score(name) >= BLOCKING


def test_a_field_with_its_label_blocks():
    assert score("密级：秘密 武器", Place.METADATA) >= BLOCKING
