"""A change to the organisation's words needs two persons and files that prove themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.errors import ScreenerError
from tests.reports.cases import samples

GOOD = """
name = "our-projects"
version = "1"
owner = "保密办"
entity = "internal.content"
basis = "保守国家秘密法第六十四条"
title = "本院项目代号"
examples = ["请把青松工程的进度表发来"]
non_examples = ["院子里有青松"]

[[term]]
text = "青松工程"
score = 0.9
"""
BAD_EXAMPLE = GOOD.replace("请把青松工程的进度表发来", "这句话里没有那个词")


@pytest.fixture
def office(records, monkeypatch):
    from django.conf import settings

    folder = records.root / "words"
    folder.mkdir()
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, dictionaries=folder))
    return folder, {role: samples.person(role) for role in ("submitter", "reviewer", "leader", "auditor", "administrator")}


def test_an_approved_proposal_is_in_force_and_its_history_is_kept(office):
    from reports.cases import proposals, verification

    folder, people = office
    made = proposals.propose(people["reviewer"], "our-projects", GOOD, "新项目")
    assert not (folder / "our-projects.toml").exists()
    proposals.decide(made, people["leader"], accept=True)
    assert (folder / "our-projects.toml").read_text("utf-8") == GOOD
    second = proposals.propose(people["reviewer"], "our-projects", GOOD.replace('"1"', '"2"'), "改版本")
    proposals.decide(second, people["leader"], accept=True, remark="同意")
    assert [row.content for row in proposals.history("our-projects")] == [second.content, GOOD]
    assert verification.verify().faults == ()


@pytest.mark.parametrize("who", ["submitter", "auditor", "administrator"])
def test_who_may_not_propose(office, who):
    from reports.cases import proposals

    with pytest.raises(ScreenerError):
        proposals.propose(office[1][who], "our-projects", GOOD, "新项目")


@pytest.mark.parametrize("content", [BAD_EXAMPLE, "name = ", GOOD.replace("青松工程", ""), GOOD.replace('entity = "internal.content"', "")])
def test_what_does_not_prove_itself_is_not_even_kept(office, content):
    from reports.cases import proposals
    from reports.cases.models import DictionaryProposal

    with pytest.raises(ScreenerError):
        proposals.propose(office[1]["reviewer"], "our-projects", content, "新项目")
    assert not DictionaryProposal.objects.exists()


@pytest.mark.parametrize("name", ["../our", "Our", "our/projects", ".our", ""])
def test_a_name_leads_nowhere_else(office, name):
    from reports.cases import proposals

    with pytest.raises(ScreenerError):
        proposals.propose(office[1]["reviewer"], name, GOOD, "新项目")


def test_nobody_approves_their_own_and_nothing_is_decided_twice(office):
    from reports.cases import proposals

    folder, people = office
    made = proposals.propose(people["leader"], "our-projects", GOOD, "新项目")
    with pytest.raises(ScreenerError):
        proposals.decide(made, people["leader"], accept=True)
    with pytest.raises(ScreenerError):
        proposals.decide(made, people["reviewer"], accept=True)
    people["leader"].pk = None
    assert not list(folder.iterdir())


def test_a_file_that_changed_meanwhile_is_not_overwritten(office):
    from reports.cases import proposals

    folder, people = office
    made = proposals.propose(people["reviewer"], "our-projects", GOOD, "新项目")
    (folder / "our-projects.toml").write_text(GOOD.replace("0.9", "0.8"), "utf-8")
    with pytest.raises(ScreenerError):
        proposals.decide(made, people["leader"], accept=True)
    assert "0.8" in (folder / "our-projects.toml").read_text("utf-8")


def test_an_exception_for_a_state_secret_is_refused(office):
    from reports.cases import proposals

    text = proposals.false_alarm_exception("secrecy-marking", "ab" * 32, "误报", "张三", "2027-01-01")
    with pytest.raises(ScreenerError):
        proposals.propose(office[1]["reviewer"], "exceptions", text, "误报")


def test_a_false_alarm_becomes_an_exception_that_loads(office):
    from reports.cases import proposals

    folder, people = office
    text = proposals.false_alarm_exception("mobile", "ab" * 32, '公开"电话"\n', "张三", "2027-01-01")
    made = proposals.propose(people["reviewer"], "exceptions", text, "误报")
    proposals.decide(made, people["leader"], accept=True)
    assert "mobile" in (folder / "exceptions.toml").read_text("utf-8")


def test_what_would_change_is_told_before_anybody_approves(office, records):
    from django.utils import timezone

    from reports.cases import proposals
    from reports.cases.models import Case

    released = records.root / "released"
    (released / "a.txt").write_text("请把青松工程的进度表发来\n", "utf-8")
    (released / "b.txt").write_text("院子里有青松\n", "utf-8")
    for number, name in enumerate(("a.txt", "b.txt")):
        Case.objects.create(
            number=f"n{number}", state="released", custody="delivered", storage=str(number) * 32, channel="web", untrusted_name=name,
            received_at=timezone.now(), released_at=timezone.now(), released_as=name.encode().hex(), action=0,
        )  # fmt: skip
    found, looked = proposals.changes("our-projects", GOOD)
    assert looked == 2
    assert [(change.case, change.before, change.after) for change in found] == [("n0", 0, 1)]
