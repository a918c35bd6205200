"""One decision on several cases: which may be decided together, that each is decided by itself, and that nothing slips in between."""

from __future__ import annotations

import re

import pytest

from tests.reports.desk import office

PHONES = tuple(f"关于救助金的公示\n联系人赵敏，电话 1391122334{number}。\n".encode() for number in range(3))


def three(desk, submitter=None):
    return [office.screened(desk, content, f"公示{number}.txt", submitter) for number, content in enumerate(PHONES)]


def asked(client, cases):
    return client.get("/cases/together/", {"case": [case.number for case in cases]}, follow=True).content.decode()


def form_of(page, decision="release", reason="consent", text=""):
    """What the page's form would send."""
    import html

    fields = re.findall(r'<input type="hidden" name="(case|seen-[0-9-]+)" value="([^"]*)">', page)
    sent = {name: html.unescape(value) for name, value in fields if name != "case"}
    return {
        "case": [value for name, value in fields if name == "case"],
        "decision": decision,
        f"{decision}-reason": reason,
        "text": text,
    } | sent


def told(client, form):
    return client.post("/cases/together/", form, follow=True).content.decode()


def decided(cases):
    return [case.rulings.filter(effective=True).count() for case in cases]


def test_three_alike_are_decided_with_a_ruling_and_an_audit_row_each(desk, browse):
    from reports.cases import verification
    from reports.cases.models import AuditEntry, RulingRow

    cases, client = three(desk), browse(office.person("reviewer"))
    page = asked(client, cases)
    for case in cases:
        assert case.number in page
    assert page.count("手机号码") == 3
    assert "13911223344" not in page
    assert not RulingRow.objects.exists()
    assert "已对 3 件作出决定：同意公开" in told(client, form_of(page, text="均已取得同意"))
    assert decided(cases) == [1, 1, 1]
    assert {(one.reason_code, one.reason, one.sha256) for one in RulingRow.objects.all()} == {
        ("consent", "均已取得同意", case.sha256) for case in cases
    }
    approved = AuditEntry.objects.filter(action="approve")
    assert sorted(entry.case_number for entry in approved) == sorted(case.number for case in cases)
    office.work(desk)
    assert sorted(file.name for file in desk.channel.released.iterdir()) == ["公示0.txt", "公示1.txt", "公示2.txt"]
    assert not verification.verify().faults


def another_kind(case):
    case.findings.update(rule="resident-id")


def unread(case):
    from reports.cases.models import UnscannedRow

    UnscannedRow.objects.create(case=case, place="body", code="no-text")


def without_findings(case):
    case.findings.all().delete()


def more_than_were_kept(case):
    case.coverage["findings"] = 5_000
    case.save()


def referred(case):
    from tests.reports.cases.samples import decide

    decide(case, office.person("reviewer"), "refer", reason_code="cannot-decide")


def waiting_for_a_second_person(case):
    from tests.reports.cases.samples import decide

    decide(case, office.person("reviewer"), "destroy", reason_code="retention-over", evidence={"basis": "清单"})


def column(**columns):
    def change(case):
        type(case).objects.filter(pk=case.pk).update(**columns)

    return change


def own(case):
    column(submitter=office.person("leader"))(case)


UNSAFE = [
    (column(state="rejected"), "不在待复核之中"),
    (column(action=2), "机检结论不是"),
    (column(action=0), "机检结论不是"),
    (column(state_secret=True), "疑为国家秘密"),
    (own, "自己报送的"),
    (column(custody="isolated"), "不在封存之中"),
    (unread, "没有读到的内容"),
    (without_findings, "没有记下发现"),
    (more_than_were_kept, "没有全部记下"),
    (referred, "已提请确定"),
    (waiting_for_a_second_person, "等待第二人"),
    (another_kind, "种类与其他件不同"),
]


@pytest.mark.parametrize(("change", "why"), UNSAFE)
def test_what_is_not_plain_is_told_why_and_decided_by_itself(desk, browse, change, why):
    cases, client = three(desk), browse(office.person("leader"))
    before = form_of(asked(client, cases))
    change(cases[2])
    page = asked(client, cases)
    assert why in page
    assert f'name="case" value="{cases[2].number}"' not in page
    assert [f'name="case" value="{case.number}"' in page for case in cases[:2]] == [True, True]
    # Whoever looked before it changed has seen it as plain as the others.
    answer = told(client, before)
    assert "已对 2 件作出决定" in answer
    assert why in answer
    assert decided(cases)[:2] == [1, 1]
    assert not cases[2].rulings.filter(decision="release").exists()


def test_a_head_decides_on_the_own_department_and_does_not_release(desk, browse):
    mine = three(desk, office.person("submitter"))
    column(department="执行局")(mine[2])
    client = browse(office.person("head"))
    page = asked(client, mine)
    assert mine[2].number not in page
    assert 'value="release"' not in page
    assert 'name="decision" value="reject"' in page
    refused = told(client, form_of(page, "release"))
    assert refused.count("没有作出决定") == 2
    assert "已对 2 件作出决定：不予公开" in told(client, form_of(page, "reject", "personal-data"))
    assert decided(mine) == [1, 1, 0]


@pytest.mark.parametrize(("decision", "reason", "text", "answer"), [
    ("release", "other", " ", "请写明说明"),
    ("release", "work-secret", "", "理由表"),
    ("release", "", "", "理由表"),
    ("hand-over", "to-secrecy-office", "", "请选一种决定"),
    ("destroy", "retention-over", "", "请选一种决定"),
    ("refer", "cannot-decide", "", "请选一种决定"),
    ("withdraw", "decided-in-error", "", "请选一种决定"),
    ("", "", "", "请选一种决定"),
])  # fmt: skip
def test_a_form_that_lacks_something_decides_nothing(desk, browse, decision, reason, text, answer):
    from reports.cases.models import AuditEntry

    cases, client = three(desk), browse(office.person("reviewer"))
    page = told(client, form_of(asked(client, cases), decision, reason, text))
    assert answer in page
    assert "将作同一决定的各件" in page
    assert decided(cases) == [0, 0, 0]
    assert not AuditEntry.objects.filter(action="refused").exists()


@pytest.mark.parametrize("columns", [{"sha256": "0" * 64}, {"policy": "another@2"}, {"screened_at": None}])
def test_what_changed_since_it_was_shown_is_skipped_and_said(desk, browse, columns):
    from reports.cases.models import AuditEntry

    cases, client = three(desk), browse(office.person("reviewer"))
    form = form_of(asked(client, cases))
    column(**columns)(cases[1])
    page = told(client, form)
    assert "已对 2 件作出决定" in page
    assert f"{cases[1].number} 没有作出决定：您看到的内容或审查结果已经变了" in page
    assert decided(cases) == [1, 0, 1]
    assert AuditEntry.objects.get(action="refused").case_number == cases[1].number


def test_what_becomes_blocked_between_the_check_and_the_ruling_is_refused(desk, browse, monkeypatch):
    from reports.cases import rulings

    cases, client = three(desk), browse(office.person("reviewer"))
    form = form_of(asked(client, cases), "reject", "personal-data")
    ruled = rulings.rule

    def meanwhile(number, *told, **more):
        column(action=2)(cases[1])
        return ruled(number, *told, **more)

    monkeypatch.setattr(rulings, "rule", meanwhile)
    assert "已对 2 件作出决定" in told(client, form)
    assert decided(cases) == [1, 0, 1]


def test_a_case_that_was_never_shown_is_not_decided(desk, browse):
    cases, client = three(desk), browse(office.person("reviewer"))
    form = form_of(asked(client, cases[:2]))
    form["case"].append(cases[2].number)
    told(client, form)
    assert decided(cases) == [1, 1, 0]


def test_no_more_than_a_person_reads_through(desk, browse):
    from tests.reports.desk.test_case_list import cases

    page = asked(browse(office.person("reviewer")), cases(25))
    assert "一次最多处理 20 件" in page
    assert len(re.findall(r"/cases/20260101-\d+/", page)) == 20


@pytest.mark.parametrize("number", ["", "\0", "20260101-1' OR 1=1", "²0260101-1", "20991231-000001"])
def test_a_number_typed_by_hand_leads_back_to_the_list(browse, number):
    answer = browse(office.person("reviewer")).get("/cases/together/", {"case": number})
    assert (answer.status_code, answer["Location"]) == (302, "/cases/")


def test_nothing_of_a_state_secret_is_on_the_page(desk, browse):
    case = office.screened(desk, office.SECRET, "金丝雀行动.txt")
    page = asked(browse(office.person("reviewer")), [case, *three(desk)])
    assert case.number in page
    for secret in (office.CANARY, "丝雀", "机密★", "明日"):
        assert secret not in page


def test_only_what_is_plain_has_a_box_in_the_list(desk, browse):
    plain, other, *_ = three(desk)
    unread(other)
    blocked = office.screened(desk, office.SECRET, "密.txt")
    page = browse(office.person("reviewer")).get("/cases/").content.decode()
    boxed = re.findall(r'type="checkbox" name="case" value="([0-9-]+)"', page)
    assert plain.number in boxed
    assert not {other.number, blocked.number} & set(boxed)
    own = office.screened(desk, office.INTERNAL, submitter=office.person("submitter"))
    mine = browse(office.person("submitter")).get("/cases/").content.decode()
    assert own.number in mine
    assert "checkbox" not in mine


def test_of_several_kinds_the_most_alike_are_decided_and_the_others_have_a_page_of_their_own(desk, browse):
    other = [office.screened(desk, office.INTERNAL, f"汇报{number}.txt") for number in range(2)]
    cases, client = three(desk), browse(office.person("reviewer"))
    page = asked(client, [*other, *cases])
    assert form_of(page)["case"] == [case.number for case in cases]
    (address,) = re.findall(r'href="(/cases/together/\?[^"]*)"', page)
    assert form_of(client.get(address.replace("&amp;", "&")).content.decode())["case"] == [case.number for case in other]


def test_the_page_chooses_no_reason_for_the_person(desk, browse):
    page = asked(browse(office.person("reviewer")), three(desk))
    assert page.count('<option value="">请选一条</option>') == page.count("<select") == 3
