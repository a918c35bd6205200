"""One file of dictionaries/: TOML, or sealed TOML, checked against the schema and for what a schema cannot say.

Errors name the file, the line and the term. Of a sealed file they name only the place: an error must not give a term away.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from screener.cached import cache_key, read_cached, write_cached
from screener.errors import DictionaryError, toml_problem
from screener.normalize import normalize, squeeze
from screener.sealed import SUFFIX, load_key, unseal

SHIPPED = Path(__file__).resolve().parents[1] / "dictionaries"

# What a term may set for itself, and a file for all its terms.
SETTINGS = ("score", "position", "whole_word", "require_near", "unless_near", "proximity")
ONLY_WITH_NAME = ("kind", "entity", "title", "title_en", "definition", "definition_en", "basis", "advice", "advice_en")
ONLY_FOR_TERMS = ("entity", "examples", "non_examples", *SETTINGS)
SHOWN_PROBLEMS = 20
MAX_TERM = 200

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DictionaryFile:
    """A file that was read and holds. `entries` are its terms one by one, each with all settings that apply to it."""

    path: Path
    sealed: bool
    table: dict[str, Any] = field(repr=False)
    entries: tuple[dict[str, Any], ...] = field(repr=False)


@cache
def fold(text: str) -> str:
    """A term as it is looked for: folded exactly as the texts are that it is looked for in."""
    return squeeze(normalize(text)).text.strip()


def read_dictionary_file(path: Path) -> DictionaryFile:
    """Raises `DictionaryError` with everything that is wrong with the file, and `UsageError` where a sealed file has no key."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DictionaryError(
            f"读不到词典 {path}：请检查路径和权限。", f"cannot read the dictionary {path}: check path and permissions."
        ) from error
    return parse_dictionary(content, path)


def parse_dictionary(content: bytes, path: Path) -> DictionaryFile:
    """As `read_dictionary_file`, of bytes that stand, or are to stand, at `path`."""
    sealed = path.suffix == SUFFIX
    text = _decode(unseal(content, load_key(), str(path)) if sealed else content, path)
    table = _table(text, path)
    problems = list(_schema_problems(table, sealed)) if sealed else _schema_problems_once(table, content)
    entries: tuple[dict[str, Any], ...] = ()
    if not problems:
        entries = tuple(_entries(table))
        problems = [*_file_problems(table, path), *_term_problems(entries, None if sealed else _lines(text))]
    if problems:
        raise _error(path, problems)
    return DictionaryFile(path, sealed, table, entries)


def _decode(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")  # Notepad writes a byte order mark
    except UnicodeDecodeError:
        pass
    raise DictionaryError(f"词典 {path} 不是 UTF-8 编码：请另存为 UTF-8。", f"the dictionary {path} is not UTF-8: save it as UTF-8.")


def _table(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        zh, en = toml_problem(error)  # without the cause: the parser quotes what it stumbles over, and of a sealed file nothing is quoted
    raise DictionaryError(
        f"词典 {path} 不是有效的 TOML：{zh}。请检查引号和括号是否成对。",
        f"the dictionary {path} is not valid TOML: {en}. Check that quotes and brackets are closed.",
    )


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SHIPPED / "schema.json").read_text("utf-8"))
    return schema


def _schema_problems_once(table: dict[str, Any], content: bytes) -> list[Pair]:
    """As `_schema_problems` of a file that is not sealed (one that is leaves no trace): the validator takes 50 ms to load, at every start."""
    key = cache_key("schema", json.dumps(_schema(), sort_keys=True).encode(), content)
    if read_cached(key) is not None:
        return []
    problems = list(_schema_problems(table, sealed=False))
    if not problems:
        write_cached(key, b"")
    return problems


def _schema_problems(table: dict[str, Any], sealed: bool) -> Iterator[Pair]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(_schema()).iter_errors(table):
        steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path]
        where = "".join(steps).lstrip(".")
        at = f"{where} 处" if where else "顶层"
        inside = where or "the top level"
        text = error.instance.get("text") if isinstance(error.instance, dict) else None
        if isinstance(text, str) and not sealed:
            at, inside = f"{at}（{text.strip()}）", f"{inside} ({text.strip()})"
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        if error.validator == "additionalProperties":
            # In a sealed file a misplaced term may have become a key.
            unknown = "" if sealed else f" {'、'.join(sorted(set(error.instance) - set(known)))}"
            yield (
                f"{at}有不认识的设置{unknown}；可用的有：{'、'.join(known)}。",
                f"unknown key{unknown} at {inside}; known keys: {', '.join(known)}.",
            )
        elif error.validator == "required":
            missing = "、".join(key for key in error.validator_value if key not in error.instance)
            yield f"{at}缺少 {missing}，请补上。", f"{missing} is missing at {inside}: add it."
        else:
            wanted = error.validator_value if isinstance(error.validator_value, str | int | float) else json.dumps(error.validator_value)
            yield (
                f"{at}的值不合要求（{error.validator} {wanted}），请改正。",
                f"the value at {inside} does not hold ({error.validator} {wanted}): correct it.",
            )


def _entries(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {key: table[key] for key in SETTINGS if key in table}
    for text in map(str.strip, table.get("terms", "").splitlines()):
        if text and not text.startswith("#"):
            yield {**shared, "text": text}
    for term in table.get("term", ()):
        for text in term["text"].splitlines() or [""]:
            yield {**shared, **term, "text": text.strip()}


def _file_problems(table: dict[str, Any], path: Path) -> Iterator[Pair]:
    if "extend" in table:
        for key in ONLY_WITH_NAME:
            if key in table:
                yield (
                    f"补充词典（extend）不能写 {key}：它沿用 {table['extend']} 的。请删去。",
                    f"an extension cannot set {key}: it keeps that of {table['extend']}. Remove it.",
                )
        return
    if table["name"] != path.stem:
        yield (
            f"name 是 {table['name']}，与文件名 {path.stem} 不同：请改成一致，或用 extend 补充已有的词典。",
            f"name is {table['name']} but the file is called {path.stem}: make them equal, or use extend to add to a dictionary.",
        )
    if "disable" in table:
        yield "disable 只与 extend 同用：请删去，或写明 extend。", "disable goes with extend only: remove it, or say what to extend."
    if table.get("kind") == "allow":
        inner = {key for term in table.get("term", ()) for key in term if key not in ("text", "note")}
        for key in ONLY_FOR_TERMS:
            if key in table or key in inner:
                yield f"公开用语词典（allow）不能写 {key}：请删去。", f"an allow dictionary cannot set {key}: remove it."
    if not table.get("terms", "").strip() and not table.get("term"):
        yield "一个词语也没有：请写 terms 或 [[term]]。", "there is not one term: write terms or [[term]]."


def _term_problems(entries: tuple[dict[str, Any], ...], lines: dict[str, list[int]] | None) -> Iterator[Pair]:
    seen: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(entries, 1):
        folded, problem = fold(entry["text"]), ("", "")
        first = seen.setdefault((folded, entry.get("position", "anywhere")), number)
        if not folded:
            problem = ("是空的：请删去或补上文字。", "is empty: remove it or write its text.")
        elif first != number:
            earlier = _name_of(first, entries[first - 1]["text"], lines)
            problem = (
                f"与{earlier[0]}重复（全角半角、大小写、繁简不论）：请删去一个。",
                f"repeats {earlier[1]} (width, case and traditional forms aside): remove one.",
            )
        elif len(folded) > MAX_TERM:
            problem = (f"超过 {MAX_TERM} 字：请缩短。", f"is longer than {MAX_TERM} characters: shorten it.")
        elif len(folded) == 1 and not entry.get("require_near"):
            problem = (
                "只有一个字，几乎每份文件都会命中：请写 require_near。",
                "is a single character and would be found almost everywhere: add require_near.",
            )
        if problem[0]:
            zh, en = _name_of(number, entry["text"], lines)
            yield f"{zh}{problem[0]}", f"{en} {problem[1]}"


def _lines(text: str) -> dict[str, list[int]]:
    """Where each line's content stands in the file, as a plain term or as the value of a key."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(text.splitlines(), 1):
        lines[line.partition("=")[2].strip().strip("\"'") or line.strip()].append(number)
    return lines


def _name_of(number: int, text: str, lines: dict[str, list[int]] | None) -> Pair:
    """How an error calls a term: of a sealed file, which has no lines to show, by its number alone."""
    if lines is None:
        return f"第 {number} 个词语", f"term {number}"
    at = [str(line) for line in lines.get(text, ())]
    zh = f"第 {'、'.join(at)} 行" if at else f"第 {number} 个"
    en = f"line {', '.join(at)}" if at else f"number {number}"
    return f"词语“{text}”（{zh}）", f'the term "{text}" ({en})'


def _error(path: Path, problems: list[Pair]) -> DictionaryError:
    shown, hidden = problems[:SHOWN_PROBLEMS], len(problems) - SHOWN_PROBLEMS
    zh = [f"词典 {path}：{sentence}" for sentence, _ in shown]
    en = [f"the dictionary {path}: {sentence}" for _, sentence in shown]
    if hidden > 0:
        zh.append(f"词典 {path}：还有 {hidden} 处问题。")
        en.append(f"the dictionary {path}: and {hidden} more.")
    return DictionaryError("\n".join(zh), "\n".join(en))
