"""Every page against every role: what is not allowed is refused, what nobody listed is closed."""

from __future__ import annotations

import pytest

from tests.reports.desk import office

ROLES = tuple(office.PEOPLE)
CASES = "head reviewer leader classifier"
# Written out by hand, not read from the product's own table: who may open what.
TABLE = {
    "home": " ".join(ROLES),
    "sign-out": " ".join(ROLES),
    "account": " ".join(ROLES),
    "change-password": " ".join(ROLES),
    "enrol-second-factor": " ".join(ROLES),
    "queue": f"submitter {CASES}",
    "queue-rows": f"submitter {CASES}",
    "together": CASES,
    "case": f"submitter {CASES}",
    "case-status": f"submitter {CASES}",
    "case-content": f"submitter {CASES}",
    "case-page": f"submitter {CASES}",
    "case-remark": f"submitter {CASES}",
    "case-ruling": CASES,
    "case-false-alarm": CASES,
    "case-rescreen": "reviewer leader classifier",
    "submit": "submitter head",
    "submit-file": "submitter head",
    "trails": "auditor",
    "case-form": f"submitter {CASES}",
    "leak-open": CASES,
    "leaks": CASES,
    "leak": CASES,
    "leak-paper": CASES,
    "follow-up": CASES,
    "register": CASES,
    "register-file": CASES,
    "monthly": "reviewer leader classifier auditor",
    "monthly-file": "reviewer leader classifier auditor",
    "inspection": "leader auditor",
    "dictionaries": "reviewer leader classifier",
    "dictionary-try": "reviewer leader classifier",
    "propose": "reviewer leader classifier",
    "false-alarms": "reviewer leader classifier",
    "dictionary": "reviewer leader classifier",
    "proposal": "reviewer leader classifier",
    "proposal-changes": "reviewer leader classifier",
    "proposal-decide": "reviewer leader classifier",
    "people": "administrator",
    "person-new": "administrator",
    "person": "administrator",
}
PUBLIC = {"sign-in", "second-factor", "oidc-start", "oidc-back"}


def addresses():
    from django.urls import URLPattern, get_resolver

    found = {pattern.name: "/" + str(pattern.pattern) for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)}
    for known, value in (
        ("<number:number>", "20260101-000001"),
        ("<int:page>", "1"),
        ("<int:finding>", "1"),
        ("<int:channel>", "0"),
        ("<int:pk>", "999"),
        ("<slug:layout>", "docx"),
        ("<slug:paper>", "report"),
        ("<slug:name>", "court-work"),
    ):
        found = {name: address.replace(known, value) for name, address in found.items()}
    return found


def test_every_address_is_in_the_table_and_in_the_products_own(desk):
    from reports.desk import roles

    ours = set(addresses()) & (set(TABLE) | PUBLIC)
    assert ours == set(TABLE) | PUBLIC
    assert set(addresses()) == set(roles.ROUTES) | roles.PUBLIC
    assert roles.PUBLIC == PUBLIC


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_is_its_own_and_nothing_else(browse, role):
    client = browse(office.person(role))
    for name, allowed in TABLE.items():
        if name == "sign-out":
            continue
        for method in (client.get, client.post):
            answer = method(addresses()[name])
            assert (answer.status_code == 403) is (role not in allowed.split()), (name, role, answer.status_code)
            if answer.streaming:
                answer.getvalue()


def test_nobody_opens_anything_without_signing_in(browse):
    client = browse()
    for name, address in addresses().items():
        for method in (client.get, client.post):
            answer = method(address)
            if name not in PUBLIC:
                assert (answer.status_code, answer["Location"]) == (302, "/sign-in/"), name


def test_a_page_that_nobody_listed_is_closed(browse, monkeypatch):
    from reports.desk import roles

    client = browse(office.person("reviewer"))
    assert client.get("/cases/").status_code == 200
    monkeypatch.delitem(roles.ROUTES, "queue")
    assert client.get("/cases/").status_code == 403


def test_an_address_that_does_not_exist_says_so_and_repeats_nothing(browse):
    answer = browse(office.person("reviewer")).get("/cases/%3Cscript%3Ealert(1)%3C/script%3E/")
    assert answer.status_code == 404
    assert "alert(1)" not in answer.content.decode()


def test_a_role_that_was_changed_counts_at_once(browse):
    person = office.person("reviewer")
    client = browse(person)
    person.role = "administrator"
    person.save()
    assert client.get("/cases/").status_code == 403
