"""One TOML file becomes one frozen `Config`. An unknown key is an error: a misspelt limit must not be a limit that does not hold."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from screener.errors import ConfigError, toml_problem

T = TypeVar("T")

DEFAULT_PATH = Path("/etc/screener/screener.toml")
PATH_VARIABLE = "SCREENER_CONFIG"
LANGUAGES = ("", "zh", "en")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one submitted document may cost before it is held unread.

    Sizes are bytes after decompression and count over the whole document, attachments and nested archives included.
    """

    seconds: float = 120.0
    """wall-clock time for one submitted file, and more by its size: a scan costs some 5 s a page"""
    seconds_per_megabyte: float = 15.0
    memory: int = 3_000_000_000
    """address space of a worker process"""
    total_bytes: int = 1_000_000_000
    part_bytes: int = 256_000_000
    """a single member, attachment or package part"""
    members: int = 20_000
    depth: int = 16
    ratio: int = 250
    """expanded : compressed, looked at once a part has grown past `ratio_floor`"""
    ratio_floor: int = 16_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an installation may set. Relative paths are relative to the configuration file."""

    policy: str = "pre-publication"
    dictionaries: Path | None = None
    """the organisation's own folder, laid over the shipped one"""
    language: str = ""
    """`zh`, `en`, or empty: by the locale, Chinese unless it is English"""
    jobs: int = 0
    """worker processes; 0: one for each processor"""
    limits: Limits = Limits()
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """tried on encrypted documents; from `--passwords` alone, never from a configuration file that others read"""


def load_config(path: Path | None = None) -> Config:
    """Read the configuration at `path`, else at `$SCREENER_CONFIG`, else the machine's own, else the defaults.

    Raises `ConfigError` when a named file is missing, is not TOML, or has a key or a type that is not known.
    """
    named = path or (Path(os.environ[PATH_VARIABLE]) if os.environ.get(PATH_VARIABLE) else None)
    if named is None and not DEFAULT_PATH.is_file():
        return Config()
    file = named or DEFAULT_PATH
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"读不到配置文件 {file}：请检查路径和权限。", f"cannot read the configuration {file}: check path and permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        zh, en = toml_problem(error)
        raise ConfigError(f"配置文件 {file} 不是有效的 TOML：{zh}。", f"the configuration {file} is not valid TOML: {en}.") from error
    limits = _build(Limits, table.pop("limits", {}), file, "limits.")
    if isinstance(language := table.get("language"), str) and language not in LANGUAGES:
        raise ConfigError(f"{file}：language 不能是 {language}，可写 zh 或 en。", f"{file}: language cannot be {language}: write zh or en.")
    if "dictionaries" in table:
        table["dictionaries"] = file.parent / str(table["dictionaries"])
    return _build(Config, {**table, "limits": limits}, file, "")


def _build(kind: type[T], table: object, file: Path, prefix: str) -> T:
    if not isinstance(table, dict):
        raise ConfigError(f"{file}：[{prefix.rstrip('.')}] 应当是一节。", f"{file}: [{prefix.rstrip('.')}] should be a table.")
    known = {one.name: getattr(kind(), one.name) for one in fields(kind) if one.repr}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ConfigError(
                f"{file}：不认识的设置 {prefix}{key}。可用的有：{'、'.join(known)}。",
                f"{file}: unknown key {prefix}{key}. Known keys: {', '.join(known)}.",
            )
        wanted = known[key]
        if isinstance(wanted, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if wanted is not None and (not isinstance(value, type(wanted)) or isinstance(value, bool)):
            raise ConfigError(
                f"{file}：{prefix}{key} 的值类型不对，应当像 {wanted!r}。",
                f"{file}: {prefix}{key} has the wrong type; it should look like {wanted!r}.",
            )
        if isinstance(value, int | float) and value < 0:
            raise ConfigError(f"{file}：{prefix}{key} 不能是负数。", f"{file}: {prefix}{key} must not be negative.")
        values[key] = value
    return kind(**values)
