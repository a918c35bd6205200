"""A noun comes back as it went; anything else is refused, and nothing that was sent runs."""

from __future__ import annotations

import json
import pickle
import time

import pytest

from screener.config import Config
from screener.json_nouns import NoNounError, decode, encode
from screener.model import Action, Coverage, Finding, Location, Place, Reason, Screened, Unscanned, Verdict
from screener.screening import Screener

FINDING = Finding(
    "secret.marking", "secrecy-marking", Location("甲.zip!\udcff.docx", Place.TABLE, 1, 2, "B3", (0.0, 1, 2.5, float("inf"))), 3, 9,
    "机密★10年\ud800\n\0", 0.9, ("context:密级", "header"), "保守国家秘密法", "核对", "check",
)  # fmt: skip
VERDICT = Verdict(
    Action.BLOCK, (Reason(Action.BLOCK, "r", "一", "one", 2),), (FINDING, FINDING), (Unscanned(Location(), "too-large", "x"),),
    Coverage(1, 2, 3, 4, 5, 6, 7), "p@1", ("a@1", "b@2"),
)  # fmt: skip
SCREENED = Screened("\udcc4/文.docx", "0" * 64, 1 << 40, "text/plain", VERDICT, 12)


def test_a_noun_comes_back_as_it_went():
    assert decode(encode(SCREENED), Screened) == SCREENED
    assert decode(encode((7, SCREENED)), tuple[int, Screened]) == (7, SCREENED)
    assert decode(encode(("一", "one")), tuple[str, ...]) == ("一", "one")
    assert type(decode(encode(VERDICT), Verdict).action) is Action
    assert type(decode(encode(FINDING), Finding).location.place) is Place


def test_what_a_screener_makes_comes_back(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("机密★10年\n身份证号：11010519491231002X\n", "utf-8")
    screened = Screener.build(Config()).screen(file)
    assert screened.verdict.findings
    assert decode(encode(screened), Screened) == screened


def changed(*path: int, to: object) -> bytes:
    """The noun with one value put in place of another."""
    whole = json.loads(encode(SCREENED).decode("utf-8", "surrogatepass"))
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return json.dumps(whole).encode()


LIES = {
    "a pickle": pickle.dumps((time.sleep, 0)),
    "nothing": b"",
    "no JSON": b"\xff\xfe[",
    "half of it": encode(SCREENED)[:-9],
    "twice": encode(SCREENED) * 2,
    "another noun": encode(VERDICT),
    "too deep": b"[" * 100_000,
    "a number of too many digits": b"[" + b"9" * 5_000 + b"]",
    "a dictionary": b'{"path": 1}',
    "no verdict": changed(4, to=None),
    "a path that is none": changed(0, to=1),
    "a size that is a word": changed(2, to="1"),
    "a size that is a truth": changed(2, to=True),
    "a size without end": changed(2, to=1 << 80),
    "an action that there is not": changed(4, 0, to=9),
    "a place that there is not": changed(4, 2, 0, 2, 1, to="heaven"),
    "a box of three sides": changed(4, 2, 0, 2, 5, to=[1, 2, 3]),
    "a finding too few values long": changed(4, 2, 0, to=["secret.marking"]),
    "evidence that is a word": changed(4, 2, 0, 7, to="header"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_anything_else_is_refused(lie):
    with pytest.raises(NoNounError) as refused:
        decode(lie, Screened)
    assert not str(refused.value)
