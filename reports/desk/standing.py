"""Whether somebody who came in by an outside way may stay: the directory is asked again while they work, the provider after its time."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from reports.cases.models import Person
from reports.desk.admission import RefusedError, one_role
from reports.desk.models import Seat
from reports.desk.ways import LDAP, LOCAL, OIDC, ways

WAY, ASKED, ASKING = "way", "asked", "asking"  # keys of the session
ASK_EVERY = 60
# While the directory does not answer, those at work go on for so long, then nobody knows who they are any more.
UNANSWERED = 900

LOG = logging.getLogger("reports.desk.directory")


def may_stay(session: SessionBase, person: Person, now: float) -> bool:
    way = session.get(WAY, LOCAL)
    if way == LOCAL:
        return True
    if way not in ways(settings.CONFIG):
        return False
    if way == OIDC:
        return bool(now - session.get(ASKED, 0) <= settings.CONFIG.oidc.signed_in_minutes * 60)
    if now - session.get(ASKING, 0) <= ASK_EVERY:
        return True
    session[ASKING] = int(now)
    answer = _still_there(person)
    if answer:
        session[ASKED] = int(now)
    return bool(now - session.get(ASKED, 0) <= UNANSWERED) if answer is None else answer


def _still_there(person: Person) -> bool | None:
    """`None`: the directory does not answer."""
    from reports.desk.directory import UnreachableError, look_up

    seat = Seat.objects.filter(pk=person.pk, way=LDAP).first()
    if seat is None:
        return False
    try:
        entry = look_up(settings.CONFIG, person.username)
        if entry is None or not entry.enabled or entry.subject != seat.subject:
            return False
        return not seat.grouped or one_role(entry.grants).role == person.role
    except RefusedError:
        return False
    except UnreachableError as error:
        LOG.warning("directory-unreachable %s", error)
        return None
