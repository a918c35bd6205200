"""Whose name is not shown: a name may itself be the secret. That is so of a case taken for a state secret, of the released document that such a
case is about, and of the other cases about it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from reports.cases.models import Case, Custody, Incident, State


def withheld(cases: Collection[Case]) -> frozenset[int]:
    """The keys of those whose name is withheld. Asks the database twice, however many they are: give it a page, not a register."""
    about = {case.pk: case.predecessor_id for case in cases if is_follow_up(case)}
    documents = {case.pk for case in cases} | {pk for pk in about.values() if pk is not None}
    secret = {case.pk for case in cases if case.state_secret}
    found = Case.objects.filter(Q(pk__in=documents) | Q(predecessor__in=documents), state_secret=True)
    for pk, predecessor in found.values_list("pk", "predecessor_id"):
        secret |= {pk, predecessor} & documents
    secret |= set(Incident.objects.filter(case__in=documents, kind=Incident.Kind.STATE_SECRET).values_list("case_id", flat=True))
    return frozenset(case.pk for case in cases if case.pk in secret or about.get(case.pk) in secret)


def is_withheld(case: Case) -> bool:
    return case.state_secret or case.pk in withheld([case])


def not_withheld() -> Q:
    """For cases that may be searched by their name."""
    later = Case.objects.filter(predecessor=OuterRef("pk"), state_secret=True)
    beside = Case.objects.filter(predecessor=OuterRef("predecessor"), state_secret=True)
    leaked = Incident.objects.filter(case=OuterRef("pk"), kind=Incident.Kind.STATE_SECRET)
    return Q(~Exists(later), ~Exists(beside), ~Exists(leaked), state_secret=False)


def is_follow_up(case: Case) -> bool:
    """Opened by a recheck about a document that is already outside."""
    return case.predecessor_id is not None and case.custody == Custody.DELIVERED and case.state in {State.HELD, State.CLOSED}
