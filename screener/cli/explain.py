"""`screener explain RULE`: what a rule looks for, with examples, the law behind it and what to do."""

from __future__ import annotations

import argparse

from screener.cli.language import pair
from screener.config import Config
from screener.errors import UsageError
from screener.model import NO_LAYOUT, Example, Place, Rule
from screener.screening import Screener
from screener.wording import PLACES


def explain(args: argparse.Namespace, config: Config) -> int:
    """Print one rule, or a line for each."""
    rules = Screener.build(config).rules
    if args.rule is None:
        for rule in rules.values():
            print(f"{rule.id:32} {rule.entity:32} {pair(rule.title, rule.title_en)}")  # noqa: T201
        return 0
    found = rules.get(args.rule)
    if found is None:
        raise UsageError(
            f"没有规则 {args.rule}。用 screener explain 列出全部规则。", f"no rule {args.rule}. screener explain lists all rules."
        )
    print("\n".join(_lines(found)))  # noqa: T201
    return 0


def _lines(rule: Rule) -> list[str]:
    return [
        f"{pair(rule.title, rule.title_en)}  ({rule.id}, {rule.entity})",
        "",
        pair(rule.definition, rule.definition_en),
        "",
        f"{pair('依据', 'Law')}: {rule.basis}",
        f"{pair('怎么办', 'What to do')}: {pair(rule.advice, rule.advice_en)}",
        "",
        f"{pair('命中示例', 'Found')}:",
        *(f"  {_shown(example)}" for example in rule.examples),
        f"{pair('不算', 'Not found')}:",
        *(f"  {_shown(example)}" for example in rule.non_examples),
    ]


def _shown(example: str | Example) -> str:
    if isinstance(example, str):
        return repr(example)[1:-1]
    segment = example.segments()[0]
    place = pair(*PLACES[example.place]) if example.place is not Place.BODY else ""
    head = pair("首页上部", "head of the page") if segment.layout != NO_LAYOUT else ""
    return f"{repr(segment.text)[1:-1]}  [{pair('位置', 'place')}: {place or head}]"
