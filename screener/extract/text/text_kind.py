"""What kind of text a text is: a page, markup, mail, a table, or just text."""

from __future__ import annotations

import posixpath
import re

from screener.extract.formats import BY_MEDIA_TYPE

HTML_TAG = re.compile(
    r"html|head|body|title|meta|link|script|style|base|table|tbody|tr|td|th|div|p|span|font|b|i|u|a|img|br|hr|h[1-6]|ul|ol|li|pre|form|center"
)
# Atomic, for a page of a thousand comments could else be matched in as many ways as there are to group them.
FIRST_TAG = re.compile(
    r"\s*(?>(?>(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>))\s*)*+<([A-Za-z][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]",
    re.DOTALL | re.IGNORECASE,
)
DOCTYPE_HTML = re.compile(r"\s*(?>(?><!--.*?-->)\s*)*+<!doctype\s+html", re.DOTALL | re.IGNORECASE)
JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\"\]]|true|null))")
MAIL = re.compile(
    r"^(?:From|To|Cc|Bcc|Subject|Date|Received|Return-Path|Reply-To|Sender|MIME-Version|Message-ID|Delivered-To|Content-Type|X-[\w-]+|DKIM-Signature|ARC-Seal):",
    re.IGNORECASE,
)
MAIL_LINE = re.compile(r"[!-9;-~]+[ \t]*:|[ \t]+\S")
MBOX = re.compile(r"\s*From \S.*\r?\n(?:>From .*\r?\n)?[!-9;-~]+:")
ARCHIVED_PAGE = re.compile(r"^(?:Snapshot-Content-Location:|From: .?(?:Saved by |由 ))", re.MULTILINE)
MAIL_TYPES = ("message/rfc822", "application/x-mimearchive", "application/mbox")
MAIL_SUFFIXES, HTML_SUFFIXES = (".eml", ".mht", ".mhtml"), BY_MEDIA_TYPE["text/html"].suffixes


def kind_of_text(text: str, name: str) -> str:
    """The media type of a text, by how it begins; `name` decides where the text does not."""
    text = text.lstrip("\ufeff \t\r\n")
    suffix = posixpath.splitext(name)[1].casefold()
    if text.startswith("{\\rtf"):
        return "application/rtf"
    if MBOX.match(text):
        return "application/mbox"
    if _is_mail(text, suffix):
        return "application/x-mimearchive" if ARCHIVED_PAGE.search(text) or suffix in (".mht", ".mhtml") else "message/rfc822"
    if text.startswith("<"):
        return _kind_of_markup(text, suffix)
    if suffix in HTML_SUFFIXES[:4] and "<" in text:
        return "text/html"
    if JSON.match(text):
        return "application/json"
    return "text/csv" if suffix in (".csv", ".tsv") else "text/plain"


# A whole office document in one XML file (.fodt): its root names the type it would have as a package.
FLAT_OPENDOCUMENT = re.compile(r"\bmimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|graphics)\b")


def _kind_of_markup(text: str, suffix: str) -> str:
    tag = FIRST_TAG.match(text)
    root = tag[2].casefold() if tag else ""
    if root == "svg":
        return "image/svg+xml"
    if flat := FLAT_OPENDOCUMENT.search(text[:4000]):
        return f"application/vnd.oasis.opendocument.{flat[1]}"
    declared = text.startswith("<?xml")
    if root == "html" or DOCTYPE_HTML.match(text) or (HTML_TAG.fullmatch(root) and not declared) or suffix in HTML_SUFFIXES:
        return "text/html"
    return "application/xml" if tag or declared else "text/plain"


def _is_mail(text: str, suffix: str) -> bool:
    known = 0
    for line in text.splitlines()[:200]:
        if not line.strip():
            break
        if not MAIL_LINE.match(line):
            return False
        known += MAIL.match(line) is not None
    return known >= (1 if suffix in MAIL_SUFFIXES else 2)
