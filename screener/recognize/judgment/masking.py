"""Who had to be masked and is named, and the one occurrence that a masking missed: 法释〔2016〕19号 art. 8 and 9."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from screener.lazy_pattern import lazy_pattern
from screener.model import Finding, Place
from screener.recognize.judgment.court_profile import Profile
from screener.recognize.judgment.names import (
    AFTER_NAME,
    is_common_word,
    is_struck,
    is_whole,
    masked_name,
    name_data,
    pattern_of,
    read_name,
    surname_of,
)
from screener.recognize.judgment.people import COMPANY, Person
from screener.recognize.judgment.reading import TEXT_PLACES, Judgment
from screener.recognize.judgment.roles import KEPT, OFFICERS, Role
from screener.recognize.judgment.rules import MISSED_OCCURRENCE, UNMASKED_NAME

# Properties that name the clerk who typed, by nature; the others (title, subject, comments) speak of the case.
TYPIST = lazy_pattern(
    r"^(?:creator|author|lastmodifiedby|last-modified-by|last author|manager|company|作者|单位|initialcreator|producer)\s*[:：]",
    re.IGNORECASE,
)
# What stands right before a name in a sentence.
BEFORE_NAME = lazy_pattern(
    r"(?:^|[,。;:、()_.\-【\[“”\"\s\n]|[与和及对向由被将给让找跟同替为在即系由诉叫]|[告人方者伙]|(?:人|卖给|名|叫|员)[ ]?)$"
)
# Places and bodies that begin with a surname: 张江镇, 王家村, 李宁公司, 高桥中学.
NOT_A_PERSON = lazy_pattern(
    r"[\u4e00-\u9fff]{0,2}(?:[镇村乡区县市州省路街巷庄屯桥港山河湖店厂]|公司|大厦|广场|小区|医院|中学|小学|集团|银行|大道|花园|家园)"
)
PLACE_TAIL = frozenset("峪庙峡池寺镇村乡区县市州路街庄屯桥港山河湖店厂家氏姓")
FILE_NAME_TAIL = lazy_pattern(r"[诉与、和等及.()_\-\[【]|[\u4e00-\u9fff]{1,16}(?:罪|纠纷|案|判决书|裁定书|决定书|调解书)")
# 赵 志 刚, as a signature has it.
SPACED_NAME = lazy_pattern(r"[\u4e00-\u9fff][ ]{1,4}[\u4e00-\u9fff](?:[ ]{1,4}[\u4e00-\u9fff])?(?![ ]{0,4}[\u4e00-\u9fff])")
ENOUGH = 400


@dataclass(frozen=True)
class Names:
    """What is known of the people: who must be masked under their full names, who stays, and how often each surname stands masked."""

    hidden: dict[str, Person] = field(repr=False)
    kept: frozenset[str] = field(repr=False)
    masked: Counter[str] = field(repr=False)


def find_unmasked(judgment: Judgment, profile: Profile) -> Iterator[Finding]:
    """Full names that had to be masked, wherever they stand in the file; and companies, where the profile hides them."""
    names = _names(judgment, profile)
    seen: set[tuple[int, int]] = set()
    for name, person in names.hidden.items():
        yield from _occurrences(judgment, names, name, person, seen)
    yield from _missed(judgment, names, seen)
    if profile.companies_masked:
        yield from _companies(judgment)


def _names(judgment: Judgment, profile: Profile) -> Names:
    roles = set(profile.masked)
    if any(cause in judgment.cause for cause in profile.family_causes):
        roles |= profile.family_masked
    masked: Counter[str] = Counter(match["surname"] for match in masked_name().finditer(judgment.whole.folded.text))
    officers = {person.name for person in judgment.people if person.role in OFFICERS}
    lawyers = {person.name for person in judgment.people if person.role is Role.LAWYER}
    hidden: dict[str, Person] = {}
    kept = officers | lawyers
    for person in sorted(judgment.people, key=lambda person: -person.score):
        if person.organisation or person.masked or person.role in KEPT or person.name in kept:
            continue
        if person.role in roles or _is_minor(person, judgment):
            hidden.setdefault(person.name, person)
        elif person.role not in roles and person.score >= 0.8:
            kept.add(person.name)
    # A victim may also be a party; who must be masked anywhere is masked everywhere.
    for person in judgment.people:
        if person.role in roles and person.name in kept - officers - lawyers and not person.masked:
            hidden.setdefault(person.name, person)
    kept -= hidden.keys()
    return Names(hidden, frozenset(kept), masked)


def _is_minor(person: Person, judgment: Judgment) -> bool:
    return person.birth is not None and judgment.year is not None and judgment.year - person.birth[0] < 18


def _occurrences(judgment: Judgment, names: Names, name: str, person: Person, seen: set[tuple[int, int]]) -> Iterator[Finding]:
    text = judgment.whole.folded.text
    count = names.masked[surname_of(name)]
    rule = MISSED_OCCURRENCE if count else UNMASKED_NAME
    evidence = [f"role:{person.word}"]
    if count:
        evidence.append(f"masked-elsewhere:{count}")
    for match in pattern_of(name).finditer(text):
        if match.span() in seen or _is_typist(judgment, match.start()):
            continue
        seen.add(match.span())
        yield judgment.whole.finding(rule, *match.span(), person.score, evidence)


def _missed(judgment: Judgment, names: Names, seen: set[tuple[int, int]]) -> Iterator[Finding]:
    """Names that no role word introduces, of a surname that is masked elsewhere. Blanks inside a name do not hide it."""
    wanted = {surname for surname, count in names.masked.items() if count and surname not in name_data().ambiguous}
    if not wanted:
        return
    text = judgment.whole.folded.text
    covered = {start for start, _ in seen}
    found = 0
    for match in re.finditer("|".join(sorted(wanted, key=len, reverse=True)), text):
        start = match.start()
        if start in covered or (name := _full_name(text, start, names.kept)) is None:
            continue
        end = start + len(name)
        clear = BEFORE_NAME.search(text[max(0, start - 2) : start]) is not None
        edge = end == len(text) or text[end] in AFTER_NAME
        if not (clear and edge) and (match[0] in name_data().compounding or not is_whole(text, start, end)):
            continue
        score = 0.85 if clear and edge else 0.65
        finding = judgment.whole.finding(MISSED_OCCURRENCE, start, end, score, (f"masked-elsewhere:{names.masked[match[0]]}",))
        if finding.location.place not in TEXT_PLACES:
            line = text[text.rfind("\n", 0, start) + 1 : start]
            if not clear or _names_typist(finding.location.place, line) or not (edge or FILE_NAME_TAIL.match(text, end)):
                continue
            finding = replace(finding, score=0.85)
        yield finding
        found += 1
        if found >= ENOUGH:
            return


def _full_name(text: str, start: int, kept: frozenset[str]) -> str | None:
    """The name that begins here, of somebody whose name is not kept."""
    if any(text.startswith(name, start) for name in kept):
        return None
    if (spaced := SPACED_NAME.match(text, start)) is not None:
        name = spaced[0]
        return None if is_struck(name) or name.replace(" ", "") in kept else name
    candidate = read_name(text, start)
    if candidate is None or not candidate.sure or candidate.name[-1] in PLACE_TAIL or NOT_A_PERSON.match(text, start + 1):
        return None
    # A double surname is no word of another kind.
    return None if len(surname_of(candidate.name)) == 1 and is_common_word(candidate.name[:2]) else candidate.name


def _names_typist(place: Place, line: str) -> bool:
    return place is Place.METADATA and TYPIST.match(line) is not None


def _is_typist(judgment: Judgment, position: int) -> bool:
    segment = judgment.whole.segment_at(position)
    return _names_typist(segment.location.place, segment.text)


def _companies(judgment: Judgment) -> Iterator[Finding]:
    """Companies among the parties whose 字号 was not hidden. Banks, organs and villages are not companies that anybody hides."""
    for person in judgment.people:
        if (
            person.organisation
            and person.role in (Role.PARTY, Role.DEFENDANT)
            and COMPANY.search(person.name)
            and not is_struck(person.name)
        ):
            yield judgment.text.finding(UNMASKED_NAME, person.start, person.end, 0.65, (f"role:{person.word}", "company"))
