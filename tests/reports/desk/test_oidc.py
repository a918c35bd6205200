"""Signing in at a provider: a real one (pyop) on this machine, honest and lying."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from screener.config import Group, Oidc
from tests.reports.desk import office, oidc_provider

pytest.importorskip("authlib", reason="pip install '.[oidc]'")
GROUPS = (Group("/court/classifiers", "classifier", "保密办"), Group("/court/clerks", "submitter", "立案庭"))


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    with oidc_provider.running(tmp_path_factory.mktemp("provider")) as started:
        yield started


@pytest.fixture
def oidc(desk, provider, settings_with, tmp_path):
    """The desk's settings with that provider; more of them can be given."""
    from django.conf import settings

    from reports.desk import admission
    from reports.desk.provider import _keys, _metadata

    admission._refused.clear()
    _metadata.cache_clear()
    _keys.cache_clear()
    secret = tmp_path / "oidc.secret"
    secret.write_text(oidc_provider.SECRET)
    secret.chmod(0o600)

    def use(**more):
        told = Oidc(issuer=provider.issuer, client_id=oidc_provider.CLIENT, client_secret_file=secret, ca_file=provider.certificate, **more)
        settings_with(CONFIG=replace(settings.CONFIG, oidc=told, groups=GROUPS))

    use()
    return use


def go(client):
    """What the browser is told: where to go."""
    answer = client.post("/sign-in/oidc/")
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def at_the_provider(address):
    import requests
    from django.conf import settings

    return requests.get(address, allow_redirects=False, timeout=10, verify=str(settings.CONFIG.oidc.ca_file)).headers["Location"]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def round_trip(client):
    return come_back(client, at_the_provider(go(client)))


def rows(action):
    from reports.cases.models import AuditEntry

    return list(AuditEntry.objects.filter(action=action).values_list("actor", "detail"))


def test_a_member_of_one_group_comes_in_with_its_role(oidc, provider, browse):
    from reports.cases import verification
    from reports.cases.models import Person

    provider.control("chen")
    client = browse()
    answer = round_trip(client)
    assert (answer.status_code, answer["Refresh"]) == (200, "0; url=/")
    made = Person.objects.get()
    assert (made.username, made.first_name, made.role, made.department) == ("chen.jing", "陈静", "submitter", "立案庭")
    assert not made.has_usable_password()
    assert client.get("/submit/").status_code in {200, 302}
    assert client.get("/leaks/").status_code == 403
    assert '"way":"oidc"' in rows("sign-in")[0][1]
    assert rows("person-created")[0][0] == "chen.jing"
    assert not verification.verify().faults


def test_what_is_sent_out_binds_the_answer(oidc, provider, browse):
    asked = parse_qs(urlsplit(go(browse())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 40 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://localhost/sign-in/oidc/back/"]


LIES = {
    "issuer": "claim-iss",
    "audience": "claim-aud",
    "two-audiences": "claim-azp",
    "expired": "expired",
    "no-expiry": "claim-exp",
    "nonce": "claim-nonce",
    "no-nonce": "claim-nonce",
    "at-hash": "claim-at_hash",
    "none": "algorithm",
    "other-algorithm": "algorithm",
    "public-key": "algorithm",
    "forged": "signature",
    "unknown-key": "signature",
    "tampered": "signature",
    "nonsense": "signature",
    "mix-up": "issuer",
}


def test_every_lie_is_told():
    from tests.reports.desk.oidc_lies import LIES as TOLD

    assert set(TOLD) == set(LIES) - {"mix-up"}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_and_put_down(oidc, provider, browse, lie):
    from reports.cases.models import Person

    provider.control("sun", lie)
    client = browse()
    answer = round_trip(client)
    assert answer.status_code == 403
    assert "没有通过核验" in answer.content.decode()
    assert rows("sign-in-refused") == [("oidc", f'{{"way":"oidc","why":"{LIES[lie]}"}}')]
    assert not Person.objects.exists()
    assert client.get("/account/").status_code == 302


def test_a_provider_that_calls_itself_otherwise_is_not_asked(oidc, provider, browse):
    provider.control("sun", "metadata")
    answer = browse().post("/sign-in/oidc/")
    provider.control("sun")
    assert answer.status_code == 403


def test_an_answer_counts_once(oidc, provider, browse):
    provider.control("sun")
    client = browse()
    back = at_the_provider(go(client))
    ticket = client.cookies["outing"].value
    assert come_back(client, back).status_code == 200
    thief = browse()
    thief.cookies["outing"] = ticket
    assert come_back(thief, back).status_code == 403
    assert thief.get("/account/").status_code == 302
    assert [detail for _, detail in rows("sign-in-refused")] == ['{"way":"oidc","why":"state"}']


@pytest.mark.parametrize("whose", ["nobody's", "another browser's"])
def test_an_answer_for_another_browser_is_refused(oidc, provider, browse, whose):
    """Somebody is made to come back with a stranger's answer, and would work under the stranger's name."""
    provider.control("sun")
    back = at_the_provider(go(browse()))
    victim = browse()
    if whose != "nobody's":
        go(victim)
    assert come_back(victim, back).status_code == 403
    assert victim.get("/account/").status_code == 302


def test_a_code_from_elsewhere_is_worth_nothing(oidc, provider, browse):
    """The code of another's outing put into one's own answer: PKCE and nonce."""
    provider.control("sun")
    stolen = parse_qs(urlsplit(at_the_provider(go(browse()))).query)["code"][0]
    client = browse()
    state = parse_qs(urlsplit(go(client)).query)["state"][0]
    assert client.get("/sign-in/oidc/back/", {"code": stolen, "state": state}).status_code == 403
    assert [detail for _, detail in rows("sign-in-refused")] == ['{"way":"oidc","why":"code"}']


def test_who_comes_back_late_begins_again(oidc, provider, browse):
    from datetime import timedelta

    from reports.desk.models import Outing

    client = browse()
    back = at_the_provider(go(client))
    Outing.objects.update(began_at=Outing.objects.get().began_at - timedelta(minutes=11))
    assert come_back(client, back).status_code == 403


def test_a_refusal_at_the_provider_is_one_here(oidc, provider, browse):
    client = browse()
    state = parse_qs(urlsplit(go(client)).query)["state"][0]
    answer = client.get("/sign-in/oidc/back/", {"error": "<script>alert(1)</script>", "state": state})
    assert answer.status_code == 403
    assert "alert(1)" not in answer.content.decode()


@pytest.mark.parametrize(("who", "why"), [
    ("two", "two-roles"), ("none", "no-role"), ("wu", "other-way"), ("odd", "name"), ("renamed", "renamed"), ("successor", "another-person"),
])  # fmt: skip
def test_whom_the_table_does_not_let_in(oidc, provider, browse, who, why):
    from reports.cases.models import Person

    office.person("administrator")
    provider.control("sun")
    assert round_trip(browse()).status_code == 200
    before = set(Person.objects.values_list("username", "role"))
    provider.control(who)
    client = browse()
    assert round_trip(client).status_code == 403
    assert f'"why":"{why}"' in rows("sign-in-refused")[-1][1]
    assert set(Person.objects.values_list("username", "role")) == before
    assert client.get("/account/").status_code == 302


def test_groups_that_the_token_does_not_hold_are_asked_for(oidc, provider, browse):
    provider.control("chen", "elsewhere")
    oidc(scopes=("openid", "profile", "groups"))
    assert round_trip(browse()).status_code == 200


def test_the_key_of_the_session_before_opens_nothing_after(oidc, provider, browse):
    from django.conf import settings

    provider.control("sun")
    client = browse()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by another"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    round_trip(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief = browse()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/account/").status_code == 302


@pytest.mark.parametrize(("trusted", "claims", "asked"), [
    ({}, {"amr": ["pwd", "otp"], "acr": "high"}, True),
    ({"second_factor_amr": ("otp",)}, {"amr": ["pwd"]}, True),
    ({"second_factor_amr": ("otp",)}, {"amr": ["pwd", "otp"]}, False),
    ({"second_factor_acr": ("high",)}, {"acr": "low"}, True),
    ({"second_factor_acr": ("high",)}, {"acr": "high"}, False),
])  # fmt: skip
def test_the_providers_second_factor_stands_for_ours_only_where_we_said_so(oidc, provider, browse, trusted, claims, asked):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from reports.cases.models import Person

    provider.control("sun")
    round_trip(browse())
    TOTPDevice.objects.create(user=Person.objects.get(), confirmed=True)
    oidc(**trusted)
    provider.control("sun", **claims)
    client = browse()
    answer = round_trip(client)
    assert answer["Refresh"] == f"0; url=/{'sign-in/second-factor/' if asked else ''}"
    assert (client.get("/account/").status_code == 302) is asked


def test_signing_out_goes_on_to_the_provider(oidc, provider, browse):
    provider.control("sun")
    client = browse()
    round_trip(client)
    to = urlsplit(client.post("/sign-out/")["Location"])
    assert (f"{to.scheme}://{to.netloc}", to.path) == (provider.issuer, "/leave")
    assert parse_qs(to.query)["post_logout_redirect_uri"] == ["http://localhost/sign-in/"]
    assert client.get("/account/").status_code == 302


def test_after_its_time_the_provider_is_asked_again(oidc, provider, browse):
    import time

    provider.control("sun")
    client = browse()
    round_trip(client)
    session = client.session
    session["asked"] = int(time.time()) - 241 * 60
    session.save()
    assert client.get("/account/").status_code == 302


def test_there_is_no_such_door_where_none_is_configured(browse):
    assert browse().post("/sign-in/oidc/").status_code == 404
    assert browse().get("/sign-in/oidc/back/").status_code == 404
    assert "统一身份认证" not in browse().get("/sign-in/").content.decode()


def test_a_strangers_noise_does_not_fill_the_chain(oidc, browse):
    client = browse()
    for _ in range(60):
        assert client.get("/sign-in/oidc/back/?state=x&code=y").status_code == 403
    assert len(rows("sign-in-refused")) == 50
