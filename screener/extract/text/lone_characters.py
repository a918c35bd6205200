"""One character a field (`["机", "密", "★"]`, a column of a table, an attribute): the fields of one name, read as the text that they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

CHARACTER = r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff★☆]"
# The figures of a term may have a field of two.
PIECE = re.compile(rf"{CHARACTER}|[0-9A-Za-z]|\d{{2}}")
HAN = re.compile(CHARACTER)
JSON = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"(\s*:)?")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
XML = re.compile(r"<([\w:.-]+)[^<>]*>\s*([^<>\s]{1,8})\s*</|\s([\w:.-]+)\s*=\s*[\"']\s*([^\"'<>\s]{1,8})\s*[\"']")
XML_ESCAPE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}));")
# A column that says 男 or 女, 是 or 否, is no reason to look at each cell of a large table.
LONE_CELL = re.compile(r"(?:^|[,;\t|])[ \"]*[机機绝絕秘祕密★☆][ \"]*(?=[,;\t|\r\n]|\Z)", re.MULTILINE)
SEPARATOR = re.compile(r"[,;\t|]")
# Fewer different ones are the marks of a column. So many figures alone are a telephone or an identity number.
FEWEST, FIGURES = 3, frozenset({11, 18})
# A run is told in portions, the last characters once more in the next, so that no word is cut.
LONGEST, OVERLAP = 256, 24

Fields: TypeAlias = Iterator[tuple[Hashable, str]]


@dataclass
class LoneCharacters:
    """Takes a file of one of these kinds in portions, and gives the runs of single characters under one name."""

    fields: Callable[[str], Fields] | None
    _open: dict[Hashable, list[str]] = field(default_factory=dict, repr=False)

    def add(self, text: str) -> Iterator[str]:
        for name, value in self.fields(text) if self.fields else ():
            run = self._open.setdefault(name, [])
            if PIECE.fullmatch(value):
                run.append(value)
            elif run:
                yield from _told(run)
                run.clear()
            if len(run) >= LONGEST:
                yield from _told(run)
                del run[:-OVERLAP]

    def rest(self) -> Iterator[str]:
        for run in self._open.values():
            yield from _told(run)


def _told(run: list[str]) -> Iterator[str]:
    if sum(HAN.match(value) is not None for value in set(run)) >= FEWEST or len(run) in FIGURES:
        yield "".join(run)


def json_fields(text: str) -> Fields:
    name = ""
    for match in JSON.finditer(text):
        value = JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), match[1]).strip()
        if match[2]:
            yield None, value  # names may make a text as well
            name = value
        else:
            yield name, value


def xml_fields(text: str) -> Fields:
    for match in XML.finditer(text):
        element, content, attribute, value = match.groups()
        yield ("<", element) if element else ("=", attribute), XML_ESCAPE.sub(_character, content or value)


def columns(text: str) -> Fields:
    if LONE_CELL.search(text) is None:
        return
    for line in text.splitlines():
        yield from enumerate(cell.strip(' "') for cell in SEPARATOR.split(line))


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else int(escape[2])
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
