"""What was held because it could not be read is looked at again when a person asks, and only then; both verdicts are in the chain."""

import json
import os
from dataclasses import replace

import pytest

from screener.model import Action, Location, Unscanned
from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_outbox import again, lying_in, run, sound

CONTENT = "本院定于二〇二六年八月十二日公开开庭审理一案。".encode()
FAILED = Unscanned(Location("通知.txt"), "extractor-failed", "ValueError")


def unread(place: Installation, *findings, action=Action.REVIEW, code="extractor-failed", content=CONTENT, name="通知.txt"):
    """A case that is sealed because a reader failed."""
    from reports.cases import register

    taken = samples.take_in(place, content, name)
    (case,) = [case for case in register.claim("me", 10) if case.pk == taken.pk]
    register.record(case, samples.screened(action, *findings, content=content, unscanned=(replace(FAILED, code=code),)))
    run()
    return again(case)


def answering(*findings, action=Action.PASS, unscanned=(), content=CONTENT):
    """A reader that is mended, or is not."""
    return lambda *_: samples.screened(action, *findings, content=content, unscanned=unscanned)


def rescreen(case, screen, role="reviewer"):
    from reports.cases.rescreen import rescreen

    return rescreen(case.number, samples.person(role), screen)


def why_not(case, screen, role="reviewer") -> str:
    from reports.cases.states import RefusedError

    with pytest.raises(RefusedError) as refused:
        rescreen(case, screen, role)
    return refused.value.why


def chain(case):
    from reports.cases.models import AuditEntry

    return [
        (one.actor, one.action, json.loads(one.detail)) for one in AuditEntry.objects.filter(case_number=case.number).order_by("sequence")
    ]


def test_what_can_be_read_now_and_passes_goes_out_the_usual_way(records: Installation):
    case = unread(records)
    assert rescreen(case, answering()) == "passes"
    assert (again(case).state, again(case).custody) == ("passed", "sealed")
    run()
    assert again(case).state == "released"
    assert (records.channel.released / "通知.txt").read_bytes() == CONTENT
    assert lying_in(records.channel.held / "sealed") == []
    asked, judged = chain(case)[-3:-1]
    assert (asked[:2], judged[:2]) == (("reviewer", "rescreen"), ("screener", "pass-after-all"))
    assert asked[2]["verdict"]["unscanned"] == ["extractor-failed"]
    assert (asked[2]["verdict"]["action"], judged[2]["action"]) == (1, 0)
    assert sound()


def test_the_real_reader_opens_the_sealed_file_in_memory_alone(records: Installation):
    from reports.cases import fresh_screening

    case = unread(records)
    before = lying_in(records.root)
    assert rescreen(case, fresh_screening.screen) == "passes"
    assert [name for name in lying_in(records.root) if name not in before and "sqlite" not in name] == []
    assert again(case).coverage["parts_read"] == 1


def test_the_real_reader_finds_a_mark_in_what_was_not_read_and_it_stays_sealed(records: Installation):
    from reports.cases import fresh_screening

    marked = "机密★10年\n关于有关工作的报告\n".encode()
    case = unread(records, content=marked)
    assert rescreen(case, fresh_screening.screen) == "held"
    assert (again(case).state, again(case).custody, again(case).state_secret) == ("held", "sealed", True)
    run()
    assert lying_in(records.channel.held / "isolated") + lying_in(records.channel.released) == []
    assert sound()


def test_the_same_verdict_changes_nothing_and_a_look_more_is_in_the_chain(records: Installation):
    case = unread(records)
    same = answering(action=Action.REVIEW, unscanned=(FAILED,))
    before = (case.dictionaries, case.screened_at)
    assert [rescreen(case, same), rescreen(case, same)] == ["same", "same"]
    assert (again(case).dictionaries, again(case).screened_at) == before
    assert [action for _, action, _ in chain(case)][-2:] == ["rescreen", "rescreen"]
    assert sound()


def test_whoever_saw_the_earlier_verdict_has_not_seen_this(records: Installation):
    from tests.reports.cases.test_rulings import refused_why

    case = unread(records)
    assert rescreen(case, answering(samples.mobile(), action=Action.REVIEW)) == "held"
    assert refused_why(lambda: samples.decide(case, samples.person("reviewer"), "release")) == "stale"
    assert refused_why(lambda: samples.decide(again(case), samples.person("reviewer"), "release")) == ""


def test_a_first_ruling_on_the_earlier_verdict_is_void(records: Installation):
    case = unread(records, samples.mobile(), action=Action.BLOCK)
    samples.decide(case, samples.person("reviewer"), "release")
    assert rescreen(case, answering(samples.mobile(), action=Action.BLOCK)) == "held"
    second = samples.decide(again(case), samples.person("leader"), "release")
    assert not second.effective


def test_stopped_before_the_verdict_is_written_nothing_was_done(records: Installation):
    case = unread(records)

    def stopped(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rescreen(case, stopped)
    assert again(case).state == "held"
    assert rescreen(case, answering()) == "passes"
    assert why_not(case, answering()) == "wrong-state"
    run()
    assert again(case).state == "released"


def test_what_was_decided_meanwhile_stays_decided(records: Installation):
    case = unread(records)

    def while_it_is_read(*_):
        samples.decide(case, samples.person("leader"), "reject")
        return samples.screened(Action.PASS, content=CONTENT)

    assert why_not(case, while_it_is_read) == "wrong-state"
    assert again(case).state == "rejected"
    assert sound()


@pytest.mark.parametrize("role", ["submitter", "head", "auditor", "administrator"])
def test_only_those_who_rule_on_documents_may_ask(records: Installation, role):
    assert why_not(unread(records), answering(), role) == "wrong-role"


def test_what_a_person_has_put_to_the_authority_is_not_passed_by_the_program(records: Installation):
    case = unread(records)
    samples.decide(case, samples.person("reviewer"), "refer")
    assert why_not(case, answering()) == "not-unread"
    assert chain(case)[-1][:2] == ("reviewer", "refused")


@pytest.mark.parametrize("code", ["password-protected", "corrupt", "suffix-mismatch"])
def test_what_lies_with_the_document_is_not_looked_at_again(records: Installation, code):
    assert why_not(unread(records, code=code), answering()) == "not-unread"


def test_a_state_secret_is_not_opened_again(records: Installation):
    case = unread(records, samples.secret(), action=Action.BLOCK)
    assert case.custody == "isolated"
    assert why_not(case, answering()) == "not-in-custody"


def test_a_sealed_file_that_is_not_the_one_that_was_held_is_an_error_and_passes_nothing(records: Installation):
    from reports.cases.held_file import CustodyError

    case = unread(records)
    sealed = records.channel.held / "sealed" / f"{case.storage}.sealed"
    content = bytearray(sealed.read_bytes())
    content[-1] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(CustodyError):
        rescreen(case, answering())
    assert again(case).state == "held"


def test_a_file_altered_after_it_passed_is_held_for_persons_to_decide(records: Installation):
    case = unread(records)
    rescreen(case, answering())
    sealed = records.channel.held / "sealed" / f"{case.storage}.sealed"
    os.truncate(sealed, sealed.stat().st_size - 1)
    run()
    assert (again(case).state, again(case).action) == ("held", Action.REVIEW)
    assert lying_in(records.channel.released) == []
    assert samples.decide(again(case), samples.person("reviewer"), "reject").effective


def test_somebody_is_told_of_what_was_found_at_the_second_look(records: Installation):
    from django.conf import settings

    case = unread(records)
    settings.CONFIG = replace(settings.CONFIG, notify=replace(settings.CONFIG.notify, webhook="http://127.0.0.1:9/"))
    rescreen(case, answering(samples.mobile(), action=Action.BLOCK))
    assert [one.kind for one in again(case).effects.filter(done_at=None)] == ["webhook"]
