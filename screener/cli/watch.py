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


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("watch", help=pair("值守投递箱", "watch the drop-box"))
    parser.add_argument(
        "--once",
        action="store_true",
        help=pair(
            "处理完现有的文件就退出（供 cron 用；有未放行的则退出码为 1）", "deal with what is there and leave, for cron; 1: some were held"
        ),
    )
    add_common(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    open_named(args)
    return watch(config, once=args.once)


def watch(config: Config, *, once: bool = False, started: Callable[[], object] = lambda: None) -> int:
    """Until a signal: the first lets the work end, the second does not wait. SIGHUP: new dictionaries."""
    if not config.channels:
        raise ConfigError("配置里没有渠道：请写一节 [[channels]]。", "the configuration has no channel: write a [[channels]] section.")
    from reports.cases.log import log_to
    from watchers.loop import Loop

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
    loop.run(stop, once=once)
    return 1 if once and loop.held else 0
