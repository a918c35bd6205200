"""What a monitoring system may know: the numbers of the case file, and how the inboxes stand. Counts, ages and codes."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from reports.cases import metrics
from watchers.folder import stuck
from watchers.status import read_status

CONTENT_TYPE = metrics.CONTENT_TYPE
ALIVE_FOR = 60.0


def exposition() -> bytes:
    """The text that a scraper reads. Without the database it still says how the watching stands, and that the database is away."""
    registry = CollectorRegistry(auto_describe=False)
    close_old_connections()
    try:
        cases, database = metrics.exposition(), 1
    except (DatabaseError, InterfaceError):
        cases, database = b"", 0
    finally:
        close_old_connections()
    Gauge("screener_database_up", "0 while the database does not answer.", registry=registry).set(database)
    status = read_status(settings.HOME)
    since = status.get("failing", {}).get("since")
    failing = Gauge(
        "screener_failing_seconds", "For how long the watcher's work has failed and is tried again; 0: it works.", registry=registry
    )
    failing.set(max(time.time() - since, 0.0) if since else 0.0)
    unknown = Gauge(
        "screener_unknown_writers", "Files judged though it is not known whether somebody still wrote.", ["channel"], registry=registry
    )
    for channel, count in status.get("unknown_writers", {}).items():
        unknown.labels(channel).set(count)
    Gauge("screener_watching", "1 while the drop-box is watched.", registry=registry).set(time.time() - status.get("at", 0) < ALIVE_FOR)
    troubles = Gauge("screener_inbox_troubles", "What stays in an inbox, by reason.", ["channel", "code"], registry=registry)
    for channel, codes in status.get("troubles", {}).items():
        for code, count in codes.items():
            troubles.labels(channel, code).set(count)
    oldest = Gauge("screener_inbox_oldest_seconds", "Age of the oldest file in an inbox.", ["channel"], registry=registry)
    for channel in settings.CONFIG.channels:
        oldest.labels(channel.name).set(max((one.seconds for one in stuck(channel, 0)), default=0))
    return cases + generate_latest(registry)
