"""Signing in: who gets in, who is locked out, and which session counts."""

from __future__ import annotations

import time

import pytest

from tests.reports.desk import office


def test_the_right_password_opens_and_leaves_a_trace(browse):
    from reports.cases.models import AuditEntry

    client = browse(office.person("reviewer"))
    assert client.get("/cases/").status_code == 200
    assert AuditEntry.objects.filter(action="sign-in", actor="zhao").count() == 1


@pytest.mark.parametrize("username", ["zhao", "nobody", "off"])
def test_wrong_unknown_and_inactive_look_the_same(browse, username):
    office.person("reviewer")
    off = office.person("reviewer", "off")
    off.is_active = False
    off.save()
    password = "wrong" if username != "off" else office.PASSWORD
    answer = browse().post("/sign-in/", {"username": username, "password": password})
    assert answer.status_code == 422
    assert "用户名或密码不对，或账号已停用" in answer.content.decode()


@pytest.mark.parametrize("username", ["zhao", "nobody", "off"])
def test_an_unknown_name_costs_one_hash_like_a_known_one(browse, username, settings_with):
    from tests.reports.desk.counting_hasher import CountingHasher

    settings_with(PASSWORD_HASHERS=["tests.reports.desk.counting_hasher.CountingHasher"])
    person = office.person("reviewer")
    off = office.person("reviewer", "off")
    for one in (person, off):
        one.set_password(office.PASSWORD)
        one.is_active = one is person
        one.save()
    CountingHasher.hashed = 0
    browse().post("/sign-in/", {"username": username, "password": "wrong"})
    assert CountingHasher.hashed == 1


@pytest.mark.parametrize("username", ["zhao", "nobody"])
def test_five_wrong_passwords_lock_an_account_known_or_not(browse, username):
    office.person("reviewer")
    client = browse()
    statuses = [client.post("/sign-in/", {"username": username, "password": f"wrong{n}"}).status_code for n in range(6)]
    assert statuses == [422] * 4 + [429, 429]
    answer = browse().post("/sign-in/", {"username": username, "password": office.PASSWORD})
    assert answer.status_code == 429
    assert "锁定" in answer.content.decode()


def test_the_administrator_unlocks(browse):
    person = office.person("reviewer")
    client = browse()
    for _ in range(5):
        client.post("/sign-in/", {"username": "zhao", "password": "wrong"})
    browse(office.person("administrator")).post(f"/people/{person.pk}/", {"step": "unlock"})
    assert office.sign_in(browse(), person).status_code == 302


def test_the_key_of_the_session_before_signing_in_opens_nothing_after(browse):
    from django.conf import settings

    client = browse()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by another"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    office.sign_in(client, office.person("reviewer"))
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert "planted" not in client.session
    thief = browse()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/cases/").status_code == 302


def test_a_second_sign_in_ends_the_first(browse):
    person = office.person("reviewer")
    first = browse(person)
    second = browse(person)
    assert first.get("/cases/").status_code == 302
    assert second.get("/cases/").status_code == 200


@pytest.mark.parametrize(("key", "ago"), [("seen", 31 * 60), ("began", 13 * 3600)])
def test_a_session_that_is_idle_or_old_is_over(browse, key, ago):
    client = browse(office.person("reviewer"))
    session = client.session
    session[key] = int(time.time()) - ago
    session.save()
    assert client.get("/cases/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_a_page_that_looks_again_by_itself_keeps_no_session_alive(browse):
    client = browse(office.person("reviewer"))
    session = client.session
    session["seen"] = before = int(time.time()) - 600
    session.save()
    client.get("/cases/rows/", headers={"HX-Request": "true"})
    assert client.session["seen"] == before
    client.get("/cases/")
    assert client.session["seen"] > before


def test_a_polling_page_whose_session_ended_goes_to_the_sign_in(browse):
    answer = browse().get("/cases/rows/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/")


def test_an_account_switched_off_is_out_at_once(browse):
    person = office.person("reviewer")
    client = browse(person)
    person.is_active = False
    person.save()
    assert client.get("/cases/").status_code == 302


def test_an_initial_password_opens_nothing_but_its_change(browse):
    client = browse(office.person("administrator"))
    page = client.post(
        "/people/new/", {"username": "chen", "first_name": "陈静", "department": "立案庭", "role": "submitter"}
    ).content.decode()
    password = page.split('password">')[1].split("<")[0]
    newcomer = browse()
    newcomer.post("/sign-in/", {"username": "chen", "password": password})
    assert newcomer.get("/submit/")["Location"] == "/account/password/"
    words = {"old_password": password, "new_password1": "shu-shi-he-tian-77", "new_password2": "shu-shi-he-tian-77"}
    assert newcomer.post("/account/password/", words)["Location"] == "/account/"
    assert newcomer.get("/submit/0/").status_code == 200


@pytest.mark.parametrize("password", ["short", "123456789012", "password12345678"[:8], "zhao"])
def test_a_weak_password_is_refused(browse, password):
    client = browse(office.person("reviewer"))
    words = {"old_password": office.PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/account/password/", words).status_code == 422


def test_the_second_factor_is_asked_for_and_counts_once(browse):
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    person = office.person("reviewer")
    client = browse(person)
    client.get("/account/second-factor/")
    device = TOTPDevice.objects.get(user=person)
    assert client.post("/account/second-factor/", {"token": "000000"}).status_code == 422
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post("/account/second-factor/", {"token": f"{totp(device.bin_key):06d}"}).status_code == 302

    again = browse()
    assert office.sign_in(again, person)["Location"] == "/sign-in/second-factor/"
    assert again.get("/cases/").status_code == 302
    # The token that enrolled the device was used: a watcher cannot use it again.
    assert again.post("/sign-in/second-factor/", {"token": f"{totp(device.bin_key):06d}"}).status_code == 422
    device.refresh_from_db()
    device.throttle_reset()
    device.last_t = -1
    device.save()
    assert again.post("/sign-in/second-factor/", {"token": f"{totp(device.bin_key):06d}"}).status_code == 302
    assert again.get("/cases/").status_code == 200


def test_the_second_page_alone_opens_nothing(browse):
    assert browse().post("/sign-in/second-factor/", {"token": "123456"})["Location"] == "/sign-in/"


def test_the_administrator_changes_everybody_but_himself(browse):
    admin = office.person("administrator")
    client = browse(admin)
    client.post(f"/people/{admin.pk}/", {"step": "save", "first_name": "吴涛", "department": "", "role": "reviewer", "is_active": "on"})
    admin.refresh_from_db()
    assert admin.role == "administrator"


def test_what_the_administrator_does_to_accounts_is_in_the_chain(browse):
    from reports.cases import verification
    from reports.cases.models import AuditEntry

    person = office.person("reviewer")
    client = browse(office.person("administrator"))
    for step in (
        {"step": "password"},
        {"step": "second-factor"},
        {"step": "save", "first_name": "赵敏", "department": "", "role": "auditor", "is_active": "on"},
    ):
        client.post(f"/people/{person.pk}/", step)
    actions = set(AuditEntry.objects.filter(actor="wu").values_list("action", flat=True))
    assert {"password-reset", "second-factor-removed", "person-changed"} <= actions
    assert not verification.verify().faults
