"""What the organisation says of itself in public: its own telephones, addresses and mailboxes are nobody's personal data.

Only what the configuration names (`[unit]`) counts, whole: another door of the street, another city's street of the same name and
another number of the same exchange stay findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from screener.config import Unit
from screener.model import Finding, Rule
from screener.normalize import normalize
from screener.recognize import Recognizer
from screener.recognize.passage import Passage

PHONES = frozenset({"personal.mobile", "personal.landline"})
EMAIL, ADDRESS = "personal.email", "personal.address"
PUBLIC = PHONES | {EMAIL, ADDRESS}

TELEPHONE = re.compile(
    r"\(?(?:\+?(?:00)?86\)?[ \-]?)?\(?(?:(?P<area>0(?:10|2[0-57-9]|[3-9][0-9]{2}))[)/]?[ \-]*)?"
    r"(?P<local>1[3-9](?:[ \-.·]*[0-9]){9}|[1-9](?:[ \-.·]?[0-9]){6,7})(?P<extension>[ \-转]+[0-9]{1,5})?"
)
BLANKS = re.compile(r"\s+")
AT, DOT = re.compile(r" ?[\[(](?:at|@)[\])] ?|#"), re.compile(r" ?[\[(](?:dot|点)[\])] ?")
DIVISION = re.compile(r"[省市区县州盟旗镇乡]|街道")
# What may stand before a place and is none: 地址位于, 本院在.
ENDS = re.compile(r"(?:[^\u4e00-\u9fff]|地址|住所地?|住址|位于|坐落[于在]?|[在于为是至到往])\Z")
# Where an address may end, and what says that it has not.
DOOR = re.compile(r"[号组室户层楼栋幢座]")
GOES_ON = re.compile(r"[0-9a-z\-号院栋幢座楼单层室户组一二三四五六七八九十甲乙丙丁]")
PUNCTUATION = re.compile(r"[,。;:、()\[\]\n\t]")
PROVINCE = 8
BEFORE = 40


@dataclass(frozen=True)
class OwnUnit:
    """Compares what was found with what the unit publishes of itself."""

    unit: Unit

    def owns(self, finding: Finding, passage: Passage) -> bool:
        if finding.entity in PHONES:
            return self._owns_phone(finding.quote)
        if finding.entity == EMAIL:
            return _email(finding.quote) in self._emails
        return finding.entity == ADDRESS and self._owns_address(finding, passage)

    @cached_property
    def _phones(self) -> frozenset[tuple[str, str]]:
        return frozenset(number for phone in self.unit.phones if (number := _phone(phone)) is not None)

    @cached_property
    def _emails(self) -> frozenset[str]:
        return frozenset(map(_email, self.unit.emails))

    @cached_property
    def _addresses(self) -> tuple[str, ...]:
        return tuple(map(_address, self.unit.addresses))

    def _owns_phone(self, quote: str) -> bool:
        number = _phone(quote)
        if number is None:
            return False
        if number in self._phones:
            return True
        area, local = number
        # Within its own city an office writes its number without the area code; a number with another code is somebody else's.
        return not area and any(local == own for _, own in self._phones)

    def _owns_address(self, finding: Finding, passage: Passage) -> bool:
        span = passage.span_of(finding)
        if span is None or not self._addresses:
            return False
        source = passage.folded.source
        written = _address(finding.quote)
        before = normalize(source[max(0, span[0] - BEFORE) : span[0]]).text
        whole = _address(PUNCTUATION.split(before)[-1]) + written
        if any(_same_address(whole, written, own) for own in self._addresses):
            return True
        # A village is found by itself; the group and the door behind it may make it the unit's address.
        after = _address(source[span[1] : span[1] + BEFORE])
        for more in range(1, len(after) + 1):
            if DOOR.match(after, more - 1) and not GOES_ON.match(after, more):
                longer = after[:more]
                if any(_same_address(whole + longer, written + longer, own) for own in self._addresses):
                    return True
        return False


@dataclass(frozen=True)
class WithoutOwn:
    """A recogniser whose findings leave out what the unit itself publishes."""

    inner: Recognizer
    own: OwnUnit

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.inner.rules

    def recognize(self, passage: Passage) -> Iterator[Finding]:
        return (finding for finding in self.inner.recognize(passage) if not self.own.owns(finding, passage))


def without_own(recognizers: Iterable[Recognizer], unit: Unit) -> tuple[Recognizer, ...]:
    """The recognisers, those of what a unit may publish of itself leaving that out. A mark is nobody's own."""
    if not (unit.phones or unit.addresses or unit.emails):
        return tuple(recognizers)
    own = OwnUnit(unit)
    return tuple(
        WithoutOwn(recognizer, own) if any(rule.entity in PUBLIC for rule in recognizer.rules) else recognizer for recognizer in recognizers
    )


def _phone(text: str) -> tuple[str, str] | None:
    match = TELEPHONE.fullmatch(normalize(text).text.strip())
    return None if match is None else (match["area"] or "", re.sub(r"[^0-9]", "", match["local"]))


def _email(text: str) -> str:
    return DOT.sub(".", AT.sub("@", normalize(text).text)).replace(" ", "")


def _address(text: str) -> str:
    return BLANKS.sub("", normalize(text).text)


def _same_address(whole: str, written: str, own: str) -> bool:
    """The same door, and no other place before it: `whole` is what was found with what stands before it."""
    pairs = zip(reversed(whole), reversed(own), strict=False)
    shared = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(whole), len(own)))
    if shared < min(len(written), len(own)):
        return False
    unsaid, said = own[:-shared], whole[:-shared]
    if not unsaid:
        # Said from its province or city on, or with another place before it than the configuration cares to name.
        return (
            DIVISION.search(own[:PROVINCE]) is not None
            or not said
            or ENDS.search(said) is not None
            or DIVISION.search(said[-2:]) is not None
        )
    # 东城区东交民巷27号 of 北京市东城区东交民巷27号: what is not said is a whole place, not the head of a longer name.
    whole_place = DIVISION.search(unsaid[-2:]) is not None
    return whole_place and (not said or ENDS.search(said) is not None or (said[-2:] in unsaid and len(said) > 1))
