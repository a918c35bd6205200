"""The numbers that Prometheus reads add up and name nobody."""

from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def numbers() -> dict[tuple[str, ...], float]:
    from reports.cases import metrics

    families = text_string_to_metric_families(metrics.exposition().decode())
    return {(sample.name, *sorted(sample.labels.values())): sample.value for family in families for sample in family.samples}


def test_an_empty_installation_has_numbers_too(records: Installation):
    found = numbers()
    assert found["screener_oldest_seconds", "program"] == 0
    assert found["screener_screening_seconds_count",] == 0
    assert found["screener_incidents", "overdue", "state-secret"] == 0


def test_received_is_released_and_held_and_under_way(records: Installation):
    from reports.cases import incidents, outbox

    for number, kind in enumerate(("clean", "clean", "review", "block", "secret")):
        case = samples.judged(records, kind, name=f"{samples.CANARY}{number}.txt")
    samples.take_in(records)
    pending = numbers()
    assert pending["screener_effects_pending", "deliver", "no"] == 2
    assert pending["screener_effects_pending", "isolate", "no"] == 1
    outbox.run_due(timezone.now())
    incidents.open_incident(case, "recheck", "一")
    found = numbers()
    assert found["screener_received_total", "web"] == 6
    assert found["screener_released_total", "web"] == 2
    assert found["screener_cases", "held", "web"] == 3
    assert found["screener_cases", "received", "web"] == 1
    assert found["screener_held", "rule"] == 3
    assert found["screener_screening_seconds_count",] == 5
    assert found["screener_screening_seconds_bucket", "0.1"] == 5
    assert round(found["screener_screening_seconds_sum",], 3) == 0.06
    assert found["screener_oldest_seconds", "person"] > 0
    assert found["screener_incidents", "state-secret", "to-report"] == 1
    assert not any(name[0] == "screener_effects_pending" for name in found)


def test_an_effect_that_failed_is_told_apart(records: Installation):
    from reports.cases import outbox

    samples.judged(records, "clean")
    records.channel.released.rename(records.root / "gone")
    outbox.run_due(timezone.now())
    assert numbers()["screener_effects_pending", "deliver", "yes"] == 1


def test_nothing_in_the_text_comes_from_outside(records: Installation):
    from reports.cases import metrics

    case = samples.judged(records, "secret", name=f"{samples.CANARY}.txt")
    text = metrics.exposition().decode()
    assert not any(word in text for word in (samples.CANARY, "金丝雀", "通知", case.number, case.storage))
