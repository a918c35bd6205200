"""What the commands of an installation have in common on the command line: options, opening the installation, who is asking."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from screener.cli.language import LANGUAGES, pair
from screener.errors import UsageError

if TYPE_CHECKING:
    from reports.cases.models import Person

PASSWORD_FILE_VARIABLE = "SCREENER_PASSWORD_FILE"  # noqa: S105  the name of a variable


def add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=pair("配置文件", "configuration file"))
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=pair("界面语言", "language"))


def add_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as", dest="user", metavar="USER", required=True, help=pair("以谁的名义（会要口令）", "in whose name (asks for the password)")
    )


def open_named(args: argparse.Namespace) -> None:
    """Open the installation that `--config` names."""
    from reports.installation import open_installation

    os.umask(0o077)
    open_installation(Path(args.config).absolute() if "config" in args else None)


def password_from_file() -> str | None:
    name = os.environ.get(PASSWORD_FILE_VARIABLE)
    if not name:
        return None
    try:
        return Path(name).read_text("utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"读不到口令文件 {name}。", f"cannot read the password file {name}.") from error


def signed_in(args: argparse.Namespace) -> Person:
    """The person that `--as` names, once the password is right. Every wrong one counts towards the lock, as at the desk."""
    from reports.terminal import sign_in

    password = password_from_file()
    if password is None:
        if not sys.stdin.isatty():
            raise UsageError(
                f"需要 {args.user} 的口令：请在终端运行，或用 {PASSWORD_FILE_VARIABLE} 指明口令文件。",
                f"the password of {args.user} is needed: run this in a terminal, or name a file in {PASSWORD_FILE_VARIABLE}.",
            )
        from getpass import getpass

        password = getpass(pair(f"{args.user} 的口令：", f"password of {args.user}: "))
    return sign_in(args.user, password, _ask_code)


def _ask_code() -> str:
    if not sys.stdin.isatty():
        return ""
    from getpass import getpass

    return getpass(pair("动态验证码：", "code of the second factor: "))
