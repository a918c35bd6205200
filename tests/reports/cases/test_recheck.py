"""What went out is looked at again under today's rules, by real screening in isolated processes."""

import pytest
from django.utils import timezone

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation

CLEAN = "关于召开年度工作会议的通知\n请各单位按时参加。\n".encode()
MARKED = "机密★10年\n\n关于金丝雀行动的请示\n".encode()
PERSONAL = "联系人：张伟，身份证号 11010119900307457X，手机 13812345678。\n".encode()


def released(place: Installation, content: bytes, name: str):
    """A document that went out when older rules had nothing against it."""
    from reports.cases import outbox
    from reports.cases.models import Case

    case = samples.judged(place, "clean", content, name)
    outbox.run_due(timezone.now())
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def documents(records: Installation):
    return {
        name: released(records, content, f"{name}.txt") for name, content in (("clean", CLEAN), ("marked", MARKED), ("personal", PERSONAL))
    }


def test_what_would_not_pass_today_gets_a_case_and_a_mark_an_incident(records: Installation, documents):
    from reports.cases import recheck, verification

    report = recheck.recheck()

    assert report.outcomes == {"still-passes": 1, "would-not-pass": 2, "unknown-channel": 0}
    assert {case.predecessor_id for case in report.follow_ups} == {documents["marked"].pk, documents["personal"].pk}
    assert {(case.state, case.custody) for case in report.follow_ups} == {("held", "delivered")}
    assert [incident.case_id for incident in report.incidents] == [documents["marked"].pk]
    assert verification.verify().faults == ()


def test_so_much_personal_data_that_it_is_blocked_is_a_breach_on_record(records: Installation):
    from reports.cases import recheck, verification

    rows = "".join(f"张伟{number},1381234{number:04d}\n" for number in range(700))
    case = released(records, f"姓名,手机\n{rows}".encode(), "名单.csv")
    report = recheck.recheck()
    assert [follow_up.action for follow_up in report.follow_ups] == [2]
    assert [(incident.case_id, incident.kind) for incident in report.incidents] == [(case.pk, "personal-data")]
    assert "手机号码" in report.incidents[0].report["kinds"]
    assert verification.verify().faults == ()


def test_nothing_is_looked_at_twice_under_the_same_rules_unless_asked(records: Installation, documents):
    from reports.cases import recheck
    from reports.cases.models import Case, Incident

    recheck.recheck()
    assert recheck.recheck().outcomes == {"unknown-channel": 0}
    assert recheck.recheck(everything=True).outcomes == {"still-passes": 1, "known": 2, "unknown-channel": 0}
    assert Incident.objects.count() == 1
    assert Case.objects.filter(predecessor=documents["marked"]).count() == 1


def test_a_released_file_that_was_changed_or_fetched_is_reported(records: Installation, documents):
    from reports.cases import recheck
    from reports.cases.models import AuditEntry

    (records.channel.released / "clean.txt").write_bytes(CLEAN + b"\n")
    (records.channel.released / "marked.txt").unlink()
    (records.channel.released / "personal.txt").unlink()
    (records.channel.released / "personal.txt").symlink_to("/etc/passwd")
    report = recheck.recheck()
    assert report.outcomes == {"changed": 1, "gone": 2, "unknown-channel": 0}
    assert report.changed == [documents["clean"].number]
    assert AuditEntry.objects.filter(action="recheck").count() == 3


def test_a_changed_file_that_does_not_pass_is_both(records: Installation, documents):
    from reports.cases import recheck

    (records.channel.released / "clean.txt").write_bytes(MARKED)
    report = recheck.recheck()
    assert report.changed == [documents["clean"].number]
    assert documents["clean"].pk in {incident.case_id for incident in report.incidents}


def test_what_a_person_saw_and_released_is_not_brought_up_again(records: Installation):
    from reports.cases import outbox, recheck, register
    from reports.cases.models import Case
    from screener.screening import Screener

    taken = samples.take_in(records, PERSONAL, "personal.txt")
    (case,) = register.claim("me", 1)
    today = Screener.build(records.config)
    path = records.channel.held / "taken" / taken.storage
    case = register.record(case, today.screen(path, "personal.txt", case.number))
    outbox.run_due(timezone.now())
    case = Case.objects.get(pk=case.pk)
    samples.decide(case, samples.person("reviewer"), "release")
    if case.action == 2:
        samples.decide(case, samples.person("leader"), "release")
    outbox.run_due(timezone.now())
    assert Case.objects.get(pk=case.pk).state == "released"
    assert recheck.recheck(everything=True).outcomes["still-passes"] == 1


def test_a_person_settles_a_follow_up(records: Installation, documents):
    from reports.cases import recheck, verification
    from reports.cases.models import Case
    from reports.cases.states import RefusedError

    follow_up = next(case for case in recheck.recheck().follow_ups if case.predecessor_id == documents["personal"].pk)
    with pytest.raises(RefusedError):
        recheck.settle(follow_up, samples.person("auditor"), stays=False, reason_code="personal-data", reason="")
    with pytest.raises(RefusedError):
        recheck.settle(follow_up, samples.person("reviewer"), stays=True, reason_code="personal-data", reason="")
    ruling = recheck.settle(follow_up, samples.person("reviewer"), stays=False, reason_code="personal-data", reason="已通知撤下")
    assert (ruling.decision, Case.objects.get(pk=follow_up.pk).state) == ("reject", "closed")
    with pytest.raises(RefusedError):
        recheck.settle(follow_up, samples.person("reviewer"), stays=False, reason_code="personal-data", reason="")
    assert verification.verify().faults == ()


def test_what_would_be_blocked_stays_public_only_when_two_persons_say_so(records: Installation, documents):
    from reports.cases import recheck, verification
    from reports.cases.models import AuditEntry, Case
    from reports.cases.states import RefusedError

    follow_up = next(case for case in recheck.recheck().follow_ups if case.predecessor_id == documents["marked"].pk)
    assert follow_up.action == 2

    def stays(role: str, name: str = "", reason_code: str = "sample-or-quotation", reason: str = "样式，已核对"):
        return recheck.settle(follow_up, samples.person(role, name), stays=True, reason_code=reason_code, reason=reason)

    def refused(*told: str, **more: str) -> str:
        with pytest.raises(RefusedError) as error:
            stays(*told, **more)
        return error.value.why

    assert refused("head") == "wrong-role"
    assert refused("head", "elsewhere") == "wrong-role"
    assert refused("reviewer", reason=" ") == "reason-missing"
    first = stays("reviewer")
    assert (first.effective, Case.objects.get(pk=follow_up.pk).state) == (False, "held")
    assert refused("reviewer") == "second-person"
    assert refused("reviewer", "another") == "second-role"
    assert refused("leader", reason_code="mention-only") == "differs"
    second = stays("leader")
    first.refresh_from_db()
    assert (second.confirms_id, second.effective, first.effective) == (first.pk, True, True)
    assert Case.objects.get(pk=follow_up.pk).state == "closed"
    assert AuditEntry.objects.filter(action="refused", case_number=follow_up.number).count() == 6
    assert verification.verify().faults == ()


def test_to_take_it_down_one_person_is_enough_whoever_waited(records: Installation, documents):
    from reports.cases import recheck, verification
    from reports.cases.models import Case

    follow_up = next(case for case in recheck.recheck().follow_ups if case.predecessor_id == documents["marked"].pk)
    recheck.settle(follow_up, samples.person("reviewer"), stays=True, reason_code="mention-only", reason="仅为提及")
    ruling = recheck.settle(follow_up, samples.person("classifier"), stays=False, reason_code="state-secret", reason="")
    assert (ruling.effective, Case.objects.get(pk=follow_up.pk).state) == (True, "closed")
    assert verification.verify().faults == ()


def test_a_head_settles_what_is_the_departments_own(records: Installation, documents):
    from reports.cases import recheck
    from reports.cases.states import RefusedError

    follow_up = next(case for case in recheck.recheck().follow_ups if case.predecessor_id == documents["personal"].pk)
    with pytest.raises(RefusedError) as error:
        recheck.settle(follow_up, samples.person("head", "other", "执行局"), stays=False, reason_code="personal-data", reason="")
    assert error.value.why == "other-department"
    assert recheck.settle(follow_up, samples.person("head"), stays=False, reason_code="personal-data", reason="").effective


def test_no_text_of_a_marked_document_is_kept_by_a_recheck(records: Installation, documents):
    from reports.cases import recheck
    from reports.cases.models import AuditEntry, FindingRow, Incident

    recheck.recheck()
    kept = [*AuditEntry.objects.values_list("detail", flat=True), *FindingRow.objects.values_list("masked_quote", flat=True)]
    kept += [str(incident.report) for incident in Incident.objects.all()]
    assert not any("金丝雀" in text or "11010119900307457X" in text for text in kept)


def test_somebody_is_told_of_a_follow_up_and_nothing_is_moved(records: Installation, documents, monkeypatch):
    import dataclasses

    from django.conf import settings

    from reports.cases import recheck, verification
    from screener.config import Notify

    told = Notify(smtp_host="127.0.0.1", sender="a@b.example", recipients=("c@d.example",), webhook="http://127.0.0.1:9/")
    monkeypatch.setattr(settings, "CONFIG", dataclasses.replace(records.config, notify=told))
    report = recheck.recheck()
    assert [[effect.kind for effect in case.effects.order_by("pk")] for case in report.follow_ups] == [["mail", "webhook"]] * 2
    assert verification.verify().faults == ()


def test_every_outcome_has_words():
    from reports.cases import recheck

    assert all(zh and en for zh, en in recheck.OUTCOMES.values())
