"""Numbers for Prometheus, read from the database when asked: counts by channel, state and family of rule. No name, no case number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from reports.cases import incidents
from reports.cases.models import Case, Effect, Incident, State

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 600.0)
# Received, and nobody or nothing has come to an end with it.
UNSETTLED = (State.RECEIVED, State.SCREENING, State.PASSED)


def exposition() -> bytes:
    """The text that a scraper reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Cases())
    return generate_latest(registry)


class _Cases(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from _totals()
        yield _held()
        yield _oldest()
        yield _effects()
        yield _seconds()
        yield _incidents()

    def describe(self) -> Iterator[Metric]:
        return iter(())


def _totals() -> Iterator[Metric]:
    """Documents by channel. `recheck` opens cases about documents received before: these are not received again."""
    received = CounterMetricFamily("screener_received", "Documents taken in.", labels=["channel"])
    released = CounterMetricFamily("screener_released", "Documents delivered.", labels=["channel"])
    states = GaugeMetricFamily("screener_cases", "Cases by state.", labels=["channel", "state"])
    by_channel = Case.objects.order_by("channel").values("channel")
    for row in by_channel.filter(~Q(predecessor__isnull=False, custody="delivered", state__in=["held", "closed"])).annotate(
        received=Count("pk"), released=Count("pk", filter=Q(released_at__isnull=False))
    ):
        received.add_metric([row["channel"]], row["received"])
        released.add_metric([row["channel"]], row["released"])
    for channel, state, number in Case.objects.order_by("channel", "state").values_list("channel", "state").annotate(Count("pk")):
        states.add_metric([channel, state], number)
    yield from (received, released, states)


def _held() -> Metric:
    held = GaugeMetricFamily(
        "screener_held", "Held documents that wait for a person, by family of rule; one may count in several.", labels=["family"]
    )
    families: Counter[str] = Counter()
    for reasons in Case.objects.filter(state=State.HELD).values_list("reasons", flat=True).iterator(1000):
        families.update({str(reason["rule"]).partition(".")[0] for reason in reasons})
    for family, number in sorted(families.items()):
        held.add_metric([family], number)
    return held


def _oldest() -> Metric:
    """0 while nothing waits, so that an alarm needs no special case."""
    gauge = GaugeMetricFamily(
        "screener_oldest_seconds", "Age of the oldest case that waits, for the program or for a person.", labels=["waits_for"]
    )
    now = timezone.now()
    for who, states in (("program", UNSETTLED), ("person", (State.HELD,))):
        oldest = Case.objects.filter(state__in=states).aggregate(oldest=Min("received_at"))["oldest"]
        gauge.add_metric([who], max(0.0, (now - oldest).total_seconds()) if oldest else 0.0)
    return gauge


def _effects() -> Metric:
    gauge = GaugeMetricFamily("screener_effects_pending", "What is still to be done outside the database.", labels=["kind", "failed"])
    pending = Effect.objects.filter(done_at=None).order_by("kind").values("kind")
    for row in pending.annotate(failed=Count("pk", filter=Q(attempts__gt=0)), fresh=Count("pk", filter=Q(attempts=0))):
        gauge.add_metric([row["kind"], "no"], row["fresh"])
        gauge.add_metric([row["kind"], "yes"], row["failed"])
    return gauge


def _seconds() -> Metric:
    histogram = HistogramMetricFamily("screener_screening_seconds", "How long the screening of a document took.")
    up_to = {f"b{at}": Count("pk", filter=Q(elapsed_ms__lte=int(limit * 1000))) for at, limit in enumerate(SECONDS)}
    row = Case.objects.filter(screened_at__isnull=False).aggregate(number=Count("pk"), total=Sum("elapsed_ms"), **up_to)
    buckets = [(str(limit), float(row[f"b{at}"])) for at, limit in enumerate(SECONDS)]
    histogram.add_metric([], [*buckets, ("+Inf", float(row["number"]))], (row["total"] or 0) / 1000)
    return histogram


def _incidents() -> Metric:
    gauge = GaugeMetricFamily(
        "screener_incidents", "Leak incidents that are not concluded, by what leaked and where they stand.", labels=["kind", "state"]
    )
    now = timezone.now()
    standing = Counter((one.kind, incidents.state(one, now)) for one in Incident.objects.filter(concluded_at=None))
    for kind in Incident.Kind:
        for state in ("to-report", "overdue", "to-conclude", "conclusion-overdue"):
            gauge.add_metric([kind, state], standing[kind, state])
    return gauge
