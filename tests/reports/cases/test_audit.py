"""The chain under many hands: real processes on one database."""

import json
import subprocess
import sys

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation

PROCESSES = 4

APPENDING = """
import django
django.setup()
from django.db import transaction
from reports.cases import audit
for number in range(50):
    with transaction.atomic():
        audit.append("writer", "test", number=number)
"""

CLAIMING = """
import sys, django
django.setup()
from reports.cases import register
mine = []
while batch := register.claim(sys.argv[1], 3):
    mine += [case.number for case in batch]
print("\\n".join(mine))
"""

CONFIRMING = """
import sys, django
django.setup()
from reports.cases.models import Case, Person
from reports.cases.states import RefusedError
from tests.reports.cases import samples
case = Case.objects.get()
try:
    print(samples.decide(case, Person.objects.get(username="leader" + sys.argv[1]), "release").effective)
except RefusedError as error:
    print(error.why)
"""

DELIVERING = """
import django
django.setup()
from django.utils import timezone
from reports.cases import outbox
from reports.cases.models import Effect
done = 0
while Effect.objects.filter(done_at=None).exists():
    done += outbox.run_due(timezone.now())
print(done)
"""


def in_processes(place: Installation, program: str) -> list[str]:
    """What each process printed; all of them at once."""
    from django.db import connections

    connections.close_all()
    command = [sys.executable, "-c", program]
    running = [
        subprocess.Popen([*command, str(index)], env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for index in range(PROCESSES)
    ]
    printed = []
    for process in running:
        out, errors = process.communicate()
        assert process.returncode == 0, errors[-2000:]
        printed.append(out)
    return printed


def test_of_two_hundred_links_by_four_processes_none_is_lost(records: Installation):
    from reports.cases import verification
    from reports.cases.models import AuditEntry

    in_processes(records, APPENDING)
    found = verification.verify()
    assert (found.entries, found.first_bad) == (200, None)
    assert sorted(json.loads(detail)["number"] for detail in AuditEntry.objects.values_list("detail", flat=True)) == sorted(
        list(range(50)) * PROCESSES
    )


def test_four_claimers_never_get_the_same_case(records: Installation):
    from reports.cases import register, verification

    received = register.receive(records.channel, [samples.arrival(f"{index}") for index in range(60)])
    for case in received:
        (records.channel.held / "taken" / case.storage).write_bytes(b"hello")
        register.taken(case)

    claimed = [out.split() for out in in_processes(records, CLAIMING)]

    assert sorted(number for numbers in claimed for number in numbers) == [case.number for case in received]
    assert verification.verify().first_bad is None


def test_a_link_is_only_written_inside_a_transaction(records: Installation):
    from reports.cases import audit

    with pytest.raises(RuntimeError):
        audit.append("writer", "test")


def test_what_is_rolled_back_leaves_no_link(records: Installation):
    from django.db import transaction

    from reports.cases import audit, verification

    with transaction.atomic():
        audit.append("writer", "test")
        transaction.set_rollback(True)
    assert verification.verify().entries == 0


def test_a_head_is_signed_once_for_each_end(records: Installation):
    from django.db import transaction

    from reports.cases import audit, verification

    assert audit.sign_head() is None
    with transaction.atomic():
        audit.append("writer", "test")
    assert audit.sign_head() is not None
    assert audit.sign_head() is None
    assert len((records.home / "heads.jsonl").read_text().splitlines()) == 1
    assert (records.home / "heads.jsonl").stat().st_mode & 0o077 == 0
    assert verification.verify().first_bad is None


@pytest.mark.parametrize("change", [{"digest": "f" * 64}, {"signature": "00" * 64}, {"sequence": 5}])
def test_nothing_is_added_to_a_chain_whose_end_somebody_else_wrote(records: Installation, change):
    """Else the program itself would sign what was forged."""
    from django.db import transaction

    from reports.cases import audit
    from reports.cases.models import AuditTail

    with transaction.atomic():
        audit.append("writer", "test")
    AuditTail.objects.update(**change)
    with pytest.raises(audit.ChainBrokenError), transaction.atomic():
        audit.append("writer", "test")
    with pytest.raises(audit.ChainBrokenError):
        audit.sign_head()


def test_of_four_who_confirm_at_once_one_does(records: Installation):
    from reports.cases import verification

    case = samples.held(records, "block")
    samples.decide(case, samples.person("reviewer"), "release")
    for index in range(PROCESSES):
        samples.person("leader", f"leader{index}")
    printed = sorted(out.strip() for out in in_processes(records, CONFIRMING))
    assert printed == ["True", *["wrong-state"] * (PROCESSES - 1)]
    assert case.rulings.filter(effective=True).count() == 2
    assert verification.verify().first_bad is None


def test_what_four_processes_deliver_goes_out_once(records: Installation):
    from reports.cases import verification

    for index in range(40):
        samples.judged(records, "clean", f"{index}".encode(), f"{index}.txt")
    done = [int(out) for out in in_processes(records, DELIVERING)]
    assert sum(done) == 40
    assert sorted(int(path.read_bytes()) for path in records.channel.released.iterdir()) == list(range(40))
    assert verification.verify().first_bad is None
