"""The ways to sign in besides our own passwords: which ones the configuration names, and whether it names them safely."""

from __future__ import annotations

import ipaddress
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from screener.config import Config
from screener.errors import ConfigError

LOCAL, LDAP, OIDC = "", "ldap", "oidc"
WAYS = {LOCAL: "本系统密码", LDAP: "单位目录（LDAP）", OIDC: "统一身份认证（OIDC）"}
# What each way needs: the module, and the extra that brings it.
NEEDS = {LDAP: ("ldap",), OIDC: ("authlib", "requests")}


def ways(config: Config) -> tuple[str, ...]:
    """The outside ways of this installation."""
    return tuple(way for way, named in ((LDAP, config.ldap.uri), (OIDC, config.oidc.issuer)) if named)


def check(config: Config) -> None:
    """Raises `ConfigError` where a way could not work, or would send a password or trust an answer in the clear."""
    for way in ways(config):
        if any(find_spec(module) is None for module in NEEDS[way]):
            raise ConfigError(
                f"配置里有 [{way}] 一节，但没有安装相应组件：请执行 pip install 'screener[{way}]'，或删去这一节。",
                f"the configuration has a section [{way}] but its parts are not installed: pip install 'screener[{way}]', or remove the section.",
            )
    if config.ldap.uri:
        _check_ldap(config)
    if config.oidc.issuer:
        _check_oidc(config)
    for group in config.groups:
        if not group.name or not group.role:
            raise _wrong("groups", "每个 [[groups]] 都要写 name 和 role", "every [[groups]] needs a name and a role")


def _check_ldap(config: Config) -> None:
    ldap = config.ldap
    for uri in ldap.uri.split():
        parts = urlsplit(uri)
        if parts.scheme not in {"ldap", "ldaps", "ldapi"}:
            raise _wrong("ldap.uri", "应当以 ldaps:// 或 ldap:// 开头", "it should begin with ldaps:// or ldap://")
        if parts.scheme == "ldap" and not ldap.starttls and not on_this_machine(parts.hostname):
            raise _wrong(
                "ldap.uri",
                "不加密的 ldap:// 只能用于本机：请改用 ldaps://，或写 starttls = true",
                "ldap:// in the clear is for this machine alone: use ldaps://, or starttls = true",
            )
        if parts.scheme == "ldaps" and ldap.starttls:
            raise _wrong("ldap.starttls", "ldaps:// 已经加密，不能再写 starttls", "ldaps:// is encrypted already: no starttls")
    if "{name}" not in ldap.user_filter:
        raise _wrong("ldap.user_filter", "里面要有 {name}", "it needs {name} in it")
    if not ldap.user_base:
        raise _wrong("ldap.user_base", "没有写：从哪里找人", "missing: where to look for people")
    if config.groups and (not ldap.group_base or not re.search(r"\{(?:dn|name)\}", ldap.group_filter)):
        raise _wrong(
            "ldap.group_base",
            "有 [[groups]] 就要写 group_base，group_filter 里要有 {dn} 或 {name}",
            "[[groups]] needs it, and {dn} or {name} in group_filter",
        )
    if ldap.bind_dn and not ldap.bind_password_file:
        raise _wrong("ldap.bind_password_file", "有 bind_dn 就要写口令文件", "bind_dn needs it")
    if ldap.bind_password_file:
        secret(ldap.bind_password_file)


def _check_oidc(config: Config) -> None:
    oidc = config.oidc
    if not is_safe(oidc.issuer) or "?" in oidc.issuer or "#" in oidc.issuer:
        raise _wrong(
            "oidc.issuer",
            "应当是 https:// 地址（本机可用 http://），不带参数",
            "it should be an https:// address (http:// on this machine alone)",
        )
    if not oidc.client_id:
        raise _wrong("oidc.client_id", "没有写", "missing")
    if "openid" not in oidc.scopes:
        raise _wrong("oidc.scopes", "里面要有 openid", "it needs openid in it")
    if oidc.client_secret_file:
        secret(oidc.client_secret_file)


def secret(file: Path) -> str:
    """The line in `file`, which must be closed to everybody but the service."""
    from reports.cases import keys

    text = keys.read(file).decode("utf-8", "replace").strip()
    if not text:
        raise ConfigError(f"口令文件 {file} 是空的。", f"the secret file {file} is empty.")
    return text


def on_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_safe(address: str) -> bool:
    """Whether what is sent there is read by nobody on the way."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(parts.hostname)))


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _wrong(key: str, zh: str, en: str) -> ConfigError:
    return ConfigError(f"配置项 {key}：{zh}。", f"the setting {key}: {en}.")
