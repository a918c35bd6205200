"""Taking in: a case for every file, every file in our hands or still in the inbox, wherever the machine stopped in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watchers.folder import FolderWatcher


@pytest.fixture
def watcher(records):
    with FolderWatcher(replace(records.channel, settle_seconds=0.0)) as started:
        yield started


def take_in(watcher):
    from watchers.intake import take_in

    watcher.arrivals()
    count, troubles = take_in(watcher)
    return count, [trouble.code for trouble in troubles]


def cases():
    from reports.cases.models import Case

    return list(Case.objects.order_by("pk").values_list("custody", "state"))


def taken_files(records):
    return list((records.channel.held / "taken").iterdir())


def test_a_file_becomes_a_case_and_lies_in_our_hands(records, watcher):
    (records.channel.inbox / "刑庭").mkdir()
    (records.channel.inbox / "刑庭" / "公告.txt").write_bytes(b"x")
    assert take_in(watcher) == (1, [])
    assert cases() == [("taken", "received")]
    (file,) = taken_files(records)
    assert file.read_bytes() == b"x"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("moved", [False, True])
def test_stopped_between_the_steps_it_goes_on(records, watcher, moved):
    from reports.cases import places, register

    (records.channel.inbox / "a").write_bytes(b"x")
    watcher.arrivals()
    (case,) = register.receive(records.channel, watcher.arrivals())
    if moved:
        (records.channel.inbox / "a").rename(places.taken(case, records.channel))
    take_in(watcher)
    assert cases() == [("taken", "received")]
    assert len(taken_files(records)) == 1


@pytest.mark.parametrize("change", ["gone", "other"])
def test_what_went_away_or_changed_before_we_had_it_is_closed(records, watcher, change):
    from reports.cases import register

    file = records.channel.inbox / "a"
    file.write_bytes(b"x")
    watcher.arrivals()
    register.receive(records.channel, watcher.arrivals())
    file.unlink()
    if change == "other":
        file.write_bytes(b"xy")
    take_in(watcher)
    take_in(watcher)
    assert cases() == [("vanished", "closed"), *([("taken", "received")] if change == "other" else [])]


def test_what_somebody_still_writes_into_is_not_judged_until_they_close_it(records, watcher):
    with (records.channel.inbox / "a").open("wb") as writing:
        writing.write(b"x")
        writing.flush()
        assert take_in(watcher) == (0, ["being-written"])
        assert take_in(watcher) == (0, ["being-written"])
        assert cases() == [("inbox", "received")]
        writing.write(b"y")
    assert take_in(watcher) == (0, [])
    assert cases() == [("taken", "received")]
    assert taken_files(records)[0].read_bytes() == b"xy"


def test_a_folder_that_is_exchanged_for_a_link_leads_nowhere(records, watcher, tmp_path):
    from watchers import intake

    (records.channel.inbox / "folder").mkdir()
    (records.channel.inbox / "folder" / "a").write_bytes(b"x")
    watcher.arrivals()
    arrivals = watcher.arrivals()
    (records.channel.inbox / "folder").rename(tmp_path / "outside")
    (records.channel.inbox / "folder").symlink_to(tmp_path / "outside")
    watcher.arrivals = lambda: arrivals  # what was seen before the exchange
    count, troubles = intake.take_in(watcher)
    assert (count, [trouble.code for trouble in troubles]) == (0, ["not-taken"])
    assert (tmp_path / "outside" / "a").exists()
    assert taken_files(records) == []


def test_many_files_come_in_by_batches(records, watcher):
    from watchers.intake import BATCH

    for number in range(BATCH + 7):
        (records.channel.inbox / f"{number}").write_bytes(b"x")
    assert take_in(watcher) == (BATCH, [])
    assert watcher.has_more
    assert watcher.due() < 1
    assert take_in(watcher) == (7, [])
    assert len(cases()) == BATCH + 7


def test_an_inbox_that_is_gone_closes_no_case(records, watcher):
    from reports.cases import register

    (records.channel.inbox / "a").write_bytes(b"x")
    watcher.arrivals()
    register.receive(records.channel, watcher.arrivals())
    records.channel.inbox.rename(records.root / "elsewhere")
    assert take_in(watcher) == (0, ["inbox-gone"])
    assert cases() == [("inbox", "received")]
    (records.root / "elsewhere").rename(records.channel.inbox)
    assert take_in(watcher) == (1, [])
