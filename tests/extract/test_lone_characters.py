"""Marks and numbers cut into one character a field: in arrays, in columns, in attributes; and columns that only look like it."""

from __future__ import annotations

import json

import pytest

from screener.extract.text.lone_characters import LoneCharacters, columns, json_fields
from tests.extract.readings import texts

MARK, NUMBER = "机密★10年", "330106198703124518"
ATTRIBUTES = '<c n="{}" v="{}"/>'


def lines(text: str, *others: str) -> str:
    return "\n".join(text.format(number, one) for number, one in enumerate(MARK)) + "\n".join(("", *others))


CUT = {
    "array": (json.dumps({"a": [*MARK]}, ensure_ascii=False), "a.json"),
    "escaped array": (json.dumps({"a": [*MARK]}), "a.json"),
    "objects": (json.dumps([{"c": one} for one in MARK], ensure_ascii=False, indent=1), "a.json"),
    "objects with more": (json.dumps([{"id": f"k{at}", "c": one, "x": "甲"} for at, one in enumerate(MARK)], indent=1), "a.json"),
    "names": (json.dumps(dict.fromkeys("机密★1年", 0), ensure_ascii=False), "a.json"),
    "lines of JSON": (lines('{{"n": "{}", "c": "{}"}}'), "a.jsonl"),
    "column": (lines("{},{},x"), "a.csv"),
    "quoted column": (lines('"{}","{}","x"'), "a.csv"),
    "column of a list": (lines("{}\t{}\tx"), "a.txt"),
    "elements": (f"<r>{lines('<c><n>{}</n><t>{}</t></c>')}</r>", "a.xml"),
    "attributes": (f"<r>{lines(ATTRIBUTES)}</r>", "a.xml"),
    "entities": ("<r>" + "".join(f"<c v='&#{ord(one)};'/>" for one in MARK) + "</r>", "a.xml"),
}


@pytest.mark.parametrize(("text", "name"), CUT.values(), ids=CUT)
def test_a_mark_of_one_character_a_field_is_read_whole(text: str, name: str) -> None:
    assert any(MARK in found or "机密★1年" in found for found in texts(text.encode(), name))


def test_a_number_of_one_figure_a_field_is_read_whole() -> None:
    assert NUMBER in texts(json.dumps({"a": [*NUMBER]}).encode(), "a.json")


def test_a_long_column_is_told_in_portions_that_share_their_ends() -> None:
    lone = LoneCharacters(columns)
    cells = "甲乙丙丁" * 62 + MARK + "甲乙丙丁" * 100
    found = [*lone.add("密,甲,x\n" + "".join(f"{one},x\n" for one in cells)), *lone.rest()]
    assert any(MARK in text for text in found)
    assert len(found) > 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"name": f"张三{at}", "sex": "男女"[at % 2], "grade": str(at % 5)} for at in range(40)], ensure_ascii=False),
        json.dumps({"a": ["机", "密码本", "密", "机器人", "★", "星级"]}, ensure_ascii=False),
    ],
    ids=["男 and 女", "words between"],
)
def test_what_is_no_text_is_not_joined(text: str) -> None:
    lone = LoneCharacters(json_fields)
    assert [*lone.add(text), *lone.rest()] == []
