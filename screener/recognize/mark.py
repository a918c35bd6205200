"""A candidate for a marking: the word itself, what belongs to it by grammar, and the rest of the line it stands on.

Grammar of a mark (国家秘密定密管理暂行规定 2014, "密级★保密期限", "密级★解密时间", "密级★解密条件"; GB/T 9704-2012 7.2.2): a label, a bracket, the level word,
级, a star, a term. Whatever else stands on the line is residue, and a mark is what has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from screener.model import Place, Segment
from screener.recognize.checkbox import Box, box_of
from screener.recognize.mark_grammar import (
    AFTER,
    BLANKS,
    COMPANY,
    COMPOUND,
    DECLARED,
    HANDLING,
    LABEL,
    LABEL_LINE,
    LETTER_ABOVE,
    LETTER_AFTER,
    LETTER_BEFORE,
    LETTER_BELOW,
    LONGEST_COMPANY,
    LONGEST_ROW,
    LONGEST_VIEW,
    OF_A_COPY,
    OPENING,
    PAPER,
    PROPERTIES,
    REPLIED,
    SHORT_LINE,
    STATED,
    TERM_NEARBY,
    WORDED_LINKS,
)
from screener.recognize.passage import Passage


@dataclass(frozen=True)
class Mark:
    """A word that may be a mark, at `start:end` of the passage's folded text."""

    passage: Passage = field(repr=False)
    word: str = field(repr=False)
    start: int
    end: int
    disguise: str = ""

    @cached_property
    def segment(self) -> Segment:
        return self.passage.segment_at(self.start)

    @cached_property
    def place(self) -> Place:
        return self.segment.location.place

    @cached_property
    def line(self) -> tuple[int, int]:
        """Where the line of the word begins and ends; of a line without end, what is near enough to matter."""
        text, last = self.passage.folded.text, self.after.end() + LONGEST_VIEW
        end = text.find("\n", self.after.end(), last)
        return self._begins, min(last, len(text)) if end < 0 else end

    @cached_property
    def _begins(self) -> int:
        first = max(0, self.start - LONGEST_VIEW)
        return max(first, self.passage.folded.text.rfind("\n", first, self.start) + 1)

    @cached_property
    def after(self) -> re.Match[str]:
        text = self.passage.folded.text
        match = AFTER.match(text, self.end)
        # A star or a term on the next line belongs to a word that has its own line; after a sentence it is the next item of a list.
        if match is not None and "\n" in match[0] and text[self._begins : self.start].strip(OPENING + " \t"):
            match = AFTER.match(text, self.end, text.find("\n", self.end))
        assert match is not None  # every part of the grammar is optional
        return match

    @cached_property
    def prefix(self) -> str:
        """What stands on the line before the word; for a property (`name：value`) only what stands before it in the value."""
        return self.passage.folded.text[self.line[0] : self.start]

    @cached_property
    def suffix(self) -> str:
        """What stands on the line after the word and the star and term that belong to it."""
        return self.passage.folded.text[self.after.end() : self.line[1]]

    @cached_property
    def label(self) -> str:
        """How a label (密级) introduces the word: `:` closely, `为` in words, empty not at all."""
        match = LABEL.search(self.prefix)
        if match is not None:
            return "为" if (match["link"] or "") in WORDED_LINKS else ":"
        if self.prefix.strip(OPENING + " \t"):
            return ""
        before = self.passage.folded.text[max(0, self.line[0] - 80) : max(0, self.line[0] - 1)].rsplit("\n", 1)[-1]
        return ":" if self.line[0] and LABEL_LINE.fullmatch(before) else ""

    @cached_property
    def unlabelled_prefix(self) -> str:
        """The prefix without the label, and without the name of a property."""
        match = LABEL.search(self.prefix) or DECLARED.search(self.prefix)
        prefix = self.prefix[: match.start()] if match else self.prefix
        if self.place in PROPERTIES:
            prefix = prefix.split(":", 1)[-1]
        return REPLIED.sub("", prefix, 1) if self.place is Place.MAIL_HEADER else prefix

    @cached_property
    def star(self) -> str:
        """`star`, `sign` for another separator before a term, `misread` for what OCR makes of ★, empty for none."""
        for name in ("star", "fenced_star", "sign", "misread"):
            # **商业秘密** is emphasis; an asterisk is a star before a term.
            if self.after[name] and (self.after[name][0] != "*" or self.after["term"]):
                return name.removeprefix("fenced_")
        return ""

    @cached_property
    def term(self) -> str:
        return next(
            (self.after[name] for name in ("term", "sign_term", "fenced_term", "misread_term", "bare_term") if self.after[name]), ""
        )

    @cached_property
    def handling(self) -> bool:
        return HANDLING.search(self.suffix) is not None or HANDLING.search(self.unlabelled_prefix) is not None

    @cached_property
    def box(self) -> Box:
        """The box of a form that belongs to the word."""
        text, (start, end) = self.passage.folded.text, self.line
        if end - start > LONGEST_ROW:
            return Box.NONE
        return box_of(text[start:end], self.start - start, max(self.after.end("grade"), self.end) - start)

    @cached_property
    def isolated(self) -> bool:
        """Nothing on the line but the mark and the company it keeps."""
        suffix, prefix = BLANKS.sub(" ", self.suffix), BLANKS.sub(" ", self.unlabelled_prefix)
        if len(suffix) + len(prefix) > LONGEST_COMPANY:
            return False
        rest = HANDLING.sub(" ", suffix)
        # Words that touch the mark are not an instruction beside it: 禁止在通信中涉及国家秘密.
        before = prefix if prefix[-1:].isalnum() else HANDLING.sub(" ", prefix)
        return COMPANY.fullmatch(rest) is not None and COMPANY.fullmatch(before) is not None

    @cached_property
    def delimited(self) -> bool:
        """Blanks, brackets or an edge on both sides, as a stamp or a field among others on its line has."""
        prefix, suffix = self.unlabelled_prefix, self.suffix
        if self.place in (Place.FILE_NAME, Place.METADATA, Place.MAIL_HEADER):
            suffix = PAPER.sub("", suffix)
            if self.bracketed or OF_A_COPY.match(suffix):
                suffix = ""
            prefix = prefix if prefix.strip("0123456789._- ") else ""
        return (not prefix or (prefix[-1] in " \t|-_/\\·.#+" + OPENING and not prefix.endswith(".."))) and (
            not suffix or suffix[0] in " \t|-_/\\·.+])】〕〉>»}\"'”’」』"
        )

    @cached_property
    def bracketed(self) -> bool:
        return (
            bool(self.prefix)
            and self.prefix.rstrip()[-1:] in tuple("[(【〔<{")
            and (bool(self.after["close"]) or self.suffix[:1] in tuple("])】〕>}"))
        )

    @cached_property
    def at_edge(self) -> bool:
        """First or last on a short line."""
        return self.line[1] - self.line[0] <= SHORT_LINE and (self.opens_line or not self.suffix.strip())

    @cached_property
    def opens_line(self) -> bool:
        return not self.unlabelled_prefix.strip(OPENING + " \t")

    @cached_property
    def in_words(self) -> bool:
        """The word is part of running text: a character of a word touches it, or a compound (国家秘密) that a blank cut in two."""
        if self.wrapped:
            return True
        if self.isolated:
            return False
        if COMPOUND.search(self.unlabelled_prefix[-8:]):
            return True
        before, after = self.unlabelled_prefix[-1:], self.suffix[:1]
        return not self.delimited and (before.isalnum() or after.isalnum())

    @cached_property
    def wrapped(self) -> bool:
        """The end of a sentence that a fixed layout broke before the word: 属于商业 / 秘密，不得外带。"""
        above = self.above[-1] if self.above else ""
        return self.opens_line and not self.star and self.suffix.rstrip().endswith("。") and len(above) >= 20 and above[-1:].isalnum()

    @cached_property
    def stated(self) -> bool:
        """The text says of itself that it is classified: 此件为绝密件; 密级定为机密，保密期限10年."""
        if STATED.search(self.prefix):
            return True
        return self.label == "为" and (TERM_NEARBY.search(self.suffix[:16]) or TERM_NEARBY.search(self.prefix[-24:])) is not None

    @cached_property
    def letter_spaced(self) -> bool:
        """The blanks or line ends within the word go on around it: 司 机 密 切, not a mark of its own."""
        if self.disguise not in ("spaced", "separated", "vertical") or self.star or self.term or self.label:
            return False
        text, end = self.passage.folded.text, max(self.end, self.after.end("grade"))
        before, after = text[max(0, self.start - 12) : self.start], text[end : end + 12]
        if self.disguise == "vertical":
            return LETTER_ABOVE.search(before) is not None or LETTER_BELOW.match(after) is not None
        return LETTER_BEFORE.search(before) is not None or LETTER_AFTER.match(after) is not None

    @cached_property
    def of_two_scripts(self) -> bool:
        """机mi: half of it a character, so that it is no name."""
        return any("\u4e00" <= character <= "\u9fff" for character in self.passage.folded.text[self.start : self.end])

    @cached_property
    def above(self) -> tuple[str, ...]:
        """The lines before this one."""
        text, start = self.passage.folded.text, self.line[0]
        return tuple(line.strip() for line in text[max(0, start - 400) : start].split("\n")[-4:-1]) if start else ()

    @cached_property
    def column(self) -> tuple[str, ...]:
        """The six lines around this one, without blanks at their ends: what a table or a list puts next to it."""
        text, (start, end) = self.passage.folded.text, self.line
        above = text[max(0, start - 400) : start].split("\n")[-4:-1] if start else []
        below = text[end + 1 : end + 400].split("\n", 3)[:3] if end < len(text) else []
        return tuple(line.strip() for line in (*above, *below))
