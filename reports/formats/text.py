"""What a person reads on a terminal: each file as soon as it is ready, and a table of all of them at the end."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from reports.formats.account import Account, Entry, Group, account
from reports.formats.options import Options
from reports.formats.printable import shorten
from screener.model import Action, Screened
from screener.wording import action_words

LISTED = 5
PART_LENGTH = 60

STYLES = {Action.PASS: "bold green", Action.REVIEW: "bold black on yellow", Action.BLOCK: "bold white on red"}


def write_text(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    stream = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
    try:
        _write(results, stream, options)
    finally:
        stream.detach()


def _write(results: Iterable[Screened], stream: TextIO, options: Options) -> None:
    console = Console(
        file=stream,
        width=options.width or shutil.get_terminal_size((100, 24)).columns,
        force_terminal=options.color,
        no_color=not options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    summary: list[tuple[Action, str, str]] = []
    counts: Counter[Action] = Counter()
    for screened in results:
        action = screened.verdict.action
        counts[action] += 1
        if action is Action.PASS and options.quiet:
            continue
        told = account(screened, options, LISTED)
        summary.append((action, told.path, told.reasons[0] if told.reasons else ""))
        _print_file(console, told, options)
        stream.flush()
    if counts.total() != 1:
        _print_summary(console, summary, counts, options)
    stream.flush()


def _print_file(console: Console, told: Account, options: Options) -> None:
    console.print(Text.assemble((f" {told.verdict} ", STYLES[told.action]), " ", (told.path, "bold")))
    for reason in told.reasons:
        _line(console, 2, Text(f"{options.say('缘由：', 'Reason: ')}{reason}"))
    hinted = False
    for group in told.findings:
        if group.hint and not hinted:
            hinted = True
            _line(console, 2, Text(options.say("提示（不影响结论）", "Hints (the verdict does not rest on them)"), "dim"))
        _print_group(console, group, "dim" if group.hint else "yellow", options)
    for group in told.unread:
        _print_group(console, group, "red", options, options.say("未读取：", "Not read: "))
    _line(console, 2, Text(told.coverage, "dim"))
    console.print()


def _print_group(console: Console, group: Group, style: str, options: Options, prefix: str = "") -> None:
    heading = Text.assemble((f"{prefix}{group.title}", style if group.hint else f"bold {style}"))
    if prefix or group.title != group.id:
        heading.append(f"  {group.id}", "dim")
    if group.count > group.listed:
        sentence = options.say("  共 {:,} 处，列出前 {} 处", "  {:,} places, the first {} listed")
        heading.append(sentence.format(group.count, group.listed))
    _line(console, 2, heading)
    for entry in group.entries:
        _line(console, 4, _entry(entry, style), hanging=2)
    for label, words in ((options.say("依据：", "Basis: "), group.basis), (options.say("办法：", "What to do: "), group.advice)):
        if words:
            _line(console, 4, Text(f"{label}{words}"), hanging=2)


def _entry(entry: Entry, style: str) -> Text:
    line = Text.assemble("- ", entry.where)
    if entry.part:
        line.append(f"  {shorten(entry.part, PART_LENGTH)}", "dim")
    if entry.quote:
        line.append("  ").append(f"“{entry.quote}”", style)
    if entry.times > 1:
        line.append(f"  ×{entry.times:,}")
    if entry.note:
        line.append(f"  [{entry.note}]", "dim")
    return line


def _line(console: Console, indent: int, text: Text, hanging: int = 0) -> None:
    """One paragraph, its later lines moved in further. Not `rich.Padding`, which fills every wrapped line with blanks."""
    margin = indent
    for line in text.wrap(console, console.width - indent - hanging):
        line.rstrip()
        console.print(Text(" " * margin).append_text(line), no_wrap=True, overflow="ignore", crop=False)
        margin = indent + hanging


def _print_summary(console: Console, summary: list[tuple[Action, str, str]], counts: Counter[Action], options: Options) -> None:
    """Lines of our own and not a `rich.Table`, which measures every cell twice: minutes for a hundred thousand files."""
    total = options.say(f"共 {counts.total():,} 个文件", f"{counts.total():,} file(s)")
    each = [f"{action_words(action, options.language)} {counts[action]:,}" for action in sorted(Action, reverse=True)]
    words = [action_words(action, options.language) for action in Action]
    verdict = max(map(cell_len, words))
    path = min(max((cell_len(path) for _, path, _ in summary), default=0), (console.width - verdict) * 3 // 5)
    if summary:
        console.print(Text(options.say("汇总", "Summary"), "bold underline"))
    for action, name, reason in sorted(summary, key=lambda line: -line[0]):  # a stable sort: path order inside
        line = Text(set_cell_size(action_words(action, options.language), verdict), STYLES[action])
        line = Text.assemble(line, "  ", set_cell_size(_fit(name, path), path), "  ", reason)
        line.rstrip()
        console.print(line, overflow="ellipsis", no_wrap=True)
    if summary:
        console.print()
    console.print(options.say("：", ": ").join((total, options.say("，", ", ").join(each))))


def _fit(name: str, cells: int) -> str:
    """The name, or its beginning and end, in so many columns."""
    fitted = name
    while cell_len(fitted) > cells and len(fitted) > 1:
        fitted = shorten(name, len(fitted) - 1)
    return fitted
