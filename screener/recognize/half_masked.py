"""Numbers masked in name only: one or two places hidden, or the whole number standing elsewhere in the same document.

`1101**********1234` and `138****5678` are what the law wants and no findings. Of 18 places with two hidden, the check digit leaves some nine
to try; of a mobile number with one hidden, ten. Test vectors: invented, check digits computed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from screener.model import Finding, Rule, Unscanned
from screener.recognize.passage import Passage

STARS = "*×●•■█□○◯#﹡✱"
MASK = rf"[{STARS}]"
# An x or two may end a code; three are a mask.
# Two runs of digits with a run of signs between them, or a run of digits with signs behind it.
MASKED = re.compile(
    rf"(?<![0-9a-z{STARS}])(?P<head>[1-9][0-9]{{1,17}})(?P<mask>{MASK}{{1,16}}|x{{3,16}})(?P<tail>[0-9]{{0,16}}x?)(?![0-9a-z{STARS}])"
)
NUMBERS = re.compile(r"(?<![0-9a-z.])[1-9][0-9]{10}(?:[0-9]{4,7}[0-9x]?)?(?![0-9a-z*])")
MOBILE, OLD_ID, RESIDENT_ID = 11, 15, 18
CARDS = range(16, 20)
# So few hidden places are tried in no time.
FEW = 2
# Lists of people have some ten thousand rows; what is beyond is said to be unread.
MOST = 100_000

HALF_MASKED = Rule(
    id="half-masked",
    entity="personal.half-masked",
    title="遮盖不足的号码",
    title_en="number hardly masked",
    definition="身份证号、手机号、银行卡号只遮去一两位，或者遮盖的号码在同一文件别处又完整出现。遮去四位以上、别处未见全号的不算。",
    definition_en="An identity, mobile or card number with one or two places hidden, or a masked one that stands in full elsewhere in the same "
    "document. Four places hidden, and the number nowhere in full, is none.",
    basis="《个人信息保护法》第25条、第73条（去标识化）；法释〔2016〕19号第10条",
    advice="身份证号至少遮去出生月日和顺序码，手机号至少遮去中间四位，并删去别处的完整号码，改后重新送审。",
    advice_en="Hide at least the birthday and serial places of an identity number, four places of a mobile one, and the full number elsewhere; submit again.",
    examples=(
        "身份证号：1101011990030744**",
        "身份证号：11010119900307447*",
        "110101*99003074477",
        "手机：1381234567*",
        "手机号码138123456＊8",
        "电话：13812×45678",
        "卡号：62220210011162457**",
        "手机138****8001，联系电话13812348001",
        "序号\t身份证号\n1\t110101********4477\n备注：110101199003074477",
    ),
    non_examples=(
        "身份证号：1101**********4477",
        "身份证号：110101********4477",
        "1101011990****4477",
        "手机：138****5678",
        "手机：138××××5678",
        "手机138****8001，联系电话13912345678",
        "卡号：6222************5702",
        "张*，男",
        "*ST股票 600***",
        "代码 12*34",
        "3*4=12，100*200",
        "138*1234",
        "合同金额123456789*2元",
        "尺寸1200*800*600",
        "规格 13800*1200",
        "统一社会信用代码2136082299204809XX",
    ),
)


@dataclass(frozen=True)
class HalfMaskedRecognizer:
    """Judges each masked number, and at the end those that stand in full elsewhere."""

    rules = (HALF_MASKED,)

    def begin(self) -> HalfMaskedObserver:
        return HalfMaskedObserver()


@dataclass
class HalfMaskedObserver:
    """Remembers the masked numbers of a document, and of its full ones what a masked one would show."""

    masked: list[tuple[str, str, Finding]] = field(default_factory=list, repr=False)
    full: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set), repr=False)
    count: int = 0
    cut: Unscanned | None = None

    def observe(self, passage: Passage) -> Iterator[Finding]:
        text = passage.folded.text
        for start, end in passage.numeric(MOBILE):
            for number in NUMBERS.finditer(text, start, end):
                if self._has_room(passage):
                    self.full[len(number[0])].add(number[0])
        if passage.alphabet.isdisjoint(STARS) and "xxx" not in text:
            return
        for match in MASKED.finditer(text):
            if (kind := _kind(match)) is None:
                continue
            hidden = len(match["mask"])
            finding = passage.finding(HALF_MASKED, *match.span(), 0.8 if hidden <= FEW else 0.75, (kind, f"hidden-places:{hidden}"))
            if hidden <= FEW:
                yield finding
            elif self._has_room(passage):
                self.masked.append((match["head"], match["tail"], finding))

    def conclude(self) -> Iterator[Finding | Unscanned]:
        if self.cut is not None:
            yield self.cut
        shown: dict[tuple[int, int, int], set[tuple[str, str]]] = {}
        for head, tail, finding in self.masked:
            length = len(finding.quote)
            shape = length, len(head), len(tail)
            if shape not in shown:
                shown[shape] = {(number[: len(head)], number[length - len(tail) :]) for number in self.full[length]}
            if (head, tail) in shown[shape]:
                yield finding

    def _has_room(self, passage: Passage) -> bool:
        self.count += 1
        if self.count > MOST and self.cut is None:
            self.cut = Unscanned(passage.segments[0].location, "too-large", "masked numbers")
        return self.count <= MOST


HALF_MASKED_RECOGNIZER = HalfMaskedRecognizer()


def _kind(match: re.Match[str]) -> str | None:
    """Which number this is the mask of, if its length and what it shows allow one."""
    head, hidden, tail = match["head"], len(match["mask"]), match["tail"]
    length = len(head) + hidden + len(tail)
    if length == MOBILE:
        return "known-prefix" if re.match(r"1[3-9]", head) and not tail.endswith("x") else None
    if hidden <= FEW and tail.endswith("x") and length != RESIDENT_ID:
        return None
    if length in (OLD_ID, *CARDS):
        return "known-prefix" if len(head) + len(tail) > FEW else None
    return None
