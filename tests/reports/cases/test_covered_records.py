"""Accounts and proposals are in the chain: one changed, added or taken away in the database is named."""

from typing import Any

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def faults() -> list[tuple[str, str]]:
    from reports.cases import verification

    return [(fault.kind, fault.what) for fault in verification.verify().faults]


@pytest.fixture
def reviewer(records: Installation) -> Any:
    return samples.person("reviewer", "zhao")


def proposed(person: Any, **more: Any) -> Any:
    from django.utils import timezone

    from reports.cases.models import DictionaryProposal

    values = {"dictionary": "ours", "content": 'name = "ours"', "why": "示例", "proposer": person, "proposed_at": timezone.now()}
    return DictionaryProposal.objects.create(**values | more)


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "leader"}, {"is_active": False}, {"password": "argon2$another"}, {"username": "qian"}, {"first_name": "钱"},
        {"department": "院领导"}, {"is_superuser": True}, {"is_staff": True}, {"email": "a@b.cn"},
    ],
)  # fmt: skip
def test_a_changed_account_is_named_by_its_name_in_the_chain(reviewer, changed):
    from reports.cases.models import Person

    samples.person("auditor", "zhou")
    Person.objects.filter(pk=reviewer.pk).update(**changed)
    assert faults() == [("row-changed", "person:zhao")]


def test_when_somebody_was_here_last_is_not_a_change(reviewer):
    from django.utils import timezone

    from reports.cases.models import Person

    Person.objects.filter(pk=reviewer.pk).update(last_login=timezone.now())
    assert faults() == []


def test_an_account_that_the_chain_does_not_know_is_named(reviewer):
    from reports.cases.models import Person

    stranger = Person.objects.create(username="stranger", role="classifier")
    assert faults() == [("row-unknown", f"person:{stranger.pk}")]


def test_an_account_that_is_gone_is_named(reviewer):
    reviewer.delete()
    assert faults() == [("row-missing", "person:zhao")]


def test_a_second_factor_put_there_or_taken_away_is_named_and_one_in_use_is_not(reviewer):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device = TOTPDevice.objects.create(user=reviewer, confirmed=True, name="totp")
    assert faults() == [("row-changed", "person:zhao")]
    samples.put_down(reviewer)
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=5, drift=1, throttling_failure_count=2)
    TOTPDevice.objects.create(user=reviewer, confirmed=False, name="not proved yet")
    assert faults() == []
    TOTPDevice.objects.filter(pk=device.pk).update(key="00" * 20)
    assert faults() == [("row-changed", "person:zhao")]
    device.delete()
    assert faults() == [("row-changed", "person:zhao")]


@pytest.mark.parametrize(
    "changed", [{"content": "name = 'other'"}, {"accepted": True}, {"why": "x"}, {"base_version": "1"}, {"remark": "x"}]
)
def test_a_changed_proposal_is_named(reviewer, changed):
    from reports.cases.models import DictionaryProposal

    proposal = proposed(reviewer)
    samples.put_down(proposal)
    assert faults() == []
    DictionaryProposal.objects.filter(pk=proposal.pk).update(**changed)
    assert faults() == [("row-changed", f"proposal:{proposal.pk}")]


def test_a_proposal_added_or_gone_is_named(reviewer):
    added = proposed(reviewer)
    assert faults() == [("row-unknown", f"proposal:{added.pk}")]
    samples.put_down(added)
    pk = added.pk
    added.delete()
    assert faults() == [("row-missing", f"proposal:{pk}")]


def test_the_chain_holds_no_word_of_an_account_or_a_proposal_beyond_names(reviewer):
    from reports.cases.models import AuditEntry

    samples.put_down(proposed(reviewer, content=samples.CANARY, why=samples.CANARY))
    details = "".join(AuditEntry.objects.values_list("detail", flat=True))
    assert "金丝雀" not in details
    assert "argon2" not in details


def test_what_was_there_before_the_chain_covered_it_is_taken_over_once(records: Installation):
    from reports.cases import audit
    from reports.cases.models import AuditEntry, Person

    proposed(Person.objects.create(username="old", role="reviewer"))
    assert audit.take_over() == 2
    assert faults() == []
    assert audit.take_over() == 0
    assert AuditEntry.objects.filter(action="taken-over").count() == 2


def test_signing_in_writes_no_new_digest_of_the_password(reviewer):
    from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

    class Weaker(Argon2PasswordHasher):
        time_cost = 1

    reviewer.password = Weaker().encode("xiao-mai-guo-qiao", "salt-of-the-earth")
    assert make_password("x") != reviewer.password
    reviewer.save()
    samples.put_down(reviewer)
    assert reviewer.check_password("xiao-mai-guo-qiao")
    assert not reviewer.check_password("another")
    assert faults() == []


def test_an_older_database_that_is_brought_up_to_date_is_taken_over(installation: Installation):
    from django.core.management import call_command

    from reports.cases.models import AuditEntry, Person
    from reports.founding import bring_up_to_date

    Person.objects.create(username="old", role="reviewer")
    call_command("migrate", "cases", "0001", verbosity=0)
    assert bring_up_to_date() > 0
    assert AuditEntry.objects.filter(action="taken-over").count() == 1
    assert faults() == []
    assert bring_up_to_date() == 0


def test_who_was_given_a_role_in_the_database_decides_nothing(records: Installation):
    """Taken back after the ruling, it would be seen by no check of the whole."""
    from reports.cases.models import AuditEntry, Person
    from reports.cases.states import RefusedError

    case, clerk = samples.held(records, "review"), samples.person("submitter", "wang")
    Person.objects.filter(pk=clerk.pk).update(role="reviewer")
    with pytest.raises(RefusedError) as refused:
        samples.decide(case, Person.objects.get(pk=clerk.pk), "release")
    assert refused.value.why == "tampered"
    Person.objects.filter(pk=clerk.pk).update(role="submitter")
    assert faults() == []
    assert AuditEntry.objects.latest("sequence").action == "refused"
