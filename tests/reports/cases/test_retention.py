"""What is old enough is proposed; nothing is removed; no setting keeps less than the law asks for."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def later(years: float) -> datetime:
    return timezone.now() + timedelta(days=365.25 * years + 2)


def rejected(place: Installation, **options):
    case = samples.held(place, **options)
    samples.decide(case, samples.person("reviewer"), "reject")
    return case


def test_held_files_are_proposed_when_their_time_is_over_and_not_a_day_before(records: Installation):
    from reports.cases import retention

    case = rejected(records)
    assert retention.proposal(later(9.9)).files == ()
    assert retention.proposal(later(10)).files == (case.number,)
    assert (records.channel.held / "sealed" / f"{case.storage}.sealed").exists()


def test_what_waits_for_a_decision_never_gets_old(records: Installation):
    from reports.cases import retention

    samples.held(records)
    samples.judged(records, "clean")
    assert retention.proposal(later(50)) == retention.Proposal((), 0, ())


def test_a_record_gets_old_from_the_last_thing_that_happened(records: Installation):
    from reports.cases import outbox, retention

    samples.judged(records, "clean")
    outbox.run_due(timezone.now())
    assert retention.proposal(later(9.9)).records == 0
    assert retention.proposal(later(10)).records == 1


def test_what_an_open_leak_refers_to_is_kept(records: Installation):
    from reports.cases import incidents, retention

    case = rejected(records)
    incidents.open_incident(case, "recheck", "一")
    assert retention.proposal(later(20)).files == ()


@pytest.mark.parametrize(("years", "kept"), [(0, 10), (3, 10), (10, 10), (30, 30)])
def test_records_are_kept_ten_years_at_least(installation: Installation, years, kept):
    from reports.cases import retention

    assert retention.record_years(dataclasses.replace(installation.config.records, retain_records_years=years)) == kept


@pytest.mark.parametrize(("years", "kept"), [(0, 1), (1, 1), (3, 3)])
def test_logs_are_kept_a_year_at_least(installation: Installation, years, kept):
    from reports.cases import retention

    assert retention.log_years(dataclasses.replace(installation.config.records, retain_logs_years=years)) == kept


def test_logs_are_proposed_by_the_day_in_their_name(installation: Installation):
    from reports.cases import retention

    folder = installation.home / "logs"
    folder.mkdir()
    for name in ("2024-02-29.jsonl", "2025-11-23.jsonl", "2025-11-24.jsonl", "2026-11-24.jsonl", "2024-99-99.jsonl", "notes.txt"):
        (folder / name).write_text("{}\n")
    old = retention.proposal(datetime(2026, 11, 24, 23, tzinfo=UTC)).logs
    assert [path.name for path in old] == ["2024-02-29.jsonl", "2025-11-23.jsonl"]
    assert len(list(folder.iterdir())) == 6


def test_a_leap_day_is_no_trap(installation: Installation):
    from reports.cases import retention

    assert retention.proposal(datetime(2028, 2, 29, tzinfo=UTC)).records == 0
