"""Where a case's bytes lie on disk: the one place that makes paths below a channel's `held`. The names are ours, never from outside."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from reports.cases import keys
from reports.cases.custody import CERTIFICATES, ISOLATED, SEALED, TAKEN
from reports.cases.keys import MasterKey
from reports.cases.models import Case, Custody
from screener.config import Channel
from screener.errors import ConfigError


def channel_named(name: str) -> Channel:
    """The channel of the configuration. Raises `ConfigError` when it is no longer there, and with it the way to the files."""
    for channel in settings.CONFIG.channels:
        if channel.name == name:
            return channel
    raise ConfigError(
        f"配置里没有渠道 {name}，但还有它的审查件：请恢复这一节。",
        f"there are cases of channel {name}, which is not configured: restore it.",
    )


def taken(case: Case, channel: Channel) -> Path:
    return channel.held / TAKEN / case.storage


def isolated(case: Case, channel: Channel) -> Path:
    return channel.held / ISOLATED / case.storage


def sealed(case: Case, channel: Channel) -> Path:
    return channel.held / SEALED / f"{case.storage}.sealed"


def certificate(case: Case, channel: Channel) -> Path:
    return channel.held / CERTIFICATES / f"{case.storage}.json"


def held(case: Case, channel: Channel) -> Path:
    """Where the bytes are, by the case's custody."""
    return {Custody.ISOLATED: isolated, Custody.SEALED: sealed}.get(Custody(case.custody), taken)(case, channel)


def master_key() -> MasterKey:
    """The key of the sealed store."""
    return keys.master(settings.CONFIG.records.key or settings.HOME / keys.FOLDER / keys.MASTER)


def key_of(case: Case) -> MasterKey | None:
    """The key, where the case's bytes are sealed."""
    return master_key() if case.custody == Custody.SEALED else None
