"""Who is in a judgment: the head line by line, the running text role word by role word, the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.lazy_pattern import lazy_pattern
from screener.recognize.judgment.names import DOTTED, HAN, LATIN, is_struck, masked_name, name_data, read_name, surname_of
from screener.recognize.judgment.roles import HEAD_LINE, INLINE, OFFICER_INLINE, ROLE, ROLES, SIGNATURE, Role

ORGANISATION = lazy_pattern(
    r"公司|集团|[厂店院局社行所部会队站馆处室厅署]$|委员会|政府|中心|银行|学校|大学|[中小]学|幼儿园|企业|合伙|机关|办公室|街道|村|组$|支队|大队|基金|联合会|协会|法院|检察院|共和国"
)
COMPANY = lazy_pattern(r"公司|集团|[厂店]$|企业|合伙|经营部|商行|商店|商贸|合作社|超市|酒店|宾馆|俱乐部")
# What follows a name in a head line that has no colon.
PERSONAL = lazy_pattern(
    r"\s*(?:\([^)]{1,30}\))?,?\s*(?:男|女|性别|汉族|[\u4e00-\u9fff]{1,5}族|[0-9]{4}年|生于|出生|公民身份|身份证|住|户籍|系|[\u4e00-\u9fff]{2,30}律师)"
)
BRACKETED_COMPANY = lazy_pattern(rf"[ \t]*{HAN}{{2,12}}\({HAN}{{2,6}}\){HAN}{{0,16}}公司")
ALSO_CALLED = lazy_pattern(rf"(?:曾用名|别名|又名|化名|原名)[:\"“ ]?(?P<name>{HAN}{{2,4}}?)(?=[,、)。;\"”])")
SAID = 160
NEXT_PERSON = lazy_pattern(rf"\n[ \t]*(?:{ROLE}|[^\n]{{0,60}}一案)")
# A list of names longer than this is none.
MOST_LISTED = 60
BIRTH = lazy_pattern(
    r"(?:(?:出生于|生于|出生日期:?)\s?(?P<y2>(?:19|20)[0-9]{2})年(?:(?P<m2>[0-9]{1,2})月(?:(?P<d2>[0-9]{1,2})日)?)?"
    r"|(?P<y>(?:19|20)[0-9]{2})年(?:(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日)?)?\s?(?:[×x*]{1,2}月)?(?:[×x*]{1,2}日)?(?:出)?生(?![产效活]))"
)
NAME = lazy_pattern(rf"{HAN} {{1,6}}{HAN}(?=$|\s)|{HAN}{{2,4}}(?=$|\s)")
SIGNED = lazy_pattern(
    rf"(?P<name>{HAN}(?:[ ]{{0,6}}(?!审[ ]*判|人[ ]*民|书[ ]*记|法[ ]*官|代[ ]*理|二[ ]*[〇○零])[\u4e00-\u9fff〇]){{1,3}})[ \t]*(?=$|\n|[ ]{{2,}}|审|人[ ]*民|书[ ]*记|法[ ]*官|代)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """One mention of somebody (or some body) under a role; positions are in the judgment's folded text."""

    role: Role
    word: str
    name: str = field(repr=False)
    start: int
    end: int
    score: float
    organisation: bool = False
    birth: tuple[int, int | None, int | None] | None = None

    @property
    def masked(self) -> bool:
        return is_struck(self.name)


def read_people(text: str) -> Iterator[Person]:
    """Every mention of a person under a role word."""
    in_head: set[int] = set()
    known: set[str] = set()
    for person in _head(text):
        in_head.add(person.start)
        if not person.organisation and not person.masked:
            known.add(person.name)
        yield person
    yield from _officers(text)
    for match in INLINE.finditer(text):
        if match.end() in in_head:
            continue
        name = next((name for name in known if text.startswith(name, match.end())), None)
        if name is not None:
            yield Person(ROLES[match["role"]], match["role"], name, match.end(), match.end() + len(name), 0.9)
            continue
        yield from _enumerated(match["role"], text, match.end())


def _head(text: str) -> Iterator[Person]:
    for match in HEAD_LINE.finditer(text):
        value, after = match["value"], match["after"]
        if (bracketed := BRACKETED_COMPANY.match(text, match.start("value"))) is not None:
            value = bracketed[0]
        trimmed = value.strip()
        personal = PERSONAL.match(after) is not None
        clear = (
            match["colon"] is not None
            or personal
            or not after.strip()
            or match["value"].startswith(" ")
            or text[match.start("value") - 1] in " \t"
        )
        role = ROLES[match["role"]]
        if role is Role.AGENT and "律师" in after[:80]:
            role = Role.LAWYER
        if COMPANY.search(trimmed) or (ORGANISATION.search(trimmed) and not personal and len(trimmed) > 3):
            if clear:
                yield Person(
                    role, match["role"], trimmed, match.start("value"), match.start("value") + len(trimmed), 0.8, organisation=True
                )
            continue
        name = _name(trimmed)
        if name is None or not clear:
            continue
        if not (personal or DOTTED.match(name) or LATIN.match(name) or is_struck(name) or _has_surname(name)):
            continue
        start = match.start("value") + value.index(name)
        birth = BIRTH.search(_continued(text, match.start("after")))
        yield Person(role, match["role"], name, start, start + len(name), 0.95, birth=None if birth is None else _date(birth))
        for other in ALSO_CALLED.finditer(text, match.start("after"), match.end("after")):
            yield Person(role, match["role"], other["name"], other.start("name"), other.end("name"), 0.85)
        yield from _listed(role, match["role"], text, match.start("after"), match.end("after"))


def _continued(text: str, position: int) -> str:
    """What is said of the person, on lines that a page broke too, up to the next one."""
    said = text[position : position + SAID]
    following = NEXT_PERSON.search(said)
    return said[: following.start() if following is not None else None].replace("\n", "")


def _listed(role: Role, word: str, text: str, position: int, end: int) -> Iterator[Person]:
    """More names after the first: 原告:李某、王强、张丽."""
    while position < end and text[position] == "、":
        match = re.compile(rf"{HAN}{{2,4}}(?=[、,。;(\n]|$)").match(text, position + 1)
        if match is None or not (is_struck(match[0]) or _has_surname(match[0])):
            return
        yield Person(role, word, match[0], match.start(), match.end(), 0.9)
        position = match.end()


def _enumerated(word: str, text: str, position: int) -> Iterator[Person]:
    """Names in running text, one after the other: 证人钱某、孙立强和周敏."""
    for _ in range(MOST_LISTED):
        if (struck := masked_name().match(text, position)) is not None:
            end = struck.end()
        elif (candidate := read_name(text, position)) is not None:
            end = position + len(candidate.name)
            yield Person(ROLES[word], word, candidate.name, position, end, 0.85 if candidate.sure else 0.6)
        else:
            return
        if text[end : end + 1] not in {"、", "和", "及", "与"}:
            return
        position = end + 1


def _officers(text: str) -> Iterator[Person]:
    """Judges, clerks, prosecutors: in the signature a role and a name with blanks inside, in the text as anybody else."""
    seen: set[int] = set()
    for match in SIGNATURE.finditer(text):
        word = match["role"].replace(" ", "")
        if (signed := SIGNED.match(text, match.end())) is not None:
            seen.add(match.start())
            name = signed["name"].replace(" ", "")
            yield Person(ROLES[word], word, name, signed.start("name"), signed.end("name"), 0.9)
    for match in OFFICER_INLINE.finditer(text):
        if match.start() not in seen:
            yield from _enumerated(match["role"].replace(" ", ""), text, match.end())


def _name(value: str) -> str | None:
    for pattern in (DOTTED, LATIN):
        if (match := pattern.match(value)) is not None:
            return match[0]
    if len(value) <= 6 and is_struck(value):
        return value
    match = NAME.match(value)
    return None if match is None else match[0]


def _has_surname(name: str) -> bool:
    data = name_data()
    compact = name.replace(" ", "")
    return compact[:2] not in data.not_names and (compact[:2] in data.double or surname_of(compact) in data.surnames)


def _date(match: re.Match[str]) -> tuple[int, int | None, int | None]:
    year, month, day = (match["y2"], match["m2"], match["d2"]) if match["y2"] else (match["y"], match["m"], match["d"])
    return int(year), int(month) if month else None, int(day) if day else None


__all__ = ["COMPANY", "Person", "read_people"]
