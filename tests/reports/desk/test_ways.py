"""The configuration of the outside ways: what is unsafe or missing stops the start, with a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reports.desk import ways
from screener.config import Config, Group, Ldap, Oidc, load_config
from screener.errors import ConfigError, ScreenerError
from tests.reports.desk import office

ROOT = Path(__file__).parents[3]
DIRECTORY = Ldap(uri="ldaps://dc.example.cn", user_base="ou=people,dc=example", group_base="ou=groups,dc=example")
PROVIDER = Oidc(issuer="https://sso.example.cn/realms/court", client_id="screener")
GROUP = Group("cn=a,ou=groups,dc=example", "reviewer")


@pytest.fixture
def everything_installed(monkeypatch):
    monkeypatch.setattr(ways, "NEEDS", {ways.LDAP: ("os",), ways.OIDC: ("os",)})


@pytest.mark.parametrize("config", [
    Config(),
    Config(ldap=DIRECTORY),
    Config(ldap=replace(DIRECTORY, uri="ldap://dc.example.cn", starttls=True)),
    Config(ldap=replace(DIRECTORY, uri="ldaps://dc1.example.cn ldaps://dc2.example.cn")),
    *(Config(ldap=replace(DIRECTORY, uri=f"ldap://{host}")) for host in ("127.0.0.1", "localhost:389", "[::1]")),
    Config(oidc=PROVIDER, groups=(Group("/court/reviewers", "reviewer"),)),
    Config(oidc=replace(PROVIDER, issuer="http://127.0.0.1:8080")),
])  # fmt: skip
def test_what_is_safe_starts(everything_installed, config):
    ways.check(config)


@pytest.mark.parametrize(("config", "key"), [
    (Config(ldap=replace(DIRECTORY, uri="ldap://dc.example.cn")), "ldap.uri"),
    (Config(ldap=replace(DIRECTORY, uri="ldaps://dc.example.cn ldap://dc2.example.cn")), "ldap.uri"),
    (Config(ldap=replace(DIRECTORY, uri="ldap://127.0.0.1.example.cn")), "ldap.uri"),
    (Config(ldap=replace(DIRECTORY, uri="dc.example.cn")), "ldap.uri"),
    (Config(ldap=replace(DIRECTORY, starttls=True)), "ldap.starttls"),
    (Config(ldap=replace(DIRECTORY, user_base="")), "ldap.user_base"),
    (Config(ldap=replace(DIRECTORY, user_filter="(uid=*)")), "ldap.user_filter"),
    (Config(ldap=replace(DIRECTORY, group_base=""), groups=(GROUP,)), "ldap.group_base"),
    (Config(ldap=replace(DIRECTORY, group_filter="(cn=*)"), groups=(GROUP,)), "ldap.group_base"),
    (Config(ldap=replace(DIRECTORY, bind_dn="cn=screener")), "ldap.bind_password_file"),
    (Config(oidc=replace(PROVIDER, issuer="http://sso.example.cn")), "oidc.issuer"),
    (Config(oidc=replace(PROVIDER, issuer="https://sso.example.cn/?a")), "oidc.issuer"),
    (Config(oidc=replace(PROVIDER, client_id="")), "oidc.client_id"),
    (Config(oidc=replace(PROVIDER, scopes=("profile",))), "oidc.scopes"),
    (Config(ldap=DIRECTORY, groups=(Group("cn=a", ""),)), "groups"),
    (Config(ldap=DIRECTORY, groups=(Group("", "reviewer"),)), "groups"),
])  # fmt: skip
def test_what_is_not_does_not(everything_installed, config, key):
    with pytest.raises(ConfigError) as caught:
        ways.check(config)
    assert caught.value.sentence.startswith(f"配置项 {key}：")
    assert key in caught.value.sentence_en


@pytest.mark.parametrize(("kind", "change"), [("ldap", "bind_password_file"), ("oidc", "client_secret_file")])
@pytest.mark.parametrize(("mode", "text"), [(0o644, "secret"), (0o640, "secret"), (0o600, " \n"), (None, "")])
def test_a_secret_that_others_read_or_that_is_none_stops_the_start(everything_installed, tmp_path, kind, change, mode, text):
    file = tmp_path / "secret"
    if mode is not None:
        file.write_text(text)
        file.chmod(mode)
    config = (
        Config(ldap=replace(DIRECTORY, bind_dn="cn=s", **{change: file}))
        if kind == "ldap"
        else Config(oidc=replace(PROVIDER, **{change: file}))
    )
    with pytest.raises(ScreenerError) as caught:
        ways.check(config)
    assert str(file) in caught.value.sentence


@pytest.mark.parametrize(("role", "key"), [("administrator", "groups.role"), ("root", "groups.role")])
def test_no_group_makes_an_administrator(tmp_path, role, key):
    (tmp_path / "screener.toml").write_text(f'[[groups]]\nname = "cn=a"\nrole = "{role}"\n')
    with pytest.raises(ConfigError, match=key):
        load_config(tmp_path / "screener.toml")


@pytest.mark.parametrize(("section", "module"), [
    ('[ldap]\nuri = "ldaps://dc.example.cn"\nuser_base = "dc=example"\n', "ldap"),
    ('[oidc]\nissuer = "https://sso.example.cn"\nclient_id = "screener"\n', "authlib"),
])  # fmt: skip
@pytest.mark.parametrize("command", [["doctor"], ["serve"]])
def test_a_way_whose_parts_are_not_installed_stops_the_start_in_one_sentence(desk, section, module, command):
    with desk.config_path.open("a", encoding="utf-8") as file:
        file.write(section)
    program = f"import sys\nsys.modules[{module!r}] = None\nfrom screener.cli import main\nsys.exit(main(sys.argv[1:]))"
    environment = {**desk.environment, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]), "LANG": "zh_CN.UTF-8"}
    told = [sys.executable, "-c", program, "--config", str(desk.config_path), *command]
    done = subprocess.run(told, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2, done.stderr
    way = section[1:5]
    assert f"配置里有 [{way}] 一节，但没有安装相应组件" in done.stderr
    assert f"pip install 'screener[{way}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_administrator_gives_an_account_its_way(browse, settings_with):
    from django.conf import settings

    from reports.cases import verification
    from reports.cases.models import AuditEntry
    from reports.desk.models import Seat

    settings_with(CONFIG=replace(settings.CONFIG, ldap=DIRECTORY))
    person, admin = office.person("reviewer"), browse(office.person("administrator"))
    working = browse(person)
    assert "单位目录" in admin.get(f"/people/{person.pk}/").content.decode()
    admin.post(f"/people/{person.pk}/", {"step": "way", "way": "ldap"})
    assert Seat.objects.get(pk=person.pk).way == "ldap"
    assert working.get("/cases/").status_code == 302
    assert office.sign_in(browse(), person).status_code == 422
    assert AuditEntry.objects.filter(actor="wu", action="person-changed").count() == 1
    page = admin.post(f"/people/{person.pk}/", {"step": "password"}).content.decode()
    assert Seat.objects.get(pk=person.pk).way == ""
    assert office.sign_in(browse(), person, page.split('password">')[1].split("<")[0]).status_code == 302
    assert not verification.verify().faults


@pytest.mark.parametrize(("role", "way"), [("administrator", "ldap"), ("reviewer", "oidc"), ("reviewer", "nonsense")])
def test_no_administrator_and_no_way_that_is_not_configured(browse, settings_with, role, way):
    from django.conf import settings

    settings_with(CONFIG=replace(settings.CONFIG, ldap=DIRECTORY))
    person = office.person(role, "another")
    browse(office.person("administrator")).post(f"/people/{person.pk}/", {"step": "way", "way": way})
    assert office.sign_in(browse(), person).status_code == 302


def test_who_signs_in_elsewhere_changes_the_password_there(browse, settings_with):
    from reports.desk.models import Seat

    person = office.person("reviewer")
    client = browse(person)
    Seat.objects.filter(pk=person.pk).update(way="ldap")
    assert client.get("/account/password/")["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert "修改密码" not in page
    assert "单位目录（LDAP）" in page


def test_a_session_of_a_way_that_is_no_longer_configured_is_over(browse):
    client = browse(office.person("reviewer"))
    session = client.session
    session["way"] = "oidc"
    session.save()
    assert client.get("/cases/").status_code == 302
