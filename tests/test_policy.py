"""Deciding is a pure function; a policy that is not understood is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.errors import PolicyError
from screener.model import Action, Finding, Location, Unscanned
from screener.policy import Policy, PolicyRule, decide, load_policy

SHIPPED = load_policy("pre-publication")


def found(entity, score=0.9, quote="甲"):
    return Finding(entity, entity.rsplit(".", 1)[-1], Location("a.txt"), 0, len(quote), quote, score)


@pytest.mark.parametrize(
    ("findings", "action"),
    [
        ([], Action.PASS),
        ([found("secret.marking", 0.95)], Action.BLOCK),
        ([found("secret.marking", 0.6)], Action.REVIEW),
        ([found("secret.marking", 0.4)], Action.PASS),
        ([found("secret.quoted-marking", 0.6)], Action.REVIEW),
        ([found("secret.registered-copy", 0.85)], Action.BLOCK),
        ([found("secret.registered-copy", 0.55)], Action.REVIEW),
        ([found("secret.document-number", 0.9)], Action.BLOCK),
        ([found("secret.project-name", 0.9)], Action.BLOCK),
        ([found("secret.coordinates", 0.5)], Action.REVIEW),
        ([found("internal.marking")], Action.REVIEW),
        ([found("internal.court-work")], Action.REVIEW),
        ([found("trade.marking")], Action.REVIEW),
        ([found("foreign.marking")], Action.REVIEW),
        ([found("personal.mobile")], Action.REVIEW),
        ([found("personal.landline", 0.3)], Action.PASS),
        ([found("personal.mobile", quote=str(number)) for number in range(49)], Action.REVIEW),
        ([found("personal.mobile", quote=str(number)) for number in range(50)], Action.BLOCK),
        ([found("personal.mobile", quote="同一个号码")] * 80, Action.REVIEW),
        ([found("public.case-number"), found("organisation.unified-credit-code")], Action.PASS),
        ([found("a-kind.nobody-thought-of", 0.1)], Action.REVIEW),
    ],
)
def test_the_default_policy_decides(findings, action):
    assert decide(findings, [], SHIPPED)[0] is action


@pytest.mark.parametrize("unscanned", [Action.PASS, Action.REVIEW, Action.BLOCK])
def test_what_cannot_be_read_is_never_passed(unscanned):
    policy = Policy("lax", "1", (), unscanned=unscanned)
    action, reasons = decide([], [Unscanned(Location("a.zip"), "password-protected")], policy)
    assert action >= Action.REVIEW
    assert reasons[0].rule == "unscanned"


def test_a_finding_counts_once_for_the_strictest_rule_that_holds():
    rules = (
        PolicyRule("a", ("x.*",), Action.REVIEW, "甲", "a"),
        PolicyRule("b", ("x.y",), Action.BLOCK, "乙", "b", min_score=0.8),
        PolicyRule("c", ("x.*",), Action.BLOCK, "丙", "c", min_count=50),
    )
    action, reasons = decide([found("x.y", 0.9, "甲"), found("x.y", 0.6, "乙"), found("x.z", 0.9, "丙")], [], Policy("p", "1", rules))
    assert action is Action.BLOCK
    assert [(reason.rule, reason.count) for reason in reasons] == [("b", 1), ("a", 2)]


def many(entity, count):
    return [found(entity, quote=str(number)) for number in range(count)]


# 法释〔2017〕10号第5条第1款第3、4、5项; halved by 第8项.
@pytest.mark.parametrize(
    ("entity", "threshold", "rule"),
    [
        ("personal.track", 50, "serious-50"),
        ("personal.property-certificate", 50, "serious-50"),
        ("personal.medical-record", 500, "serious-500"),
        ("personal.bank-card", 500, "serious-500"),
        ("personal.mobile", 5000, "serious-5000"),
        ("personal.half-masked", 5000, "serious-5000"),
    ],
)
@pytest.mark.parametrize("in_office", [False, True])
def test_the_number_of_records_says_how_serious_it_is(entity, threshold, rule, in_office):
    policy = replace(SHIPPED, in_office=in_office)
    enough = threshold // 2 if in_office else threshold
    action, reasons = decide(many(entity, enough), [], policy)
    assert action is Action.BLOCK
    assert (reasons[0].rule, reasons[0].count) == (rule, enough)
    assert f"{enough:,} 条以上" in reasons[0].sentence
    assert f"{enough:,} or more" in reasons[0].sentence_en
    assert rule not in {reason.rule for reason in decide(many(entity, enough - 1), [], policy)[1]}


def test_the_shipped_policy_takes_what_an_office_holds_as_obtained_in_office():
    assert SHIPPED.in_office
    assert load_policy("judgment-2024").in_office
    assert decide(many("personal.property-certificate", 25), [], SHIPPED)[0] is Action.BLOCK
    assert decide(many("personal.property-certificate", 24), [], SHIPPED)[0] is Action.REVIEW


def test_an_odd_number_is_halved_upwards():
    rules = (PolicyRule("a", ("x.y",), Action.BLOCK, "{count} 条以上", "{count} or more", min_count=5, halved=True),)
    policy = Policy("p", "1", rules, ignored=("x.*",), in_office=True)
    assert decide(many("x.y", 2), [], policy)[0] is Action.PASS
    assert decide(many("x.y", 3), [], policy)[1][0].sentence == "3 条以上"


def test_another_organs_document_needs_its_consent():
    action, reasons = decide([found("publicity.foreign-source", 0.75)], [], SHIPPED)
    assert action is Action.REVIEW
    assert "制发机关同意" in reasons[0].sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "TOML"),
        ('name = "a"', "version"),
        ('name = "a"\nversion = "1"\nunknown = 1', "unknown"),
        ('name = "a"\nversion = "1"\nunscanned = "maybe"', "action"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = "x"\nreason = "y"', "action"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = "x"\nreason = "y"\naction = "block"\nmin_score = 2', "min_score"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = "x"\nreason = "y"\naction = "block"\nmin_count = 0', "min_count"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = "x"\nreason = "y"\naction = "block"\nmin_scores = 1', "min_scores"),
        ('name = "a"\nversion = "1"\nrule = 3', "[[rule]]"),
        ('name = "a"\nversion = "1"\nin_office = "yes"', "in_office"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = []\nreason = "y"\naction = "block"', "entity"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = ["x.*", 3]\nreason = "y"\naction = "block"', "entity"),
        ('name = "a"\nversion = "1"\n[[rule]]\nid = "r"\nentity = "x"\nreason = "y"\naction = "block"\nhalved = 1', "halved"),
    ],
)
def test_a_broken_policy_is_refused_with_its_place(tmp_path, text, says):
    file = tmp_path / "p.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(str(file))
    assert str(file) in caught.value.sentence
    assert says in caught.value.sentence


def test_an_unknown_policy_names_the_known_ones():
    with pytest.raises(PolicyError, match="pre-publication"):
        load_policy("no-such-policy")


def test_the_organisations_own_policy_comes_before_the_shipped_one(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "pre-publication.toml").write_text('name = "pre-publication"\nversion = "ours"', "utf-8")
    assert load_policy("pre-publication", tmp_path).version == "ours"


@pytest.mark.parametrize(
    ("findings", "action"),
    [
        ([found("judgment.barred")], Action.BLOCK),
        ([found("judgment.barred", 0.6)], Action.REVIEW),
        ([found("judgment.unmasked-name")], Action.BLOCK),
        ([found("judgment.missed-occurrence", 0.65)], Action.REVIEW),
        ([found("judgment.over-masked", 0.7)], Action.REVIEW),
        ([found("judgment.residue", 0.4)], Action.PASS),
        ([found("personal.resident-id")], Action.BLOCK),
        ([found("personal.mobile")], Action.BLOCK),
        ([found("personal.landline", 0.6)], Action.REVIEW),
        ([found("internal.court-work")], Action.BLOCK),
        ([found("secret.marking")], Action.BLOCK),
        ([found("public.case-number")], Action.PASS),
    ],
)
@pytest.mark.parametrize("name", ["judgment-2016", "judgment-2024"])
def test_the_policies_for_judgments_decide(findings, action, name):
    policy = load_policy(name)
    assert policy.profile == name
    assert decide(findings, [], policy)[0] is action


def write(folder, name, text):
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / f"{name}.toml").write_text(text, "utf-8")


def test_a_policy_that_extends_another_has_its_rules_and_replaces_those_of_the_same_id(tmp_path):
    write(
        tmp_path,
        "ours",
        'name = "ours"\nversion = "1"\nextends = "pre-publication"\n[[rule]]\nid = "trade"\nentity = "trade.*"\naction = "block"\nreason = "本院从严"',
    )
    policy = load_policy("ours", tmp_path)
    assert {rule.id for rule in policy.rules} == {rule.id for rule in SHIPPED.rules}
    assert policy.ignored == SHIPPED.ignored
    assert policy.profile is None
    assert decide([found("trade.marking")], [], policy)[0] is Action.BLOCK
    assert decide([found("secret.marking")], [], policy)[0] is Action.BLOCK


def test_the_organisations_own_policy_may_extend_the_shipped_one_of_its_name(tmp_path):
    write(tmp_path, "pre-publication", 'name = "pre-publication"\nversion = "ours"\nextends = "pre-publication"\nunscanned = "block"')
    policy = load_policy("pre-publication", tmp_path)
    assert policy.rules == SHIPPED.rules
    assert policy.unscanned is Action.BLOCK


def test_policies_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, "a", 'name = "a"\nversion = "1"\nextends = "b"')
    write(tmp_path, "b", 'name = "b"\nversion = "1"\nextends = "a"')
    with pytest.raises(PolicyError, match="a"):
        load_policy("a", tmp_path)
