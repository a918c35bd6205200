from datetime import timedelta

import pytest
from django.utils import timezone

from screener.model import Action, Location, Unscanned
from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def states_of(*numbers: str):
    from reports.cases.models import Case

    return [Case.objects.get(number=number).state for number in numbers]


def test_a_batch_of_arrivals_becomes_one_case_each_with_a_number_of_the_day(records: Installation):
    from reports.cases import register

    cases = register.receive(records.channel, [samples.arrival(f"{index}.txt") for index in range(3)])

    day = timezone.localdate().strftime("%Y%m%d")
    assert [case.number for case in cases] == [f"{day}-000001", f"{day}-000002", f"{day}-000003"]
    assert {case.department for case in cases} == {"办公室"}
    assert [bytes.fromhex(case.origin) for case in cases] == [b"0.txt", b"1.txt", b"2.txt"]


def test_the_same_file_that_was_seen_twice_before_it_was_taken_is_one_case(records: Installation):
    from reports.cases import register

    seen = samples.arrival()
    assert register.receive(records.channel, [seen]) == register.receive(records.channel, [seen])


def test_a_name_in_no_known_encoding_is_kept_byte_for_byte(records: Installation):
    from reports.cases import register
    from reports.cases.arrival import Arrival

    name = "公告".encode("gb18030") + b"\xff.txt"
    (case,) = register.receive(records.channel, [Arrival(name, "1:2:3:4", 3)])
    assert bytes.fromhex(case.origin) == name
    assert case.untrusted_name.endswith("\\xff.txt")


@pytest.mark.parametrize(
    ("kind", "state", "effects", "state_secret"),
    [
        ("clean", "passed", ["deliver"], False),
        ("review", "held", ["seal"], False),
        ("block", "held", ["seal"], False),
        ("secret", "held", ["isolate"], True),
    ],
)
def test_a_verdict_decides_what_is_to_be_done(records: Installation, kind, state, effects, state_secret):
    case = samples.judged(records, kind)

    assert (case.state, case.state_secret) == (state, state_secret)
    assert [effect.kind for effect in case.effects.order_by("pk")] == effects
    assert case.lease_owner == ""


@pytest.mark.parametrize("score", [0.5, 0.79])
def test_a_doubtful_mark_in_a_document_blocked_for_something_else_is_sealed_not_isolated(records: Installation, score):
    from reports.cases import register

    samples.take_in(records)
    (case,) = register.claim("me", 1)
    case = register.record(case, samples.screened(Action.BLOCK, samples.secret(score), samples.mobile()))
    assert not case.state_secret


def test_no_column_holds_a_quote(records: Installation):
    from django.core import serializers

    from reports.cases.models import AuditEntry, Case, FindingRow

    samples.judged(records, "secret")
    stored = serializers.serialize("json", [*Case.objects.all(), *FindingRow.objects.all(), *AuditEntry.objects.all()], ensure_ascii=False)
    assert "金丝雀" not in stored


def test_names_that_no_database_can_hold_are_written_out(records: Installation):
    from reports.cases import register

    samples.take_in(records)
    (case,) = register.claim("me", 1)
    unread = Unscanned(Location("a\0b\udcff!c"), "corrupt")
    case = register.record(case, samples.screened(Action.REVIEW, unscanned=(unread,)))
    assert case.unscanned.get().part == "a\\x00b\\udcff!c"


def test_a_verdict_is_written_once(records: Installation):
    from reports.cases import register
    from reports.cases.models import AuditEntry

    samples.take_in(records)
    (case,) = register.claim("me", 1)
    first = register.record(case, samples.screened(Action.REVIEW, samples.mobile()))
    rows = AuditEntry.objects.count()
    again = register.record(case, samples.screened(Action.PASS))

    assert (first.state, again.state, AuditEntry.objects.count()) == ("held", "held", rows)


def test_who_lost_the_lease_writes_nothing(records: Installation):
    from reports.cases import register
    from reports.cases.models import Case

    samples.take_in(records)
    (mine,) = register.claim("slow", 1)
    Case.objects.filter(pk=mine.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    (theirs,) = register.claim("quick", 1)

    assert register.record(mine, samples.screened(Action.PASS)).state == "screening"
    assert register.record(theirs, samples.screened(Action.REVIEW)).state == "held"


def test_a_lease_that_stands_is_not_taken_over(records: Installation):
    from reports.cases import register

    samples.take_in(records)
    assert len(register.claim("one", 5)) == 1
    assert register.claim("two", 5) == []
    assert register.owners() == {"one"}
    assert register.renew("one") == 1


def test_what_is_given_back_on_a_clean_stop_does_not_count_against_the_document(records: Installation):
    from reports.cases import register

    samples.take_in(records)
    register.claim("one", 5)
    assert register.give_back("one") == 1
    (case,) = register.claim("two", 5)
    assert case.attempts == 1


def test_a_document_that_ended_its_process_three_times_is_held_unread(records: Installation):
    from reports.cases import register

    number = samples.take_in(records).number
    for _ in range(3):
        assert len(register.claim("one", 5)) == 1
        register.give_back("one", blameless=False)

    assert register.claim("one", 5) == []
    assert states_of(number) == ["held"]
    from reports.cases.models import Case

    case = Case.objects.get(number=number)
    assert [row.code for row in case.unscanned.all()] == ["extractor-failed"]
    assert [effect.kind for effect in case.effects.all()] == ["seal"]


def test_taking_in_and_vanishing_are_done_once(records: Installation):
    from reports.cases import register

    taken, gone = register.receive(records.channel, [samples.arrival("a"), samples.arrival("b")])
    for _ in range(2):
        assert register.taken(taken).custody == "taken"
        assert register.vanished(gone).custody == "vanished"
    assert register.vanished(taken).custody == "taken"
    assert states_of(gone.number) == ["closed"]


def test_a_thousand_findings_are_kept_of_more(records: Installation):
    from reports.cases import register

    samples.take_in(records)
    (case,) = register.claim("me", 1)
    case = register.record(case, samples.screened(Action.REVIEW, *[samples.mobile()] * 1200))
    assert case.findings.count() == 1000
    assert case.coverage["findings"] == 1200


def test_a_verdict_by_rules_that_are_no_longer_here_is_taken_for_the_worse(records: Installation):
    from dataclasses import replace

    from reports.cases import register

    samples.take_in(records)
    (case,) = register.claim("me", 1)
    told = samples.screened(Action.BLOCK, samples.secret(0.5))
    case = register.record(case, replace(told, verdict=replace(told.verdict, policy="pre-publication@0")))
    assert case.state_secret


def test_the_millionth_document_of_a_day_has_a_number_too(records: Installation):
    from reports.cases import register
    from reports.cases.models import Case

    (case,) = register.receive(records.channel, [samples.arrival()])
    day = case.number.partition("-")[0]
    for number in (999_999, 1_000_000):
        Case.objects.filter(pk=case.pk).update(number=f"{day}-{number}")
        (case,) = register.receive(records.channel, [samples.arrival()])
        assert case.number == f"{day}-{number + 1}"


def test_only_a_reviewer_calls_a_finding_none_and_the_chain_says_who(records: Installation):
    from reports.cases import register, verification
    from reports.cases.states import RefusedError

    finding = samples.held(records, "review").findings.get()
    for stranger in (samples.person("auditor"), samples.person("head", department="刑一庭")):
        with pytest.raises(RefusedError):
            register.mark_false_alarm(finding, stranger, "x")
    register.mark_false_alarm(finding, samples.person("reviewer"), "样例号码")
    finding.refresh_from_db()
    assert finding.false_alarm == "样例号码"
    assert verification.verify().first_bad is None


def test_a_document_of_a_channel_that_only_another_host_has_is_left_to_it(records: Installation):
    from dataclasses import replace

    from reports.cases import register

    (case,) = register.receive(replace(records.channel, name="elsewhere"), [samples.arrival()])
    register.taken(case)
    assert register.claim("here:1", 5) == []
