"""Results as a run over a court's outgoing folder might give them. All names and numbers are made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from reports.formats import Options
from screener.model import Action, Coverage, Finding, Location, Place, Reason, Rule, Screened, Unscanned, Verdict

RESIDENT_ID = "11010519491231002X"
MARK = "机密★1年"

MARKING_RULE = Rule(
    "marking.star",
    "secret.marking",
    "国家秘密标志",
    "state secret marking",
    "密级、★和保密期限组成的国家秘密标志。",
    "A state secret marking: level, star and term.",
    "《保守国家秘密法》第二十二条",
    "立即停止发布，交保密办公室核定。",
    "Stop the publication and hand the document to the secrecy office.",
    (MARK,),
    ("侵犯商业秘密罪",),
)
RESIDENT_ID_RULE = Rule(
    "resident-id",
    "personal.resident-id",
    "公民身份号码",
    "resident identity number",
    "十八位公民身份号码。",
    "An eighteen-digit resident identity number.",
    "《最高人民法院关于人民法院在互联网公布裁判文书的规定》第十条",
    "删除，或以“×”替代。",
    "Delete it or replace it by ×.",
    (RESIDENT_ID,),
    ("(2024)京0105民初12345号",),
)
RULES = {rule.id: rule for rule in (MARKING_RULE, RESIDENT_ID_RULE)}

POLICY = "pre-publication@1"
DICTIONARIES = ("court-terms@2026.11.1",)


def options(**changes: Any) -> Options:
    made_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    return Options(**{"rules": RULES, "version": "0.1.0", "width": 100, "made_at": made_at, **changes})


def finding(quote: str, rule: Rule = RESIDENT_ID_RULE, location: Location | None = None, **changes: Any) -> Finding:
    evidence = ("check-digit", "context:身份证") if rule is RESIDENT_ID_RULE else ()
    fields = {"entity": rule.entity, "rule": rule.id, "start": 6, "end": 6 + len(quote), "score": 0.98, "evidence": evidence}
    law = {"basis": rule.basis, "advice": rule.advice, "advice_en": rule.advice_en}
    return Finding(location=location or Location(), quote=quote, **{**fields, **law, **changes})


def screened(
    path: str,
    action: Action = Action.PASS,
    reasons: Sequence[Reason] = (),
    findings: Sequence[Finding] = (),
    unscanned: Sequence[Unscanned] = (),
    coverage: Coverage | None = None,
    **changes: Any,
) -> Screened:
    coverage = coverage or Coverage(parts_read=1, characters=1_204)
    verdict = Verdict(action, tuple(reasons), tuple(findings), tuple(unscanned), coverage, POLICY, DICTIONARIES)
    fields = {"sha256": "ab" * 32, "size": 20_480, "media_type": "application/pdf", "elapsed_ms": 41, **changes}
    return Screened(path, verdict=verdict, **fields)


def marked() -> Screened:
    header = Location("关于庭审安排的通知.docx!word/header1.xml", Place.HEADER, page=1, paragraph=1)
    reason = Reason(Action.BLOCK, "secrecy-marking", "文件带有国家秘密标志", "the document bears a state secret marking")
    return screened(
        "待发/关于庭审安排的通知.docx",
        Action.BLOCK,
        [reason],
        [finding(MARK, MARKING_RULE, header)],
        coverage=Coverage(parts_read=9, pages_read=12, characters=8_431),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )


def listed_people(count: int = 12) -> Screened:
    name = "救助金发放名单.xlsx"
    findings = [finding(RESIDENT_ID, location=Location(name, Place.TABLE, cell=f"名单!C{row}")) for row in range(2, 2 + count)]
    reason = Reason(Action.REVIEW, "personal-data", "含未隐去的个人信息", "personal data not masked", count)
    return screened(f"待发/{name}", Action.REVIEW, [reason], findings, coverage=Coverage(parts_read=4, characters=52_310))


def unread() -> Screened:
    name = "证据材料.zip"
    unscanned = [
        Unscanned(Location(f"{name}!加密附件.pdf"), "password-protected"),
        Unscanned(Location(f"{name}!卷宗扫描.pdf", Place.IMAGE, page=3), "image-not-read", "no recognition installed"),
        Unscanned(Location(f"{name}!卷宗扫描.pdf", Place.IMAGE, page=4), "image-not-read", "no recognition installed"),
    ]
    reason = Reason(Action.REVIEW, "unscanned", "有内容未能读取", "some content could not be read", 3)
    coverage = Coverage(parts_read=3, parts_unread=1, pages_read=12, pages_unread=2, characters=8_431, images_unread=2)
    return screened(f"待发/{name}", Action.REVIEW, [reason], [], unscanned, coverage, media_type="application/zip")


def run() -> list[Screened]:
    return [screened("待发/公告.pdf", coverage=Coverage(parts_read=1, pages_read=2, characters=1_204)), marked(), listed_people(), unread()]
