"""`screener serve`: the drop-box, its workers and the reviewer's pages, in one command."""

from __future__ import annotations

import argparse

from screener.cli.language import pair
from screener.cli.service_options import add_common, open_named
from screener.config import Config


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve", help=pair("投递箱和复核页面，一条命令", "drop-box and reviewer's pages, one command"))
    parser.add_argument("--pages-only", action="store_true", help=pair("只要复核页面，不值守投递箱", "the pages alone, no drop-box"))
    add_common(parser)


def run(args: argparse.Namespace, config: Config) -> int:
    open_named(args)
    if args.pages_only:
        from watchers.serve import serve_pages

        serve_pages(config)
        return 0
    from screener.cli.watch import watch
    from watchers.serve import Pages

    print(pair("复核页面：", "reviewer's pages: ") + f"http://{config.desk.host}:{config.desk.port}/", flush=True)  # noqa: T201
    pages = Pages()
    try:
        return watch(config, started=pages.start)
    finally:
        pages.stop()
