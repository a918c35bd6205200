"""What is public and should not be: follow-ups decided by one or two, leaks with their clock and their record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.reports.cases.test_recheck import MARKED, PERSONAL, released
from tests.reports.desk import office


@pytest.fixture
def found(desk):
    """Two documents that went out under older rules, and what a later look made of them: a leak, and personal data."""
    from reports.cases import recheck

    for name, content in (("marked", MARKED), ("personal", PERSONAL)):
        released(desk, content, f"{name}.txt")
    report = recheck.recheck()
    return {case.untrusted_name.removesuffix(".txt"): case for case in report.follow_ups}, report.incidents[0]


def settle(client, case, decision, reason, text=""):
    form = {"decision": decision, f"{decision}-reason": reason, "text": text}
    return client.post(f"/leaks/follow-ups/{case.number}/", form, follow=True).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "leader", "classifier"])
def test_the_list_tells_the_clock_and_what_is_to_be_decided(found, browse, role):
    follow_ups, incident = found
    page = browse(office.person(role)).get("/leaks/").content.decode()
    for said in ("还剩 23 小时", "待报告", f"/leaks/{incident.pk}/", follow_ups["marked"].number, follow_ups["personal"].number, "拦截"):
        assert said in page
    assert "金丝雀" not in page


def test_a_head_of_another_department_sees_nothing_of_it(found, browse):
    follow_ups, incident = found
    client = browse(office.person("head"))
    assert follow_ups["marked"].number not in client.get("/leaks/").content.decode()
    assert client.get(f"/leaks/{incident.pk}/").status_code == 404
    assert client.get(f"/leaks/follow-ups/{follow_ups['marked'].number}/").status_code == 404
    ours = browse(office.person("head", "head-of-office", "办公室"))
    assert ours.get(f"/leaks/{incident.pk}/").status_code == 200


def test_one_person_takes_it_down(found, browse):
    case = found[0]["personal"]
    client = browse(office.person("reviewer"))
    assert f"/leaks/follow-ups/{case.number}/" in client.get(f"/cases/{case.number}/").content.decode()
    assert "须撤下" in settle(client, case, "reject", "personal-data")
    case.refresh_from_db()
    assert case.state == "closed"
    assert client.get(f"/leaks/follow-ups/{case.number}/").status_code == 404


def test_what_would_be_blocked_stays_when_two_persons_say_so(found, browse):
    from reports.cases import verification

    case = found[0]["marked"]
    reviewer, leader = browse(office.person("reviewer")), browse(office.person("leader"))
    assert "须两人" in reviewer.get(f"/leaks/follow-ups/{case.number}/").content.decode()
    assert "请写明说明" in settle(reviewer, case, "release", "sample-or-quotation")
    page = settle(reviewer, case, "release", "sample-or-quotation", "示例，已核对")
    assert "等待第二人确认" in page
    assert "您已同意继续公开" in page
    assert "须由另一人确认" in settle(reviewer, case, "release", "sample-or-quotation", "再来")
    assert "赵敏 已同意保留" in leader.get("/leaks/").content.decode()
    assert "第一人 赵敏" in leader.get(f"/leaks/follow-ups/{case.number}/").content.decode()
    assert "已决定：可以继续公开" in settle(leader, case, "release", "sample-or-quotation", "同意")
    case.refresh_from_db()
    assert case.state == "closed"
    assert not verification.verify().faults


@pytest.mark.parametrize("posted", [{}, {"decision": "release"}, {"decision": "reject", "reject-reason": "consent"}, {"decision": "x"}])
def test_a_decision_without_its_ground_is_none(found, browse, posted):
    case = found[0]["personal"]
    answer = browse(office.person("reviewer")).post(f"/leaks/follow-ups/{case.number}/", posted, follow=True)
    assert "没有作出决定" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "held"


def test_a_leak_is_reported_twice_filled_in_and_concluded(found, browse):
    from reports.cases import verification
    from reports.cases.incident_forms import STATE_SECRET

    incident = found[1]
    client = browse(office.person("classifier"))
    address = f"/leaks/{incident.pk}/"

    def step(**posted):
        return client.post(address, posted, follow=True).content.decode()

    assert "同级保密行政管理部门" in client.get(address).content.decode()
    assert "不能结案" in step(step="conclude")
    assert "报告时间须在发现之后" in step(step="peer", at="2020-01-01T00:00")
    assert "已报告同级保密行政管理部门" in step(step="peer")
    assert "已记下的报告不能再改" in step(step="peer")
    assert "已报告上级主管部门" in step(step="superior", at="no time at all")
    assert "已保存" in step(step="save", **dict.fromkeys(STATE_SECRET.fields, "已填"), unknown="x")
    assert "已结案" in step(step="conclude")
    assert "案件现在的状态不允许" in step(step="save", harm="另一说法")
    assert "没有这样的操作" in step(step="nonsense")
    page = client.get(address).content.decode()
    assert "<textarea" not in page
    assert not verification.verify().faults


def test_an_overdue_leak_is_red(found, browse):
    incident = found[1]
    incident.due_at = timezone.now() - timedelta(hours=30)
    incident.save()
    page = browse(office.person("leader")).get("/leaks/").content.decode()
    assert 'class="clock late">逾期 1 天 6 小时' in page
    assert "报告逾期" in page


def test_a_person_puts_a_leak_on_record(desk, browse):
    from reports.cases.models import Incident

    case = released(desk, PERSONAL, "personal.txt")
    client = browse(office.person("reviewer"))
    assert "登记泄密事件" in client.get(f"/cases/{case.number}/").content.decode()
    client.post(f"/cases/{case.number}/leak/", {"how": " "})
    assert not Incident.objects.exists()
    page = client.post(f"/cases/{case.number}/leak/", {"how": "群众来电反映<script>"}, follow=True).content.decode()
    assert "24 小时内须报告" in page
    assert "群众来电反映&lt;script&gt;" in page
    assert Incident.objects.get().how_discovered == "群众来电反映<script>"


def test_what_never_went_out_is_no_leak(desk, browse):
    from reports.cases.models import Incident

    case = office.screened(desk, office.INTERNAL)
    client = browse(office.person("reviewer"))
    assert "登记泄密事件" not in client.get(f"/cases/{case.number}/").content.decode()
    assert "只有已送出的文件" in client.post(f"/cases/{case.number}/leak/", {"how": "来电"}, follow=True).content.decode()
    assert not Incident.objects.exists()


def test_no_page_about_a_leak_repeats_its_name_or_its_text(desk, browse):
    from reports.cases import recheck

    released(desk, MARKED, "金丝雀行动.txt")
    report = recheck.recheck()
    (case,), (incident,) = report.follow_ups, report.incidents
    client = browse(office.person("classifier"))
    for address in ("/leaks/", f"/leaks/{incident.pk}/", f"/leaks/follow-ups/{case.number}/", f"/cases/{case.number}/"):
        page = client.get(address).content.decode()
        assert case.number in page or address.startswith("/leaks/")
        for secret in ("丝雀", "机密★", "10年"):
            assert secret not in page, address


def test_a_leak_of_personal_data_is_reported_filled_in_printed_and_concluded(desk, browse):
    from reports.cases import verification
    from reports.cases.models import Incident

    case = released(desk, PERSONAL, "名单.txt")
    client = browse(office.person("classifier"))
    page = client.post(f"/cases/{case.number}/leak/", {"how": "群众来电", "kind": "personal-data"}, follow=True).content.decode()
    incident = Incident.objects.get()
    assert "24 小时内须报告：履行个人信息保护职责的部门、个人" in page
    assert "第五十七条" in page
    assert "名单.txt" in page
    address = f"/leaks/{incident.pk}/"

    def step(**posted):
        return client.post(address, posted, follow=True).content.decode()

    assert "没有这样的操作" in step(step="peer")
    assert "先填写已采取的补救措施" in step(step="untold", because="已避免危害")
    assert "已保存" in step(step="save", measures="十分钟内撤下", level="x")
    assert "已记下：不通知个人" in step(step="untold", because="已避免危害<script>")
    assert "已避免危害&lt;script&gt;" in client.get(address).content.decode()
    assert "不通知" in client.get("/leaks/").content.decode()
    assert "已报告履行个人信息保护职责的部门" in step(step="authority")
    assert "已通知个人" in step(step="persons")
    step(step="save", **dict.fromkeys(Incident.objects.get().report, "已填"))
    for paper in ("report", "notice"):
        for layout in ("docx", "pdf"):
            answer = client.get(f"{address}{paper}.{layout}")
            assert (answer.status_code, answer.headers["Content-Disposition"][:10]) == (200, "attachment")
    assert "已结案" in step(step="conclude")
    assert not verification.verify().faults


@pytest.mark.parametrize(("address", "status"), [("report.docx", 200), ("notice.docx", 404), ("report.xlsx", 404), ("other.pdf", 404)])
def test_a_leaked_secret_has_a_report_and_no_notice(found, browse, address, status):
    incident = found[1]
    assert browse(office.person("leader")).get(f"/leaks/{incident.pk}/{address}").status_code == status
    assert browse(office.person("head")).get(f"/leaks/{incident.pk}/{address}").status_code == 404


def test_a_list_does_not_show_the_name_of_what_was_found_secret_later(desk, browse):
    from reports.cases import recheck

    original = released(desk, MARKED, "金丝雀行动.txt")
    client = browse(office.person("reviewer"))
    assert "金丝雀行动" in client.get("/cases/?state=all").content.decode()
    recheck.recheck()
    for address in ("/cases/?state=all", f"/cases/{original.number}/"):
        page = client.get(address).content.decode()
        assert original.number in page
        assert "丝雀" not in page, address
    assert original.number not in client.get("/cases/?state=all&text=金丝").content.decode()
