"""Lines of text without their tags, however long a tag is, and the values of JSON in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screener.extract.text.other_readings import without_tags

OPEN = re.compile(r"<(?=[A-Za-z/!?])[^<>]*\Z")
# A tag of more than this is no tag.
LONGEST_TAG = 1 << 24
STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"(\s*:)?")
HAN = re.compile(r"[\u4e00-\u9fff]")
FRAGMENT = 6


@dataclass
class Untagged:
    """Lines without tags; `removed` counts the characters taken out so far. Line breaks inside a tag follow it, so that lines keep their numbers."""

    lines: Iterable[str]
    removed: int = 0

    def __iter__(self) -> Iterator[str]:
        held: list[str] = []
        size = owed = 0
        for line in self.lines:
            if held:
                end = re.search(r"[<>]", line)
                size += len(line)
                if end is None and size < LONGEST_TAG:
                    held.append(line)
                    continue
                if end is not None and end[0] == ">":
                    owed += "".join(held).count("\n")
                    self.removed += size
                    line = line[end.end() :]
                else:
                    yield "".join(held)
                held, size = [], 0
            shown = without_tags(line)
            if shown.strip() or not line.lstrip().startswith("<!--"):  # a comment on a line of its own parts nothing
                self.removed += len(line) - len(shown)
            if unfinished := OPEN.search(shown):
                held, size = [unfinished[0]], len(unfinished[0])
                shown = shown[: unfinished.start()]
            yield shown
            if shown.endswith("\n"):
                yield from ["\n"] * owed
                owed = 0
        yield "".join(held)


def joined_values(json: str) -> str:
    """Short neighbouring values as one text, where a character stands alone: editors write a run of text in pieces."""
    runs: list[list[str]] = [[]]
    for match in STRING.finditer(json):
        value = "" if match[2] else match[1]  # the names of values are passed over
        if len(value) <= FRAGMENT and not value.isascii():
            runs[-1].append(value)
        elif not value.isascii():
            runs.append([])
    return "\n".join("".join(run) for run in runs if len(run) > 1 and any(len(value) == 1 and HAN.match(value) for value in run))
