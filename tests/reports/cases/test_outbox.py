import hashlib
import os
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.utils import timezone

from screener.model import Action
from tests.reports.cases import samples
from tests.reports.cases.installation import Installation


def run(later: float = 0) -> int:
    from reports.cases import outbox

    return outbox.run_due(timezone.now() + timedelta(seconds=later))


def again(case):
    from reports.cases.models import Case

    return Case.objects.get(pk=case.pk)


def lying_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sound() -> bool:
    from reports.cases import verification

    return verification.verify().faults == ()


def test_a_clean_document_is_delivered_under_its_name_and_nothing_is_left(records: Installation):
    case = samples.judged(records, "clean", name="公告/一.txt")
    assert run() == 1
    case = again(case)

    assert (records.channel.released / "公告" / "一.txt").read_bytes() == b"hello"
    assert lying_in(records.channel.released) == ["一.txt"]
    assert lying_in(records.channel.held / "taken") == []
    assert (case.state, case.custody, bytes.fromhex(case.released_as).decode()) == ("released", "delivered", "公告/一.txt")
    assert run() == 0
    assert sound()


def test_a_second_document_of_one_name_goes_out_beside_the_first(records: Installation):
    samples.judged(records, "clean", b"one")
    run()
    second = samples.judged(records, "clean", b"two")
    run()
    assert run(later=10) == 1

    assert {path.read_bytes() for path in records.channel.released.iterdir()} == {b"one", b"two"}
    assert bytes.fromhex(again(second).released_as).decode() == f"通知-{second.number}.txt"
    assert sound()


def test_a_document_that_was_changed_after_it_was_judged_is_judged_again(records: Installation):
    case = samples.judged(records, "clean")
    (records.channel.held / "taken" / case.storage).write_bytes(b"other")
    run()

    assert again(case).state == "received"
    assert lying_in(records.channel.released) == []
    from reports.cases import register

    (case,) = register.claim("me", 1)
    register.record(case, samples.screened(Action.PASS, content=b"other"))
    run()
    assert (records.channel.released / "通知.txt").read_bytes() == b"other"
    assert sound()


@pytest.mark.parametrize("kind", ["review", "secret"])
def test_a_held_document_that_was_changed_before_it_was_put_away_is_judged_again(records: Installation, kind):
    case = samples.judged(records, kind)
    (records.channel.held / "taken" / case.storage).write_bytes(b"other")
    run()

    assert (again(case).state, again(case).custody) == ("received", "taken")
    assert not again(case).effects.filter(done_at=None).exists()
    assert sound()


def test_a_marked_document_is_isolated_by_a_rename(records: Installation):
    case = samples.judged(records, "secret")
    inode = (records.channel.held / "taken" / case.storage).stat().st_ino
    run()

    assert again(case).custody == "isolated"
    assert (records.channel.held / "isolated" / case.storage).stat().st_ino == inode
    assert lying_in(records.channel.held / "taken") + lying_in(records.channel.held / "sealed") == []
    assert sound()


def test_another_held_document_lies_encrypted(records: Installation):
    content = "二〇二六年一月的名单".encode()
    case = samples.judged(records, "review", content)
    run()

    assert again(case).custody == "sealed"
    assert lying_in(records.channel.held / "taken") == []
    stored = (records.channel.held / "sealed" / f"{case.storage}.sealed").read_bytes()
    assert content not in stored
    assert sound()


def test_a_document_without_a_hash_has_one_when_it_is_sealed(records: Installation):
    from reports.cases import register

    case = samples.take_in(records, b"poison")
    for _ in range(3):
        register.claim("me", 1)
        register.give_back("me", blameless=False)
    register.claim("me", 1)
    run()
    assert again(case).sha256 == hashlib.sha256(b"poison").hexdigest()
    assert sound()


def test_what_fails_is_tried_again_later_and_never_given_up(records: Installation):
    case = samples.judged(records, "clean")
    records.channel.released.rmdir()
    assert run() == 0
    assert run(later=0.5) == 0
    effect = case.effects.get()
    assert (effect.attempts, effect.last_error) == (1, "FileNotFoundError")
    for _ in range(20):
        run(later=100_000)
    records.channel.released.mkdir()
    assert run(later=1_000_000) == 1
    assert again(case).state == "released"
    assert sound()


def test_a_channel_whose_folder_is_gone_does_not_stop_the_others(records: Installation):
    from django.conf import settings

    other = replace(records.channel, name="other", held=records.root / "elsewhere")
    settings.CONFIG = replace(settings.CONFIG, channels=(other, records.channel))
    from reports.cases.models import Case

    waiting, going = samples.judged(records, "clean", name="a.txt"), samples.judged(records, "clean", name="b.txt")
    gone = samples.judged(records, "clean", name="c.txt")
    Case.objects.filter(pk=waiting.pk).update(channel="other")
    Case.objects.filter(pk=gone.pk).update(channel="no-longer-configured")
    assert run() == 1
    assert again(going).state == "released"
    assert waiting.effects.get().last_error == "FileNotFoundError"
    assert gone.effects.get().last_error == "broken-configuration"


def test_only_one_process_works_on_a_channels_files(records: Installation):
    import fcntl

    samples.judged(records, "clean")
    descriptor = os.open(records.channel.held / ".outbox.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert run() == 0
    os.close(descriptor)
    assert run() == 1


def by_hand(case, **columns: object) -> None:
    """Somebody who may write to the database, and knows how the program works, sends a held document out."""
    from reports.cases.models import Case, Effect

    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(**columns)
    Effect.objects.create(case=case, kind="deliver", detail={"target": case.origin}, created_at=now, not_before=now)


@pytest.mark.parametrize(
    "columns", [{}, {"state": "passed"}, {"state": "passed", "action": 0}, {"state": "passed", "custody": "taken", "action": 0}]
)
def test_a_delivery_written_into_the_database_by_hand_is_not_carried_out(records: Installation, columns):
    case = samples.held(records, "review")
    by_hand(case, **columns)
    assert run() == 0
    assert lying_in(records.channel.released) == []
    assert not sound()


def test_a_ruling_written_into_the_database_by_hand_releases_nothing(records: Installation):
    from reports.cases.models import RulingRow

    case = samples.held(records, "review")
    RulingRow.objects.create(
        case=case, decision="release", reviewer=samples.person("leader"), reviewer_name="x", reviewer_role="leader", reason_code="other",
        effective=True, sha256=case.sha256, policy=case.policy, dictionaries=case.dictionaries, decided_at=timezone.now(),
    )  # fmt: skip
    by_hand(case, state="passed")
    assert run() == 0
    assert lying_in(records.channel.released) == []


class Heard(BaseHTTPRequestHandler):
    """A webhook's other end. The bodies are in the server's `bodies`."""

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_held_document_is_told_once_and_without_its_name(records: Installation):
    from django.conf import settings

    with HTTPServer(("127.0.0.1", 0), Heard) as server:
        server.bodies = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        settings.CONFIG = replace(settings.CONFIG, notify=replace(settings.CONFIG.notify, webhook=address))
        case = samples.judged(records, "secret", name="机密名单.docx")
        assert run() == 2
        assert run() == 0
        server.shutdown()
        (body,) = server.bodies  # type: ignore[attr-defined]
    assert case.number in body.decode()
    assert "名单" not in body.decode("utf-8")
    assert "\\u" not in body.decode()
    assert sound()


def test_a_document_is_put_away_though_nobody_can_be_told(records: Installation):
    from django.conf import settings

    notify = replace(settings.CONFIG.notify, smtp_host="127.0.0.1", smtp_port=9, sender="a@example.cn", recipients=("b@example.cn",))
    settings.CONFIG = replace(settings.CONFIG, notify=notify)
    case = samples.held(records, "review")
    assert case.custody == "sealed"
    assert [effect.kind for effect in case.effects.filter(done_at=None)] == ["mail"]
    assert sound()
