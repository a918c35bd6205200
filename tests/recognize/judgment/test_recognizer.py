"""A judgment is judged whole, one at a time, whatever file or archive it comes in."""

from __future__ import annotations

import pickle
import zipfile

import pytest
from docx import Document

from screener.config import Config
from screener.errors import PolicyError
from screener.model import Action, Location, Place, Segment, Unscanned
from screener.recognize import judgment, recognize
from screener.recognize.judgment import JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from screener.recognize.judgment.rules import CIVIL, LOAN, THEFT
from screener.screening import Screener

RECOGNIZER = JudgmentRecognizer(load_profile("judgment-2024"))


def docx(path, text):
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.core_properties.author = "王晓敏"
    document.save(path)
    return path


def lines(text, part="判决书.txt"):
    return [Segment(line, Location(part, paragraph=number)) for number, line in enumerate(text.split("\n"), 1)]


def judged(segments):
    return [item for item in recognize(segments, (), (RECOGNIZER,)) if isinstance(item, Unscanned) or item.score >= 0.5]


@pytest.mark.parametrize(
    ("name", "text", "policy", "action"),
    [
        ("判决书.docx", LOAN, "judgment-2024", Action.PASS),
        ("判决书.docx", LOAN, "judgment-2016", Action.PASS),
        ("判决书.docx", CIVIL + "原告：李建国，男，汉族。\n被告：王某，女。", "judgment-2016", Action.PASS),
        ("判决书.docx", CIVIL + "原告：李建国，男，汉族。\n被告：王某，女。", "judgment-2024", Action.BLOCK),
        ("李建国与王某借款判决书.docx", LOAN, "judgment-2024", Action.BLOCK),
        ("判决书.docx", LOAN + "诉讼费由王丽华负担。", "judgment-2016", Action.REVIEW),
        ("判决书.docx", CIVIL + "原告李某与被告王某离婚纠纷一案。", "judgment-2024", Action.BLOCK),
        ("判决书.docx", CIVIL + "原告李某与被告王某离婚纠纷一案。", "pre-publication", Action.PASS),
        ("通知.docx", "关于召开会议的通知", "judgment-2024", Action.REVIEW),
    ],
)
def test_a_file_is_decided_by_the_policy_for_judgments(tmp_path, name, text, policy, action):
    screened = Screener.build(Config(), policy).screen(docx(tmp_path / name, text))
    assert screened.verdict.action is action, screened.verdict.reasons
    assert screened.verdict.unscanned == ()


def test_the_judgments_of_an_archive_are_judged_one_by_one(tmp_path):
    named = docx(tmp_path / "a.docx", CIVIL + "原告：李建国，男，汉族。\n被告：王某，女。")
    masked = docx(tmp_path / "b.docx", LOAN)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(named, "a.docx")
        archive.write(masked, "b.docx")
    findings = Screener.build(Config(), "judgment-2024").screen(tmp_path / "all.zip").verdict.findings
    assert [(finding.rule, finding.quote) for finding in findings if finding.entity.startswith("judgment.")] == [
        ("judgment-unmasked-name", "李建国")
    ]


def test_what_is_nested_in_a_judgment_belongs_to_it():
    nested = [
        Segment("李建国.png", Location("判决书.docx!word/media/1.png", Place.FILE_NAME)),
        Segment("借款人李建国", Location("判决书.docx!word/media/1.png", Place.IMAGE)),
    ]
    found = judged([*lines(LOAN, "判决书.docx"), *nested])
    assert [(item.rule, item.location.place) for item in found] == [
        ("judgment-missed-occurrence", Place.FILE_NAME),
        ("judgment-missed-occurrence", Place.IMAGE),
    ]


def test_pages_that_are_pictures_are_one_judgment():
    first, second = "all.zip!1.png", "all.zip!2.png"
    pages = [
        Segment("all.zip", Location("all.zip", Place.FILE_NAME)),
        Segment("1.png", Location(first, Place.FILE_NAME)),
        *(Segment(line, Location(first, Place.IMAGE)) for line in LOAN.split("\n")),
        Segment("2.png", Location(second, Place.FILE_NAME)),
        Segment("驳回原告李建国的诉讼请求", Location(second, Place.IMAGE)),
    ]
    assert [item.rule for item in judged(pages)] == ["judgment-missed-occurrence"]


def test_a_long_judgment_is_judged_across_its_passages_and_once_at_each_place():
    filler = "\n".join(f"第{number}笔转账，双方均无异议，本院予以确认，并有银行流水证实。" for number in range(4_000))
    found = judged(lines(f"{LOAN}{filler}\n原告李建国提交借条。\n{filler}"))
    assert [(item.rule, item.quote) for item in found] == [("judgment-missed-occurrence", "李建国")]


def test_what_is_beyond_the_limit_is_not_passed(monkeypatch):
    monkeypatch.setattr(judgment, "LONGEST", 1_000)
    found = judged(lines(LOAN + "\n".join("本院予以确认。" * 30 for _ in range(400))))
    assert [item.code for item in found if isinstance(item, Unscanned)] == ["too-large"]


def test_a_recogniser_of_documents_that_breaks_is_told():
    class Broken:
        rules = ()

        def begin(self):
            return self

        def observe(self, passage):
            raise ValueError(passage)

        def conclude(self):
            return ()

    assert [type(item) for item in recognize(lines(LOAN), (), (Broken(),))] == [Unscanned]


def test_it_travels_to_a_worker():
    copy = pickle.loads(pickle.dumps(RECOGNIZER))
    assert list(recognize(lines(THEFT), (), (copy,))) == []


@pytest.mark.parametrize(
    "text", ["masked = ['nobody']", "over_masked = ['weather']", "nonsense = 1", "bar = 1", "masked = 1", "[[bar]]\nx = 1", "= "]
)
def test_a_broken_profile_is_refused(tmp_path, text):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "ours.toml").write_text(text, "utf-8")
    with pytest.raises(PolicyError, match="ours"):
        load_profile("ours", tmp_path)


def test_an_organisation_may_change_a_profile(tmp_path):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "judgment-2024.toml").write_text(
        'name = "judgment-2024"\nextends = "judgment-2024"\ncompanies_masked = false\n', "utf-8"
    )
    assert not load_profile("judgment-2024", tmp_path).companies_masked
    assert load_profile("judgment-2024", tmp_path).masked == load_profile("judgment-2024").masked
    with pytest.raises(PolicyError):
        load_profile("no-such-profile", tmp_path)
