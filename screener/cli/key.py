"""`screener key`: the master key of the sealed store."""

from __future__ import annotations

import argparse

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("key", help=pair("更换封存文件的主密钥", "change the master key of the sealed files"))
    add_common(parser)
    actions = parser.add_subparsers(title=pair("操作", "actions"), metavar="", dest="action", required=True)
    add_common(actions.add_parser("rotate", help=pair("换新的主密钥（旧的保留备查）", "a new master key; the old one is kept")))


def run(args: argparse.Namespace, _config: Config) -> int:
    open_named(args)
    from reports.cases.rotation import rotate

    count = rotate()
    print(pair(f"已换新主密钥，{count} 个封存文件已改用新密钥。", f"a new master key is in use; {count} sealed files were rewrapped."))  # noqa: T201
    return 0
