"""`screener doctor`: whether this installation can work, and what waits. 0: all well; 1: something needs a person."""

from __future__ import annotations

import argparse
import os
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config
from screener.errors import ScreenerError

LOW_DISK, LOW_SHARE = 1_000_000_000, 0.05
WAITING_SECONDS = 600
HEAD_SECONDS = 2 * 86_400
ALIVE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing looked at."""

    well: bool
    said: str
    said_en: str


def _well(said: str, said_en: str) -> Answer:
    return Answer(well=True, said=said, said_en=said_en)


def _not_well(said: str, said_en: str) -> Answer:
    return Answer(well=False, said=said, said_en=said_en)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help=pair("检查安装：权限、磁盘、词典、时钟、积压", "check the installation and what waits"))
    parser.add_argument("--quiet", action="store_true", help=pair("只列出有问题的", "list only what is not well"))
    add_common(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    open_named(args)
    well = True
    for answer in _answers(config):
        well &= answer.well
        if not (args.quiet and answer.well):
            print(f"{pair('正常', 'ok  ') if answer.well else pair('注意', 'LOOK')}  {pair(answer.said, answer.said_en)}")  # noqa: T201
    return 0 if well else 1


def _answers(config: Config) -> Iterator[Answer]:
    home = Path(os.path.abspath(config.records.home))  # noqa: PTH100  as reports.settings has it
    yield from _folders(config, home)
    yield from _disks(config, home)
    yield from _keys(config, home)
    yield from _rules(config)
    yield from _clock_and_chain()
    yield _calendar(config)
    yield from _ways(config)
    yield from _work()
    yield from _inboxes(config)
    yield from _watching(home)


def _folders(config: Config, home: Path) -> Iterator[Answer]:
    if not config.channels:
        yield _not_well("配置里没有渠道", "the configuration has no channel")
    ours = [home, home / "keys", *(channel.held for channel in config.channels)]
    wrong = [path for path in ours if not path.is_dir() or stat.S_IMODE(path.stat().st_mode) & 0o077 or path.stat().st_uid != os.geteuid()]
    for path in wrong:
        yield _not_well(f"文件夹 {path} 应当存在、属于本用户、权限 0700", f"{path} should exist, be this user's, mode 0700")
    for channel in config.channels:
        for path in (channel.inbox, channel.released):
            if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
                wrong.append(path)
                yield _not_well(f"文件夹 {path} 不在，或不能读写", f"{path} is not there, or cannot be read and written")
        if channel.inbox.is_dir() and channel.held.is_dir() and channel.inbox.stat().st_dev != channel.held.stat().st_dev:
            wrong.append(channel.held)
            yield _not_well(
                f"{channel.held} 与 {channel.inbox} 不在同一个文件系统，不能就地隔离",
                f"{channel.held} is not on the file system of {channel.inbox}",
            )
    if not wrong:
        yield _well(f"文件夹和权限（{len(config.channels)} 个渠道）", f"folders and modes ({len(config.channels)} channels)")


def _disks(config: Config, home: Path) -> Iterator[Answer]:
    seen: set[int] = set()
    for path in (home, *(folder for channel in config.channels for folder in (channel.inbox, channel.held, channel.released))):
        if not path.is_dir() or path.stat().st_dev in seen:
            continue
        seen.add(path.stat().st_dev)
        usage = shutil.disk_usage(path)
        well = usage.free >= max(LOW_DISK, LOW_SHARE * usage.total) or usage.free >= 50 * LOW_DISK
        free = f"{usage.free / 1e9:.1f} GB"
        yield Answer(well, f"磁盘 {path}：剩余 {free}", f"disk of {path}: {free} free")


def _keys(config: Config, home: Path) -> Iterator[Answer]:
    from reports.cases import keys

    try:
        keys.master(config.records.key or home / keys.FOLDER / keys.MASTER)
        keys.audit_private(home)
        keys.audit_public(home)
    except ScreenerError as error:
        yield _not_well(error.sentence, error.sentence_en)
    else:
        yield _well("密钥", "keys")


def _rules(config: Config) -> Iterator[Answer]:
    from screener.screening import Screener

    for policy in sorted({channel.policy or config.policy for channel in config.channels} | {config.policy}):
        try:
            screener = Screener.build(config, policy)
        except ScreenerError as error:
            yield _not_well(error.sentence, error.sentence_en)
        else:
            count = len(screener.dictionaries)
            yield _well(f"策略 {screener.policy.label}，词典 {count} 部", f"policy {screener.policy.label}, {count} dictionaries")


def _clock_and_chain() -> Iterator[Answer]:
    from reports.cases.models import AuditEntry, AuditHead

    last, head = AuditEntry.objects.order_by("-sequence").first(), AuditHead.objects.order_by("-sequence").first()
    now = datetime.now(UTC)
    if last is None:
        yield _not_well("审计链是空的", "the audit chain is empty")
        return
    ahead = (datetime.fromisoformat(last.at) - now).total_seconds()
    clock = ahead < 5
    yield Answer(
        clock,
        "时钟" if clock else f"时钟比最后一条审计记录早 {ahead:.0f} 秒：请校时",
        "clock" if clock else f"the clock is {ahead:.0f} s behind the last audit row: set it",
    )
    signed = head is not None and (now - datetime.fromisoformat(head.signed_at)).total_seconds() < HEAD_SECONDS
    to = 0 if head is None else head.sequence
    yield Answer(
        signed or last.sequence - to < 1,
        f"审计链 {last.sequence} 条，已签署到 {to}（完整核验：screener audit verify）",
        f"audit chain: {last.sequence} rows, signed up to {to} (for a full check: screener audit verify)",
    )


def _calendar(config: Config) -> Answer:
    """No work stops for want of it, so it is said and is no fault."""
    today = date.today()  # noqa: DTZ011  the office's own day
    if any(day.year == today.year for day in config.desk.holidays):
        return _well(f"{today.year} 年的放假和调休", f"holidays of {today.year}")
    return _well(
        f"没有配置 {today.year} 年的放假和调休，超期按周一至周五计：请在 [desk] 中写 holidays 和 workdays",
        f"holidays of {today.year} are not configured, overdue counts Monday to Friday: set [desk] holidays and workdays",
    )


def _ways(config: Config) -> Iterator[Answer]:
    """Signing in by the directory or a provider: `reports.settings` would not be there if the configuration were unsafe or a part missing."""
    from reports.desk import directory, provider, ways
    from reports.desk.admission import RefusedError

    named = ways.ways(config)
    for way in named:
        try:
            if way == ways.LDAP:
                directory.look(config)
            else:
                provider.metadata(config.oidc)
        except (directory.UnreachableError, RefusedError) as error:
            yield _not_well(
                f"{ways.WAYS[way]}用不了（{error}）：请检查 [{way}] 一节、证书和网络",
                f"[{way}] does not work ({error}): check the section, the certificate and the network",
            )
        else:
            yield _well(ways.WAYS[way], f"signing in by {way}")
    if named and not config.groups:
        yield _well(
            "没有配置 [[groups]]：只有系统管理员指定的账号能从外部登录",
            "no [[groups]]: only accounts that the administrator named sign in from outside",
        )


def _work() -> Iterator[Answer]:
    from reports.cases import incidents
    from reports.cases.models import Case, Effect, State

    now = datetime.now(UTC)
    open_states = (State.RECEIVED, State.SCREENING, State.PASSED)
    waiting = Case.objects.filter(state__in=open_states)
    oldest = waiting.order_by("received_at").first()
    age = 0.0 if oldest is None else (now - oldest.received_at).total_seconds()
    yield Answer(
        age < WAITING_SECONDS,
        f"审查中 {waiting.count()} 件，最久 {age:.0f} 秒",
        f"{waiting.count()} cases under way, the oldest for {age:.0f} s",
    )
    failing = Effect.objects.filter(done_at=None, attempts__gt=0)
    errors = " ".join(sorted(set(failing.values_list("last_error", flat=True))))
    yield Answer(
        not failing.exists(),
        f"待执行的动作有 {failing.count()} 个在重试 {errors}" if failing.exists() else "没有失败的动作",
        f"{failing.count()} effects are being tried again: {errors}" if failing.exists() else "no failing effects",
    )
    held = Case.objects.filter(state=State.HELD).count()
    yield _well(f"待复核 {held} 件", f"{held} cases wait for a person")
    if late := len(incidents.overdue(now)):
        yield _not_well(f"泄密事件逾期 {late} 起（screener leak list）", f"{late} leak incidents are overdue (screener leak list)")


def _inboxes(config: Config) -> Iterator[Answer]:
    from watchers.folder import stuck
    from watchers.looking import on_network_share
    from watchers.trouble import TROUBLES

    for channel in config.channels:
        troubles = stuck(channel)
        for trouble in troubles[:20]:
            name = "".join(one if one.isprintable() else "�" for one in trouble.relative.decode("utf-8", "replace"))
            zh, en = TROUBLES[trouble.code]
            yield _not_well(
                f"投递箱 {channel.name}：{name} {zh}（{trouble.seconds:.0f} 秒）",
                f"inbox {channel.name}: {name} {en} ({trouble.seconds:.0f} s)",
            )
        if len(troubles) > 20:
            yield _not_well(f"投递箱 {channel.name}：还有 {len(troubles) - 20} 个", f"inbox {channel.name}: {len(troubles) - 20} more")
        if not troubles:
            share = channel.network_share or on_network_share(str(channel.inbox))
            yield _well(
                f"投递箱 {channel.name}{'（网络共享，轮询）' if share else ''}",
                f"inbox {channel.name}{' (network share, polled)' if share else ''}",
            )


def _watching(home: Path) -> Iterator[Answer]:
    from watchers.status import read_status

    status = read_status(home)
    age = time.time() - float(status.get("at", 0))
    if not status or age > ALIVE_SECONDS:
        yield _not_well("投递箱没有人值守：请运行 screener serve", "nobody watches the drop-box: run screener serve")
        return
    yield Answer(
        bool(status.get("screening")), f"正在值守（进程 {status.get('pid')}）", f"the drop-box is watched (process {status.get('pid')})"
    )
    if failing := status.get("failing"):
        seconds = time.time() - failing["since"]
        yield _not_well(
            f"值守进程已有 {seconds:.0f} 秒做不成事，一直在重试：{failing['error']}",
            f"the watcher's work has failed for {seconds:.0f} s and is tried again: {failing['error']}",
        )
    if unknown := status.get("unknown_writers"):
        yield _not_well(
            f"{sum(unknown.values())} 个文件收取时无从知道是否还有程序在写：别的用户的文件需要 CAP_LEASE"
            "（见 screener init 写的 screener.service 中的 AmbientCapabilities），网络共享上则请加大 settle_seconds",
            f"{sum(unknown.values())} files were taken though it is not known whether a program still wrote: other users' files need CAP_LEASE "
            "(AmbientCapabilities in the screener.service that `screener init` writes); on a network share raise settle_seconds",
        )
