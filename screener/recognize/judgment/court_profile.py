"""Which rules a court publishes its judgments by: who is masked, what is deleted, what is kept. A profile is data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screener.errors import PolicyError
from screener.recognize.judgment.roles import Role

SHIPPED = Path(__file__).parents[3] / "dictionaries" / "profiles"
TOPICS = frozenset({"judge", "clerk", "lawyer", "case-number", "court", "date"})
LISTS = frozenset({"masked", "family_masked", "family_causes", "over_masked"})
KNOWN = LISTS | {"name", "version", "extends", "companies_masked", "bar", "health", "investigation"}
BAR_LISTS = frozenset({"causes", "uncertain_causes", "crimes", "uncertain_crimes", "statements"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One of the cases of 法释〔2016〕19号 art. 4 that are known by words; `uncertain` ones are for a person to judge."""

    name: str
    causes: tuple[str, ...]
    uncertain_causes: tuple[str, ...]
    crimes: tuple[str, ...]
    uncertain_crimes: tuple[str, ...]
    statements: tuple[str, ...]
    statements_need: str


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    version: str
    masked: frozenset[Role]
    family_masked: frozenset[Role]
    family_causes: tuple[str, ...]
    companies_masked: bool
    over_masked: frozenset[str]
    bars: tuple[Bar, ...]
    diseases: tuple[str, ...]
    states: tuple[str, ...]
    usual_causes: tuple[str, ...]
    investigation: tuple[str, ...]
    police_investigation: tuple[str, ...]


def load_profile(name: str, own: Path | None = None) -> Profile:
    """A profile by name: the organisation's `profiles` folder first, then the shipped ones. Raises `PolicyError`."""
    table = _table(name, own, ())
    health, investigation = _section(table, "health", name), _section(table, "investigation", name)
    bars = table.get("bar", [])
    if not isinstance(bars, list) or not all(isinstance(bar, dict) for bar in bars):
        raise _wrong(name, "bar", "[[bar]]")
    over_masked = _words(table, "over_masked", name)
    if unknown := set(over_masked) - TOPICS:
        raise _wrong(name, "over_masked", "、".join(sorted(unknown)))
    return Profile(
        name=str(table.get("name", name)),
        version=str(table.get("version", "")),
        masked=_roles(table, "masked", name),
        family_masked=_roles(table, "family_masked", name),
        family_causes=_words(table, "family_causes", name),
        companies_masked=table.get("companies_masked") is True,
        over_masked=frozenset(over_masked),
        bars=tuple(_bar(bar, name) for bar in bars),
        diseases=_words(health, "diseases", name),
        states=_words(health, "states", name),
        usual_causes=_words(health, "usual_causes", name),
        investigation=_words(investigation, "words", name),
        police_investigation=_words(investigation, "police", name),
    )


def _table(name: str, own: Path | None, heirs: tuple[Path, ...]) -> dict[str, Any]:
    for folder in (*([own / "profiles"] if own is not None else []), SHIPPED):
        file = folder / f"{name}.toml"
        if not file.is_file() or file in heirs:
            continue
        try:
            table = tomllib.loads(file.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PolicyError(f"隐名规则文件 {file} 读不出来：{error}", f"the profile {file} cannot be read: {error}") from error
        for key in table:
            if key not in KNOWN:
                raise _wrong(name, key, "")
        base = _table(str(table["extends"]), own, (*heirs, file)) if "extends" in table else {}
        return {**base, **table}
    raise PolicyError(f"没有名为 {name} 的隐名规则。", f"no judgment profile named {name}.")


def _bar(table: dict[str, Any], name: str) -> Bar:
    for key in table:
        if key not in BAR_LISTS | {"id", "name", "statements_need"}:
            raise _wrong(name, f"bar.{key}", "")
    lists = {key: _words(table, key, name) for key in BAR_LISTS}
    return Bar(name=str(table.get("name", table.get("id", ""))), statements_need=str(table.get("statements_need", "")), **lists)


def _section(table: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    section = table.get(key, {})
    if not isinstance(section, dict):
        raise _wrong(name, key, f"[{key}]")
    return section


def _words(table: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    """A list of texts, or one text with blanks between the words."""
    value = table.get(key, [])
    if isinstance(value, str):
        return tuple(value.lower().split())
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(name, key, "")
    return tuple(item.lower() for item in value)


def _roles(table: dict[str, Any], key: str, name: str) -> frozenset[Role]:
    words = _words(table, key, name)
    if unknown := set(words) - set(Role):
        raise _wrong(name, key, "、".join(sorted(unknown)))
    return frozenset(map(Role, words))


def _wrong(name: str, key: str, detail: str) -> PolicyError:
    return PolicyError(
        f"隐名规则 {name}：{key} 写错了 {detail}".rstrip() + "。", f"the profile {name}: {key} is wrong {detail}".rstrip() + "."
    )
