"""Arguments in, exit code out. What a command needs is imported when the command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from screener.cli import language
from screener.cli.language import pair
from screener.errors import ScreenerError, UsageError

PASSED, FOUND, USAGE, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Never a traceback: it would print the document that broke us."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    language.choose(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except UsageError as error:
        return _complain(pair(error.sentence, error.sentence_en), USAGE)
    except ScreenerError as error:
        return _complain(pair(error.sentence, error.sentence_en), FAILED)
    except BrokenPipeError:
        # The reader of our output left (`| head`); what it did not see was not reported, so this is not a success.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _complain(pair("已中断，尚未审查的文件没有结论。", "interrupted; files not yet screened have no verdict."), FAILED)
    except Exception as error:  # noqa: BLE001  the last resort: a sentence and a class name, never the words of a parser
        kind = type(error).__name__
        return _complain(
            pair(f"程序出错（{kind}），结果不可信，请勿据此发布。", f"the tool failed ({kind}); do not publish on this result."), FAILED
        )


def _run(arguments: list[str]) -> int:
    from screener.cli.parser import build_parser
    from screener.config import load_config

    args = build_parser(arguments).parse_args(arguments)
    if args.version:
        from screener.cli.version import show_version

        return show_version(verbose=args.verbose)
    if args.command is None:
        build_parser().print_help()
        return USAGE
    from pathlib import Path

    config = load_config(Path(args.config) if "config" in args else None)
    language.choose(arguments, config.language)
    if args.command == "check":
        from screener.cli.check import check

        return check(args, config)
    if args.command == "explain":
        from screener.cli.explain import explain

        return explain(args, config)
    from importlib import import_module

    module = "case_queue" if args.command == "queue" else args.command  # `queue` is a module of Python's
    code: int = import_module(f"screener.cli.{module}").run(args, config)
    return code


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"screener: {sentence}\n")
    return code
