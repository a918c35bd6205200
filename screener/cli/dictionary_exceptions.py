"""The signed-off exceptions, as `screener dictionary check` and `list` show them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from screener.cli.language import pair

if TYPE_CHECKING:
    from screener.allowance import Allowance


def check_exceptions(own: Path | None) -> bool:
    """Says how many there are, and which have expired; False when one has: it should be renewed or removed."""
    from screener.allowance import FILE_NAME, today

    loaded = _load(own)
    expired = [one for one in loaded if one.expired(today())]
    if loaded:
        print(pair(f"{FILE_NAME}：{len(loaded)} 条例外，写法无误", f"{FILE_NAME}: {len(loaded)} exception(s), well-formed"))  # noqa: T201
    for one in expired:
        zh, en = f"例外已过期，不再放行：{_told(one)}。请续批或删去。", f"an exception has expired: {_told(one)}. Renew it or remove it."
        sys.stderr.write(f"{pair(zh, en)}\n")
    return not expired


def list_exceptions(own: Path | None) -> None:
    for line in _lines(own):
        print(line)  # noqa: T201


def _lines(own: Path | None) -> Iterator[str]:
    from screener.allowance import today

    day = today()
    for one in _load(own):
        state = pair("  已过期", "  expired") if one.expired(day) else ""
        yield f"{pair('例外', 'exception')}  {_told(one)}{state}"


def _load(own: Path | None) -> tuple[Allowance, ...]:
    from screener.allowance import load_allowances
    from screener.dictionary import load_dictionaries
    from screener.screening import entities, every_rule

    return load_allowances(own, entities(every_rule(load_dictionaries(own))))


def _told(one: Allowance) -> str:
    scope = [*([f"“{one.phrase}”"] if one.phrase else []), *([f"SHA-256 {one.sha256[:12]}…"] if one.sha256 else [])]
    zh = f"{one.rule}  {'、'.join(scope)}  批准人 {one.person}  有效期至 {one.expires}  {one.reason}"
    return pair(zh, f"{one.rule}  {', '.join(scope)}  approved by {one.person}  until {one.expires}  {one.reason}")
