"""`screener explain RULE`: what a rule looks for, with examples, the law behind it and what to do; or why something is not read."""

from __future__ import annotations

import argparse
import difflib

from screener.advice import ADVICE
from screener.cli.language import pair
from screener.config import Config
from screener.errors import UsageError
from screener.model import NO_LAYOUT, Example, Place, Rule
from screener.screening import Screener
from screener.wording import CODES, PLACES


def explain(args: argparse.Namespace, config: Config) -> int:
    """Print one rule or one code of what was not read, or a line for each."""
    rules = Screener.build(config).rules
    if args.rule is None:
        for rule in rules.values():
            print(f"{rule.id:32} {rule.entity:32} {pair(rule.title, rule.title_en)}")  # noqa: T201
        for code, words in CODES.items():
            print(f"{code:32} {pair('（未读取）', '(not read)')} {pair(*words)}")  # noqa: T201
        return 0
    if args.rule in rules:
        print("\n".join(_lines(rules[args.rule])))  # noqa: T201
        return 0
    if args.rule in CODES:
        print("\n".join(_lines_of_code(args.rule)))  # noqa: T201
        return 0
    near = difflib.get_close_matches(args.rule, [*rules, *CODES], 1)
    hint, hint_en = (f"是不是要找 {near[0]}？", f"Did you mean {near[0]}? ") if near else ("", "")
    raise UsageError(
        f"没有规则 {args.rule}。{hint}用 screener explain 列出全部规则。",
        f"no rule {args.rule}. {hint_en}screener explain lists all rules.",
    )


def _lines_of_code(code: str) -> list[str]:
    return [
        f"{pair('未读取：', 'Not read: ')}{pair(*CODES[code])}  ({code})",
        "",
        pair("没有读到的内容不会放行：文件至少要复核。", "What was not read is never passed: the file goes to review at least."),
        "",
        f"{pair('怎么办', 'What to do')}: {pair(*ADVICE[code])}",
    ]


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
