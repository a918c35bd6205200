"""One look at content that lies in memory, by a process started afresh: it has no key, no database and nothing else of whoever asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from screener.config import load_config
from screener.errors import ScreenerError, UsageError
from screener.isolation import Task, screen_all
from screener.json_nouns import NoNounError, decode, encode
from screener.model import Screened
from screener.sandbox import die_with_parent
from screener.screening import Screener


class NotScreenedError(UsageError):
    """The policy or a dictionary does not load, or the process did not come to an end: there is no verdict."""

    code = "not-screened"


def screen(memory: BinaryIO, number: str, name: str, policy: str) -> Screened:
    """The verdict on what `memory` (a file without a name) holds. `number` is what reports call it, `name` what it is called outside.

    Raises `NotScreenedError`.
    """
    descriptor = memory.fileno()
    command = [sys.executable, "-m", __name__, str(descriptor), str(os.getpid()), number, policy]
    # By a pipe: the arguments of a process are open to everybody on the machine.
    told = name.encode("utf-8", "surrogateescape")
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, pass_fds=(descriptor,), check=False)  # noqa: S603  ourselves
    problem: tuple[str, ...] = ()
    try:
        problem, screened = decode(done.stdout, tuple[tuple[str, ...], Screened | None])
    except NoNounError:
        screened = None
    if screened is None:
        raise NotScreenedError(*(problem if len(problem) == 2 else ("审查进程没有给出结果。", "the screening process gave no verdict.")))
    return screened


def main(arguments: list[str]) -> None:
    descriptor, parent, number, policy = arguments
    die_with_parent(int(parent))
    name = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    # Its worker is forked, and keeps of what is open only what is open for reading, under the same number.
    reading = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
    answer: tuple[tuple[str, ...], Screened | None]
    try:
        screener = Screener.build(load_config(), policy or None)
        (screened,) = screen_all(screener, [Task(Path(f"/proc/self/fd/{reading}"), number, name)])
        answer = ((), screened)
    except ScreenerError as error:
        answer = ((error.sentence, error.sentence_en), None)
    sys.stdout.buffer.write(encode(answer))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
