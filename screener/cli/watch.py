"""`screener watch`: the drop-box alone, in the foreground."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config
from screener.errors import ConfigError

PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("watch", help=pair("值守投递箱", "watch the drop-box"))
    parser.add_argument(
        "--once",
        action="store_true",
        help=pair(
            "处理完现有的文件就退出（供 cron 用；有未放行的则退出码为 1）", "deal with what is there and leave, for cron; 1: some were held"
        ),
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help=pair(
            "配合 --once：数据库或磁盘不能用多久后放弃，退出码 3（默认 60 秒）",
            "with --once: give up, exit code 3, when the database or a disk fails for so long (60 s)",
        ),
    )
    add_common(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    open_named(args)
    return watch(config, once=args.once, patience=args.patience)


def watch(config: Config, *, once: bool = False, patience: float = 60.0, started: Callable[[], object] = lambda: None) -> int:
    """Until a signal: the first lets the work end, the second does not wait. SIGHUP: new dictionaries.

    Raises `GaveUpError`, `once`, when the world has failed for `patience` seconds.
    """
    if not config.channels:
        raise ConfigError("配置里没有渠道：请写一节 [[channels]]。", "the configuration has no channel: write a [[channels]] section.")
    from reports.cases.log import log_to
    from watchers.loop import Loop

    keep_capabilities_to_ourselves()
    log_to(Path(os.path.abspath(config.records.home)))  # noqa: PTH100  as reports.settings has it
    loop, stop = Loop(config), threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(3)  # what was held is taken up by the next start
        stop.set()
        loop.wake()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    signal.signal(signal.SIGHUP, lambda _number, _frame: loop.reload())
    started()
    loop.run(stop, once=once, patience=patience)
    return 1 if once and loop.held else 0


def keep_capabilities_to_ourselves() -> None:
    """What the service manager granted (CAP_LEASE) is for the watcher: a process that it starts, with a document's parser in it, gets none."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
