"""What the database has decided but cannot do itself: isolate, seal, hand over, destroy, tell. One function each, in `EXECUTORS`; to deliver
is in `deliveries`.

Each may be called again after the machine stopped anywhere inside it: it looks at the case and at the disk, does what is missing, and
writes down what is then true. It raises what went wrong; `outbox` tries again later.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from reports.cases import audit, custody, destruction, places, states
from reports.cases.crash import crash_point
from reports.cases.held_file import CustodyError
from reports.cases.models import Case, Custody, Effect, RulingRow
from screener.config import Channel
from screener.model import Action

ACTOR = "outbox"


def now(effect: Effect) -> Case:
    return Case.objects.get(pk=effect.case_id)


def _isolate(effect: Effect, channel: Channel) -> None:
    case = now(effect)
    if case.custody != Custody.TAKEN:
        return
    refuse(case, "isolate")
    crash_point("before-isolate")
    taken, isolated = places.taken(case, channel), places.isolated(case, channel)
    if taken.exists() and custody.verify(taken, case.storage, case.sha256) == "changed":
        void(effect, "judge-again")
        return
    custody.isolate(taken, isolated)
    crash_point("isolated-not-recorded")
    _record(effect, "isolate")


def _seal(effect: Effect, channel: Channel) -> None:
    case = now(effect)
    if case.custody != Custody.TAKEN:
        return
    refuse(case, "seal")
    crash_point("before-seal")
    cipher = settings.CONFIG.records.cipher
    try:
        content = custody.seal(
            places.taken(case, channel), places.sealed(case, channel), case.storage, places.master_key(), cipher, case.sha256
        )
    except CustodyError as error:
        if error.why != "changed":
            raise
        void(effect, "judge-again")
        return
    crash_point("sealed-not-recorded")
    # A document whose screening was never finished has its hash from here.
    _record(effect, "seal", sha256=content.sha256, size=content.size)


def _hand_over(effect: Effect, channel: Channel) -> None:
    """Two persons say that the file was handed over; nothing of it stays here."""
    case = now(effect)
    if case.custody == Custody.HANDED_OVER:
        return
    refuse(case, "hand-over")
    try:
        facts = _destroyed(case, channel)
    except CustodyError as error:
        if error.why != "missing":
            raise
        facts = {"sha256": case.sha256, "size": case.size, "method": "taken-by-receiver"}
    _certify(effect, "hand-over", facts)


def _destroy(effect: Effect, channel: Channel) -> None:
    case = now(effect)
    if case.custody == Custody.DESTROYED:
        return
    refuse(case, "destroy")
    _certify(effect, "destroy", _destroyed(case, channel))


def _destroyed(case: Case, channel: Channel) -> dict[str, object]:
    crash_point("before-destroy")
    facts = destruction.destroy(places.held(case, channel), places.certificate(case, channel))
    crash_point("destroyed-not-recorded")
    return {**facts, "content": case.sha256}


def _certify(effect: Effect, transition: str, facts: dict[str, object]) -> None:
    """The certificate is part of the ruling that ordered it."""
    with transaction.atomic():
        audit.lock()
        case = now(effect)
        ruling = RulingRow.objects.filter(case=case, effective=True, decision=effect.kind).order_by("-pk").first()
        if ruling is None:
            raise states.RefusedError("guard")
        ruling.evidence = {**ruling.evidence, "certificate": facts}
        ruling.save(update_fields=["evidence"])
        states.move(case, transition, ACTOR, "rulings", method=facts["method"], sha256=case.sha256, ruling=ruling.pk)


def _notify(effect: Effect, _channel: Channel) -> None:
    from reports.cases import notify  # mail and HTTP: most runs tell nobody

    case = now(effect)
    send: Callable[..., object] = notify.mail if effect.kind == Effect.Kind.MAIL else notify.webhook
    crash_point("before-notice")
    send(settings.CONFIG, case.number, Action(case.action or 0).name.lower(), len(case.reasons))
    crash_point("notice-not-recorded")
    with transaction.atomic():
        audit.lock()
        audit.append(ACTOR, "notified", now(effect), kind=effect.kind, effect=effect.pk)


def refuse(case: Case, transition: str) -> None:
    if why := states.refusal(case, transition, states.SYSTEM):
        raise states.RefusedError(why)


def _record(effect: Effect, transition: str, **changed: object) -> None:
    """What was done outside is now true inside too: custody, state and chain in one transaction."""
    with transaction.atomic():
        audit.lock()
        case = now(effect)
        for column, value in changed.items():
            setattr(case, column, value)
        states.move(case, transition, ACTOR, sha256=case.sha256, effect=effect.pk)


def void(effect: Effect, transition: str) -> None:
    """The bytes are not those that were judged: what follows from that verdict is not done. Somebody looks again."""
    with transaction.atomic():
        audit.lock()
        case = now(effect)
        for pending in case.effects.filter(done_at=None).exclude(pk=effect.pk):
            pending.done_at, pending.detail = effect.not_before, {"void": True}
            pending.save(update_fields=["done_at", "detail"])
        if transition == "hold-again" and case.action == Action.PASS:
            # What nobody has ruled on must be something that persons can rule on.
            case.action = Action.REVIEW
        states.move(case, transition, ACTOR, "effects", sha256=case.sha256, effect=effect.pk, why="changed")


EXECUTORS: dict[Effect.Kind, Callable[[Effect, Channel], None]] = {
    Effect.Kind.ISOLATE: _isolate,
    Effect.Kind.SEAL: _seal,
    Effect.Kind.HAND_OVER: _hand_over,
    Effect.Kind.DESTROY: _destroy,
    Effect.Kind.MAIL: _notify,
    Effect.Kind.WEBHOOK: _notify,
}
