"""The chain that proves what happened: every step is a row that holds the digest of the one before, and the last one is signed.

A row never holds quotes, names from outside or text: rule ids, counts, roles, hashes. What it says about a case is held by digests of the
case's rows, so that a row changed behind the program's back no longer agrees. `chain` reads it all again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from reports.cases import keys
from reports.cases.models import AuditEntry, AuditHead, AuditTail, Case, DictionaryProposal, Person
from reports.cases.snapshot import (
    SNAPSHOTS,
    Record,
    canonical,
    digest,
    digest_of,
    digest_of_none,
    digest_of_record,
    key_of,
    moment,
)
from screener.errors import ScreenerError

START = "0" * 64
HEADS = "heads.jsonl"
HEAD_FIELDS = ("sequence", "digest", "signed_at", "signature", "key_id")
ALGORITHMS = frozenset({"sha256", "sm3"})
USERNAME = re.compile(r"[\w.@+-]{1,150}")


class ChainBrokenError(ScreenerError):
    """The end of the chain is not the one that was signed. Nothing is added to it: that would sign what somebody else wrote."""

    code = "audit-broken"

    def __init__(self) -> None:
        super().__init__(
            "审计链的末尾与签名不符，已停止记录：请保留现场，运行 screener audit verify，并报告保密办。",
            "the end of the audit chain is not the one that was signed; recording has stopped: keep everything as it is, run `screener audit verify`, and tell the secrecy office.",
        )


def lock() -> AuditTail:
    """Take the chain's lock for the rest of the transaction: whoever holds it is the only one who changes cases."""
    if not connection.in_atomic_block:
        raise RuntimeError("the audit chain is only written inside a transaction")
    # SQLite has no FOR UPDATE and needs none: an IMMEDIATE transaction is the only writer from its first statement on.
    tails = AuditTail.objects.select_for_update() if connection.features.has_select_for_update else AuditTail.objects
    tail, _ = tails.get_or_create(pk=1, defaults={"digest": START})
    return tail


def append(actor: str, action: str, about: Case | Record | None = None, /, *covers: str, **detail: object) -> AuditEntry:
    """Add a link, in the transaction that makes what it says true. `covers` are the rows of a case that were written besides its own.

    An account or a proposal is covered as a whole: the link says whose it is and holds the digest of its row.
    """
    tail = lock()
    _refuse_a_false_end(tail)
    algorithm = settings.CONFIG.records.digest
    if isinstance(about, Case):
        detail["covers"] = {what: digest_of(about, what, algorithm) for what in ("case", *covers)}
    elif about is not None:
        detail |= {"person": about.username} if isinstance(about, Person) else {"proposal": about.pk}
        detail["covers"] = {key_of(about): digest_of_record(about, algorithm)}
    entry = AuditEntry(
        sequence=tail.sequence + 1,
        at=moment(datetime.now(UTC)),
        actor=actor,
        action=action,
        case_number=about.number if isinstance(about, Case) else "",
        detail=canonical(detail),
        algorithm=algorithm,
        previous=tail.digest,
    )
    entry.digest = digest_of_entry(entry)
    entry.save(force_insert=True)
    tail.sequence, tail.digest = entry.sequence, entry.digest
    tail.signature = _key(settings.HOME).sign(signed_text(tail.sequence, tail.digest)).hex()
    tail.save()
    return entry


def digest_of_entry(entry: AuditEntry) -> str:
    """The digest of all the other columns."""
    columns = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields if field.attname != "digest"}
    return digest(canonical(columns), entry.algorithm)


def signed_text(sequence: int, last: str, signed_at: str = "") -> bytes:
    return canonical({"digest": last, "sequence": sequence, "signed_at": signed_at}).encode()


@transaction.atomic(durable=True)
def sign_head() -> AuditHead | None:
    """Keep a signed statement of how far the chain reached, in the database and in a file beside it: an older copy of the database, put in
    its place, no longer reaches the file's last line. `None` while nothing new was written."""
    tail = lock()
    if tail.sequence == 0 or AuditHead.objects.filter(sequence=tail.sequence).exists():
        return None
    _refuse_a_false_end(tail)
    key = _key(settings.HOME)
    signed_at = moment(datetime.now(UTC))
    head = AuditHead.objects.create(
        sequence=tail.sequence,
        digest=tail.digest,
        signed_at=signed_at,
        signature=key.sign(signed_text(tail.sequence, tail.digest, signed_at)).hex(),
        key_id=keys.key_id(key.public_key()),
    )
    line = json.dumps({name: getattr(head, name) for name in HEAD_FIELDS}) + "\n"
    descriptor = os.open(Path(settings.HOME) / HEADS, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return head


def _refuse_a_false_end(tail: AuditTail) -> None:
    if tail.sequence == 0:
        return
    try:
        _key(settings.HOME).public_key().verify(bytes.fromhex(tail.signature), signed_text(tail.sequence, tail.digest))
    except (InvalidSignature, ValueError):
        raise ChainBrokenError from None


def covered(numbers: list[str]) -> dict[str, dict[str, AuditEntry]]:
    """For each case the last link that covers each kind of its rows."""
    links: dict[str, dict[str, AuditEntry]] = {}
    for entry in AuditEntry.objects.filter(case_number__in=numbers).order_by("sequence"):
        links.setdefault(entry.case_number, {}).update(dict.fromkeys(_covers(entry), entry))
    return links


def _covers(entry: AuditEntry) -> dict[str, str]:
    try:
        covers = json.loads(entry.detail).get("covers", {})
    except (ValueError, AttributeError):
        return {}
    return covers if isinstance(covers, dict) else {}


def disagreeing(case: Case, links: dict[str, AuditEntry]) -> list[tuple[str, AuditEntry | None]]:
    """The rows of `case` that are not as the chain says, with the link that says so. No link: there must be no such rows."""
    wrong: list[tuple[str, AuditEntry | None]] = []
    for what in SNAPSHOTS:
        entry = links.get(what)
        algorithm = entry.algorithm if entry and entry.algorithm in ALGORITHMS else "sha256"
        said = _covers(entry).get(what) if entry else digest_of_none(what, algorithm)
        if digest_of(case, what, algorithm) != said:
            wrong.append((what, entry))
    return wrong


def disagreeing_records() -> list[tuple[str, str, AuditEntry | None]]:
    """(kind of fault, name, link) of accounts and proposals that are not as the chain says; without a link, the chain knows nothing of it."""
    links: dict[str, AuditEntry] = {}
    for entry in AuditEntry.objects.filter(case_number="", detail__contains='"covers":{').order_by("sequence"):
        links.update(dict.fromkeys(_covers(entry), entry))
    wrong: list[tuple[str, str, AuditEntry | None]] = []
    for record in records():
        link = links.pop(key_of(record), None)
        if link is None:
            wrong.append(("row-unknown", key_of(record), None))
        elif digest_of_record(record, link.algorithm if link.algorithm in ALGORITHMS else "sha256") != _covers(link)[key_of(record)]:
            wrong.append(("row-changed", _named(key_of(record), link), link))
    return wrong + [("row-missing", _named(key, link), link) for key, link in links.items()]


def agrees(record: Record) -> bool:
    """Whether an account or a proposal is as its last link says. Asked where it matters: a role given in the database and taken back
    after the ruling would be seen by no later check."""
    key = key_of(record)
    about = AuditEntry.objects.filter(case_number="", detail__contains=f'"covers":{{"{key}":')
    link = about.order_by("-sequence").first()
    return link is not None and _covers(link).get(key) == digest_of_record(record, link.algorithm)


def records() -> Iterator[Record]:
    """All that `disagreeing_records` looks at."""
    yield from Person.objects.order_by("pk")
    yield from DictionaryProposal.objects.order_by("pk").iterator(100)


def take_over() -> int:
    """Put down accounts and proposals from before the chain covered them, once, when an older database is brought up to date."""
    with transaction.atomic():
        lock()
        unknown = {key for kind, key, _ in disagreeing_records() if kind == "row-unknown"}
        taken = [record for record in records() if key_of(record) in unknown]
        for record in taken:
            append("init", "taken-over", record)
    return len(taken)


def _named(key: str, link: AuditEntry) -> str:
    """An account by its name in the chain: the one in the row may have been changed."""
    name = str(json.loads(link.detail).get("person"))
    return f"person:{name}" if key.startswith("person:") and USERNAME.fullmatch(name) else key


@lru_cache(maxsize=4)
def _key(home: Path) -> Ed25519PrivateKey:
    return keys.audit_private(home)
