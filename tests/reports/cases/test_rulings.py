from datetime import timedelta

import pytest
from django.utils import timezone

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_outbox import again, lying_in, run, sound

ROLES = ("submitter", "head", "reviewer", "leader", "classifier", "auditor", "administrator")
REVIEWERS = {"reviewer", "leader", "classifier"}
DECIDERS = REVIEWERS | {"head"}
DECLASSIFIED = {"number": "密发〔2026〕3号", "authority": "某机关", "date": "2026-01-05"}
HANDED = {"receiver": "李四", "unit": "保密办", "date": "2026-01-05"}
EVIDENCE = {"hand-over": HANDED, "destroy": {"basis": "销毁清单第3号"}}


def refused_why(call) -> str:
    from reports.cases.states import RefusedError

    try:
        call()
    except RefusedError as error:
        return error.why
    return ""


# verdict, decision -> who may decide first, and who must confirm
TABLE = [
    ("review", "release", REVIEWERS, set()),
    ("block", "release", REVIEWERS, {"leader", "classifier"}),
    ("secret", "release", REVIEWERS, {"leader", "classifier"}),
    ("review", "release-redacted", DECIDERS, set()),
    ("block", "release-redacted", DECIDERS, set()),
    ("review", "reject", DECIDERS, set()),
    ("secret", "reject", DECIDERS, set()),
    ("review", "refer", DECIDERS, set()),
    ("secret", "refer", DECIDERS, set()),
    ("secret", "hand-over", REVIEWERS, {"leader", "classifier"}),
    ("review", "destroy", REVIEWERS, {"leader", "classifier"}),
]


@pytest.mark.parametrize(("kind", "decision", "first", "second"), TABLE)
def test_who_may_decide_what(installation: Installation, kind, decision, first, second):
    evidence = DECLASSIFIED if (kind, decision) == ("secret", "release") else EVIDENCE.get(decision, {})
    for role in ROLES:
        case = samples.held(installation, kind)
        tried = refused_why(lambda: samples.decide(case, samples.person(role), decision, evidence=evidence))  # noqa: B023
        assert (tried == "") == (role in first), role
        assert tried in {"", "wrong-role"}
        if tried:
            continue
        assert case.rulings.get().effective == (not second)
        for other in ROLES if second else ():
            again_tried = refused_why(
                lambda: samples.decide(again(case), samples.person(other, f"second-{other}"), decision, evidence=evidence)  # noqa: B023
            )
            if other in second:
                assert again_tried == "", other
                break
            assert again_tried in {"wrong-role", "second-role"}, other
        assert all(ruling.effective for ruling in case.rulings.all())


def test_a_release_by_one_reviewer_goes_out_decrypted(records: Installation):
    case = samples.held(records, "review", "名单".encode())
    samples.decide(case, samples.person("reviewer"), "release")
    assert again(case).state == "passed"
    run()

    assert (records.channel.released / "通知.txt").read_bytes() == "名单".encode()
    assert (again(case).state, lying_in(records.channel.held / "sealed")) == ("released", [])
    assert sound()


def test_a_state_secret_goes_out_only_declassified_and_by_two_persons(records: Installation):
    case = samples.held(records, "secret")
    reviewer, classifier = samples.person("reviewer"), samples.person("classifier")

    assert refused_why(lambda: samples.decide(case, reviewer, "release")) == "evidence-missing"
    samples.decide(case, reviewer, "release", evidence=DECLASSIFIED)
    run()
    assert again(case).state == "held"
    assert refused_why(lambda: samples.decide(case, reviewer, "release", evidence=DECLASSIFIED)) == "second-person"
    other = {**DECLASSIFIED, "number": "密发〔2026〕4号"}
    assert refused_why(lambda: samples.decide(case, classifier, "release", evidence=other)) == "differs"
    ruling = samples.decide(case, classifier, "release")
    assert ruling.confirms is not None
    run()
    assert again(case).state == "released"
    assert sound()


def test_what_no_longer_is_as_it_was_taken_for_is_not_ruled_on(records: Installation):
    case = samples.held(records)
    asked = []

    def still(now):
        asked.append(now.number)
        return now.action != case.action

    assert refused_why(lambda: samples.decide(case, samples.person("reviewer"), "reject", still=still)) == "stale"
    assert asked == [case.number]
    assert not case.rulings.exists()
    assert sound()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"seen_sha256": "0" * 64}, "stale"),
        ({"seen_policy": "other@1"}, "stale"),
        ({"seen_dictionaries": ["shipped@2"]}, "stale"),
        ({"reason_code": "no-such"}, "unknown-reason"),
        ({"reason_code": "retention-over"}, "unknown-reason"),
        ({"reason": "  "}, "reason-missing"),
        ({"evidence": {"date": "昨天"}}, "evidence-missing"),
        ({"evidence": {"date": "2999-01-01"}}, "evidence-missing"),
        ({"evidence": {"no-such": "1"}}, "evidence-missing"),
    ],
)
def test_what_a_ruling_must_hold(installation: Installation, changed, why):
    case = samples.held(installation, "review")
    assert refused_why(lambda: samples.decide(case, samples.person("reviewer"), "release", **changed)) == why
    assert again(case).state == "held"


def test_the_submitter_does_not_rule_whatever_the_role(installation: Installation):
    from reports.cases.models import Case

    case = samples.held(installation, "review")
    leader = samples.person("leader")
    Case.objects.filter(pk=case.pk).update(submitter=leader)
    assert refused_why(lambda: samples.decide(case, leader, "release")) == "own-submission"


def test_a_head_rules_on_the_own_department_alone(installation: Installation):
    case = samples.held(installation, "review")
    assert refused_why(lambda: samples.decide(case, samples.person("head", department="刑一庭"), "reject")) == "other-department"


def test_an_account_that_was_switched_off_or_lost_its_role_meanwhile_decides_nothing(installation: Installation):
    from reports.cases.models import Person

    case = samples.held(installation, "review")
    reviewer = samples.person("reviewer")
    Person.objects.filter(pk=reviewer.pk).update(role="auditor")
    samples.put_down(reviewer)
    assert refused_why(lambda: samples.decide(case, reviewer, "release")) == "wrong-role"
    Person.objects.filter(pk=reviewer.pk).update(role="reviewer", is_active=False)
    assert refused_why(lambda: samples.decide(case, reviewer, "release")) == "inactive"


def test_a_refused_try_stands_in_the_chain(records: Installation):
    from reports.cases.models import AuditEntry

    case = samples.held(records, "review")
    refused_why(lambda: samples.decide(case, samples.person("auditor"), "release"))
    last = AuditEntry.objects.order_by("-sequence")[0]
    assert (last.action, last.actor, last.case_number) == ("refused", "auditor", case.number)
    assert '"why":"wrong-role"' in last.detail
    assert sound()


@pytest.mark.parametrize("number", ["20260101-000001", "'; DROP TABLE cases_case"])
def test_a_number_that_is_none_is_refused(installation: Installation, number):
    from reports.cases import rulings

    reviewer = samples.person("reviewer")
    assert refused_why(lambda: rulings.rule(number, reviewer, "release", "other", "x", {}, "", "", [])) == "unknown-case"


def test_a_decision_that_is_none_is_refused(installation: Installation):
    case = samples.held(installation, "review")
    assert refused_why(lambda: samples.decide(case, samples.person("reviewer"), "publish")) == "no-such-decision"


def test_nobody_rules_before_the_file_is_put_away(installation: Installation):
    case = samples.judged(installation, "review")
    assert refused_why(lambda: samples.decide(case, samples.person("reviewer"), "release")) == "not-in-custody"


def test_a_first_ruling_is_void_once_something_else_was_decided(installation: Installation):
    case = samples.held(installation, "block")
    samples.decide(case, samples.person("reviewer"), "release")
    samples.decide(case, samples.person("head"), "reject")
    samples.decide(again(case), samples.person("leader"), "withdraw")
    ruling = samples.decide(again(case), samples.person("leader"), "release")
    assert not ruling.effective
    assert again(case).state == "held"


def test_an_approval_is_taken_back_before_it_goes_out(records: Installation):
    case = samples.held(records, "review")
    samples.decide(case, samples.person("reviewer"), "release")
    samples.decide(again(case), samples.person("leader"), "withdraw")
    run()
    assert (again(case).state, lying_in(records.channel.released)) == ("held", [])
    assert sound()


def test_a_delivery_that_has_begun_is_not_taken_back(installation: Installation):
    case = samples.held(installation, "review")
    samples.decide(case, samples.person("reviewer"), "release")
    installation.channel.released.rmdir()
    run()
    assert refused_why(lambda: samples.decide(again(case), samples.person("leader"), "withdraw")) == "being-done"


def test_a_publication_that_is_withdrawn_stays_on_the_record(records: Installation):
    case = samples.judged(records, "clean")
    run()
    samples.decide(again(case), samples.person("leader"), "withdraw", reason_code="leak")
    assert (again(case).state, again(case).rulings.get().decision) == ("released", "withdraw")
    assert sound()


@pytest.mark.parametrize("kind", ["review", "secret"])
def test_destruction_leaves_a_certificate_and_no_bytes(records: Installation, kind):
    case = samples.held(records, kind, b"to be destroyed")
    for role in ("reviewer", "classifier"):
        samples.decide(case, samples.person(role), "destroy", evidence=EVIDENCE["destroy"])
    run()

    case = again(case)
    assert (case.state, case.custody) == ("closed", "destroyed")
    certificate = case.rulings.order_by("-pk")[0].evidence["certificate"]
    assert certificate["content"] == case.sha256
    assert lying_in(records.channel.held / "isolated") + lying_in(records.channel.held / "sealed") == []
    assert sound()


@pytest.mark.parametrize("carried_off", [True, False])
def test_what_was_handed_over_is_no_longer_here(records: Installation, carried_off):
    case = samples.held(records, "secret")
    samples.decide(case, samples.person("reviewer"), "hand-over", evidence=HANDED)
    if carried_off:
        (records.channel.held / "isolated" / case.storage).unlink()
    samples.decide(case, samples.person("classifier"), "hand-over")
    run()

    assert (again(case).state, again(case).custody) == ("handed-over", "handed-over")
    assert lying_in(records.channel.held / "isolated") == []
    assert sound()


def test_while_a_decision_is_carried_out_there_is_no_other(installation: Installation):
    case = samples.held(installation, "review")
    for role in ("reviewer", "leader"):
        samples.decide(case, samples.person(role), "destroy", evidence=EVIDENCE["destroy"])
    assert refused_why(lambda: samples.decide(case, samples.person("leader"), "release")) == "being-done"


def test_what_was_altered_under_seal_is_held_again(records: Installation):
    case = samples.held(records, "review", b"x" * 100)
    samples.decide(case, samples.person("reviewer"), "release")
    file = records.channel.held / "sealed" / f"{case.storage}.sealed"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    run()
    assert (again(case).state, lying_in(records.channel.released)) == ("held", [])


def test_a_referred_case_knows_since_when(installation: Installation):
    case = samples.held(installation, "review")
    samples.decide(case, samples.person("head"), "refer", reason_code="cannot-decide")
    assert timezone.now() - again(case).referred_at < timedelta(minutes=1)
