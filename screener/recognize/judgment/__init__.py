"""Publishing a judgment: who is masked, what is deleted, what must not be published at all (法释〔2016〕19号 and the practice since 2024).

A judgment is judged as a whole, with its name, properties, comments and revisions, once all of it has been seen. To add a check: one
function of a judgment and a profile, one line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from screener.model import Finding, Place, Segment, Unscanned
from screener.recognize.judgment.bars import find_bars
from screener.recognize.judgment.court_profile import Profile
from screener.recognize.judgment.deletions import find_deletions
from screener.recognize.judgment.masking import find_unmasked
from screener.recognize.judgment.over_masked import find_over_masked
from screener.recognize.judgment.reading import Judgment, looks_like_judgment, read_judgment
from screener.recognize.judgment.rules import RULES
from screener.recognize.judgment.rules_of_deletion import DELETION_RULES, UNRECOGNISED
from screener.recognize.passage import Passage

JUDGMENT_RULES = (*RULES, *DELETION_RULES)
CHECKS: tuple[Callable[[Judgment, Profile], Iterable[Finding]], ...] = (find_bars, find_unmasked, find_over_masked, find_deletions)
# The longest judgments have some 400,000 characters.
LONGEST = 2_000_000
# Pages of the same judgment: a scan in a document or an archive.
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".emf", ".wmf")


@dataclass(frozen=True)
class JudgmentRecognizer:
    """Judges every judgment of a submitted file under one profile."""

    profile: Profile
    rules = JUDGMENT_RULES

    def begin(self) -> JudgmentObserver:
        return JudgmentObserver(self.profile)


@dataclass
class JudgmentObserver:
    """Holds one judgment at a time: a file of an archive ends where the next one begins."""

    profile: Profile
    held: list[Segment] = field(default_factory=list, repr=False)
    root: str = field(default="", repr=False)
    size: int = 0
    cut: bool = False
    judgments: int = 0
    first: Segment | None = field(default=None, repr=False)

    def observe(self, passage: Passage) -> Iterator[Finding | Unscanned]:
        part = passage.segments[0].location.part
        if self.held and self._begins_another(passage, part):
            yield from self._judge()
        if not self.held:
            self.root = part
        # A long text comes in passages that repeat the end of the one before.
        known = {id(segment) for segment in self.held[-16:]}
        for segment in passage.segments:
            if id(segment) in known:
                continue
            self.first = self.first or segment
            if self.size > LONGEST:
                self.cut = True
                return
            self.held.append(segment)
            self.size += len(segment.text)

    def conclude(self) -> Iterator[Finding | Unscanned]:
        yield from self._judge()
        if not self.judgments and self.first is not None:
            yield Passage((self.first,)).finding(UNRECOGNISED, 0, max(1, len(self.first.text)), 0.6, ())

    def _begins_another(self, passage: Passage, part: str) -> bool:
        """Another file of an archive or a mail; what is nested in a judgment belongs to it."""
        if part != self.root and not part.startswith(f"{self.root}!"):
            return True
        if passage.place is not Place.FILE_NAME or part == self.root or part.lower().endswith(PICTURES):
            return False
        return not looks_like_judgment(self.held)

    def _judge(self) -> Iterator[Finding | Unscanned]:
        held, cut = tuple(self.held), self.cut
        self.held, self.size, self.cut = [], 0, False
        judgment = read_judgment(held) if held else None
        if judgment is None:
            return
        self.judgments += 1
        if cut:
            yield Unscanned(held[0].location, "too-large", "judgment")
        for check in CHECKS:
            yield from check(judgment, self.profile)
