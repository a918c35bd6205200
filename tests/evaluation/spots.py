"""Where a mark can be put: a format, a place in it, and the function that makes a document with something written there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

from tests.evaluation.marks import Mark

Made: TypeAlias = tuple[str, bytes]
Kind: TypeAlias = Literal["margin", "text", "opening", "name", "inner-name"]

# What an unmarked twin has in the place of the mark.
NEUTRAL = ("云州市中级人民法院", "主动公开", "第1页", "附件1", "2026年9月", "商业秘密保护规定", "征求意见")


@dataclass(frozen=True, slots=True)
class Spot:
    """`make(body, put)` is a file with `put` in this place.

    In a `margin` a level word alone is a mark; in `text` it must be held and only the form makes it certain. A `name` is one of the file
    system, an `inner-name` one of an archive or a workbook. An `opening` is run into the paragraph that follows.
    """

    format: str
    place: str
    kind: Kind
    make: Callable[[str, str], Made]
    neutral: tuple[str, ...] = NEUTRAL
    longest: int = 60

    def takes(self, mark: Mark) -> bool:
        if mark.paragraph or self.kind == "opening":
            return mark.paragraph and self.kind in ("text", "opening")
        if len(mark.text) > self.longest:
            return False
        if self.kind in ("name", "inner-name") and set(mark.text) & set('/\\\n\r\u2028:*?"<>|[]'):
            return False
        # The font of the test has the characters of GBK and no others.
        return not (self.format == "pdf" and self.place != "keywords" and not _in_gbk(mark.text))

    def must_block(self, mark: Mark) -> bool:
        """A bare word in running text is for a person to judge; everything else is a mark."""
        return not mark.bare or self.kind != "text"


def title(body: str) -> str:
    return body.split("\n", 1)[0]


def lines(body: str) -> list[str]:
    return body.split("\n")


def file_name(body: str, suffix: str) -> str:
    return f"{title(body).replace('/', '')[:24]}.{suffix}"


def xml(text: str) -> str:
    return escape(text, quote=True)


def middle(body: str) -> int:
    """The number of the line in the middle of the body."""
    return len(lines(body)) // 2


def _in_gbk(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
