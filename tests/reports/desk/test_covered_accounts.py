"""Whatever the administrator or a person does to an account is a link that covers it: what the database says afterwards agrees."""

from __future__ import annotations

import pytest

from tests.reports.desk import office


@pytest.fixture
def agreed(desk):
    """Whether the chain agrees, and what it said last."""

    def look() -> str:
        from reports.cases import verification
        from reports.cases.models import AuditEntry

        assert verification.verify().faults == ()
        return AuditEntry.objects.order_by("-sequence").values_list("action", flat=True)[0]

    return look


def test_every_step_of_the_administrator_is_covered(browse, agreed):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from reports.cases.models import Person

    admin = browse(office.person("administrator"))
    admin.post("/people/new/", {"username": "chen", "first_name": "陈静", "department": "立案庭", "role": "submitter"})
    assert agreed() == "person-created"
    person = Person.objects.get(username="chen")
    form = {"step": "save", "first_name": "陈静", "department": "立案庭"}
    admin.post(f"/people/{person.pk}/", form | {"role": "head", "is_active": "on"})
    assert agreed() == "person-changed"
    admin.post(f"/people/{person.pk}/", form | {"role": "head"})
    assert (Person.objects.get(pk=person.pk).is_active, agreed()) == (False, "person-changed")
    admin.post(f"/people/{person.pk}/", {"step": "password"})
    assert agreed() == "password-reset"
    TOTPDevice.objects.create(user=person, confirmed=True)
    admin.post(f"/people/{person.pk}/", {"step": "second-factor"})
    assert agreed() == "second-factor-removed"
    admin.post(f"/people/{person.pk}/", {"step": "unlock"})
    assert agreed() == "person-unlocked"


def test_a_password_and_a_second_factor_of_ones_own_are_covered(browse, agreed):
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    person = office.person("reviewer")
    client = browse(person)
    assert agreed() == "sign-in"
    client.get("/account/second-factor/")
    device = TOTPDevice.objects.get(user=person)
    assert agreed() == "sign-in"  # nothing counts before it is proved
    client.post("/account/second-factor/", {"token": f"{totp(device.bin_key):06d}"})
    assert agreed() == "enrol-second-factor"
    new = "qing-ming-yu-shi-2026"
    client.post("/account/password/", {"old_password": office.PASSWORD, "new_password1": new, "new_password2": new})
    assert agreed() == "change-password"


@pytest.mark.parametrize("change", [{"subject": "another"}, {"way": "oidc"}, {"way": ""}, {"grouped": False}], ids=str)
def test_who_an_account_is_outside_is_covered(desk, agreed, change):
    from django.db import transaction

    from reports.cases import audit, verification
    from reports.desk.models import Seat

    person = office.person("submitter")
    with transaction.atomic():
        Seat.objects.update_or_create(person=person, defaults={"way": "ldap", "subject": "uuid-1", "grouped": True})
        audit.append(person.username, "person-linked", person, role=person.role, way="ldap")
    assert agreed() == "person-linked"
    Seat.objects.filter(pk=person.pk).update(**change)
    assert verification.verify().faults
