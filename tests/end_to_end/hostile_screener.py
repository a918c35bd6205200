"""`screener` on a bad day: a hostile parser, and, when `SCREENER_TEST_CLOCK` says so, a clock that steps back while it runs."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time

from watchers import screening_process

screening_process.PROGRAM = "tests.end_to_end.hostile_screening"
STEP_AFTER = 2.5


def _step_back(seconds: float) -> None:
    """Every place that asks for the time of day is told one that goes back after a while; the monotonic clock stays."""
    import django.utils.timezone

    import reports.cases.audit

    started = time.monotonic()

    def shift() -> dt.timedelta:
        return dt.timedelta(seconds=seconds if time.monotonic() - started > STEP_AFTER else 0)

    class Stepping(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime.now(tz) - shift()

    vars(reports.cases.audit)["datetime"] = Stepping
    django.utils.timezone.now = lambda: dt.datetime.now(dt.UTC) - shift()
    clock = time.time
    time.time = lambda: clock() - shift().total_seconds()


if __name__ == "__main__":
    from screener.cli import main

    if step := os.environ.get("SCREENER_TEST_CLOCK"):
        os.environ.setdefault("SCREENER_CONFIG", sys.argv[sys.argv.index("--config") + 1])
        from reports.installation import open_installation

        open_installation()
        _step_back(float(step))
    sys.exit(main())
