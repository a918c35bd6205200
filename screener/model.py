"""The nouns of the product. Frozen, and importing nothing but the standard library.

Fields that may hold a document's text or a name from outside are `repr=False`, so that a log line or a traceback that prints one of
these objects does not become a second leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path


class Action(IntEnum):
    """What happens to a document. Ordered, so that the strictest of several is their `max()`."""

    PASS = 0
    REVIEW = 1
    BLOCK = 2


class Place(StrEnum):
    """The kind of place a text stands in. Words for people are in `wording.PLACES`."""

    BODY = "body"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    TEXT_BOX = "text-box"
    WATERMARK = "watermark"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    COMMENT = "comment"
    ANNOTATION = "annotation"
    INSERTED = "revision-inserted"
    DELETED = "revision-deleted"
    HIDDEN = "hidden"
    FIELD = "field"
    FORM_FIELD = "form-field"
    BOOKMARK = "bookmark"
    OUTLINE = "outline"
    NOTES = "notes"
    MASTER = "master"
    CHART = "chart"
    DIAGRAM = "diagram"
    ALT_TEXT = "alt-text"
    METADATA = "metadata"
    SHEET_NAME = "sheet-name"
    DEFINED_NAME = "defined-name"
    NUMBER_FORMAT = "number-format"
    FORMULA = "formula"
    LINK = "link"
    EXTERNAL_CACHE = "external-cache"
    MACRO = "macro"
    LAYER = "layer"
    EARLIER_VERSION = "earlier-version"
    MARKUP = "markup"
    ORPHAN = "orphan-part"
    MAIL_HEADER = "mail-header"
    ATTACHMENT = "attachment"
    EMBEDDED = "embedded-object"
    ARCHIVE_COMMENT = "archive-comment"
    FILE_NAME = "filename"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Location:
    """Where, in words a reviewer can follow.

    `part` is the path through archives, attachments and package parts, joined by `!` (`outer.zip!inner.docx!word/header1.xml`). Its
    names come from outside. `page`, `paragraph` and line numbers count from 1. `box` is left, top, right, bottom in points from the
    top left corner of the page.
    """

    part: str = field(default="", repr=False)
    place: Place = Place.BODY
    page: int | None = None
    paragraph: int | None = None
    cell: str | None = field(default=None, repr=False)
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What the marking recogniser needs to know about how a text stands on its page. Unknown stays `None`."""

    header_zone: bool = False
    alignment: str | None = None
    font_size: float | None = None
    color: str | None = None


NO_LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Segment:
    """What a reader reads in one breath (a paragraph, a cell, a line), exactly as the file holds it."""

    text: str = field(repr=False)
    location: Location
    layout: Layout = NO_LAYOUT


@dataclass(frozen=True, slots=True)
class Unscanned:
    """Something that could not be read: a result, never a log line. `code` is a key of `wording.CODES`.

    `reason` is ours (a limit, a class name), never a parser's own words: those may quote the document.
    """

    location: Location
    code: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was read, and how much was not."""

    parts_read: int = 0
    parts_unread: int = 0
    pages_read: int = 0
    pages_unread: int = 0
    characters: int = 0
    images_read: int = 0
    images_unread: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read of one submitted file, and all that was not."""

    media_type: str
    segments: tuple[Segment, ...] = field(repr=False)
    unscanned: tuple[Unscanned, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Example:
    """A text together with the position that matters for finding it."""

    text: str
    place: Place = Place.BODY
    header_zone: bool = False

    def segments(self) -> tuple[Segment, ...]:
        return (Segment(self.text, Location(place=self.place), Layout(header_zone=self.header_zone)),)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a recogniser finds: the id that findings carry, the law it rests on, and the proof that it works.

    Every example must be found and no non-example may be; a contract test reads them. Where a rule needs a position, an `Example`
    says it; plain text stands in the body.
    """

    id: str
    entity: str
    title: str
    title_en: str
    definition: str
    definition_en: str
    basis: str
    advice: str
    advice_en: str
    examples: tuple[str | Example, ...] = field(repr=False)
    non_examples: tuple[str | Example, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sensitive thing, in the coordinates of the original text, with the evidence for it and the article it rests on.

    `start` and `end` are code points of the segment that `location` names. Each item of `evidence` is a key of `wording.EVIDENCE`,
    a detail after a colon allowed (`context:账号`).
    """

    entity: str
    rule: str
    location: Location
    start: int
    end: int
    quote: str = field(repr=False)
    score: float
    evidence: tuple[str, ...] = ()
    basis: str = ""
    advice: str = ""
    advice_en: str = ""

    @property
    def masked_quote(self) -> str:
        """The quote with its substance struck out: what reports, logs and databases may carry."""
        return mask(self.quote)


def mask(quote: str) -> str:
    """Keep the first character of a short quote (a quarter of a long one, four at most), star out the other letters and digits.

    Punctuation stays, so that a reviewer recognises the shape of what was found.
    """
    keep = min(4, max(1, len(quote) // 4))
    return quote[:keep] + "".join("*" if character.isalnum() else character for character in quote[keep:])


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a policy decided as it did: one line of the verdict."""

    action: Action
    rule: str
    sentence: str
    sentence_en: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision, and all that is needed to defend it."""

    action: Action
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    unscanned: tuple[Unscanned, ...]
    coverage: Coverage
    policy: str
    dictionaries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    """A document that arrived at a channel. `untrusted_name` is the sender's word for it and never a path."""

    id: str
    channel: str
    untrusted_name: str = field(repr=False)
    path: Path = field(repr=False)
    sha256: str
    received_at: datetime
    submitter: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """One file after screening: what `check` prints a line of."""

    path: str = field(repr=False)
    sha256: str
    size: int
    media_type: str
    verdict: Verdict
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a named person decided."""

    action: Action
    reviewer: str
    reason: str
    evidence: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the queue."""

    submission: Submission
    verdict: Verdict
    rulings: tuple[Ruling, ...]
    state: str


def strictest(actions: Iterable[Action]) -> Action:
    """The highest of the actions; `PASS` where there is none."""
    return max(actions, default=Action.PASS)
