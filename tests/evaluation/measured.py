"""Each sample made, read once, and judged many times: by the product, by the product without a group of features, by two baselines."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from screener.config import Config
from screener.extract import Reading, Source
from screener.model import Action, Finding, Segment, Unscanned
from screener.policy import decide
from screener.recognize import recognize
from screener.recognize.mark_features import BLOCKING, FEATURES, WORTH_A_LOOK
from screener.recognize.passage import Passage, passages
from screener.recognize.secrecy_marking import SecrecyMarkingRecognizer
from screener.screening import Screener
from tests.evaluation.marks import bodies
from tests.evaluation.samples import Sample

MARKS = ("secret.marking", "secret.star-misuse", "secret.quoted-marking")
KEYWORD = re.compile("绝密|机密|秘密")
STARRED = re.compile("(?:绝密|机密|秘密)[ \u3000]*★")
GROUPS = tuple(dict.fromkeys(feature.group for feature in FEATURES))


@dataclass(frozen=True, slots=True)
class Outcome:
    """`score` is the highest of a mark; `without` the same with each of `GROUPS` switched off; `action` the product's whole verdict."""

    sample: Sample
    score: float
    without: tuple[float, ...]
    keyword: bool
    starred: bool
    action: Action
    why: tuple[str, ...]

    @property
    def blocked(self) -> bool:
        return self.score >= BLOCKING

    @property
    def held(self) -> bool:
        return self.score >= WORTH_A_LOOK


def measure(sample: Sample) -> Outcome:
    name, data = sample.made(_texts())
    items = list(Reading(Source.of_bytes(data, name)))
    segments = [item for item in items if isinstance(item, Segment)]
    unread = [item for item in items if isinstance(item, Unscanned)]
    found: list[Finding] = []
    for item in recognize(segments, _screener().recognizers):
        (found if isinstance(item, Finding) else unread).append(item)  # type: ignore[arg-type]
    action, reasons = decide(found, unread, _screener().policy)
    text = "\n".join(segment.text for segment in segments)
    grouped = list(passages(segments))
    return Outcome(
        sample,
        _highest(finding for finding in found if finding.entity in MARKS),
        tuple(_score(grouped, SecrecyMarkingRecognizer(frozenset({group}))) for group in GROUPS),
        _baseline(KEYWORD, text, sample),
        _baseline(STARRED, text, sample),
        action,
        tuple(f"{reason.rule}" for reason in reasons),
    )


def _baseline(pattern: re.Pattern[str], text: str, sample: Sample) -> bool:
    """What a pattern finds. Every body mentions secrets somewhere; a mark counts as found only when the pattern fits the mark itself."""
    return pattern.search(text) is not None and (not sample.marked or pattern.search(sample.put) is not None)


def measure_all(chosen: Sequence[Sample], jobs: int = 2) -> Iterator[Outcome]:
    """In the order of the samples, by so many processes that share what is loaded."""
    _texts(), _screener()
    if jobs == 1:
        yield from map(measure, chosen)
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(measure, chosen, chunksize=25)


def _score(grouped: Iterable[Passage], recognizer: SecrecyMarkingRecognizer) -> float:
    return _highest(finding for passage in grouped for finding in recognizer.recognize(passage))


def _highest(findings: Iterable[Finding]) -> float:
    return max((finding.score for finding in findings), default=0.0)


@cache
def _texts() -> dict[str, str]:
    return bodies()


@cache
def _screener() -> Screener:
    return Screener.build(Config())
