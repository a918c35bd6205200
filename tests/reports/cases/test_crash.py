"""The process is killed at every named step of the records and the outbox; what comes after makes everything as if it had not been."""

import signal
import subprocess
import sys

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_outbox import lying_in
from tests.reports.cases.test_rulings import EVIDENCE, HANDED

# What a loop does with what is already taken in: claim, judge by name, record, do what is due.
PROGRAM = """
import django
django.setup()
from django.utils import timezone
from reports.cases import outbox, register
from tests.reports.cases import samples
for case in register.claim("loop", 10):
    content = bytes.fromhex(case.origin).partition(b".")[0]
    action, findings = samples.VERDICTS[content.decode()]
    register.record(case, samples.screened(action, *findings, content=content))
while outbox.run_due(timezone.now()):
    pass
"""

RECORDING = ("recorded-not-committed", "before-isolate", "isolated-not-recorded", "before-seal", "sealed-not-recorded", "target-chosen",
             "delivered-not-recorded", "delivered-not-forgotten")  # fmt: skip
RULED = ("before-destroy", "destroyed-not-recorded", "target-chosen", "delivered-not-recorded", "delivered-not-forgotten")


def loop(place: Installation, crash_at: str = "") -> int:
    from django.db import connections

    connections.close_all()
    environment = {**place.environment, "SCREENER_CRASH_AT": crash_at}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr[-2000:]
    return done.returncode


def everything_in_its_place(place: Installation) -> None:
    from reports.cases import verification

    assert verification.verify().faults == ()
    assert not list(place.channel.released.rglob(".*"))
    assert lying_in(place.channel.held / "taken") == []


@pytest.mark.parametrize("point", RECORDING)
def test_a_loop_killed_at_a_step_ends_as_one_that_was_not(records: Installation, point):
    from reports.cases import register

    cases = {kind: samples.take_in(records, kind.encode(), f"{kind}.txt") for kind in ("clean", "review", "secret")}
    assert loop(records, point) == -signal.SIGKILL
    register.give_back("loop", blameless=False)
    assert loop(records) == 0

    for case in cases.values():
        case.refresh_from_db()
    assert {kind: (case.state, case.custody) for kind, case in cases.items()} == {
        "clean": ("released", "delivered"),
        "review": ("held", "sealed"),
        "secret": ("held", "isolated"),
    }
    assert lying_in(records.channel.released) == ["clean.txt"]
    everything_in_its_place(records)


@pytest.mark.parametrize("point", RULED)
def test_a_decision_whose_carrying_out_was_killed_is_carried_out_once(records: Installation, point):
    cases = {name: samples.held(records, "review", name.encode(), f"{name}.txt") for name in ("out", "away", "gone")}
    reviewer, leader = samples.person("reviewer"), samples.person("leader")
    samples.decide(cases["out"], reviewer, "release")
    for name, decision, evidence in (("away", "hand-over", HANDED), ("gone", "destroy", EVIDENCE["destroy"])):
        for person in (reviewer, leader):
            samples.decide(cases[name], person, decision, evidence=evidence)
    assert loop(records, point) == -signal.SIGKILL
    assert loop(records) == 0

    for case in cases.values():
        case.refresh_from_db()
    assert [case.state for case in cases.values()] == ["released", "handed-over", "closed"]
    assert lying_in(records.channel.held / "sealed") == []
    assert lying_in(records.channel.released) == ["out.txt"]
    everything_in_its_place(records)


def test_a_point_that_is_not_in_the_table_is_a_mistake(monkeypatch):
    from reports.cases.crash import crash_point

    monkeypatch.setenv("SCREENER_CRASH_AT", "before-seal")
    with pytest.raises(ValueError):
        crash_point("no-such-point")
