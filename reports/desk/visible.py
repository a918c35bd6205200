"""Which cases a person may see at all. Every page takes its cases from here, so that a number typed by hand opens nothing else's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from reports.cases.models import Case, Person, Role

EVERY_CASE = frozenset({Role.REVIEWER, Role.LEADER, Role.CLASSIFIER})


def visible(person: Person) -> QuerySet[Case]:
    """All cases to those who rule, a department's to its head, one's own to whoever submitted them, none to the others."""
    if person.role in EVERY_CASE:
        return Case.objects.all()
    if person.role == Role.HEAD and person.department:
        return Case.objects.filter(department=person.department)
    if person.role in {Role.SUBMITTER, Role.HEAD}:
        return Case.objects.filter(submitter=person)
    return Case.objects.none()


def case_of(person: Person, number: str) -> Case:
    """Raises `Http404` for a case that does not exist and for one that is not theirs to see: the two look the same."""
    return get_object_or_404(visible(person).select_related("submitter", "predecessor"), number=number)
