"""Cases, findings and what was not read, in the words of the pages. Pure: rows in, sentences out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from reports.cases import names
from reports.cases.models import Case, FindingRow, UnscannedRow
from reports.formats.account import PACKAGE, PACKAGE_PART
from reports.formats.printable import printable, shorten
from screener.advice import code_advice, reason_words
from screener.errors import UsageError
from screener.model import Action, Coverage, Location, Place, Rule, mask
from screener.wording import ACTIONS, PLACES, code_words, coverage_words, evidence_words, location_words

NAME_LENGTH, QUOTE_LENGTH, PART_LENGTH = 80, 160, 120
SURE, LIKELY = 0.8, 0.5

SUFFIXED = re.compile(r"(.*)(\.[A-Za-z0-9]{1,5})", re.DOTALL)

# Said at a page, to whoever has no command line and no configuration; the other codes say it as everywhere.
ADVICE_AT_THE_DESK: dict[str, str] = {
    "password-protected": "去掉密码后重新送审。",
    "too-large": "拆成几份重新送审，或请系统管理员放宽大小的限制后重新审查。",
    "too-deep": "把里层的压缩包、附件取出来单独送审。",
    "timed-out": "重新审查一次；仍然超时的，拆成几份重新送审，或请系统管理员放宽时限。",
    "no-text": "多半是扫描件或图片：由人工通读，或请系统管理员安装文字识别组件后重新审查。",
    "image-not-read": "由人工查看这些图片，或请系统管理员安装文字识别组件后重新审查。",
    "unreadable-file": "请系统管理员检查文件权限和磁盘，再重新审查。",
}

VERDICT_CLASSES = {Action.PASS: "pass", Action.REVIEW: "review", Action.BLOCK: "block"}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as its line shows it. `quote` is masked, and empty in a case of state secrets."""

    pk: int
    where: str
    part: str = field(repr=False)
    quote: str = field(repr=False)
    evidence: tuple[str, ...] = field(repr=False)
    sureness: str
    false_alarm: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """The findings of one rule in one kind of place, with the law they rest on and what to do, said once."""

    title: str
    basis: str
    advice: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind of place."""

    place: str
    title: str
    title_en: str
    count: int
    kinds: tuple[Kind, ...]


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule by its id, for its title and its advice. Built once: it reads all dictionaries.

    A folder of the organisation's that does not load costs its own rules their titles, not every reviewer the pages.
    """
    from screener.dictionary import load_dictionaries
    from screener.screening import every_rule

    try:
        return every_rule(load_dictionaries(settings.CONFIG.dictionaries))
    except UsageError:
        return every_rule(load_dictionaries())


def shown_name(case: Case, *, withheld: bool | None = None) -> str:
    """The file's name; of one whose name is withheld (`names`; `None`: asks the database) only its first characters."""
    name = case.untrusted_name
    if names.is_withheld(case) if withheld is None else withheld:
        stem, suffix = (match[1], match[2]) if (match := SUFFIXED.fullmatch(name)) else (name, "")
        name = mask(stem) + suffix
    return printable(shorten(name, NAME_LENGTH)) or "（无文件名）"


def verdict_words(case: Case) -> tuple[str, str, str]:
    """The verdict in Chinese, in English, and the class that colours it."""
    if case.action is None:
        return "未出结论", "no verdict yet", "none"
    action = Action(case.action)
    zh, en = ACTIONS[action]
    return zh, en, VERDICT_CLASSES[action]


def reasons(case: Case) -> list[tuple[str, str, str]]:
    """Each reason of the verdict as sentence, English sentence and class. Rows hold what `Reason` holds."""
    told = []
    for reason in case.reasons:
        count = int(reason.get("count", 1))
        times = f"（{count:,} 处）" if count > 1 else ""
        action = Action(int(reason.get("action", Action.REVIEW)))
        told.append(
            (printable(str(reason.get("sentence", ""))) + times, printable(str(reason.get("sentence_en", ""))), VERDICT_CLASSES[action])
        )
    return told


def coverage(case: Case) -> str:
    known = {name: int(value) for name, value in case.coverage.items() if name in Coverage.__dataclass_fields__}
    return coverage_words(Coverage(**known), "zh") if known else ""


def location(row: FindingRow | UnscannedRow) -> Location:
    place = Place(row.place) if row.place in set(Place) else Place.BODY
    paragraph, cell = (row.paragraph, row.cell) if isinstance(row, FindingRow) else (None, None)
    return Location(row.part, place, row.page, paragraph, cell)


def groups(case: Case, rows: Iterable[FindingRow]) -> list[Group]:
    """The findings by place, in the order in which places are listed, then by rule, the surest first."""
    by_place: dict[Place, dict[tuple[str, str], list[FindingRow]]] = {}
    for row in sorted(rows, key=lambda row: (-row.score, row.pk)):
        by_place.setdefault(location(row).place, {}).setdefault((row.rule, row.basis), []).append(row)
    order = list(PLACES)
    return [_group(case, place, by_place[place]) for place in sorted(by_place, key=order.index)]


def _group(case: Case, place: Place, by_rule: dict[tuple[str, str], list[FindingRow]]) -> Group:
    kinds = []
    for (rule, basis), rows in by_rule.items():
        known = rules().get(rule)
        found = tuple(_found(case, row) for row in rows)
        kinds.append(Kind(rule_title(rule), basis or (known.basis if known else ""), known.advice if known else "", found))
    return Group(str(place), *PLACES[place], sum(len(kind.found) for kind in kinds), tuple(kinds))


def rule_title(rule: str) -> str:
    """A rule that is no longer known (a dictionary was taken away) stands for itself."""
    return rules()[rule].title if rule in rules() else printable(rule)


def unread(case: Case, rows: Iterable[UnscannedRow]) -> list[tuple[str, str, list[str]]]:
    """What was not read: title, what to do, and the places with why."""
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        where = printable(location_words(location(row), "zh"))
        part = "" if case.state_secret else part_words(case, row.part)
        words = "：".join(filter(None, (part, where)))
        why = printable(reason_words(row.reason, "zh")) if row.reason and not row.reason.endswith(("Error", "error", "Exception")) else ""
        kinds.setdefault(row.code, Counter())[f"{words}（{why}）" if why else words] += 1
    return [
        (printable(code_words(code, "zh")), ADVICE_AT_THE_DESK.get(code) or code_advice(code, "zh"), list(places)[:50])
        for code, places in kinds.items()
    ]


def _found(case: Case, row: FindingRow) -> Found:
    secret = case.state_secret
    # In a case of state secrets a detail of evidence (a word nearby) is content too.
    evidence = [key.partition(":")[0] if secret else key for key in map(str, row.evidence)]
    return Found(
        row.pk,
        printable(location_words(Location("", location(row).place, row.page, row.paragraph, None if secret else row.cell), "zh")),
        "" if secret else part_words(case, row.part),
        "" if secret else quote(row),
        tuple(dict.fromkeys(printable(evidence_words(key, "zh")) for key in evidence)),
        "把握大" if row.score >= SURE else "须判断" if row.score >= LIKELY else "仅作提示",
        row.false_alarm,
    )


def quote(row: FindingRow) -> str:
    """The masked quote on one line. Not for a case of state secrets."""
    return printable(shorten(row.masked_quote.replace("\r", "").replace("\n", "⏎"), QUOTE_LENGTH))


def part_words(case: Case, part: str) -> str:
    """The way through archives and attachments below the submitted file."""
    inside = part.removeprefix(case.untrusted_name)
    if inside == part:
        inside = part.partition("!")[2]
    before, steps = case.untrusted_name, []
    for step in inside.lstrip("!").split("!"):
        # The parts of a package (word/document.xml) are nothing that a reader could open.
        if not (PACKAGE.fullmatch(before) and PACKAGE_PART.fullmatch(step)):
            steps.append(step)
        before = step
    return printable(shorten("!".join(steps), PART_LENGTH))
