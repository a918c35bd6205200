"""Deciding at the desk: what the form offers, what it sends, and that two persons are two."""

from __future__ import annotations

import pytest

from tests.reports.desk import office

SECRET_EVIDENCE = {"number": "某密办〔2026〕3号", "authority": "某某保密局", "date": "2026-01-05"}


def decide(client, case, decision, reason, text="", **evidence):
    form = {
        "decision": decision,
        f"{decision}-reason": reason,
        "text": text,
        "seen_sha256": case.sha256,
        "seen_policy": case.policy,
        "seen_dictionaries": "\r\n".join(case.dictionaries),
        **{f"{decision}-{key}": value for key, value in evidence.items()},
    }
    return client.post(f"/cases/{case.number}/ruling/", form, follow=True).content.decode()


def test_one_person_releases_what_was_for_review(desk, browse):
    case = office.screened(desk, office.INTERNAL, "汇报.txt")
    assert "已决定：同意公开" in decide(browse(office.person("reviewer")), case, "release", "consent", "已征得同意")
    office.work(desk)
    case.refresh_from_db()
    assert case.state == "released"
    assert (desk.channel.released / "汇报.txt").read_bytes() == office.INTERNAL


def test_what_was_blocked_waits_for_a_second_person(desk, browse):
    case = office.screened(desk, office.SECRET)
    first, second = browse(office.person("reviewer")), browse(office.person("classifier"))
    page = decide(first, case, "release", "declassified", "已解密", **SECRET_EVIDENCE)
    assert "等待第二人确认" in page
    assert "您已作出决定，等待第二人确认" in page or "删减后公开" in page
    office.work(desk)
    case.refresh_from_db()
    assert case.state == "held"
    assert "等待第二人确认" in browse(office.person("leader")).get("/cases/?state=waiting").content.decode()
    assert "第一人 赵敏" in second.get(f"/cases/{case.number}/").content.decode()
    assert "须由另一人确认" in decide(browse(office.person("reviewer")), case, "release", "declassified", "再来", **SECRET_EVIDENCE)
    assert "已决定：同意公开" in decide(second, case, "release", "declassified", "核对无误")
    office.work(desk)
    case.refresh_from_db()
    assert case.state == "released"


def test_nobody_rules_on_their_own(desk, browse):
    head = office.person("head")
    case = office.screened(desk, office.INTERNAL, submitter=head)
    client = browse(head)
    assert 'name="decision"' not in client.get(f"/cases/{case.number}/").content.decode()
    assert "不能审查自己报送" in decide(client, case, "reject", "work-secret")
    case.refresh_from_db()
    assert case.state == "held"


def test_a_ruling_on_what_changed_meanwhile_is_refused(desk, browse):
    case = office.screened(desk, office.INTERNAL)
    case.sha256 = "0" * 64
    assert "已经变了" in decide(browse(office.person("reviewer")), case, "reject", "work-secret")


@pytest.mark.parametrize(("decision", "reason", "answer"), [
    ("release", "", "理由表"),
    ("release", "other", "写明说明"),
    ("release", "work-secret", "理由表"),
    ("destroy", "retention-over", "材料不全"),
    ("nonsense", "other", "没有作出决定"),
    ("", "", "没有作出决定"),
])  # fmt: skip
def test_a_ruling_without_its_ground_is_refused(desk, browse, decision, reason, answer):
    case = office.screened(desk, office.INTERNAL)
    assert answer in decide(browse(office.person("reviewer")), case, decision, reason)
    case.refresh_from_db()
    assert case.state == "held"
    assert not case.rulings.exists()


@pytest.mark.parametrize(("role", "offered"), [
    ("head", {"release-redacted", "reject", "refer"}),
    ("reviewer", {"release", "release-redacted", "reject", "refer", "hand-over", "destroy"}),
    ("leader", {"release", "release-redacted", "reject", "refer", "hand-over", "destroy"}),
    ("classifier", {"release", "release-redacted", "reject", "refer", "hand-over", "destroy"}),
])  # fmt: skip
def test_the_form_offers_what_the_person_may_decide(desk, browse, role, offered):
    from reports.desk.choices import choices

    case = office.screened(desk, office.INTERNAL, submitter=office.person("submitter"))
    page = browse(office.person(role)).get(f"/cases/{case.number}/").content.decode()
    assert {choice.decision for choice in choices(case, office.person(role))} == offered
    assert {word for word in offered if f'name="decision" value="{word}"' in page} == offered


def test_a_release_is_taken_back_and_a_rejection_reopened(desk, browse):
    case = office.screened(desk, office.INTERNAL)
    client = browse(office.person("reviewer"))
    decide(client, case, "reject", "work-secret")
    assert "已决定：撤回" in decide(client, case, "withdraw", "decided-in-error")
    case.refresh_from_db()
    assert case.state == "held"


def test_a_remark_is_kept_and_the_chain_has_its_hash(desk, browse):
    from reports.cases import verification
    from reports.cases.models import AuditEntry

    case = office.screened(desk, office.INTERNAL)
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/remarks/", {"text": "请立案庭核对第二段"})
    assert "请立案庭核对第二段" in client.get(f"/cases/{case.number}/").content.decode()
    assert "核对" not in AuditEntry.objects.get(action="remark").detail
    assert not verification.verify().faults


@pytest.mark.parametrize("text", ["", " ", "长" * 2001])
def test_a_remark_has_a_length(desk, browse, text):
    from reports.desk.models import Remark

    case = office.screened(desk, office.INTERNAL)
    browse(office.person("reviewer")).post(f"/cases/{case.number}/remarks/", {"text": text})
    assert not Remark.objects.exists()


def test_a_false_alarm_is_noted_and_changes_no_verdict(desk, browse):
    case = office.screened(desk, office.INTERNAL)
    finding = case.findings.first()
    client = browse(office.person("reviewer"))
    client.post(f"/cases/{case.number}/false-alarms/{finding.pk}/", {"why": "刊物名称"})
    finding.refresh_from_db()
    case.refresh_from_db()
    assert (finding.false_alarm, case.state, case.action) == ("刊物名称", "held", 1)
    assert "已标为误报" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_finding_of_another_case_is_not_marked(desk, browse):
    case, other = office.screened(desk, office.INTERNAL), office.screened(desk, office.PRIVATE)
    answer = browse(office.person("reviewer")).post(f"/cases/{case.number}/false-alarms/{other.findings.first().pk}/", {"why": "不是"})
    assert answer.status_code == 404


def test_without_the_token_of_the_form_nothing_is_decided(desk):
    from django.test import Client

    case = office.screened(desk, office.INTERNAL)
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    token = client.get("/sign-in/").content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    who = office.person("reviewer")
    assert client.post("/sign-in/", {"username": who.username, "password": office.PASSWORD}).status_code == 403
    answer = client.post("/sign-in/", {"username": who.username, "password": office.PASSWORD, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    refused = client.post(
        f"/cases/{case.number}/ruling/", {"decision": "reject", "reject-reason": "work-secret", "seen_sha256": case.sha256}
    )
    assert refused.status_code == 403
    assert "页面已过期" in refused.content.decode()
    assert not case.rulings.exists()


def test_the_auditor_reads_who_did_what_and_no_name_of_a_document(desk, browse):
    case = office.screened(desk, office.INTERNAL, "不该看到的名称.txt")
    decide(browse(office.person("reviewer")), case, "reject", "work-secret")
    page = browse(office.person("auditor")).get("/trails/").content.decode()
    assert "不予公开" in page
    assert case.number in page
    assert "不该看到" not in page
    narrowed = browse(office.person("auditor")).get("/trails/?action=seal&actor=outbox&before=999999").content.decode()
    assert "加密封存" in narrowed
    assert "<td>zhao</td>" not in narrowed
