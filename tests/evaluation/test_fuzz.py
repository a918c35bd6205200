"""The fuzzer's own parts: damage can be made again, a mark that is still there is seen, and what passed unread is called so."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from screener.model import Action, Coverage, Screened, Verdict
from screener.screening import unreadable
from tests.evaluation.fuzz import SAMPLES, Tally, unread
from tests.evaluation.mark_bytes import needed, still_holds
from tests.evaluation.mutations import MUTATIONS, PACKAGE_MUTATIONS, Mutant, Sample, load, mutant, zipped

MARK = "机密★1年"
READ = Screened("x", "", 1, "application/pdf", Verdict(Action.PASS, (), (), (), Coverage(1, 0, 1, 0, 9), "", ()), 1)


def test_a_mutant_is_made_again_from_its_seed_and_number() -> None:
    samples = load(SAMPLES)
    assert [mutant(1, number, samples).data for number in range(40)] == [mutant(1, number, samples).data for number in range(40)]


@pytest.mark.parametrize("kind", [*MUTATIONS, *PACKAGE_MUTATIONS])
def test_every_kind_of_damage_changes_a_package(kind: str) -> None:
    samples = load(SAMPLES)
    package = next(sample for sample in samples if sample.members)
    damage = (MUTATIONS | PACKAGE_MUTATIONS)[kind]
    assert any(damage(package, samples, Random(seed)) != package.data for seed in range(5))


def _deflated(data: bytes) -> bytes:
    return zipped([("word/document.xml", data)])


@pytest.mark.parametrize(
    "data",
    [
        MARK.encode(),
        MARK.encode("gb18030"),
        b"\x00" + MARK.encode("utf-16-le"),
        _deflated("<w:t>机密</w:t><w:t>★1</w:t>\n<w:t>年</w:t>".encode()),
        _deflated(MARK.encode())[:-60],
        b"&#26426;&#23494;&#9733;1&#24180;",
    ],
    ids=["utf-8", "gb18030", "utf-16 at an odd byte", "over runs in a package", "package without its directory", "entities"],
)
def test_a_mark_that_is_still_there_is_seen(data: bytes) -> None:
    assert still_holds(data, {MARK: 1}) == MARK


def test_a_bare_level_is_there_for_certain_only_where_no_mention_of_the_word_is_gone() -> None:
    whole = "秘密\n保守国家秘密".encode()
    marks = needed(whole, frozenset({"秘密", MARK}))
    assert marks == {"秘密": 2, MARK: 1}
    assert still_holds(whole, marks) == "秘密"
    assert not still_holds("公开\n保守国家秘密".encode(), marks)


def test_a_mark_that_the_damage_destroyed_is_not_seen() -> None:
    assert not still_holds(_deflated("机★1年，密".encode()), {MARK: 1})


@pytest.mark.parametrize(
    ("verdict", "wrong"),
    [
        (READ.verdict, False),
        (replace(READ.verdict, coverage=Coverage(1, 1, 1, 0, 9)), True),
        (replace(READ.verdict, coverage=Coverage(1, 0, 1, 0, 0)), True),
        (replace(READ.verdict, unscanned=(unreadable("x", "corrupt"),)), True),
    ],
    ids=["all was read", "a part was not", "no character was", "something is reported as not read"],
)
def test_what_passed_without_having_been_read_is_called_so(verdict: Verdict, wrong: bool) -> None:
    assert bool(unread(replace(READ, verdict=verdict))) is wrong


def test_a_missing_verdict_and_a_passed_mark_are_failures() -> None:
    sample = Sample(Path("x.pdf"), b"")
    tally = Tally(10.0, {sample.path: {MARK: 1}})
    tally.add(Mutant(1, "bytes flipped", sample, b""), None)
    tally.add(Mutant(2, "bytes flipped", sample, MARK.encode()), READ)
    tally.add(Mutant(3, "bytes flipped", sample, b"nothing"), READ)
    assert {name: len(shown) for name, shown in tally.failures.items()} == {"no verdict": 1, "MISS: passed with its mark": 1}
    assert tally.destroyed["bytes flipped"] == 1


def test_a_repeated_member_is_written_twice_under_one_name() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped([("a", b"1"), ("a", b"2")]))) as package:
        assert package.namelist() == ["a", "a"]
