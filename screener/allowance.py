"""Signed-off exceptions: what a named person has allowed, until when, and for which words or which document. Data, never code.

An exception never reaches a state secret: it is refused when it is loaded, and once more when a document is decided about.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from screener.dictionary_file import SHIPPED, fold
from screener.errors import DictionaryError, toml_problem
from screener.model import Finding

FILE_NAME = "exceptions.toml"
STATE_SECRET = "secret."  # noqa: S105  a family of entities
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Allowance:
    """One `[[allow]]`: findings of `rule` with the words `phrase`, in the document `sha256`, up to and on the day `expires`."""

    rule: str
    reason: str
    person: str
    expires: date
    phrase: str = field(default="", repr=False)
    sha256: str = ""

    def covers(self, finding: Finding, sha256: str) -> bool:
        """It was meant for this finding of the document `sha256`, whether it still holds or not."""
        if finding.entity.startswith(STATE_SECRET) or finding.rule != self.rule or not (self.phrase or self.sha256):
            return False
        return self.sha256 in ("", sha256) and (not self.phrase or fold(self.phrase) == fold(finding.quote))

    def expired(self, today: date) -> bool:
        return today > self.expires


def today() -> date:
    """The day in China, wherever the machine believes it stands."""
    return datetime.now(CHINA).date()


def load_allowances(own: Path | None, entities: Mapping[str, str]) -> tuple[Allowance, ...]:
    """The exceptions of the organisation's folder; none where it has no such file. `entities` says what each known rule finds.

    Raises `DictionaryError` for anything in the file that is not understood, for an unknown rule and for one that finds state secrets.
    """
    path = None if own is None else own / FILE_NAME
    if path is None or not os.path.lexists(path):
        return ()
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise DictionaryError(
            f"读不到例外文件 {path}：请检查权限。", f"cannot read the exceptions {path}: check its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        zh, en = toml_problem(error)
        raise DictionaryError(f"例外文件 {path} 不是有效的 TOML：{zh}。", f"the exceptions {path} are not valid TOML: {en}.") from error
    entries = table.get("allow", [])
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and type(entry.get("expires")) is date:
            entry["expires"] = entry["expires"].isoformat()
    problems = list(_problems(table, entities))
    if problems:
        raise DictionaryError(
            "\n".join(f"例外文件 {path}：{zh}" for zh, _ in problems), "\n".join(f"the exceptions {path}: {en}" for _, en in problems)
        )
    return tuple(
        Allowance(
            entry["rule"],
            entry["reason"],
            entry["person"],
            date.fromisoformat(entry["expires"]),
            entry.get("phrase", ""),
            entry.get("sha256", ""),
        )
        for entry in entries
    )


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SHIPPED / "exceptions-schema.json").read_text("utf-8"))
    return schema


def _problems(table: dict[str, Any], entities: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    from jsonschema import Draft202012Validator

    broken = False
    for error in Draft202012Validator(_schema()).iter_errors(table):
        broken = True
        yield _schema_problem(error.validator, list(error.absolute_path), error.instance, error.schema)
    for number, entry in enumerate(() if broken else table.get("allow", ()), 1):
        at, rule = f"第 {number} 条例外", entry["rule"]
        if rule not in entities:
            yield f"{at}：没有规则 {rule}，请核对编号。", f"exception {number}: there is no rule {rule}; check how it is written."
        elif entities[rule].startswith(STATE_SECRET):
            yield (
                f"{at}：规则 {rule} 找的是国家秘密，任何例外都不能放行；已解密的，凭解密手续由复核人处理。请删去这一条。",
                f"exception {number}: the rule {rule} finds state secrets, which no exception can let through. Remove it.",
            )
        elif not fold(entry.get("phrase", "*")):
            yield f"{at}：phrase 没有可比较的文字。", f"exception {number}: its phrase has nothing to compare."
        try:
            date.fromisoformat(entry["expires"])
        except ValueError:
            yield f"{at}：expires 不是日历上的日期。", f"exception {number}: expires is no day of the calendar."


def _schema_problem(validator: object, where: list[str | int], instance: Any, schema: Any) -> tuple[str, str]:  # noqa: ANN401  JSON
    number = next((step + 1 for step in where if isinstance(step, int)), None)
    at, inside = ("顶层", "the top level") if number is None else (f"第 {number} 条例外", f"exception {number}")
    known = schema.get("properties", {}) if isinstance(schema, dict) else {}
    if validator == "additionalProperties":
        unknown = "、".join(sorted(set(instance) - set(known)))
        return (
            f"{at}：不认识的设置 {unknown}；可用的有：{'、'.join(known)}。",
            f"unknown key {unknown} at {inside}; known keys: {', '.join(known)}.",
        )
    if validator == "required":
        missing = "、".join(key for key in schema["required"] if key not in instance)
        return f"{at}：缺少 {missing}，请补上。", f"{missing} is missing at {inside}: add it."
    if validator == "anyOf":
        return (
            f"{at}：要写明范围：phrase（文字）或 sha256（文件），或两者都写。",
            f"{inside} needs a scope: phrase, sha256 or both.",
        )
    key = where[-1] if where else "allow"
    return f"{at}：{key} 的值不合要求，请改正。", f"the value of {key} at {inside} does not hold: correct it."
