"""A leak's clock runs from its discovery, to two addressees, and its record is complete before it is closed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


@pytest.fixture
def case(records: Installation):
    return samples.judged(records, "clean")


def test_discovery_starts_a_clock_of_24_hours_and_is_in_the_chain(case):
    from reports.cases import incident_forms, incidents
    from reports.cases.models import AuditEntry

    found = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    incident = incidents.open_incident(case, "recheck", "词典更新后复查发现", found)
    assert incident.due_at == found + timedelta(hours=24)
    assert incidents.state(incident, found) == "to-report"
    assert incidents.remaining(incident, found + timedelta(hours=20)) == timedelta(hours=4)
    assert incidents.state(incident, found + timedelta(hours=25)) == "overdue"
    assert AuditEntry.objects.latest("sequence").action == "open-incident"
    assert set(incident.report) == set(incident_forms.STATE_SECRET.fields)


def test_a_second_discovery_does_not_start_the_clock_again(case):
    from reports.cases import incidents

    first = incidents.open_incident(case, "recheck", "一", timezone.now() - timedelta(hours=30))
    assert incidents.open_incident(case, "recheck", "二") == first
    assert [one.pk for one in incidents.overdue(timezone.now())] == [first.pk]


def test_both_addressees_must_have_the_report_before_the_clock_stops(case):
    from reports.cases import incidents

    incident = incidents.open_incident(case, "recheck", "一")
    officer = samples.person("classifier")
    incident = incidents.reported(incident, officer, "peer")
    assert incidents.state(incident, incident.due_at + timedelta(seconds=1)) == "overdue"
    incident = incidents.reported(incident, officer, "superior")
    assert incidents.state(incident, incident.due_at + timedelta(seconds=1)) == "to-conclude"
    assert incidents.state(incident, incident.discovered_at + timedelta(days=93)) == "conclusion-overdue"


def test_a_report_that_was_noted_is_not_noted_otherwise(case):
    from reports.cases import incidents
    from reports.cases.states import RefusedError

    incident = incidents.open_incident(case, "recheck", "一")
    officer = samples.person("leader")
    incident = incidents.reported(incident, officer, "peer")
    with pytest.raises(RefusedError):
        incidents.reported(incident, officer, "peer")


@pytest.mark.parametrize("shift", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_report_is_made_neither_in_the_future_nor_before_the_discovery(case, shift):
    from reports.cases import incidents
    from reports.cases.states import RefusedError

    incident = incidents.open_incident(case, "recheck", "一")
    with pytest.raises(RefusedError):
        incidents.reported(incident, samples.person("leader"), "peer", timezone.now() + shift)


def test_a_report_that_came_too_late_stays_known_as_late(case):
    from reports.cases import incidents

    incident = incidents.open_incident(case, "recheck", "一", timezone.now() - timedelta(hours=30))
    incidents.reported(incident, samples.person("leader"), "peer")
    assert [one.pk for one in incidents.reported_late()] == [incident.pk]


@pytest.mark.parametrize("role", ["submitter", "auditor", "administrator"])
def test_who_does_not_decide_writes_nothing_into_a_leaks_record(case, role):
    from reports.cases import incidents
    from reports.cases.states import RefusedError

    incident = incidents.open_incident(case, "recheck", "一")
    person = samples.person(role)
    for attempt in (
        lambda: incidents.open_incident(case, person, "一"),
        lambda: incidents.fill_in(incident, person, {"harm": "x"}),
        lambda: incidents.reported(incident, person, "peer"),
        lambda: incidents.conclude(incident, person),
    ):
        with pytest.raises(RefusedError) as refused:
            attempt()
        assert refused.value.why == "wrong-role"


def test_a_record_is_concluded_when_it_is_complete_and_then_no_more_changed(case):
    from reports.cases import incidents
    from reports.cases.states import RefusedError

    officer = samples.person("classifier")
    incident = incidents.open_incident(case, officer, "群众来电反映")
    incident = incidents.reported(incidents.reported(incident, officer, "peer"), officer, "superior")
    with pytest.raises(RefusedError):
        incidents.conclude(incident, officer)
    incident = incidents.fill_in(incident, officer, dict.fromkeys(incidents.missing(incident), "已填"))
    assert incidents.missing(incident) == []
    incident = incidents.conclude(incident, officer)
    assert incidents.state(incident, timezone.now()) == "concluded"
    assert list(incidents.still_open()) == []
    with pytest.raises(RefusedError):
        incidents.fill_in(incident, officer, {"harm": "另一说法"})


def test_what_is_written_into_the_report_is_not_in_the_chain(case):
    from reports.cases import incidents
    from reports.cases.models import AuditEntry

    officer = samples.person("classifier")
    incident = incidents.open_incident(case, officer, samples.CANARY)
    incidents.fill_in(incident, officer, {"content": samples.CANARY})
    with pytest.raises(ValueError, match="1 fields"):
        incidents.fill_in(incident, officer, {samples.CANARY: "x"})
    assert not any("金丝雀" in detail for detail in AuditEntry.objects.values_list("detail", flat=True))


@pytest.mark.parametrize(
    ("found", "due"),
    [("2026-11-24", "2027-02-24"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29"), ("2026-01-31", "2026-04-30")],
)
def test_three_months_are_counted_by_the_calendar(installation: Installation, found, due):
    from reports.cases import incidents
    from reports.cases.models import Incident

    incident = Incident(discovered_at=datetime.fromisoformat(f"{found}T12:00:00+08:00"))
    last = incidents.conclusion_due(incident)
    assert last is not None
    assert last.date().isoformat() == due


def test_the_chain_verifies_over_an_incident(case):
    from reports.cases import incidents, verification

    incident = incidents.open_incident(case, "recheck", "一")
    incidents.reported(incident, samples.person("leader"), "peer")
    assert verification.verify().faults == ()
