"""The text that a spreadsheet formula shows where it only joins literals: what is read of ="机"&UNICHAR(23494) without its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

TOKEN = re.compile(
    r'\s*(?:"((?:[^"]|"")*)"|(\d+(?:\.\d+)?|TRUE\b|FALSE\b)|((?:_xlfn\.)?[A-Za-z][A-Za-z.]*)\(|(\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(:!])|([&(),;+*/-]))',
    re.DOTALL,
)
# Functions that spell text; without one of these or an & nothing is put together.
SPELLING = re.compile(r"&|(?:CHAR|CONCAT|CONCATENATE|TEXTJOIN|MID|LEFT|RIGHT|REPT|SUBSTITUTE|REPLACE)\s*\(", re.IGNORECASE)
# A hostile formula may nest or repeat without end.
LONGEST, DEEPEST, MOST, INSERT = 2000, 16, 4096, 64

Value = str | int


class _NotLiteralError(Exception):
    """The formula needs what is not at hand."""


def formula_text(formula: str, cells: Mapping[str, str]) -> str:
    """What `formula` shows, with `cells` for the references it makes; nothing where that cannot be told."""
    if len(formula) > LONGEST or not SPELLING.search(formula):
        return ""
    try:
        shown = str(_Formula(formula.lstrip("="), cells).value())
        return shown if len(shown) <= MOST else ""
    except (_NotLiteralError, ValueError, OverflowError, ZeroDivisionError, IndexError, TypeError):
        return ""


class _Formula:
    """A parser by descent: `&` binds less than `+`, `+` less than `*`."""

    def __init__(self, formula: str, cells: Mapping[str, str]) -> None:
        self._tokens, self._at, self._cells = list(_tokens(formula)), 0, cells

    def value(self) -> Value:
        value = self._joined(0)
        if self._at != len(self._tokens):
            raise _NotLiteralError
        return value

    def _sign(self, signs: str) -> str:
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == SIGN and text in signs:
                self._at += 1
                return text
        return ""

    def _joined(self, depth: int) -> Value:
        if depth > DEEPEST:
            raise _NotLiteralError
        value = self._sum(depth)
        while self._sign("&"):
            value = f"{value}{self._sum(depth)}"
            if len(value) > MOST:
                raise _NotLiteralError
        return value

    def _sum(self, depth: int) -> Value:
        value = self._product(depth)
        while sign := self._sign("+-"):
            other = int(self._product(depth))
            value = int(value) + other if sign == "+" else int(value) - other
        return value

    def _product(self, depth: int) -> Value:
        value = self._one(depth)
        while sign := self._sign("*/"):
            other = int(self._one(depth))
            value = int(value) * other if sign == "*" else int(value) // other
        return value

    def _one(self, depth: int) -> Value:
        if self._sign("("):
            value = self._joined(depth + 1)
            self._expect()
            return value
        if self._at == len(self._tokens):
            raise _NotLiteralError
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == FUNCTION:
            return self._call(text.upper().removeprefix("_XLFN."), depth + 1)
        if kind == CELL:
            if (found := self._cells.get(text.replace("$", ""))) is None:
                raise _NotLiteralError
            return found
        if kind == SIGN:
            raise _NotLiteralError
        if kind == STRING:
            return text
        return int(text == "TRUE") if text.isalpha() else int(float(text))

    def _call(self, name: str, depth: int) -> Value:
        arguments: list[Value] = []
        while not self._sign(")"):
            arguments.append("" if self._peek(",;") else self._joined(depth))
            if not self._sign(",;"):
                self._expect()
                break
        if name not in FUNCTIONS:
            raise _NotLiteralError
        return FUNCTIONS[name](arguments)

    def _peek(self, signs: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at][0] == SIGN and self._tokens[self._at][1] in signs

    def _expect(self) -> None:
        if not self._sign(")"):
            raise _NotLiteralError


STRING, NUMBER, FUNCTION, CELL, SIGN = range(5)


def _tokens(formula: str) -> Iterator[tuple[int, str]]:
    at, end = 0, len(formula.rstrip())
    while at < end:
        match = TOKEN.match(formula, at)
        if match is None or match.lastindex is None:
            raise _NotLiteralError
        kind = match.lastindex - 1
        yield kind, match[match.lastindex].replace('""', '"') if kind == STRING else match[match.lastindex]
        at = match.end()


def _char(arguments: list[Value]) -> str:
    """A code of the machine's code page, which for Chinese has two bytes."""
    code = int(arguments[0])
    return code.to_bytes(1 if code < 0x100 else 2, "big").decode("gb18030", "replace")


def _mid(arguments: list[Value]) -> str:
    text, start, count = str(arguments[0]), int(arguments[1]) - 1, int(arguments[2])
    return text[max(start, 0) : max(start, 0) + max(count, 0)]


def _rept(arguments: list[Value]) -> str:
    return str(arguments[0]) * min(int(arguments[1]), MOST // max(1, len(str(arguments[0]))))


def _replace(arguments: list[Value]) -> str:
    text, start, count, new = str(arguments[0]), int(arguments[1]) - 1, int(arguments[2]), str(arguments[3])
    return text[:start] + new + text[start + count :]


def _substitute(arguments: list[Value]) -> str:
    text, old, new = (str(argument) for argument in arguments[:3])
    if len(text) > MOST or len(new) > INSERT:
        raise _NotLiteralError
    return text.replace(old, new) if old else text


def _join(arguments: list[Value]) -> str:
    return str(arguments[0]).join(str(argument) for argument in arguments[2:] if argument != "")


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "CHAR": _char,
    "UNICHAR": lambda arguments: chr(int(arguments[0])),
    "CONCATENATE": lambda arguments: "".join(map(str, arguments)),
    "CONCAT": lambda arguments: "".join(map(str, arguments)),
    "TEXTJOIN": _join,
    "MID": _mid,
    "LEFT": lambda arguments: str(arguments[0])[: int(arguments[1]) if len(arguments) > 1 else 1],
    "RIGHT": lambda arguments: str(arguments[0])[-max(1, int(arguments[1]) if len(arguments) > 1 else 1) :],
    "REPT": _rept,
    "REPLACE": _replace,
    "SUBSTITUTE": _substitute,
    "T": lambda arguments: arguments[0],
    "TRIM": lambda arguments: str(arguments[0]).strip(),
    "CLEAN": lambda arguments: arguments[0],
}
