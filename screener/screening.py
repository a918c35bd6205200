"""The few lines that are the product: read, recognise, decide."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from screener import normalize
from screener.allowance import Allowance, load_allowances, today
from screener.config import Config
from screener.dictionary import Dictionary, load_dictionaries
from screener.errors import PolicyError
from screener.extract import Reading, Source
from screener.lazy_pattern import compile_all
from screener.model import Coverage, Finding, Location, Place, Rule, Screened, Segment, Unscanned, Verdict
from screener.policy import Policy, decide, load_policy
from screener.recognize import DOCUMENT_RECOGNIZERS, RECOGNIZERS, DocumentRecognizer, Recognizer, recognize
from screener.recognize.judgment import JUDGMENT_RULES, JudgmentRecognizer
from screener.recognize.judgment.court_profile import load_profile
from screener.recognize.keywords import KeywordRecognizer
from screener.recognize.own_unit import without_own
from screener.recognize.source_unit import FOREIGN_SOURCE, SourceUnitRecognizer

# So many findings of one rule in one document are kept; a table of a million numbers must not become a million objects. Those of another
# weight, and those that an exception lets through, are counted apart: they must not crowd out the one that holds the document.
KEPT_PER_RULE = 5_000


@dataclass(frozen=True)
class Screener:
    """Screens one file at a time. Build it once: it holds the policy, the dictionaries and the recognisers."""

    config: Config
    policy: Policy
    recognizers: tuple[Recognizer, ...]
    dictionaries: tuple[str, ...]
    documents: tuple[DocumentRecognizer, ...] = ()
    allowances: tuple[Allowance, ...] = ()

    @classmethod
    def build(cls, config: Config, policy: str | None = None) -> Screener:
        """Raises `UsageError` when the policy, a dictionary or an exception is broken."""
        chosen = load_policy(policy or config.policy, config.dictionaries)
        dictionaries = load_dictionaries(config.dictionaries)
        allowances = load_allowances(config.dictionaries, entities(every_rule(dictionaries)))
        if chosen.dictionaries is not None:
            dictionaries = _named(dictionaries, chosen)
        recognizers = (*without_own(RECOGNIZERS, config.unit), KeywordRecognizer(dictionaries))
        names = tuple(f"{dictionary.name}@{dictionary.version}" for dictionary in dictionaries)
        documents: list[DocumentRecognizer] = [*DOCUMENT_RECOGNIZERS]
        if config.unit.names or config.unit.document_codes:
            documents.append(SourceUnitRecognizer(config.unit))
        if chosen.profile is not None:
            documents.append(JudgmentRecognizer(load_profile(chosen.profile, config.dictionaries)))
        return cls(config, chosen, recognizers, names, tuple(documents), allowances)

    @property
    def rules(self) -> dict[str, Rule]:
        """All there are, those of whole documents too when the policy does not ask for them: they can be explained."""
        return _by_id(self.recognizers)

    def warm(self) -> None:
        """Load now what many documents will need, before processes are forked that would each load it."""
        compile_all()
        normalize.warm()
        for recognizer in self.recognizers:
            if isinstance(recognizer, KeywordRecognizer):
                recognizer.warm()

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
        unscanned: list[Unscanned] = []
        with closing(source):
            reading = Reading(source)
            findings = self._recognize(_segments(reading, unscanned), unscanned, digest)
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
        action, reasons = decide(kept, unscanned, self.policy, self.allowances, digest, today())
        verdict = Verdict(action, reasons, kept, tuple(unscanned), coverage, self.policy.label, self.dictionaries)
        return Screened(path, digest, size, media_type, verdict, round((time.monotonic() - began) * 1000))

    def _recognize(self, segments: Iterator[Segment], unscanned: list[Unscanned], digest: str) -> list[Finding]:
        found: dict[tuple[object, ...], Finding] = {}
        kept: Counter[tuple[str, int, bool]] = Counter()
        for item in recognize(segments, self.recognizers, self.documents):
            if isinstance(item, Unscanned):
                unscanned.append(item)
                continue
            # What a file says twice in one place (the two readings of a revision, of an alternate content) is one finding.
            key = (item.rule, item.location, item.start, item.quote)
            kind = item.rule, int(item.score * 10), any(one.covers(item, digest) for one in self.allowances)
            if key not in found and kept[kind] < KEPT_PER_RULE:
                kept[kind] += 1
                found[key] = item
        return list(found.values())


def every_rule(dictionaries: tuple[Dictionary, ...]) -> dict[str, Rule]:
    """What may be found under any policy, by id."""
    return _by_id((*RECOGNIZERS, KeywordRecognizer(dictionaries)))


def entities(rules: Mapping[str, Rule]) -> dict[str, str]:
    return {name: rule.entity for name, rule in rules.items()}


def _by_id(recognizers: Iterable[Recognizer]) -> dict[str, Rule]:
    of_passages = (rule for recognizer in recognizers for rule in recognizer.rules)
    of_documents = (rule for recognizer in DOCUMENT_RECOGNIZERS for rule in recognizer.rules)
    return {rule.id: rule for rule in (*of_passages, *of_documents, FOREIGN_SOURCE, *JUDGMENT_RULES)}


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
