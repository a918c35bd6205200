"""Sends out what may go out, many at once: what each must be is looked at together, the bytes go one by one, and it is written down together.

Each delivery may be begun again after the machine stopped anywhere inside it, alone or in other company: it looks at the case and at the
disk, and does what is missing. One that fails holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from reports.cases import audit, delivery, effects, places, states
from reports.cases.crash import crash_point
from reports.cases.effects import ACTOR
from reports.cases.held_file import CustodyError
from reports.cases.models import Case, Custody, Effect, State
from screener.config import Channel
from screener.errors import ScreenerError

# What says that these are not the bytes that were judged.
NOT_THE_SAME = frozenset({"changed", "altered"})
# What the world may do to one of them.
TROUBLES = (OSError, ValueError, ScreenerError)


def deliver_all(due: Iterable[Effect], channel: Channel) -> dict[int, Exception]:
    """Carry these effects out. What stands in the way of some, by the key of the effect: the others are done."""
    failed: dict[int, Exception] = {}
    ready, sent, over = _allowed(list(due), failed), [], []
    for effect, case in ready:
        if case.state == State.RELEASED:
            over.append((effect, case))
            continue
        try:
            if _sent(effect, case, channel):
                sent.append((effect, case))
        except TROUBLES as error:
            failed[effect.pk] = error
    over += _recorded(sent, channel, failed)
    try:
        _forget(over, channel)
    except OSError as error:
        failed.update((effect.pk, error) for effect, _ in over)
    return failed


def _allowed(due: list[Effect], failed: dict[int, Exception]) -> list[tuple[Effect, Case]]:
    """Those that may go out now, each with its case. The one step that cannot be undone: not for a case, a ruling or a delivery that
    somebody wrote into the database by hand."""
    allowed = []
    for effect in due:
        if "target" not in effect.detail:
            try:
                _choose_target(effect)
            except TROUBLES as error:
                failed[effect.pk] = error
    with transaction.atomic():
        audit.lock()
        cases = Case.objects.in_bulk({effect.case_id for effect in due})
        covered = audit.covered([case.number for case in cases.values()])
        for effect in due:
            case = cases[effect.case_id]
            if effect.pk in failed:
                continue
            if case.state == State.RELEASED:
                allowed.append((effect, case))
            elif why := states.refusal(case, "deliver", states.SYSTEM):
                failed[effect.pk] = states.RefusedError(why)
            elif audit.disagreeing(case, covered.get(case.number, {})):
                failed[effect.pk] = states.RefusedError("tampered")
            else:
                allowed.append((effect, case))
    return allowed


def _sent(effect: Effect, case: Case, channel: Channel) -> bool:
    """Whether the file now lies in the released folder; when its bytes are not those that were judged, nothing of the kind is tried again."""
    crash_point("target-chosen")
    target = bytes.fromhex(effect.detail["target"])
    try:
        delivery.deliver(places.held(case, channel), channel.released, target, case.storage, case.sha256, places.key_of(case))
    except CustodyError as error:
        if error.why == "name-taken":
            _choose_another_name(effect)
        elif error.why in NOT_THE_SAME:
            effects.void(effect, "judge-again" if case.custody == Custody.TAKEN else "hold-again")
            return False
        raise
    crash_point("delivered-not-recorded")
    return True


def _recorded(sent: list[tuple[Effect, Case]], channel: Channel, failed: dict[int, Exception]) -> list[tuple[Effect, Case]]:
    if not sent:
        return []
    try:
        delivery.make_last(channel.released, [bytes.fromhex(effect.detail["target"]) for effect, _ in sent])
    except OSError as error:
        failed.update((effect.pk, error) for effect, _ in sent)
        return []
    recorded = []
    with transaction.atomic():
        audit.lock()
        cases = Case.objects.in_bulk({case.pk for _, case in sent})
        for effect, before in sent:
            case = cases[before.pk]
            case.released_as = effect.detail["target"]
            try:
                # Refused before anything is written, if at all.
                states.move(case, "deliver", ACTOR, sha256=case.sha256, effect=effect.pk)
            except states.RefusedError as error:
                failed[effect.pk] = error
            else:
                recorded.append((effect, case))
    return recorded


def _forget(over: list[tuple[Effect, Case]], channel: Channel) -> None:
    if not over:
        return
    for _ in over:
        crash_point("delivered-not-forgotten")
    held = [place(case, channel) for _, case in over for place in (places.taken, places.sealed, places.isolated)]
    delivery.forget(held, channel.released, [case.storage for _, case in over])


def _choose_target(effect: Effect) -> None:
    """The name that it goes out under, written down before a byte of it is: who comes after a crash uses the same."""
    with transaction.atomic():
        audit.lock()
        case = effects.now(effect)
        if case.state == State.RELEASED:
            return
        effects.refuse(case, "deliver")
        effect.refresh_from_db()
        if "revoked" in effect.detail:
            raise states.RefusedError("guard")
        effect.detail = {"target": case.origin}
        effect.save(update_fields=["detail"])
        audit.append(ACTOR, "begin-delivery", case, "effects", effect=effect.pk)


def _choose_another_name(effect: Effect) -> None:
    """The case's number goes into the name, then a running number: what is there already is never replaced."""
    with transaction.atomic():
        audit.lock()
        case = effects.now(effect)
        folder, slash, name = bytes.fromhex(case.origin).rpartition(b"/")
        stem, dot, suffix = name.rpartition(b".") if b"." in name[1:] else (name, b"", b"")
        tries = effect.detail.get("tries", 0) + 1
        mark = f"-{case.number}" + (f"-{tries}" if tries > 1 else "")
        # A name of 255 bytes is the longest there is.
        stem = stem[: 250 - len(mark) - len(suffix)]
        effect.detail = {"target": (folder + slash + stem + mark.encode() + dot + suffix).hex(), "tries": tries}
        effect.save(update_fields=["detail"])
        audit.append(ACTOR, "name-taken", case, "effects", effect=effect.pk)
