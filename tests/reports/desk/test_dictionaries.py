"""The organisation's words at the desk: read, tried, proposed by one, approved by another; false alarms on the way to an exception."""

from __future__ import annotations

import html
import re

import pytest

from tests.reports.cases.installation import connect
from tests.reports.cases.test_proposals import BAD_EXAMPLE, GOOD
from tests.reports.desk import office

HITS = "请把青松工程的进度表发来"
SHIPPED = "internal-content"


@pytest.fixture
def words(desk):
    """The organisation's folder of dictionaries, named in the configuration file, so that child processes know it too."""
    folder = desk.root / "words"
    folder.mkdir()
    desk.config_path.write_text(f'dictionaries = "{folder}"\n' + desk.config_path.read_text("utf-8"), "utf-8")
    connect(desk.root)
    return folder


def post(client, step="propose", name="our-projects", content=GOOD, why="新项目", **more):
    return client.post("/dictionaries/propose/", {"step": step, "name": name, "content": content, "why": why, **more}, follow=True)


def proposed():
    from reports.cases.models import DictionaryProposal

    return DictionaryProposal.objects.get()


def decide(client, step="accept", remark=""):
    answer = client.post(f"/dictionaries/proposals/{proposed().pk}/decision/", {"step": step, "remark": remark}, follow=True)
    return answer.content.decode()


def test_shipped_dictionaries_are_shown_with_words_law_and_no_way_to_change_them(desk, browse):
    client = browse(office.person("reviewer"))
    page = client.get("/dictionaries/").content.decode()
    assert "没有配置本单位的词典文件夹" in page
    assert "审判工作秘密" in page
    page = client.get(f"/dictionaries/lists/{SHIPPED}/").content.decode()
    for said in ("党组会议纪要", "政府信息公开条例第十六条", "随产品（只读）"):
        assert said in page
    assert "起草" not in page
    assert client.get("/dictionaries/lists/nothing/").status_code == 404


def test_a_text_is_tried_and_left_nowhere(words, desk, browse):
    client = browse(office.person("reviewer"))
    answer = client.post("/dictionaries/try/", {"text": f"第一行\n党组会议纪要\n{office.CANARY}<b>"})
    page = answer.content.decode()
    assert "<mark>党组会议纪要</mark>" in page
    assert "内部事务材料" in page
    assert f"{office.CANARY}&lt;b&gt;" in page
    assert "没有命中" in client.post("/dictionaries/try/", {"text": "天气晴"}).content.decode()
    for file in desk.root.rglob("*"):
        assert not file.is_file() or office.CANARY.encode() not in file.read_bytes()


def test_two_persons_bring_a_dictionary_into_force(words, browse):
    from reports.cases import verification
    from reports.cases.models import AuditEntry

    reviewer, leader = browse(office.person("reviewer")), browse(office.person("leader"))
    page = post(reviewer).content.decode()
    assert "等待另一人批准" in page
    assert "由分管领导或定密责任人批准" in page
    assert not list(words.iterdir())
    assert "请批准或退回" in leader.get("/dictionaries/").content.decode()
    page = leader.get(f"/dictionaries/proposals/{proposed().pk}/").content.decode()
    assert "＋" in page
    assert "青松工程" in page
    assert "已批准，词典已更新" in decide(leader)
    assert (words / "our-projects.toml").read_text("utf-8") == GOOD
    page = reviewer.get("/dictionaries/lists/our-projects/").content.decode()
    for said in ("青松工程", "修改 our-projects.toml", "赵敏 提出，钱卫东 批准"):
        assert said in page
    assert [entry.action for entry in AuditEntry.objects.filter(action__contains="propos")] == ["propose", "approve-proposal"]
    assert not verification.verify().faults


@pytest.mark.parametrize(("role", "who"), [("leader", "leader"), ("reviewer", "reviewer")])
def test_nobody_approves_alone_or_without_the_role(words, browse, role, who):
    post(browse(office.person("leader")))
    assert "没有作出决定" in decide(browse(office.person(role)))
    assert not list(words.iterdir())


def test_a_refusal_has_a_reason_and_changes_nothing(words, browse):
    post(browse(office.person("reviewer")))
    leader = browse(office.person("leader"))
    assert "请写明理由" in decide(leader, "refuse")
    page = decide(leader, "refuse", "请补例句")
    assert "已退回" in page
    assert "请补例句" in page
    assert not list(words.iterdir())


@pytest.mark.parametrize(("changed", "said"), [
    ({"content": BAD_EXAMPLE}, "这句话里没有那个词"),
    ({"content": "name = "}, "TOML"),
    ({"content": GOOD.replace('owner = "保密办"', "")}, "owner"),
    ({"why": " "}, "请写明修改理由"),
    ({"name": "../other"}, "小写字母"),
    ({"name": ""}, "小写字母"),
    ({"content": ""}, "还不能提交"),
])  # fmt: skip
def test_what_does_not_hold_is_told_in_plain_words_and_stays_on_the_page(words, browse, changed, said):
    from reports.cases.models import DictionaryProposal

    answer = post(browse(office.person("reviewer")), **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert str(words) not in page
    assert ("青松工程" in page) is ("青松工程" in changed.get("content", GOOD))
    assert not DictionaryProposal.objects.exists()


def test_a_draft_is_tried_before_it_is_proposed(words, browse):
    from reports.cases.models import DictionaryProposal

    page = post(browse(office.person("reviewer")), "try", text=HITS).content.decode()
    assert "全部例句符合" in page
    assert "<mark>青松工程</mark>" in page
    assert not DictionaryProposal.objects.exists()


def test_a_draft_begins_with_what_is_there_and_line_ends_are_ours(words, browse):
    (words / "our-projects.toml").write_text(GOOD, "utf-8")
    client = browse(office.person("reviewer"))
    assert "青松工程" in client.get("/dictionaries/propose/?name=our-projects").content.decode()
    assert f"extend = &quot;{SHIPPED}&quot;" in client.get(f"/dictionaries/propose/?name={SHIPPED}").content.decode()
    assert "小写字母" in client.get("/dictionaries/propose/?name=../x").content.decode()
    post(client, content=GOOD.replace("0.9", "0.8").replace("\n", "\r\n"))
    assert "\r" not in proposed().content
    page = client.get(f"/dictionaries/proposals/{proposed().pk}/").content.decode()
    assert "score = 0.9" in page
    assert "score = 0.8" in page


def test_what_changed_meanwhile_cannot_be_approved(words, browse):
    post(browse(office.person("reviewer")))
    (words / "our-projects.toml").write_text(GOOD.replace("0.9", "0.7"), "utf-8")
    leader = browse(office.person("leader"))
    assert "请按现在的内容重新提案" in leader.get(f"/dictionaries/proposals/{proposed().pk}/").content.decode()
    assert "没有作出决定" in decide(leader)
    assert "0.7" in (words / "our-projects.toml").read_text("utf-8")


def test_what_it_would_change_is_found_out_in_a_process_of_its_own(words, desk, browse):
    from reports.cases.models import AuditEntry
    from reports.desk.trials import TRIALS

    case = office.screened(desk, f"{HITS}\n".encode(), "进度.txt")
    office.screened(desk, "院子里有青松\n".encode(), "院子.txt")
    assert case.state == "released"
    client = browse(office.person("reviewer"))
    post(client)
    address = f"/dictionaries/proposals/{proposed().pk}/changes/"
    page = client.post(address, follow=True).content.decode()
    assert "正在用提案重新审查" in page
    trial = TRIALS.wait(proposed().pk, 120)
    assert trial is not None
    assert (trial.state, trial.looked, [number for number, _, _ in trial.found]) == ("done", 2, [case.number])
    page = client.get(address).content.decode()
    assert case.number in page
    assert "hx-trigger" not in page
    assert AuditEntry.objects.get(action="try-proposal").actor == "zhao"


def test_the_exceptions_are_read_with_their_days(words, browse):
    (words / "exceptions.toml").write_text(
        '[[allow]]\nrule = "mobile"\nphrase = "13800138000"\nreason = "公开电话"\nperson = "李四"\nexpires = "2020-01-01"\n', "utf-8"
    )
    client = browse(office.person("reviewer"))
    page = client.get("/dictionaries/lists/exceptions/").content.decode()
    for said in ("公开电话", "已过期", "李四"):
        assert said in page
    assert "1 条已过期" in client.get("/dictionaries/").content.decode()


def test_a_false_alarm_leads_to_an_exception_that_another_approves(words, desk, browse):
    case = office.screened(desk, office.PRIVATE)
    finding = case.findings.get(rule="mobile")
    reviewer = browse(office.person("reviewer"))
    assert "还没有标为误报" in reviewer.get("/dictionaries/false-alarms/").content.decode()
    reviewer.post(f"/cases/{case.number}/false-alarms/{finding.pk}/", {"why": '公开的"服务"电话'})
    page = reviewer.get("/dictionaries/false-alarms/").content.decode()
    for said in (case.number, "公开的&quot;服务&quot;电话", "赵敏", "0%"):
        assert said in page
    assert "13911223344" not in page
    draft = reviewer.get(f"/dictionaries/propose/?finding={finding.pk}").content.decode()
    content, why = (html.unescape(text) for text in re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", draft, re.DOTALL)[:2])
    assert case.sha256 in content
    assert case.number in why
    post(reviewer, name="exceptions", content=content, why=why)
    assert "已批准" in decide(browse(office.person("classifier")))
    assert 'rule = "mobile"' in (words / "exceptions.toml").read_text("utf-8")


def test_no_exception_is_drafted_for_a_state_secret(words, desk, browse):
    case = office.screened(desk, office.SECRET)
    client = browse(office.person("reviewer"))
    finding = case.findings.filter(entity__startswith="secret.").first()
    client.post(f"/cases/{case.number}/false-alarms/{finding.pk}/", {"why": "样式"})
    page = client.get("/dictionaries/false-alarms/").content.decode()
    assert "国家秘密标志不设例外" in page
    assert "机密★" not in page
    assert case.sha256 not in client.get(f"/dictionaries/propose/?finding={finding.pk}").content.decode()


@pytest.mark.parametrize("finding", ["0", "-1", "x", "²", "99999999999999999999"])
def test_a_finding_typed_by_hand_breaks_nothing(words, browse, finding):
    assert browse(office.person("reviewer")).get(f"/dictionaries/propose/?finding={finding}").status_code == 200


def test_a_broken_folder_is_told_on_the_page(words, browse):
    (words / "broken.toml").write_text("name = ", "utf-8")
    client = browse(office.person("reviewer"))
    assert "词典有误" in client.get("/dictionaries/").content.decode()
    for name in (SHIPPED, "exceptions"):
        assert "词典有误" in client.get(f"/dictionaries/lists/{name}/", follow=True).content.decode()
    assert "词典有误" in client.post("/dictionaries/try/", {"text": "x"}, follow=True).content.decode()
    assert "broken.toml" in post(client).content.decode()


@pytest.mark.parametrize(("name", "content", "said"), [
    ("sealed.sealed", b"anything", "加密词典不能在这里修改"),
    ("sealed.toml", "名称".encode("gbk"), "UTF-8"),
])  # fmt: skip
def test_what_cannot_be_changed_here_is_said(words, browse, name, content, said):
    (words / name).write_bytes(content)
    assert said in browse(office.person("reviewer")).get("/dictionaries/propose/?name=sealed").content.decode()
