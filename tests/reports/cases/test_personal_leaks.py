"""A leak of personal data: the fields that the law lists, the authority and the persons told, or why they are not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation

KIND = "personal-data"


@pytest.fixture
def case(records: Installation):
    return samples.judged(records, "clean")


@pytest.fixture
def officer(records: Installation):
    return samples.person("classifier")


def opened(case):
    from reports.cases import incidents

    return incidents.open_incident(case, "recheck", "群众来电反映", kind=KIND)


def refused(attempt) -> str:
    from reports.cases.states import RefusedError

    with pytest.raises(RefusedError) as caught:
        attempt()
    return caught.value.why


def test_its_record_has_what_the_law_lists(case):
    incident = opened(case)
    assert {"kinds", "cause", "harm", "measures", "self_help", "contact"} <= set(incident.report)
    assert incident.report["discovery"] == "群众来电反映"


def test_the_kinds_that_were_found_and_the_offices_contact_are_filled_in(records: Installation):
    from dataclasses import replace

    from django.conf import settings

    unit = replace(settings.CONFIG.unit, names=("甲市中级人民法院", "甲中院"), phones=("010-1",))
    settings.CONFIG = replace(settings.CONFIG, unit=unit)
    incident = opened(samples.judged(records, "review"))
    assert incident.report["kinds"] == "手机号码"
    assert incident.report["contact"] == "甲市中级人民法院　010-1"


def test_it_stands_beside_a_leak_of_a_state_secret_of_the_same_document(case):
    from reports.cases import incidents

    first, secret = opened(case), incidents.open_incident(case, "recheck", "一")
    assert first != secret
    assert opened(case) == first
    assert {one.pk for one in incidents.still_open()} == {first.pk, secret.pk}


def test_authority_and_persons_must_both_have_heard(case, officer):
    from reports.cases import incidents

    incident = opened(case)
    late = incident.due_at + timedelta(seconds=1)
    assert refused(lambda: incidents.reported(incident, officer, "peer")) == "guard"
    incident = incidents.reported(incident, officer, "authority")
    assert (incidents.unreported(incident), incidents.state(incident, late)) == (["persons"], "overdue")
    incident = incidents.reported(incident, officer, "persons")
    assert incidents.state(incident, late + timedelta(days=400)) == "to-conclude"
    assert incidents.conclusion_due(incident) is None


def test_the_persons_are_left_untold_for_a_reason_and_with_the_measures_written_down(case, officer):
    from reports.cases import incidents

    incident = opened(case)
    assert refused(lambda: incidents.leave_untold(incident, officer, "已撤下")) == "guard"
    incident = incidents.fill_in(incident, officer, {"measures": "十分钟内撤下，日志表明无人访问"})
    assert refused(lambda: incidents.leave_untold(incident, officer, " ")) == "guard"
    incident = incidents.leave_untold(incident, officer, "采取措施有效避免了危害")
    assert incidents.unreported(incident) == ["authority"]
    assert not {"self_help", "way"} & set(incidents.missing(incident))
    incident = incidents.reported(incident, officer, "authority")
    incident = incidents.fill_in(incident, officer, dict.fromkeys(incidents.missing(incident), "已填"))
    assert incidents.state(incidents.conclude(incident, officer), timezone.now()) == "concluded"


def test_persons_who_were_left_untold_are_told_when_the_authority_demands_it(case, officer):
    from reports.cases import incidents

    incident = incidents.fill_in(opened(case), officer, {"measures": "已撤下"})
    incident = incidents.reported(incidents.leave_untold(incident, officer, "无危害"), officer, "persons")
    assert {"self_help", "way"} <= set(incidents.missing(incident))


def test_what_is_about_persons_is_not_put_on_the_record_of_a_state_secret(case, officer):
    from reports.cases import incidents

    secret = incidents.open_incident(case, "recheck", "一")
    assert refused(lambda: incidents.leave_untold(secret, officer, "无危害")) == "guard"
    with pytest.raises(ValueError, match="1 fields"):
        incidents.fill_in(secret, officer, {"self_help": "x"})


def test_a_head_of_another_department_writes_nothing_into_it(case):
    from reports.cases import incidents

    incident, head = opened(case), samples.person("head", "other-head", "执行局")
    for attempt in (
        lambda: incidents.fill_in(incident, head, {"harm": "x"}),
        lambda: incidents.leave_untold(incident, head, "x"),
        lambda: incidents.reported(incident, head, "persons"),
    ):
        assert refused(attempt) == "other-department"


def test_the_chain_verifies_and_says_nothing_of_what_was_written(case, officer):
    from reports.cases import incidents, verification
    from reports.cases.models import AuditEntry

    incident = incidents.fill_in(opened(case), officer, {"measures": samples.CANARY})
    incidents.leave_untold(incident, officer, samples.CANARY)
    assert verification.verify().faults == ()
    assert not any("金丝雀" in detail for detail in AuditEntry.objects.values_list("detail", flat=True))


def test_links_from_before_there_were_two_kinds_still_agree(case):
    from reports.cases import incidents, snapshot

    incident = incidents.open_incident(case, "recheck", "一")
    (row,) = snapshot._incidents(case)
    assert set(row) == {
        "id", "case_id", "discovered_at", "due_at", "how_discovered", "report", "reported_peer_at", "reported_superior_at", "concluded_at",
    }  # fmt: skip
    assert incident.kind == "state-secret"
