"""Signing in with the password of a directory: a real slapd on this machine."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from screener.config import Group, Ldap
from tests.reports.desk import office, slapd
from tests.reports.desk.slapd import BASE, PASSWORD

pytest.importorskip("ldap", reason="apt-get install libldap2-dev libsasl2-dev && pip install '.[ldap]'")
pytestmark = pytest.mark.skipif(not slapd.is_installed(), reason="apt-get install slapd")
GROUPS = (
    Group(f"CN=reviewers, OU=groups,{BASE}", "reviewer", "办公室"),  # as an administrator copies it: other case, a blank
    Group(slapd.group("clerks"), "submitter", "立案庭"),
)
BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "reports.desk.directory_backend.DirectoryBackend",
    "django.contrib.auth.backends.ModelBackend",
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with slapd.running(tmp_path_factory.mktemp("slapd")) as started:
        yield started


@pytest.fixture
def directory(running):
    for name in slapd.PEOPLE:
        running.lock(name, None)
    for name, members in slapd.GROUPS.items():
        running.members(name, members)
    return running


@pytest.fixture
def ldap(desk, directory, settings_with, tmp_path):
    """The desk's settings with that directory; more of them can be given."""
    from django.conf import settings

    from reports.desk import admission

    admission._refused.clear()
    secret = tmp_path / "ldap.secret"
    secret.write_text(slapd.SERVICE_PASSWORD)
    secret.chmod(0o600)
    told = Ldap(
        uri=directory.tls, ca_file=directory.certificate, bind_dn=slapd.SERVICE, bind_password_file=secret,
        user_base=f"ou=people,{BASE}", group_base=f"ou=groups,{BASE}",
    )  # fmt: skip

    def use(**more):
        settings_with(CONFIG=replace(settings.CONFIG, ldap=replace(told, **more), groups=GROUPS), AUTHENTICATION_BACKENDS=BACKENDS)

    use()
    return use


def enter(client, username, password=PASSWORD):
    return client.post("/sign-in/", {"username": username, "password": password})


def look_again(client):
    """The next request asks the directory."""
    session = client.session
    session["asking"] = 0
    session.save()


def rows(action):
    from reports.cases.models import AuditEntry

    return list(AuditEntry.objects.filter(action=action).values_list("actor", "detail"))


@pytest.mark.parametrize("typed", ["zhang", "Zhang", " zhang "])
def test_a_member_of_one_group_comes_in_with_its_role(ldap, browse, typed):
    from reports.cases import verification
    from reports.cases.models import Person

    client = browse()
    assert enter(client, typed)["Location"] == "/"
    made = Person.objects.get()
    assert (made.username, made.first_name, made.role, made.department) == ("zhang", "张衡", "reviewer", "办公室")
    assert not made.has_usable_password()
    assert client.get("/cases/").status_code == 200
    assert client.get("/people/").status_code == 403
    assert '"way":"ldap"' in rows("sign-in")[0][1]
    assert not verification.verify().faults


@pytest.mark.parametrize(("username", "password", "why"), [
    ("zhang", "wrong", ""), ("zhang", "", ""), ("nobody", PASSWORD, ""), ("twin", PASSWORD, ""), ("he", PASSWORD, "no-role"), ("both", PASSWORD, "two-roles"),
])  # fmt: skip
def test_whoever_is_refused_sees_the_same(ldap, browse, username, password, why):
    from reports.cases.models import Person

    client = browse()
    answer = enter(client, username, password)
    assert answer.status_code == 422
    assert not Person.objects.exists()
    assert [detail for _, detail in rows("sign-in-refused")] == ([f'{{"way":"ldap","why":"{why}"}}'] if why else [])
    if password:
        assert "用户名或密码不对，或账号已停用" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_known_unknown_and_ours_cost_the_same(ldap, directory, browse, settings_with):
    from tests.reports.desk.counting_hasher import CountingHasher

    assert enter(browse(), "chen").status_code == 302
    settings_with(PASSWORD_HASHERS=["tests.reports.desk.counting_hasher.CountingHasher"])
    ours = office.person("leader")
    ours.set_password(office.PASSWORD)
    ours.save()
    costs = []
    for username in ("zhang", "chen", "nobody", ours.username, "Nobody", "a*b"):
        before, CountingHasher.hashed = len(directory.asked()), 0
        assert enter(browse(), username, "wrong").status_code == 422
        questions = directory.asked()[before:]
        costs.append(([question[:4] for question in questions], CountingHasher.hashed))
    assert costs == [(["BIND", "SRCH", "SRCH", "BIND"], 1)] * len(costs)


def test_five_wrong_passwords_lock_whatever_the_spelling(ldap, browse):
    client = browse()
    spellings = ["zhang", "ZHANG", "Zhang", "ｚｈａｎｇ", "zhang "]
    assert [enter(client, spelling, "wrong").status_code for spelling in spellings] == [422] * 4 + [429]
    assert enter(browse(), "zhang").status_code == 429


def test_no_name_is_read_as_a_filter(ldap, directory):
    from reports.desk.directory_backend import DirectoryBackend

    names = [
        "*",
        "zh*",
        "zhang)(uid=*",
        "*)(uid=*))(|(uid=*",
        "zhang\\2a",
        "(uid=zhang)",
        "zhang)(&)",
        "zhang,ou=people",
        "zhang\u200b",
        "zhang\xad",
        "zha ng",
    ]
    before = len(directory.asked())
    for name in names:
        assert DirectoryBackend().authenticate(None, name, PASSWORD) is None
    asked = "".join(directory.asked()[before:])
    assert "uid=zhang" not in asked
    assert "=*" not in asked


@pytest.mark.parametrize(("value", "escaped"), [
    ("*", "\\2a"), (")(uid=*", "\\29\\28uid=\\2a"), ("\\", "\\5c"), ("\0", "\\00"), ("周正", "周正"), ("{dn}", "{dn}"),
])  # fmt: skip
def test_what_stands_for_a_name_is_escaped_even_so(value, escaped):
    from reports.desk.directory import filled

    assert filled("(&(uid={name})(member={dn}))", value, value) == f"(&(uid={escaped})(member={escaped}))"


def test_a_name_in_chinese_is_a_name(ldap, browse):
    assert enter(browse(), "周正").status_code == 302


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_an_account_of_ours_is_not_the_directorys(ldap, directory, browse, role):
    """Whoever keeps the directory can give anybody's name to anybody."""
    ours = office.person(role)
    before = len(directory.asked())
    assert enter(browse(), ours.username).status_code == 422
    assert office.sign_in(browse(), ours).status_code == 302
    assert ours.username not in "".join(directory.asked()[before:])


def test_our_accounts_open_the_desk_while_the_directory_is_away(ldap, browse):
    ldap(uri="ldaps://127.0.0.1:1")
    assert office.sign_in(browse(), office.person("administrator")).status_code == 302
    assert enter(browse(), "zhang").status_code == 422


def test_the_certificate_is_looked_at(ldap, directory, browse, tmp_path):
    from tests.reports.desk.certificate import write

    ldap(ca_file=write(tmp_path)[0])
    assert enter(browse(), "zhang").status_code == 422
    ldap(uri=directory.clear, starttls=True, ca_file=write(tmp_path)[0])
    assert enter(browse(), "zhang").status_code == 422
    ldap(uri=directory.clear, starttls=True)
    assert enter(browse(), "zhang").status_code == 302


def test_who_is_switched_off_there_does_not_come_in(ldap, directory, browse):
    directory.lock("zhang", b"000001010000Z")
    assert enter(browse(), "zhang").status_code == 422
    assert [detail for _, detail in rows("sign-in-refused")] == ['{"way":"ldap","why":"inactive"}']


@pytest.mark.parametrize("what", ["locked", "no group", "another role", "two roles"])
def test_who_is_no_longer_that_there_is_out_at_the_next_look(ldap, directory, browse, what):
    client = browse()
    enter(client, "zhang")
    assert client.get("/cases/").status_code == 200
    if what == "locked":
        directory.lock("zhang", b"000001010000Z")
    if what in {"no group", "another role"}:
        directory.members("reviewers", ("both",))
    if what in {"another role", "two roles"}:
        directory.members("clerks", ("zhang",))
    look_again(client)
    assert client.get("/cases/").status_code == 302
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (901, 302)])
def test_while_the_directory_is_away_a_session_lasts_a_quarter_of_an_hour(ldap, browse, seconds, status):
    client = browse()
    enter(client, "zhang")
    ldap(uri="ldaps://127.0.0.1:1")
    look_again(client)
    session = client.session
    session["asked"] = int(time.time()) - seconds
    session.save()
    assert client.get("/cases/").status_code == status


def test_a_role_follows_the_group_at_the_next_sign_in(ldap, directory, browse):
    from reports.cases import verification
    from reports.cases.models import Person

    enter(browse(), "zhang")
    directory.members("reviewers", ("both",))
    directory.members("clerks", ("zhang",))
    enter(browse(), "zhang")
    assert Person.objects.get().role == "submitter"
    assert '"before":"reviewer"' in rows("person-changed")[0][1]
    assert not verification.verify().faults


def test_whom_the_administrator_switched_off_stays_out(ldap, browse):
    from reports.cases.models import Person

    enter(browse(), "zhang")
    Person.objects.update(is_active=False)
    assert enter(browse(), "zhang").status_code == 422
    assert '"why":"inactive"' in rows("sign-in-refused")[0][1]


def test_the_second_factor_is_asked_for_all_the_same(ldap, browse):
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from reports.cases.models import Person

    enter(browse(), "zhang")
    device = TOTPDevice.objects.create(user=Person.objects.get(), confirmed=True)
    client = browse()
    assert enter(client, "zhang")["Location"] == "/sign-in/second-factor/"
    assert client.get("/cases/").status_code == 302
    assert client.post("/sign-in/second-factor/", {"token": f"{totp(device.bin_key):06d}"}).status_code == 302
    assert client.session["way"] == "ldap"
