"""One TOML file becomes one frozen `Config`. An unknown key is an error: a misspelt limit must not be a limit that does not hold."""

from __future__ import annotations

import os
import tomllib
import typing
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from screener.errors import ConfigError, toml_problem

T = TypeVar("T")

DEFAULT_PATH = Path("/etc/screener/screener.toml")
PATH_VARIABLE = "SCREENER_CONFIG"
CHOICES = {
    "language": ("", "zh", "en"),
    "records.digest": ("sha256", "sm3"),
    "records.cipher": ("aes-256-gcm", "sm4-gcm"),
    # An administrator is made by an administrator, never by a group of somebody else's directory.
    "groups.role": ("submitter", "head", "reviewer", "leader", "classifier", "auditor"),
    "oidc.algorithm": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"),
}


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
class Unit:
    """The organisation itself: what it says of itself in public is not a leak, and what others say needs their consent."""

    names: tuple[str, ...] = ()
    """its full name first, then the other names it signs with"""
    document_codes: tuple[str, ...] = ()
    """its 机关代字, as in 某法〔2026〕1号: a document number with another's code needs that organ's consent"""
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out: documents put into `inbox` end in `released` or are held."""

    name: str = ""
    inbox: Path = Path("inbox")
    released: Path = Path("released")
    held: Path = Path("held")
    """on the file system of `inbox`: taking in and isolating are renames, never copies. Mode 0700"""
    department: str = ""
    policy: str = ""
    """empty: the policy of the installation"""
    settle_seconds: float = 2.0
    """a file is taken in when nothing about it changed for so long"""
    poll_seconds: float = 10.0
    """how often the whole folder is looked at, whatever events were missed"""
    network_share: bool = False
    """events do not come from NFS and SMB: look every second instead, and settle for longer"""


@dataclass(frozen=True, slots=True)
class Records:
    """Where cases are kept, how they are protected, and for how long."""

    home: Path = Path("var")
    """database, keys and logs. Mode 0700"""
    database: str = ""
    """`postgresql://user@host/name`; empty: SQLite in `home`"""
    key: Path | None = None
    """the master key file of the sealed store; empty: `home/keys/custody.key`. Better on another disk or a token"""
    digest: str = "sha256"
    cipher: str = "aes-256-gcm"
    retain_records_years: int = 10
    retain_logs_years: int = 1
    lease_seconds: float = 900.0
    attempts: int = 3
    """a document that killed its worker so often is held unread"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The reviewer's pages."""

    host: str = "127.0.0.1"
    port: int = 8480
    origins: tuple[str, ...] = ()
    """the addresses the pages are reached under, `https://shencha.example.cn`; empty: only this machine"""
    session_minutes: int = 30
    upload_bytes: int = 200_000_000
    days_to_rule: int = 10
    """a held document is overdue after so many working days"""
    holidays: tuple[date, ...] = ()
    """days off as the State Council announces them for each year, `[2026-10-01, 2026-10-02]`; working days are counted without them"""
    workdays: tuple[date, ...] = ()
    """weekend days that are worked instead (调休)"""


@dataclass(frozen=True, slots=True)
class Ldap:
    """Signing in with the password of the office's directory. Needs the extra `ldap`."""

    uri: str = ""
    """`ldaps://dc.example.cn`, or `ldap://` with `starttls`; in the clear on this machine alone. Empty: no directory"""
    starttls: bool = False
    ca_file: Path | None = None
    """who signed the directory's certificate; empty: the system's authorities"""
    bind_dn: str = ""
    """an account that may look up people and groups, and nothing else"""
    bind_password_file: Path | None = None
    user_base: str = ""
    user_filter: str = "(uid={name})"
    group_base: str = ""
    group_filter: str = "(|(member={dn})(uniqueMember={dn})(memberUid={name}))"
    wait_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Oidc:
    """Signing in at the office's OpenID Connect provider. Needs the extra `oidc`."""

    issuer: str = ""
    """`https://sso.example.cn/realms/court`, to the letter as the provider says it. Empty: no provider"""
    client_id: str = ""
    client_secret_file: Path | None = None
    ca_file: Path | None = None
    algorithm: str = "RS256"
    """what its tokens are signed with; every other is refused"""
    scopes: tuple[str, ...] = ("openid", "profile")
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    """`realm_access.roles` looks inside"""
    second_factor_amr: tuple[str, ...] = ()
    """`amr` values that stand for our own second factor; empty: the provider's is not taken for it"""
    second_factor_acr: tuple[str, ...] = ()
    signed_in_minutes: int = 240
    """after that the provider is asked again"""
    wait_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the directory (its DN) or of the provider (its claim), and the role that its members have here."""

    name: str = ""
    role: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """Who hears that something was held. Messages carry a case number, never content and never a file name."""

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password_file: Path | None = None
    smtp_starttls: bool = False
    sender: str = ""
    recipients: tuple[str, ...] = ()
    webhook: str = field(default="")
    webhook_secret_file: Path | None = None


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
    unit: Unit = Unit()
    channels: tuple[Channel, ...] = ()
    records: Records = Records()
    desk: Desk = Desk()
    ldap: Ldap = Ldap()
    oidc: Oidc = Oidc()
    groups: tuple[Group, ...] = ()
    notify: Notify = Notify()
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
    return _build(Config, table, file, "")


def _build(kind: type[T], table: object, file: Path, prefix: str) -> T:
    if not isinstance(table, dict):
        raise ConfigError(f"{file}：[{prefix.rstrip('.')}] 应当是一节。", f"{file}: [{prefix.rstrip('.')}] should be a table.")
    kinds = typing.get_type_hints(kind)
    known = {one.name: kinds[one.name] for one in fields(kind) if one.repr}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise ConfigError(
                f"{file}：不认识的设置 {prefix}{key}。可用的有：{'、'.join(known)}。",
                f"{file}: unknown key {prefix}{key}. Known keys: {', '.join(known)}.",
            )
    values = {key: _value(known[key], value, file, prefix + key) for key, value in table.items()}
    for one in fields(kind):  # type: ignore[arg-type]
        # What is not written has its default, and a relative default is relative to the file too.
        if one.name not in values and (isinstance(one.default, Path) or is_dataclass(one.default)):
            unwritten = str(one.default) if isinstance(one.default, Path) else {}
            values[one.name] = _value(kinds[one.name], unwritten, file, prefix + one.name)
    return kind(**values)


def _value(kind: Any, value: object, file: Path, name: str) -> object:  # noqa: ANN401  a type form has no type in 3.11
    """`value` as a field of type `kind`: a section, a list of sections or of words, a path, a number, a word."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _build(kind, value, file, f"{name}.")
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _wrong_type(file, name, '["…"]')
        return tuple(_value(typing.get_args(kind)[0], item, file, name) for item in value)
    wanted = next((one for one in (Path, bool, float, int, date) if kind is one or one in typing.get_args(kind)), str)
    if wanted is float and type(value) is int:
        value = float(value)
    if wanted is Path and isinstance(value, str):
        return file.parent / value
    if type(value) is not wanted:
        raise _wrong_type(file, name, {Path: '"folder"', bool: "true", float: "1.5", int: "1", date: "2026-10-01"}.get(wanted, '"…"'))
    if isinstance(value, int | float) and value < 0:
        raise ConfigError(f"{file}：{name} 不能是负数。", f"{file}: {name} must not be negative.")
    if (choices := CHOICES.get(name)) and value not in choices:
        allowed = [choice for choice in choices if choice]
        raise ConfigError(
            f"{file}：{name} 不能是 {value}，可写 {'、'.join(allowed)}。",
            f"{file}: {name} cannot be {value}: write {' or '.join(allowed)}.",
        )
    return value


def _wrong_type(file: Path, name: str, example: str) -> ConfigError:
    return ConfigError(
        f"{file}：{name} 的值类型不对，应当像 {example}。", f"{file}: {name} has the wrong type; it should look like {example}."
    )
