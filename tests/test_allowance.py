"""A signed-off exception lets through what it names, until its day; never a state secret."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest

from screener.allowance import Allowance, load_allowances, today
from screener.cli import main
from screener.config import Config
from screener.dictionary_file import SHIPPED
from screener.errors import DictionaryError
from screener.model import Action, Finding, Location
from screener.policy import decide, load_policy
from screener.screening import Screener, every_rule

POLICY = load_policy("pre-publication")
DAY = date(2026, 11, 24)
ENTITIES = {name: rule.entity for name, rule in every_rule(()).items()}
ENTRY = {"rule": "internal-marking", "phrase": "内部资料 免费交流", "reason": "院刊刊头", "person": "王某", "expires": "2099-12-31"}


def found(rule="internal-marking", entity="internal.marking", quote="内部资料　免费交流", score=0.9):
    return Finding(entity, rule, Location("a.txt"), 0, len(quote), quote, score)


def allowance(**changed):
    fields: dict[str, Any] = {
        "rule": "internal-marking",
        "reason": "院刊刊头",
        "person": "王某",
        "expires": DAY,
        "phrase": "内部资料免费交流",
    }
    return Allowance(**(fields | changed))


def write(folder, *entries, text=""):
    lines = []
    for entry in entries:
        said = (f"{key} = {value if key == 'expires' else json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
        lines.append("\n".join(("[[allow]]", *said)))
    (folder / "exceptions.toml").write_text(text or "\n".join(lines), "utf-8")
    return folder


def test_an_allowed_finding_passes_and_the_verdict_says_by_whose_word():
    action, reasons = decide([found()], [], POLICY, [allowance()], "00", DAY)
    assert action is Action.PASS
    assert [(reason.action, reason.rule, reason.count) for reason in reasons] == [(Action.PASS, "exception", 1)]
    for word in ("按例外放行", "internal-marking", "王某", "2026-11-24"):
        assert word in reasons[0].sentence


def test_the_day_after_its_last_it_lets_nothing_through_and_the_verdict_says_so():
    action, reasons = decide([found()], [], POLICY, [allowance()], "00", DAY + timedelta(days=1))
    assert action is Action.REVIEW
    assert [reason.rule for reason in reasons] == ["internal", "exception-expired"]
    assert "例外已过期" in reasons[1].sentence


def test_an_expired_one_does_not_hide_one_that_holds():
    both = [allowance(expires=DAY - timedelta(days=1)), allowance(person="李某")]
    action, reasons = decide([found()], [], POLICY, both, "00", DAY)
    assert action is Action.PASS
    assert "李某" in reasons[0].sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"phrase": "内部资料"},
        {"phrase": "内部资料免费交流第二版"},
        {"rule": "publicity-attribute"},
        {"sha256": "11"},
        {"phrase": "", "sha256": "11"},
        {"phrase": "", "sha256": ""},
    ],
)
def test_it_reaches_no_further_than_it_says(changed):
    assert decide([found()], [], POLICY, [allowance(**changed)], "00", DAY)[0] is Action.REVIEW


def test_a_whole_document_may_be_excepted_from_a_rule():
    assert decide([found(), found(quote="内部文件")], [], POLICY, [allowance(phrase="", sha256="00")], "00", DAY)[0] is Action.PASS


def test_without_a_day_nothing_holds():
    assert decide([found()], [], POLICY, [allowance()])[0] is Action.REVIEW


def test_a_state_secret_is_never_let_through_whatever_was_loaded():
    secret = found("secrecy-marking", "secret.marking", "机密★1年")
    forged = allowance(rule="secrecy-marking", phrase="机密★1年")
    assert decide([secret], [], POLICY, [forged], "00", DAY)[0] is Action.BLOCK
    # A rule of another kind that found a state secret, as a dictionary's entity may say.
    assert decide([found(entity="secret.project-name")], [], POLICY, [allowance()], "00", DAY)[0] is Action.BLOCK


def test_what_was_not_read_is_not_excepted(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 9)
    digest = hashlib.sha256((tmp_path / "a.bin").read_bytes()).hexdigest()
    own = tmp_path / "own"
    own.mkdir()
    write(own, {"rule": "mobile", "sha256": digest, "reason": "甲", "person": "乙", "expires": "2099-01-01"})
    assert Screener.build(Config(dictionaries=own)).screen(tmp_path / "a.bin").verdict.action is Action.REVIEW


def test_a_file_with_nothing_in_it_and_no_file_are_no_exceptions(tmp_path):
    assert load_allowances(None, ENTITIES) == load_allowances(tmp_path, ENTITIES) == ()
    assert load_allowances(write(tmp_path, text="# 空\n"), ENTITIES) == ()


def test_an_exception_is_read_as_it_was_written(tmp_path):
    (one,) = load_allowances(write(tmp_path, ENTRY), ENTITIES)
    assert (one.rule, one.phrase, one.expires) == ("internal-marking", "内部资料 免费交流", date(2099, 12, 31))
    quoted = write(tmp_path, text=(tmp_path / "exceptions.toml").read_text("utf-8").replace("2099-12-31", '"2099-12-31"'))
    assert load_allowances(quoted, ENTITIES) == (one,)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rule": "secrecy-marking"}, "state secrets"),
        ({"rule": "registered-copy"}, "state secrets"),
        ({"rule": "star-without-secret"}, "state secrets"),
        ({"rule": "coordinates"}, "state secrets"),
        ({"rule": "no-such-rule"}, "no-such-rule"),
        ({"rule": "*"}, "rule"),
        ({"rule": None}, "rule is missing"),
        ({"person": None}, "person is missing"),
        ({"reason": None}, "reason is missing"),
        ({"expires": None}, "expires is missing"),
        ({"expires": "true"}, "expires"),
        ({"expires": '"2026-02-30"'}, "calendar"),
        ({"expires": "2026-11-24T08:00:00"}, "expires"),
        ({"phrase": None}, "scope"),
        ({"phrase": "\u200b"}, "phrase"),
        ({"sha256": "abc"}, "sha256"),
        ({"phrases": "甲"}, "phrases"),
    ],
)
def test_a_broken_exception_is_refused_and_says_why(tmp_path, changed, said):
    entry = {key: value for key, value in (ENTRY | changed).items() if value is not None}
    with pytest.raises(DictionaryError) as caught:
        load_allowances(write(tmp_path, entry), ENTITIES)
    assert said in caught.value.sentence_en
    assert "exceptions.toml" in caught.value.sentence
    with pytest.raises(DictionaryError):
        Screener.build(Config(dictionaries=tmp_path))


@pytest.mark.parametrize("text", ["[[allow]\n", "allow = 3\n", "allow = [3]\n", "[allow]\nrule = 'x'\n", "[[alow]]\n"])
def test_a_file_that_is_none_is_refused(tmp_path, text):
    with pytest.raises(DictionaryError):
        load_allowances(write(tmp_path, text=text), ENTITIES)


def test_a_dictionary_of_state_secrets_cannot_be_excepted_from(tmp_path):
    (tmp_path / "project-names.toml").write_text(
        'name = "project-names"\nversion = "1"\nowner = "办"\nentity = "secret.project-name"\nbasis = "一览表"\nterms = "甲计划"\n', "utf-8"
    )
    write(tmp_path, ENTRY | {"rule": "project-names", "phrase": "甲计划"})
    with pytest.raises(DictionaryError, match="state secrets"):
        Screener.build(Config(dictionaries=tmp_path))


def test_a_screened_file_keeps_the_finding_and_names_the_exception(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    write(own, ENTRY)
    (tmp_path / "a.txt").write_text("某某法院院刊\n\n内部资料　免费交流\n\n" + "正文。\n" * 20, "utf-8")
    verdict = Screener.build(Config(dictionaries=own)).screen(tmp_path / "a.txt").verdict
    assert verdict.action is Action.PASS
    assert [finding.rule for finding in verdict.findings] == ["internal-marking"]
    assert [reason.rule for reason in verdict.reasons] == ["exception"]


def test_what_is_allowed_five_thousand_times_does_not_hide_what_is_not(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    write(own, {"rule": "mobile", "phrase": "13912345678", "reason": "举报电话", "person": "乙", "expires": "2099-01-01"})
    (tmp_path / "a.txt").write_text("举报电话：13912345678\n" * 5_100 + "联系电话：13812348001\n", "utf-8")
    verdict = Screener.build(Config(dictionaries=own)).screen(tmp_path / "a.txt").verdict
    assert verdict.action is Action.REVIEW
    assert "13812348001" in {finding.quote for finding in verdict.findings}


@pytest.mark.parametrize(("expires", "code"), [(today(), 0), (today() - timedelta(days=1), 1)])
def test_check_complains_of_what_has_expired_and_list_shows_it(tmp_path, capsys, expires, code):
    write(tmp_path, ENTRY | {"expires": expires.isoformat()})
    assert main(["dictionary", "check", "--own", str(tmp_path), "--lang", "zh"]) == code
    printed = capsys.readouterr()
    assert "1 条例外" in printed.out
    assert ("已过期" in printed.err) is bool(code)
    assert main(["dictionary", "list", "--own", str(tmp_path), "--lang", "zh"]) == 0
    listed = capsys.readouterr().out
    assert "院刊刊头" in listed
    assert "王某" in listed
    assert ("已过期" in listed) is bool(code)


def test_check_refuses_one_for_a_state_secret(tmp_path, capsys):
    write(tmp_path, ENTRY | {"rule": "secrecy-marking"})
    assert main(["dictionary", "check", "--own", str(tmp_path), "--lang", "zh"]) == 2
    assert "国家秘密" in capsys.readouterr().err


def test_the_manual_shows_exceptions_that_hold(tmp_path):
    blocks = re.findall(r"```toml\n(.*?)```", (SHIPPED / "README.md").read_text("utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "[[allow]]" in block]
    assert [one.rule for one in load_allowances(write(tmp_path, text=block), ENTITIES)] == ["internal-marking", "mobile"]


def test_the_file_can_be_checked_by_itself(tmp_path, capsys):
    path = write(tmp_path, ENTRY) / "exceptions.toml"
    assert main(["dictionary", "check", str(path), "--lang", "en"]) == 0
    assert "1 exception(s)" in capsys.readouterr().out
    write(tmp_path, ENTRY | {"rule": "secrecy-marking"})
    assert main(["dictionary", "check", str(path), "--lang", "en"]) == 2
    assert "state secrets" in capsys.readouterr().err
