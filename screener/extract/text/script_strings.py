"""The strings of a script or style sheet, and what is left of the code without them."""

from __future__ import annotations

import re
from collections.abc import Iterator

CONCATENATED = re.compile(r"([\"'`])\s*\+\s*\1")
INSERTED = re.compile(r"\$\{\s*(?:\"([^\"`\n]*)\"|'([^'`\n]*)'|`([^`\n]*)`)\s*\}")
CODES = re.compile(r"\bfromC(?:harCode|odePoint)\s*\(((?:\s*(?:0[xX][0-9a-fA-F]{1,6}|\d{1,7})\s*,?)+)\)")
# Without the closing sign too, so that nothing is looked for twice: half a million signs that never close are one string.
STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"?|'((?:[^'\\\n]|\\.)*+)'?|`((?:[^`\\]|\\.)*+)(`?)", re.DOTALL)
LINE_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"?|'((?:[^'\\\n]|\\.)*+)'?()()", re.DOTALL)


def joined(code: str) -> str:
    """Strings put together where the code only adds them: `"a" + "b"`, `${"b"}`, numbers of characters."""
    code = CODES.sub(_characters, code)
    return CONCATENATED.sub("", INSERTED.sub(lambda match: match[1] or match[2] or match[3] or "", code))


def strings(code: str) -> tuple[list[str], str]:
    """What stands in quotes, in order, and the code with those empty."""
    found: list[str] = []
    rest: list[str] = []
    for kind, text in _pieces(code):
        if kind:
            found.append(text)
            rest.append('""')
        else:
            rest.append(text)
    return found, "".join(rest)


def _pieces(code: str) -> Iterator[tuple[bool, str]]:
    at, begun, pattern = 0, 0, STRING
    while match := pattern.search(code, at):
        if match[3] is not None and not match[4] and pattern is STRING:  # a lone backtick is no string, and there is no other
            at, pattern = match.start() + 1, LINE_STRING
            continue
        yield False, code[begun : match.start()]
        yield True, next((group for group in match.groups() if group), "")
        at = begun = match.end()
    yield False, code[begun:]


def _characters(match: re.Match[str]) -> str:
    numbers = [int(number, 0) if number[:2] in ("0x", "0X") else int(number) for number in re.findall(r"\w+", match[1])]
    return '"' + "".join(chr(number) for number in numbers if number < 0xD800 or 0xE000 <= number < 0x110000) + '"'
