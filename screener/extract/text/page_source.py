"""What the source of a page or drawing shows before it is parsed: tags too long to parse or without an end, entities, drawings without text."""

from __future__ import annotations

import re

from screener.extract.source import Source
from screener.model import Place

SVG = re.compile(rb"<svg[\s>]|<\w+:svg[\s>]", re.IGNORECASE)
OPENED = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>?")
QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
# The parser compares each attribute with all before it: a hundred thousand of them take minutes.
LONG, LONGEST_NAMES = 1 << 14, 1 << 15
ENTITY = re.compile(r"<!ENTITY\s+(?:%\s+)?[\w:.-]+\s+(?:(?:SYSTEM|PUBLIC)\b[^>]*|\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
TAG, END = re.compile(r"<[^<>]*>"), "the-end-of-the-page"
# What drawing programs write for the names of their namespaces.
ADDRESS = re.compile(r"(?:https?://|&\w+;)[\w./:&;#-]*")
STROKES = re.compile(r"<(?:\w+:)?(?:path|polygon|polyline|line|use)\b", re.IGNORECASE)
SHAPES = re.compile(r"<(?:\w+:)?(?:rect|circle|ellipse)\b", re.IGNORECASE)
# Fewer boxes than this draw no character; and an icon in a page, of so few bytes, no marking.
MANY_SHAPES, ICON = 20, 1_000


def without_long_tags(html: str) -> tuple[str, list[str]]:
    """The page with the tags emptied that have too many attributes, and those tags."""
    if len(html) < LONGEST_NAMES:
        return html, []
    found: list[str] = []

    def emptied(match: re.Match[str]) -> str:
        if len(match[0]) < LONG or len(QUOTED.sub("", match[0])) < LONGEST_NAMES:
            return match[0]
        found.append(match[0])
        return "<" + re.match(r"<(\w+)", match[0])[1] + ">"  # type: ignore[index]

    return OPENED.sub(emptied, html), found


def swallowed(html: str) -> str:
    """The text of a page whose last tag has no end (`<meta name="keywords >` and all that follows): a parser drops it without a word."""
    from selectolax.lexbor import LexborHTMLParser

    # Where the parser has come to the end of the page, it has seen what follows it, as a comment or as text.
    if END in (LexborHTMLParser(f"{html}<!--{END}-->").html or ""):
        return ""
    return TAG.sub("\n", html)


def entities(html: str) -> tuple[list[str], bool]:
    """What the entities that a page declares stand for, and whether that is more than addresses."""
    if "<!ENTITY" not in html.upper():
        return [], False
    values = [match[1] or match[2] or "" for match in ENTITY.finditer(html)]
    return values, not values or not all(map(ADDRESS.fullmatch, values))


def is_drawn_only(source: Source, html: str) -> bool:
    """Whether a drawing without text could show characters drawn as outlines."""
    if source.place is Place.IMAGE and len(html) < ICON:
        return False
    return STROKES.search(html) is not None or len(SHAPES.findall(html)) > MANY_SHAPES
