"""Regular expressions that are compiled when they are first used: four hundred cost 0.2 s at a start, and a short document needs few."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Stands for a `re.Pattern`: what is asked of it is the compiled pattern's, and is kept, so that it is asked for once."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the compiled pattern has
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self.compile(), name)
        setattr(self, name, value)
        return value

    def compile(self) -> re.Pattern[Any]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def __reduce__(self) -> tuple[object, ...]:
        return lazy_pattern, (self.pattern, self._flags)


_made: list[_LazyPattern] = []


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, later; for names of modules, which live as long as the program. The functions of `re` do not take it."""
    _made.append(made := _LazyPattern(pattern, flags))
    return cast("re.Pattern[AnyStr]", made)


def compile_all() -> None:
    """Compile them now: before processes are forked that would each do it."""
    for made in _made:
        made.compile()
