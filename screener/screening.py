"""The few lines that are the product: read, recognise, decide."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from screener.config import Config
from screener.dictionary import Dictionary, load_dictionaries
from screener.errors import PolicyError
from screener.extract import Reading, Source
from screener.model import Coverage, Finding, Location, Place, Rule, Screened, Segment, Unscanned, Verdict
from screener.policy import Policy, decide, load_policy
from screener.recognize import RECOGNIZERS, DocumentRecognizer, Recognizer, recognize
from screener.recognize.judgment import JUDGMENT_RULES, JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from screener.recognize.keywords import KeywordRecognizer

# So many findings of one rule in one document are kept; a table of a million numbers must not become a million objects.
KEPT_PER_RULE = 5_000


@dataclass(frozen=True)
class Screener:
    """Screens one file at a time. Build it once: it holds the policy, the dictionaries and the recognisers."""

    config: Config
    policy: Policy
    recognizers: tuple[Recognizer, ...]
    dictionaries: tuple[str, ...]
    documents: tuple[DocumentRecognizer, ...] = ()

    @classmethod
    def build(cls, config: Config, policy: str | None = None) -> Screener:
        """Raises `UsageError` when the policy or a dictionary is broken."""
        chosen = load_policy(policy or config.policy, config.dictionaries)
        dictionaries = load_dictionaries(config.dictionaries)
        if chosen.dictionaries is not None:
            dictionaries = _named(dictionaries, chosen)
        recognizers = (*RECOGNIZERS, KeywordRecognizer(dictionaries))
        names = tuple(f"{dictionary.name}@{dictionary.version}" for dictionary in dictionaries)
        documents = () if chosen.profile is None else (JudgmentRecognizer(load_profile(chosen.profile, config.dictionaries)),)
        return cls(config, chosen, recognizers, names, documents)

    @property
    def rules(self) -> dict[str, Rule]:
        """All there are, those of whole documents too when the policy does not ask for them: they can be explained."""
        rules = [rule for recognizer in self.recognizers for rule in recognizer.rules]
        return {rule.id: rule for rule in (*rules, *JUDGMENT_RULES)}

    def screen(self, path: Path, name: str | None = None, shown: str | None = None) -> Screened:
        """Screen the file at `path`. `name` is what it is called outside, `shown` what reports call it.

        Raises nothing for what is in the file: whatever could not be read or judged is in the verdict.
        """
        began = time.monotonic()
        source = Source.of_file(path, self.config.limits, name, self.config.passwords)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = path.stat().st_size
        except OSError as error:
            unread = unreadable(source.name, "unreadable-file", type(error).__name__)
            return self.settle(shown or str(path), "", 0, "", [], [unread], Coverage(parts_unread=1), began)
        reading = Reading(source)
        unscanned: list[Unscanned] = []
        findings = self._recognize(_segments(reading, unscanned), unscanned)
        return self.settle(shown or str(path), digest, size, reading.media_type, findings, unscanned, reading.coverage, began)

    def settle(
        self,
        path: str,
        digest: str,
        size: int,
        media_type: str,
        findings: Iterable[Finding],
        unscanned: list[Unscanned],
        coverage: Coverage,
        began: float,
    ) -> Screened:
        """The verdict for what was found and what was not read."""
        kept = tuple(findings)
        action, reasons = decide(kept, unscanned, self.policy)
        verdict = Verdict(action, reasons, kept, tuple(unscanned), coverage, self.policy.label, self.dictionaries)
        return Screened(path, digest, size, media_type, verdict, round((time.monotonic() - began) * 1000))

    def _recognize(self, segments: Iterator[Segment], unscanned: list[Unscanned]) -> list[Finding]:
        found: dict[tuple[object, ...], Finding] = {}
        kept: Counter[str] = Counter()
        for item in recognize(segments, self.recognizers, self.documents):
            if isinstance(item, Unscanned):
                unscanned.append(item)
                continue
            # What a file says twice in one place (the two readings of a revision, of an alternate content) is one finding.
            key = (item.rule, item.location, item.start, item.quote)
            if key not in found and kept[item.rule] < KEPT_PER_RULE:
                kept[item.rule] += 1
                found[key] = item
        return list(found.values())


def _named(dictionaries: tuple[Dictionary, ...], policy: Policy) -> tuple[Dictionary, ...]:
    wanted = set(policy.dictionaries or ())
    if missing := wanted - {dictionary.name for dictionary in dictionaries}:
        names = "、".join(sorted(missing))
        raise PolicyError(
            f"策略 {policy.name} 要用的词典不存在：{names}。", f"the policy {policy.name} names dictionaries that do not exist: {names}."
        )
    return tuple(dictionary for dictionary in dictionaries if dictionary.name in wanted or dictionary.kind == "allow")


def unreadable(name: str, code: str, reason: str = "") -> Unscanned:
    """What a whole file that could not be read leaves behind."""
    return Unscanned(Location(name, Place.BODY), code, reason)


def _segments(reading: Reading, unscanned: list[Unscanned]) -> Iterator[Segment]:
    for item in reading:
        if isinstance(item, Unscanned):
            unscanned.append(item)
        else:
            yield item
