"""One self-contained HTML page: nothing to load, nothing that runs, readable by a clerk and printable for the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reports.formats.account import Account, account
from reports.formats.options import Options
from reports.formats.printable import printable
from screener.model import Action, Screened
from screener.wording import action_words

LISTED = 50

CHUNK = 64
"""pieces of the template written at once"""


def write_page(results: Iterable[Screened], out: BinaryIO, options: Options) -> None:
    """The counts stand at the top, so nothing is written before the last file is read; what is kept is what will be shown."""
    told: dict[Action, list[Account]] = {action: [] for action in sorted(Action, reverse=True)}
    policies: Counter[str] = Counter()
    dictionaries: Counter[str] = Counter()
    unread = 0
    for screened in results:
        verdict = screened.verdict
        told[verdict.action].append(account(screened, options, LISTED))
        policies[verdict.policy] += 1
        dictionaries.update(verdict.dictionaries)
        unread += bool(verdict.unscanned)
    stream = _template().stream(
        o=options,
        say=options.say,
        told=told,
        words={action: action_words(action, options.language) for action in Action},
        total=sum(map(len, told.values())),
        unread=unread,
        policies=sorted(policies),
        dictionaries=sorted(dictionaries),
    )
    stream.enable_buffering(CHUNK)
    stream.dump(out, encoding="utf-8")
    out.flush()


def _template() -> Template:
    # Escaping is on for everything, and `finalize` sees every value: a name from outside cannot forget to be made printable.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    return environment.get_template("page.html.j2")
