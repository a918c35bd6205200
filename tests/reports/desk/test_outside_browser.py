"""The outside ways as an office has them: one configuration file, `screener serve`, a browser, a directory and a provider that are other sites."""

from __future__ import annotations

import pytest

from tests.reports.desk import oidc_provider, slapd
from tests.reports.desk.browser import CHROMIUM, chromium, served
from tests.reports.desk.test_deploy import run

pytest.importorskip("ldap", reason="apt-get install libldap2-dev libsasl2-dev && pip install '.[ldap]'")
pytest.importorskip("authlib", reason="pip install '.[oidc]'")
pytestmark = pytest.mark.skipif(not slapd.is_installed() or not CHROMIUM.exists(), reason="apt-get install slapd chromium")
CONFIGURATION = """
[ldap]
uri = "{directory.tls}"
ca_file = "{directory.certificate}"
bind_dn = "{service}"
bind_password_file = "ldap.secret"
user_base = "ou=people,{base}"
group_base = "ou=groups,{base}"

[oidc]
issuer = "{provider.issuer}"
client_id = "screener"
client_secret_file = "oidc.secret"
ca_file = "{provider.certificate}"

[[groups]]
name = "{group}"
role = "reviewer"
department = "办公室"

[[groups]]
name = "/court/clerks"
role = "submitter"
department = "立案庭"
"""


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    with slapd.running(tmp_path_factory.mktemp("slapd")) as directory, oidc_provider.running(tmp_path_factory.mktemp("oidc")) as provider:
        yield directory, provider


@pytest.fixture
def office_with_both(desk, outside):
    directory, provider = outside
    for name, text in (("ldap.secret", slapd.SERVICE_PASSWORD), ("oidc.secret", oidc_provider.SECRET)):
        (desk.root / name).write_text(text)
        (desk.root / name).chmod(0o600)
    told = CONFIGURATION.format(
        directory=directory, provider=provider, service=slapd.SERVICE, base=slapd.BASE, group=slapd.group("reviewers")
    )
    with desk.config_path.open("a", encoding="utf-8") as file:
        file.write(told)
    return desk


def test_a_person_comes_in_each_way_and_leaves(office_with_both, outside):
    """The desk is at 127.0.0.1, the provider at localhost: to a browser, as far apart as two offices."""
    from reports.cases.models import AuditEntry

    _, provider = outside
    provider.control("chen")
    with served(office_with_both) as address, chromium() as browser:
        context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
        page, troubles = context.new_page(), []
        # What the browser says of our pages; the provider's has no icon.
        page.on("console", lambda message: troubles.append(message.text) if message.location["url"].startswith(address) else None)
        page.goto(f"{address}/sign-in/")
        page.click("text=统一身份认证登录")
        page.wait_for_url(f"{address}/cases/")
        assert "陈静" in page.inner_text("header")
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        assert (cookies["session"]["sameSite"], cookies["session"]["httpOnly"]) == ("Strict", True)
        assert "outing" not in cookies
        page.click("text=退出")
        page.wait_for_url(f"{provider.issuer}/leave**")
        page.goto(f"{address}/account/")
        page.wait_for_url(f"{address}/sign-in/")

        page.fill("#id_username", "zhang")
        page.fill("#id_password", slapd.PASSWORD)
        page.click("button.main")
        page.wait_for_url(f"{address}/cases/")
        assert "张衡" in page.inner_text("header")
        assert troubles == []
        context.close()
    signed_in = AuditEntry.objects.filter(action__in=["sign-in", "sign-out"]).order_by("sequence").values_list("actor", "action")
    assert list(signed_in) == [("chen.jing", "sign-in"), ("chen.jing", "sign-out"), ("zhang", "sign-in")]


def test_djangos_check_for_deployment_has_nothing_to_say(office_with_both):
    program = """
from django.core.management import call_command
call_command('check', deploy=True, fail_level='INFO')
from django.test import Client
client = Client(SERVER_NAME="shencha.example.cn", enforce_csrf_checks=True)
answer = client.get("/sign-in/", secure=True)
print(answer["Content-Security-Policy"])
print(client.post("/sign-in/oidc/", secure=True).status_code)
client = Client(SERVER_NAME="shencha.example.cn")
answer = client.post("/sign-in/oidc/", secure=True)
print(answer["Location"])
print(answer.cookies.output())
"""
    done = run(office_with_both, program)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    policy, without_token, location, cookie = done.stdout.splitlines()[-4:]
    issuer = office_with_both.config_path.read_text("utf-8").split('issuer = "')[1].split('"')[0]
    assert f"form-action 'self' {issuer}" in policy
    assert "connect-src 'self'" in policy
    assert policy.count(issuer) == 1
    assert without_token == "403"
    assert location.startswith(f"{issuer}/authorize?")
    assert "https%3A%2F%2Fshencha.example.cn%2Fsign-in%2Foidc%2Fback%2F" in location
    for word in ("__Host-outing=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert word in cookie


@pytest.mark.parametrize(("away", "said"), [(False, "正常  单位目录（LDAP）\n"), (True, "注意  单位目录（LDAP）用不了（SERVER_DOWN）")])
def test_doctor_looks_at_both(office_with_both, outside, away, said):
    if away:
        text = office_with_both.config_path.read_text("utf-8").replace(outside[0].tls, "ldaps://127.0.0.1:1")
        office_with_both.config_path.write_text(text, "utf-8")
    arguments = ["--config", str(office_with_both.config_path), "doctor", "--lang", "zh"]
    done = run(office_with_both, f"from screener.cli import main\nmain({arguments!r})")
    assert said in done.stdout
    assert "正常  统一身份认证（OIDC）\n" in done.stdout
