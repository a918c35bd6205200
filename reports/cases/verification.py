"""Reads the whole chain again, and holds against it every case and every file that is kept: what does not agree is named.

Nothing is locked while reading, so that a check of years of records does not stop the work. What seems wrong is looked at once more under
the lock before it is called wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from reports.cases import audit, custody, keys, places
from reports.cases.models import AuditEntry, AuditHead, AuditTail, Case, Custody
from screener.errors import ConfigError

PAGE = 1000
RELATED = ("findings", "unscanned", "rulings", "effects", "incidents")
KEPT = frozenset({Custody.TAKEN, Custody.ISOLATED, Custody.SEALED})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree.

    `kind`: `changed`, `inserted`, `missing`, `not-signed` for a link of the chain (`sequence`); `row-changed`, `row-missing`, `row-unknown`
    for a case (`what` is a key of `snapshot.SNAPSHOTS`), or without a case for an account or a proposal (`what` names it); `file-missing`, `file-changed`, `file-unknown` for what lies in custody.
    """

    kind: str
    sequence: int | None = None
    case_number: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what was found wrong: the chain first, from its beginning, then cases, accounts and proposals, then files."""

    entries: int
    cases: int
    records: int
    """accounts and proposals"""
    files: int
    faults: tuple[Fault, ...]

    @property
    def first_bad(self) -> Fault | None:
        return self.faults[0] if self.faults else None


def verify() -> Report:
    """Check everything. Changes nothing."""
    entries, chain = _chain(keys.audit_public(settings.HOME))
    cases, rows = _cases()
    records, others = _records()
    files, kept = _files()
    return Report(entries, cases, records, files, (*chain, *rows, *others, *kept))


def _chain(key: Ed25519PublicKey) -> tuple[int, list[Fault]]:
    tail = AuditTail.objects.filter(pk=1).first() or AuditTail(sequence=0, digest=audit.START)
    faults: list[Fault] = []
    if tail.sequence and not _signed(key, tail.signature, audit.signed_text(tail.sequence, tail.digest)):
        faults.append(Fault("not-signed", tail.sequence, what="tail"))
    heads = _heads(key, faults)
    last, digest, count = 0, audit.START, 0
    for entry, following in _with_the_next(_pages(tail.sequence)):
        count += 1
        if entry.sequence < 1:
            faults.append(Fault("inserted", entry.sequence, entry.case_number))
            continue
        sound = entry.algorithm in audit.ALGORITHMS and audit.digest_of_entry(entry) == entry.digest
        if not sound:
            faults.append(Fault("changed", entry.sequence, entry.case_number))
        if entry.sequence != last + 1:
            faults.append(Fault("missing", last + 1))
        elif entry.previous != digest:
            # A link whose digest holds, and with which the next agrees, is right about the one before it.
            agreed = following.previous if following is not None else tail.digest
            faults.append(Fault("changed", last if sound and entry.digest == agreed and last else entry.sequence))
        if heads.pop(entry.sequence, entry.digest) != entry.digest:
            faults.append(Fault("changed", entry.sequence, entry.case_number, "head"))
        last, digest = entry.sequence, entry.digest
    if last < tail.sequence or heads:
        faults.append(Fault("missing", last + 1))
    elif digest != tail.digest:
        faults.append(Fault("changed", last, what="tail"))
    faults += _beyond_the_end()
    return count, sorted(dict.fromkeys(faults), key=lambda fault: fault.sequence or 0)


def _pages(until: int) -> Iterator[AuditEntry]:
    """The links up to `until`, in order, and those before the first."""
    rows = AuditEntry.objects.filter(sequence__lte=until).order_by("sequence")
    page = list(rows[:PAGE])
    while page:
        yield from page
        page = list(rows.filter(sequence__gt=page[-1].sequence)[:PAGE])


def _beyond_the_end() -> list[Fault]:
    """Links after the last one. Under the lock, since the chain grows while it is read."""
    with transaction.atomic():
        end = audit.lock().sequence
        return [Fault("inserted", entry.sequence, entry.case_number) for entry in AuditEntry.objects.filter(sequence__gt=end)]


def _with_the_next(entries: Iterable[AuditEntry]) -> Iterator[tuple[AuditEntry, AuditEntry | None]]:
    waiting: AuditEntry | None = None
    for entry in entries:
        if waiting is not None:
            yield waiting, entry
        waiting = entry
    if waiting is not None:
        yield waiting, None


def _heads(key: Ed25519PublicKey, faults: list[Fault]) -> dict[int, str]:
    """What was once signed: the sequence numbers that the chain must reach, and with which digests. From the table and the file."""
    heads: dict[int, str] = {}
    written = [{name: getattr(head, name) for name in audit.HEAD_FIELDS} for head in AuditHead.objects.order_by("sequence")]
    file = Path(settings.HOME) / audit.HEADS
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    for head in [*written, *(_parsed(line) for line in lines)]:
        text = audit.signed_text(head["sequence"], head["digest"], head["signed_at"])
        if _signed(key, head["signature"], text) and head["key_id"] == keys.key_id(key):
            heads[head["sequence"]] = head["digest"]
        else:
            faults.append(Fault("not-signed", head["sequence"], what="head"))
    return heads


def _parsed(line: str) -> dict[str, Any]:
    """A line of the file. One cut short by a power failure was never relied upon, but one that is no line at all was tampered with."""
    with suppress(ValueError):
        head = json.loads(line)
        if isinstance(head, dict) and set(head) == set(audit.HEAD_FIELDS) and isinstance(head["sequence"], int):
            return head
    return {"sequence": 0, "digest": "", "signed_at": "", "signature": "", "key_id": ""}


def _signed(key: Ed25519PublicKey, signature: object, text: bytes) -> bool:
    try:
        key.verify(bytes.fromhex(str(signature)), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cases() -> tuple[int, list[Fault]]:
    faults: list[Fault] = []
    count, last = 0, ""
    while page := list(Case.objects.filter(number__gt=last).order_by("number").prefetch_related(*RELATED)[:PAGE]):
        last = page[-1].number
        count += len(page)
        covered = audit.covered([case.number for case in page])
        suspects = [case.pk for case in page if audit.disagreeing(case, covered.get(case.number, {}))]
        for pk in suspects:
            faults += _looked_at_again(pk)
    numbers = AuditEntry.objects.exclude(case_number="").order_by("case_number").values_list("case_number", flat=True).distinct()
    known = set(Case.objects.values_list("number", flat=True))
    for number in numbers.iterator(chunk_size=PAGE):
        if number not in known:
            first = AuditEntry.objects.filter(case_number=number).order_by("sequence").first()
            faults.append(Fault("row-missing", first.sequence if first else None, number, "case"))
    return count, faults


def _looked_at_again(pk: int) -> list[Fault]:
    """The case may have moved on while it was read: under the lock it stands still."""
    with transaction.atomic():
        audit.lock()
        case = Case.objects.filter(pk=pk).first()
        if case is None:
            return []  # found missing by its number
        wrong = audit.disagreeing(case, audit.covered([case.number]).get(case.number, {}))
    if any(what == "case" and entry is None for what, entry in wrong):
        return [Fault("row-unknown", None, case.number, "case")]
    return [Fault("row-changed", entry.sequence if entry else None, case.number, what) for what, entry in wrong]


def _records() -> tuple[int, list[Fault]]:
    count = sum(1 for _ in audit.records())
    if not audit.disagreeing_records():
        return count, []
    with transaction.atomic():
        audit.lock()  # again, where nothing moves
        wrong = audit.disagreeing_records()
    return count, [Fault(kind, link.sequence if link else None, what=name) for kind, name, link in wrong]


def _files() -> tuple[int, list[Fault]]:
    faults: list[Fault] = []
    count = 0
    for case in Case.objects.filter(custody__in=KEPT).order_by("pk").iterator(chunk_size=PAGE):
        count += 1
        if _problem(case):
            faults += _file_looked_at_again(case.pk)
    for channel in settings.CONFIG.channels:
        for folder in (custody.TAKEN, custody.ISOLATED, custody.SEALED):
            path = channel.held / folder
            names = sorted(file.name for file in path.iterdir()) if path.is_dir() else []
            faults += [Fault("file-unknown", what=f"{folder}/{_ours(name)}") for name in names if not _belongs(folder, name)]
    return count, faults


def _problem(case: Case) -> str:
    """What is wrong with the file of `case`: a key of `PROBLEMS`."""
    try:
        channel = places.channel_named(case.channel)
    except ConfigError:
        return "missing"
    if case.custody == Custody.TAKEN:
        # Not judged yet, or about to be moved: it lies here, or already where it is going.
        lies = (place(case, channel) for place in (places.taken, places.isolated, places.sealed))
        return "" if any(path.is_file() and not path.is_symlink() for path in lies) else "missing"
    return custody.verify(places.held(case, channel), case.storage, case.sha256, places.key_of(case))


def _file_looked_at_again(pk: int) -> list[Fault]:
    with transaction.atomic():
        audit.lock()
        case = Case.objects.get(pk=pk)
        problem = _problem(case) if case.custody in KEPT else ""
    if not problem:
        return []
    return [Fault("file-missing" if problem == "missing" else "file-changed", None, case.number, problem)]


def _belongs(folder: str, name: str) -> bool:
    """Whether a file in custody is the one of a case that is in custody. One that is just being written or forgotten belongs too."""
    storage = name.removeprefix(".").partition(".")[0]
    case = Case.objects.filter(storage=storage).first()
    if case is None:
        return False
    kept = {Custody.TAKEN: True, Custody.ISOLATED: folder == custody.ISOLATED, Custody.SEALED: folder == custody.SEALED}
    return kept.get(Custody(case.custody), False) or case.custody == Custody.INBOX or case.effects.filter(done_at=None).exists()


def _ours(name: str) -> str:
    """The name of a file that we did not make comes from outside: its hash stands for it."""
    return name if re.fullmatch(r"\.?[0-9a-f]{32}[a-z.]*", name) else hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
