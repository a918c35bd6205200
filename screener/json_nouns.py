"""Nouns of `screener.model` as JSON and back: for what is told by a process that a document may have taken over.

Nothing is unpickled: each value is built by the type of its field, so that a lie costs the document it is told of, and never runs.
"""

from __future__ import annotations

import enum
import json
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Noun = TypeVar("Noun")

# Of a longer number `str` refuses the digits, and a report would end there.
LARGEST = 1 << 63


class NoNounError(ValueError):
    """The bytes are not what they should be. Says no more: they come from a document."""


def encode(noun: object) -> bytes:
    # A name from outside may hold half a surrogate pair.
    return json.dumps(noun, default=_values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(data: bytes, kind: type[Noun]) -> Noun:
    """The noun, or tuple of them, that `encode` was given. Raises `NoNounError` for anything else."""
    try:
        noun: Noun = _built(json.loads(data.decode("utf-8", "surrogatepass")), kind)
    except (ValueError, TypeError, RecursionError) as error:
        raise NoNounError from error
    return noun


def _values(noun: Any) -> list[object]:  # noqa: ANN401  a hook of json, which asks about whatever it does not know
    return [getattr(noun, field.name) for field in fields(noun)]


@cache
def _kinds(noun: type) -> tuple[Any, ...]:
    hints = get_type_hints(noun)
    return tuple(hints[field.name] for field in fields(noun))


def _built(value: Any, kind: Any) -> Any:  # noqa: ANN401  it is to become what its type says
    if kind is str or kind is bool:
        good = type(value) is kind
    elif kind is float and type(value) is float:
        good = True
    elif kind is int or kind is float:
        good = type(value) is int and -LARGEST < value < LARGEST
    elif is_dataclass(kind):
        assert isinstance(kind, type)
        return kind(*_each(value, _kinds(kind)))
    elif isinstance(kind, enum.EnumType):
        return kind(value)
    elif get_origin(kind) is UnionType:
        (one,) = (one for one in get_args(kind) if one is not type(None))
        return None if value is None else _built(value, one)
    else:
        assert get_origin(kind) is tuple
        return _each(value, get_args(kind))
    if not good:
        raise NoNounError
    return value


def _each(values: Any, kinds: tuple[Any, ...]) -> tuple[Any, ...]:  # noqa: ANN401
    if type(values) is not list:
        raise NoNounError
    if kinds[-1:] == (...,):
        return tuple(_built(value, kinds[0]) for value in values)
    return tuple(_built(value, kind) for value, kind in zip(values, kinds, strict=True))
