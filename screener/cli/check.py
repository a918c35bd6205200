"""`screener check`: files and folders in, a report out."""

from __future__ import annotations

import argparse
import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from screener import __version__
from screener.cli.interruption import interruptible
from screener.cli.language import chosen, pair
from screener.cli.output import opened, refuse_overwriting
from screener.config import Config
from screener.errors import InterruptedRunError, UsageError
from screener.isolation import Task, screen_all
from screener.model import Action, Screened
from screener.screening import Screener


def check(args: argparse.Namespace, config: Config) -> int:
    """Screen what `args.paths` names. 0 when all of it passed, 1 when anything did not."""
    from reports.formats import BINARY, FORMATS, Options, load_report

    if args.format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"没有 {args.format} 这种报告格式，可选：{known}。", f"no report format {args.format}; choose from {known}.")
    if args.jobs < 0:
        raise UsageError("--jobs 不能是负数。", "--jobs must not be negative.")
    if args.passwords:
        config = replace(config, passwords=_passwords(Path(args.passwords)))
    screener = Screener.build(config, args.policy)
    run = _Run()
    with ExitStack() as stack:
        stack.enter_context(interruptible())
        tasks = _once(_tasks(args, config, stack))
        if args.output is not None:
            refuse_overwriting(args.output, (task.path for task in tasks), piped="-" in args.paths)
        if not tasks:
            raise UsageError("没有可审查的文件：文件夹是空的。请检查路径。", "nothing to screen: the folder is empty. Check the path.")
        if args.format in BINARY and args.output is None and sys.stdout.isatty():
            raise UsageError(
                f"{args.format} 格式要写入文件：请加 --output FILE。", f"{args.format} is not for a screen: add --output FILE."
            )
        out = stack.enter_context(opened(args.output))
        options = Options(
            language=chosen(),
            show_text=args.show_text,
            color=args.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ,
            quiet=args.quiet,
            version=__version__,
            rules=screener.rules,
        )
        jobs = min(args.jobs or config.jobs or os.cpu_count() or 1, len(tasks))
        try:
            with closing(screen_all(screener, tasks, jobs)) as results:
                load_report(args.format)(run.watch(_with_progress(results, len(tasks), stack)), out, options)
                out.flush()
        except KeyboardInterrupt:
            raise _interrupted(args.output, run.done, len(tasks)) from None
    return 0 if run.worst is Action.PASS else 1


def _interrupted(output: str | None, done: int, total: int) -> InterruptedRunError:
    report, report_en = (
        ("已显示的报告不完整", "the report above is not complete")
        if output is None
        else (f"未写报告 {output}", f"no report was written to {output}")
    )
    return InterruptedRunError(
        f"已中断：{total:,} 个文件审查了 {done:,} 个，{report}。请重新运行。",
        f"interrupted: {done:,} of {total:,} files were screened, {report_en}. Run it again.",
    )


def _passwords(file: Path) -> tuple[str, ...]:
    """One a line, in every encoding that the file may be in: which one, only the document to be opened can tell."""
    from screener.normalize.encoding import decodings

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"读不到密码文件 {file}：请检查路径和权限。", f"cannot read the passwords {file}: check path and permissions."
        ) from error
    lines = (line.rstrip("\r") for text, _ in decodings(data) for line in text.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


@dataclass
class _Run:
    """How many results have passed through, and the strictest verdict of them."""

    done: int = 0
    worst: Action = Action.PASS

    def watch(self, results: Iterable[Screened]) -> Iterator[Screened]:
        for result in results:
            self.done += 1
            self.worst = max(self.worst, result.verdict.action)
            yield result


def _once(tasks: Iterable[Task]) -> list[Task]:
    """Each file once, where it was first named; of two names the longer, in which the folder is screened too."""
    found: dict[str, Task] = {}
    for task in tasks:
        key = os.path.abspath(task.path)  # noqa: PTH100  links are told apart: each has a name of its own to screen
        earlier = found.get(key)
        if earlier is None or len(task.name or "") > len(earlier.name or ""):
            found[key] = task
    return list(found.values())


def _tasks(args: argparse.Namespace, config: Config, stack: ExitStack) -> Iterator[Task]:
    """One task a file, in path order. Every path is looked at before anything is screened: a misspelt one stops the run."""
    for given in args.paths:
        if given != "-" and not os.path.lexists(given):
            raise UsageError(f"找不到 {given}：请检查路径。", f"cannot find {given}: check the path.")
    for given in dict.fromkeys(args.paths):
        if given == "-":
            yield _standard_input(args.name, config, stack)
        elif Path(given).is_dir():
            yield from _walk(given, Path(given).resolve().name)
        else:
            yield _file(given, Path(given).name)


def _walk(folder: str, name: str) -> Iterator[Task]:
    """All that lies below a folder, in path order. The folder's own name and the names below it are screened with each file's."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Task(Path(folder), folder, name, "unreadable-file")
        return
    for entry in entries:
        inner = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, inner)
        else:
            yield _file(entry.path, inner)


def _file(path: str, name: str) -> Task:
    """A regular file, or a link to one. A link to a folder may lead anywhere, round in a circle too: it is held, not followed."""
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        broken = Path(path).is_symlink() and error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
        return Task(Path(path), path, name, "broken-link" if broken else "unreadable-file")
    if stat.S_ISDIR(mode):
        return Task(Path(path), path, name, "linked-folder")
    return Task(Path(path), path, name, "" if stat.S_ISREG(mode) else "not-a-file")


def _standard_input(name: str | None, config: Config, stack: ExitStack) -> Task:
    """What is piped in, kept in memory only: a temporary file would be a copy of what may be secret."""
    descriptor = os.memfd_create("screener")
    stack.callback(os.close, descriptor)
    size = 0
    while piece := sys.stdin.buffer.read(1 << 20):
        size += len(piece)
        if size > config.limits.total_bytes:
            raise UsageError("标准输入超过大小限制（limits.total_bytes）。", "standard input is over the limit (limits.total_bytes).")
        os.write(descriptor, piece)
    # Of what we have open, a worker keeps what can only be read.
    reading = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
    stack.callback(os.close, reading)
    return Task(Path(f"/proc/self/fd/{reading}"), name or "-", name or "")


def _with_progress(results: Iterable[Screened], total: int, stack: ExitStack) -> Iterator[Screened]:
    """The results, with a bar on standard error while they come when a person is watching."""
    if total < 3 or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(pair("正在审查", "screening")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    bar = progress.add_task("", total=total)
    for result in results:
        yield result
        progress.advance(bar)
