"""The command line's grammar, and its complaints in the user's language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from screener.cli.language import LANGUAGES, pair

# argparse's English sentences and ours for them.
COMPLAINTS = (
    (r"unrecognized arguments: (.*)", "不认识的参数：{}"),
    (r"the following arguments are required: (.+)", "缺少参数：{}"),
    (r"argument (.*): invalid (?:\w+) value: (.*)", "参数 {} 的值不对：{}"),
    (r"argument (.*): expected (?:one|at least one) argument", "参数 {} 后面要有一个值"),
    (r"argument (.*): not allowed with argument (.*)", "参数 {} 不能和 {} 一起用"),
    (r"ambiguous option: (.*) could match (.*)", "参数 {} 不明确，可能是 {}"),
)


EVERY_DAY = frozenset({"check", "explain"})


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` that says in one line what is wrong and what to do, and leaves with 2."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("add_help", False)
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = pair("对象", "arguments")
        self._optionals.title = pair("选项", "options")
        self.add_argument("-h", "--help", action="help", help=pair("显示本说明", "show this help"))

    def error(self, message: str) -> NoReturn:
        zh = self._about_choices(message) or message
        for pattern, sentence in COMPLAINTS:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                zh = sentence.format(*match.groups())
                break
        hint = pair(f"用 {self.prog} --help 查看用法。", f"See {self.prog} --help.")
        sys.stderr.write(f"screener: {pair(zh + '。', message + '.')}{hint}\n")
        raise SystemExit(2)

    def _about_choices(self, message: str) -> str:
        """Commands and actions have no name in argparse's sentences, and are told by what there is to choose from."""
        what = "操作" if " " in self.prog else "命令"
        if message == "the following arguments are required: ":
            choices = next(action.choices for action in self._actions if isinstance(action, argparse._SubParsersAction))
            return f"请写{what}：{'、'.join(choices)}"
        match = re.fullmatch(r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", message, re.DOTALL)
        if match is None:
            return ""
        name, value, known = match[1], match[2].strip("'\""), match[3].replace("'", "").replace(", ", "、")
        return f"参数 {name} 没有 {value} 这个选项，可选：{known}" if name else f"没有 {value} 这个{what}，可用：{known}"


def build_parser(arguments: Sequence[str] = ()) -> Parser:
    """The whole grammar; for `arguments` that begin with a command of every day, without the rest.

    Handlers are named, not imported: `run` is in the module of this package that carries the command out.
    """
    parser = Parser(
        prog="screener",
        description=pair("公开前保密审查：上网不涉密，涉密不上网。", "Outbound content screening: nothing classified goes online."),
        epilog=pair(
            "退出码：0 全部放行；1 有需复核或拦截的；2 用法或配置有误；3 程序自身出错或被中断。",
            "exit codes: 0 all passed; 1 something to review or blocked; 2 usage or configuration error; 3 the tool itself failed or was stopped.",
        ),
    )
    parser.add_argument(
        "-V", "--version", action="store_true", help=pair("显示版本（加 -v 显示组件）", "show the version (-v: and its parts)")
    )
    parser.add_argument("-v", "--verbose", action="store_true", help=pair("显示更多", "show more"))
    _common(parser)
    commands: argparse._SubParsersAction[Any] = parser.add_subparsers(
        title=pair("命令", "commands"), metavar="", dest="command", parser_class=Parser
    )

    check = commands.add_parser("check", help=pair("审查文件或文件夹", "screen files and folders"))
    check.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help=pair("文件、文件夹（含子文件夹），或 - 表示标准输入", "files, folders (recursive), or - for standard input"),
    )
    check.add_argument("--name", help=pair("标准输入内容的文件名", "file name for standard input"))
    check.add_argument(
        "--policy",
        metavar="NAME",
        help=pair("策略名或 TOML 文件（默认 pre-publication）", "policy name or TOML file (default pre-publication)"),
    )
    check.add_argument(
        "--format", default="text", metavar="FORMAT", help=pair("报告格式：", "report format: ") + "text jsonl sarif junit html xlsx"
    )
    check.add_argument("--output", metavar="FILE", help=pair("报告写入文件，而不是屏幕", "write the report to a file"))
    check.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help=pair("并行进程数（默认每个处理器一个）", "worker processes (default: one per processor)"),
    )
    check.add_argument(
        "--show-text",
        action="store_true",
        help=pair("报告中不遮盖所引原文（报告本身将含敏感内容）", "do not mask quotes (the report then holds sensitive text)"),
    )
    check.add_argument(
        "--passwords",
        metavar="FILE",
        help=pair("依次尝试的密码，每行一个", "passwords to try on encrypted documents, one a line"),
    )
    check.add_argument("--quiet", action="store_true", help=pair("只列出没有放行的文件", "list only what did not pass"))
    _common(check)

    explain = commands.add_parser(
        "explain", help=pair("解释一条规则，或一种未能读取的原因", "explain a rule, or why something was not read")
    )
    explain.add_argument(
        "rule", nargs="?", metavar="RULE", help=pair("规则名或原因代码；不写则列出全部", "rule id or code; none: list all")
    )
    _common(explain)

    if arguments and arguments[0] in EVERY_DAY:
        return parser  # the others' modules take as long to load as all the rest of the grammar
    from screener.cli import audit, case_queue, dictionary, doctor, init, key, leak, recheck, report, serve, watch

    for command in (dictionary, init, serve, watch, doctor, case_queue, audit, recheck, leak, report, key):
        command.add_parser(commands)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=pair("配置文件", "configuration file"))
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=pair("界面语言", "language"))
