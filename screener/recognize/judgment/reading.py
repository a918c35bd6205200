"""A judgment as its own rules of form lay it out: court, kind, number, cause, people, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from screener.lazy_pattern import lazy_pattern
from screener.model import Place, Segment
from screener.normalize import normalize
from screener.recognize.judgment.names import HAN
from screener.recognize.judgment.people import Person, read_people
from screener.recognize.passage import Passage

# Where a judgment's own text stands, as against what its file carries along (names, properties, comments, deleted revisions).
TEXT_PLACES = frozenset({Place.BODY, Place.TABLE, Place.IMAGE, Place.TEXT_BOX, Place.INSERTED})
# The head ends long before: 30 parties with their agents fill some 6,000 characters.
HEAD = 8_000
TITLE_REACH = 3_000

KIND = "判决书|裁定书|调解书|决定书|支付令|通知书|复议决定书|搜查令|执行令"
CATEGORY = "刑事附带民事|刑事|民事|行政赔偿|行政|执行|国家赔偿|司法赔偿|赔偿|司法救助|国家司法救助|强制医疗|驳回申诉|拘留|罚款|司法制裁"
TITLE = lazy_pattern(
    rf"(?:(?:[\u4e00-\u9fff×x*]{{2,30}}法院)(?:赔偿委员会)?)?(?P<category>{CATEGORY})?(?P<public>公益诉讼)?(?P<kind>{KIND})(?:\([^)]{{1,12}}\))?"
)
COURT_LINE = lazy_pattern(
    rf"(?m)^[ \t]*(?P<court>(?:[\u4e00-\u9fff×x*○✕□ ]){{2,40}}法[ ]*院)(?:赔偿委员会)?[ \t]*$|^[ \t]*(?P<named>{HAN}{{2,30}}法院)(?=(?:{CATEGORY})?(?:{KIND}))"
)
CASE_NUMBER = lazy_pattern(
    rf"[(〔\[][ ]?(?P<year>(?:19|20)[0-9]{{2}}|[×x*○某]{{2,4}})[ ]?[)〕\]][ ]?(?P<code>(?:{HAN}|[0-9×x*○✕□ ]){{1,16}}?)(?P<type>刑|民|行|执|赔|司救|破|财保|认|请|医|更|调|清|字第)(?P<rest>(?:{HAN}|[0-9×x*○✕□ ]){{1,16}}?)号"
)
CAUSE = lazy_pattern(r"(?P<cause>[^\n。;]{2,120}?)一案")
CHARGE = lazy_pattern(r"(?<!曾因)(?<!因)(?:指控|犯|涉嫌|构成)(?P<crime>[\u4e00-\u9fff、,()]{2,60}?罪)")
PREVIOUS = lazy_pattern(r"曾因|前科|曾于|曾犯|前罪|累犯")


@dataclass(frozen=True)
class Judgment:
    """`text` is the judgment's own text, `whole` all that its file carries; both are in the order of the file."""

    text: Passage = field(repr=False)
    whole: Passage = field(repr=False)
    category: str
    kind: str
    public_interest: bool
    court: re.Match[str] | None = field(repr=False)
    number: re.Match[str] | None = field(repr=False)
    cause: str = field(repr=False)
    cause_at: tuple[int, int]
    charges: tuple[re.Match[str], ...] = field(repr=False)
    people: tuple[Person, ...] = field(repr=False)

    @property
    def is_criminal(self) -> bool:
        return self.category.startswith(("刑", "强制医疗")) or (self.number is not None and self.number["type"] == "刑")

    @property
    def year(self) -> int | None:
        """The year in which the case was taken up."""
        return int(self.number["year"]) if self.number is not None and self.number["year"].isdigit() else None


def read_judgment(segments: tuple[Segment, ...]) -> Judgment | None:
    """The judgment that a file holds; None when it does not look like one."""
    own = tuple(segment for segment in segments if segment.location.place in TEXT_PLACES)
    if not own:
        return None
    text = Passage(own)
    folded = text.folded.text
    title = next(_titles(folded), None)
    number = CASE_NUMBER.search(folded[:TITLE_REACH])
    court = COURT_LINE.search(folded[:TITLE_REACH])
    people = tuple(read_people(folded)) if title is not None or (number is not None and court is not None) else ()
    if title is None and not people:
        return None
    if title is not None and number is None and court is None and not people:
        return None
    cause = CAUSE.search(folded, 0, HEAD)
    start, end = cause.span("cause") if cause is not None else (0, 0)
    start = max(start, end - 60)
    return Judgment(
        text=text,
        whole=Passage(segments),
        category="" if title is None else title["category"] or _category_of(number),
        kind="" if title is None else title["kind"],
        public_interest=(title is not None and title["public"] is not None) or "公益诉讼" in folded[start:end],
        court=court,
        number=number,
        cause=folded[start:end],
        cause_at=(start, end),
        charges=tuple(match for match in CHARGE.finditer(folded) if not _is_previous(folded, match.start())),
        people=people,
    )


def looks_like_judgment(segments: Sequence[Segment]) -> bool:
    """Cheaper than reading it: there is a title."""
    head: list[str] = []
    size = 0
    for segment in segments:
        if segment.location.place in TEXT_PLACES:
            head.append(normalize(segment.text).text)
            size += len(segment.text)
        if size > TITLE_REACH:
            break
    return next(_titles("\n".join(head)), None) is not None


def _titles(folded: str) -> Iterator[re.Match[str]]:
    """Lines that are a title: nothing but court and kind, one character a line too."""
    lines = ["".join(line.split()) for line in folded[:TITLE_REACH].split("\n")]
    for index, line in enumerate(lines):
        if (match := TITLE.fullmatch(line)) is not None or (
            line and index + 1 < len(lines) and (match := TITLE.fullmatch(line + lines[index + 1])) is not None and len(line) < 20
        ):
            yield match


def _category_of(number: re.Match[str] | None) -> str:
    types = {"刑": "刑事", "民": "民事", "行": "行政", "执": "执行", "赔": "国家赔偿"}
    return "" if number is None else types.get(number["type"], "")


def _is_previous(text: str, position: int) -> bool:
    """Inside a sentence about an earlier conviction."""
    start = max(text.rfind(edge, 0, position) for edge in "。;\n")
    return PREVIOUS.search(text, start + 1, position) is not None


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that a hit stands in."""
    first = max(text.rfind(edge, 0, start) for edge in "。;\n") + 1
    ends = [position for edge in "。;\n" if (position := text.find(edge, end)) >= 0]
    return first, min(ends, default=len(text))
