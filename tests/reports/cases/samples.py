"""Cases, verdicts and persons to test with."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping

from reports.cases.arrival import Arrival
from screener.model import Action, Coverage, Finding, Location, Reason, Screened, Unscanned, Verdict
from tests.reports.cases.installation import Installation

CANARY = "机密★1年 关于金丝雀行动的请示"
DICTIONARIES = ("shipped@1",)
_inodes = itertools.count(1)


def arrival(name: str = "通知.txt", size: int = 5) -> Arrival:
    return Arrival(name.encode(), f"1:{next(_inodes)}:{size}:1", size)


def policy_label() -> str:
    from screener.policy import load_policy

    return load_policy("pre-publication").label


def secret(score: float = 0.95) -> Finding:
    return Finding("secret.marking", "secret.marking", Location("a.docx!header1.xml", page=1), 0, 5, CANARY, score, ("level-and-star",))


def mobile() -> Finding:
    return Finding("personal.mobile", "mobile", Location("a.docx", paragraph=3), 4, 15, "13800138000", 0.9)


def verdict(action: Action, *findings: Finding, unscanned: tuple[Unscanned, ...] = ()) -> Verdict:
    reasons = tuple(Reason(action, "rule", "理由", "reason", 1) for _ in range(action != Action.PASS))
    return Verdict(action, reasons, findings, unscanned, Coverage(parts_read=1, characters=9), policy_label(), DICTIONARIES)


def screened(action: Action, *findings: Finding, content: bytes = b"hello", unscanned: tuple[Unscanned, ...] = ()) -> Screened:
    sha256 = hashlib.sha256(content).hexdigest()
    return Screened("case", sha256, len(content), "text/plain", verdict(action, *findings, unscanned=unscanned), 12)


VERDICTS: Mapping[str, tuple[Action, tuple[Finding, ...]]] = {
    "clean": (Action.PASS, ()),
    "review": (Action.REVIEW, (mobile(),)),
    "block": (Action.BLOCK, (mobile(),)),
    "secret": (Action.BLOCK, (secret(),)),
    "unread": (Action.REVIEW, ()),
}
UNREAD = Unscanned(Location("a.docx!word/media/1.emf", page=2), "unsupported-format", "emf")


def take_in(place: Installation, content: bytes = b"hello", name: str = "通知.txt"):
    """A case whose file is taken in."""
    from reports.cases import register

    (case,) = register.receive(place.channel, [arrival(name, len(content))])
    file = place.channel.held / "taken" / case.storage
    file.write_bytes(content)
    file.chmod(0o600)
    return register.taken(case)


def judged(place: Installation, kind: str = "review", content: bytes = b"hello", name: str = "通知.txt"):
    """A case that was taken in, screened and recorded, with its effects still to be done."""
    from reports.cases import register

    taken = take_in(place, content, name)
    (case,) = [case for case in register.claim("me", 10) if case.pk == taken.pk]
    action, findings = VERDICTS[kind]
    return register.record(case, screened(action, *findings, content=content, unscanned=(UNREAD,) * (kind == "unread")))


def held(place: Installation, kind: str = "review", content: bytes = b"hello", name: str = "通知.txt"):
    """A held case whose file lies where it belongs."""
    from django.utils import timezone

    from reports.cases import outbox
    from reports.cases.models import Case

    case = judged(place, kind, content, name)
    outbox.run_due(timezone.now())
    return Case.objects.get(pk=case.pk)


def person(role: str, name: str = "", department: str = "办公室"):
    from django.db import transaction

    from reports.cases.models import Person

    username = name or role
    with transaction.atomic():
        found, made = Person.objects.get_or_create(username=username, defaults={"role": role, "department": department})
        if made:
            put_down(found)
    return found


def put_down(record) -> None:
    """The link that the program makes when it makes an account or a proposal."""
    from django.db import transaction

    from reports.cases import audit

    with transaction.atomic():
        audit.append("test", "person-created", record)


def decide(case, reviewer, decision: str, **changed: object):
    """Rule on a case as one who saw it as it is."""
    from reports.cases import rulings

    told: dict[str, object] = {
        "reason_code": "other",
        "reason": "已逐页核对",
        "evidence": {},
        "seen_sha256": case.sha256,
        "seen_policy": case.policy,
        "seen_dictionaries": case.dictionaries,
    }
    return rulings.rule(case.number, reviewer, decision, **{**told, **changed})  # type: ignore[arg-type]
