"""The office's directory over LDAP: finds a person by name, proves a password by a bind, reads the groups. Whoever is unknown costs the same."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from reports.desk.admission import NAME
from reports.desk.ways import secret
from screener.config import Config, Group, Ldap

DISABLED = 0x2  # userAccountControl: ACCOUNTDISABLE
LOCKED_BY_HAND = b"000001010000Z"  # pwdAccountLockedTime: until an administrator says otherwise
NEVER, FILETIME_EPOCH = {0, 0x7FFFFFFFFFFFFFFF}, 11_644_473_600  # accountExpires: 100 ns since 1601
SUBJECTS = ("entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID")
NAMES = ("displayName", "cn")
NO_ATTRIBUTES = "1.1"  # RFC 4511, 4.5.1.8
STATES = ("userAccountControl", "accountExpires", "nsAccountLock", "pwdAccountLockedTime", "loginDisabled")


class UnreachableError(Exception):
    """The directory does not answer, or does not know our own account."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory has them."""

    dn: str
    subject: str
    display_name: str
    enabled: bool
    grants: tuple[Group, ...]


def prove(config: Config, name: str, password: str) -> Entry | None:
    """The person of that name, if that is their password. Raises `UnreachableError`."""
    with _searching(config.ldap) as connection:
        found = _person(connection, config, name)
        # As many questions and binds for those who are not there: how long it takes says nothing.
        dn = found.dn if found else f"cn={secrets.token_hex(8)},{config.ldap.user_base}"
        # A bind without a password succeeds for everybody.
        return found if _binds(config.ldap, dn, password or secrets.token_hex(16)) else None


def look_up(config: Config, name: str) -> Entry | None:
    """The same without a password: whether somebody is still who they were. Raises `UnreachableError`."""
    with _searching(config.ldap) as connection:
        return _person(connection, config, name)


def look(config: Config) -> None:
    """Whether our own account gets in and sees where people are. Raises `UnreachableError`."""
    import ldap

    with _searching(config.ldap) as connection:
        if not connection.search_ext_s(config.ldap.user_base, ldap.SCOPE_BASE, "(objectClass=*)", [NO_ATTRIBUTES]):
            raise UnreachableError("NO_SUCH_OBJECT")


def _person(connection: Any, config: Config, name: str) -> Entry | None:  # noqa: ANN401  python-ldap has no types
    """Nobody, where two entries have that name. Always asks twice: for the person, then for the groups."""
    asked = name if NAME.fullmatch(name) else secrets.token_hex(8)
    wanted = [*SUBJECTS, *NAMES, *STATES]
    people = _search(connection, config.ldap.user_base, filled(config.ldap.user_filter, asked), wanted, 2)
    dn = people[0][0] if len(people) == 1 else f"cn={secrets.token_hex(8)}"
    groups = (
        _search(connection, config.ldap.group_base, filled(config.ldap.group_filter, asked, dn), [NO_ATTRIBUTES]) if config.groups else []
    )
    if len(people) != 1 or asked != name:
        return None
    values = {key.casefold(): value for key, value in people[0][1].items()}
    memberships = {_spelled(group) for group, _ in groups}
    return Entry(
        dn=dn,
        subject=_subject(values) or dn.casefold(),
        display_name=next((values[key.casefold()][0].decode("utf-8", "replace") for key in NAMES if values.get(key.casefold())), ""),
        enabled=_enabled(values),
        grants=tuple(group for group in config.groups if _spelled(group.name) in memberships),
    )


def filled(template: str, name: str, dn: str = "") -> str:
    """The filter with what stands for a name put in as a value: no character of it is read as a part of the filter."""
    from ldap.filter import escape_filter_chars

    values = {"name": escape_filter_chars(name), "dn": escape_filter_chars(dn)}
    return re.sub(r"\{(name|dn)\}", lambda match: str(values[match[1]]), template)


def _spelled(dn: str) -> str:
    """One spelling of a DN, whatever blanks and case it was written with."""
    import ldap
    from ldap.dn import explode_dn

    with suppress(ldap.DECODING_ERROR):
        return ",".join(explode_dn(dn)).casefold()
    return dn.casefold()


def _subject(values: Mapping[str, list[bytes]]) -> str:
    found = next((values[key.casefold()][0] for key in SUBJECTS if values.get(key.casefold())), b"")
    return found.decode() if found.isascii() and found.decode().isprintable() else found.hex()


def _enabled(values: Mapping[str, list[bytes]]) -> bool:
    def first(key: str) -> bytes:
        return (values.get(key.casefold()) or [b""])[0]

    expires = int(first("accountExpires") or 0)
    return not (
        int(first("userAccountControl") or 0) & DISABLED
        or first("nsAccountLock").lower() == b"true"
        or first("loginDisabled").lower() == b"true"
        or first("pwdAccountLockedTime") == LOCKED_BY_HAND
        or (expires not in NEVER and expires / 10_000_000 - FILETIME_EPOCH < time.time())
    )


def _search(connection: Any, base: str, filter_: str, attributes: list[str], limit: int = 0) -> list[tuple[str, dict[str, list[bytes]]]]:  # noqa: ANN401
    import ldap

    try:
        # On return, referrals to other servers have no DN: they are not followed.
        return [
            (dn, values) for dn, values in connection.search_ext_s(base, ldap.SCOPE_SUBTREE, filter_, attributes, sizelimit=limit) if dn
        ]
    except ldap.SIZELIMIT_EXCEEDED:
        return []
    except ldap.LDAPError as error:
        raise UnreachableError(type(error).__name__) from None


@contextmanager
def _searching(settings: Ldap) -> Iterator[Any]:
    """A connection as our own account."""
    import ldap

    connection = _connection(settings)
    try:
        if settings.bind_dn:
            assert settings.bind_password_file is not None  # `ways` has looked
            connection.simple_bind_s(settings.bind_dn, secret(settings.bind_password_file))
        yield connection
    except ldap.LDAPError as error:
        raise UnreachableError(type(error).__name__) from None
    finally:
        with suppress(ldap.LDAPError):
            connection.unbind_s()


def _binds(settings: Ldap, dn: str, password: str) -> bool:
    import ldap

    connection = _connection(settings)
    try:
        connection.simple_bind_s(dn, password)
    except (ldap.SERVER_DOWN, ldap.TIMEOUT, ldap.CONNECT_ERROR, ldap.BUSY, ldap.UNAVAILABLE) as error:
        raise UnreachableError(type(error).__name__) from None
    except ldap.LDAPError:
        return False
    finally:
        with suppress(ldap.LDAPError):
            connection.unbind_s()
    return True


def _connection(settings: Ldap) -> Any:  # noqa: ANN401  python-ldap has no types
    import ldap

    try:
        connection = ldap.initialize(settings.uri)
        connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, settings.wait_seconds)
        connection.set_option(ldap.OPT_TIMEOUT, settings.wait_seconds)
        # Said for this connection, so that neither ldap.conf nor the environment can switch it off.
        connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
        connection.set_option(ldap.OPT_X_TLS_PROTOCOL_MIN, ldap.OPT_X_TLS_PROTOCOL_TLS1_2)
        if settings.ca_file:
            connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(settings.ca_file))
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        if settings.starttls:
            connection.start_tls_s()
    except (ldap.LDAPError, ValueError) as error:
        raise UnreachableError(type(error).__name__) from None
    return connection
