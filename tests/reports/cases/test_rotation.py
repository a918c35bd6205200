"""A new master key: everything sealed opens under it, whenever the machine stopped, and the old key is not lost."""

import os

import pytest
from django.utils import timezone

from tests.reports.cases import killed, samples
from tests.reports.cases.installation import Installation


def test_everything_sealed_opens_under_the_new_key_and_can_still_go_out(records: Installation):
    from reports.cases import keys, outbox, places, rotation, verification
    from reports.cases.models import AuditEntry, Case

    held = [samples.held(records, name=f"{number}.txt", content=b"content %d" % number) for number in range(3)]
    samples.held(records, "secret", name="marked.txt")
    old = places.master_key()
    assert rotation.rotate() == 3
    new = places.master_key()
    assert old.id != new.id
    assert keys.master(records.home / "keys" / f"custody.key.{old.id}") == old
    assert verification.verify().faults == ()
    assert AuditEntry.objects.latest("sequence").action == "rotate-key"
    samples.decide(held[0], samples.person("reviewer"), "release")
    outbox.run_due(timezone.now())
    assert Case.objects.get(pk=held[0].pk).state == "released"
    assert (records.channel.released / "0.txt").read_bytes() == b"content 0"


def test_a_rotation_killed_at_any_step_goes_on_with_the_same_new_key(installation: Installation):
    from django.db import connections

    from reports.cases import custody, places, rotation

    case = samples.held(installation)
    file = places.sealed(case, installation.channel)
    keys_folder = installation.home / "keys"
    first, sealed = (keys_folder / "custody.key").read_bytes(), file.read_bytes()

    def set_up():
        for path in keys_folder.glob("custody.key*"):
            path.unlink()
        (keys_folder / "custody.key").write_bytes(first)
        (keys_folder / "custody.key").chmod(0o600)
        file.write_bytes(sealed)
        connections.close_all()

    deaths = 0
    for _ in killed.at_every_step(set_up, rotation.rotate):
        deaths += 1
        if (keys_folder / "custody.key").read_bytes() == first:
            rotation.rotate()
        assert custody.verify(file, case.storage, case.sha256, places.master_key()) == ""
        assert len(list(keys_folder.glob("custody.key.*"))) == 1
    assert deaths > 10


def test_while_the_outbox_is_at_work_no_key_is_changed(installation: Installation):
    import fcntl

    from reports.cases import rotation
    from reports.cases.states import RefusedError

    lock = os.open(installation.channel.held / ".outbox.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(RefusedError):
        rotation.rotate()
    os.close(lock)
    assert len(list((installation.home / "keys").glob("custody.key*"))) == 1
