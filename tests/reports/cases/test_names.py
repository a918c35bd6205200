"""Whose name is withheld: a secret's, that of the document a later look found secret, and those of its other cases."""

import pytest
from django.db import transaction

from tests.reports.cases import samples
from tests.reports.cases.installation import Installation
from tests.reports.cases.test_recheck import MARKED, released


@pytest.fixture
def family(records: Installation):
    """A document that went out, a first follow-up that was none of a secret, a second that is; and a stranger."""
    from reports.cases import recheck
    from reports.cases.models import Case
    from screener.model import Action

    original = released(records, MARKED, "金丝雀行动.txt")
    with transaction.atomic():
        first = recheck._follow_up(original, samples.screened(Action.REVIEW, samples.mobile(), content=MARKED))
        secret = recheck._follow_up(original, samples.screened(Action.BLOCK, samples.secret(), content=MARKED))
    return {
        "original": Case.objects.get(pk=original.pk),
        "first": first,
        "secret": secret,
        "stranger": released(records, b"another", "通知.txt"),
    }


def test_all_cases_of_a_document_that_was_found_secret(family):
    from reports.cases import names

    withheld = names.withheld(family.values())
    assert {name for name, case in family.items() if case.pk in withheld} == {"original", "first", "secret"}
    assert {name for name, case in family.items() if names.is_withheld(case)} == {"original", "first", "secret"}


def test_they_are_not_found_by_their_name_either(family):
    from reports.cases import names
    from reports.cases.models import Case

    found = Case.objects.filter(names.not_withheld()).values_list("pk", flat=True)
    assert list(found) == [family["stranger"].pk]


@pytest.mark.parametrize(("kind", "withheld"), [("state-secret", True), ("personal-data", False)])
def test_a_leak_that_a_person_put_on_record_withholds_the_name_of_a_secret_alone(records: Installation, kind, withheld):
    from reports.cases import incidents, names
    from reports.cases.models import Case

    case = released(records, b"hello", "通知.txt")
    incidents.open_incident(case, "recheck", "一", kind=kind)
    assert names.is_withheld(case) is withheld
    assert Case.objects.filter(names.not_withheld()).exists() is not withheld


def test_a_corrected_version_that_passed_keeps_its_name(records: Installation):
    from reports.cases import names

    before = samples.held(records, "secret", b"x", "甲.txt")
    after = samples.judged(records, "clean", b"y", "乙.txt")
    after.predecessor = before
    after.save()
    assert not names.is_withheld(after)


def test_a_page_is_asked_for_in_two_queries(family):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reports.cases import names

    with CaptureQueriesContext(connection) as asked:
        names.withheld(family.values())
    assert len(asked) == 2
