"""What the database has decided but cannot do itself: isolate, seal, deliver, hand over, destroy, tell. One function each, in `EXECUTORS`.

Each may be called again after the machine stopped anywhere inside it: it looks at the case and at the disk, does what is missing, and
writes down what is then true. It raises what went wrong; `outbox` tries again later.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from reports.cases import audit, custody, delivery, destruction, places, states
from reports.cases.crash import crash_point
from reports.cases.held_file import CustodyError
from reports.cases.models import Case, Custody, Effect, RulingRow, State
from screener.config import Channel
from screener.model import Action

ACTOR = "outbox"
# What says that these are not the bytes that were judged.
NOT_THE_SAME = frozenset({"changed", "altered"})


def _now(effect: Effect) -> Case:
    return Case.objects.get(pk=effect.case_id)


def _isolate(effect: Effect, channel: Channel) -> None:
    case = _now(effect)
    if case.custody != Custody.TAKEN:
        return
    _refuse(case, "isolate")
    crash_point("before-isolate")
    taken, isolated = places.taken(case, channel), places.isolated(case, channel)
    if taken.exists() and custody.verify(taken, case.storage, case.sha256) == "changed":
        _void(effect, "judge-again")
        return
    custody.isolate(taken, isolated)
    crash_point("isolated-not-recorded")
    _record(effect, "isolate")


def _seal(effect: Effect, channel: Channel) -> None:
    case = _now(effect)
    if case.custody != Custody.TAKEN:
        return
    _refuse(case, "seal")
    crash_point("before-seal")
    cipher = settings.CONFIG.records.cipher
    try:
        content = custody.seal(
            places.taken(case, channel), places.sealed(case, channel), case.storage, places.master_key(), cipher, case.sha256
        )
    except CustodyError as error:
        if error.why != "changed":
            raise
        _void(effect, "judge-again")
        return
    crash_point("sealed-not-recorded")
    # A document whose screening was never finished has its hash from here.
    _record(effect, "seal", sha256=content.sha256, size=content.size)


def _deliver(effect: Effect, channel: Channel) -> None:
    case = _now(effect)
    if case.state != State.RELEASED:
        _refuse(case, "deliver")
        target = _target(effect)
        _refuse_what_the_chain_does_not_say(effect)
        crash_point("target-chosen")
        try:
            delivery.deliver(places.held(case, channel), channel.released, target, case.storage, case.sha256, places.key_of(case))
        except CustodyError as error:
            if error.why == "name-taken":
                _choose_another_name(effect)
            elif error.why in NOT_THE_SAME:
                _void(effect, "judge-again" if case.custody == Custody.TAKEN else "hold-again")
                return
            raise
        crash_point("delivered-not-recorded")
        _record(effect, "deliver", released_as=target.hex())
    crash_point("delivered-not-forgotten")
    for path in (places.taken(case, channel), places.sealed(case, channel), places.isolated(case, channel)):
        delivery.forget(path, channel.released, case.storage)


def _target(effect: Effect) -> bytes:
    """The name that it goes out under, written down before a byte of it is: who comes after a crash uses the same."""
    if "target" not in effect.detail:
        with transaction.atomic():
            audit.lock()
            case = _now(effect)
            _refuse(case, "deliver")
            effect.refresh_from_db()
            if "revoked" in effect.detail:
                raise states.RefusedError("guard")
            effect.detail = {"target": case.origin}
            effect.save(update_fields=["detail"])
            audit.append(ACTOR, "begin-delivery", case, "effects", effect=effect.pk)
    return bytes.fromhex(effect.detail["target"])


def _refuse_what_the_chain_does_not_say(effect: Effect) -> None:
    """The one step that cannot be undone: not for a case, a ruling or a delivery that somebody wrote into the database by hand."""
    with transaction.atomic():
        audit.lock()
        case = _now(effect)
        if audit.disagreeing(case, audit.covered([case.number]).get(case.number, {})):
            raise states.RefusedError("tampered")


def _choose_another_name(effect: Effect) -> None:
    """The case's number goes into the name, then a running number: what is there already is never replaced."""
    with transaction.atomic():
        audit.lock()
        case = _now(effect)
        folder, slash, name = bytes.fromhex(case.origin).rpartition(b"/")
        stem, dot, suffix = name.rpartition(b".") if b"." in name[1:] else (name, b"", b"")
        tries = effect.detail.get("tries", 0) + 1
        mark = f"-{case.number}" + (f"-{tries}" if tries > 1 else "")
        # A name of 255 bytes is the longest there is.
        stem = stem[: 250 - len(mark) - len(suffix)]
        effect.detail = {"target": (folder + slash + stem + mark.encode() + dot + suffix).hex(), "tries": tries}
        effect.save(update_fields=["detail"])
        audit.append(ACTOR, "name-taken", case, "effects", effect=effect.pk)


def _hand_over(effect: Effect, channel: Channel) -> None:
    """Two persons say that the file was handed over; nothing of it stays here."""
    case = _now(effect)
    if case.custody == Custody.HANDED_OVER:
        return
    _refuse(case, "hand-over")
    try:
        facts = _destroyed(case, channel)
    except CustodyError as error:
        if error.why != "missing":
            raise
        facts = {"sha256": case.sha256, "size": case.size, "method": "taken-by-receiver"}
    _certify(effect, "hand-over", facts)


def _destroy(effect: Effect, channel: Channel) -> None:
    case = _now(effect)
    if case.custody == Custody.DESTROYED:
        return
    _refuse(case, "destroy")
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
        case = _now(effect)
        ruling = RulingRow.objects.filter(case=case, effective=True, decision=effect.kind).order_by("-pk").first()
        if ruling is None:
            raise states.RefusedError("guard")
        ruling.evidence = {**ruling.evidence, "certificate": facts}
        ruling.save(update_fields=["evidence"])
        states.move(case, transition, ACTOR, "rulings", method=facts["method"], sha256=case.sha256, ruling=ruling.pk)


def _notify(effect: Effect, _channel: Channel) -> None:
    from reports.cases import notify  # mail and HTTP: most runs tell nobody

    case = _now(effect)
    send: Callable[..., object] = notify.mail if effect.kind == Effect.Kind.MAIL else notify.webhook
    crash_point("before-notice")
    send(settings.CONFIG, case.number, Action(case.action or 0).name.lower(), len(case.reasons))
    crash_point("notice-not-recorded")
    with transaction.atomic():
        audit.lock()
        audit.append(ACTOR, "notified", _now(effect), kind=effect.kind, effect=effect.pk)


def _refuse(case: Case, transition: str) -> None:
    if why := states.refusal(case, transition, states.SYSTEM):
        raise states.RefusedError(why)


def _record(effect: Effect, transition: str, **changed: object) -> None:
    """What was done outside is now true inside too: custody, state and chain in one transaction."""
    with transaction.atomic():
        audit.lock()
        case = _now(effect)
        for column, value in changed.items():
            setattr(case, column, value)
        states.move(case, transition, ACTOR, sha256=case.sha256, effect=effect.pk)


def _void(effect: Effect, transition: str) -> None:
    """The bytes are not those that were judged: what follows from that verdict is not done. Somebody looks again."""
    with transaction.atomic():
        audit.lock()
        case = _now(effect)
        for pending in case.effects.filter(done_at=None).exclude(pk=effect.pk):
            pending.done_at, pending.detail = effect.not_before, {"void": True}
            pending.save(update_fields=["done_at", "detail"])
        states.move(case, transition, ACTOR, "effects", sha256=case.sha256, effect=effect.pk, why="changed")


EXECUTORS: dict[Effect.Kind, Callable[[Effect, Channel], None]] = {
    Effect.Kind.ISOLATE: _isolate,
    Effect.Kind.SEAL: _seal,
    Effect.Kind.DELIVER: _deliver,
    Effect.Kind.HAND_OVER: _hand_over,
    Effect.Kind.DESTROY: _destroy,
    Effect.Kind.MAIL: _notify,
    Effect.Kind.WEBHOOK: _notify,
}
