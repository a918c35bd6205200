"""Mailbox files: one message after another, each behind a line that begins with `From `."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screener.extract.source import Item, Source

BETWEEN = re.compile(rb"(?:\A\s*|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]*\r?\n(?=(?:>From [^\r\n]*\r?\n)?[!-9;-~]+:)")


def extract_mbox(source: Source) -> Iterator[Item]:
    data = source.data
    matches = list(BETWEEN.finditer(data))
    if matches and data[: matches[0].start()].strip():
        yield source.child("message 0.eml", bytes(data[: matches[0].start()]))
    ends = [match.start() for match in matches[1:]] + [len(data)]
    for number, (match, end) in enumerate(zip(matches, ends, strict=True), 1):
        message = bytes(data[match.end() : end])
        if message.startswith(b">From "):
            message = message.partition(b"\n")[2]
        source.budget.spend(len(message))
        yield source.child(f"message {number}.eml", message)
