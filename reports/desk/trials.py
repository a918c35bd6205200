"""What a proposal would change, found out in a process of its own: the desk has threads, and what has threads must not fork.

`python -m reports.desk.trials PROPOSAL PERSON MOST` is that process; it prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

# So many released documents, the newest, are looked at; so long it may take.
MOST, SECONDS = 500, 900.0
KEPT = 20
NICE = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """How far it is: `running`, `done` or `failed`. `found` are (case number, action then, action with the proposal)."""

    state: str
    found: tuple[tuple[str, int, int], ...] = ()
    looked: int = 0


class Trials:
    """One at a time, and the last results; they are gone when the desk is started anew."""

    def __init__(self) -> None:
        self.most = MOST
        self._lock = threading.Lock()
        self._trials: dict[int, Trial] = {}
        self._running: subprocess.Popen[bytes] | None = None

    def of(self, proposal: int) -> Trial | None:
        return self._trials.get(proposal)

    def start(self, proposal: int, person: str) -> bool:
        """False while another is being looked into."""
        with self._lock:
            if self._running is not None:
                return self._trials.get(proposal, Trial("failed")).state == "running"
            process = subprocess.Popen(  # noqa: S603  our own module; a number and a user name
                [sys.executable, "-m", "reports.desk.trials", str(proposal), person, str(self.most)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
            )
            self._running = process
            self._trials.pop(proposal, None)
            while len(self._trials) >= KEPT:
                self._trials.pop(next(iter(self._trials)))
            self._trials[proposal] = Trial("running")
        threading.Thread(target=self._wait, args=(proposal, process), daemon=True).start()
        return True

    def wait(self, proposal: int, seconds: float) -> Trial | None:
        """For whoever cannot ask again: the result, or how far it is by then."""
        until = time.monotonic() + seconds
        while (trial := self.of(proposal)) is not None and trial.state == "running" and time.monotonic() < until:
            time.sleep(0.05)
        return trial

    def _wait(self, proposal: int, process: subprocess.Popen[bytes]) -> None:
        trial = Trial("failed")
        try:
            out, _ = process.communicate(timeout=SECONDS)
            told: dict[str, Any] = json.loads(out)
            found = tuple((str(number), int(before), int(after)) for number, before, after in told["found"])
            trial = Trial("done", found, int(told["looked"]))
        except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
            pass  # said on the page: it failed
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            with self._lock:
                self._trials[proposal] = trial
                self._running = None


TRIALS = Trials()


def _end_with(parent: int) -> None:
    """Nobody waits for the answer any more: the process and its workers end. Not by the kernel's signal, which comes with a thread's end."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    from reports.installation import open_installation

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    open_installation()
    os.nice(NICE)
    from django.db import transaction

    from reports.cases import audit, proposals
    from reports.cases.models import DictionaryProposal

    number, person, most = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    row = DictionaryProposal.objects.get(pk=number)
    found, looked = proposals.changes(row.dictionary, row.content, most=most)
    with transaction.atomic():
        audit.append(person, "try-proposal", None, proposal=number, looked=looked, changed=len(found))
    sys.stdout.write(json.dumps({"found": [(change.case, change.before, change.after) for change in found], "looked": looked}))


if __name__ == "__main__":
    main()
