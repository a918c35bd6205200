"""What a monitoring system may know: the numbers of the case file, and how the inboxes stand. Counts, ages and codes."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import close_old_connections
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from reports.cases import metrics
from watchers.folder import stuck
from watchers.status import read_status

CONTENT_TYPE = metrics.CONTENT_TYPE
ALIVE_FOR = 60.0


def exposition() -> bytes:
    """The text that a scraper reads."""
    close_old_connections()
    try:
        cases = metrics.exposition()
    finally:
        close_old_connections()
    registry = CollectorRegistry(auto_describe=False)
    status = read_status(settings.HOME)
    Gauge("screener_watching", "1 while the drop-box is watched.", registry=registry).set(time.time() - status.get("at", 0) < ALIVE_FOR)
    troubles = Gauge("screener_inbox_troubles", "What stays in an inbox, by reason.", ["channel", "code"], registry=registry)
    for channel, codes in status.get("troubles", {}).items():
        for code, count in codes.items():
            troubles.labels(channel, code).set(count)
    oldest = Gauge("screener_inbox_oldest_seconds", "Age of the oldest file in an inbox.", ["channel"], registry=registry)
    for channel in settings.CONFIG.channels:
        oldest.labels(channel.name).set(max((one.seconds for one in stuck(channel, 0)), default=0))
    return cases + generate_latest(registry)
