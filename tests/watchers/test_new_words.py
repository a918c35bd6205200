"""Words that two persons put in force at the desk hold for the next document, without anybody at the server."""

from __future__ import annotations

import threading
import time

import pytest

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation, connect
from tests.reports.cases.test_proposals import GOOD

TEXT = "请把青松工程的进度表发来\n"


@pytest.mark.timeout(120)
def test_an_approved_dictionary_holds_for_the_next_document(installation: Installation):
    from django.db import connections

    from reports.cases import proposals
    from reports.cases.models import Case
    from watchers.loop import Loop

    folder = installation.root / "words"
    folder.mkdir()
    installation.config_path.write_text(f'dictionaries = "{folder}"\n' + installation.config_path.read_text("utf-8"), "utf-8")
    place = connect(installation.root)
    stop = threading.Event()

    def run() -> None:
        Loop(place.config).run(stop)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()

    def judged(name: str) -> str:
        (place.channel.inbox / name).write_text(TEXT, "utf-8")
        while thread.is_alive():
            if found := Case.objects.filter(untrusted_name=name, state__in=["released", "held"]).first():
                return found.state
            time.sleep(0.1)
        return "nobody judges"

    try:
        assert judged("before.txt") == "released"
        proposal = proposals.propose(samples.person("reviewer"), "our-projects", GOOD, "新项目")
        proposals.decide(proposal, samples.person("leader"), accept=True)
        # What is under way when a dictionary comes into force is still judged by the old one.
        assert any(judged(f"after-{number}.txt") == "held" for number in range(300))
    finally:
        stop.set()
        thread.join()
